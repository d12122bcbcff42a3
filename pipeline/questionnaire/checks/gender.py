"""Nobody is left out by the wording."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questionnaire.checks.base import frame, parts
from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "gender", "warning", "Gender-sensitive wording"
SOURCE = "Handbuch, Gender Mainstreaming: neutral forms first (Alleinerziehende, Beschäftigte), then both"
_MASCULINE = (
    "Mitarbeiter", "Sozialarbeiter", "Sachbearbeiter", "Arbeiter", "Arbeitnehmer", "Teilnehmer", "Bewerber",
    "Ansprechpartner", "Partner", "Schüler", "Lehrer", "Erzieher", "Betreuer", "Berater", "Kollege", "Kunde",
    "Bürger", "Einwohner", "Ausländer", "Arzt", "Ärzte", "Chef", "Unternehmer", "Vermieter", "Mieter",
    "Nachbar", "Meister", "Techniker", "Student", "Rentner", "Helfer", "Freund", "Nutzer", "Handwerker",
    "Experte", "Pfleger", "Verkäufer", "Fahrer", "Leiter", "Trainer", "Anwalt", "Anwälte",
)  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(_MASCULINE)})(?:s|es|e|n|en)?\b(?![:*_/(]-?in)")
_FEMININE_BEFORE = re.compile(r"\w+in(?:nen)? (?:und|oder|bzw\.)(?: \w+)? $")
_FEMININE_AFTER = re.compile(
    r" (?:und|oder|bzw\.) (?:(?:eine?r?|die|der|Ihre[rn]?) )?\w+in(?:nen)?\b"
)


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Masculine forms that stand alone, also on the cover and in introductions."""
    read: list[tuple[Question | None, str]] = [(None, text) for text in frame(questionnaire)]
    read += [(q, text) for _, q in questionnaire.questions for text in parts(q)]
    for question, text in read:
        for match in _WORD.finditer(text):
            if _FEMININE_BEFORE.search(text[: match.start()]):
                continue
            if _FEMININE_AFTER.match(text[match.end() :]):
                continue
            place = f"'{question.code}'" if question else "the text around the questions"
            yield question, f"{place} names men only ({match[0]})", "use a neutral form, or both"
