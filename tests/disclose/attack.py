"""An attacker with a linear program: how closely do published figures bound unpublished counts?

Everything public (facts, charts, board, texts) is made of the public tables, so these are attacked. The
attacker knows how target groups are defined, every published n and every rounding rule, and that nobody is
weighted (the worst case; weights are not published and only blur). Unknown are the counts x[kind of person,
category], where a kind of person is one combination of the answers that define groups. A published share
fixes a count in its group to all whole numbers that would have been published the same way, interval and
standard error included; so does a need, which is the share of several categories together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, permutations, product

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from pipeline.disclose.figures import estimates as release
from pipeline.params import Params

Looks = dict[tuple[int, str], list[tuple[float, ...]]]
Definition = tuple[str, tuple[str, ...]]  # variable, codes
LEAST = 5
SIZES = {"value": 1000, "rounded": 20}  # any that has the status
Survey = Callable[..., dict[str, pd.DataFrame]]


@dataclass(frozen=True)
class World:
    """What could be: answers to defining questions, and the groups made of them.

    Attributes:
        answers: defining variable -> its possible answers (``-`` is none).
        groups: group -> definition; None is everybody.
        people: respondents x variables: the truth, to know what has to be protected.
    """

    answers: dict[str, list[str]]
    groups: dict[str, Definition | None]
    people: pd.DataFrame

    def kinds(self) -> pd.DataFrame:
        """All kinds of people that the definitions can tell apart."""
        return pd.DataFrame(list(product(*self.answers.values())), columns=list(self.answers))

    def inside(self, group: str, people: pd.DataFrame) -> np.ndarray:
        """Who is in a group."""
        definition = self.groups[group]
        if definition is None:
            return np.ones(len(people), dtype=bool)
        return people[definition[0]].isin(definition[1]).to_numpy()


@dataclass(frozen=True)
class Puzzle:
    """What the attacker knows, as rows ``low <= rows @ x <= high``."""

    world: World
    categories: list[str]
    rows: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def most(self, kinds: np.ndarray, category: int, min_n: int) -> float:
        """Largest count of a category, or of all others, in the smallest publishable set around some kinds.

        Where all but four of forty people gave an answer, five of them cannot all have given another: that
        is the answer of the forty, and says nothing of the five.
        """
        world, found = self.world, []
        for group in world.groups:
            inside, truly = (world.inside(group, who) for who in (world.kinds(), world.people))
            for wide, true in ((inside, truly), (~inside, ~truly)):
                if true.sum() >= min_n and not (kinds & ~wide).any():
                    low, high = self.width(wide, category)
                    found += [high, true.sum() - low]
        return min(found)

    def width(self, kinds: np.ndarray, category: int) -> tuple[float, float]:
        """Least and largest count of a category among kinds of people."""
        goal = np.zeros((len(kinds), len(self.categories)))
        goal[kinds, category] = 1.0
        rows, places = np.unique(self.rows, axis=0, return_inverse=True)
        low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
        np.maximum.at(low, places.ravel(), self.low)
        np.minimum.at(high, places.ravel(), self.high)
        found = [
            linprog(
                sign * goal.ravel(),
                A_ub=csr_array(np.vstack([rows, -rows])),
                b_ub=np.concatenate([high, -low]) + 1e-7,
                bounds=(0, None),
                method="highs",
            )
            for sign in (1, -1)
        ]
        assert found[0].status == 0, "the true counts must be feasible"
        return found[0].fun, np.inf if found[1].status == 3 else -found[1].fun


def puzzle(world: World, categories: list[str], public: pd.DataFrame, looks: Looks) -> Puzzle:
    """Set up the attack on one question.

    Args:
        world: groups and their definitions.
        categories: the question's categories.
        public: released shares of this question; ``category`` may join several (``a+b``).
        looks: for every n and status, what each possible count would look like.
    """
    kinds = world.kinds()
    rows, low, high = [], [], []
    for row in public[public["status"] != "withheld"].itertuples():
        inside = world.inside(str(row.target_group), kinds)
        chosen = [c in str(row.category).split("+") for c in categories]
        seen = (row.estimate, row.ci_low, row.ci_high, row.se)
        fits = [
            count
            for count, look in enumerate(looks[int(row.n), row.status])
            if np.allclose(look, seen, atol=1e-9, equal_nan=True)
        ]
        rows += [np.outer(inside, chosen).ravel(), np.outer(inside, np.ones_like(chosen)).ravel()]
        low += [min(fits), row.n]
        high += [max(fits), row.n]
    return Puzzle(
        world, categories, np.array(rows, dtype=float), np.array(low, float), np.array(high, float)
    )


def looks_of(public: pd.DataFrame, survey: Survey, codebook: pd.DataFrame, params: Params) -> Looks:
    """What the wall itself would make of every possible count."""
    found: Looks = {}
    like = survey(np.array(["a"]), {})["estimates"].iloc[[0]]
    for n, status in product(public["n"].dropna().astype(int).unique(), ("value", "rounded")):
        p = np.arange(n + 1) / n
        se = np.sqrt(p * (1 - p) / n)
        rows = like.loc[like.index.repeat(n + 1)].assign(
            variable=[f"v{count}" for count in range(n + 1)], estimate=p, se=se,
            ci_low=np.maximum(p - 2 * se, 0), ci_high=np.minimum(p + 2 * se, 1),
            n_category=np.nan, n_effective=float(n), n=SIZES[status],
        )  # fmt: skip
        table = release(rows.reset_index(drop=True), None, codebook, params)
        columns = ["estimate", "ci_low", "ci_high", "se"]
        found[n, status] = list(table[columns].itertuples(index=False, name=None))
    return found


def protected(world: World, min_n: int) -> list[tuple[str, np.ndarray, int]]:
    """Groups, their complements and differences, and known leftovers, of fewer than ``min_n`` people.

    Returns:
        name, kinds of people, true number of people.
    """
    kinds, people = world.kinds(), world.people
    sets: dict[bytes, tuple[str, np.ndarray, int]] = {}

    def add(name: str, chosen: np.ndarray, truly: np.ndarray) -> None:
        if 0 < truly.sum() < min_n:
            sets.setdefault(chosen.tobytes(), (name, chosen, int(truly.sum())))

    within = {g: (world.inside(g, kinds), world.inside(g, people)) for g in world.groups}
    for g, (chosen, truly) in within.items():
        add(g, chosen, truly)
    for a, b in combinations(within, 2):
        for outer, inner in ((a, b), (b, a)):
            if not (within[inner][0] & ~within[outer][0]).any():
                left = [within[outer][i] & ~within[inner][i] for i in (0, 1)]
                add(f"{outer} without {inner}", left[0], left[1])
        same = world.groups[a] and world.groups[b] and world.groups[a][0] == world.groups[b][0]
        if same and not (within[a][0] & within[b][0]).any():
            left = [~within[a][i] & ~within[b][i] for i in (0, 1)]
            said = left[1] & (people[world.groups[a][0]] != "-").to_numpy()
            if said.sum() * 2 > left[1].sum():
                add(f"neither {a} nor {b}", left[0], left[1])
    return list(sets.values())


def differences(world: World, min_n: int) -> list[tuple[str, np.ndarray, int]]:
    """What is in one of two overlapping groups and not in the other, if fewer than ``min_n`` people."""
    kinds, people = world.kinds(), world.people
    found = []
    within = {g: (world.inside(g, kinds), world.inside(g, people)) for g in world.groups}
    for a, b in permutations(within, 2):
        chosen, truly = (within[a][i] & ~within[b][i] for i in (0, 1))
        if 0 < truly.sum() < min_n and (within[a][1] & within[b][1]).any():
            found.append((f"{a} without {b}", chosen, int(truly.sum())))
    return found


def crossings(world: World, min_n: int) -> list[tuple[str, np.ndarray, int]]:
    """What two groups of different variables cut everybody into, if fewer than ``min_n`` people.

    Nobody declared these; they follow from the groups that were.
    """
    kinds, people = world.kinds(), world.people
    within = {g: (world.inside(g, kinds), world.inside(g, people)) for g in world.groups}
    found: dict[bytes, tuple[str, np.ndarray, int]] = {}
    for a, b in combinations([g for g, definition in world.groups.items() if definition], 2):
        if world.groups[a][0] == world.groups[b][0]:  # type: ignore[index]
            continue
        for first, second in product((True, False), repeat=2):
            chosen, truly = ((within[a][i] == first) & (within[b][i] == second) for i in (0, 1))
            if 0 < truly.sum() < min_n:
                name = f"{'' if first else 'not '}{a}, {'' if second else 'not '}{b}"
                found.setdefault(chosen.tobytes(), (name, chosen, int(truly.sum())))
    return list(found.values())


def leaks(
    found: Puzzle, min_n: int, sets: list[tuple[str, np.ndarray, int]] | None = None
) -> list[str]:
    """Protected counts that are narrowed to less than five people.

    Of fewer people nothing may be known, nor of an answer that fewer people gave in a publishable set
    around them beyond just that.
    """
    told = []
    for name, kinds, people in protected(found.world, min_n) if sets is None else sets:
        for i, category in enumerate(found.categories):
            low, high = found.width(kinds, i)
            narrow = high - low < min(LEAST, people) - 1e-6
            if narrow and high - low < found.most(kinds, i, min_n) - 1e-6:
                told.append(f"{name} ({people}), category {category}: {low:.1f} to {high:.1f}")
    return told
