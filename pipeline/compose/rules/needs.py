"""How it is said that people are in need of something, by the questions that measure it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """Predicates for a subject in singular and plural; ``short`` is what a chart's subtitle calls it."""

    singular: str
    plural: str
    short: str


UNMET = Wording(
    "hat hier ungedeckten Bedarf", "haben hier ungedeckten Bedarf", "mit ungedecktem Bedarf"
)
BARRIER = Wording(
    "nennt dieses Hindernis", "nennen dieses Hindernis", "die dieses Hindernis nennen"
)
LIVED = Wording("hat das erlebt", "haben das erlebt", "die das erlebt haben")
STRAIN = Wording(
    "berichtet hier von Schwierigkeiten",
    "berichten hier von Schwierigkeiten",
    "mit Schwierigkeiten",
)
UNHAPPY = Wording("ist damit unzufrieden", "sind damit unzufrieden", "die unzufrieden sind")
UNKNOWN = Wording(
    "kennt dieses Angebot nicht", "kennen dieses Angebot nicht", "die das Angebot nicht kennen"
)


def wording(roles: frozenset[str], kinds: frozenset[str], statement: bool) -> Wording:
    """The wording for a need.

    Args:
        roles: of the questions that say how bad things are.
        kinds: of these questions.
        statement: whether the need's label is a sentence in the first person.
    """
    if roles == {"barrier"} and (not statement or "multiple" in kinds):
        return BARRIER
    if statement and "array" in kinds:
        return LIVED
    if roles == {"satisfaction"}:
        return UNHAPPY
    if roles == {"awareness"}:
        return UNKNOWN
    if "single" in kinds:
        return STRAIN
    return UNMET
