"""A question asks one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "double_barrelled", "warning", "Two questions in one"
SOURCE = "Porst 2014, Fragebogen: doppelte Stimuli vermeiden; Handbuch: eindeutig und klar"
# Where an answer to a list means "any of these", "oder" joins alternatives, not two questions.
_JUDGED = ("importance", "satisfaction", "context")
_JOINED = re.compile(r"\b(und|sowie|als auch)\b")
_ANY = re.compile(r"\b(und|oder|sowie|als auch)\b")
_HARMLESS = re.compile(
    r"\b(Familie und Freundeskreis|Bus und Bahn|Hilfen und Angebote|Kita und Schule)\b"
)


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """A joining word in a question with one answer, or "und" in a row that is judged."""
    for _, question in questionnaire.questions:
        if question.kind in ("display", "hidden", "long_text", "short_text"):
            continue
        text = re.sub(r"^Und |Partnerin oder ein Partner|Stadt oder Gemeinde|leicht oder schwer|"
                      r"Bewerberinnen und Bewerber", "", question.text)  # fmt: skip
        found = _ANY.search(text)
        if question.kind != "multiple" and found:
            yield (
                question,
                f"'{question.code}' seems to ask two things ({found[0]})",
                "ask one thing, or say in `waive` why it is one",
            )
        for row in question.items:
            judged = (row.role or question.role) in _JUDGED
            if judged and _JOINED.search(_HARMLESS.sub("", row.text)):
                yield (
                    question,
                    f"row {row.code} of '{question.code}' seems to ask two things",
                    "split the row, or say in `waive` why it is one",
                )
