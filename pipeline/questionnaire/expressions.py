"""Conditions as LimeSurvey's ExpressionScript, and as German words for the paper form."""

from __future__ import annotations

from pipeline.questionnaire.conditions import All, AnyOf, Condition, Not, Test

TRUE = "1"


def to_limesurvey(condition: Condition) -> str:
    """A relevance equation with the meaning of :func:`pipeline.questionnaire.conditions.evaluate`.

    ``.NAOK`` keeps LimeSurvey from calling an expression false merely because a question in it was not
    shown. An unanswered question makes each comparison false: ``!=`` and numbers need the extra test,
    since LimeSurvey takes an empty answer for 0 and for "different".
    """
    if isinstance(condition, Test):
        return _test(condition)
    if isinstance(condition, Not):
        return f"!({to_limesurvey(condition.part)})"
    if not condition.parts:
        return TRUE
    word = " and " if isinstance(condition, All) else " or "
    return word.join(_grouped(part) for part in condition.parts)


def _grouped(condition: Condition) -> str:
    inner = to_limesurvey(condition)
    return f"({inner})" if isinstance(condition, All | AnyOf) else inner


def _variable(name: str) -> str:
    """LimeSurvey counts the sides of a dual scale from 0: ``q_row_1`` is its ``q_row_0``."""
    question, _, side = name.rpartition("_")
    return f"{question}_{int(side) - 1}" if "_" in question and side.isdigit() else name


def _test(test: Test) -> str:
    name = f"{_variable(test.variable)}.NAOK"
    if test.op == "has":
        return f'{test.variable}_{test.values[0]}.NAOK == "Y"'
    if test.op == "answered":
        return f"!is_empty({name})"
    if test.op == "in":
        return "(" + " or ".join(f'{name} == "{value}"' for value in test.values) + ")"
    if test.op == "==":
        return f'{name} == "{test.values[0]}"'
    if test.op == "!=":
        return f'(!is_empty({name}) and {name} != "{test.values[0]}")'
    return f"(!is_empty({name}) and {name} {test.op} {test.values[0]})"
