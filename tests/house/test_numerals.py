"""Numbers as people type them."""

from __future__ import annotations

import pytest

from pipeline.numerals import plain, unmistakable


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("1200", "1200", "1200"),
        ("1.200", "1200", "1.200"),
        ("1,200", "1.200", "1200"),
        ("12.345.678", "12345678", "12.345.678"),
        ("1.200,5", "1200.5", "1.200,5"),
        ("-1.200", "-1200", "-1.200"),
        ("1,200.5", "1,200.5", "1200.5"),
        ("37,5", "37.5", "37,5"),
        ("37.5", "37.5", "37.5"),
        ("0.125", "0.125", "0.125"),  # no thousands begin with 0
        ("1.20", "1.20", "1.20"),
        ("1234.567", "1234.567", "1234.567"),
        ("viel", "viel", "viel"),
    ],
)
def test_points_and_commas_are_read_by_the_sign_before_decimals(
    text: str, german: str, english: str
) -> None:
    assert plain(text, ",") == german
    assert plain(text, ".") == english


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.200", None), ("1,200", None), ("-12.345", None), ("1.200.000", "1200000"),
        ("1,200,000", "1200000"), ("1.200,5", "1200.5"), ("1,200.5", "1200.5"), ("0.125", "0.125"),
        ("0,125", "0.125"), ("37,5", "37.5"), ("37.25", "37.25"), ("1200", "1200"), ("viel", "viel"),
    ],
)  # fmt: skip
def test_only_three_digits_behind_one_sign_can_be_read_in_two_ways(
    text: str, found: str | None
) -> None:
    assert unmistakable(text) == found
