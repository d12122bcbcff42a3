"""Classes of numbers neither overlap nor leave gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.questionnaire.model import Option, Question, Questionnaire

ID, SEVERITY, TITLE = "answer_classes", "error", "Overlapping or gappy classes"
SOURCE = "Porst 2014, Fragebogen: disjunkte und erschöpfende Antwortkategorien"

_N = r"(\d{1,3}(?:\.\d{3})+|\d+)"  # 1.500 is one thousand five hundred
_SPAN = re.compile(rf"(?:von )?{_N} ?(?:bis|-|–) ?(unter |weniger als )?{_N}\b")
_LOWEST = re.compile(rf"(unter|bis unter|weniger als|bis(?: zu)?|höchstens) {_N}\b(?! bis)")
_HIGHEST = re.compile(
    rf"(?:(mehr als|über|ab|mindestens) )?{_N}\b.*?(?: (?:oder|und) (?:mehr|älter|länger)\b.*|)$"
)


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
        high = _number(span[3]) - (1 if span[2] else 0)
        return option.model_copy(update={"low": _number(span[1]), "high": high})
    bottom = _LOWEST.match(option.text)
    if bottom:
        high = _number(bottom[2]) - (1 if bottom[1] in ("unter", "bis unter", "weniger als") else 0)
        return option.model_copy(update={"low": 0.0, "high": high})
    top = _HIGHEST.match(option.text)
    if top and (top[1] or re.search(r" (?:oder|und) (?:mehr|älter|länger)", option.text)):
        above = 1 if top[1] in ("mehr als", "über") else 0
        return option.model_copy(update={"low": _number(top[2]) + above})
    return option


def _number(text: str) -> float:
    return float(text.replace(".", ""))
