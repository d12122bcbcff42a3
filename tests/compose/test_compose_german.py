"""German as it is printed: every case is read by a person and written here as it should stand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose import german

T = german.THIN


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (6, 1, "6"),
        (6.04, 1, "6"),
        (6.25, 1, "6,3"),
        (0.5, 0, "1"),
        (-2.5, 0, "−3"),
        (999, 0, "999"),
        (1000, 0, f"1{T}000"),
        (7229.8, 0, f"7{T}230"),
        (1234567.89, 1, f"1{T}234{T}567,9"),
        (-0.04, 1, "0"),
    ],
)
def test_numbers_have_a_decimal_comma_grouped_digits_and_no_empty_decimals(
    value: float, decimals: int, text: str
) -> None:
    assert german.number(value, decimals) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_an_unknown_figure_is_never_written(value: float) -> None:
    with pytest.raises(ValueError, match="not known"):
        german.number(value)


@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(min_value=0, max_value=3))
def test_a_written_number_reads_back_to_its_rounded_value(value: float, decimals: int) -> None:
    text = german.number(value, decimals).replace(T, "").replace(",", ".").replace("−", "-")
    assert float(text) == pytest.approx(german.round_half_up(value, decimals), abs=1e-9)
    assert not text.endswith(".0")


def test_columns_keep_their_decimals() -> None:
    assert [german.decimal(v) for v in (6, 5.96, 0.04, 12.34)] == ["6,0", "6,0", "0,0", "12,3"]
    assert german.percent_decimal(0.25) == f"25,0{T}%"


@pytest.mark.parametrize(
    ("share", "text"), [(0.544, "54"), (0.545, "55"), (0.0, "0"), (1.0, "100"), (0.005, "1")]
)
def test_shares_are_whole_per_cents_rounded_half_up(share: float, text: str) -> None:
    assert german.percent(share) == f"{text}{T}%"


def test_ranges_collapse_when_both_ends_are_the_same() -> None:
    assert german.percent_range(0.476, 0.604).replace("\u00a0", " ") == f"48 bis 60{T}%"
    assert german.percent_range(0.476, 0.484) == f"48{T}%"


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "kein Angebot"),
        (1, "ein Angebot"),
        (3, "drei Angebote"),
        (12, "zwölf Angebote"),
        (13, "13 Angebote"),
    ],
)
def test_counted_nouns_agree(n: int, text: str) -> None:
    assert german.counted(n, "Angebot", "Angebote") == text


def test_lists_have_no_comma_before_und() -> None:
    assert german.joined(["a", "b", "c"]) == "a, b und c"
    assert german.joined(["a", "", "b"]) == "a und b"
    assert german.joined([]) == ""


def test_quotes_inside_quotes_become_single() -> None:
    assert german.quoted("sagt „nein“") == "„sagt ‚nein‘“"


def test_dates_are_words_in_text_and_digits_in_tables() -> None:
    assert german.day(date(2026, 11, 2)).replace("\u00a0", " ") == "2. November 2026"
    assert german.iso_day("2022-05-15") == "15.05.2022"
    assert german.iso_day("2025-12") == "12/2025"
    assert german.iso_day("2024") == "2024"
    assert german.iso_day(None) == ""


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("z. B.", f"z.{T}B."),
        ("12 %", f"12{T}%"),
        ("§ 16a", f"§{T}16a"),
        ("SGB II", "SGB\u00a0II"),
        ("Marktgasse 2, 61118 Bad Vilbel", "Marktgasse 2, 61118\u00a0Bad Vilbel"),
        ("n = 169", f"n{T}={T}169"),
    ],
)
def test_what_belongs_together_is_not_torn_apart(text: str, bound: str) -> None:
    assert german.fixed(text) == bound


def test_the_lower_end_of_a_range_is_rounded_like_the_upper_one() -> None:
    assert german.rounded(870) == "870"
    assert german.rounded(870, beside=2612) == "900"
    assert german.rounded(130, beside=2612) == "130"  # to hundreds little would be left of it
    assert german.rounded(870, beside=960) == "870"
