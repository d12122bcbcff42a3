"""What would stop or corrupt a run is found before it starts, all at once, with its line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipeline import params as parameters
from pipeline import preflight
from pipeline.workspace import Workspace
from tests.house.chain import bedarf, fresh_copy


@pytest.fixture
def network(root: Path, tmp_path: Path) -> Workspace:
    return Workspace(fresh_copy(root, tmp_path / "netz"))


def found(network: Workspace) -> list[str]:
    return [str(f) for f in preflight.faults(network, parameters.load(network.params_file))]


def change(network: Workspace, right: str, wrong: str) -> int:
    """Replace once in params.yaml; returns the line of the change."""
    text = network.params_file.read_text(encoding="utf-8")
    assert right in text
    network.params_file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    return text[: text.index(right)].count("\n") + 1


def test_the_demo_is_in_order(network: Workspace) -> None:
    assert found(network) == []
    assert preflight.unfilled(network) == []


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (r"^  logo: null.*\n", "the entry 'network.logo' is missing"),
        (r"^designs: .*\n", "write designs: {}"),
        (r"^margins:\n(?:[ #].*\n|\n)+", "write margins: []"),
        (r"^comparison:\n(?: .*\n)+", "write comparison: {}"),
    ],
)
def test_an_entry_that_dvc_watches_may_be_empty_but_not_left_out(
    network: Workspace, cut: str, expected: str
) -> None:
    text, cuts = re.subn(cut, "", network.params_file.read_text(encoding="utf-8"), flags=re.M)
    assert cuts == 1
    network.params_file.write_text(text, encoding="utf-8")
    (fault,) = found(network)
    assert expected in fault
    assert "params.yaml, line " in fault


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("variable: sgb2, is: [ja]", "variable: sgb2, is: [x]", "'x' is no answer code of sgb2"),
        (
            "variable: geschlecht, is: [w]",
            "variable: geschlcht, is: [w]",
            "did you mean 'geschlecht'",
        ),
        (
            "indicator: ae_minderj_muetter",
            "indicator: ae_minderj_mutter",
            "did you mean 'ae_minderj_m",
        ),
        (
            "indicator: ae_minderj_muetter",
            "indicator: ae_muetter",
            "'ae_muetter' counts others than the survey asks",
        ),
        ("m: { indicator", "m+x: { indicator", "'x' is no answer code of geschlecht"),
        ("m: { indicator", "m+kA: { indicator", "'m+kA' names 'kA', which is no answer"),
        (
            "where: { variable: geschlecht, is: [w] }",
            "where: { variable: stunden, is: ['40'] }",
            "the question has no answer codes (a number",
        ),
        (
            "where: { variable: geschlecht, is: [w] }",
            "where: [{ variable: geschlecht, is: [w] }, { variable: geschlecht, is: [m, d] }]",
            "write `{ variable: geschlecht, is: [w, m, d] }`",
        ),
        ('region: "06440"', 'region: "99999"', "99999"),
        ('regions: ["06", "DG"]', 'regions: ["77", "DG"]', "77"),
        (
            "designs: {}",
            "designs: { alleinerziehende: { strata: orte } }",
            "design of 'alleinerziehende': there is no variable 'orte'",
        ),
        (
            "designs: {}",
            "designs: { alleinerziehende: { strata: offen } }",
            "'offen' cannot define strata",
        ),
        ("logo: null", "logo: bilder/fehlt.svg", "the logo bilder/fehlt.svg does not exist"),
        (
            "logo: null",
            "logo: ../params.yaml",
            "the logo ../params.yaml does not lie below reports/",
        ),
        ("email: kontakt@musternetzwerk.example", "email: kontakt.example", "is no e-mail address"),
        (
            "email: kontakt@musternetzwerk.example",
            "email: 'a\"onload=x@muster.example'",
            "is no e-mail address",
        ),
        (
            "web: https://www.musternetzwerk.example",
            "web: 'https://muster.example/\"><script>'",
            "is no web address",
        ),
        ("web: https://www", "web: javascript:alert(1)//www", "is no web address"),
        ("truth: data/input/simulation.yaml", "truth: data/input/sim.yaml", "does not exist"),
        (
            "[{ kind: simulation, truth: data/input/simulation.yaml }]",
            "[{ kind: limesurvey, path: responses/nichts }]",
            "does not lie in data/raw/responses",
        ),
        ("questionnaires/arbeitgeber.yaml", "questionnaires/arbeitgebr.yaml", "did you mean"),
    ],
)
def test_params_are_held_against_everything_they_name(
    network: Workspace, right: str, wrong: str, expected: str
) -> None:
    line = change(network, right, wrong)
    messages = [message for message in found(network) if expected in message]
    assert messages
    assert re.search(rf"params\.yaml, line ({line}|{line - 1}):", messages[0]), messages[0]


def test_answers_are_joined_for_a_figure_that_only_the_network_has(network: Workspace) -> None:
    file = network.input / "eigene_angaben.csv"
    row = "eigene_{};06440;{};Personen;2025;Jugendamt (erfunden);Jüngstes Kind {};ja;\n"
    text = file.read_text(encoding="utf-8")
    young, old = row.format("jung", 3100, "unter 10"), row.format("alt", 2900, "ab 10")
    file.write_text(text + young, encoding="utf-8")
    change(network, "variable: sgb2\n    assumed", "variable: alterj\n    assumed")
    change(network, "ja: { indicator: ae_sgb2_ja }", "u10+u3+u6: { indicator: eigene_jung }")
    line = change(
        network, "nein: { indicator: ae_sgb2_nein }", "u14+u18: { indicator: eigene_alt }"
    )
    (message,) = found(network)
    assert f"line {line}: margin 'sgb2': there is no indicator 'eigene_alt'" in message
    assert "eigene_angaben.csv and begins with 'eigene_'" in message
    file.write_text(text + young + old, encoding="utf-8")
    assert found(network) == []


def test_answers_between_which_another_stands_are_not_joined(network: Workspace) -> None:
    change(network, "variable: sgb2\n    assumed", "variable: alterj\n    assumed")
    joined = "{ u3+u10: { indicator: ae_sgb2_ja }, u6:"
    line = change(network, "{ ja: { indicator: ae_sgb2_ja }, nein:", joined)
    (message,) = found(network)
    assert (
        f"params.yaml, line {line}: the category 'u3+u10' joins answers that are no nei" in message
    )
    assert "write `u3+u6+u10:`" in message


def test_several_faults_come_at_once_and_stop_the_run_before_dvc(network: Workspace) -> None:
    change(network, "variable: sgb2, is: [ja]", "variable: sgb2, is: [x]")
    change(network, "logo: null", "logo: bilder/fehlt.svg")
    (network.input / "angebote.csv").unlink()
    result = bedarf(network.root, "run", ok=False)
    assert result.returncode == 1
    for part in ("'x' is no answer code", "bilder/fehlt.svg", "directory of offers is missing"):
        assert part in result.stdout
    assert not network.interim.exists()


def test_a_changed_or_lost_raw_file_stops_the_run_and_can_be_had_back(network: Workspace) -> None:
    file = network.raw / "statistics" / "a.csv"
    file.write_text("1;2\n", encoding="utf-8")
    assert _dvc(network, "add", "data/raw/statistics/a.csv") == 0
    assert preflight.raw_files(network) == []
    file.chmod(0o644)
    for damage in ("1;3\n", "1;2\n4;5\n", None):
        file.unlink(missing_ok=True)
        if damage:
            file.write_text(damage, encoding="utf-8")
        faults = preflight.raw_files(network)
        assert len(faults) == 1
        command = re.search(r"python -m dvc (checkout [^;]+);", faults[0].hint)
        assert command
        assert _dvc(network, *command[1].split()) == 0
        assert preflight.raw_files(network) == []


def test_a_fresh_network_says_what_is_still_to_be_filled_in(tmp_path: Path) -> None:
    bedarf(tmp_path, "init", "netz", "--region", "05916", "--name", 'Netz "Stark"')
    result = bedarf(tmp_path / "netz", "check")
    assert "Bitte eintragen" in result.stdout
    shutil.rmtree(tmp_path / "netz")


def test_questions_of_a_field_that_was_taken_out_are_named(network: Workspace) -> None:
    """It is no fault, for the survey may be over; but nobody should lose answers without being told."""
    params = parameters.load(network.params_file)
    assert preflight.unranked(network, params) == {}
    line = (
        "  - { id: wohnen_mobilitaet, name: Wohnen und Mobilität, short: Wohnen und Mobilität }\n"
    )
    change(network, line, "")
    for name in ("angebote.csv", "interviews.csv"):  # of the demo; its rows name the field too
        table = network.input / name
        rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
        table.write_text("".join(r for r in rows if "wohnen_mobilitaet" not in r), encoding="utf-8")
    (network.input / "entscheidung.yaml").unlink()
    left = preflight.unranked(network, parameters.load(network.params_file))
    assert list(left) == ["wohnen_mobilitaet"]
    assert "alleinerziehende: bedarfc" in left["wohnen_mobilitaet"]
    assert "wohnen_mobilitaet" in bedarf(network.root, "check").stdout


def test_an_unknown_stage_gets_a_suggestion(network: Workspace) -> None:
    result = bedarf(network.root, "run", "brochure", ok=False)
    assert "did you mean 'broschuere'" in result.stdout


def _dvc(network: Workspace, *arguments: str) -> int:
    import subprocess
    import sys

    from pipeline.commands.run import environment

    command = [sys.executable, "-m", "dvc", *arguments]
    return subprocess.run(
        command, cwd=network.root, env=environment(), capture_output=True, check=False
    ).returncode


def test_files_put_among_the_statistics_by_hand_are_read_before_the_run(network: Workspace) -> None:
    folder = network.raw / "statistics"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tabelle.xlsx").write_text("<html><body>Anmeldung</body></html>", encoding="utf-8")
    for name in ("~$tabelle.xlsx", "Thumbs.db", "desktop.ini", ".DS_Store"):  # left by programs
        (folder / name).write_bytes(b"")
    (fault,) = found(network)
    assert fault.startswith("data/raw/statistics/tabelle.xlsx: this is a web page, not a workbook")
