"""Codebook, SPSS labels, entry sheet, preview, guides, translations and the change log."""

from __future__ import annotations

import hashlib
import io
import re
import textwrap
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from pipeline import questionnaire, tables
from pipeline.collect import entry_sheet as reader
from pipeline.errors import PipelineError
from pipeline.questionnaire import guides
from pipeline.questionnaire.changes import change_log
from pipeline.questionnaire.codebook_page import codebook_page
from pipeline.questionnaire.entry import HEAD, entry_sheet
from pipeline.questionnaire.preview import preview
from pipeline.questionnaire.privacy import values
from pipeline.questionnaire.spss import labels
from pipeline.questionnaire.translation import template
from pipeline.questionnaire.variables import variables
from pipeline.questionnaire.variants import event

from .conftest import HEADER, NAMES, question

# Codebook --------------------------------------------------------------------------------------------


def test_the_codebook_of_one_question_by_hand(write):
    options = (
        "[{code: '2', text: gut, value: 2, need: 0}, {code: '1', text: schlecht, value: 1, need: 1}, "
        "{code: kA, text: keine Angabe, missing: declined}]"
    )
    path = write(question("a") + question("b", role="satisfaction", field="finanzen", item="geld",
                                          options=options, other="anderes", when="a == ja"))  # fmt: skip
    book = tables.check("codebook", questionnaire.codebook(questionnaire.load(path)))
    rows = book[book["question"] == "b"]
    assert rows["variable"].tolist() == ["b"] * 4 + ["b_other"]
    assert rows["category"].tolist()[:4] == ["2", "1", "kA", "-oth-"]
    assert rows["need"].tolist()[:2] == [0, 1]
    assert rows["missing_kind"].tolist()[2] == "declined"
    assert set(rows["universe"]) == {"a == ja"}
    assert set(rows["field_of_action"]) == {"finanzen"}
    assert rows["role"].tolist() == ["satisfaction"] * 4 + ["open"]
    assert pd.isna(rows["category"].tolist()[4])


def test_items_and_options_override_their_question(write):
    options = (
        "[{code: a, text: a, field: finanzen, item: geld, need: 1},"
        " {code: n, text: n, exclusive: true}]"
    )
    path = write(question("m", "multiple", role="wish", field="arbeit", options=options))
    book = questionnaire.codebook(questionnaire.load(path)).set_index(["variable", "category"])
    assert book.loc[("m_a", "ja"), ["field_of_action", "item", "need"]].tolist() == [
        "finanzen",
        "geld",
        1,
    ]
    assert book.loc[("m_a", "nein"), "need"] == 0
    assert book.loc[("m_n", "ja"), "field_of_action"] == "arbeit"
    assert pd.isna(book.loc[("m_n", "ja"), "need"])


def test_variable_names_of_every_kind(write):
    kinds = {"array": "k_1 k_2", "dual": "k_1_1 k_1_2 k_2_1 k_2_2", "ranking": "k_1 k_2",
             "multiple": "k_a k_b", "numerics": "k_1 k_2", "date": "k", "display": ""}  # fmt: skip
    for kind, names in kinds.items():
        q = questionnaire.load(write(question("k", kind)))
        assert " ".join(v.name for v in variables(q)) == names


def test_labels_follow_the_language(single_parents):
    book = questionnaire.codebook(single_parents, language="en")
    assert "Age of the youngest child" in set(book["label"])
    assert "very satisfied" in set(book["category_label"])


# SPSS ------------------------------------------------------------------------------------------------


def test_spss_labels_name_every_variable_and_code(single_parents):
    text = labels(single_parents)
    for variable in variables(single_parents):
        assert f"/{variable.name} " in text or f"/{variable.name}\n" in text
    assert "'kA' 'keine Angabe'" in text
    assert "/geschlecht ('kA')" in text
    assert text.count(" .\n") == 3


# Entry sheet -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_what_is_typed_into_the_entry_sheet_is_what_collect_reads(instruments, tmp_path, name):
    q = instruments[name]
    book = openpyxl.load_workbook(io.BytesIO(entry_sheet(q)))
    sheet = book["Eingabe"]
    header = [cell.value for cell in sheet[1]]
    assert header == [*HEAD, *(v.name for v in variables(q))]
    typed = {"bogen": 7, "datum": "31.10.2026", "kanal": "kita"}
    for variable in variables(q):
        codes = [c.code for c in variable.categories]
        typed[variable.name] = "x" if variable.kind == "multiple" and codes else (codes or ["5"])[0]
    for column, title in enumerate(header, start=1):
        sheet.cell(2, column, typed[title])
    path = tmp_path / "bogen.xlsx"
    book.save(path)
    (answer,) = reader.read(path, questionnaire.codebook(q), "probe")
    assert answer.mode == "paper"
    assert answer.kanal == "kita"
    for variable in variables(q):
        expected = "Y" if typed[variable.name] == "x" else typed[variable.name]
        assert answer.values[variable.name] == expected


def test_drop_downs_offer_exactly_the_codes(single_parents):
    book = openpyxl.load_workbook(io.BytesIO(entry_sheet(single_parents)))
    sheet, lists = book["Eingabe"], book["Listen"]
    columns = {cell.value: cell.column_letter for cell in sheet[1]}
    rules = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            for area in rule.sqref.ranges:
                rules[str(area).split("2:")[0]] = rule.formula1
    for variable in variables(single_parents):
        if not variable.categories:
            continue
        area = rules[columns[variable.name]].split("!")[1].replace("$", "")
        offered = (
            [str(row[0].value) for row in lists[area]] if ":" in area else [str(lists[area].value)]
        )
        codes = ["x"] if variable.kind == "multiple" else [c.code for c in variable.categories]
        assert offered == codes


def test_numbers_are_limited_and_filters_shade_cells(single_parents):
    sheet = openpyxl.load_workbook(io.BytesIO(entry_sheet(single_parents)))["Eingabe"]
    whole = [r for r in sheet.data_validations.dataValidation if r.type == "whole"]
    assert [(r.formula1, r.formula2) for r in whole] == [("0", "80")]
    formulas = [rule.formula[0] for rules in sheet.conditional_formatting for rule in rules.rules]
    column = next(c.column_letter for c in sheet[1] if c.value == "erwerb")
    assert any(f'${column}2&""="such"' in formula for formula in formulas)


def test_the_entry_sheet_has_the_same_bytes_every_time(single_parents):
    first, second = (hashlib.sha256(entry_sheet(single_parents)).hexdigest() for _ in range(2))
    assert first == second


# Preview ---------------------------------------------------------------------------------------------


class Balance(HTMLParser):
    """Open elements that must be closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("section", "aside", "div", "main", "table", "ul", "html", "body"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in ("section", "aside", "div", "main", "table", "ul", "html", "body"):
            assert self.open.pop() == tag


@pytest.mark.parametrize("name", NAMES)
def test_the_preview_shows_every_question_with_reason_and_stands_alone(instruments, demo, name):
    q = instruments[name]
    page = preview(q, values=values(demo))
    for _, asked in q.questions:
        if asked.kind != "hidden":
            assert f'id="{asked.code}"' in page
            assert asked.why in page
    assert not re.search(r'(src|href)="?https?:|@import|url\(', page)
    assert "{" not in re.sub(r"(?s)<style>.*?</style>", "", page)
    parser = Balance()
    parser.feed(page)
    assert parser.open == []


def test_preview_and_codebook_page_of_every_kind(write):
    kinds = ("single", "multiple", "array", "dual", "ranking", "numeric", "numerics", "date",
             "short_text", "long_text", "display", "hidden")  # fmt: skip
    q = questionnaire.load(write("".join(question(f"q{n}", kind) for n, kind in enumerate(kinds))))
    for page in (preview(q), codebook_page(q)):
        assert page.startswith("<!doctype html>")
        assert "None" not in page


def test_the_preview_counts_what_is_asked_about_each_field_of_action(write):
    asked = question("a", "array", role="unmet_need", field="arbeit") + question(
        "r", "ranking", role="wish", max_choices="1",
        options="[{code: a, text: A, field: arbeit}, {code: b, text: B, field: finanzen}]",
    )  # fmt: skip
    shown = preview(questionnaire.load(write(asked)))
    rows = dict(re.findall(r"<tr><td>(Arbeit|Finanzen)((?:<td class=mitte>[^<]+)+)", shown))
    assert re.findall(r">([^<]+)", rows["Arbeit"]) == ["–", "–", "2", "–", "–", "–", "1"]
    assert re.findall(r">([^<]+)", rows["Finanzen"]) == ["–", "–", "–", "–", "–", "–", "1"]


def test_markup_in_a_definition_does_not_reach_the_page(write):
    q = questionnaire.load(write(question("a", text='"<script>alert(1)</script>"')))
    assert "<script>" not in preview(q) + codebook_page(q)


# Guides ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["leitfaden_interview", "leitfaden_gruppe"])
def test_guides_print_questions_consent_and_coding_sheet(root, demo, name):
    found = guides.load(root / "questionnaires" / f"{name}.yaml")
    pdf = guides.guide(found, demo)
    pages = PdfReader(io.BytesIO(pdf)).pages
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    assert "Einwilligung" in text
    assert "Auswertungsbogen" in text
    for block in found.blocks:
        assert block.title in text
    for line in (*found.consent, *found.preparation, *found.afterwards):
        if "{" not in line:
            assert line in text
    assert all(field.name in text for field in demo.fields_of_action)
    assert pdf == guides.guide(found, demo)


def test_a_broken_guide_names_all_its_faults(tmp_path):
    path = tmp_path / "leitfaden.yaml"
    path.write_text("guide: x\nkind: interview\ntitel: y\n")
    with pytest.raises(PipelineError) as caught:
        guides.load(path)
    assert "did you mean 'title'?" in str(caught.value)
    assert len(caught.value.faults) > 5


# Translations ----------------------------------------------------------------------------------------


def translated(write, tmp_path, text: str):
    path = write(question("a"), header=HEADER + "languages: [de, en]\n")
    folder = tmp_path / "translations"
    folder.mkdir(exist_ok=True)
    (folder / "probe.en.yaml").write_text(text, encoding="utf-8")
    return path


def test_a_key_that_the_definition_does_not_have_is_a_fault(write, tmp_path):
    path = translated(write, tmp_path, "language: en\ntexts:\n  a.txt: Question\n")
    with pytest.raises(PipelineError, match="is not known") as caught:
        questionnaire.load(path)
    assert caught.value.faults[0].where.endswith("line 3")
    assert "a.text" in caught.value.faults[0].hint


@pytest.mark.parametrize(("head", "what"), [
    ("language: de\nreviewed: null", "says `language: de`"),
    ("language: en\nreviewed: { by: ' ', on: 2026-01-31 }", "reviewed.by"),
    ("language: en\nreviewed: { by: Name, on: 31.1.2026 }", "'reviewed.on' must be a date"),
    ("language: en\nreviewed: ja", "'reviewed' must be a mapping"),
])  # fmt: skip
def test_a_wrong_head_of_a_translation_is_a_fault(write, tmp_path, head, what):
    path = write(question("a"), header=HEADER + "languages: [de, en]\n")
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "probe.en.yaml").write_text(f"{head}\ntexts: {{ a.text: x }}\n")
    with pytest.raises(PipelineError) as caught:
        questionnaire.load(path)
    assert any(what in fault.what for fault in caught.value.faults)


def test_common_answers_are_translated_once(write, tmp_path):
    path = translated(
        write, tmp_path, 'language: en\ncommon: { ja: "yes" }\ntexts: { a.text: Question }\n'
    )
    book = questionnaire.codebook(questionnaire.load(path), language="en")
    assert book["category_label"].tolist()[0] == "yes"


def test_a_template_lists_what_is_missing_and_keeps_what_is_there(write, tmp_path):
    path = translated(write, tmp_path, "language: en\ntexts:\n  a.text: 'Question: \"one\"'\n")
    target, missing = template(path, questionnaire.load(path), "en")
    again, still = template(path, questionnaire.load(path), "en")
    assert (target, missing) == (again, still)
    assert missing > 5
    loaded = questionnaire.load(path)
    assert loaded._translations["en"]["a.text"] == 'Question: "one"'


# Change log ------------------------------------------------------------------------------------------


def test_the_change_log_names_codes_wording_and_new_questions(write, tmp_path):
    old = questionnaire.load(write(question("a") + question("b", text="Alt")))
    shorter = "[{code: ja, text: ja}, {code: nie, text: nie}]"
    new = questionnaire.load(write(
        question("b", text="Neu", role="wish") + question("a", options=shorter) + question("c")))  # fmt: skip
    log = change_log(old, new)
    assert "`a`: without nein, kA; with nie" in log
    assert "`b.text`: „Alt“ → „Neu“" in log
    assert "`b`: role context → wish" in log
    assert "- `c`" in log
    assert "order of the questions" in log
    assert "No changes" in change_log(old, old)


# Variants --------------------------------------------------------------------------------------------


def test_an_event_version_without_its_filter_question_is_refused(write):
    q = questionnaire.load(write(question("a") + question("b", when="a == ja", event="true")))
    with pytest.raises(PipelineError, match="depends on 'a'"):
        event(q)


def test_an_event_version_keeps_the_rows_and_the_screening_that_it_depends_on(write):
    rows = "[{code: '1', text: eins, event: true}, {code: '2', text: zwei}]"
    path = write(question("a", "array", items=rows) + question("b", when="a_2 == x", event="true"))
    with pytest.raises(PipelineError, match="'b' depends on 'a_2'"):
        event(questionnaire.load(path))
    pages = "- id: s\n  title: S\n  screening: true\n  questions:\n"
    pages += textwrap.indent(question("a") + question("b", event="true"), "    ")
    with pytest.raises(PipelineError, match="`eligible` depends on 'a'"):
        event(questionnaire.load(write(pages=pages, extra="eligible: a == ja\n")))


def test_an_event_version_that_is_too_long_is_refused(write):
    q = questionnaire.load(write("".join(question(f"q{n}", event="true") for n in range(26))))
    with pytest.raises(PipelineError, match="26 items"):
        event(q)


def test_phrases_of_the_form_come_from_the_translation(single_parents, demo):
    from pipeline.questionnaire.paper import form_data

    form = form_data(single_parents, demo, language="tr")
    question_14 = next(
        q for page in form["pages"] for q in page["questions"] if q["code"] == "erwerb"
    )
    assert question_14["options"][0]["goto"] == "16. soruyla devam edin"
    assert form["draft"]


def test_an_unknown_phrase_is_a_fault(write, tmp_path):
    path = translated(write, tmp_path, "language: en\ntexts: { phrases.gotto: x }\n")
    with pytest.raises(PipelineError, match="is not known"):
        questionnaire.load(path)
