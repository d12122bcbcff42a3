"""Every field of action has enough questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.questionnaire.model import Question, Questionnaire
from pipeline.questionnaire.variables import variables

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
    found = Counter(
        (category.field or variable.field, variable.role)
        for variable in variables(questionnaire)
        for category in variable.categories[:1]
    )
    wanted = WANTED if questionnaire.variant == "main" else WANTED[:1]
    for field in fields:
        missing = [role for role in wanted if not found[field, role]]
        if missing:
            yield (
                None,
                f"the field of action '{field}' has no question in the role {', '.join(missing)}",
                "add one, or give an existing row this field",
            )
