"""The finite population correction of a closed list, by arithmetic (Cochran 1977, section 2.6)."""

from __future__ import annotations

import pytest

from pipeline.samples import ClosedList

GROSS = {"source": "Kammer", "invited": 130, "undeliverable": 6, "not_eligible": 4, "refused": 20}


@pytest.mark.parametrize(
    ("answered", "others", "frame", "left"),
    [
        (30, 0, 0, 90 / 120),  # of the 120 who could have answered; a refusal is one who could
        (90, 0, 0, 30 / 120),
        (119, 0, 0, 1 / 120),
        (120, 0, 0, 1 / 120),  # everybody: one of 120 is kept, so that no error is 0
        (140, 0, 0, 1 / 120),
        (30, 0, 100, 90 / 120),  # weights that speak of fewer people than the list
        (30, 0, 3000, 2970 / 3000),  # of more
        (0, 0, 0, 1.0),
    ],
)
def test_errors_shrink_by_who_answered_of_those_who_could(
    answered: int, others: int, frame: float, left: float
) -> None:
    for channel in (None, "post"):
        listed = ClosedList.model_validate({**GROSS, "kanal": channel})
        assert listed.correction(answered, others, frame) == pytest.approx(left, rel=1e-15)


def test_an_open_link_beside_the_list_leaves_errors_as_they_are() -> None:
    """Others count only where the list has a channel: without one, everybody came from the list."""
    assert ClosedList.model_validate({**GROSS, "kanal": "post"}).correction(30, 1) == 1.0
    assert ClosedList.model_validate(GROSS).correction(30, 30) == 0.75


def test_a_list_that_reached_nobody_corrects_nothing() -> None:
    nobody = ClosedList(source="s", invited=5, undeliverable=3, not_eligible=2)
    assert nobody.correction(2, 0) == 1.0
    assert nobody.correction(2, 0, 8) == 0.75
