"""A multiple choice can be answered with "none"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "exclusive", "warning", "None of these"
SOURCE = "An empty multiple choice can mean 'none' or 'skipped'; only an exclusive answer tells them apart"


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Every multiple choice has an exclusive option."""
    for _, question in questionnaire.questions:
        if question.kind == "multiple" and not any(o.exclusive for o in question.options):
            yield (
                question,
                f"'{question.code}' cannot be answered with 'none'",
                "add an option such as `nichts davon` with `exclusive: true`",
            )
