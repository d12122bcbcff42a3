"""What a comparison with all others tells: the share of the others, and by subtraction of a few of them.

The difference of a group from all others, added to the group's own share, is the others' share. If all others
are fathers and two people who said *divers*, and fathers are shown too, the two can be worked out.
"""

from __future__ import annotations

import pandas as pd

from pipeline.disclose.kinds import AND, Kinds, by_question
from pipeline.disclose.units import UNDECLARED, defining
from pipeline.params import Params


def telling(kinds: pd.DataFrame, params: Params) -> set[tuple[str, str, str]]:
    """Units (questionnaire, variable, group) whose others exceed groups among them by fewer than ``min_n``.

    Args:
        kinds: table ``kinds``.
        params: target groups and limits.
    """
    defined_by = defining(params)
    found: set[tuple[str, str, str]] = set()
    for (questionnaire, variable), rows in by_question(kinds).items():
        groups = list(dict.fromkeys(g for text in rows["inside"] for g in str(text).split(AND)))
        people = Kinds.of(groups, rows)
        both = people.both(people.n)
        variables = [defined_by.get(group, UNDECLARED) for group in groups]
        for g, group in enumerate(groups):
            others = int((people.outside[g] * people.n).sum())
            apart = [
                h
                for h, variable_of in enumerate(variables)
                if h != g and variable_of == variables[g] and both[g, h] == 0
            ]
            sizes = _sums([int(both[h, h]) for h in apart])
            if any(0 < others - n < params.disclosure.min_n for n in sizes):
                found.add((questionnaire, variable, group))
    return found


def _sums(sizes: list[int]) -> set[int]:
    """Answers of every choice of at least one group; that some overlap only makes it more careful."""
    found: set[int] = set()
    for size in sizes:
        found |= {size} | {size + other for other in found}
    return found
