"""No sentence is too long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.questionnaire.checks.base import frame, parts
from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "sentence_length", "warning", "Length of sentences"
SOURCE = (
    "Porst 2014, Fragebogen, 10 Gebote der Frageformulierung: lange und komplexe Fragen vermeiden"
)
MOST_WORDS = 20
_END = re.compile(r"[.!?:]\s")
_SHORT_FORMS = re.compile(
    r"(?<=\b\w)\.(?= ?\w\.)|(?<=\b\w)\.(?= [a-zäöü])"
)  # z. B. ends no sentence


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Cover, introductions, questions, hints, rows and answers: at most 20 words a sentence."""
    longest = _longest(frame(questionnaire))
    if longest > MOST_WORDS:
        yield None, f"a sentence of the cover or an introduction has {longest} words", "split it"
    for _, question in questionnaire.questions:
        longest = _longest(parts(question))
        if longest > MOST_WORDS:
            yield question, f"a sentence of '{question.code}' has {longest} words", "split it"


def _longest(texts: Iterable[str]) -> int:
    sentences = (part for text in texts for part in _END.split(_SHORT_FORMS.sub("", text)))
    return max((len(sentence.split()) for sentence in sentences), default=0)
