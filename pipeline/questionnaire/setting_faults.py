"""Settings that a question's kind does not have, or that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import Fault
from pipeline.questionnaire.model import Question
from pipeline.yamlfile import Loc, YamlFile

_NUMBERS = ("numeric", "numerics")
_COUNTED = ("multiple", "ranking")
_SHUFFLED = ("single", "dropdown", "multiple", "array", "dual", "ranking", "numerics")
_UNANSWERED = ("display", "hidden")
# key -> the kinds that it means something for
_ONLY_FOR = {
    "min": _NUMBERS, "max": _NUMBERS, "integer": _NUMBERS, "unit": _NUMBERS, "precision": ("date",),
    "min_choices": _COUNTED, "max_choices": _COUNTED, "random": _SHUFFLED,
}  # fmt: skip


def setting_faults(question: Question, loc: Loc, file: YamlFile) -> list[Fault]:
    """Faults of a question's settings, each at the line of its key."""
    return [
        Fault(f"'{question.code}' {what}", file.where((*loc, key)), why, hint)
        for key, what, why, hint in (*_without_effect(question), *_contradictions(question))
    ]


def _without_effect(question: Question) -> Iterator[tuple[str, str, str, str]]:
    given = question.model_fields_set
    for key, kinds in _ONLY_FOR.items():
        if key in given and question.kind not in kinds:
            yield (key, f"({question.kind}) cannot have `{key}`", f"it is for: {', '.join(kinds)}",
                   "remove it")  # fmt: skip
    if question.required != "optional" and question.kind in _UNANSWERED:
        yield "required", f"({question.kind}) cannot be required", "nobody answers it", "remove it"


def _contradictions(question: Question) -> Iterator[tuple[str, str, str, str]]:
    low, high = question.min, question.max
    few, many = question.min_choices, question.max_choices
    answers = len(question.options)
    if low is not None and high is not None and low > high:
        yield "min", "has a min that is greater than max", "", "swap them"
    if few and many and few > many:
        yield "min_choices", "has a min_choices that is greater than max_choices", "", "swap them"
    for key, limit in (("min_choices", few), ("max_choices", many)):
        if limit and answers and limit > answers:
            yield (key, f"has a {key} that is greater than the number of answers", "",
                   f"write at most {answers}")  # fmt: skip
    if question.random and question.kind in ("single", "dropdown") and _declines(question):
        yield ("random", "is random and has an answer such as 'keine Angabe'",
               "LimeSurvey would show it in the middle of the others",
               "remove `random`, or make it a multiple choice or an array")  # fmt: skip
    if question.kind == "yes_no" and sum(not option.missing for option in question.options) > 2:
        yield "kind", "(yes_no) has more than two answers", "", "write `kind: single`"
    for text, first, second in _alike(question):
        yield ("options", f"gives the answers '{first}' and '{second}' the same text '{text}'",
               "nobody could tell them apart", "word them differently")  # fmt: skip


def _declines(question: Question) -> bool:
    return any(option.missing for option in question.options)


def _alike(question: Question) -> Iterator[tuple[str, str, str]]:
    seen: dict[str, str] = {}
    for option in question.options:
        text = " ".join(option.text.split()).lower()
        if text in seen:
            yield option.text, seen[text], option.code
        seen.setdefault(text, option.code)
