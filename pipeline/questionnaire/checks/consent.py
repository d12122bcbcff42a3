"""Health and similar items are asked under explicit consent."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.questionnaire import conditions
from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "consent", "error", "Consent for sensitive questions"
SOURCE = "GDPR Art. 9 (2) a; method.md: health and similar items need explicit consent"


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """A sensitive question is conditional on a sensitive yes/no question before it."""
    consents: set[str] = set()
    for page, question in questionnaire.questions:
        if not question.sensitive:
            continue
        both = conditions.join(conditions.parse(page.when), conditions.parse(question.when))
        named = {test.variable for test in conditions.tests(both)}
        if question.kind == "yes_no" and not consents:
            consents.add(question.code)
        elif not named & consents:
            yield (
                question,
                f"'{question.code}' is sensitive and asked without explicit consent",
                "put it under a condition on a yes/no question that asks for consent",
            )
        if question.required != "optional":
            yield question, f"'{question.code}' is sensitive and mandatory", "make it optional"
