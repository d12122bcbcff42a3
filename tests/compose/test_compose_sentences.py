"""Sentences that a statistician would sign: figure in, words out, one row per case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose import sentences
from pipeline.compose.rules import shares
from pipeline.compose.sentences import FATHERS, MOTHERS, RESPONDENTS, Figure


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("share", "text", "plural"),
    [
        (0.0, "so gut wie keine befragte Alleinerziehende", False),
        (0.02, "nur sehr wenige befragte Alleinerziehende", True),
        (0.05, "etwa jede zwanzigste befragte Alleinerziehende", False),
        (0.10, "jede zehnte befragte Alleinerziehende", False),
        (0.24, "knapp jede vierte befragte Alleinerziehende", False),
        (0.25, "jede vierte befragte Alleinerziehende", False),
        (0.29, "gut jede vierte befragte Alleinerziehende", False),
        (1 / 3, "jede dritte befragte Alleinerziehende", False),
        (0.40, "zwei von fünf befragten Alleinerziehenden", True),
        (0.48, "knapp jede zweite befragte Alleinerziehende", False),
        (0.54, "gut jede zweite befragte Alleinerziehende", False),
        (0.59, "knapp drei von fünf befragten Alleinerziehenden", True),
        (0.66, "knapp zwei Drittel der befragten Alleinerziehenden", True),
        (0.75, "drei Viertel der befragten Alleinerziehenden", True),
        (0.88, "knapp neun von zehn befragten Alleinerziehenden", True),
        (0.97, "fast alle befragten Alleinerziehenden", True),
        (1.0, "so gut wie alle befragten Alleinerziehenden", True),
    ],
)
def test_a_share_is_said_in_everyday_words(share: float, text: str, plural: bool) -> None:
    subject = sentences.share_of(Figure(share, share - 0.05, share + 0.05, 169))
    assert (subject.text, subject.plural) == (text, plural)


@pytest.mark.parametrize(
    ("share", "text", "plural"),
    [
        (0.08, "etwa ein Zehntel der Befragten", False),
        (0.31, "ein knappes Drittel der Befragten", False),
        (0.54, "gut die Hälfte der Befragten", False),
        (0.61, "gut drei Fünftel der Befragten", True),
        (0.96, "fast alle Befragten", True),
    ],
)
def test_a_part_is_said_without_gender(share: float, text: str, plural: bool) -> None:
    subject = sentences.part_of(Figure(share, share - 0.05, share + 0.05, 169), RESPONDENTS)
    assert (subject.text, subject.plural) == (text, plural)


def test_fathers_are_never_called_by_a_feminine_numeral() -> None:
    assert (
        sentences.share_of(Figure(0.54, 0.4, 0.6, 40), FATHERS).text
        == "gut die Hälfte der befragten Väter"
    )
    assert (
        sentences.share_of(Figure(0.54, 0.4, 0.6, 40), MOTHERS).text
        == "gut jede zweite befragte Mutter"
    )


@given(st.integers(min_value=1, max_value=99))
def test_words_never_lie_by_more_than_they_say(percent: int) -> None:
    fractions = {
        "zwanzigste": 5,
        "zehnte": 10,
        "siebte": 14.3,
        "sechste": 16.7,
        "fünfte": 20,
        "vierte": 25,
        "dritte": 33.3,
        "zweite": 50,
        "zwei von fünf": 40,
        "drei von fünf": 60,
        "vier von fünf": 80,
        "neun von zehn": 90,
        "zwei Drittel": 66.7,
        "drei Viertel": 75,
    }
    words = next(w for start, _, w in reversed(shares.SHARES) if percent >= start)
    meant = next((value for name, value in fractions.items() if words.endswith(name)), None)
    if meant is None:
        assert percent <= 3 or percent >= 95
    elif words.startswith("knapp"):
        assert meant - 4.1 <= percent < meant
    elif words.startswith("gut"):
        assert meant < percent <= meant + 6
    elif words.startswith("etwa"):
        assert abs(percent - meant) <= 1.4
    else:
        assert abs(percent - meant) < 0.5


def test_a_figure_of_few_people_stands_in_brackets_and_is_only_rough() -> None:
    few = Figure(0.55, None, None, 22, "rounded")
    assert plain(sentences.figure(few)) == "[55 %]"
    assert plain(sentences.share_of(few).text) == "rund 55 % der befragten Alleinerziehenden"
    assert sentences.interval(few) == ""
    assert sentences.with_figure(sentences.share_of(few), few) == sentences.share_of(few).text


def test_a_withheld_figure_says_nothing_and_refuses_to_be_written() -> None:
    hidden = Figure(None, n=7, status="withheld")
    assert sentences.figure(hidden) == ""
    with pytest.raises(ValueError, match="withheld"):
        sentences.share_of(hidden)


def test_a_value_that_is_withheld_is_not_shown_even_if_it_is_there() -> None:
    assert sentences.figure(Figure(0.4, status="withheld")) == ""


BOTH = ("Müttern", "Vätern")
CASES = [
    (
        Figure(0.58, 0.52, 0.64, 300),
        Figure(0.54, 0.40, 0.68, 40),
        "Zwischen Müttern und Vätern zeigt sich kein belastbarer Unterschied (58 % und 54 %).",
    ),
    (
        Figure(0.59, 0.53, 0.64, 360),
        Figure(0.34, 0.21, 0.50, 36),
        "Bei Müttern ist der Anteil deutlich höher als bei Vätern (59 % gegenüber 34 %).",
    ),
    (
        Figure(0.20, 0.16, 0.25, 360),
        Figure(0.34, 0.27, 0.42, 136),
        "Bei Vätern ist der Anteil merklich höher als bei Müttern (34 % gegenüber 20 %).",
    ),
    (
        Figure(0.45, 0.40, 0.50, 280),
        Figure(0.60, None, None, 24, "rounded"),
        "Bei Müttern sind es 45 %, bei Vätern [60 %]; Werte in eckigen Klammern sind grob "
        "gerundet und werden nicht "
        "verglichen.",
    ),
    (
        Figure(0.45, 0.40, 0.50, 280),
        Figure(None, n=0, status="withheld"),
        "Bei Müttern sind es 45 %; von Vätern liegen zu wenige Antworten für eine Zahl vor.",
    ),
    (
        Figure(None, status="withheld"),
        Figure(0.5, 0.4, 0.6, 50),
        "Bei Vätern sind es 50 %; von Müttern liegen zu wenige Antworten für eine Zahl vor.",
    ),
    (Figure(None, status="withheld"), Figure(None, status="withheld"), ""),
]


@pytest.mark.parametrize(("mothers", "fathers", "text"), CASES)
def test_two_groups_are_compared_only_as_far_as_the_data_allow(
    mothers: Figure, fathers: Figure, text: str
) -> None:
    differ = sentences.apart(mothers, fathers)  # here the test says what the intervals say
    assert plain(sentences.compared(mothers, fathers, BOTH, differ=differ)) == text


def test_the_order_of_shares_is_only_stated_where_intervals_allow() -> None:
    clear = [("A", Figure(0.6, 0.55, 0.65, 200)), ("B", Figure(0.3, 0.25, 0.35, 200))]
    two = [
        ("A", Figure(0.6, 0.55, 0.65, 200)),
        ("B", Figure(0.57, 0.52, 0.62, 200)),
        ("C", Figure(0.2, 0.1, 0.3, 200)),
    ]
    open_order = [(name, Figure(0.5, 0.4, 0.6, 80)) for name in "ABC"]
    assert plain(sentences.order_words(clear)) == "„A“ steht mit 60 % an erster Stelle"
    rough = [("A", Figure(0.6, 0.55, 0.65, 200)), ("B", Figure(0.3, None, None, 20, "rounded"))]
    assert plain(sentences.order_words(rough)) == "„A“ hat mit 60 % den höchsten Wert"
    assert plain(sentences.order_words(two)) == "„A“ (60 %) und „B“ (57 %) liegen vorn"
    assert plain(sentences.order_words(open_order)).startswith(
        "„A“ hat mit 50 % den höchsten Wert; drei Werte"
    )


def test_institutions_are_counted() -> None:
    assert sentences.of_counted(18, 26, "Einrichtungen") == "18 von 26 Einrichtungen"


def test_a_rank_is_said_with_all_that_the_data_allow() -> None:
    assert plain(sentences.rank_words(1, 1)) == "Rang 1"
    assert plain(sentences.rank_words(2, 4)) == "Rang 2 bis 4"


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (0.5, 0.55, "etwas"),
        (0.5, 0.65, "merklich"),
        (0.3, 0.6, "deutlich"),
        (0.1, 0.9, "sehr viel"),
    ],
)
def test_sizes_of_differences_follow_cohens_h(a: float, b: float, words: str) -> None:
    assert sentences.size_words(a, b) == words


def test_a_wide_interval_is_said_instead_of_a_fraction() -> None:
    unsure = Figure(0.22, 0.12, 0.38, 37)
    subject = sentences.share_of(unsure)
    text = "rund 22 % der befragten Alleinerziehenden (Intervall 12 bis 38 %)"
    assert plain(sentences.with_figure(subject, unsure)) == text
    sure = Figure(0.54, 0.48, 0.60, 169)
    text = "gut jede zweite befragte Alleinerziehende (54 %)"
    assert plain(sentences.with_figure(sentences.share_of(sure), sure)) == text


def test_a_share_with_evidence_says_its_figure_once() -> None:
    """The board's sentence had read: rund 52 % der Befragten (52 %, Intervall 36 bis 67 %)."""
    cases = (
        (Figure(0.57, 0.52, 0.62, 408), "Intervall 52 bis 62"),
        (Figure(0.52, 0.36, 0.67, 40), "Intervall 36 bis 67"),
        (Figure(0.30, None, None, 28, "rounded"), ""),
    )
    for share, span in cases:
        text = plain(sentences.with_evidence(sentences.share_of(share), share))
        percent = f"{share.share * 100:.0f}"
        assert text.count(percent) == 1
        assert "[" not in text
        assert span in text
        assert ("(" in text) == bool(span)


def test_a_rough_figure_stands_behind_its_name_without_brackets_in_brackets() -> None:
    rough = Figure(0.55, n=12, status="rounded")
    assert sentences.behind("Ferien", Figure(0.54, 0.5, 0.58, 169)) == "„Ferien“ (54\u202f%)"
    assert sentences.behind("Ferien", rough) == "„Ferien“ [55\u202f%]"


def test_rough_figures_that_are_the_same_are_named_together() -> None:
    rough = Figure(0.6, n=12, status="rounded")
    less = Figure(0.5, n=12, status="rounded")
    firm = Figure(0.6, 0.5, 0.7, 120)
    assert sentences.level([("a", rough), ("b", rough), ("c", less)]) == ["a", "b"]
    assert sentences.level([("a", firm), ("b", firm)]) == ["a"]  # the order is the data's own
    assert sentences.listed(["a", "b"]) == "„a“ und „b“"
    assert sentences.listed(["a", "b", "c", "d"]) == "„a“, „b“ und zwei weitere"
