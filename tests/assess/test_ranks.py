"""Rank sets: against arithmetic, against a second way to compute, and against the truth."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline.assess import ranks


def test_one_pair_is_the_t_test() -> None:
    """With two fields the critical value is the two-sided 5 % point of t (R: qt(.975, 199) = 1.971957)."""
    found = ranks.rank(np.array([1.0, 0.0]), np.eye(2) * 0.1, 199)
    assert abs(found.critical - 1.971957) < 0.04  # 10,000 draws


@pytest.mark.parametrize(
    ("rho", "low", "high", "alone_low", "alone_high"),
    [
        (0.0, "122345568", "134578899", "122345568", "134578899"),
        (0.5, "123355568", "124478899", "123355678", "124467899"),
        (0.9, "123456789", "123456789", "123456789", "123456789"),
    ],
)
def test_sets_agree_with_the_authors_own_package(
    rho: float, low: str, high: str, alone_low: str, alone_high: str
) -> None:
    """Golden: R 4.2.2, csranks 1.2.3, csranks(x, Sigma, R = 200000, simul = TRUE / FALSE, seed = 1).

    The package draws normals; here that is 1e6 degrees of freedom.
    """
    x = np.array([6.6, 6.1, 5.8, 5.6, 5.2, 5.0, 4.8, 4.6, 4.3])
    a = np.array([0.11, 0.08, 0.11, 0.10, 0.13, 0.11, 0.10, 0.14, 0.11])
    at = np.arange(9)
    found = ranks.rank(x, np.outer(a, a) * rho ** np.abs(at[:, None] - at), 1e6)
    sets = (found.low, found.high, found.marginal_low, found.marginal_high)
    assert ["".join(map(str, s)) for s in sets] == [low, high, alone_low, alone_high]


def test_far_apart_fields_have_one_rank_and_equal_fields_share_all() -> None:
    apart = ranks.rank(np.arange(5.0) * 10, np.eye(5), 199)
    assert apart.low.tolist() == apart.high.tolist() == [5, 4, 3, 2, 1]
    tied = ranks.rank(np.full(5, 3.0), np.eye(5), 199)
    assert tied.rank.tolist() == [1] * 5
    assert (tied.low == 1).all()
    assert (tied.high == 5).all()


def test_correlation_helps_to_tell_fields_apart() -> None:
    """Two fields that move together are told apart by a difference that independent ones would not be."""
    score = np.array([5.0, 4.0, 1.0])
    alone = np.eye(3)
    together = np.array([[1, 0.98, 0], [0.98, 1, 0], [0, 0, 1.0]])
    assert ranks.rank(score, alone, 199).low[1] == 1
    assert ranks.rank(score, together, 199).low[1] == 2


def test_stepwise_sets_lie_within_single_step_sets_and_marginal_within_simultaneous() -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        root = rng.normal(size=(6, 6)) * 0.3
        score = rng.normal(size=6)
        found = ranks.rank(score, root @ root.T, 199)
        spread = np.sqrt(
            np.array(
                [[(root[i] - root[j]) @ (root[i] - root[j]) for j in range(6)] for i in range(6)]
            )
        )
        decided = np.zeros((6, 6), dtype=bool)
        for i, j in itertools.permutations(range(6), 2):
            decided[i, j] = score[i] - score[j] > found.critical * spread[i, j]
        assert (found.low >= 1 + decided.sum(axis=0)).all()
        assert (found.high <= 6 - decided.sum(axis=1)).all()
        assert (found.low <= found.rank).all()
        assert (found.rank <= found.high).all()
        assert (found.marginal_low >= found.low).all()
        assert (found.marginal_high <= found.high).all()


def test_the_root_of_a_singular_covariance_gives_it_back() -> None:
    rng = np.random.default_rng(2)
    thin = rng.normal(size=(7, 3))
    matrix = thin @ thin.T
    lower = ranks.root(matrix)
    np.testing.assert_allclose(lower @ lower.T, matrix, atol=1e-10)
    assert not ranks.root(np.zeros((3, 3))).any()


def test_draws_are_the_same_everywhere() -> None:
    """First uniforms of Mulberry32 with this seed, computed with Python's integers."""

    def mulberry(seed: int, i: int) -> float:
        mask = 0xFFFFFFFF
        a = (seed + i * 0x6D2B79F5) & mask
        t = ((a ^ (a >> 15)) * (a | 1)) & mask
        t = ((t + (((t ^ (t >> 7)) * (t | 61)) & mask)) & mask) ^ t
        return ((t ^ (t >> 14)) + 0.5) / 2**32

    wanted = [mulberry(ranks.SEED, i) for i in range(1, 9)]
    np.testing.assert_array_equal(ranks._uniforms(8, ranks.SEED), wanted)
    normal = ranks._normals(40_000, ranks.SEED)
    assert abs(normal.mean()) < 0.02
    assert abs(normal.std() - 1) < 0.02


def test_a_field_without_variance_is_no_obstacle() -> None:
    found = ranks.rank(np.array([2.0, 1.0, 1.0]), np.diag([0.0, 0.0, 0.04]), 199)
    assert found.low.tolist() == [1, 2, 2]
    assert found.high.tolist() == [1, 3, 3]


def test_shapes_must_agree() -> None:
    with pytest.raises(ValueError, match="covariance"):
        ranks.rank(np.ones(3), np.eye(2), 199)
