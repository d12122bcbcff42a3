"""Reachability against brute force: every combination of answers, question by question."""

from __future__ import annotations

import itertools
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.questionnaire import conditions
from pipeline.questionnaire.model import Option, Page, Question
from pipeline.questionnaire.reach import unreachable

CODES = ("x", "y")


def ask(code: str, when: str | None) -> Question:
    options = tuple(Option(code=c, text=c) for c in CODES)
    return Question(
        code=code, kind="single", text=code, why="w", role="context", options=options, when=when
    )


def shown_in_some_case(questions: list[Question]) -> set[str]:
    seen: set[str] = set()
    for values in itertools.product(("", *CODES), repeat=len(questions)):
        answers: dict[str, str] = {}
        for question, value in zip(questions, values, strict=True):
            shown = conditions.evaluate(conditions.parse(question.when), answers)
            if shown:
                seen.add(question.code)
            answers[question.code] = value if shown else ""
    return seen


@st.composite
def questionnaires(draw: st.DrawFn) -> list[Question]:
    out = [ask("a", None)]
    for code in "bcd"[: draw(st.integers(1, 3))]:
        earlier = [q.code for q in out]
        leaf = st.builds(
            lambda v, o, c: f"{v} {o} {c}",
            st.sampled_from(earlier), st.sampled_from(["==", "!="]), st.sampled_from(CODES),
        )  # fmt: skip
        tree = st.recursive(
            st.one_of(leaf, st.builds("answered({})".format, st.sampled_from(earlier))),
            lambda inner: st.one_of(
                st.builds("not ({})".format, inner),
                st.builds("({}) and ({})".format, inner, inner),
                st.builds("({}) or ({})".format, inner, inner),
            ),
            max_leaves=4,
        )
        out.append(ask(code, draw(tree)))
    return out


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(questionnaires())
def test_exactly_the_questions_that_no_answers_lead_to_are_unreachable(questions):
    page = Page(id="s", title="S", questions=tuple(questions))
    expected = {q.code for q in questions} - shown_in_some_case(questions)
    assert set(unreachable([page], "")) == expected


def test_numbers_exclusive_limits_and_bounds():
    number = Question(code="n", kind="numeric", text="n", why="w", role="context", min=0, max=10)
    cases = {
        "n > 5 and n < 6": True,
        "n > 10": False,
        "n >= 10": True,
        "n < 0": False,
        "n > 3 and n < 3": False,
    }
    for when, reachable in cases.items():
        page = Page(id="s", title="S", questions=(number, ask("b", when)))
        assert (unreachable([page], "") == []) is reachable, when


def test_whole_numbers_have_nothing_between_neighbours():
    number = Question(code="n", kind="numeric", text="n", why="w", role="context", integer=True)
    page = Page(id="s", title="S", questions=(number, ask("b", "n > 5 and n < 6")))
    assert unreachable([page], "") == ["b"]


def test_long_chains_and_tangled_filters_are_checked_in_bounded_time():
    chain = [ask("q0", None)] + [ask(f"q{n}", f"q{n - 1} == x") for n in range(1, 1_000)]
    heads = [ask(f"h{n}", None) for n in range(20)]
    tangle = " and ".join(f"(h{n} == x or h{(n * 7 + 3) % 20} != y)" for n in range(20))
    contradiction = f"({tangle}) and h0 == x and not (answered(h0))"
    tangled = heads + [ask(f"t{n}", contradiction) for n in range(300)]
    started = time.monotonic()
    for questions in (chain, tangled):
        unreachable([Page(id="s", title="S", questions=tuple(questions))], "")
    assert time.monotonic() - started < 20
