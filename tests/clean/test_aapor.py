"""Response rates against a worked example and their laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.aapor import Dispositions, disposition, eligibility, response_rates

EXAMPLE = Dispositions(
    complete=400, partial=50, refusal=100, non_contact=150, other=20, unknown_eligible=200,
    unknown_other=80, not_eligible=60,
)  # fmt: skip
counts = st.integers(0, 10_000)
dispositions = st.builds(Dispositions, *[counts] * 8)


def test_a_worked_example() -> None:
    """By hand: I=400, P=50, R+NC+O=270, UH+UO=280; e = 720/780."""
    assert eligibility(EXAMPLE) == pytest.approx(720 / 780)
    rates = response_rates(EXAMPLE)
    assert rates == pytest.approx(
        {
            "RR1": 400 / 1000,
            "RR2": 450 / 1000,
            "RR3": 400 / (720 + 280 * 720 / 780),
            "RR4": 450 / (720 + 280 * 720 / 780),
            "RR5": 400 / 720,
            "RR6": 450 / 720,
        }
    )


def test_a_given_share_of_eligible_is_used() -> None:
    assert response_rates(EXAMPLE, e=0.5)["RR3"] == pytest.approx(400 / (720 + 140))
    assert response_rates(EXAMPLE, e=1)["RR3"] == response_rates(EXAMPLE)["RR1"]
    assert response_rates(EXAMPLE, e=0)["RR4"] == response_rates(EXAMPLE)["RR6"]


@given(dispositions)
def test_rates_are_ordered_and_shares(d: Dispositions) -> None:
    rates = response_rates(d)
    for low, high in (
        ("RR1", "RR3"),
        ("RR3", "RR5"),
        ("RR2", "RR4"),
        ("RR4", "RR6"),
        ("RR1", "RR2"),
    ):
        a, b = rates[low], rates[high]
        if a is not None and b is not None:
            assert 0 <= a <= b + 1e-12 <= 1 + 2e-12


def test_nobody_means_no_rate() -> None:
    assert set(response_rates(Dispositions()).values()) == {None}
    assert response_rates(Dispositions(unknown_eligible=5))["RR5"] is None


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="refusal"):
        Dispositions(refusal=-1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        response_rates(EXAMPLE, e=1.2)


@pytest.mark.parametrize(
    ("share", "eligible", "expected"),
    [
        (1.0, True, "complete"), (0.81, True, "complete"), (0.8, True, "partial"),
        (0.5, True, "partial"), (0.49, True, "refusal"), (0.9, False, "not_eligible"),
    ],
)  # fmt: skip
def test_what_a_questionnaire_counts_as(share: float, eligible: bool, expected: str) -> None:
    assert disposition(share, eligible=eligible) == expected
