"""Design faults as a list: each rule is one small file, and can be waived with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from pipeline.errors import Fault, PipelineError
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
    leading, gender, scale_balance, refusal, exclusive, answer_classes, array_length, demographics,
    consent,
)  # fmt: skip
FIELD_RULES: Sequence[ModuleType] = (fields, field_coverage)  # these also take the fields of action
_SEVERITIES = ("error", "warning", "note")


def check(
    questionnaire: Questionnaire, known_fields: Sequence[str] = field_coverage.FIELDS
) -> list[Finding]:
    """All findings, worst first, then by place; waived ones last.

    A waiver that names no known rule is a finding too.

    Args:
        questionnaire: what to check.
        known_fields: ids of the network's fields of action; the default list if not given.
    """
    found = [(rule, entry) for rule in RULES for entry in rule.check(questionnaire)]
    found += [
        (rule, entry) for rule in FIELD_RULES for entry in rule.check(questionnaire, known_fields)
    ]
    out = [
        Finding(
            rule.ID,
            rule.SEVERITY,
            questionnaire.where(question.code if question else None),
            question.code if question else "",
            what,
            advice,
            _waiver(questionnaire, question, rule.ID),
        )
        for rule, (question, what, advice) in found
    ]
    out += _unknown_waivers(questionnaire)
    rank = {severity: i for i, severity in enumerate(_SEVERITIES)}
    return sorted(out, key=lambda finding: (bool(finding.waived), rank[finding.severity]))


def refuse_errors(
    questionnaire: Questionnaire, known_fields: Sequence[str] = field_coverage.FIELDS
) -> None:
    """Let nothing reach respondents that a rule calls an error and nobody has waived.

    Args:
        questionnaire: what is to be deployed.
        known_fields: ids of the network's fields of action.

    Raises:
        PipelineError: every such finding, with the rule's source as the reason.
    """
    sources = {rule.ID: rule.SOURCE for rule in (*RULES, *FIELD_RULES)}
    faults = [
        Fault(finding.what, finding.where, sources.get(finding.rule, ""),
              f"{finding.advice}; or give a reason: `waive: {{ {finding.rule}: … }}`")
        for finding in check(questionnaire, known_fields)
        if finding.severity == "error" and not finding.waived
    ]  # fmt: skip
    if faults:
        raise PipelineError.of(faults)


def _waiver(questionnaire: Questionnaire, question: Question | None, rule: str) -> str:
    if question is not None and rule in question.waive:
        return question.waive[rule]
    return questionnaire.waive.get(rule, "")


def _unknown_waivers(questionnaire: Questionnaire) -> list[Finding]:
    known = {rule.ID for rule in (*RULES, *FIELD_RULES)}
    places: list[tuple[str, str]] = [("", rule) for rule in questionnaire.waive]
    places += [(q.code, rule) for _, q in questionnaire.questions for rule in q.waive]
    advice = f"known: {', '.join(sorted(known))}"
    return [
        Finding("waiver", "error", questionnaire.where(code or None), code,
                f"the waiver names '{rule}', which is no rule", advice)
        for code, rule in places if rule not in known
    ]  # fmt: skip
