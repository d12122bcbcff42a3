"""An attacker with a linear program: how closely do published figures bound unpublished counts?

She is stronger than any reader: she knows how everybody's groups overlap (only the answers are hidden), that
nobody is weighted, and how figures are rounded. Unknown are the counts x[pattern, category]. A released
share fixes the category's count in its group to all whole numbers that would have been published the same
way, interval and standard error included; a released mean or score and a test are one inequality each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linprog

Members = dict[str, np.ndarray]
Looks = dict[tuple[str, int], list[tuple[float, ...]]]


@dataclass(frozen=True)
class Puzzle:
    """What the attacker knows of one question, as rows of a linear program."""

    patterns: np.ndarray  # groups x patterns
    sizes: np.ndarray  # respondents in each pattern
    groups: list[str]
    categories: int
    rows: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def width(self, inside: np.ndarray, category: int) -> tuple[float, float]:
        """Least and largest count of a category among the patterns marked in ``inside``."""
        goal = np.zeros((len(self.sizes), self.categories))
        goal[inside, category] = 1.0
        per_pattern = np.kron(np.eye(len(self.sizes)), np.ones(self.categories))
        found = [
            linprog(
                sign * goal.ravel(),
                A_ub=np.vstack([self.rows, -self.rows]),
                b_ub=np.concatenate([self.high, -self.low]) + 1e-7,
                A_eq=per_pattern,
                b_eq=self.sizes,
                bounds=(0, None),
                method="highs",
            )
            for sign in (1, -1)
        ]
        assert all(f.status == 0 for f in found), "the true counts must be feasible"
        return found[0].fun, -found[1].fun


def puzzle(
    members: Members, valid: np.ndarray, codes: list[str], public: pd.DataFrame, looks: Looks
) -> Puzzle:
    """Set up the attack on one question.

    Args:
        members: groups (with ``alle``) -> respondents.
        valid: respondents with a valid answer.
        codes: the question's categories.
        public: released rows of this question, statistic ``share``.
        looks: published numbers that every possible count would have, per group and its size.
    """
    groups = list(members)
    matrix = np.array([members[g][valid] for g in groups])
    patterns, sizes = np.unique(matrix, axis=1, return_counts=True)
    rows, low, high = [], [], []
    for row in public.itertuples():
        if row.status == "withheld":
            continue
        n = int(row.n)
        fits = [
            count
            for count, look in enumerate(looks[str(row.target_group), n])
            if np.allclose(
                look, (row.estimate, row.ci_low, row.ci_high, row.se), atol=1e-9, equal_nan=True
            )
        ]
        constraint = np.zeros((len(sizes), len(codes)))
        constraint[patterns[groups.index(row.target_group)], codes.index(row.category)] = 1.0
        rows.append(constraint.ravel())
        low.append(min(fits))
        high.append(max(fits))
    size = len(sizes) * len(codes)
    return Puzzle(
        patterns, sizes.astype(float), groups, len(codes),
        np.array(rows).reshape(-1, size), np.array(low, dtype=float), np.array(high, dtype=float),
    )  # fmt: skip


def protected(found: Puzzle, min_n: int) -> list[tuple[str, np.ndarray]]:
    """Sets of respondents too few to say anything about: groups, differences and what groups leave over."""
    sets: dict[bytes, tuple[str, np.ndarray]] = {}
    everyone = found.patterns[found.groups.index("alle")]
    candidates = [(g, found.patterns[i]) for i, g in enumerate(found.groups)]
    for i, a in enumerate(found.groups):
        for j, b in enumerate(found.groups):
            inner, outer = found.patterns[j], found.patterns[i]
            if i != j and not (inner & ~outer).any():
                candidates.append((f"{a} without {b}", outer & ~inner))
            if i < j and not (inner & outer).any():
                candidates.append((f"neither {a} nor {b}", everyone & ~inner & ~outer))
    for name, inside in candidates:
        if 0 < found.sizes[inside].sum() < min_n:
            sets.setdefault(inside.tobytes(), (name, inside))
    return list(sets.values())


def leaks(found: Puzzle, min_n: int, least_width: int = 5) -> list[str]:
    """Protected counts that the attacker narrows to less than ``least_width`` (or than all there are)."""
    told = []
    for name, inside in protected(found, min_n):
        people = found.sizes[inside].sum()
        for category in range(found.categories):
            low, high = found.width(inside, category)
            if high - low < min(least_width, people) - 1e-6:
                told.append(f"{name} ({people:.0f}), category {category}: {low:.1f} to {high:.1f}")
    return told
