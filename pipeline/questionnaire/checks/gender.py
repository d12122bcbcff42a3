"""Nobody is left out by the wording."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "gender", "warning", "Gender-sensitive wording"
SOURCE = "Handbuch, Gender Mainstreaming: neutral forms first (Alleinerziehende, Beschäftigte), then both"
_MASCULINE = (
    "Mitarbeiter", "Arbeitnehmer", "Teilnehmer", "Bewerber", "Ansprechpartner", "Partner",
    "Schüler", "Lehrer", "Erzieher", "Berater", "Kollegen", "Bürger", "Ärzte",
    "Unternehmer", "Vermieter", "Nachbarn", "Meister", "Techniker", "Studenten",
    "Rentner", "Helfer", "Freunde",
)  # fmt: skip
_WORD = re.compile(rf"\b({'|'.join(_MASCULINE)})\b(?!innen|in\b|:in|\*in|_in)")
_PAIRED = re.compile(r"\b\w+(?:innen|in)\b (?:und|oder)(?: \w+)? $")


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Masculine forms that stand alone."""
    for _, question in questionnaire.questions:
        texts = [question.text, question.help or ""]
        texts += [option.text for option in question.options] + [row.text for row in question.items]
        for text in texts:
            for match in _WORD.finditer(text):
                if not _PAIRED.search(text[: match.start()]):
                    yield (
                        question,
                        f"'{question.code}' names men only ({match[0]})",
                        "use a neutral form, or both",
                    )
