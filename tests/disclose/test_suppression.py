"""Suppressed cells cannot be worked out from totals: judged by linear programming."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipeline.disclose.suppression import suppress

WIDTH = 5


def _bounds(table: np.ndarray, hidden: np.ndarray, cell: tuple[int, int]) -> tuple[float, float]:
    """What an attacker knows of a hidden cell who sees every other cell and all totals."""
    places = np.argwhere(hidden)
    goal = (places == cell).all(axis=1).astype(float)
    rows = [places[:, 0] == i for i in range(table.shape[0])]
    columns = [places[:, 1] == j for j in range(table.shape[1])]
    shown = np.where(hidden, 0, table)
    totals = np.concatenate([(table - shown).sum(axis=1), (table - shown).sum(axis=0)])
    equal = np.array([*rows, *columns], dtype=float)
    found = [
        linprog(sign * goal, A_eq=equal, b_eq=totals, bounds=(0, None), method="highs")
        for sign in (1, -1)
    ]
    return found[0].fun, -found[1].fun


def _unprotected(table: np.ndarray, hidden: np.ndarray) -> list[tuple[int, int]]:
    told = []
    for i, j in np.argwhere((table > 0) & (table < 3)):
        low, high = _bounds(table, hidden, (int(i), int(j)))
        if high - low < WIDTH - 1e-6:
            told.append((int(i), int(j)))
    return told


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 7), st.integers(2, 7), st.integers(0, 2**31), st.sampled_from([1.5, 6.0, 20.0])
)
def test_no_primary_cell_can_be_narrowed(rows: int, columns: int, seed: int, mean: float) -> None:
    table = np.random.default_rng(seed).poisson(mean, (rows, columns))
    hidden = suppress(table)
    assert not (((table > 0) & (table < 3)) & ~hidden).any()
    if not hidden.all():
        assert _unprotected(table, hidden) == []


def test_a_table_without_small_counts_is_published_whole() -> None:
    assert not suppress(np.array([[3, 0], [10, 7]])).any()


def test_a_single_small_cell_needs_three_companions() -> None:
    table = np.array([[1, 20, 30], [40, 50, 60], [70, 80, 90]])
    hidden = suppress(table)
    assert hidden.sum() == 4
    assert hidden[0, 0]
    assert _bounds(table, hidden, (0, 0)) == pytest.approx((0, 21))


def test_a_one_way_table_hides_the_next_smallest_too() -> None:
    assert suppress(np.array([[2, 9, 40]])).tolist() == [[True, True, False]]
    assert suppress(np.array([[1, 2, 40]])).tolist() == [[True, True, True]]  # 1 + 2 are too few


def test_a_planted_leak_is_found() -> None:
    table = np.array([[1, 20, 30], [40, 50, 60], [70, 80, 90]])
    assert _unprotected(table, (table > 0) & (table < 3)) == [(0, 0)]
