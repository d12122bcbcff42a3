"""Computed tables carry so few digits that another processor writes the same bytes."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import digits


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_rounding_gives_the_double_nearest_to_the_decimal_number(value: float) -> None:
    """Python's decimal arithmetic is exact; a figure on the very edge may go either way."""
    exact = Decimal(value)
    places = max(exact.adjusted() - 7, -12) if value else -12
    step = Decimal(1).scaleb(places)
    if abs(abs(exact / step % 1) - Decimal("0.5")) < Decimal("1e-6"):
        return
    expected = float((exact / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step)
    assert digits.significant(np.array([value]), 8)[0] == expected


def test_the_last_digits_of_another_processor_vanish() -> None:
    random = np.random.default_rng(1)
    values = np.concatenate([random.random(5000), random.normal(0, 40, 5000), np.zeros(5)])
    noise = values * (1 + random.normal(0, 4e-16, len(values))) + random.normal(
        0, 1e-17, len(values)
    )
    assert (noise != values).mean() > 0.5
    a, b = (digits.significant(part, 8).tobytes() for part in (values, noise))
    assert a == b
    assert not np.signbit(digits.significant(np.array([-1e-17, -0.0]), 8)).any()


def test_what_people_answered_is_never_rounded() -> None:
    income = pd.DataFrame({"respondent": ["a"], "income": [123456789.125]})
    assert digits.rounded("responses", income) is income
    table = digits.rounded("estimates", pd.DataFrame({"estimate": [1 / 3, np.nan], "n": [3, 4]}))
    assert table["estimate"][0] == pytest.approx(0.33333333, abs=0)
    assert np.isnan(table["estimate"][1])
    assert table["n"].tolist() == [3, 4]
