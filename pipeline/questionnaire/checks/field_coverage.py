"""Every field of action has enough questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.questionnaire.coverage import coverage
from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "field_coverage", "warning", "Fields of action with too few questions"
SOURCE = "method.md: needs, importance and satisfaction, and awareness are wanted for each field of action"
FIELDS = (
    "kinderbetreuung", "arbeit", "qualifizierung", "vereinbarkeit", "finanzen", "information",
    "soziales_netz", "gesundheit", "wohnen_mobilitaet",
)  # fmt: skip
WANTED = ("unmet_need", "importance", "satisfaction", "awareness")


def check(
    questionnaire: Questionnaire, fields: Sequence[str]
) -> Iterator[tuple[Question | None, str, str]]:
    """Single parents are asked in all four roles about every field; the event version in one."""
    if questionnaire.unit != "person":
        return
    found = coverage(questionnaire)
    wanted = WANTED if questionnaire.variant == "main" else WANTED[:1]
    for field in fields:
        missing = [role for role in wanted if not found[field, role]]
        if missing:
            yield (
                None,
                f"the field of action '{field}' has no question in the role {', '.join(missing)}",
                "add one, or give an existing row this field",
            )
