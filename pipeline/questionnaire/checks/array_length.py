"""Arrays are short enough to be answered with care."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "array_length", "warning", "Long arrays"
SOURCE = "Long batteries invite straight-lining (Porst 2014); ten rows also fit on one printed page"
MOST_ROWS = 10


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """At most ten rows."""
    for _, question in questionnaire.questions:
        if len(question.items) > MOST_ROWS:
            yield question, f"'{question.code}' has {len(question.items)} rows", "split it by topic"
