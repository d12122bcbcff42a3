"""A question asks one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "double_barrelled", "warning", "Two questions in one"
SOURCE = "Porst 2014, Fragebogen: doppelte Stimuli vermeiden; Handbuch: eindeutig und klar"
# Where an answer to a list means "any of these", "oder" joins alternatives, not two questions.
_JUDGED = ("importance", "satisfaction", "context")
_OPEN = ("multiple", "short_text", "long_text")  # here a list in the question is answered by a list
_JOINED = re.compile(
    r"\b(und|sowie|als auch|bzw\.|beziehungsweise)(?=\W)|(?<=[a-zäöüß])/(?=[A-ZÄÖÜa-zäöüß])"
)
_ANY = re.compile(rf"{_JOINED.pattern}|\b(oder)\b")
_SECOND = re.compile(
    r"\b(?:und|oder) (?:wie|was|wer|wo|wann|warum|weshalb|womit|wofür|welche[nrs]?)\b|\?.*\?",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"^Und |\bteils/teils\b|\bund/oder\b|\b(?:hin und wieder|ab und zu|mehr oder weniger|nach und nach)\b"
    r"|\b(?:zwischen )?\d+ und \d+\b|\bzwischen \w+ und \w+"
    r"|\b(\w{4,})in(?:nen)? (?:und|oder)(?: eine?n?)? \1\w*"  # Bewerberinnen und Bewerber
    r"|\b(\w{4,}?)(?:e|en|n)? (?:und|oder)(?: eine?)? \2in(?:nen)?\b"  # ein Partner oder eine Partnerin
    r"|\b(?:Mütter|Müttern|Töchter|Frauen) (?:und|oder) (?:Vätern?|Söhne|Männern?)\b"
    r"|\b(?:Vätern?|Söhne|Männern?) (?:und|oder) (?:Müttern?|Töchter|Frauen)\b"
    r"|\b(?:leicht oder schwer|gut oder schlecht|Stadt oder Gemeinde|Voll- oder Teilzeit)\b"
    r"|\b(?:Familie und Freundeskreis|Bus und Bahn|Hilfen und Angebote|Kita und Schule)\b(?= *$)"
)


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """A joining word where one answer is asked for, a second question word, "und" in a row that is judged."""
    for _, question in questionnaire.questions:
        if question.kind in ("display", "hidden"):
            continue
        text = _HARMLESS.sub(" ", question.text)
        found = _SECOND.search(text)
        if not found and question.kind not in _OPEN:
            found = _ANY.search(text)
        if found:
            word = found[0] if len(found[0]) < 20 else "two question marks"
            yield (
                question,
                f"'{question.code}' seems to ask two things ({word})",
                "ask one thing, or say in `waive` why it is one",
            )
        for row in question.items:
            judged = (row.role or question.role) in _JUDGED
            if judged and _JOINED.search(_HARMLESS.sub(" ", row.text)):
                yield (
                    question,
                    f"row {row.code} of '{question.code}' seems to ask two things",
                    "split the row, or say in `waive` why it is one",
                )
