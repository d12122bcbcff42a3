"""No sentence is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "sentence_length", "warning", "Length of sentences"
SOURCE = (
    "Porst 2014, Fragebogen, 10 Gebote der Frageformulierung: lange und komplexe Fragen vermeiden"
)
MOST_WORDS = 20


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Questions, hints, rows and answers: at most 20 words a sentence."""
    for _, question in questionnaire.questions:
        texts = [question.text, question.help or ""]
        texts += [row.text for row in question.items]
        texts += [option.text for option in question.options]
        longest = max(
            (len(s.split()) for text in texts for s in re.split(r"[.!?]\s", text)), default=0
        )
        if longest > MOST_WORDS:
            yield question, f"a sentence of '{question.code}' has {longest} words", "split it"
