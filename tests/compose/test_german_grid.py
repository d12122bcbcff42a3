"""Generated sentences over a grid of values, and everything that is composed, against rules of German.

Not examples but laws: whatever the survey gives, verb and number agree, endings fit, nothing tears apart.
"""

from __future__ import annotations

from itertools import product

import pytest

from pipeline.compose import german, sentences
from pipeline.compose.sentences import (
    ESTABLISHMENTS,
    FATHERS,
    MOTHERS,
    RESPONDENTS,
    SINGLE_PARENTS,
    Figure,
    People,
)
from pipeline.params import Params
from pipeline.workspace import Workspace
from tests.compose.german_rules import THIN, faults, prose

SHARES = (0.0, 0.004, 0.01, 0.014, 0.05, 0.12, 0.333, 0.4, 0.496, 0.5, 0.55, 0.6, 0.67, 0.8, 0.949, 0.99,
          0.994, 0.996, 1.0)  # fmt: skip
SIZES = (0, 1, 2, 9, 10, 29, 30, 60, 400)
PEOPLE = (SINGLE_PARENTS, RESPONDENTS, MOTHERS, FATHERS, ESTABLISHMENTS)
ONE = ("jede", "ein ", "die Hälfte", "keine befragte Alleinerziehende", "keine befragte Mutter",
       "keine befragte Person")  # fmt: skip


def released(share: float, n: int) -> Figure:
    """A share as the wall lets it pass."""
    if n < 10:
        return Figure(None, n=n, status="withheld")
    if n < 30:
        return Figure(round(share * 20) / 20, n=n, status="rounded")
    half = 1.96 * (max(share * (1 - share), 0.0009) / n) ** 0.5
    return Figure(share, max(0.0, share - half), min(1.0, share + half), n)


FIGURES = [f for s, n in product(SHARES, SIZES) if (f := released(s, n)).known]
HIDDEN = released(0.5, 2)


@pytest.mark.parametrize("people", PEOPLE, ids=lambda p: p.plural)
def test_a_share_agrees_with_its_verb_and_its_endings(people: People) -> None:
    for f, said in product(FIGURES, (sentences.share_of, sentences.part_of)):
        subject = said(f, people)
        text = german.capital(sentences.with_figure(subject, f))
        whole = f"{text} {subject.verb('vermisst', 'vermissen')} Zeit."
        assert not faults(whole), whole
        singular = subject.text.startswith(ONE) or any(
            subject.text.startswith(f"{word} {one}")
            for word, one in product(("knapp", "gut", "etwa", "so gut wie"), ONE)
        )
        assert subject.plural is not singular, whole
        if "%" in whole and f.status == "value":
            assert german.percent(f.share) in whole or sentences.interval(f) in whole, whole


def test_two_groups_compared_over_the_grid() -> None:
    names = ("Müttern", "Vätern")
    few = [f for f in FIGURES if f.n in (10, 30, 400)]
    for a, b, differ in product([*few, HIDDEN], [*few, HIDDEN], (True, False)):
        text = sentences.compared(a, b, names, differ=differ)
        if not a.known and not b.known:
            assert text == ""
            continue
        assert not faults(text), text
        assert text.endswith("."), text
        assert "Müttern" in text, text
        assert "Vätern" in text, text
        if differ and a.firm and b.firm:
            first, second = text.index("Müttern"), text.index("Vätern")
            assert (first < second) == (a.share >= b.share), text
        elif a.firm and b.firm:
            assert "elastbar" in text, text
            assert "höher" not in text, text


def test_a_visible_gap_that_is_not_firm_says_how_many_answered() -> None:
    text = sentences.compared(
        released(0.59, 364), released(0.34, 36), ("Müttern", "Vätern"), differ=False
    )
    assert text == (
        f"Bei Müttern sind es 59{THIN}%, bei Vätern 34{THIN}%. Belastbar ist dieser Unterschied nicht "
        f"(n{THIN}={THIN}364 und 36)."
    )
    one = sentences.compared(
        released(0.01, 364), released(0.34, 36), ("Müttern", "Vätern"), differ=False
    )
    assert one.startswith(f"Bei Müttern ist es 1{THIN}%")


@pytest.mark.parametrize("said", [sentences.order_words, sentences.order_beside])
def test_an_order_over_the_grid(said: object) -> None:
    assert callable(said)
    for n, count, step in product((10, 29, 30, 400), range(1, 8), (0.0, 0.01, 0.1)):
        figures = [(f"Bedarf {k}", released(max(0.02, 0.8 - step * k), n)) for k in range(count)]
        text = said(figures)
        assert not faults(text), text
        assert not text.endswith("."), text
        if said is sentences.order_beside and count > 1:  # the page has said the figure already
            assert "%" not in text, text


@pytest.mark.parametrize(
    ("values", "n", "text"),
    [
        ((0.5, 0.3, 0.2), 400, "„A“ steht klar an erster Stelle"),
        ((0.5, 0.49, 0.2), 400, "„A“ und „B“ liegen gemeinsam vorn"),
        ((0.5, 0.49), 400, "Die beiden Werte sind nicht sicher zu trennen"),
        ((0.5, 0.49, 0.48), 400, "Die drei Werte sind nicht sicher zu trennen"),
        ((0.5, 0.49, 0.48, 0.2), 400, "Drei Werte an der Spitze sind nicht sicher zu trennen"),
        ((0.5, 0.2), 20, "Alle Werte sind grob gerundet; die Reihenfolge ist offen"),
        ((0.5,), 20, "Der Wert ist grob gerundet"),
        ((0.5,), 400, f"Das Intervall um den Wert reicht von 45\u00a0bis\u00a055{THIN}%"),
    ],
)
def test_beside_the_lead_figure_a_chart_says_the_order_alone(
    values: tuple[float, ...], n: int, text: str
) -> None:
    figures = list(zip("ABCD", (released(v, n) for v in values), strict=False))
    assert sentences.order_beside(figures) == text


def test_a_rough_nobody_and_a_rough_everybody_are_not_said_as_a_number() -> None:
    assert sentences.share_of(released(0.99, 20)).text == "fast alle befragten Alleinerziehenden"
    assert sentences.share_of(released(0.01, 20)).text == "fast keine befragten Alleinerziehenden"


@pytest.mark.parametrize("n", range(15))
def test_counted_nouns(n: int) -> None:
    for singular, plural, feminine in (
        ("Angebot", "Angebote", False), ("Einrichtung", "Einrichtungen", True),
    ):  # fmt: skip
        text = german.counted(n, singular, plural, feminine=feminine)
        assert not faults(text), text
        assert text.endswith(singular if n < 2 else plural)
    assert not faults(german.points(n / 100))


def test_everything_composed_keeps_the_rules(composed: tuple[Workspace, Params]) -> None:
    ws, _ = composed
    files = sorted(ws.generated.rglob("*.md"))
    assert len(files) > 15
    found = [
        f"{file.relative_to(ws.generated)}: {fault}"
        for file in files
        for fault in faults(prose(file.read_text(encoding="utf-8")))
    ]
    assert not found, "\n".join(found)
