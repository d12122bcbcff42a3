"""What a comparison with all others tells: the share of the others, and by subtraction of a few of them.

The difference of a group from all others, added to the group's own share, is the others' share. If all others
are fathers and two people who said *divers*, and fathers are shown too, the two can be worked out.
"""

from __future__ import annotations

import pandas as pd

from pipeline.disclose.question import OUTSIDE
from pipeline.disclose.units import defining
from pipeline.params import Params


def telling(overlaps: pd.DataFrame, params: Params) -> set[tuple[str, str, str]]:
    """Units (questionnaire, variable, group) whose others exceed groups among them by fewer than ``min_n``.

    Args:
        overlaps: table ``overlaps``.
        params: target groups and limits.
    """
    defined_by = defining(params)
    found: set[tuple[str, str, str]] = set()
    for (name, variable), rows in overlaps.groupby(["questionnaire", "variable"], sort=False):
        pairs = list(zip(rows["group_a"], rows["group_b"], strict=True))
        both = dict(zip(pairs, rows["n"].tolist(), strict=True))
        groups = [a for a, b in pairs if a == b]
        for group in groups:
            others = both.get((group, OUTSIDE), 0)
            apart = [
                h
                for h in groups
                if h != group
                and defined_by.get(h, h) == defined_by.get(group, group)
                and both.get((group, h), both.get((h, group))) == 0
            ]
            if any(
                0 < others - n < params.disclosure.min_n for n in _sums([both[h, h] for h in apart])
            ):
                found.add((str(name), str(variable), str(group)))
    return found


def _sums(sizes: list[int]) -> set[int]:
    """Answers of every choice of at least one group; that some overlap only makes it more careful."""
    found: set[int] = set()
    for size in sizes:
        found |= {size} | {size + other for other in found}
    return found
