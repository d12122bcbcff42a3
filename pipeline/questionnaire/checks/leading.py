"""Questions do not suggest an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "leading", "warning", "Leading wording"
SOURCE = "Handbuch, Anlage Befragung: neutral, nicht einseitig; Porst 2014: keine Suggestivfragen"
_LEADING = re.compile(
    r"\b(doch|natürlich|selbstverständlich|bekanntlich|sicherlich|sicher auch|bestimmt auch|endlich|leider|"
    r"offensichtlich|finden Sie nicht|meinen Sie nicht|sollten? nicht|nicht auch|auch der Meinung|"
    r"stimmen Sie (?:uns )?zu,? dass|finden Sie es (?:richtig|gut|falsch),? dass|"
    r"wie sehr (?:leiden|stört|belastet|ärgert)|wie schlecht|wie gut finden|immer noch|schon wieder|"
    r"die meisten (?:Menschen|Eltern|Alleinerziehenden|Leute)|wie jeder weiß|"
    r"(?:Fachleute|Studien|Untersuchungen) (?:sagen|zeigen|sind)|"
    r"unzumutbar\w*|skandalös\w*|katastrophal\w*|unerträglich\w*|im Stich)\b",
    re.IGNORECASE,
)


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Words that push towards an answer."""
    for _, question in questionnaire.questions:
        for text in (question.text, question.help or ""):
            found = _LEADING.search(text)
            if found:
                yield (
                    question,
                    f"'{question.code}' suggests an answer ({found[0]})",
                    "word it neutrally",
                )
