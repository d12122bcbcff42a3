"""Classes of numbers neither overlap nor leave gaps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "answer_classes", "error", "Overlapping or gappy classes"
SOURCE = "Porst 2014, Fragebogen: disjunkte und erschöpfende Antwortkategorien"


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Classes with ``low`` and ``high`` (whole numbers) follow each other without gap or overlap."""
    for _, question in questionnaire.questions:
        classes = [option for option in question.options if option.low is not None]
        classes.sort(key=lambda option: option.low or 0.0)
        for left, right in pairwise(classes):
            if left.high is None or right.low is None:
                yield question, f"the class '{left.text}' has no upper end", "add `high:`"
            elif right.low <= left.high:
                yield (
                    question,
                    f"the classes '{left.text}' and '{right.text}' overlap",
                    "change the limits",
                )
            elif right.low > left.high + 1:
                yield (
                    question,
                    f"there is a gap between '{left.text}' and '{right.text}'",
                    "close it",
                )
