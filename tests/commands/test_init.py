"""``bedarf init``: what it writes and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline import params as parameters
from pipeline.cli import app
from pipeline.errors import PipelineError


def init(folder: Path, region: str = "03155", *more: str) -> Result:
    return CliRunner().invoke(app, ["init", str(folder), "--region", region, *more])


@pytest.mark.parametrize(
    "name", ["Netz [/b] [bold]x[/bold]", 'A "B" \\ C', "Größe: 5 # klein", "{x} & <y>", "'=1+1"]
)
def test_a_name_is_shown_and_written_as_it_was_given(tmp_path: Path, name: str) -> None:
    result = init(tmp_path / "netz", "03155", "--name", name)
    assert result.exit_code == 0, result.output
    assert f"✓ {name}: a network for Landkreis Northeim" in " ".join(result.output.split())
    network = parameters.load(tmp_path / "netz" / "params.yaml").network
    assert (network.name, network.region) == (name, "03155")
    assert name in (tmp_path / "netz" / "LIESMICH.md").read_text(encoding="utf-8")


def test_a_folder_with_brackets_is_named_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "[b] netz"
    assert f'cd "{folder}"' in init(folder).output.replace("\n", "")


@pytest.mark.parametrize(
    ("region", "words"), [("06", "too large"), ("DG", "too large"), ("99999", "99999")]
)
def test_a_region_that_is_no_county_or_municipality_is_refused(
    tmp_path: Path, region: str, words: str
) -> None:
    error = init(tmp_path / "netz", region).exception
    assert isinstance(error, PipelineError)
    assert words in str(error)
    assert not (tmp_path / "netz").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("wichtig", encoding="utf-8")
    error = init(tmp_path).exception
    assert isinstance(error, PipelineError)
    assert "not empty" in str(error)
    assert [file.name for file in tmp_path.iterdir()] == ["brief.txt"]
