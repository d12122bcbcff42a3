"""What answers depend on: the truth, what is true of everybody, and shared latent positions."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.collect.chance import Chance, Floats
from pipeline.collect.columns import Columns
from pipeline.collect.truth import Survey


class Latent:
    """Normal positions that several answers of a respondent share; drawn when first needed."""

    def __init__(self, chance: Chance, size: int) -> None:
        self._chance, self._size = chance, size
        self._drawn: dict[str, Floats] = {}

    def of(self, name: str) -> Floats:
        """The position of everybody on one dimension."""
        if name not in self._drawn:
            self._drawn[name] = self._chance.normal(f"latent {name}", self._size)
        return self._drawn[name]


@dataclass(frozen=True)
class World:
    """What answers depend on.

    Attributes:
        survey: the truth.
        facts: what is true of everybody, by variable; grows with every question; knows no filters.
        latent: shared positions.
        chance: random streams.
        size: number of respondents.
    """

    survey: Survey
    facts: Columns
    latent: Latent
    chance: Chance
    size: int
