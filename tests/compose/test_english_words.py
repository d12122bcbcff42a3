"""English numbers, dates, lists and sentences: the same rules as in German, in good British English."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

import pytest

from pipeline.compose import english, german, sentences
from pipeline.compose.labels import in_sentence, standing_alone
from pipeline.compose.language import Text, lang, say, speaking
from pipeline.compose.rules import shares, shares_english
from pipeline.compose.sentences import ESTABLISHMENTS, Figure


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(11405, 0, "11,405"), (999, 0, "999"), (1234567, 0, "1,234,567"), (6.04, 1, "6"), (0.554, 2, "0.55"),
     (-3.5, 1, "\u22123.5"), (0.5, 0, "1"), (2.5, 0, "3"), (-0.2, 0, "0"), (120, 0, "120")],
)  # fmt: skip
def test_numbers_have_thousands_commas_and_a_decimal_point(
    value: float, decimals: int, text: str
) -> None:
    assert english.number(value, decimals) == text


def test_an_unknown_number_is_never_written() -> None:
    with pytest.raises(ValueError, match="not known"):
        english.number(math.nan)


def test_shares_stand_before_a_per_cent_sign_without_space() -> None:
    assert english.percent(0.54) == "54%"
    assert english.percent_decimal(0.25) == "25.0%"
    assert english.percent_range(0.476, 0.604) == "48%\u00a0to\u00a060%"
    assert english.percent_range(0.48, 0.481) == "48%"
    assert english.points(-0.12) == "12 percentage points"
    assert english.points(0.01) == "1 percentage point"
    assert english.decimal(6) == "6.0"
    assert english.decimal(1234.5) == "1,234.5"


def test_dates_and_months_are_english() -> None:
    assert english.day(date(2026, 11, 2)) == "2\u00a0November 2026"
    assert english.iso_day("2022-05-15") == "15\u00a0May\u00a02022"
    assert english.iso_day("2025-12") == "Dec\u00a02025"
    assert english.iso_day("2024") == "2024"
    assert english.iso_day(None) == ""


def test_singular_and_plural() -> None:
    assert english.counted(1, "service", "services") == "one service"
    assert english.counted(3, "service", "services") == "three services"
    assert english.counted(0, "service", "services") == "no services"
    assert english.counted(29, "service", "services") == "29 services"


def test_lists_have_no_comma_before_and_but_semicolons_where_items_have_commas() -> None:
    assert english.joined(["a", "b", "c"]) == "a, b and c"
    assert english.joined(["a", "", "b"]) == "a and b"
    assert english.joined(["a"]) == "a"
    assert english.joined(["a, b", "c", "d"]) == "a, b; c; and d"
    assert english.joined(["a", "b"], "or") == "a or b"


def test_quotes_are_single_and_inner_ones_double() -> None:
    assert english.quoted("childcare") == "‘childcare’"
    assert english.quoted("a ‘good’ day") == "‘a “good” day’"
    assert english.quoted("the network’s offer") == "‘the network’s offer’"


def test_fixed_closes_the_space_before_per_cent_and_keeps_n_together() -> None:
    assert english.fixed("12 % of n = 26") == "12% of n\u202f=\u202f26"
    assert english.fixed("don't") == "don’t"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "hardly any"), (0.02, "very few"), (0.1, "one in ten"), (0.23, "just under a quarter"),
     (0.25, "a quarter"), (0.33, "a third"), (0.45, "just over two in five"), (0.48, "just under half"),
     (0.5, "half"), (0.54, "just over half"), (0.57, "just under three in five"), (0.67, "two thirds"),
     (0.9, "nine in ten"), (0.97, "almost all"), (1.0, "practically all")],
)  # fmt: skip
def test_a_share_in_words(share: float, words: str) -> None:
    subject = sentences.share_of(Figure(share, share, share, 200))
    assert subject.text == f"{words} of the single parents surveyed"
    assert subject.plural


def test_just_under_lies_below_and_just_over_above_the_fraction_named() -> None:
    fractions = {
        "one in ten": 10, "one in five": 20, "a quarter": 25, "a third": 33, "two in five": 40, "half": 50,
        "three in five": 60, "two thirds": 67, "three quarters": 75, "four in five": 80, "nine in ten": 90,
    }  # fmt: skip
    for percent in range(1, 100):
        words = shares_english.words(percent)
        for prefix, low, high in (("just under ", -4, -1), ("just over ", 1, 6)):
            if words.startswith(prefix):
                gap = percent - fractions[words.removeprefix(prefix)]
                assert low <= gap <= high, (percent, words)
        if words in fractions:
            assert percent == fractions[words]


def test_bands_begin_where_the_german_ones_do() -> None:
    german_starts = {start for start, _, _ in shares.SHARES}
    english_starts = {start for start, _ in shares_english.SHARES}
    assert english_starts - german_starts == {0, 100}
    assert german_starts <= english_starts


def test_a_wide_or_rough_share_is_around_its_per_cent() -> None:
    wide = Figure(0.5, 0.3, 0.7, 40)
    rough = Figure(0.55, None, None, 20, "rounded")
    assert sentences.with_figure(sentences.share_of(wide), wide) == (
        "around 50% of the single parents surveyed (interval 30%\u00a0to\u00a070%)"
    )
    assert sentences.share_of(rough, ESTABLISHMENTS).text == "around 55% of the businesses surveyed"
    assert sentences.figure(rough) == "[55%]"
    assert sentences.evidence(Figure(0.54, 0.48, 0.6, 200)) == "54%, interval 48%\u00a0to\u00a060%"


def test_two_groups_are_compared_only_as_far_as_the_data_say() -> None:
    names = ("mothers", "fathers")
    high, low = Figure(0.6, 0.55, 0.65, 300), Figure(0.4, 0.33, 0.47, 100)
    rough, hidden = Figure(0.45, None, None, 20, "rounded"), Figure(None, status="withheld")
    near = Figure(0.55, 0.45, 0.65, 90)
    assert sentences.compared(high, near, names, differ=False) == (
        "There is no reliable difference between mothers and fathers (60% and 55%)."
    )
    assert sentences.compared(high, low, names, differ=False) == (
        "Among mothers it is 60%, among fathers 40%. This difference is not reliable "
        "(n\u202f=\u202f300 and 100)."
    )
    assert sentences.compared(low, high, names, differ=True) == (
        "The share is noticeably higher among fathers than among mothers (60% against 40%)."
    )
    assert sentences.compared(high, rough, names, differ=False).startswith(
        "Among mothers it is 60%, among fathers [45%]; values in square brackets are roughly rounded"
    )
    assert sentences.compared(hidden, low, names, differ=False) == (
        "Among fathers it is 40%; there are too few answers from mothers for a figure."
    )
    assert sentences.compared(hidden, hidden, names, differ=False) == ""


def test_order_and_ranks() -> None:
    a, b, c = (
        Figure(0.6, 0.57, 0.63, 300),
        Figure(0.59, 0.56, 0.62, 300),
        Figure(0.2, 0.17, 0.23, 300),
    )
    assert sentences.order_words([("A", a), ("C", c)]) == "‘A’ comes first with 60%"
    assert (
        sentences.order_words([("A", a), ("B", b), ("C", c)]) == "‘A’ (60%) and ‘B’ (59%) are ahead"
    )
    assert sentences.rank_words(1, 1) == "rank\u00a01"
    assert sentences.rank_words(2, 4) == "ranks\u00a02 to 4"


def test_labels_stand_alone_and_in_sentences() -> None:
    assert standing_alone("your overview of help and services") == "Overview of help and services"
    assert standing_alone("childcare when your child is ill") == "Childcare when a child is ill"
    assert (
        standing_alone("before 7 am", "Times without childcare")
        == "Times without childcare: before 7 am"
    )
    assert standing_alone("I was exhausted.") == "I was exhausted"
    assert in_sentence("childcare when your child is ill") == "childcare when their child is ill"
    assert in_sentence("people you can count on") == "people they can count on"
    assert in_sentence("somebody who relieves you for a few hours") == (
        "somebody who relieves them for a few hours"
    )
    assert in_sentence("I was exhausted.") == ""


def test_both_languages_know_the_same_words() -> None:
    own = {n for n in vars(german) if not n.startswith("_") and callable(getattr(german, n))}
    for name in own - {"date", "Sequence", "ordinal"}:
        assert hasattr(english, name), name


def test_the_language_is_that_of_the_block() -> None:
    label = Text("deutsch", "English")
    assert (str(label), say("a", "b"), lang.percent(0.5)) == ("English", "b", "50%")
    with speaking("de"):
        assert (f"{label}", say("a", "b"), lang.percent(0.5)) == ("deutsch", "a", "50\u202f%")
    assert str(label) == "English"
    with pytest.raises(ValueError, match="no words"), speaking("fr"):
        pass
