"""Faults of conditions: unreadable, looking ahead, naming what is not there or never answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import Fault, closest
from pipeline.questionnaire import conditions
from pipeline.questionnaire.conditions import Condition, ConditionError, Test
from pipeline.questionnaire.model import Question
from pipeline.questionnaire.variables import Variable, answerable
from pipeline.yamlfile import Loc, YamlFile

_NUMERIC = ("<", "<=", ">", ">=")
_NO_CODES = "codes and numbers can be compared; a date or a text is there or not"


def condition_faults(
    text: str | None, loc: Loc, seen: Mapping[str, Question], declared: set[str], file: YamlFile
) -> list[Fault]:
    """Faults of one condition.

    Args:
        text: the condition; empty always holds.
        loc: where it stands.
        seen: questions before it, by code.
        declared: codes of all questions of the file.
        file: for line numbers.
    """
    where = file.where(loc)
    try:
        condition: Condition = conditions.parse(text)
    except ConditionError as error:
        return [Fault(f"the condition `{_short(text)}` cannot be read: {error}", where,
                      "", "write for example: erwerb in (teil, mini) and kinder == k3")]  # fmt: skip
    out = []
    for test in conditions.tests(condition):
        name = test.variable.partition("_")[0]
        if name not in declared:
            out.append(Fault(f"the condition names '{test.variable}', which is no question", where,
                             "", closest(name, declared)))  # fmt: skip
        elif name not in seen:
            out.append(Fault(f"the condition names '{name}', which is asked later or here", where,
                             "a condition can only look back (`eligible`: on screening pages)",
                             "move the question or change it"))  # fmt: skip
        else:
            fault = _test_fault(test, seen[name], where)
            out += [fault] if fault else []
    return out


def _test_fault(test: Test, question: Question, where: str) -> Fault | None:
    """A comparison with a question that is asked before."""
    name = question.code
    if test.op == "has":
        known = [option.code for option in question.options]
        if question.kind != "multiple":
            return Fault(f"'{name}' is no multiple choice, so `has` cannot be used", where, "",
                         f"write: {name} == {test.values[0]}")  # fmt: skip
        if test.variable != name:
            return Fault(f"'{test.variable}' is one option already", where, "",
                         f"write: {name} has {test.values[0]}")  # fmt: skip
        return _unknown_code(test, known, where)
    found = answerable(question)
    if not found:
        return Fault(f"nobody answers '{name}' ({question.kind})", where,
                     "a condition can only ask for answers", "name another question")  # fmt: skip
    variable = found.get(test.variable)
    if question.kind == "multiple" and (variable is None or variable.kind == "multiple"):
        code = test.variable.partition("_")[2] or (test.values[0] if test.values else "CODE")
        return Fault(f"'{name}' is a multiple choice", where, "", f"write: {name} has {code}")
    if variable is None:
        what = "is no row of" if question.items else "is no variable of"
        hint = f"known: {', '.join(found)}" if test.variable == name else ""
        return Fault(f"'{test.variable}' {what} '{name}'", where,
                     "LimeSurvey would not know it and never show the question",
                     hint or closest(test.variable, found))  # fmt: skip
    return _comparison_fault(test, variable, where)


def _comparison_fault(test: Test, variable: Variable, where: str) -> Fault | None:
    """A comparison that the kind of variable does not allow."""
    if test.op == "answered":
        return None
    if variable.categories:
        if test.op in _NUMERIC:
            return Fault(f"'{test.variable}' is no number, so `{test.op}` cannot be used", where, "",
                         f"write: {test.variable} in (CODE, CODE)")  # fmt: skip
        return _unknown_code(test, [category.code for category in variable.categories], where)
    if variable.kind != "numeric":
        return Fault(f"'{test.variable}' is a date or a text, so `{test.op}` cannot be used", where,
                     _NO_CODES, f"write: answered({test.variable})")  # fmt: skip
    for value in test.values:
        if not _is_number(value):
            return Fault(f"'{test.variable}' is a number and is compared with '{value}'", where, "",
                         f"write for example: {test.variable} >= 20")  # fmt: skip
    return None


def _unknown_code(test: Test, known: Sequence[str], where: str) -> Fault | None:
    for value in test.values:
        if value not in known:
            return Fault(f"'{test.variable}' has no answer '{value}'", where,
                         "the condition would never be true", closest(value, known))  # fmt: skip
    return None


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")  # refuses inf and nan, which no one can type in
    except ValueError:
        return False


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= 60 else text[:57] + "…"
