"""The condition language: reading, meaning, and the same meaning in ExpressionScript."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.questionnaire.conditions import (
    ALWAYS,
    All,
    AnyOf,
    Condition,
    ConditionError,
    Not,
    evaluate,
    parse,
    show,
)
from pipeline.questionnaire.conditions import Test as Comparison
from pipeline.questionnaire.expressions import to_limesurvey
from pipeline.questionnaire.reach import truth

CODES = st.sampled_from(["x", "y", "1", "2"])
VARIABLES = st.sampled_from(["a", "b", "c"])
LEAVES = st.one_of(
    st.builds(lambda v, o, c: Comparison(v, o, (c,)), VARIABLES, st.sampled_from(["==", "!="]), CODES),
    st.builds(lambda v, cs: Comparison(v, "in", tuple(cs)), VARIABLES,
              st.lists(CODES, min_size=1, max_size=3)),
    st.builds(lambda v: Comparison(v, "answered"), VARIABLES),
    st.builds(lambda v, o, c: Comparison(v, o, (c,)), VARIABLES,
              st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from(["1", "2", "10"])),
    st.builds(lambda c: Comparison("m", "has", (c,)), CODES),
)  # fmt: skip


def trees(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(All, parts), st.builds(AnyOf, parts))


CONDITIONS = st.recursive(LEAVES, trees, max_leaves=6)
ANSWERS = st.fixed_dictionaries({
    **{name: st.sampled_from(["", "x", "y", "1", "2", "10"]) for name in "abc"},
    **{f"m_{code}": st.sampled_from(["Y", ""]) for code in ("x", "y", "1", "2")},
})  # fmt: skip


def limesurvey(expression: str, answers: dict[str, str]) -> bool:
    """ExpressionScript by an independent route: rewritten as Python with LimeSurvey's comparisons."""

    class Answer(str):
        def _pair(self, other: object) -> tuple[object, object]:
            try:  # LimeSurvey compares numbers as numbers and an empty answer as 0 with < and >
                return float(self or 0), float(str(other))
            except ValueError:
                return str(self), str(other)

        def __lt__(self, other: object) -> bool:
            left, right = self._pair(other)
            return type(left) is type(right) and left < right  # type: ignore[operator]

        def __gt__(self, other: object) -> bool:
            left, right = self._pair(other)
            return isinstance(left, float) and left > right  # type: ignore[operator]

        def __le__(self, other: object) -> bool:
            left, right = self._pair(other)
            return isinstance(left, float) and left <= right  # type: ignore[operator]

        def __ge__(self, other: object) -> bool:
            left, right = self._pair(other)
            return isinstance(left, float) and left >= right  # type: ignore[operator]

    names = {f"{name}_NAOK": Answer(value) for name, value in answers.items()}
    python = expression.replace(".NAOK", "_NAOK").replace("!is_empty", "not is_empty")
    python = re.sub(r"!(?!=)", " not ", python)
    return bool(eval(python, {"is_empty": lambda value: value == "", **names}))


@given(CONDITIONS)
def test_a_shown_condition_reads_back_with_the_same_meaning(condition):
    again = parse(show(condition))
    assert parse(show(again)) == again
    for value in ("", "x", "2"):
        answers = dict.fromkeys(("a", "b", "c"), value)
        assert evaluate(again, answers) == evaluate(condition, answers)


@given(CONDITIONS, ANSWERS)
def test_limesurvey_s_expression_means_the_same(condition, answers):
    assert limesurvey(to_limesurvey(condition), answers) == evaluate(condition, answers)


@given(CONDITIONS, ANSWERS, st.sets(st.sampled_from(["a", "b", "c", "m_x", "m_y", "m_1", "m_2"])))
def test_partial_knowledge_never_contradicts_full_knowledge(condition, answers, known):
    partly = truth(condition, {name: answers[name] for name in known})
    assert partly is None or partly == evaluate(condition, answers)


@given(CONDITIONS, ANSWERS)
def test_full_knowledge_leaves_nothing_open(condition, answers):
    assert truth(condition, answers) == evaluate(condition, answers)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(ConditionError):  # anything else is a traceback, and fails
        parse(text)


@pytest.mark.parametrize("text", [
    "a ==", "a == x and", "(a == x", "a = x", "== x", "a in x", "a in ()", "not", "a has", "answered a",
    "1a == x", "a == x b", "and == x", "a == and", "a" * 3000, "(" * 60 + "a == x" + ")" * 60,
])  # fmt: skip
def test_broken_conditions_are_refused_with_a_reason(text):
    with pytest.raises(ConditionError, match=r"\w"):
        parse(text)


def test_empty_means_always():
    assert parse(None) == parse("  ") == ALWAYS
    assert evaluate(ALWAYS, {})
    assert to_limesurvey(ALWAYS) == "1"


def test_and_binds_stronger_than_or():
    condition = parse("a == x or b == y and c == z")
    assert evaluate(condition, {"a": "x"})
    assert not evaluate(condition, {"b": "y"})


def test_an_unanswered_question_makes_every_comparison_false():
    for text in ("a == x", "a != x", "a in (x, y)", "a > 0", "a <= 5", "a has x", "answered(a)"):
        assert not evaluate(parse(text), {"a": ""}), text
        assert not evaluate(parse(text), {}), text


def test_ticked_options_are_read_in_both_spellings():
    assert evaluate(parse("a has x"), {"a_x": "Y"})
    assert evaluate(parse("a has x"), {"a_x": "ja"})
    assert not evaluate(parse("a has x"), {"a_x": "nein"})


def test_numbers_are_compared_as_numbers_however_they_are_stored():
    for stored in ("3", "3.0", "3.0000000000"):
        assert evaluate(parse("a == 3"), {"a": stored})
        assert evaluate(parse("a in (2, 3)"), {"a": stored})
        assert not evaluate(parse("a != 3"), {"a": stored})


def test_limesurvey_counts_the_sides_of_a_dual_scale_from_zero():
    # em_manager_helper: title, row and scale id (0, 1) joined by "_"
    assert to_limesurvey(parse("d_r_1 == x")) == 'd_r_0.NAOK == "x"'
    assert to_limesurvey(parse("answered(d_r_2)")) == "!is_empty(d_r_1.NAOK)"
    assert to_limesurvey(parse("d_1 == x")) == 'd_1.NAOK == "x"'
