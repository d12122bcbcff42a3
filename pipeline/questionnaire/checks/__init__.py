"""Design faults as a list: each rule is one small file, and can be waived with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from pipeline.questionnaire.checks import (
    answer_classes,
    array_length,
    consent,
    cover,
    demographics,
    double_barrelled,
    exclusive,
    field_coverage,
    fields,
    gender,
    icebreaker,
    leading,
    length,
    negation,
    order,
    readability,
    refusal,
    scale_balance,
    sentence_length,
)
from pipeline.questionnaire.checks.base import Finding
from pipeline.questionnaire.model import Question, Questionnaire

RULES: Sequence[ModuleType] = (
    cover, order, icebreaker, length, readability, sentence_length, double_barrelled, negation,
    leading, gender, scale_balance, refusal, exclusive, answer_classes, array_length, fields,
    field_coverage, demographics, consent,
)  # fmt: skip
_SEVERITIES = ("error", "warning", "note")


def check(questionnaire: Questionnaire) -> list[Finding]:
    """All findings, worst first, then by place; waived ones last.

    A waiver that names no known rule is a finding too.
    """
    out = []
    for rule in RULES:
        for question, what, advice in rule.check(questionnaire):
            out.append(
                Finding(
                    rule.ID,
                    rule.SEVERITY,
                    questionnaire.where(question.code if question else None),
                    question.code if question else "",
                    what,
                    advice,
                    _waiver(questionnaire, question, rule.ID),
                )
            )
    out += _unknown_waivers(questionnaire)
    rank = {severity: i for i, severity in enumerate(_SEVERITIES)}
    return sorted(out, key=lambda finding: (bool(finding.waived), rank[finding.severity]))


def _waiver(questionnaire: Questionnaire, question: Question | None, rule: str) -> str:
    if question is not None and rule in question.waive:
        return question.waive[rule]
    return questionnaire.waive.get(rule, "")


def _unknown_waivers(questionnaire: Questionnaire) -> list[Finding]:
    known = {rule.ID for rule in RULES}
    places: list[tuple[str, str]] = [("", rule) for rule in questionnaire.waive]
    places += [(q.code, rule) for _, q in questionnaire.questions for rule in q.waive]
    advice = f"known: {', '.join(sorted(known))}"
    return [
        Finding("waiver", "error", questionnaire.where(code or None), code,
                f"the waiver names '{rule}', which is no rule", advice)
        for code, rule in places if rule not in known
    ]  # fmt: skip
