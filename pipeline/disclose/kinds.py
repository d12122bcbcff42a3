"""Kinds of people: who is in the same target groups, and which sets of kinds are few people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Number = TypeVar("Number", np.int64, np.float64)
AND = "|"


@dataclass(frozen=True)
class Kinds:
    """People who answered one question, by the groups that they are in.

    Attributes:
        inside: groups x kinds.
        outside: groups x kinds: known not to be in the group.
        n: people of every kind.
        weight: sum of their weights.
    """

    inside: Flags
    outside: Flags
    n: Ints
    weight: Floats

    @classmethod
    def of(cls, groups: Sequence[str], rows: dict[str, NDArray[np.object_]]) -> Kinds:
        """Kinds from rows of the table ``kinds`` that belong to one question."""
        sets = (
            [set(str(text).split(AND)) for text in rows[name]] for name in ("inside", "outside")
        )
        inside, outside = (
            np.array([[g in names for names in part] for g in groups], dtype=bool) for part in sets
        )
        return cls(inside, outside, rows["n"].astype(np.int64), rows["weight"].astype(np.float64))

    def both(self, sizes: NDArray[Number]) -> NDArray[Number]:
        """Sums over the kinds in every two groups (groups x groups)."""
        return np.asarray((self.inside * sizes) @ self.inside.T, dtype=sizes.dtype)

    def of_groups(self, groups: Sequence[int]) -> Kinds:
        """Kinds that some groups tell apart."""
        inside, outside = self.inside[groups], self.outside[groups]
        first, of = _distinct(np.vstack([inside, outside]))
        n = np.bincount(of, self.n).astype(np.int64)
        weight = np.bincount(of, self.weight).astype(np.float64)
        return Kinds(inside[:, first], outside[:, first], n, weight)

    def few(self, defined_by: Sequence[frozenset[str]], shown: Flags, min_n: int) -> Flags:
        """Sets of fewer than ``min_n`` people that follow from groups (sets x kinds).

        What two groups have in common, what is in one of them and not in the other, in neither (a group
        alone and its complement are such pairs); and people whom no group, or no shown group, of the same
        variable tells apart. Of those outside a group, the ones who are known to be; all of them, if most are
        known to be: otherwise nobody can tell who they are.

        Args:
            defined_by: variables of every group.
            shown: which groups are.
            min_n: so many may be shown.
        """
        found = [self._crossed(min_n)]
        for variables in dict.fromkeys(defined_by):
            own = [g for g, v in enumerate(defined_by) if v == variables]
            for groups in (own, [g for g in own if shown[g]]):
                if groups:
                    found.append(self._few_alike(groups, min_n))
        sets = np.vstack(found)
        return sets[_distinct(sets.T)[0]]

    def _crossed(self, min_n: int) -> Flags:
        """Pairs of sides of groups: in it, known to be outside, not in it."""
        sides = np.vstack([self.inside, self.outside, ~self.inside])
        sure = np.vstack([self.inside, self.outside, self.outside])
        size, known = (
            (part * self.n) @ part.T for part in (sides.astype(np.int64), sure.astype(np.int64))
        )
        first, second = np.nonzero(np.triu((size > 0) & (size < min_n) & (known * 2 > size)))
        return sides[first] & sides[second]

    def alike(self, groups: Sequence[int]) -> Flags:
        """Sets of people whom some groups do not tell apart."""
        first, of = _distinct(self.inside[groups])
        return np.asarray(of == np.arange(len(first))[:, None])

    def nested(self, groups: Sequence[int]) -> bool:
        """Whether every two of some groups are apart, or one is within the other."""
        inside = self.inside[groups]
        size = (inside * self.n).sum(axis=1)
        both = (inside * self.n) @ inside.T
        return bool(((both == 0) | (both == np.minimum.outer(size, size))).all())

    def _few_alike(self, groups: Sequence[int], min_n: int) -> Flags:
        apart = self.alike(groups)
        known = (self.inside | self.outside)[groups].all(axis=0)
        size, sure = (apart * self.n).sum(axis=1), (apart * self.n * known).sum(axis=1)
        whole = apart[(size > 0) & (size < min_n) & (sure * 2 > size)]
        return np.vstack([whole, (apart & known)[(sure > 0) & (sure < min_n)]])


def _distinct(flags: Flags) -> tuple[Ints, Ints]:
    """Places of different columns, and which of these each column is; faster than ``np.unique`` by axis."""
    packed = np.ascontiguousarray(np.packbits(flags, axis=0).T)
    keys = packed.view(np.dtype((np.void, packed.shape[1])))[:, 0]
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    return first.astype(np.int64), of.reshape(-1).astype(np.int64)


def by_question(table: pd.DataFrame) -> dict[tuple[str, str], dict[str, NDArray[np.object_]]]:
    """Columns of a table, cut by questionnaire and variable (in numpy: pandas is slow on small parts)."""
    columns = {name: table[name].to_numpy(dtype=object) for name in table.columns}
    places: dict[tuple[str, str], list[int]] = {}
    for i, key in enumerate(zip(columns["questionnaire"], columns["variable"], strict=True)):
        places.setdefault(key, []).append(i)
    return {
        key: {name: column[rows] for name, column in columns.items()}
        for key, rows in places.items()
    }
