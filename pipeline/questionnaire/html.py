"""Words and frame of the HTML pages."""

from __future__ import annotations

from html import escape
from importlib import resources

from pipeline.questionnaire.paper import RIGHT_TO_LEFT

ROLES = {
    "importance": "Wichtigkeit", "satisfaction": "Zufriedenheit", "unmet_need": "Bedarf",
    "barrier": "Hindernis", "awareness": "Bekanntheit", "use": "Nutzung", "wish": "Wunsch",
    "context": "Hintergrund", "margin": "Gewichtung", "target_group": "Zielgruppe", "open": "offen",
}  # fmt: skip
FIELDS = {
    "kinderbetreuung": "Kinderbetreuung", "arbeit": "Arbeit", "qualifizierung": "Qualifizierung",
    "vereinbarkeit": "Vereinbarkeit", "finanzen": "Finanzen", "information": "Information",
    "soziales_netz": "Soziales Netz", "gesundheit": "Gesundheit",
    "wohnen_mobilitaet": "Wohnen und Mobilität",
}  # fmt: skip
KINDS = {
    "single": "eine Antwort", "yes_no": "ja/nein", "dropdown": "Auswahlliste",
    "multiple": "mehrere Antworten", "array": "Tabelle", "dual": "doppelte Skala",
    "ranking": "Rangfolge", "numeric": "Zahl", "numerics": "mehrere Zahlen", "date": "Datum",
    "short_text": "kurzer Text", "long_text": "Text", "text": "Text", "display": "Hinweis",
}  # fmt: skip
MISSING = {"declined": "fehlender Wert", "dont_know": "fehlender Wert"}
SEVERITY = {"error": "Fehler", "warning": "Warnung", "note": "Hinweis"}


def page(title: str, body: str, language: str) -> str:
    """A self-contained HTML document."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    style = (resources.files("pipeline.questionnaire") / "templates" / "seite.css").read_text(
        "utf-8"
    )
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>{body}</main></body></html>\n"
    )
