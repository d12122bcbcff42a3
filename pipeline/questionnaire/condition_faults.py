"""Faults of conditions: unreadable, looking ahead, naming what is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import Fault
from pipeline.questionnaire import conditions
from pipeline.questionnaire.conditions import Condition, ConditionError, Test
from pipeline.questionnaire.faults import suggestion
from pipeline.questionnaire.model import WITH_ROWS, Question
from pipeline.yamlfile import Loc, YamlFile


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
    try:
        condition: Condition = conditions.parse(text)
    except ConditionError as error:
        return [Fault(f"the condition `{_short(text)}` cannot be read: {error}", file.where(loc),
                      "", "write for example: erwerb in (teil, mini) and kinder == k3")]  # fmt: skip
    out = []
    for test in conditions.tests(condition):
        fault = _test_fault(test, loc, seen, declared, file)
        if fault is not None:
            out.append(fault)
    return out


def _test_fault(
    test: Test, loc: Loc, seen: Mapping[str, Question], declared: set[str], file: YamlFile
) -> Fault | None:
    where = file.where(loc)
    name, _, part = test.variable.partition("_")
    if name not in declared:
        return Fault(f"the condition names '{test.variable}', which is no question", where, "",
                     suggestion(name, declared))  # fmt: skip
    if name not in seen:
        return Fault(f"the condition names '{name}', which is asked later or here", where,
                     "a condition can only look back", "move the question or change it")  # fmt: skip
    question = seen[name]
    if test.op == "has":
        known = [option.code for option in question.options]
        if question.kind != "multiple":
            return Fault(f"'{name}' is no multiple choice, so `has` cannot be used", where, "",
                         f"write: {name} == {test.values[0]}")  # fmt: skip
        return _unknown_code(test, known, where)
    if question.kind == "multiple" and not part:
        return Fault(f"'{name}' is a multiple choice", where, "",
                     f"write: {name} has {test.values[0] if test.values else 'CODE'}")  # fmt: skip
    if question.kind in WITH_ROWS and part not in [row.code for row in question.items]:
        rows = ", ".join(f"{name}_{row.code}" for row in question.items)
        return Fault(f"'{test.variable}' is no row of '{name}'", where, "", f"known: {rows}")
    if test.op in ("==", "!=", "in") and question.options:
        return _unknown_code(test, [option.code for option in question.options], where)
    if test.op in ("<", "<=", ">", ">=") and question.kind not in ("numeric", "numerics"):
        return Fault(f"'{name}' is no number, so `{test.op}` cannot be used", where, "",
                     f"write: {name} in (CODE, CODE)")  # fmt: skip
    return None


def _unknown_code(test: Test, known: Sequence[str], where: str) -> Fault | None:
    for value in test.values:
        if value not in known:
            return Fault(f"'{test.variable}' has no answer '{value}'", where,
                         "the condition would never be true", suggestion(value, known))  # fmt: skip
    return None


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= 60 else text[:57] + "…"
