"""Deploying is plan and apply: it verifies, can stop anywhere, and never touches answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.limesurvey import (
    deploy,
    lockfile,
    participants,
    plan,
    structure,
)
from pipeline.limesurvey.status import read as read_status
from pipeline.limesurvey.wishes import MARK, Wish
from pipeline.params import Params
from pipeline.workspace import Workspace
from tests.limesurvey.calls import MAIL_ERROR, Calls
from tests.limesurvey.conftest import connect
from tests.limesurvey.deploying import only, run, steps, wish_of
from tests.limesurvey.double import Double, serving

NAMES = ("alleinerziehende", "arbeitgeber", "einrichtungen")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_deployed_reads_back_as_defined_and_a_second_time_changes_nothing(
    network: Workspace, params: Params, empty: Double, name: str
) -> None:
    wish = wish_of(network, params, name)
    with connect(empty) as server:
        assert run(network, server, wish).action == "create"
        found = structure.from_server(server, only(empty).sid, wish.structure)
        assert structure.compare(wish.structure, found) == []
        before = (network.root / "data" / "limesurvey.lock.yaml").read_bytes()
        empty.log.clear()
        assert run(network, server, wish).action == "nothing"
    writes = {m for m in empty.log if not m.startswith(("get_", "list_", "release"))}
    assert writes == set()
    assert (network.root / "data" / "limesurvey.lock.yaml").read_bytes() == before
    assert only(empty).active
    assert MARK.strip() not in only(empty).texts["de"]["surveyls_title"]


def test_settings_keep_answers_anonymous(network: Workspace, params: Params, empty: Double) -> None:
    with connect(empty) as server:
        run(network, server, wish_of(network, params))
    settings = only(empty).properties
    assert (settings["anonymized"], settings["ipaddr"], settings["refurl"]) == ("Y", "N", "N")
    assert settings["startdate"] == "2026-09-01 00:00:00"
    assert settings["expires"] == "2026-10-15 23:59:59"


@pytest.mark.parametrize(
    "method",
    ["import_survey", "set_survey_properties", "get_question_properties", "set_language_properties",
     "activate_survey", "list_questions"],
)  # fmt: skip
@pytest.mark.parametrize("trouble", ["reset", "HTTP 500", "status No permission"])
def test_a_deployment_that_fails_half_way_is_marked_and_made_good_by_the_next(
    network: Workspace, params: Params, empty: Double, method: str, trouble: str
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        empty.fail(method, trouble, times=99)
        with pytest.raises(PipelineError):
            run(network, server, wish)
        (entry,) = lockfile.load(network)
        assert entry.state in ("incomplete", "ready")
        for survey in empty.calls.surveys.values():
            assert (
                survey.texts["de"]["surveyls_title"].startswith(MARK)
                or entry.state == "ready"
                or (method in ("set_language_properties",))
            )
        empty.troubles.clear()
        run(network, server, wish)
        assert steps(network, server, wish)[0].action == "nothing"
    assert only(empty).active


def test_a_server_that_changes_what_it_was_sent_is_found_out(
    network: Workspace, params: Params, empty: Double
) -> None:
    real = empty.calls.import_survey

    def careless(*args: object) -> int:
        sid = real(*args)  # type: ignore[arg-type]
        question = next(q for q in empty.calls.surveys[sid].questions if not q.parent)
        question.title = "r792q0"
        return sid

    empty.calls.import_survey = careless  # type: ignore[method-assign, assignment]
    with connect(empty) as server, pytest.raises(PipelineError, match="did not keep") as caught:
        run(network, server, wish_of(network, params))
    assert "r792q0" in str(caught.value)
    assert not only(empty).active


def test_the_number_of_somebody_else_s_survey_is_never_taken(
    network: Workspace, params: Params, empty: Double
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        other = empty.calls.import_survey(_encoded(wish), "lss", "Fremd", wish.survey_id)
        run(network, server, wish)
        (entry,) = lockfile.load(network)
    assert entry.survey_id != other
    assert empty.calls.surveys[other].texts["de"]["surveyls_title"] == "Fremd"


def _encoded(wish: Wish) -> str:
    import base64

    return base64.b64encode(wish.lss.encode()).decode()


def test_texts_and_dates_change_on_a_survey_with_answers_but_nothing_else_does(
    network: Workspace, params: Params, empty: Double
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        run(network, server, wish)
        survey = only(empty)
        empty.calls.put_row(survey, {"submitdate": "2026-09-02 10:00:00"})
        texts = wish.texts | {("de", "surveyls_endtext"): "<p>Danke!</p>"}
        new = replace(
            wish, texts=texts,
            structure=replace(
                wish.structure,
                texts=dict(wish.structure.texts) | {("de", "surveyls_endtext"): "<p>Danke!</p>"},
                settings=dict(wish.structure.settings) | {"expires": "2026-11-30 23:59:59"},
            ),
        )  # fmt: skip
        assert run(network, server, new).action == "update"
        assert survey.texts["de"]["surveyls_endtext"] == "<p>Danke!</p>"
        assert survey.properties["expires"] == "2026-11-30 23:59:59"
        assert len(survey.rows) == 1
        items = {k: v for k, v in new.structure.items.items() if k != "kanal"}
        smaller = replace(new, structure=replace(new.structure, items=items))
        (step,) = steps(network, server, smaller)
        assert (step.action, bool(step.refused)) == ("refuse", True)
        assert "wave: 2" in step.reason
        with pytest.raises(PipelineError):
            deploy.apply(network, server, step, lambda text: None)
    assert len(only(empty).rows) == 1


def test_a_survey_that_nobody_answered_is_replaced_under_its_number(
    network: Workspace, params: Params, empty: Double
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        run(network, server, wish)
        number = only(empty).sid
        only(empty).questions[3].title = "anders"
        assert run(network, server, wish).action == "replace"
        assert steps(network, server, wish)[0].action == "nothing"
    assert only(empty).sid == number


def test_a_survey_whose_answers_were_pulled_is_never_replaced_even_when_its_table_is_empty(
    network: Workspace, params: Params, empty: Double
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        run(network, server, wish)
        survey = only(empty)
        survey.questions[3].title = "anders"  # reactivated: its answers lie in an archive table
        (step,) = plan.make(server, [wish], lockfile.load(network), {survey.sid})
    assert (step.action, step.answers) == ("refuse", 0)
    assert "were pulled" in step.reason
    assert only(empty) is survey


def test_a_number_of_which_answers_were_pulled_is_not_given_to_another_survey(
    network: Workspace, params: Params, empty: Double
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        run(network, server, wish)
        first = only(empty).sid
        empty.calls.delete_survey(first)
        (step,) = plan.make(server, [wish], lockfile.load(network), {first})
        assert step.action == "create"
        assert step.number != first
        entry = deploy.apply(network, server, step, lambda text: None)
    assert only(empty).sid == entry.survey_id == step.number


def test_a_lost_lock_file_is_written_anew_and_no_second_survey_is_made(
    network: Workspace, params: Params, empty: Double
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        run(network, server, wish)
        empty.calls.put_row(only(empty), {"submitdate": "2026-09-02 10:00:00"})
        (before,) = lockfile.load(network)
        network.root.joinpath(*lockfile.FILE).unlink()
        step = run(network, server, wish)
        assert (step.action, step.answers) == ("nothing", 1)
        assert "lock file does not know it" in step.reason
    (entry,) = lockfile.load(network)
    assert replace(entry, deployed_at="") == replace(before, deployed_at="")
    assert len(only(empty).rows) == 1


def test_answers_that_come_in_at_the_last_moment_stop_a_replacement(
    network: Workspace, params: Params, empty: Double
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        run(network, server, wish)
        survey = only(empty)
        survey.questions[3].title = "anders"
        (step,) = steps(network, server, wish)
        empty.calls.put_row(survey, {"submitdate": "2026-09-02 10:00:00"})
        with pytest.raises(PipelineError, match="have just come in"):
            deploy.apply(network, server, step, lambda text: None)
    assert only(empty) is survey
    assert survey.properties["expires"] == "2026-10-15 23:59:59"


def test_a_deactivated_survey_is_left_alone(
    network: Workspace, params: Params, empty: Double
) -> None:
    wish = wish_of(network, params)
    with connect(empty) as server:
        run(network, server, wish)
        only(empty).properties["active"] = "N"
        (step,) = steps(network, server, wish)
    assert step.action == "refuse"
    assert "archive" in step.reason


def test_a_new_wave_is_a_survey_of_its_own(
    network: Workspace, params: Params, empty: Double
) -> None:
    first = wish_of(network, params)
    entry = params.questionnaires["einrichtungen"].model_copy(update={"wave": 2})
    later = params.model_copy(
        update={"questionnaires": {**params.questionnaires, "einrichtungen": entry}}
    )
    with connect(empty) as server:
        run(network, server, first)
        run(network, server, wish_of(network, later))
    assert len(empty.calls.surveys) == 2
    assert {e.wave for e in lockfile.load(network)} == {1, 2}


CLOSED = "kanal;bezeichnung;art;partner;fragebogen;von;bis;ausgegeben\nliste;Liste;liste;;einrichtungen;;;\n"


def test_a_closed_list_gets_tokens_and_mail_and_its_addresses_stay_out_of_everything(
    network: Workspace, params: Params, empty: Double
) -> None:
    (network.input / "feld.csv").write_text(CLOSED, encoding="utf-8")
    people_file = participants.path(network, "einrichtungen")
    people_file.parent.mkdir(parents=True)
    people_file.write_text(
        "vorname;nachname;email;sprache\nAda;A;ada@example.org;de\nBo;B;fail@example.org;\n",
        encoding="utf-8",
    )
    wish = wish_of(network, params)
    assert wish.closed
    with connect(empty) as server:
        run(network, server, wish)
        survey = only(empty)
        assert survey.properties["datestamp"] == "N"
        people = participants.load(people_file, wish.languages)
        assert participants.add(server, survey.sid, people) == 2
        assert participants.add(server, survey.sid, people) == 0
        assert participants.mail(server, survey.sid, "invite", people) == participants.Mailing(
            1, 1, (MAIL_ERROR,), (3,)
        )
        assert participants.mail(server, survey.sid, "remind") == participants.Mailing(1, 0)
        assert empty.calls.mails == [("invite", 1), ("remind", 1)]
    kept = [p for p in network.root.rglob("*") if p.is_file() and p != people_file]
    assert not [p for p in kept if b"ada@example" in p.read_bytes()]


def test_nobody_is_to_be_invited_who_has_answered_or_asked_for_no_mails(
    network: Workspace, params: Params, empty: Double
) -> None:
    (network.input / "feld.csv").write_text(CLOSED, encoding="utf-8")
    people = [participants.Person(f"P{n}", "X", f"p{n}@example.org", "de") for n in range(4)]
    with connect(empty) as server:
        run(network, server, wish_of(network, params))
        survey = only(empty)
        participants.add(server, survey.sid, people)
        assert survey.participants is not None
        survey.participants[0]["completed"] = "2026-09-01 10:00"  # without any mail: told in person
        survey.participants[1]["emailstatus"] = "OptOut"
        assert read_status(server, survey.sid, []).unwritten == 2
        assert participants.mail(server, survey.sid, "invite").sent == 2
        assert read_status(server, survey.sid, []).unwritten == 0
        survey.participants[2]["emailstatus"] = "OptOut"
        assert participants.mail(server, survey.sid, "remind").sent == 1
    assert empty.calls.mails == [("invite", 3), ("invite", 4), ("remind", 4)]


def test_faults_of_a_list_are_named_by_line_without_addresses(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(
        "vorname;nachname;email;sprache\nA;A;nix;de\nB;B;b@example.org;fr\nC;C;b@example.org;de\n",
        encoding="utf-8",
    )
    with pytest.raises(PipelineError) as caught:
        participants.load(file, ["de"])
    text = str(caught.value)
    assert [line for line in ("line 2", "line 3", "line 4") if line in text] == [
        "line 2", "line 3", "line 4",
    ]  # fmt: skip
    assert "example.org" not in text


@pytest.mark.parametrize("version", ["5.6.8", "6.14.0"])
def test_two_scales_with_the_same_codes_read_back_from_either_version(
    network: Workspace, params: Params, root: Path, version: str
) -> None:
    small = (root / "tests" / "live" / "small.yaml").read_text(encoding="utf-8")
    file = network.questionnaires / "arbeitgeber.yaml"
    file.write_text(small, encoding="utf-8")
    with serving(Calls(version=version)) as running, connect(running) as server:
        wish = wish_of(network, params, "arbeitgeber")
        assert run(network, server, wish).action == "create"
        assert steps(network, server, wish)[0].action == "nothing"
        question = next(q for q in only(running).questions if q.title == "doppelt")
        question.answers["de"]["ja#1"] = "von Hand geändert"
        (step,) = steps(network, server, wish)
        assert [d.where for d in step.differences] == ["question doppelt (de), answer 1.ja"]
