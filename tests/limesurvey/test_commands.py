"""The commands as an analyst uses them: plan, deploy, status, pull; and nothing secret is left anywhere."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner, Result

from pipeline.commands import limesurvey
from pipeline.errors import PipelineError
from pipeline.limesurvey import lockfile
from pipeline.limesurvey.wishes import MARK
from pipeline.workspace import Workspace, write_table
from tests.limesurvey.calls import MAIL_ERROR, Calls
from tests.limesurvey.conftest import LSS
from tests.limesurvey.double import Double, serving

PASSWORD = "sehr-geheim-4711"
app = typer.Typer()
for name in ("deploy", "pull", "status"):
    app.command(name)(getattr(limesurvey, name))


@pytest.fixture
def field() -> Iterator[Double]:
    with serving(Calls(password=PASSWORD)) as running:
        yield running


@pytest.fixture
def network(ws: Workspace, root: Path, field: Double, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A network with one small questionnaire, whose server is the double."""
    shutil.copytree(root / "questionnaires", ws.questionnaires)
    ws.input.mkdir(parents=True)
    shutil.copy(root / "data" / "input" / "feld.csv", ws.input)
    (ws.root / ".env").write_text(
        f"LIMESURVEY_URL={field.url}\nLIMESURVEY_USER=admin\nLIMESURVEY_PASSWORD={PASSWORD}\n",
        encoding="utf-8",
    )
    for variable in ("LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(ws.root)
    return ws


def run(*arguments: str, answer: str = "") -> Result:
    before = dict(os.environ)
    try:
        return CliRunner().invoke(app, list(arguments), input=answer)
    finally:  # what .env put into the environment
        os.environ.clear()
        os.environ.update(before)


def test_a_plan_changes_nothing(network: Workspace, field: Double) -> None:
    result = run("deploy", "einrichtungen", "--plan")
    assert result.exit_code == 0, result.output
    assert "create and activate" in result.output
    assert field.calls.surveys == {}
    assert lockfile.load(network) == []


def test_a_no_changes_nothing(network: Workspace, field: Double) -> None:
    result = run("deploy", "einrichtungen", answer="n\n")
    assert "Nothing was changed" in result.output
    assert field.calls.surveys == {}


def test_deploy_status_and_pull_of_one_questionnaire(network: Workspace, field: Double) -> None:
    assert run("deploy", "einrichtungen", "--yes").exit_code == 0
    (survey,) = field.calls.surveys.values()
    for n in range(3):
        field.calls.put_row(
            survey, {"kanal": "netzwerk", "submitdate": f"2026-09-0{n + 1} 10:00:00", "lastpage": 2}
        )
    shown = run("status").output
    assert "3 complete, 0 incomplete" in shown
    assert "Partner des Netzwerks" in shown
    first = run("pull")
    assert first.exit_code == 0, first.output
    assert "3 answers fetched" in first.output
    assert "nothing new" in run("pull", "einrichtungen").output
    links = network.output / "feld" / "einrichtungen" / "links.csv"
    assert f"/{survey.sid}?newtest=Y&lang=de&kanal=netzwerk" in links.read_text(encoding="utf-8")


def test_no_file_and_no_message_holds_the_password_or_a_session_key(
    network: Workspace, field: Double
) -> None:
    said = [run("deploy", "einrichtungen", "--yes"), run("pull"), run("status")]
    field.calls.password = "anders"
    refused = run("pull")
    assert isinstance(refused.exception, PipelineError)
    text = "".join(r.output for r in said) + str(refused.exception)
    for secret in (PASSWORD, "key-0000"):
        assert secret not in text
        for path in network.root.rglob("*"):
            if path.is_file() and path.name != ".env":
                assert secret.encode() not in path.read_bytes()


def test_an_unknown_questionnaire_and_one_that_was_not_deployed_are_named(
    network: Workspace, field: Double
) -> None:
    assert "known: alleinerziehende" in str(run("deploy", "nix").exception)
    assert "was not deployed" in str(run("pull", "arbeitgeber").exception)
    assert "nothing is deployed" in str(run("status").exception)
    assert "exactly one name" in str(run("pull", "--survey-id", "5").exception)


def test_missing_secrets_are_named(network: Workspace, field: Double) -> None:
    (network.root / ".env").unlink()
    assert "LIMESURVEY_PASSWORD" in str(run("pull").exception)


def test_a_foreign_survey_is_pulled_with_its_codebook(
    network: Workspace, field: Double, tmp_path: Path
) -> None:

    sid = field.calls.import_survey(base64.b64encode(LSS.encode()).decode(), "lss")
    field.calls.activate_survey(sid)
    field.calls.put_row(
        field.calls.surveys[sid], {"word": "x", "submitdate": "2026-09-01 10:00:00"}
    )
    lss = tmp_path / "alt.lss"
    lss.write_text(LSS, encoding="utf-8")
    result = run("pull", "altebefragung", "--survey-id", str(sid), "--lss", str(lss))
    assert result.exit_code == 0, result.output
    folder = network.raw / "responses" / "altebefragung"
    assert len(list(folder.glob("structure-*/codebook.csv"))) == 1
    assert len(list(folder.glob("*/*.json"))) == 1
    assert len(list(folder.glob("*.dvc"))) == 2


def test_the_structure_of_another_survey_and_another_survey_s_answers_are_refused(
    network: Workspace, field: Double, tmp_path: Path
) -> None:
    sid = field.calls.import_survey(base64.b64encode(LSS.encode()).decode(), "lss")
    field.calls.activate_survey(sid)
    lss = tmp_path / "alt.lss"
    lss.write_text(LSS.replace("<sid>814234</sid>", "<sid>111111</sid>"), encoding="utf-8")
    wrong = run("pull", "altebefragung", "--survey-id", str(sid), "--lss", str(lss))
    assert "the structure of survey 111111, not of 814234" in str(wrong.exception)
    assert not (network.raw / "responses" / "altebefragung").exists()
    mixed = run("pull", "einrichtungen", "--survey-id", str(sid))
    assert "none of the questions of 'einrichtungen'" in str(mixed.exception)
    assert not list((network.raw / "responses" / "einrichtungen").glob("*"))


def test_a_survey_that_was_made_here_takes_no_other_structure(
    network: Workspace, field: Double, tmp_path: Path
) -> None:
    assert run("deploy", "einrichtungen", "--yes").exit_code == 0
    lss = tmp_path / "alt.lss"
    lss.write_text(LSS, encoding="utf-8")
    refused = run("pull", "einrichtungen", "--lss", str(lss))
    assert "its structure is the definition's" in str(refused.exception)
    assert not list((network.raw / "responses").rglob("structure-*"))


def test_the_plan_names_participants_and_nobody_is_written_to_without_consent(
    network: Workspace, field: Double
) -> None:
    head = "kanal;bezeichnung;art;partner;fragebogen;von;bis;ausgegeben\n"
    (network.input / "feld.csv").write_text(
        head + "liste;L;liste;;einrichtungen;;;\n", encoding="utf-8"
    )
    assert "list of participants is missing" in str(run("deploy", "einrichtungen").exception)
    people = network.raw / "participants" / "einrichtungen.csv"
    people.parent.mkdir(parents=True)
    rows = "vorname;nachname;email;sprache\nA;A;a@example.org;de\nB;B;b@example.org;de\n"
    people.write_text(rows, encoding="utf-8")
    assert "2 in the list, 2 to add" in run("deploy", "einrichtungen", "--plan").output
    assert "2 participants added" in run("deploy", "einrichtungen", "--yes").output
    assert field.calls.mails == []
    assert "2 in the list, 0 to add" in run("deploy", "einrichtungen").output
    refused = run("deploy", "einrichtungen", "--mail", "invite", answer="n\n")
    assert "Nothing was changed" in refused.output
    assert field.calls.mails == []
    assert "2 invited" in run("deploy", "einrichtungen", "--mail", "invite", answer="y\n").output
    assert [kind for kind, _ in field.calls.mails] == ["invite", "invite"]


def test_mails_that_do_not_go_out_are_a_failure_with_the_server_s_reason(
    network: Workspace, field: Double
) -> None:
    head = "kanal;bezeichnung;art;partner;fragebogen;von;bis;ausgegeben\n"
    (network.input / "feld.csv").write_text(
        head + "liste;L;liste;;einrichtungen;;;\n", encoding="utf-8"
    )
    people = network.raw / "participants" / "einrichtungen.csv"
    people.parent.mkdir(parents=True)
    people.write_text(
        "vorname;nachname;email;sprache\nA;A;a@example.org;de\nB;B;fail@example.org;de\n",
        encoding="utf-8",
    )
    result = run("deploy", "einrichtungen", "--mail", "invite", "--yes")
    assert "1 invited" in result.output
    message = str(result.exception)
    assert "line 3: einrichtungen: 1 mail could not be sent" in message
    assert MAIL_ERROR in message
    assert "fail@example.org" not in message + result.output


def test_a_definition_that_cannot_be_compiled_does_not_hide_that_nothing_was_compared(
    network: Workspace, field: Double
) -> None:
    assert run("deploy", "einrichtungen", "--yes").exit_code == 0
    (survey,) = field.calls.surveys.values()
    field.calls.put_row(survey, {"submitdate": "2026-09-01 10:00:00"})
    notice = network.questionnaires / "_datenschutz.yaml"
    kept = notice.read_text(encoding="utf-8")
    notice.write_text(kept + "strange: 1\n", encoding="utf-8")
    assert "was not looked for" in run("pull").output
    notice.write_text(kept, encoding="utf-8")
    definition = network.questionnaires / "einrichtungen.yaml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("code: anlass", "code: grund", 1), encoding="utf-8")
    english = network.questionnaires / "translations" / "einrichtungen.en.yaml"
    text = english.read_text(encoding="utf-8")
    english.write_text(text.replace("  anlass.", "  grund."), encoding="utf-8")
    field.calls.put_row(survey, {"submitdate": "2026-09-01 11:00:00"})
    shown = run("pull").output
    assert "differs from the definition, which was changed since it was deployed" in shown
    assert "by hand" not in shown


def test_a_second_wave_does_not_mix_with_the_first(network: Workspace, field: Double) -> None:
    assert run("deploy", "einrichtungen", "--yes").exit_code == 0
    assert run("pull").exit_code == 0
    text = network.params_file.read_text(encoding="utf-8")
    text = text.replace("einrichtungen.yaml, wave: 1", "einrichtungen.yaml, wave: 2")
    network.params_file.write_text(text, encoding="utf-8")
    assert "(wave 2) was not deployed" in str(run("pull", "einrichtungen").exception)
    assert run("deploy", "einrichtungen", "--yes").exit_code == 0
    refused = str(run("pull").exception)
    assert "another wave" in refused
    assert "responses/einrichtungen_welle2" in refused
    text = text.replace(
        "einrichtungen: [{ kind: simulation, truth: data/input/simulation.yaml }]",
        "einrichtungen: [{ kind: limesurvey, path: responses/einrichtungen_welle2 }]",
    )
    network.params_file.write_text(text, encoding="utf-8")
    assert run("pull").exit_code == 0
    folders = sorted(p.name for p in (network.raw / "responses").iterdir())
    assert folders == ["einrichtungen", "einrichtungen_welle2"]


DEPLOY = "import sys; from pipeline.commands import limesurvey as l; l.deploy(['einrichtungen'], yes=True)"


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a Unix thing")
@pytest.mark.parametrize(
    "method",
    ["import_survey", "get_question_properties", "set_language_properties", "activate_survey"],
)
def test_a_deployment_killed_at_any_point_is_made_good_by_the_next(
    network: Workspace, field: Double, method: str
) -> None:
    pids: list[int] = []
    field.when(method, lambda: os.kill(pids[0], signal.SIGKILL))
    process = subprocess.Popen([sys.executable, "-c", DEPLOY], cwd=network.root)
    pids.append(process.pid)
    assert process.wait(timeout=120) == -signal.SIGKILL
    (entry,) = lockfile.load(network)
    assert entry.state in ("incomplete", "ready")
    result = run("deploy", "einrichtungen", "--yes")
    assert result.exit_code == 0, result.output
    (survey,) = field.calls.surveys.values()
    assert survey.active
    assert not survey.texts["de"]["surveyls_title"].startswith(MARK)
    assert lockfile.load(network)[0].survey_id == survey.sid


def test_official_figures_are_read_where_the_stage_writes_them(network: Workspace) -> None:
    from pipeline.stages import INDICATORS

    table = pd.DataFrame({
        "indicator": ["a", "a", "b"], "region": ["06", "06", "06"], "period": ["2024", "2023", "2024"],
        "value": [2.0, 1.0, None],
    })  # fmt: skip
    write_table(network.processed / INDICATORS / "indicators.parquet", table)
    assert limesurvey._figures(network) == {("a", "06"): 2.0}
