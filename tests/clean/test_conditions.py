"""Conditions on columns: the language of the definitions, with *unknown* kept apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.conditions import evaluate
from pipeline.errors import PipelineError
from pipeline.questionnaire import conditions as definitions

CELLS = {
    "a": ["x", "y", "", None, "x"],
    "n": ["3", "2,5", "", None, "abc"],
    "m_p": ["Y", "", None, "Y", ""],
    "j": ["Y", "N", "ja", "nein", ""],
}
COLUMNS = {name: np.array([*values, "end"], dtype=object)[:-1] for name, values in CELLS.items()}


def show(text: str) -> str:
    """One letter per respondent: t true, f false, ? unknown."""
    truth = evaluate(text, COLUMNS, 5, "probe")
    assert not (truth.true & truth.false).any()
    return "".join(
        "t" if t else "f" if f else "?" for t, f in zip(truth.true, truth.false, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "ttttt"),
        ("a == x", "tf??t"),
        ("a != x", "ft??f"),
        ("a in (x, y)", "tt??t"),
        ("not a == x", "ft??f"),
        ("answered(a)", "ttfft"),
        ("m has p", "tf?tf"),
        ("n >= 3", "tf???"),
        ("n < 3", "ft???"),
        ("j == ja", "tftf?"),
        ("a == x or j == ja", "tft?t"),
        ("a == x and j == nein", "fff??"),
        ("a == y or not (n > 2 and m has p)", "ft??t"),
    ],
)
def test_three_values(text: str, expected: str) -> None:
    assert show(text) == expected


@pytest.mark.parametrize("text", ["a ==", "fehlt == x", "m has q", "a ~ x"])
def test_what_cannot_be_evaluated_is_a_fault(text: str) -> None:
    with pytest.raises(PipelineError, match="cannot be evaluated"):
        evaluate(text, COLUMNS, 5, "probe")


codes = st.sampled_from(["x", "y", "z"])
tests = st.one_of(
    st.builds(definitions.Test, st.sampled_from(["a", "b"]), st.sampled_from(["==", "!="]), st.tuples(codes)),
    st.builds(definitions.Test, st.sampled_from(["a", "b"]), st.just("in"), st.tuples(codes, codes)),
    st.builds(definitions.Test, st.sampled_from(["a", "b"]), st.just("answered")),
)  # fmt: skip
trees = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(definitions.Not, inner),
        st.builds(definitions.All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(definitions.AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(trees, codes, codes)
def test_where_all_is_answered_it_agrees_with_the_definitions_own_evaluation(
    tree: definitions.Condition, a: str, b: str
) -> None:
    answers = {"a": a, "b": b}
    columns = {name: np.array([value], dtype=object) for name, value in answers.items()}
    truth = evaluate(definitions.show(tree), columns, 1, "probe")
    assert truth.true[0] == definitions.evaluate(tree, answers)
    assert truth.false[0] != truth.true[0]
