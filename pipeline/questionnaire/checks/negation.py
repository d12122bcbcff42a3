"""Questions are worded positively."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "negation", "warning", "Negations"
SOURCE = "Porst 2014, Fragebogen: Verneinungen und doppelte Verneinungen vermeiden"
_NEGATION = re.compile(
    r"\b(nicht|kein\w*|nie|niemals|niemand\w*|nichts|nirgends|weder|ohne)\b", re.IGNORECASE
)
_AGREE = re.compile(r"\b(stimme\w*|trifft|zutreffend)\b", re.IGNORECASE)


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """No negation in a question; none in statements that one agrees or disagrees with."""
    for _, question in questionnaire.questions:
        if question.kind in ("display", "hidden"):
            continue
        found = _NEGATION.search(question.text)
        if found and not question.text.startswith("Was "):
            yield (
                question,
                f"'{question.code}' is worded negatively ({found[0]})",
                "ask what is, not what is not",
            )
        if not any(_AGREE.search(option.text) for option in question.options):
            continue  # only whoever agrees or disagrees with a statement can negate it again
        for row in question.items:
            found = _NEGATION.search(row.text)
            if found and found[0].lower() != "ohne":
                yield (
                    question,
                    f"row {row.code} of '{question.code}' is negated ({found[0]}): disagreeing negates twice",
                    "word it positively",
                )
