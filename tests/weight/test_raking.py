"""Laws of raking, for any margins; and that replicates tell the truth about the error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.weight.bootstrap import multipliers
from pipeline.weight.raking import MAX_ITERATIONS, CellMargin, finish, rake, targets_of, trim


@st.composite
def _tables(draw: st.DrawFn) -> tuple[np.ndarray, list[CellMargin]]:
    """Cells of two or three margins with a rest each, none of them empty."""
    sizes = draw(st.lists(st.integers(2, 4), min_size=2, max_size=3))
    grids = np.meshgrid(*(np.arange(size + 1) for size in sizes), indexing="ij")
    seed = draw(st.integers(0, 2**31))
    random = np.random.default_rng(seed)
    counts = random.integers(5, 60, grids[0].size).astype(float)
    margins = [
        CellMargin(grid.ravel().astype(np.intp), random.dirichlet(np.full(size, 4.0)))
        for grid, size in zip(grids, sizes, strict=True)
    ]
    return counts[None, :], margins


@settings(max_examples=80, deadline=None)
@given(_tables())
def test_weights_reproduce_every_margin_to_eight_digits(
    case: tuple[np.ndarray, list[CellMargin]],
) -> None:
    base, margins = case
    weights = base * rake(base, margins).factors
    for margin in margins:
        shares = margin.totals(weights)[0]
        rest = margin.totals(base)[0, -1] / base.sum()
        known = shares[:-1] / shares[:-1].sum()
        np.testing.assert_allclose(known, margin.targets, atol=1e-8)
        np.testing.assert_allclose(shares[-1] / shares.sum(), rest, atol=1e-8)
    np.testing.assert_allclose(weights.sum(), base.sum(), rtol=1e-9)


@pytest.mark.parametrize("apart", [0.1, 0.01, 0.003])
def test_margins_that_can_just_be_met_are_met_to_eight_digits(apart: float) -> None:
    """No father has no benefits, so the solution is arithmetic; the closer the shares, the slower raking."""
    base = np.array([[40.0, 50, 10]])  # mothers with, mothers without, fathers with benefits
    margins = [
        CellMargin(np.array([0, 0, 1]), np.array([0.5 + apart, 0.5 - apart])),
        CellMargin(np.array([0, 1, 0]), np.array([0.5, 0.5])),
    ]
    wanted = np.array([apart, 0.5, 0.5 - apart]) * base.sum()
    found = finish(base, margins, rake(base, margins))
    np.testing.assert_allclose(base * found.factors, wanted[None, :], atol=1e-8 * base.sum())


def test_margins_that_contradict_each_other_end_soon() -> None:
    base = np.array([[40.0, 50, 10]])
    margins = [
        CellMargin(np.array([0, 0, 1]), np.array([0.4, 0.6])),
        CellMargin(np.array([0, 1, 0]), np.array([0.5, 0.5])),
    ]
    found = finish(base, margins, rake(base, margins))
    assert found.gaps[0] > 0.01
    assert found.iterations == MAX_ITERATIONS


def _case() -> tuple[np.ndarray, list[CellMargin]]:
    """Two margins of two categories and a rest."""
    first, second = np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3)
    counts = np.array([[51.0, 40, 33, 19, 21, 7, 9, 5, 14]])
    return counts, [
        CellMargin(first, np.array([0.43, 0.57])), CellMargin(second, np.array([0.32, 0.68])),
    ]  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(_tables(), st.floats(1.2, 4.0), st.floats(0.0, 0.8))
@example(_case(), 2.0, 5e-324)
def test_trimmed_weights_keep_their_limits_and_their_sum(
    case: tuple[np.ndarray, list[CellMargin]], high: float, low: float
) -> None:
    base, margins = case
    factors = trim(base, margins, rake(base, margins), low, high).factors
    assert factors.min() >= low - 1e-9
    assert factors.max() <= high + 1e-9
    np.testing.assert_allclose((base * factors).sum(), base.sum(), rtol=1e-8)


@settings(max_examples=40, deadline=None)
@given(_tables(), st.randoms(use_true_random=False))
def test_the_order_of_margins_changes_nothing(
    case: tuple[np.ndarray, list[CellMargin]], random: object
) -> None:
    base, margins = case
    one, other = rake(base, margins), rake(base, margins[::-1])
    np.testing.assert_allclose(one.factors, other.factors, rtol=1e-7)


def test_a_category_that_a_replicate_misses_leaves_its_target_to_the_others() -> None:
    margin = CellMargin(np.array([0, 1, 2]), np.array([0.5, 0.3, 0.2]))
    wanted = targets_of(np.array([[10.0, 10.0, 0.0]]), margin)
    np.testing.assert_allclose(wanted, [[12.5, 7.5, 0.0, 0.0]])


def test_bootstrap_weights_average_to_one_and_vary_like_a_sample_mean() -> None:
    """Variance of the mean over replicates: s²/n, unbiased because of n - 1 draws."""
    n, replicates = 80, 20_000
    copies = multipliers(n, replicates, seed=5, stream="x")
    np.testing.assert_allclose(copies.mean(axis=1), 1, rtol=1e-12)
    x = np.random.default_rng(2).normal(size=n)
    means = copies @ x / n
    np.testing.assert_allclose(means.var(), x.var(ddof=1) / n, rtol=0.05)


def test_replicates_of_raked_weights_vary_like_the_linearised_error() -> None:
    """Both know that the margin is known: of the margin itself neither has any error."""
    random = np.random.default_rng(11)
    n = 500
    cell = random.choice(4, n, p=[0.4, 0.3, 0.2, 0.1])
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    margins = [CellMargin(first, np.array([0.5, 0.5])), CellMargin(second, np.array([0.6, 0.4]))]
    y = (random.random(n) < np.array([0.2, 0.5, 0.6, 0.8])[cell]).astype(float)
    draws = np.vstack([np.ones((1, n)), multipliers(n, 4000, seed=1, stream="y")])
    onehot = np.eye(4)[cell]
    weights = draws * rake(draws @ onehot, margins).factors[:, cell]
    shares = weights @ y / weights.sum(axis=1)
    w, p = weights[0], shares[0]
    dummies = np.column_stack([onehot @ np.eye(2)[first], onehot @ np.eye(2)[second]])
    u = (y - p) / w.sum()
    residual = w * (u - dummies @ np.linalg.lstsq(dummies, u, rcond=None)[0])
    linearised = n / (n - 1) * ((residual - residual.mean()) ** 2).sum()
    np.testing.assert_allclose(shares[1:].var(), linearised, rtol=0.08)
    inside = onehot @ np.eye(2)[first][:, 0]
    assert (weights @ inside / weights.sum(axis=1)).std() < 1e-8
