"""Classes of numbers neither overlap nor leave gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.questionnaire.model import Option, Question, Questionnaire

ID, SEVERITY, TITLE = "answer_classes", "error", "Overlapping or gappy classes"
SOURCE = "Porst 2014, Fragebogen: disjunkte und erschöpfende Antwortkategorien"

_SPAN = re.compile(r"(?:von )?(\d+) ?(?:bis|-|–) ?(unter )?(\d+)\b")
_OPEN = re.compile(r"(?:(mehr als|über) )?(\d+)\b.*?(?: oder (?:mehr|älter|länger)\b.*|)$")


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Classes of whole numbers follow each other without gap or overlap.

    Their ends are ``low`` and ``high``; where they are not given, a text such as "10 bis 49" is read.
    """
    for _, question in questionnaire.questions:
        classes = [option for option in map(_with_ends, question.options) if option.low is not None]
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


def _with_ends(option: Option) -> Option:
    """The class with the ends that its text names, where the definition gives none."""
    if option.low is not None or option.high is not None:
        return option
    span = _SPAN.match(option.text)
    if span:
        high = float(span[3]) - (1 if span[2] else 0)
        return option.model_copy(update={"low": float(span[1]), "high": high})
    top = _OPEN.match(option.text)
    if top and (top[1] or " oder " in option.text):
        return option.model_copy(update={"low": float(top[2]) + (1 if top[1] else 0)})
    return option
