"""What a reader can work out: the linear program of somebody who knows everything but what a few answered.

The reader knows how many people are in every combination of target groups, and every published share with its
rounding. Unknown is how many people of each combination gave each answer. All that fits the published shares
is possible; what few people answered is *told* where hardly anything else is possible. Differences of groups,
what several places leave over, crossings that nobody declared: all are sets of combinations, and one program
looks at all of them.

The wall solves it before anything is published, on the real numbers, and makes groups coarser until nothing
of fewer than ``min_n`` people is told. Where weights differ, it is solved again for a reader who knows all
weights and holds sums of weights against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csc_array

from pipeline.disclose.kinds import Flags, Floats, Ints
from pipeline.disclose.question import (
    ALL,
    ROUNDED,
    VAGUE,
    WITHHELD,
    Question,
    bounds,
    weighted_bounds,
)
from pipeline.params import Disclosure

EVEN = 1e-6  # sums of weights that differ less are numbers of people
NEAR = 1e-6  # counts that differ less are the same
WHOLE_PEOPLE = 0
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


@dataclass(frozen=True)
class View:
    """The groups of one variable: how many people gave each of its answers may be known.

    Attributes:
        question: its answers.
        groups: which of all groups these are.
        measures: what is added up.
        seen: possible counts that were found, by measure and category.
    """

    question: Question
    groups: list[int]
    measures: list[Measure]
    seen: dict[int, dict[int | None, Seen]]

    @classmethod
    def every(cls, question: Question, limits: Disclosure) -> list[View]:
        """Views in which some people are few."""
        everybody = question.groups.index(ALL)
        found = []
        for variable in dict.fromkeys(question.defined_by):
            own = [g for g, v in enumerate(question.defined_by) if v == variable and g != everybody]
            view = question.of_groups([everybody, *own])
            kinds = view.kinds
            assert kinds is not None
            if len(protected(view, [WITHHELD] * len(view.n), limits)):
                measures = [Measure(kinds.n.astype(np.float64), bounds)]
                if (np.abs(kinds.weight - kinds.n) > EVEN).any():
                    measures.append(Measure(kinds.weight, weighted_bounds))
                found.append(cls(view, [everybody, *own], measures, {}))
        return found

    def blamed(self, status: list[int], limits: Disclosure, *, afresh: bool = False) -> list[int]:
        """Groups without whose shares less would be told; none if nothing is.

        Args:
            status: of all groups.
            limits: of disclosure.
            afresh: some of them are finer than when counts were found.
        """
        own = [status[g] for g in self.groups]
        for k, measure in enumerate(self.measures):
            seen: dict[int | None, Seen] = {}
            if not afresh:
                seen = self.seen.setdefault(k, {})
            if found := _blamed(self.question, own, limits, measure, seen):
                return [self.groups[g] for g in found]
        return []


def guard(question: Question, status: list[int], limits: Disclosure) -> None:
    """Make groups coarser until a reader can work out nothing of few people.

    Of the groups that tell, the smallest is rounded, then withheld; but once one is, those of the same
    variable come first: fathers are hidden for nothing if mothers are shown, and all others would suffer.

    Args:
        question: answers of the groups, and the kinds of people who gave them.
        status: of every group; made stricter in place.
        limits: of disclosure.
    """
    if question.kinds is None or ALL not in question.groups:
        return
    views = View.every(question, limits)
    before, begun = list(status), set[frozenset[str]]()
    while any(_coarsened(view, question, status, limits, begun) for view in views):
        pass
    _give_back(question, status, limits, views, before)


def _coarsened(
    view: View,
    question: Question,
    status: list[int],
    limits: Disclosure,
    begun: set[frozenset[str]],
) -> bool:
    """Make groups coarser until one view tells nothing; whether any had to be."""
    changed = False
    while blamed := view.blamed(status, limits):
        worst = min(blamed, key=lambda g: (question.defined_by[g] not in begun, question.n[g], g))
        status[worst] = ROUNDED if status[worst] < ROUNDED else WITHHELD
        begun.add(question.defined_by[worst])
        question.silence(status)
        changed = True
    return changed


def _give_back(
    question: Question, status: list[int], limits: Disclosure, views: list[View], before: list[int]
) -> None:
    """Show again, large groups first, what after all that was hidden tells nothing."""
    changed = [g for g, (new, old) in enumerate(zip(status, before, strict=True)) if new > old]
    for g in sorted(changed, key=lambda g: (-question.n[g], g)):
        for finer in range(before[g], status[g]):
            trial = [*status[:g], finer, *status[g + 1 :]]
            question.silence(trial)
            concerned = (view for view in views if g in view.groups)
            if trial[g] == finer and not any(
                v.blamed(trial, limits, afresh=True) for v in concerned
            ):
                status[g] = finer
                break


def protected(question: Question, status: list[int], limits: Disclosure) -> Flags:
    """Sets of kinds of which nothing may be told.

    They are fewer than ``min_n`` people, or a group of fewer than ``bracket_below`` that is withheld because
    nobody, or everybody, in it said something sensitive.
    """
    kinds = question.kinds
    assert kinds is not None
    shown = np.array(status) != WITHHELD
    few = kinds.few(question.defined_by, shown, limits.min_n)
    silent = ~shown & question.extreme & (question.n < limits.bracket_below)
    return np.vstack([few, kinds.inside[silent & (question.n >= limits.min_n)]])


def _blamed(
    question: Question,
    status: list[int],
    limits: Disclosure,
    measure: Measure,
    seen: dict[int | None, Seen],
) -> list[int]:
    """Groups without whose shares less would be told; none if nothing is."""
    kinds = question.kinds
    assert kinds is not None
    small = protected(question, status, limits)
    if not len(small) or min(status) == WITHHELD:
        return []
    people = (small * kinds.n).sum(axis=1)
    size = small @ measure.sizes
    vague = (np.minimum(VAGUE, people) * size / people)[:, None]
    for program in Program.every(question, status, limits, measure):
        around = Around.of(program, limits)
        wanted = np.minimum(vague, around.known(small)) - NEAR
        for few, category in program.told(small, wanted, seen.setdefault(program.of, {})):
            low, high = program.ends(few, category)
            if around.tells(few, category, high - low):
                continue
            if blamed := program.blamed(few, category):
                return blamed
    return []


@dataclass(frozen=True)
class Around:
    """Sets of enough people to be shown: what is known of all in one of them.

    These are groups, their complements, and who is left where groups of one variable are subtracted.

    Where all but four of forty people gave an answer, five of them cannot all have given another: that is
    the answer of the forty, and says nothing of the five. Of ten who are left it says much of nine of them:
    what is no group surrounds only those whom it holds with at least five others.

    Attributes:
        sets: sets x kinds.
        fewest: sets x categories: who gave an answer or did not, whichever are fewer; at most.
        others: so many other people each must have in it to surround somebody.
        program: what else is known.
    """

    sets: Flags
    fewest: Floats
    others: Ints
    program: Program

    @classmethod
    def of(cls, program: Program, limits: Disclosure) -> Around:
        """All sets of at least ``min_n`` people."""
        kinds, left = program.kinds, program.left()
        sets = np.vstack([kinds.inside, ~kinds.inside, left])
        size = (sets @ program.sizes)[:, None]
        everybody = int(kinds.inside.sum(axis=1).argmax())
        groups = len(kinds.inside)
        low = np.zeros((len(sets), program.categories))
        high = np.tile(size, program.categories)
        low[program.groups], high[program.groups] = program.low, program.high
        complements = slice(groups, 2 * groups)
        low[complements] = np.maximum(low[everybody] - high[:groups], 0)
        high[complements] = np.minimum(high[everybody] - low[:groups], size[complements])
        many = sets @ kinds.n >= limits.min_n
        others = np.where(np.arange(len(sets)) < groups, 1, VAGUE)
        return cls(sets[many], np.minimum(high, size - low)[many], others[many], program)

    def _within(self, few: Flags) -> Flags:
        """Which of the sets surround which sets of few people (few x sets)."""
        people = self.program.kinds.n
        outside = few.astype(np.int64) @ ~self.sets.T
        others = (~few * people) @ self.sets.T
        return np.asarray((outside == 0) & (others >= self.others))

    def known(self, few: Flags) -> Floats:
        """The fewest in any set around some people (sets x categories), from shares one by one."""
        within = self._within(few)
        fewest = np.where(within[:, :, None], self.fewest[None], np.inf)
        return np.asarray(fewest.min(axis=1), dtype=np.float64)

    def tells(self, few: Flags, category: int, width: float) -> bool:
        """Whether a count is no closer than what all shares together tell of a set around it."""
        around = np.flatnonzero(self._within(few[None])[0])
        for k in around[np.argsort(self.fewest[around, category], kind="stable")]:
            low, high = self.program.ends(self.sets[k], category)
            if width + NEAR >= min(high, float(self.program.sizes[self.sets[k]].sum()) - low):
                return True
        return False


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

    def told(self, small: Flags, wanted: Floats, seen: Seen) -> Iterator[tuple[Flags, int]]:
        """Sets and categories whose counts are less open than they should be.

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
                    yield small[k], int(c)

    def ends(self, people: Flags, category: int) -> tuple[float, float]:
        """Least and largest count of a category among some people."""
        goal = self._goal(people, category)
        high, low = (float((found * goal).sum()) for found in self.most([goal, -goal]))
        return low, high

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
