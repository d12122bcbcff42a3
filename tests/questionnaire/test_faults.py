"""Every fault of a definition is found in one go, with its line, and never as a traceback."""

from __future__ import annotations

import contextlib
import textwrap
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import questionnaire
from pipeline.errors import PipelineError

from .conftest import HEADER, question


def faults(path) -> list:
    with pytest.raises(PipelineError) as caught:
        questionnaire.load(path)
    return list(caught.value.faults)


def the_fault(path):
    found = faults(path)
    assert len(found) == 1, [str(f) for f in found]
    return found[0]


def test_a_sound_definition_has_no_fault(write):
    kinds = ("single", "yes_no", "dropdown", "multiple", "array", "dual", "ranking", "numeric",
             "numerics", "date", "short_text", "long_text", "display", "hidden")  # fmt: skip
    q = questionnaire.load(write("".join(question(f"q{n}", kind) for n, kind in enumerate(kinds))))
    assert len(list(q.questions)) == len(kinds)


@pytest.mark.parametrize(("more", "what", "hint"), [
    ({"textt": "x"}, "the key 'textt' is not known", "did you mean 'text'?"),
    ({"why": ""}, "'why' is missing", "add `why:`"),
    ({"role": "improtance"}, "no such value", "did you mean 'importance'?"),
    ({"scale": "zufriden"}, "there is no scale 'zufriden'", ""),
    ({"options": "[{code: zulang, text: a}]"}, "one to five letters or digits", "drop or cut it silently"),
    ({"options": "[{code: a, text: a}, {code: A, text: b}]"}, "stands here twice", "own code"),
    ({"options": "[{code: '1', text: a}, {code: '01', text: b}]"}, "are the same number", "differ in value"),
    ({"options": "[{code: kA, text: a, missing: declined}]"}, "no real answer", "add answers"),
    ({"options": "[{code: a, text: a, need: 2}]"}, "less than or equal to 1", ""),
    ({"options": "[{code: a, text: a, exclusive: true}, {code: b, text: b}]"}, "cannot have an", ""),
    ({"options": "[]"}, "has no answers", "add `options:`"),
    ({"items": "[{code: '1', text: a}]"}, "cannot have `items`", ""),
    ({"min": "3"}, "cannot have `min`", "numeric, numerics"),
    ({"max_choices": "2"}, "cannot have `max_choices`", "multiple, ranking"),
    ({"unit": "Stunden"}, "cannot have `unit`", "remove it"),
    ({"precision": "year"}, "cannot have `precision`", "it is for: date"),
    ({"random": "true"}, "is random and has an answer such as", "in the middle"),
    ({"kind": "yes_no", "options": "[{code: a, text: a}, {code: b, text: b}, {code: c, text: c}]"},
     "more than two answers", "kind: single"),
    ({"options": "[{code: a, text: oft}, {code: b, text: 'Oft '}]"}, "the same text", "differently"),
    ({"text": "'  '"}, "there is no text", "write one"),
    ({"kind": "multiple", "min_choices": "4"}, "greater than the number of answers", "at most 2"),
    ({"kind": "multiple", "min_choices": "2", "max_choices": "1"}, "greater than max_choices", "swap"),
    ({"kind": "display", "options": "", "required": "hard"}, "cannot be required", "remove it"),
    ({"kind": "numeric", "options": "", "min": "5", "max": "2"}, "greater than max", "swap them"),
    ({"kind": "numeric", "options": "", "random": "true"}, "cannot have `random`", "remove it"),
    ({"when": "nichtda == ja"}, "which is no question", ""),
    ({"when": "probe == ja"}, "asked later or here", "move the question"),
    ({"when": "vorher == vielleicht"}, "has no answer 'vielleicht'", "known: ja, nein, kA"),
    ({"when": "vorher = ja"}, "cannot be read", "write for example"),
    ({"when": "vorher has ja"}, "is no multiple choice", "vorher == ja"),
    ({"when": "vorher > 3"}, "is no number", ""),
    ({"when": "vorher == ja and vorher == nein"}, "nobody can reach", "change the condition"),
])  # fmt: skip
def test_each_fault_is_named_with_its_line_and_advice(write, more, what, hint):
    path = write(question("vorher") + question("probe", **more))
    fault = the_fault(path)
    lines = [text.strip() for text in path.read_text().splitlines()]
    first = lines.index("- code: probe") + 1
    line = int(fault.where.rsplit("line ", 1)[1])
    assert what in fault.what
    assert hint in f"{fault.why} {fault.hint}"
    assert first <= line <= first + 8


@pytest.mark.parametrize("code", ["a_b", "1a", "ä", "a b", "a" * 21])
def test_codes_that_limesurvey_would_rename_are_faults(write, code):
    assert "letters and digits only" in the_fault(write(question(f"'{code}'"))).what


@pytest.mark.parametrize(
    "code", ["token", "Submitdate", "this", "respondent", "kanal", "screenedout"]
)
def test_reserved_codes_are_faults(write, code):
    assert "reserved" in the_fault(write(question(code))).what


def test_codes_that_differ_only_in_case_are_duplicates(write):
    assert "stands twice" in the_fault(write(question("probe") + question("Probe"))).what


def test_a_row_called_time_is_refused_because_limesurvey_does(write):
    path = write(
        question("probe", "multiple", options="[{code: time, text: a}, {code: b, text: b}]")
    )
    assert "reserved here" in the_fault(path).what


def test_all_faults_are_reported_together_in_the_order_of_the_file(write):
    path = write(
        question("a", textt="x") + question("b", role="falsch") + question("c", when="d == ja")
        + question("d", options="[{code: x, text: x}, {code: X, text: y}]")
    )  # fmt: skip
    lines = [int(f.where.rsplit("line ", 1)[1]) for f in faults(path)]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_one_question_s_wrong_key_scale_and_condition_are_reported_together(write):
    path = write(question("a", "array", role="falsch", scale="keine", when="b ==",
                          items="[{code: x, text: x}]"))  # fmt: skip
    found = " ".join(fault.what for fault in faults(path))
    assert "'role' has no such value" in found
    assert "no scale 'keine'" in found
    assert "`b ==` cannot be read" in found
    assert "has no answers" not in found  # it would have them, if the scale were there


def test_a_broken_question_is_not_reported_again_where_it_is_named(write):
    path = write(question("a", role="falsch") + question("b", when="a == ja"))
    assert [f for f in faults(path) if "no question" in f.what] == []


def test_unreachable_because_of_a_page_and_an_earlier_filter(write):
    first = textwrap.indent(question("a") + question("b", when="a == ja"), "    ")
    second = textwrap.indent(question("c", when="a == nein"), "    ")
    page = (
        f"- id: eins\n  title: Eins\n  questions:\n{first}"
        f"- id: zwei\n  title: Zwei\n  when: b == ja\n  questions:\n{second}"
    )
    assert "'c'" in the_fault(write(pages=page)).what


EVERY_KIND = "".join(
    question(code, kind, **more)
    for code, kind, more in (
        ("s", "single", {"other": "anderes"}), ("m", "multiple", {"other": "anderes"}),
        ("ar", "array", {}), ("du", "dual", {}), ("ra", "ranking", {"max_choices": "1"}),
        ("nu", "numeric", {"max": "80"}), ("ns", "numerics", {}), ("da", "date", {}),
        ("tx", "short_text", {}), ("di", "display", {}), ("hi", "hidden", {}),
    )
)  # fmt: skip


@pytest.mark.parametrize("when", [
    "s == ja", "s == -oth-", "answered(s_other)", "m has a", "answered(m_other)", "ar_1 == x", "du_1_2 == p",
    "ra_1 == b", "nu == 3", "nu in (1, 2.5)", "ns_2 >= 3", "answered(da)", "answered(tx)",
])  # fmt: skip
def test_conditions_can_name_every_variable(write, when):
    questionnaire.load(write(EVERY_KIND + question("z", when=f'"{when}"')))


@pytest.mark.parametrize(("when", "what", "hint"), [
    ("s_foo == ja", "is no variable of 's'", "s_other"),
    ("s_other == ja", "is a date or a text", "answered(s_other)"),
    ("m_a == ja", "is a multiple choice", "m has a"),
    ("m_a has a", "is one option already", "m has a"),
    ("ar == x", "is no row of 'ar'", "known: ar_1, ar_2"),
    ("du_1 == x", "is no row of 'du'", "du_"),
    ("du_1_2 == x", "has no answer 'x'", "known: p, q"),
    ("ra == a", "is no variable of 'ra'", "known: ra_1"),
    ("ra_2 == a", "is no variable of 'ra'", "did you mean 'ra_1'?"),
    ("nu >= viel", "is compared with 'viel'", "nu >= 20"),
    ("nu == nan", "is compared with 'nan'", "nu >= 20"),
    ("nu_1 > 3", "is no variable of 'nu'", "did you mean 'nu'?"),
    ("da == 2020", "is a date or a text", "answered(da)"),
    ("answered(di)", "nobody answers 'di'", "another question"),
    ("hi == kita", "nobody answers 'hi'", "another question"),
])  # fmt: skip
def test_conditions_on_what_is_never_answered_are_faults(write, when, what, hint):
    fault = the_fault(write(EVERY_KIND + question("z", when=f'"{when}"')))
    assert what in fault.what
    assert hint in fault.hint


def two_pages(first: str, second: str) -> str:
    return "".join(
        f"- id: {name}\n  title: T\n  screening: {screening}\n  questions:\n"
        + textwrap.indent(question(name), "    ")
        for name, screening in ((first, "true"), (second, "false"))
    )


def test_the_target_population_is_known_from_the_screening_alone(write):
    path = write(pages=two_pages("a", "b"), extra="eligible: b == ja\n")
    assert "'b', which is asked later" in the_fault(path).what
    header = HEADER + "eligible: a == ja\n"
    assert "no page has `screening: true`" in the_fault(write(question("a"), header=header)).what


def test_a_screening_page_behind_a_topic_would_lock_the_topic(write):
    pages = two_pages("b", "a").split("- id: a")
    path = write(pages=f"- id: a{pages[1]}{pages[0]}", extra="eligible: b == ja\n")
    assert "'b' comes after other pages" in the_fault(path).what


def test_missing_cover_information_says_why_it_is_needed(write):
    header = HEADER.replace("  use: Verwendung\n", "")
    fault = the_fault(write(question("a"), header=header))
    assert "'use' is missing" in fault.what
    assert "handbook" in fault.why


@pytest.mark.parametrize("text", [
    "", "- a\n- b\n", "questionnaire: [", "a: &x 1\nb: *x\n", "!!python/object:os.system {}", "\x00",
    "a: {b: {c: " * 60, "questionnaire: probe\npages: 3\n", "pages: [1, 2]",
    "pages:\n  - id: x\n    questions: x",
    "pages:\n  - questions:\n      - 5\n", "version: zwei",
])  # fmt: skip
def test_malformed_files_get_a_message_and_no_traceback(tmp_path, text):
    path = tmp_path / "probe.yaml"
    path.write_text(text)
    assert all(fault.what and fault.where for fault in faults(path))


def test_a_yaml_bomb_and_a_huge_file_are_refused_at_once(tmp_path):
    bomb = tmp_path / "bomb.yaml"
    lol = ["a: &a [lol, lol, lol, lol]"]
    lol += [
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)
    ]
    bomb.write_text("\n".join(lol))
    huge = tmp_path / "huge.yaml"
    huge.write_text("a: b\n" * 1_200_000)
    started = time.monotonic()
    assert "anchors and aliases" in the_fault(bomb).what
    assert "MB" in the_fault(huge).what
    assert time.monotonic() - started < 2


def test_a_long_file_within_the_limit_ends_in_bounded_time(tmp_path):
    path = tmp_path / "probe.yaml"
    path.write_text(HEADER + "pages:\n" + "".join(f"  - id: s{n}\n" for n in range(100_000)))
    started = time.monotonic()
    found = faults(path)
    assert time.monotonic() - started < 10
    assert "the rest was not looked at" in found[-1].what
    assert len(found) < 120


@pytest.mark.parametrize("giant", [
    "a: b\n" * 1_000_000,  # a million times the same key, just within the size that is read
    "".join(f"k{n}: b\n" for n in range(100_000)),  # as many unknown keys
    HEADER + "pages: [{id: a, title: A, questions: [{code: q, options: [" + "{codd: x}, " * 30_000 + "]}]}]",
])  # fmt: skip
def test_a_broken_giant_within_the_limit_is_told_in_a_hundred_faults(tmp_path, giant):
    path = tmp_path / "probe.yaml"
    path.write_text(giant)
    started = time.process_time()
    found = faults(path)
    assert time.process_time() - started < 8
    assert "the rest was not looked at" in found[-1].what
    assert len(found) < 220


def test_a_translation_with_countless_unknown_keys_ends_in_bounded_time(write, tmp_path):
    (tmp_path / "translations").mkdir()
    texts = "".join(f"  weg{n}: x\n" for n in range(100_000))
    (tmp_path / "translations" / "probe.en.yaml").write_text(f"language: en\ntexts:\n{texts}")
    started = time.process_time()
    found = faults(write(question("a"), extra="languages: [de, en]\n"))
    assert time.process_time() - started < 10
    assert len(found) == 100


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
KEYS = [
    "code",
    "kind",
    "text",
    "why",
    "role",
    "options",
    "items",
    "when",
    "scale",
    "sides",
    "other",
    "min",
]


@settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6),
    st.dictionaries(
        st.sampled_from(
            ["questionnaire", "version", "unit", "cover", "languages", "eligible", "waive"]
        ),
        VALUES,
        max_size=4,
    ),
)
def test_no_content_whatever_causes_a_traceback(tmp_path, broken, header):
    import yaml

    data = yaml.safe_load(HEADER) | header
    data["pages"] = [
        {"id": "s", "title": "S", "questions": [broken, yaml.safe_load(question("a"))[0]]}
    ]
    path = tmp_path / "probe.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with contextlib.suppress(PipelineError):  # anything else is a traceback, and fails
        questionnaire.load(path)
