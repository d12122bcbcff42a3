"""Everybody can decline to answer."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.questionnaire.model import CHOICES, Question, Questionnaire

ID, SEVERITY, TITLE = "refusal", "warning", "No 'keine Angabe'"
SOURCE = "Taking part is voluntary; *declined* must stay apart from *no answer* (tables)"


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Single choices and arrays offer *keine Angabe* or *weiß nicht*; nothing is mandatory without it."""
    for _, question in questionnaire.questions:
        options = [*question.options, *(o for side in question.sides for o in side.options)]
        declines = any(option.missing for option in options)
        if question.kind in (*CHOICES, "array", "dual") and not declines:
            yield (
                question,
                f"'{question.code}' has no 'keine Angabe'",
                "add an answer with `missing: declined`",
            )
        elif question.required == "hard" and not declines:
            yield (
                question,
                f"'{question.code}' must be answered",
                "make it `soft`, or offer 'keine Angabe'",
            )
