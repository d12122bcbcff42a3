"""Sums are exact or have one order: against Python's exact summation and plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline import sums

WEIGHTS = st.floats(1e-6, 1e3)


@given(st.data(), st.integers(0, 60), st.integers(1, 4))
def test_sums_over_a_column_of_yes_and_no_are_correctly_rounded(
    data: st.DataObject, rows: int, sets: int
) -> None:
    """``math.fsum`` adds without any loss and rounds once; weights differ by up to nine powers of ten."""
    weights = data.draw(arrays.arrays(float, (rows, sets), elements=WEIGHTS))
    has = data.draw(arrays.arrays(bool, (rows, 3)))
    exact = [[math.fsum(weights[has[:, c], s]) for s in range(sets)] for c in range(3)]
    np.testing.assert_array_equal(sums.of_columns(has, weights), np.array(exact))


def test_the_order_of_the_rows_does_not_matter() -> None:
    random = np.random.default_rng(1)
    values = random.integers(0, 5, (500, 20)) / 4
    weights = random.lognormal(0, 0.6, (500, 50))
    order = random.permutation(500)
    found = sums.of_columns(values, weights)
    assert found.tobytes() == sums.of_columns(values[order], weights[order]).tobytes()
    assert (values.T @ weights != values[order].T @ weights[order]).any(), "a product depends on it"
    np.testing.assert_allclose(found, values.T @ weights, rtol=1e-13)


@pytest.mark.parametrize("shape", [(0, 2), (3, 0)])
def test_nobody_or_nothing_asked_sums_to_zero(shape: tuple[int, int]) -> None:
    np.testing.assert_array_equal(
        sums.of_columns(np.zeros(shape), np.ones((shape[0], 2))), np.zeros((shape[1], 2))
    )


def test_categories_are_summed_apart() -> None:
    values = np.random.default_rng(2).random((4, 30))
    category = np.arange(30) % 3
    found = sums.by_category(values, category, 4)
    for one in range(4):
        expected = [math.fsum(row[category == one]) for row in values]
        np.testing.assert_allclose(found[:, one], expected, rtol=1e-15)
    assert (found[:, 3] == 0).all(), "a category that nobody has"
