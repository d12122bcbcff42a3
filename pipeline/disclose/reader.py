"""What a reader can work out of all groups that are made of the answers to one question, mostly places.

The reader knows how many people gave each answer to that question, and every published share with its
rounding. Unknown is how many of them said what. All that fits the published shares is possible; what few
people said is *told* where hardly anything else is possible. Differences of groups, what places leave over,
regions that overlap: all are sets of people, and one program (:mod:`pipeline.disclose.program`) looks at
all of them.

The wall solves it before anything is published, on the real numbers, and makes groups coarser until nothing
of fewer than ``min_n`` people is told. Where weights differ, it is solved again for a reader who knows all
weights and holds sums of weights against each other.

Groups of different questions are left to :mod:`pipeline.disclose.overlap`: with the sizes of all crossings
known, the same program would leave small groups hardly a figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.disclose.kinds import Flags, Floats, Ints
from pipeline.disclose.program import NEAR, Measure, Program, Seen
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
        for few, category, width in program.told(small, wanted, seen.setdefault(program.of, {})):
            if around.tells(few, category, width):
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
        program, around = self.program, np.flatnonzero(self._within(few[None])[0])
        order = around[np.argsort(self.fewest[around, category], kind="stable")]
        for start in range(0, len(order), program.at_once):
            sets = self.sets[order[start : start + program.at_once]]
            low, high = program.ends(sets, category)
            if (width + NEAR >= np.minimum(high, sets @ program.sizes - low)).any():
                return True
        return False
