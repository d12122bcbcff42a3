"""The whole life of three surveys on a real LimeSurvey: deploy, answer, pull, change, refuse, close.

Run it against 5.6 and 6.x in turn: LIMESURVEY_URL, LIMESURVEY_USER and LIMESURVEY_PASSWORD name the server.
It makes surveys of its own and deletes them.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from pipeline import params as parameters
from pipeline import questionnaire
from pipeline.collect import collect
from pipeline.errors import PipelineError
from pipeline.limesurvey import (
    fieldconcept,
    foreign,
    lockfile,
    participants,
    plan,
    structure,
)
from pipeline.limesurvey.server import Server, StatusError
from pipeline.limesurvey.status import read as read_status
from pipeline.limesurvey.wishes import Wish

from .life import SECRETS, Life, needs_server, rows_of
from .networks import NAMES, channels, network, review
from .respondent import Respondent

ANSWERS = 100  # per questionnaire
pytestmark = needs_server


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Life]:
    ws = network(tmp_path_factory.mktemp("netz"), root)
    with Server.from_environment(os.environ) as server:
        yield Life(ws, server)
        for entry in lockfile.load(ws):
            server.call("delete_survey", entry.survey_id)


def random_answers(wish: Wish, chance: random.Random) -> dict[str, str]:
    """Any answer to any question, whether it would have been asked or not; some left out."""
    out: dict[str, str] = {}
    texts = ["ä😀 „Zitat“", "a;b\n\"c\" \\ 'd'", "=1+1", "x" * 60_000, " leer ", "<b>fett</b>", "0"]
    for item, variable in foreign.variables(wish.structure):
        if item.code == "kanal" or chance.random() < 0.3:
            continue
        if variable.kind == "multiple":
            out[variable.heading] = chance.choice(["Y", ""])
        elif variable.kind == "text":
            out[variable.heading] = chance.choice(texts)
        elif variable.kind == "numeric":
            out[variable.heading] = chance.choice(["0", "7", "39.5"])
        elif variable.kind == "date":
            out[variable.heading] = "2026-01-01 00:00:00"
        else:
            out[variable.heading] = chance.choice(list(variable.categories))
    return out


@pytest.fixture(scope="module")
def sent(life: Life) -> dict[str, list[dict[str, str]]]:
    """Deployed surveys with answers in them; what was written, by questionnaire."""
    chance = random.Random(20261102)
    out: dict[str, list[dict[str, str]]] = {}
    for name in NAMES:
        assert life.deploy(name) == "create"
        wish, columns = life.wish(name), life.columns(name)
        out[name] = []
        for n in range(ANSWERS):
            answers = random_answers(wish, chance) | {"kanal": chance.choice(["kita", "jobcenter"])}
            times = {
                "submitdate": "" if n % 5 == 4 else f"2026-10-{n % 28 + 1:02} 10:15:00",
                "startdate": f"2026-10-{n % 28 + 1:02} 10:00:00",
                "lastpage": str(n % 3 + 1),
                "startlanguage": chance.choice(["de", "en"]),
            }
            row = {columns[heading]: value for heading, value in answers.items()} | times
            life.server.call("add_response", life.sid(name), row)
            out[name].append(answers | times)
    return out


def test_1_what_was_deployed_is_as_defined_in_both_languages(life: Life, sent: object) -> None:
    for name in NAMES:
        step = life.step(name)
        assert (step.action, step.answers) == ("nothing", ANSWERS)
        found = structure.from_server(life.server, life.sid(name), step.wish.structure)
        assert found.languages == ("de", "en")
        assert structure.compare(step.wish.structure, found) == []


def test_2_every_cell_comes_home_as_it_was_answered(
    life: Life, sent: dict[str, list[dict[str, str]]]
) -> None:
    for name in NAMES:
        outcome = life.pull(name)
        rows = rows_of(outcome)
        assert len(rows) == ANSWERS
        assert outcome.drift.lines == []
        for row, answers in zip(rows, sent[name], strict=True):
            for heading, value in answers.items():
                if heading == "lastpage":
                    assert row[heading] == int(value)
                elif value == "":
                    assert row[heading] in ("", None)
                elif re.fullmatch(r"[0-9.]+", value) and row[heading] is not None:
                    assert float(row[heading]) == float(value)
                else:
                    assert row[heading] == value, heading
        assert outcome.on_server.complete == ANSWERS * 4 // 5
        assert life.pull(name).pull is None


def test_3_limepy_reads_the_same_structure_and_data(life: Life, sent: object) -> None:
    from limepy import download, wrangle

    name = "arbeitgeber"
    url, user, password = (os.environ[secret] for secret in SECRETS)
    csv = download.get_responses(
        url.removesuffix("/index.php/admin/remotecontrol"), user, password, 1, life.sid(name)
    )
    theirs = pd.read_csv(StringIO(csv), sep=None, engine="python", dtype=str, encoding="utf-8")
    (mine,) = life.target(name).folder.glob("*/*.json")
    ours = pd.DataFrame(json.loads(mine.read_text(encoding="utf-8"))["responses"])
    assert [c.strip("\ufeff") for c in theirs.columns] == list(ours.columns)
    assert len(theirs) == len(ours)
    wish = life.wish(name)
    survey = wrangle.Survey(ours, wish.lss, language="de")
    book = foreign.codebook(wish.structure, name)
    labels = {
        (r["heading"], r["category"]): r["category_label"] for r in book if r["kind"] == "single"
    }
    checked = 0
    for (heading, code), label in labels.items():
        chosen = ours[heading] == code
        position = list(ours.columns).index(str(heading))
        if chosen.any() and code != "-oth-":
            assert set(survey.readable_df[chosen].iloc[:, position]) == {label}
            checked += 1
    assert checked > 10


def test_4_collect_reads_the_pulls(life: Life, sent: object) -> None:
    params = parameters.load(life.ws.params_file)
    definitions = {n: questionnaire.load(life.ws.questionnaires / f"{n}.yaml") for n in NAMES}
    tables = collect(life.ws, params, definitions)
    for name in NAMES:
        table = tables[name]
        assert len(table) == ANSWERS
        assert table["complete"].sum() == ANSWERS * 4 // 5
        assert set(table["kanal"]) == {"kita", "jobcenter"}
        assert set(table["language"]) == {"de", "en"}


def test_5_a_person_who_follows_the_channel_s_link_is_counted_there(
    life: Life, sent: object
) -> None:
    name = "alleinerziehende"
    before = read_status(life.server, life.sid(name), ["geschlecht"])
    given = {"alter16": "ja", "kind18": "ja", "partner": "nein", "wohnt": "ja"}
    given |= {"geschlecht": "w", "kinder": "k1", "alterj": "u6"}
    visitor = Respondent(life.base, life.sid(name))
    pages = visitor.answer(given, life.columns(name), kanal="kita", lang="en")
    assert "Your answers have been saved" in pages[-1]
    after = read_status(life.server, life.sid(name), ["geschlecht"])
    assert after.state == "live"
    assert after.channels["kita"][0] == before.channels["kita"][0] + 1
    assert after.composition["geschlecht"]["w"] == before.composition["geschlecht"].get("w", 0) + 1
    assert sum(after.dropped.values()) == ANSWERS // 5
    assert before.median_s == 900
    outcome = life.pull(name)
    assert [row["kanal"] for row in rows_of(outcome)] == ["kita"]
    assert outcome.new == 1


def test_6_changed_and_deleted_answers_are_noticed(life: Life, sent: object) -> None:
    name = "einrichtungen"
    sid, columns = life.sid(name), life.columns(name)
    life.server.call("set_survey_properties", sid, {"alloweditaftercompletion": "Y"})
    heading = next(
        v.heading for _, v in foreign.variables(life.wish(name).structure) if v.kind == "text"
    )
    life.server.call("update_response", sid, {"id": 1, columns[heading]: "neu"})
    life.server.call("delete_response", sid, 2)
    life.server.call("set_survey_properties", sid, {"alloweditaftercompletion": "N"})
    outcome = life.pull(name)
    assert (outcome.changed, outcome.gone) == ([1], [2])
    assert life.pull(name, accept_deleted=True).deleted == [2]


def test_7_texts_change_but_a_restructuring_is_refused(life: Life, sent: object) -> None:
    name = "arbeitgeber"
    file = life.ws.questionnaires / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(r"(?m)^title: .*$", "title: Betriebe und Familien", text), encoding="utf-8"
    )
    with pytest.raises(PipelineError, match="1 text has changed since the translation"):
        life.deploy(name)  # nobody has compared the English text with the new German one
    review(life.ws)
    assert life.deploy(name) == "update"
    texts = life.server.call("get_language_properties", life.sid(name), ["surveyls_title"], "de")
    assert texts["surveyls_title"] == "Betriebe und Familien"
    wish = life.wish(name)
    items = dict(list(wish.structure.items.items())[:-1])
    smaller = replace(wish, structure=replace(wish.structure, items=items))
    (step,) = plan.make(life.server, [smaller], lockfile.load(life.ws))
    assert step.refused
    assert step.answers == ANSWERS
    assert "wave: 2" in step.reason
    file.write_text(text, encoding="utf-8")
    review(life.ws)
    assert life.deploy(name) == "update"
    assert life.pull(name).pull is None


def test_8_a_question_renamed_in_the_web_interface_is_mapped(life: Life, sent: object) -> None:
    name = "arbeitgeber"
    sid = life.sid(name)
    item = next(i for i in life.wish(name).structure.items.values() if i.type == "L")
    listed = life.server.call("list_questions", sid, None, "de")
    qid = next(q["qid"] for q in listed if q["title"] == item.code and not int(q["parent_qid"]))
    life.server.call("set_question_properties", qid, {"title": "handgemacht"})
    outcome = life.pull(name)
    assert outcome.drift.renamed == {"handgemacht": item.code}
    assert outcome.changed == []
    life.server.call("set_question_properties", qid, {"title": item.code})
    assert life.pull(name).drift.lines == []


def test_9_a_closed_survey_lets_nobody_in_and_is_pulled_all_the_same(
    life: Life, sent: object
) -> None:
    channels(life.ws, date.today() - timedelta(days=2))
    for name in NAMES:
        assert life.deploy(name) == "update"
        assert read_status(life.server, life.sid(name), []).state == "over"
        assert life.pull(name).pull is None
    visitor = Respondent(life.base, life.sid("arbeitgeber"))
    assert len(visitor.answer({}, {})) == 1
    assert all(e.state == "closed" for e in lockfile.load(life.ws))


def test_a_closed_list_is_invited_answers_once_and_leaves_no_trace_of_who(
    life: Life, tmp_path: Path, root: Path
) -> None:
    name = "einrichtungen"
    closed = Life(network(tmp_path, root), life.server)
    row = f"liste;Liste;liste;Verbund;{name};;;"
    text = ";".join(fieldconcept.COLUMNS) + "\n" + row + "\n"
    (closed.ws.input / "feld.csv").write_text(text, encoding="utf-8")
    people = [participants.Person(f"P{n}", "Ä", f"p{n}@example.org", "de") for n in range(3)]
    try:
        closed.deploy(name)
        sid = closed.sid(name)
        assert participants.add(closed.server, sid, people) == 3
        assert participants.add(closed.server, sid, people) == 0
        mailed = participants.mail(closed.server, sid, "invite")
        assert mailed.sent + mailed.failed == 3
        token = participants.on_server(closed.server, sid)[0]["token"]
        Respondent(closed.base, sid).answer({}, {}, token=token)
        again = Respondent(closed.base, sid).answer({}, {}, token=token)
        stranger = Respondent(closed.base, sid).answer({}, {})
        assert len(again) == len(stranger) == 1
        found = read_status(closed.server, sid, [])
        assert (found.invited, found.responded, found.counts.complete) == (3, 1, 1)
        (row_home,) = rows_of(closed.pull(name))
        assert not {"token", "startdate", "ipaddr"} & {k for k, v in row_home.items() if v}
        assert row_home["submitdate"].startswith("1980-01-01")
        assert closed.step(name).action == "nothing"
    finally:
        for entry in lockfile.load(closed.ws):
            closed.server.call("delete_survey", entry.survey_id)


def test_a_user_who_gives_a_wrong_password_is_told_so(life: Life) -> None:
    with pytest.raises(PipelineError, match="does not accept") as caught:
        Server(life.server.url, os.environ["LIMESURVEY_USER"], "falsch-4711")
    assert "falsch-4711" not in str(caught.value)


def test_a_survey_that_is_not_there_is_said_to_be_missing(life: Life) -> None:
    with pytest.raises(StatusError):
        life.server.call("get_survey_properties", 999_999_99)
    assert plan.survey_properties(life.server, 999_999_99) is None
