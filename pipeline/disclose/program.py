"""The linear program of somebody who knows everything but what people answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csc_array

from pipeline.disclose.kinds import Flags, Floats
from pipeline.disclose.question import ALL, WITHHELD, Question
from pipeline.params import Disclosure

NEAR = 1e-6  # counts that differ less are the same
ENOUGH = 0.9  # of sets in doubt: if more are left, one program no longer helps with many
LARGE = 4000  # unknowns of a program
TOGETHER = 6  # categories of which one program takes care
Seen = dict[bytes, tuple[Floats, Floats]]
Bounds = Callable[[Question, list[int], Disclosure, int], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Measure:
    """What a reader adds up: people, or their weights.

    Attributes:
        sizes: of every kind of people.
        bounds: what a group's published shares allow.
    """

    sizes: Floats
    bounds: Bounds


class Program:
    """Everything that published shares of one question allow.

    Args:
        question: answers of the groups.
        groups: that are shown.
        known: least and largest count of every category (groups x categories).
        sizes: of every kind, as they are added up.
        of: the category that is held against all others; None if each has a column.
    """

    @classmethod
    def every(
        cls, question: Question, status: list[int], limits: Disclosure, measure: Measure
    ) -> Iterator[Program]:
        """One for all categories; one for each and all others together, where they are many."""
        groups = [g for g, s in enumerate(status) if s != WITHHELD and question.n[g] > 0]
        known = [measure.bounds(question, status, limits, g) for g in groups]
        low, high = (np.array([ends[i] for ends in known]) for i in (0, 1))
        if low.shape[1] <= TOGETHER:
            yield cls(question, groups, (low, high), measure.sizes)
            return
        size = np.array([measure.sizes[question.inside(g)].sum() for g in groups])
        for c in range(low.shape[1]):
            least, most = low[:, c], high[:, c]
            ends = np.stack([least, size - most], 1), np.stack([most, size - least], 1)
            yield cls(question, groups, ends, measure.sizes, c)

    def __init__(
        self,
        question: Question,
        groups: list[int],
        known: tuple[Floats, Floats],
        sizes: Floats,
        of: int | None = None,
    ) -> None:
        assert question.kinds is not None
        self.kinds, self.sizes, self.of = question.kinds, sizes, of
        self._question, self.groups = question, groups
        self.low, self.high = known
        self.categories = int(self.low.shape[1])
        each, one = np.eye(self.categories), np.ones((1, self.categories))
        self._rows = np.vstack(
            [np.kron(self.kinds.inside[groups], each), np.kron(np.eye(len(sizes)), one)]
        )
        self._low = np.concatenate([self.low.ravel(), self.sizes])
        self._high = np.concatenate([self.high.ravel(), self.sizes])

    @property
    def at_once(self) -> int:
        """Counts whose ends are looked for in one program: solving many small ones takes longer."""
        return max(1, LARGE // (2 * self.categories * len(self.sizes)))

    def most(self, goals: list[Floats]) -> Floats:
        """Possible counts (goals x kinds x categories) for which the sum over each goal is largest."""
        if not goals:
            return np.zeros((0, len(self.sizes), self.categories))
        cost = -np.concatenate([goal.ravel() for goal in goals])
        found = self._solved(cost, len(goals))
        if found is None:
            self._widen()
            found = self._solved(cost, len(goals))
        assert found is not None
        return found.reshape(len(goals), len(self.sizes), self.categories)

    def _solved(self, cost: Floats, copies: int) -> Floats | None:
        (row, column), (rows, columns) = np.nonzero(self._rows), self._rows.shape
        copy = np.arange(copies)[:, None]
        where = ((row + copy * rows).ravel(), (column + copy * columns).ravel())
        blocks = csc_array(
            (np.tile(self._rows[row, column], copies), where), (copies * rows, copies * columns)
        )
        rules = LinearConstraint(blocks, np.tile(self._low, copies), np.tile(self._high, copies))
        found = milp(cost, constraints=rules, bounds=(0, np.inf))
        return None if found.x is None else np.asarray(found.x)

    def _widen(self) -> None:
        """Bounds that fit each other: shares of one or two people are published unweighted."""
        a = len(self.groups) * self.categories
        slack = np.concatenate([np.ones(a), np.zeros(len(self.sizes))])[:, None]
        rows = [np.hstack([self._rows, sign * slack]) for sign in (1, -1)]
        cost = np.append(np.zeros(self._rows.shape[1]), 1.0)
        rules = [
            LinearConstraint(rows[0], self._low, np.inf), LinearConstraint(rows[1], -np.inf, self._high),
        ]  # fmt: skip
        slack *= milp(cost, constraints=rules, bounds=(0, np.inf)).fun + NEAR
        self._low, self._high = self._low - slack[:, 0], self._high + slack[:, 0]

    def told(self, small: Flags, wanted: Floats, seen: Seen) -> Iterator[tuple[Flags, int, float]]:
        """Sets and categories whose counts are less open than they should be, and by how much they are.

        Many sets are looked at with one program, which pushes some of their counts up and others down; only
        those that it leaves in doubt are looked at alone.

        Args:
            small: sets of few people (sets x kinds).
            wanted: by how much their counts should be open (sets x categories).
            seen: possible counts of sets that were looked at before; groups that have since become coarser
                allow them all the more. New ones are added.
        """
        nothing = np.full(self.categories, np.inf), np.full(self.categories, -np.inf)
        known = [seen.get(few.tobytes(), nothing) for few in small]
        low, high = (np.array([ends[i] for ends in known]) for i in (0, 1))

        def look(goals: list[Floats]) -> Flags:
            for found in self.most(goals):
                counts = small @ found
                np.minimum(low, counts, out=low)
                np.maximum(high, counts, out=high)
            return np.asarray(high - low < wanted)

        random = np.random.default_rng(0)
        doubt = high - low < wanted
        before = np.inf
        while self.at_once < doubt.sum() < before * ENOUGH:
            before = int(doubt.sum())
            goal = small.T.astype(float) @ (random.choice([-1.0, 1.0], low.shape) * doubt)
            doubt = look([goal, -goal])
        for start in range(0, len(left := np.argwhere(doubt)), self.at_once):
            some = [(k, c) for k, c in left[start : start + self.at_once] if doubt[k, c]]
            goals = [self._goal(small[k], c) for k, c in some]
            doubt = look([sign * goal for goal in goals for sign in (1.0, -1.0)])
            seen |= {few.tobytes(): (low[i], high[i]) for i, few in enumerate(small)}
            for k, c in some:
                if doubt[k, c]:
                    yield small[k], int(c), float(high[k, c] - low[k, c])

    def ends(self, sets: Flags, category: int) -> tuple[Floats, Floats]:
        """Least and largest count of a category in every set (sets x kinds)."""
        goals = [sign * self._goal(people, category) for people in sets for sign in (1.0, -1.0)]
        found = self.most(goals)[:, :, category]
        counts = (found.reshape(len(sets), 2, -1) * sets[:, None, :]).sum(axis=2)
        return counts[:, 1], counts[:, 0]

    def blamed(self, people: Flags, category: int) -> list[int]:
        """Groups but everybody whose shares bound a count."""
        goal = self._goal(people, category).ravel()
        a = len(self.groups) * self.categories
        shares, sums = self._rows[:a], self._rows[a:]
        needed = np.zeros(len(self.groups), dtype=bool)
        for sign in (1.0, -1.0):
            found = linprog(
                sign * goal, np.vstack([shares, -shares]), np.concatenate([self._high[:a], -self._low[:a]]),
                sums, self.sizes, method="highs",
            )  # fmt: skip
            dual = np.abs(found.ineqlin.marginals).reshape(2, len(self.groups), -1)
            needed |= (dual > NEAR).any(axis=(0, 2))
        return [
            g for g, by in zip(self.groups, needed, strict=True)
            if by and self._question.groups[g] != ALL
        ]  # fmt: skip

    def left(self) -> Flags:
        """Who is left where shown groups of one variable, apart or nested, are subtracted (sets x kinds)."""
        variables = self._question.defined_by
        found = [np.zeros((0, len(self.sizes)), dtype=bool)]
        for variable in dict.fromkeys(variables[g] for g in self.groups):
            own = [g for g in self.groups if variables[g] == variable]
            if self.kinds.nested(own):
                found.append(self.kinds.alike(own))
        return np.vstack(found)

    def _goal(self, people: Flags, category: int) -> Floats:
        goal = np.zeros((len(self.sizes), self.categories))
        goal[people, category] = 1.0
        return goal
