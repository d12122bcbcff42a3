"""The questionnaire is not too long."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire
from pipeline.questionnaire.timing import estimate

ID, SEVERITY, TITLE = "length", "error", "Length"
SOURCE = "Handbuch, Anlage Befragung: angemessene Länge; model of minutes: pipeline/questionnaire/timing.py"


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Items and minutes stay below what the definition promises."""
    found = estimate(questionnaire)
    if found.items > questionnaire.max_items:
        yield (
            None,
            f"there are {found.items} items; at most {questionnaire.max_items} are planned",
            "drop what nobody will use, or raise `max_items`",
        )
    if found.minutes > questionnaire.max_minutes:
        yield (
            None,
            f"it takes about {found.minutes:.0f} minutes; {questionnaire.max_minutes:g} are promised",
            "shorten it, or raise `max_minutes` and say so on the cover",
        )
