"""Details about the person cannot identify anybody."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "demographics", "warning", "Detail that could identify people"
SOURCE = "Handbuch, Anlage Befragung: Wahrung der Anonymität bei Fragen zur Person"
MOST_CELLS = 20_000  # combinations of groups; beyond that most cells hold one person of a county
_PERSONAL = ("margin", "target_group")
_EXACT = ("numeric", "numerics", "date", "short_text", "long_text")
_IDENTIFYING = re.compile(
    r"\b(Ihr(?:en?)? (?:Name|Vorname|Nachname)\w*|heißen Sie|Anschrift|Adresse|Straße|Hausnummer|"
    r"Postleitzahl|PLZ|Telefon\w*|Handynummer|E-Mail\w*|Geburtsdatum|Geburtstag|geboren|Steuernummer|"
    r"Sozialversicherungsnummer|Kundennummer|BG-Nummer|Betriebsnummer)\b"
)


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """No names, addresses, exact numbers or dates about the person, and not too many combinations of groups.

    Establishments answer without their name, too; institutions give it with consent.
    """
    if questionnaire.unit == "institution":
        return
    for _, question in questionnaire.questions:
        named = _IDENTIFYING.search(question.text)
        if named and question.kind in _EXACT:
            yield (
                question,
                f"'{question.code}' asks for what identifies ({named[0]})",
                "leave it out",
            )
    if questionnaire.unit != "person":
        return
    cells = 1
    for page, question in questionnaire.questions:
        if question.role not in _PERSONAL or page.screening:
            continue
        if question.kind in _EXACT:
            yield question, f"'{question.code}' asks for an exact value", "ask in groups"
        cells *= max(1, sum(1 for option in question.options if not option.missing))
    if cells > MOST_CELLS:
        yield (
            None,
            f"the groups about the person form about 10^{math.log10(cells):.0f} combinations",
            "ask fewer or coarser groups; at least never publish or pass on single rows",
        )
