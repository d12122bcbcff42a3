"""How it is said that people are in need of something, by the role of the questions that measure it."""

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
UNHAPPY = Wording("ist damit unzufrieden", "sind damit unzufrieden", "die unzufrieden sind")
UNKNOWN = Wording(
    "kennt dieses Angebot nicht", "kennen dieses Angebot nicht", "die das Angebot nicht kennen"
)
MIXED = Wording(
    "ist hier betroffen",
    "sind hier betroffen",
    "mit ungedecktem Bedarf, Hindernis oder Unzufriedenheit",
)

BY_ROLES: dict[frozenset[str], Wording] = {
    frozenset({"barrier"}): BARRIER,
    frozenset({"satisfaction"}): UNHAPPY,
    frozenset({"awareness"}): UNKNOWN,
    frozenset({"unmet_need"}): UNMET,
    frozenset({"unmet_need", "satisfaction"}): UNMET,
}


def wording(roles: frozenset[str]) -> Wording:
    """The wording for the roles of the questions behind a need."""
    return BY_ROLES.get(roles, UNMET if "unmet_need" in roles else MIXED)
