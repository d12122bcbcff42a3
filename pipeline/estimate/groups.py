"""Target groups and their complements as patterns: respondents who are in the same groups are one row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimate.encode import Floats, Ints, positions
from pipeline.params import TargetGroup, Where

ALL = "alle"
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Groups:
    """Who is in which group.

    Attributes:
        names: ``alle`` first, then as declared.
        members: groups x respondents.
        others: groups x respondents: whose answers show that they are *not* in the group. Who gave no
            answer to the defining question is in neither.
        defined_by: variables that define each group.
        twins: an earlier group of the same people, or whose complement the group is (and the other way
            round), or None.
    """

    names: list[str]
    members: Flags
    others: Flags
    defined_by: list[set[str]]
    twins: list[int | None]

    def without_members(self) -> Groups:
        """The same groups without the long rows of flags, once respondents are folded."""
        nobody = np.empty((len(self.names), 0), dtype=bool)
        return Groups(self.names, nobody, nobody, self.defined_by, self.twins)


@dataclass(frozen=True)
class Patterns:
    """Respondents folded by group membership and raking cell.

    Attributes:
        of: each respondent's pattern.
        domains: domains x patterns, 1 where the pattern belongs to the domain. Domains are the groups,
            then the groups' complements.
        cell: raking cell of each pattern.
    """

    of: Ints
    domains: Floats
    cell: Ints

    @property
    def size(self) -> int:
        """Number of patterns."""
        return len(self.cell)


def members(
    questionnaire: str, responses: pd.DataFrame, book: pd.DataFrame, declared: list[TargetGroup]
) -> Groups:
    """Lay the target groups on the respondents.

    Employers for whom no group is declared are grouped by the categories of their ordered
    ``target_group`` variables (size classes); such a group is called ``<variable>_<code>``.
    """
    wanted = [(g.id, g.conditions) for g in declared if g.questionnaire == questionnaire]
    if questionnaire == "arbeitgeber" and not wanted:
        wanted = _size_classes(book)
    n = len(responses)
    names, inside, outside = [ALL], [np.ones(n, dtype=bool)], [np.zeros(n, dtype=bool)]
    defined_by: list[set[str]] = [set()]
    for name, conditions in wanted:
        known, fits = np.ones(n, dtype=bool), np.ones(n, dtype=bool)
        for condition in conditions:
            if condition.variable not in responses:
                known[:] = fits[:] = False
                continue
            answers = responses[condition.variable]
            known &= positions(answers, _valid(book, condition.variable)) >= 0
            fits &= positions(answers, condition.codes) >= 0
        names.append(name)
        inside.append(fits)
        outside.append(known & ~fits)
        defined_by.append({c.variable for c in conditions})
    within, without = np.array(inside), np.array(outside)
    twins = [_twin(within, without, g) for g in range(len(names))]
    return Groups(names, within, without, defined_by, twins)


def _twin(inside: Flags, outside: Flags, g: int) -> int | None:
    own = np.stack([inside[g], outside[g]])
    for other in range(1, g):
        theirs = np.stack([inside[other], outside[other]])
        if (own == theirs).all() or (own == theirs[::-1]).all():
            return other
    return None


def _size_classes(book: pd.DataFrame) -> list[tuple[str, list[Where]]]:
    rows = book[
        (book["role"] == "target_group")
        & (book["kind"] == "single")
        & book["missing_kind"].isna()
        & book["value"].notna()
    ]
    return [
        (
            f"{row.variable}_{row.category}".lower(),
            [Where.model_validate({"variable": row.variable, "is": [row.category]})],
        )
        for row in rows.itertuples()
    ]


def _valid(book: pd.DataFrame, variable: str) -> list[str]:
    rows = book[(book["variable"] == variable) & book["missing_kind"].isna()]
    return [str(code) for code in rows["category"].dropna()]


def fold(groups: Groups, cells: Ints) -> Patterns:
    """Fold respondents into patterns.

    Args:
        groups: memberships.
        cells: raking cell of each respondent.
    """
    key = cells.astype(np.int64)
    room = int(key.max(initial=0)) + 1
    for rows in (groups.members, groups.others):
        for row in rows:
            key *= 2
            key += row
            room *= 2
            if room > 2**40:
                key, distinct = pd.factorize(key)
                room = len(distinct)
    of, distinct = pd.factorize(key)
    first = np.empty(len(distinct), dtype=np.intp)
    first[of[::-1]] = np.arange(len(of) - 1, -1, -1)  # the earliest respondent stays
    domains = np.vstack([groups.members[:, first], groups.others[:, first]]).astype(float)
    return Patterns(of, domains, cells[first])
