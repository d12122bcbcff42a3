"""``bedarf doctor``: what it finds on a machine, and what it never says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.commands import doctor
from pipeline.commands.doctor import Finding
from tests.limesurvey.calls import Calls
from tests.limesurvey.double import Double, serving

VARIABLES = ("LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD")


@pytest.fixture
def network(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the demo's params.yaml and no LimeSurvey variables set."""
    (tmp_path / "params.yaml").write_bytes((root / "params.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.setenv(name, "")  # set, so that what .env adds is taken away again
    return tmp_path


@pytest.fixture
def running() -> Iterator[Double]:
    with serving(Calls()) as double:
        yield double


def found(subject: str) -> Finding:
    return next(f for f in doctor.examine() if f.subject == subject)


def secrets(network: Path, url: str) -> Path:
    file = network / ".env"
    file.write_text(
        f"LIMESURVEY_URL={url}\nLIMESURVEY_USER=admin\nLIMESURVEY_PASSWORD='gehe im'\n",
        encoding="utf-8",
    )
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    return file


def test_outside_of_a_network_it_says_so_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "no params.yaml" in " ".join(result.output.split())


def test_a_network_with_brackets_in_its_name_is_shown_as_it_is(network: Path) -> None:
    text = (network / "params.yaml").read_text(encoding="utf-8")
    name = "name: Musternetzwerk Alleinerziehende Wetterau"
    (network / "params.yaml").write_text(
        text.replace(name, "name: 'Netz [/b] [bold]x'"), encoding="utf-8"
    )
    assert "Netz [/b] [bold]x" in CliRunner().invoke(app, ["doctor"]).output


def test_without_a_server_it_names_what_is_not_set(network: Path) -> None:
    line = found("LimeSurvey")
    assert line.state == "missing"
    assert all(name in line.found for name in VARIABLES)


def test_a_server_that_answers_is_found(network: Path, running: Double) -> None:
    secrets(network, running.url)
    line = found("LimeSurvey")
    assert (line.state, running.log) == ("ok", ["list_surveys"])
    assert "Invalid session key" in line.found


@pytest.mark.parametrize(
    ("trouble", "words"),
    [("html", "not as RemoteControl 2"), ("redirect", "sends us to"), ("reset", "cannot be reached")],
)  # fmt: skip
def test_a_server_that_does_not_is_told_apart(
    network: Path, running: Double, trouble: str, words: str
) -> None:
    running.fail("*", trouble, times=9)
    secrets(network, running.url)
    line = found("LimeSurvey")
    assert line.state == "missing"
    assert words in line.found
    assert "key=abc" not in line.found + line.advice


@pytest.mark.parametrize(
    ("url", "words"),
    [("http://umfrage.example/rc", "without encryption"), ("umfrage", "not a web address"),
     ("https://admin:gehe1m@umfrage.example/rc", "holds a user name or a password")],
)  # fmt: skip
def test_where_no_password_would_be_sent_nothing_is_asked_or_repeated(
    network: Path, url: str, words: str
) -> None:
    secrets(network, url)
    line = found("LimeSurvey")
    assert line.state == "missing"
    assert words in line.found
    output = CliRunner().invoke(app, ["doctor"]).output
    assert "gehe" not in output


@pytest.mark.skipif(os.name == "nt", reason="rights as on Unix")
def test_a_password_that_others_can_read_is_found(network: Path, running: Double) -> None:
    file = secrets(network, running.url)
    assert not [f for f in doctor.examine() if f.subject == "Password"]
    file.chmod(0o644)
    assert "chmod 600 .env" in found("Password").advice


def test_a_broken_secrets_file_is_told_by_line_and_never_shown(network: Path) -> None:
    (network / ".env").write_text("LIMESURVEY_URL=x\ngehe im\n", encoding="utf-8")
    line = found("LimeSurvey")
    assert line.state == "broken"
    assert ".env, line 2" in line.found
    assert "gehe" not in line.found + line.advice


def test_it_names_the_questionnaires_whose_answers_are_simulated(network: Path) -> None:
    file = network / "params.yaml"
    simulated = "  alleinerziehende: [{ kind: simulation, truth: data/input/simulation.yaml }]"
    text = file.read_text(encoding="utf-8")
    assert simulated in text
    real = "  alleinerziehende: [{ kind: entry_sheet, path: responses/papier.xlsx }]"
    file.write_text(text.replace(simulated, real), encoding="utf-8")
    assert "answers of arbeitgeber, einrichtungen are simulated" in found("Network").found
