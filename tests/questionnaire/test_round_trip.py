"""Generated definitions in two languages: what goes in comes out of an independent XML reader."""

from __future__ import annotations

import html
import json
from typing import Any

import xmltodict
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import questionnaire
from pipeline.questionnaire import conditions, review
from pipeline.questionnaire.expressions import to_limesurvey
from pipeline.questionnaire.lss import TYPES, compile_lss
from pipeline.questionnaire.texts import source_texts

from .conftest import HEADER

Entry = dict[str, Any]
WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"],
                             exclude_characters="{}"), min_size=1, max_size=12).filter(str.strip)  # fmt: skip
CODE = st.from_regex(r"[A-Za-z0-9]{1,5}", fullmatch=True).filter(
    lambda c: c.lower() not in ("time", "other")
)
CHOICES = ("single", "dropdown", "yes_no")
KINDS = st.sampled_from(list(TYPES))


def distinct(codes: list[str]) -> bool:
    def number(code: str) -> object:
        try:
            return float(code)
        except ValueError:
            return code.lower()

    return (
        len({code.lower() for code in codes}) == len({str(number(c)) for c in codes}) == len(codes)
    )


def parts(draw: st.DrawFn, least: int, most: int) -> list[Entry]:
    codes = draw(st.lists(CODE, min_size=least, max_size=most).filter(distinct))
    return [{"code": code, "text": f"{draw(WORD)} {n}"} for n, code in enumerate(codes)]


@st.composite
def question(draw: st.DrawFn, code: str) -> Entry:
    kind = draw(KINDS)
    entry: Entry = {"code": code, "kind": kind, "text": draw(WORD), "why": "x", "role": "context"}
    if draw(st.booleans()):
        entry["help"] = draw(WORD)
    if kind in (*CHOICES, "multiple", "array", "ranking"):
        entry["options"] = parts(draw, 2, 2 if kind == "yes_no" else 5)
    if kind in ("array", "numerics", "dual"):
        entry["items"] = parts(draw, 1, 4)
    if kind == "dual":
        entry["sides"] = [
            {"text": draw(WORD), "role": "context", "options": parts(draw, 1, 4)} for _ in "ab"
        ]
    if kind in (*CHOICES, "multiple") and draw(st.booleans()):
        entry["other"] = draw(WORD)
    if kind in ("single", "multiple", "array", "ranking", "numerics") and draw(st.booleans()):
        entry["random"] = True
    if kind == "multiple" and draw(st.booleans()):
        entry["options"][-1]["exclusive"] = True
    if kind in ("multiple", "ranking") and draw(st.booleans()):
        entry["max_choices"] = draw(st.integers(1, len(entry["options"])))
    if kind in ("numeric", "numerics") and draw(st.booleans()):
        entry |= {
            "min": draw(st.integers(-5, 5)),
            "max": draw(st.integers(5, 99)),
            "unit": draw(WORD),
        }
    if kind not in ("display", "hidden"):
        entry["required"] = draw(st.sampled_from(["hard", "soft", "optional"]))
    return entry


def comparisons(entry: Entry) -> list[str]:
    """Conditions that some answer to the question fulfils, written from the definition alone."""
    code, kind = entry["code"], entry["kind"]
    options = [option["code"] for option in entry.get("options", ())]
    rows = [row["code"] for row in entry.get("items", ())]
    found = {
        "multiple": [f'{code} has "{o}"' for o in options],
        "array": [f'{code}_{r} == "{o}"' for r in rows for o in options],
        "ranking": [f'{code}_1 == "{o}"' for o in options],
        "numeric": [f"{code} >= 5", f"{code} != 5"],
        "numerics": [f"{code}_{r} < 6" for r in rows],
        "dual": [f'{code}_{r}_{n} == "{o["code"]}"' for r in rows
                 for n, side in enumerate(entry.get("sides", ()), start=1) for o in side["options"]],
        "display": [], "hidden": [],
    }.get(kind, [f"answered({code})"])  # fmt: skip
    if kind in CHOICES:
        found = [*found, f"{code} in ({', '.join(json.dumps(o) for o in options)})"]
        found += [f"{code} == -oth-"] if entry.get("other") else []
    return found


@st.composite
def definitions(draw: st.DrawFn) -> list[Entry]:
    entries: list[Entry] = []
    for n in range(draw(st.integers(1, 6))):
        entry = draw(question(f"q{n}"))
        earlier = [text for before in entries for text in comparisons(before)]
        if earlier and draw(st.booleans()):
            one, other = draw(st.sampled_from(earlier)), draw(st.sampled_from(earlier))
            entry["when"] = draw(st.sampled_from([one, f"not ({one})", f"{one} or {other}"]))
        entries.append(entry)
    return entries


def rows(document: Any, table: str) -> list[dict[str, str]]:
    section = document.get(table)
    found = section["rows"]["row"] if section else []
    return found if isinstance(found, list) else [found]


def said(text: str | None) -> list[str]:
    return html.unescape(text or "").split()


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(definitions(), st.booleans())
def test_generated_definitions_survive_the_round_trip(tmp_path, demo, entries, bilingual):
    data = yaml.safe_load(HEADER) | {"languages": ["de", "en"] if bilingual else ["de"]}
    data["pages"] = [{"id": "s", "title": "S", "questions": entries}]
    path = tmp_path / "probe.yaml"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "translations").mkdir(exist_ok=True)
    file = tmp_path / "translations" / "probe.en.yaml"
    file.write_text("language: en\ntexts: {}\n")
    foreign = {key: f"EN {text}" for key, text in source_texts(questionnaire.load(path)).items()}
    reviewed = {"by": "A. Muster", "on": "2026-01-31"}
    whole = {"language": "en", "reviewed": reviewed, "texts": foreign}
    file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    review.record(file.parent, "probe", "en", source_texts(questionnaire.load(path)), foreign)
    q = questionnaire.load(path)
    document = xmltodict.parse(compile_lss(q, demo), strip_whitespace=False)["document"]
    languages = ["de", "en"] if bilingual else ["de"]
    assert [
        row["surveyls_language"] for row in rows(document, "surveys_languagesettings")
    ] == languages
    read = {row["title"]: row for row in rows(document, "questions")}
    shown = {(r["qid"], r["language"]): r for r in rows(document, "question_l10ns")}
    answered = {(r["aid"], r["language"]): r["answer"] for r in rows(document, "answer_l10ns")}
    attributes = {(r["qid"], r["attribute"], r.get("language") or ""): r["value"]
                  for r in rows(document, "question_attributes")}  # fmt: skip
    for entry in entries:
        row = read[entry["code"]]
        qid, kind = row["qid"], entry["kind"]
        assert row["type"] == TYPES[kind]
        assert row["other"] == ("Y" if entry.get("other") else "N")
        assert row["mandatory"] == {"hard": "Y", "soft": "S"}.get(entry.get("required"), "N")
        assert row["relevance"] == to_limesurvey(conditions.parse(entry.get("when")))
        assert (qid, "exclude_all_others", "") in attributes or not any(
            option.get("exclusive") for option in entry.get("options", ())
        )
        if "max_choices" in entry:
            assert attributes[qid, "max_answers", ""] == str(entry["max_choices"])
        if "min" in entry:
            assert attributes[qid, "min_num_value_n", ""] == str(entry["min"])
        order = "answer_order" if kind in ("single", "ranking") else "random_order"
        assert ((qid, order, "") in attributes) == bool(entry.get("random"))
        below = entry.get("options" if kind == "multiple" else "items", [])
        found = [r for r in rows(document, "subquestions") if r["parent_qid"] == qid]
        assert [r["title"] for r in found] == [part["code"] for part in below]
        scales = [[] if kind == "multiple" else entry.get("options", [])]
        scales = [side["options"] for side in entry["sides"]] if kind == "dual" else scales
        given_answers = [r for r in rows(document, "answers") if r["qid"] == qid]
        for n, scale in enumerate(scales):
            here = [r for r in given_answers if r["scale_id"] == str(n)]
            assert [r["code"] for r in here] == [option["code"] for option in scale]
            for language in languages:
                lead = ["EN"] if language == "en" else []
                texts = [said(answered[r["aid"], language]) for r in here]
                assert texts == [lead + option["text"].split() for option in scale]
        assert len(given_answers) == sum(map(len, scales))
        for language in languages:
            lead = ["EN"] if language == "en" else []
            assert said(shown[qid, language]["question"]) == lead + entry["text"].split()
            if "help" in entry:
                assert said(shown[qid, language]["help"]) == lead + entry["help"].split()
            for name, attribute in (("other", "other_replace_text"), ("unit", "suffix")):
                if name in entry:
                    assert said(attributes[qid, attribute, language]) == lead + entry[name].split()
            texts = [said(shown[r["qid"], language]["question"]) for r in found]
            assert texts == [lead + part["text"].split() for part in below]
