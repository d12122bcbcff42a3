"""The double answers as real servers did: held against answers recorded from 5.6.8 and 6.14.0."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.limesurvey.calls import Calls, Status

VERSIONS = ("5.6.8", "6.14.0")
SID = 422001


def recorded(shared: Path, version: str, name: str) -> Any:
    folder = shared / "data" / "limesurvey" / f"server-{version}" / "mini"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["result"]


def mini(shared: Path) -> Calls:
    calls = Calls()
    lss = (shared / "data" / "limesurvey" / "mini.lss").read_bytes()
    assert calls.import_survey(base64.b64encode(lss).decode(), "lss") == SID
    return calls


def with_answers(shared: Path, version: str) -> Calls:
    calls = mini(shared)
    calls.activate_survey(SID)
    calls.activate_tokens(SID)
    folder = shared / "data" / "limesurvey" / f"server-{version}" / "mini"
    rows = json.loads((folder / "export_json_short.decoded.json").read_bytes())["responses"]
    for row in rows:
        calls.put_row(calls.surveys[SID], row)
    return calls


def status_of(call: Any, *parameters: Any) -> dict[str, str]:
    with pytest.raises(Status) as caught:
        call(*parameters)
    return {"status": str(caught.value)}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_export_has_the_bytes_of_the_real_one(shared: Path, version: str) -> None:
    calls = with_answers(shared, version)
    assert calls.export_responses(SID, "json") == recorded(shared, version, "export_json_short")
    assert calls.export_responses(SID, "json", None, "all", "code", "short", 900, 999) == recorded(
        shared, version, "export_range_empty"
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_counts_and_states_are_said_as_real_servers_say_them(shared: Path, version: str) -> None:
    calls = mini(shared)
    assert calls.get_summary(SID) == recorded(shared, version, "get_summary_inactive")
    inactive = status_of(calls.export_responses, SID, "json")
    assert inactive == recorded(shared, version, "export_inactive")
    assert calls.activate_survey(SID)["status"] == "OK"
    assert status_of(calls.export_responses, SID, "json") == recorded(
        shared, version, "export_zero"
    )
    assert status_of(calls.activate_survey, SID) == recorded(
        shared, version, "activate_survey_again"
    )
    calls = with_answers(shared, version)
    summary = calls.get_summary(SID)
    real = recorded(shared, version, "get_summary")
    assert set(summary) == set(real)
    for key in ("completed_responses", "incomplete_responses", "full_responses"):
        assert summary[key] == real[key]


@pytest.mark.parametrize("version", VERSIONS)
def test_refusals_are_worded_as_real_servers_word_them(shared: Path, version: str) -> None:
    calls = mini(shared)
    bad = status_of(calls.get_session_key, "admin", "wrong")
    assert bad == recorded(shared, version, "err_bad_login")
    for _ in range(2):
        status_of(calls.get_session_key, "admin", "wrong")
    assert status_of(calls.get_session_key, "admin", "secret") == recorded(
        shared, version, "err_lockout"
    )
    junk = base64.b64encode(b"junk").decode()
    assert status_of(calls.import_survey, junk, "lss") == recorded(
        shared, version, "err_import_not_xml"
    )
    missing = status_of(calls.get_survey_properties, 999)
    assert missing == recorded(shared, version, "err_survey_not_found")


@pytest.mark.parametrize("version", VERSIONS)
def test_structure_reads_back_as_from_a_real_server(shared: Path, version: str) -> None:
    calls = mini(shared)
    calls.activate_survey(SID)
    calls.activate_tokens(SID)
    fields, real_fields = calls.get_fieldmap(SID), recorded(shared, version, "get_fieldmap")
    short = [(f["title"], f["aid"], f["type"]) for f in fields.values()]
    assert short == [(f["title"], f["aid"], f["type"]) for f in real_fields.values()]
    keys = ("title", "type", "question", "other", "mandatory", "relevance")
    listed = {tuple(q[k] for k in keys) for q in calls.list_questions(SID)}
    assert listed == {
        tuple(q[k] for k in keys) for q in recorded(shared, version, "list_questions")
    }
    groups = [(g["group_name"], g["grelevance"]) for g in calls.list_groups(SID)]
    real_groups = recorded(shared, version, "list_groups")
    assert groups == [(g["group_name"], g["grelevance"]) for g in real_groups]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["lst", "media", "arr"])
def test_a_question_s_properties_read_back_as_from_a_real_server(
    shared: Path, version: str, name: str
) -> None:
    calls = mini(shared)
    real = recorded(shared, version, f"get_question_properties_{name}")
    qid = next(q.qid for q in calls.surveys[SID].questions if q.title == name and not q.parent)
    found = calls.get_question_properties(qid)
    for key in ("title", "type", "question", "other", "relevance", "answeroptions"):
        if key in real:  # 5.6 leaves some out
            assert found[key] == real[key]
    if isinstance(real["subquestions"], dict):
        assert list(found["subquestions"].values()) == list(real["subquestions"].values())


@pytest.mark.parametrize("version", VERSIONS)
def test_settings_and_texts_have_the_real_names_and_values(shared: Path, version: str) -> None:
    calls = with_answers(shared, version)
    properties = calls.get_survey_properties(SID)
    real = recorded(shared, version, "get_survey_properties")
    own = {"admin", "adminemail"}  # of the account that recorded
    assert {k: v for k, v in properties.items() if k not in own} == {
        k: real[k] for k in properties if k not in own
    }
    texts = calls.get_language_properties(SID)
    real_texts = recorded(shared, version, "get_language_properties")
    assert texts == {k: real_texts[k] for k in texts}
    people = [
        {"firstname": "Anna", "lastname": "Müller", "email": "anna@example.org", "token": "tokA"},
        {"firstname": "B", "lastname": "B", "email": "kein mail", "token": "tokB"},
    ]
    added = calls.add_participants(SID, people, False)
    real_added = recorded(shared, version, "add_participants")
    assert added[1] == real_added[1]
    assert {k: added[0][k] for k in ("tid", "token", "sent", "completed")} == {
        k: real_added[0][k] for k in ("tid", "token", "sent", "completed")
    }


# The survey of all 29 question types, in two languages.

FULL = 417263


def full(shared: Path, version: str) -> Calls:
    calls = Calls(version=version)
    lss = (shared / "data" / "limesurvey" / "own_full.lss").read_bytes()
    assert calls.import_survey(base64.b64encode(lss).decode(), "lss") == FULL
    return calls


def answered(shared: Path, version: str) -> Calls:
    """In the field, with the rows that the real server gave and its five participants."""
    calls = full(shared, version)
    calls.set_survey_properties(FULL, {"ipaddr": "Y", "refurl": "Y", "datestamp": "Y"})
    calls.activate_survey(FULL)
    calls.activate_tokens(FULL)
    for row in whole(shared, version, "export_json_short")["responses"]:
        calls.put_row(calls.surveys[FULL], row)
    people = [
        {
            "firstname": f"V{n}",
            "lastname": f"N{n}",
            "email": f"p{n}@example.org",
            "token": f"tok{n}",
        }
        for n in range(5)
    ]
    calls.add_participants(FULL, people, False)
    return calls


def whole(shared: Path, version: str, name: str) -> Any:
    file = shared / "data" / "limesurvey" / f"server-{version}" / f"{name}.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    return found["result"] if isinstance(found, dict) and "result" in found else found


@pytest.mark.parametrize("version", VERSIONS)
def test_all_question_types_have_the_columns_of_the_real_server(shared: Path, version: str) -> None:
    calls = answered(shared, version)
    fields, real = calls.get_fieldmap(FULL), whole(shared, version, "get_fieldmap")
    assert [(f["title"], f["aid"], f["type"]) for f in fields.values()] == [
        (f["title"], f["aid"], f["type"]) for f in real.values()
    ]
    scales = {(f["title"], f["aid"]): f["scale_id"] for f in real.values() if f.get("type") == "1"}
    assert scales == {
        (f["title"], f["aid"]): f["scale_id"] for f in fields.values() if f["type"] == "1"
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_an_export_of_all_question_types_has_the_bytes_of_the_real_one(
    shared: Path, version: str
) -> None:
    calls = answered(shared, version)
    text = base64.b64decode(calls.export_responses(FULL, "json")).decode()
    file = shared / "data" / "limesurvey" / f"server-{version}" / "export_json_short.json"
    assert text == file.read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("version", VERSIONS)
def test_all_question_types_are_listed_as_by_the_real_server(shared: Path, version: str) -> None:
    calls = answered(shared, version)
    keys = ("title", "type", "question", "help", "other", "mandatory", "relevance", "scale_id",
            "question_order")  # fmt: skip
    listed = sorted(tuple(str(q[k]) for k in keys) for q in calls.list_questions(FULL))
    real = whole(shared, version, "list_questions")
    assert listed == sorted(tuple(str(q[k]) for k in keys) for q in real)
    assert {q["title"]: q["type"] for q in real if not int(q["parent_qid"])}.keys() >= {
        "rank",
        "dual",
    }
    groups = [(g["group_name"], g["description"], g["grelevance"]) for g in calls.list_groups(FULL)]
    assert groups == [
        (g["group_name"], g["description"], g["grelevance"])
        for g in whole(shared, version, "list_groups")
    ]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["gender", "media", "dual", "rank"])
def test_properties_of_questions_read_back_as_from_the_real_server(
    shared: Path, version: str, name: str
) -> None:
    calls = full(shared, version)
    real = whole(shared, version, f"get_question_properties_{name}")
    qid = next(q.qid for q in calls.surveys[FULL].questions if q.title == name and not q.parent)
    found = calls.get_question_properties(qid)
    for key in ("title", "type", "question", "other", "relevance", "answeroptions"):
        if key in real:
            assert found[key] == real[key], key
    spoken = real.get("attributes_lang") or {}
    assert {k: spoken.get(k) for k in found["attributes_lang"]} == found["attributes_lang"]
    if isinstance(real.get("subquestions"), dict):
        assert list(found["subquestions"].values()) == list(real["subquestions"].values())
    if isinstance(real.get("attributes"), dict):
        given = {k: str(v) for k, v in real["attributes"].items()}
        assert {k: given.get(k) for k in found["attributes"]} == found["attributes"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_rest_of_the_full_survey_is_answered_as_by_the_real_server(
    shared: Path, version: str
) -> None:
    calls = full(shared, version)
    calls.activate_survey(FULL)
    nothing = whole(shared, version, "err_export_zero_responses")
    assert status_of(calls.export_responses, FULL, "json") == nothing
    calls = answered(shared, version)
    summary, real = calls.get_summary(FULL), whole(shared, version, "get_summary")
    assert set(summary) == set(real)  # the real one was asked later, when more had answered
    assert {k: v for k, v in summary.items() if k.startswith("token")} == {
        k: v for k, v in real.items() if k.startswith("token")
    }
    texts = calls.get_language_properties(FULL, None, "de")
    real = whole(shared, version, "get_language_properties_de")
    assert texts == {k: real[k] for k in texts}
    properties = calls.get_survey_properties(FULL)
    real = whole(shared, version, "get_survey_properties")
    for key in ("active", "anonymized", "datestamp", "ipaddr", "refurl", "language", "expires",
                "startdate", "additional_languages", "showsurveypolicynotice"):  # fmt: skip
        assert properties[key] == real[key], key
    people = calls.list_participants(FULL)
    assert [{k: p[k] for k in ("tid", "token", "participant_info")} for p in people] == [
        {k: p[k] for k in ("tid", "token", "participant_info")}
        for p in whole(shared, version, "list_participants")
    ]
    (mine,) = calls.list_surveys()
    (theirs,) = whole(shared, version, "list_surveys")
    assert {k: str(mine[k]) for k in ("sid", "surveyls_title", "active")} == {
        k: str(theirs[k]) for k in ("sid", "surveyls_title", "active")
    }
    assert status_of(calls.get_survey_properties, 999) == whole(
        shared, version, "err_survey_not_found"
    )
    assert status_of(calls.export_responses, 999, "json") == whole(
        shared, version, "err_export_no_permission"
    )
    assert status_of(calls.get_session_key, "admin", "wrong") == whole(
        shared, version, "err_bad_login"
    )
