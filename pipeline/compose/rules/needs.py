"""How it is said that people are in need of something, by the questions that measure it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compose.language import say


@dataclass(frozen=True)
class Wording:
    """Predicates for a subject in singular and plural; ``short`` is what a chart's subtitle calls it."""

    german_singular: str
    german_plural: str
    german_short: str
    english: str
    english_short: str

    @property
    def singular(self) -> str:
        """The predicate of a subject in the singular; in English subjects are plural."""
        return say(self.german_singular, self.english)

    @property
    def plural(self) -> str:
        """The predicate of a subject in the plural."""
        return say(self.german_plural, self.english)

    @property
    def short(self) -> str:
        """What a chart's subtitle calls the people."""
        return say(self.german_short, self.english_short)


UNMET = Wording(
    "hat hier ungedeckten Bedarf",
    "haben hier ungedeckten Bedarf",
    "mit ungedecktem Bedarf",
    "have an unmet need here",
    "with an unmet need",
)
BARRIER = Wording(
    "nennt dieses Hindernis",
    "nennen dieses Hindernis",
    "die dieses Hindernis nennen",
    "name this obstacle",
    "who name this obstacle",
)
LIVED = Wording(
    "hat das erlebt",
    "haben das erlebt",
    "die das erlebt haben",
    "have experienced this",
    "who have experienced this",
)
STRAIN = Wording(
    "berichtet hier von Schwierigkeiten",
    "berichten hier von Schwierigkeiten",
    "mit Schwierigkeiten",
    "report difficulties here",
    "who report difficulties",
)
UNHAPPY = Wording(
    "ist damit unzufrieden",
    "sind damit unzufrieden",
    "die unzufrieden sind",
    "are dissatisfied with this",
    "who are dissatisfied",
)
UNKNOWN = Wording(
    "kennt dieses Angebot nicht",
    "kennen dieses Angebot nicht",
    "die das Angebot nicht kennen",
    "do not know this service",
    "who do not know the service",
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
