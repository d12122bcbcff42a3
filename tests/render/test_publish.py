"""``bedarf publish``: a folder that can be uploaded as it is."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from pipeline import freshness, stages, tables
from pipeline.cli import app
from pipeline.disclose import ledger, wall
from pipeline.errors import PipelineError
from pipeline.render import opendata
from pipeline.render.publish import FILES, _exchange, publish
from pipeline.workspace import Workspace, write_table

ESTIMATES = pd.DataFrame(
    {
        "key": ["q/a/ja/alle/share", "q/b/ja/alle/share"], "questionnaire": "q", "variable": ["a", "b"],
        "category": "ja", "target_group": "alle", "statistic": "share", "estimate": [0.54, None],
        "se": [0.02, None], "ci_low": [0.5, None], "ci_high": [0.58, None],
        "n": pd.array([412, None], dtype="Int64"), "n_category": pd.array([220, None], dtype="Int64"),
        "n_effective": [300.0, None], "deff": [1.2, None], "unit": "share", "status": ["value", "withheld"],
    }
)  # fmt: skip
INDICATORS = pd.DataFrame(
    {"indicator": ["ae"], "value": [6000.0], "source": ["Zensus"], "citation": ["Quelle: Zensus 2022"]}
)  # fmt: skip


@pytest.fixture
def network(ws: Workspace, root: Path) -> Workspace:
    """Results of a run, as far as a publication needs them."""
    shutil.copyfile(root / "params.yaml", ws.params_file)
    shutil.copyfile(root / "reports" / "startseite.qmd", ws.reports / "startseite.qmd")
    facts = {"netz": {"region_in": "in Northeim", "jahr": "2026", "name": "Netz & Werk",
                      "stand": "2. November 2026", "demo": "true"}}  # fmt: skip
    (ws.reports / "_variables.yml").write_text(
        yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8"
    )
    (ws.generated / "analyse").mkdir()
    (ws.generated / "analyse" / "impressum.md").write_text("V. i. S. d. P.\n", encoding="utf-8")
    (ws.generated / "tables").mkdir()
    (ws.generated / "tables" / "tabellen.xlsx").write_bytes(b"PK")
    ws.output.mkdir()
    for name in FILES:
        (ws.output / name).write_bytes(name.encode())
    write_table(ws.public / "estimates.parquet", ESTIMATES)
    write_table(ws.public / "indicators.parquet", INDICATORS)
    return ws


def test_every_link_of_the_start_page_leads_to_a_file(network: Workspace, tmp_path: Path) -> None:
    for name in ("needs", "ranking"):
        write_table(network.public / f"{name}.parquet", INDICATORS)
    folder = tmp_path / "web"
    publish(network, folder)
    page = (folder / "index.html").read_text(encoding="utf-8")
    links = [link for link in re.findall(r'(?:href|src)="([^"]+)"', page) if link[0] != "#"]
    assert {link for link in links if not link.startswith("data:")} >= {"bedarfsanalyse.html"}
    for link in links:
        assert link.startswith("data:") or (folder / link).is_file(), link
    assert "DEMODATEN" in page
    assert "<script src" not in page


def test_tables_come_back_as_they_were_and_say_what_they_are(
    network: Workspace, tmp_path: Path
) -> None:
    publish(network, tmp_path / "web", "CC BY 4.0")
    data = tmp_path / "web" / "daten"
    back = pd.read_csv(data / "estimates.csv")
    assert set(back.pop("daten")) == {opendata.DEMO}
    pd.testing.assert_frame_equal(back, ESTIMATES, check_dtype=False)
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        head = (data / resource["path"]).read_text(encoding="utf-8").split("\n", 1)[0].strip()
        assert [field["name"] for field in resource["schema"]["fields"]] == head.split(",")
    terms = (data / "LIZENZ.txt").read_text(encoding="utf-8")
    assert "CC BY 4.0" in terms
    assert "Quelle: Zensus 2022" in terms


def test_every_public_column_is_described() -> None:
    names = {name for group in stages.BEFORE_THE_WALL.values() for name in group}
    missing = []  # add a line to pipeline/render/columns.yaml
    for name in sorted(names - set(wall.USED_ONLY)):
        if not opendata.title(name):
            missing.append(name)
        for contract in (f"public_{name}", name):
            if contract in tables.CONTRACTS:
                schema: Any = tables.CONTRACTS[contract]()
                missing += [f"{name}.{c}" for c in schema.columns if not opendata.describe(name, c)]
                break
    assert missing == []


def test_the_same_results_give_the_same_bytes(network: Workspace, tmp_path: Path) -> None:
    def content(folder: Path) -> dict[str, bytes]:
        return {str(f): (folder / f).read_bytes() for f in publish(network, folder)}

    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_an_earlier_publication_is_replaced_whole(network: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    publish(network, folder)
    (folder / "old.html").write_text("", encoding="utf-8")
    publish(network, folder)
    assert not (folder / "old.html").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".web")] == []


def test_the_earlier_publication_survives_when_the_new_one_cannot_take_its_place(
    network: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "web"
    publish(network, folder)
    with pytest.raises(PipelineError, match="could not take its place") as caught:
        _exchange(tmp_path / "gone", folder)
    assert "the earlier one is as it was" in str(caught.value)
    assert (folder / "index.html").is_file()
    assert not (tmp_path / "web-vorher").exists()
    publish(network, folder)


def test_where_the_earlier_publication_is_is_said_and_kept_until_somebody_has_looked(
    network: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between both renames something else appears in the folder's place."""
    folder, rename = tmp_path / "web", Path.rename
    publish(network, folder)

    def renamed(path: Path, to: Path) -> Path:
        moved = rename(path, to)
        if path == folder:
            folder.write_text("in the way", encoding="utf-8")
        return moved

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", renamed)
        with pytest.raises(PipelineError) as caught:
            publish(network, folder)
    before = tmp_path / "web-vorher"
    assert f"the earlier one lies in {before}" in str(caught.value)
    assert "rename web-vorher to web" in str(caught.value)
    folder.unlink()
    with pytest.raises(PipelineError, match="was interrupted"):
        publish(network, folder)
    before.rename(folder)
    assert (folder / "index.html").is_file()
    publish(network, folder)
    assert not before.exists()


def test_a_folder_with_something_else_is_left_alone(network: Workspace, tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "own.txt").write_text("x", encoding="utf-8")
    with pytest.raises(PipelineError, match="something else"):
        publish(network, tmp_path / "web")
    with pytest.raises(PipelineError, match="own folder"):
        publish(network, network.root)
    assert (tmp_path / "web" / "own.txt").read_text(encoding="utf-8") == "x"


def test_missing_results_are_named_and_nothing_is_written(
    network: Workspace, tmp_path: Path
) -> None:
    (network.output / "board.html").unlink()
    with pytest.raises(PipelineError, match=r"board\.html"):
        publish(network, tmp_path / "web")
    assert not (tmp_path / "web").exists()


def run(network: Workspace, monkeypatch: pytest.MonkeyPatch, *, demo: bool) -> Any:
    monkeypatch.chdir(network.root)
    monkeypatch.setattr(freshness, "is_fresh", lambda *_: True)
    monkeypatch.setattr(freshness, "try_take", lambda _: freshness.Fingerprint("", ""))
    if not demo:
        text = network.params_file.read_text(encoding="utf-8")
        source = "[{ kind: simulation, truth: data/input/simulation.yaml }]"
        text = text.replace(source, "[{ kind: spss, path: x.sav, columns: x.yaml }]")
        network.params_file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["publish", "web"])


def test_a_publication_is_noted_once(network: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(network, monkeypatch, demo=False)
    assert first.exit_code == 0, first.output
    assert "1 released results noted" in " ".join(first.output.split())
    noted = ledger.read(network.input / ledger.FILE, "")
    assert noted is not None
    assert list(noted["variable"]) == ["a"]  # what was withheld was not shown
    second = run(network, monkeypatch, demo=False)
    assert "0 released results noted" in " ".join(second.output.split())


def test_simulated_answers_are_not_noted(
    network: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(network, monkeypatch, demo=True)
    assert result.exit_code == 0, result.output
    assert not (network.input / ledger.FILE).exists()


def test_what_has_changed_since_the_last_run_is_not_published(
    network: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(network.root)
    result = CliRunner().invoke(app, ["publish", "web"])
    assert isinstance(result.exception, PipelineError)
    assert "bedarf run" in str(result.exception)
    assert not (network.root / "web").exists()


def test_csv_is_plain_utf_8_with_decimal_points(network: Workspace, tmp_path: Path) -> None:
    publish(network, tmp_path / "web")
    raw = (tmp_path / "web" / "daten" / "estimates.csv").read_bytes()
    assert raw.count(b"\r\n") == 3
    assert "0.54" in io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8").read()
