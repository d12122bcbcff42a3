"""What feeds the assessment says which field of action it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.questionnaire.model import Question, Questionnaire
from pipeline.questionnaire.variables import variables

ID, SEVERITY, TITLE = "fields", "error", "Question without a field of action"
SOURCE = "Analysis joins answers by role and field of action, never by name (docs/architecture.md)"
_NEEDS_FIELD = ("importance", "satisfaction", "unmet_need", "awareness", "use", "barrier")
_NEEDS_ITEM = ("importance", "satisfaction", "awareness")


def check(
    questionnaire: Questionnaire, fields: Sequence[str]
) -> Iterator[tuple[Question | None, str, str]]:
    """A role that feeds the assessment has a known field; paired roles have an item that joins them."""
    done: set[tuple[str, str]] = set()
    for question, name in _unknown(questionnaire, fields):
        known = ", ".join(fields)
        yield (
            question,
            f"'{question.code}' names the unknown field of action '{name}'",
            f"known: {known}",
        )
    for variable in variables(questionnaire):
        question = variable.question
        exclusive = any(
            option.exclusive and f"{question.code}_{option.code}" == variable.name
            for option in question.options
        )
        if exclusive or variable.kind == "text":
            continue
        if (
            variable.role in _NEEDS_FIELD
            and not variable.field
            and (question.code, "field") not in done
        ):
            done.add((question.code, "field"))
            yield (
                question,
                f"'{variable.name}' ({variable.role}) has no field of action",
                "add `field:`",
            )
        if (
            variable.role in _NEEDS_ITEM
            and not variable.item
            and (question.code, "item") not in done
        ):
            done.add((question.code, "item"))
            yield question, f"'{variable.name}' ({variable.role}) has no item", "add `item:`"


def _unknown(questionnaire: Questionnaire, fields: Sequence[str]) -> Iterator[tuple[Question, str]]:
    for _, question in questionnaire.questions:
        named = {question.field} | {option.field for option in question.options}
        named |= {row.field for row in question.items}
        for name in sorted(name for name in named if name and name not in fields):
            yield question, name
