"""The printed form: complete, with true filters and jumps, the same bytes for the same input."""

from __future__ import annotations

import io
import re
import shutil
import textwrap

import pytest
from pypdf import PdfReader

from pipeline import questionnaire
from pipeline.errors import PipelineError
from pipeline.questionnaire import conditions, reach
from pipeline.questionnaire.filters import in_words
from pipeline.questionnaire.paper import form_data, numbers, paper
from pipeline.questionnaire.typesetting import look_of
from pipeline.questionnaire.variants import event, pretest
from pipeline.workspace import Workspace

from .conftest import NAMES, question


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("name", NAMES)
def test_every_question_row_and_answer_is_printed(instruments, demo, name):
    q = instruments[name]
    printed = text_of(paper(q, demo))
    for _, asked in q.questions:
        if asked.kind == "hidden" or "{" in asked.text:
            continue
        for text in (
            asked.text,
            *(o.text for o in asked.options),
            *(row.text for row in asked.items),
        ):
            assert re.sub(r"\s+", " ", text) in printed, text
    assert "Datenschutz" in printed
    assert "Der Kreisausschuss" in printed
    assert "MUSTER" in printed


def test_pages_are_numbered_and_the_channel_stands_on_each(single_parents, demo):
    pdf = PdfReader(io.BytesIO(paper(single_parents, demo, channel="kita07")))
    total = len(pdf.pages)
    for n, page in enumerate(pdf.pages, start=1):
        text = page.extract_text()
        assert f"Seite {n} von {total}" in text
        assert "kita07" in text


def test_the_short_version_fits_on_five_pages(single_parents, demo):
    assert len(PdfReader(io.BytesIO(paper(event(single_parents), demo))).pages) <= 5


def test_the_same_input_gives_the_same_bytes(single_parents, demo):
    assert paper(single_parents, demo) == paper(single_parents, demo)


def test_english_is_marked_as_a_draft_until_reviewed(single_parents, demo):
    printed = text_of(paper(single_parents, demo, language="en"))
    assert "Translation not yet reviewed" in printed
    assert "How old is your youngest child?" in printed
    assert "Only if you ticked" in printed


def test_arabic_runs_from_right_to_left(single_parents, demo):
    assert form_data(single_parents, demo, language="ar")["direction"] == "rtl"
    pdf = PdfReader(io.BytesIO(paper(single_parents, demo, language="ar")))
    fonts = {
        str(f.get_object()["/BaseFont"])
        for p in pdf.pages
        for f in p["/Resources"]["/Font"].values()
    }
    families = {name.split("+")[-1].split("-")[0] for name in fonts}
    assert "DejaVuSans" in families
    assert families <= {
        "DejaVuSans",
        "SourceSansPro",
        "SourceSerifPro",
    }  # none of the machine's own


def test_without_arabic_letters_nothing_is_printed(single_parents, demo, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(PipelineError, match="Arabic letters"):
        paper(single_parents, demo, language="ar")


def test_the_form_says_what_returning_it_means_and_thanks_those_outside(instruments, demo):
    printed = text_of(paper(instruments["alleinerziehende"], demo))
    assert "willigen Sie in diese Verarbeitung ein" in printed
    assert "Ende der Befragung: Vielen Dank für Ihr Interesse!" in printed


def test_in_the_pretest_too_people_outside_the_target_population_reach_the_end(
    single_parents, demo
):
    pages = form_data(pretest(single_parents), demo)["pages"]
    for asked in pages[0]["questions"][:4]:
        gone = {option["goto"] for option in asked["options"]} - {""}
        assert gone == {"Ende der Befragung"}


def test_answers_send_people_to_the_right_question(single_parents, demo):
    data = form_data(single_parents, demo)
    asked = {f["code"]: f for page in data["pages"] for f in page["questions"]}
    number = numbers(single_parents)
    goto = {o["code"]: o["goto"] for o in asked["erwerb"]["options"]}
    assert goto["such"] == ""
    assert goto["teil"] == f"weiter mit Frage {number['stunden']}"
    assert goto["haus"] == f"weiter mit Frage {number['sgb2']}"
    assert {o["code"]: o["goto"] for o in asked["partner"]["options"]} == {
        "nein": "", "ja": "Ende der Befragung"
    }  # fmt: skip
    assert asked["einwges"]["options"][1]["goto"] == f"weiter mit Frage {number['rang']}"


@pytest.mark.parametrize("name", NAMES)
def test_no_jump_skips_a_question_that_could_be_asked(instruments, name):
    steps = reach.steps(instruments[name])
    for i, step in enumerate(steps):
        if step.question.kind not in ("single", "yes_no", "dropdown"):
            continue
        for option in step.question.options:
            target = reach.jump(steps, i, option)
            for skipped in steps[i + 1 : target if target is not None else i + 1]:
                assert reach.truth(skipped.condition, {step.question.code: option.code}) is not True


def test_filters_are_put_in_words(write):
    q = questionnaire.load(write(
        question("a") + question("m", "multiple") + question("n", "numeric")
        + question("t", "long_text") + question("z")))  # fmt: skip
    number = numbers(q)
    for text, words in (
        ("a == ja", "Nur, wenn Sie bei Frage 1 „ja“ angekreuzt haben:"),
        ("a in (ja, nein)", "Nur, wenn Sie bei Frage 1 „ja“ oder „nein“ angekreuzt haben:"),
        ("a != ja", "Nur, wenn Sie bei Frage 1 etwas anderes als „ja“ angekreuzt haben:"),
        ("not (m has a)", "Nur, wenn Sie bei Frage 2 nicht „eins“ angekreuzt haben:"),
        ("n >= 3", "Nur, wenn Sie bei Frage 3 mindestens 3 eingetragen haben:"),
        ("answered(t)", "Nur, wenn Sie Frage 4 beantwortet haben:"),
        ("", ""),
    ):
        assert in_words(conditions.parse(text), q, number, "de") == words


def test_every_kind_of_question_can_be_printed(write, demo):
    kinds = ("single", "yes_no", "dropdown", "multiple", "array", "dual", "ranking", "numeric",
             "numerics", "date", "short_text", "long_text", "display", "hidden")  # fmt: skip
    q = questionnaire.load(write("".join(question(f"q{n}", kind) for n, kind in enumerate(kinds))))
    printed = text_of(paper(q, demo))
    assert "Frage q13" not in printed
    assert all(f"Frage q{n}" in printed for n in range(13))


def test_a_logo_that_is_not_there_or_broken_is_a_message(root, demo, tmp_path):
    ws = Workspace(tmp_path)
    ws.reports.mkdir()
    named = demo.model_copy(
        update={"network": demo.network.model_copy(update={"logo": "logo.png"})}
    )
    with pytest.raises(PipelineError, match=r"logo\.png' does not exist"):
        look_of(ws, named)
    (ws.reports / "logo.png").write_text("no picture")
    short = questionnaire.load(root / "questionnaires" / "arbeitgeber.yaml")
    with pytest.raises(PipelineError, match="the logo cannot be read"):
        paper(short, named, look=look_of(ws, named))
    shutil.move(ws.reports / "logo.png", tmp_path / "logo.png")
    above = demo.model_copy(
        update={"network": demo.network.model_copy(update={"logo": "../logo.png"})}
    )
    with pytest.raises(PipelineError, match="does not lie below reports/"):
        look_of(ws, above)


def test_the_look_comes_from_the_brand_file(root, demo):
    assert look_of(Workspace(root), demo).colours["primary"].startswith("#")


def test_filters_name_the_row_the_rank_and_the_side_of_a_dual_scale(write):
    q = questionnaire.load(write(
        question("a", "array") + question("d", "dual") + question("r", "ranking")
        + question("n", "numerics") + question("z", "numeric") + question("s", other="anderes")))  # fmt: skip
    number = numbers(q)
    for text, words in (
        ("a_2 == x", "bei Frage 1 in der Zeile „zweite“ „oft“ angekreuzt haben"),
        ("d_1_2 == p", "bei Frage 2 in der Zeile „erste“ „gut“ angekreuzt haben"),
        ("r_1 == a", "bei Frage 3 auf Platz 1 „eins“ angekreuzt haben"),
        ("n_1 >= 3", "bei Frage 4 in der Zeile „erste“ mindestens 3 eingetragen haben"),
        ("z in (1, 2)", "bei Frage 5 genau 1 oder 2 eingetragen haben"),
        ("s == -oth-", "bei Frage 6 „anderes“ angekreuzt haben"),
    ):
        assert in_words(conditions.parse(text), q, number, "de") == f"Nur, wenn Sie {words}:"


def test_an_arrow_to_the_end_makes_the_filter_after_it_needless_on_screening_pages_only(
    single_parents, demo
):
    data = form_data(single_parents, demo)
    filters = {f["code"]: f["filter"] for page in data["pages"] for f in page["questions"]}
    assert [filters[code] for code in ("kind18", "partner", "wohnt")] == ["", "", ""]
    assert filters["suchdauer"].startswith("Nur, wenn Sie bei Frage 14")


def test_a_screening_filter_that_no_arrow_replaces_is_printed(write, demo):
    extra = "eligible: a == ja or b == ja\n"
    questions = question("a") + question("b", when="a == nein") + question("c", when="a == nein")
    pages = "- id: s\n  title: S\n  screening: true\n  questions:\n" + textwrap.indent(
        questions, "    "
    )
    data = form_data(questionnaire.load(write(pages=pages, extra=extra)), demo)
    filters = {f["code"]: f["filter"] for page in data["pages"] for f in page["questions"]}
    assert filters["c"] == "Nur, wenn Sie bei Frage 1 „nein“ angekreuzt haben:"


def test_a_code_that_is_the_answer_itself_is_printed_once(single_parents, demo):
    asked = {
        f["code"]: f for page in form_data(single_parents, demo)["pages"] for f in page["questions"]
    }
    assert [o["mark"] for o in asked["migration"]["options"]] == ["", "", "kA"]
    assert [o["mark"] for o in asked["geschlecht"]["options"]] == ["w", "m", "d", "kA"]


def test_the_short_version_says_nothing_of_health_which_it_does_not_ask_about(single_parents, demo):
    headings = {
        n: [p["heading"] for p in form_data(q, demo)["notice"]]
        for n, q in (("main", single_parents), ("event", event(single_parents)))
    }
    health = "Was gilt für Fragen zur Gesundheit?"
    assert health in headings["main"]
    assert headings["event"] == [text for text in headings["main"] if text != health]
