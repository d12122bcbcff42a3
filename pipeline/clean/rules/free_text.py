"""Personal data in free text is masked, in every row, before any other rule reads it."""

from __future__ import annotations

from collections import Counter

from pipeline.clean.case import Case
from pipeline.clean.masking import mask

RULE = "personal_data"
KINDS = {
    "name": "Namen", "phone": "Telefonnummern", "mail": "E-Mail-Adressen", "iban": "Kontonummern",
    "street": "Anschriften", "file_number": "Aktenzeichen", "birth_date": "Geburtsdaten",
    "plate": "Kennzeichen", "profile": "Profile in sozialen Netzen",
}  # fmt: skip


def run(case: Case) -> None:
    """Mask every text variable; one row per variable in which something was found."""
    for variable in case.variables.values():
        if variable.kind != "text":
            continue
        cells = case.cells[variable.name]
        found: Counter[str] = Counter()
        touched = 0
        for i, text in enumerate(cells):
            if text:
                cells[i], kinds = mask(text)
                found += kinds
                touched += bool(kinds)
        if touched:
            what = ", ".join(f"{KINDS[kind]}: {count}" for kind, count in sorted(found.items()))
            case.decide(RULE, variable.name, touched, "masked", f"Unkenntlich gemacht: {what}")
