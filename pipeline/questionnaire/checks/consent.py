"""Health and similar items are asked under explicit consent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questionnaire import conditions
from pipeline.questionnaire.checks.base import parts
from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "consent", "error", "Consent for sensitive questions"
SOURCE = (
    "GDPR Art. 9 (1) and (2) a: health, religion, sexual life and more only with explicit consent"
)
_ASKS_CONSENT = re.compile(r"willig|einverstanden|stimmen Sie .*zu|dürfen wir", re.IGNORECASE)
# What the article protects, in words that questions use; a sick child or the field "Gesundheit" is not meant.
_PROTECTED = re.compile(
    r"\b(Gesundheitszustand\w*|gesundheitlich\w*|Ihre Gesundheit|chronisch\w*|(?:schwer)?behinder\w+|"
    r"psychisch\w*|psychologisch\w*|depressi\w+|Sucht\w*|Therapie\w*|Diagnose\w*|schwanger\w*|"
    r"Religion\w*|Konfession\w*|Glaubens\w*|sexuell\w*|Gewerkschaftsmitglied\w*|Partei\w*)\b",
    re.IGNORECASE,
)


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """A sensitive question is shown only to who agreed to a sensitive yes/no question before it."""
    consents: list[Question] = []
    for page, question in questionnaire.questions:
        if not question.sensitive:
            yield from _unmarked(questionnaire, question)
            continue
        both = conditions.join(conditions.parse(page.when), conditions.parse(question.when))
        if question.kind == "yes_no" and _ASKS_CONSENT.search(question.text):
            consents.append(question)
        elif not any(_needs(both, consent) for consent in consents):
            yield (
                question,
                f"'{question.code}' is sensitive and asked without explicit consent",
                "put it under the condition `<yes/no question that asks for consent> == ja`",
            )
        if question.required != "optional":
            yield question, f"'{question.code}' is sensitive and mandatory", "make it optional"


def _needs(condition: conditions.Condition, consent: Question) -> bool:
    """Whether a condition requires the first answer of the consent, and no other one will do."""
    if isinstance(condition, conditions.All):
        return any(_needs(part, consent) for part in condition.parts)
    agreed = consent.options[0].code if consent.options else ""
    return condition == conditions.Test(consent.code, "==", (agreed,))


def _unmarked(
    questionnaire: Questionnaire, question: Question
) -> Iterator[tuple[Question | None, str, str]]:
    if questionnaire.unit != "person":
        return
    found = _PROTECTED.search(" · ".join(parts(question)))
    if found:
        yield (
            question,
            f"'{question.code}' asks about something protected ({found[0]}) and is not marked as sensitive",
            "write `sensitive: true` and ask for consent first",
        )
