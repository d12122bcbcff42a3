"""Kinds of people: who is in the same target groups. From them the wall knows what subtraction tells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimate.encode import Floats, Ints
from pipeline.estimate.groups import Groups, Patterns
from pipeline.estimate.tabulate import Table

AND = "|"


@dataclass(frozen=True)
class Kinds:
    """Respondents who are in the same groups, and known to be outside the same, are of one kind.

    Attributes:
        of: kind of every pattern.
        inside, outside: groups of every kind, joined by ``|``.
    """

    of: Ints
    inside: NDArray[np.object_]
    outside: NDArray[np.object_]

    @classmethod
    def among(cls, groups: Groups, patterns: Patterns) -> Kinds:
        """Kinds of the patterns of one questionnaire."""
        domains, of = np.unique(patterns.domains.astype(bool), axis=1, return_inverse=True)
        names = np.array(groups.names, dtype=object)
        inside, outside = (
            np.array([AND.join(names[kind]) for kind in part.T], dtype=object)
            for part in np.split(domains, 2)
        )
        return cls(of.reshape(-1).astype(np.int64), inside, outside)

    def answered(self, table: Table) -> Floats:
        """Valid answers of every kind and the sum of their weights (2 x kinds)."""
        parts = (table.answered, table.weight)
        return np.stack([np.bincount(self.of, part, len(self.inside)) for part in parts])

    def table(self, questionnaire: str, answered: dict[str, Floats]) -> pd.DataFrame:
        """Table ``kinds`` of one questionnaire; kinds of which nobody answered a question are left out."""
        n, weight = np.hstack(list(answered.values())) if answered else np.empty((2, 0))
        columns = {
            "questionnaire": questionnaire,
            "variable": np.repeat(np.array(list(answered), dtype=object), len(self.inside)),
            "inside": np.tile(self.inside, len(answered)),
            "outside": np.tile(self.outside, len(answered)),
            "n": n.round().astype(np.int64),
            "weight": weight,
        }
        text = dict.fromkeys(("questionnaire", "variable", "inside", "outside"), "str")
        found = pd.DataFrame(columns).astype(text)
        return found[found["n"] > 0]
