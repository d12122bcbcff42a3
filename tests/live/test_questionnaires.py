"""Every shipped instrument on a real LimeSurvey: it imports, activates, and stores what the codebook says."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import params, questionnaire
from pipeline.questionnaire import Questionnaire, conditions
from pipeline.questionnaire.lss import SCREENED_OUT, compile_lss
from pipeline.questionnaire.variables import variables
from pipeline.questionnaire.variants import event, pretest

from .respondent import Respondent

EVERY_KIND = Path(__file__).with_name("every_kind.yaml")
NAMES = ("alleinerziehende", "arbeitgeber", "einrichtungen")
SECRETS = ("LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD")
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        not all(os.environ.get(name) for name in SECRETS), reason=f"needs {', '.join(SECRETS)}"
    ),
]


class Server:
    """A LimeSurvey with the surveys of one test; they are deleted afterwards."""

    def __init__(self) -> None:
        from citric import Client

        url, user, password = (os.environ[name] for name in SECRETS)
        self.base = url.split("/index.php")[0]
        self.client = Client(f"{self.base}/index.php/admin/remotecontrol", user, password)
        self.surveys: list[int] = []

    def deploy(self, lss: str) -> int:
        survey = self.client.import_survey(io.BytesIO(lss.encode()), "lss")
        self.surveys.append(survey)
        assert self.client.activate_survey(survey)["status"] == "OK"
        return survey

    def columns(self, survey: int) -> dict[str, str]:
        """Name as in exports (``bedarfb[3]``) -> name of the form's field."""
        out = {}
        for column, field in self.client.session.get_fieldmap(survey).items():
            if not field.get("qid"):
                continue
            name, part = field["title"], str(field["aid"])
            if field["type"] == "1":
                name += f"[{part.split('#', maxsplit=1)[0]}][{int(field['scale_id']) + 1}]"
            elif part:
                name += f"[{part}]"
            out[name] = column
        return out

    def questions(self, survey: int) -> dict[str, str]:
        """Name of the form's field -> id of its question."""
        found = self.client.session.get_fieldmap(survey)
        return {column: str(field["qid"]) for column, field in found.items() if field.get("qid")}

    def answers(self, survey: int) -> list[dict[str, str | None]]:
        raw = self.client.session.export_responses(survey, "json", None, "all", "code", "short")
        return json.loads(base64.b64decode(raw))["responses"]


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    for survey in found.surveys:
        found.client.delete_survey(survey)
    found.client.close()


@pytest.fixture(scope="module")
def demo(root: Path) -> params.Params:
    return params.load(root / "params.yaml")


def load(root: Path, name: str) -> Questionnaire:
    return questionnaire.load(root / "questionnaires" / f"{name}.yaml")


def expected(q: Questionnaire) -> set[str]:
    technical = {"kanal"} | ({SCREENED_OUT} if q.eligible else set())
    return {variable.field_key for variable in variables(q)} | technical


@pytest.mark.parametrize("name", NAMES)
def test_every_instrument_activates_and_its_fields_equal_the_codebook(server, root, demo, name):
    q = load(root, name)
    survey = server.deploy(compile_lss(q, demo))
    assert set(server.columns(survey)) == expected(q)


def test_short_version_and_pretest_activate(server, root, demo):
    for q in (event(load(root, NAMES[0])), pretest(load(root, NAMES[0]))):
        survey = server.deploy(compile_lss(q, demo))
        assert set(server.columns(survey)) == expected(q)


def test_closed_lists_and_second_languages_activate(server, root, demo):
    q = load(root, NAMES[0])
    q._reviewed["en"] = "Test"
    survey = server.deploy(compile_lss(q, demo, languages=["de", "en"], closed=True))
    assert server.client.get_survey_properties(survey)["datestamp"] == "N"
    assert server.client.get_language_properties(survey, language="en")[
        "surveyls_title"
    ].startswith("Living and working as a single parent")


def test_questions_arrive_with_codes_kinds_relevance_and_obligation(server, root, demo):
    q = load(root, NAMES[0])
    survey = server.deploy(compile_lss(q, demo))
    from pipeline.questionnaire.expressions import to_limesurvey
    from pipeline.questionnaire.lss import TYPES

    found = {
        x["title"]: x for x in server.client.list_questions(survey) if not int(x["parent_qid"])
    }
    for _, question in q.questions:
        stored = found[question.code]
        assert stored["type"] == TYPES[question.kind]
        assert stored["relevance"] == to_limesurvey(conditions.parse(question.when))
        assert stored["mandatory"] == {"hard": "Y", "soft": "S", "optional": "N"}[question.required]


INSIDE = {"alter16": "ja", "kind18": "ja", "partner": "nein", "wohnt": "ja"}


def test_a_respondent_is_asked_what_the_conditions_say(server, root, demo):
    q = load(root, NAMES[0])
    survey = server.deploy(compile_lss(q, demo))
    given = INSIDE | {
        "geschlecht": "w", "kinder": "k1", "alterj": "u6", "ort": "m008", "erwerb": "such",
        "schule": "-oth-", "schule[other]": "Waldorfschule", "huerden[rand]": "Y", "bedarfb[2]": "nicht",
        "einwges": "nein", "rang[1]": "kind", "rang[2]": "geld", "offen": "mehr Zeit",
    }  # fmt: skip
    pages = Respondent(server.base, survey).answer(given, server.columns(survey), kanal="kita")
    assert "Ihre Antworten sind gespeichert" in pages[-1]
    assert not any("Wie würden Sie Ihren Gesundheitszustand" in page for page in pages)
    answers = server.answers(survey)[-1]
    assert answers["kanal"] == "kita"
    assert {name: answers[name] for name in given} == given
    stored = {v.name: answers[v.field_key] for v in variables(q)}
    assert stored["gesund"] is None
    assert stored["bedarfg_1"] is None
    assert answers[SCREENED_OUT] is None


def test_somebody_outside_the_target_population_is_thanked_and_asked_nothing_more(
    server, root, demo
):
    q = load(root, NAMES[0])
    survey = server.deploy(compile_lss(q, demo))
    given = {"alter16": "ja", "kind18": "ja", "partner": "ja"}
    pages = Respondent(server.base, survey).answer(given, server.columns(survey))
    assert any("Deshalb ist sie für Sie hier zu Ende" in page for page in pages)
    assert not any("Welches Geschlecht haben Sie" in page for page in pages)
    answers = server.answers(survey)[-1]
    assert answers["submitdate"]
    assert [
        name for name in answers if name.startswith("bedarf") and answers[name] is not None
    ] == []


def test_no_address_of_a_respondent_is_stored(server, root, demo):
    q = load(root, NAMES[1])
    survey = server.deploy(compile_lss(q, demo))
    Respondent(server.base, survey).answer({"svb": "nein"}, server.columns(survey))
    assert not server.answers(survey)[-1].get("ipaddr")
    assert "ipaddr" not in server.client.session.get_fieldmap(survey)


def test_filters_within_a_page_open_and_close(server, root, demo):
    q = load(root, NAMES[0])
    survey = server.deploy(compile_lss(q, demo))
    given = INSIDE | {
        "kinder": "k2", "alterj": "u10", "erwerb": "such", "suchdauer": "m12", "einwges": "nein",
        "offen": "Ein Treffpunkt", "zitat": "ja",
    }  # fmt: skip
    columns, questions = server.columns(survey), server.questions(survey)
    Respondent(server.base, survey).answer(given, columns, questions)
    answers = server.answers(survey)[-1]
    assert {name: answers[name] for name in given} == given
    assert answers["stunden"] is None


def test_every_kind_of_question_activates_with_the_codebook_s_fields(server, demo):
    q = questionnaire.load(EVERY_KIND)
    survey = server.deploy(compile_lss(q, demo))
    assert set(server.columns(survey)) == expected(q)


def test_an_exclusive_answer_stays_last_when_the_order_is_random(server, demo):
    survey = server.deploy(compile_lss(questionnaire.load(EVERY_KIND), demo))
    for _ in range(3):
        page = " ".join(Respondent(server.base, survey).answer({}, {}))
        places = [page.index(text) for text in ("eins", "zwei", "drei", "keins davon")]
        assert max(places) == places[-1]


@pytest.mark.parametrize("name", NAMES)
def test_mails_to_closed_lists_arrive_as_they_are_written(server, root, demo, name):
    q = load(root, name)
    survey = server.deploy(compile_lss(q, demo, closed=True))
    stored = server.client.get_language_properties(survey, language="de")
    for kind in ("invite", "remind", "confirm"):
        lines = getattr(q.letters, kind).text.splitlines()
        found = stored[f"surveyls_email_{kind}"].replace("\r", "").splitlines()
        assert len(found) == len(lines)
        assert found[0] == "Guten Tag,"
        assert found[-1] == demo.network.name
    assert "{SURVEYURL}" in stored["surveyls_email_invite"]
    assert stored["surveyls_email_invite_subj"].startswith("Einladung: ")
