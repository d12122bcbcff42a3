"""Fixed phrases of printed and shown forms, by language.

Other languages give them in their translation file (``phrases.goto``); English stands in until then.
"""

from __future__ import annotations

_PHRASES = {
    "de": {
        "how": "So füllen Sie den Bogen aus",
        "how_single": "Runder Kreis: Bitte kreuzen Sie eine Antwort an.",
        "how_multiple": "Eckiges Kästchen: Sie können mehrere Antworten ankreuzen.",
        "how_goto": "Ein Pfeil hinter Ihrer Antwort zeigt, mit welcher Frage es für Sie weitergeht.",
        "how_skip": "Sie können jede Frage auslassen.",
        "how_correct": "Falsch angekreuzt? Füllen Sie das Feld ganz aus und kreuzen Sie das richtige an.",
        "privacy": "Datenschutz",
        "consent": "Wenn Sie den Bogen ausfüllen und abgeben, willigen Sie in diese Verarbeitung ein.",
        "goto": "weiter mit Frage {n}",
        "goto_end": "Ende der Befragung",
        "several": "Mehrere Antworten möglich",
        "at_most": "Höchstens {n} Antworten",
        "ranks": "Bitte tragen Sie die Ziffern 1 bis {n} ein. Die 1 steht für das Wichtigste.",
        "only_if": "Nur, wenn Sie {condition}",
        "chose": "bei Frage {n} {values} angekreuzt haben",
        "not_chose": "bei Frage {n} etwas anderes als {values} angekreuzt haben",
        "not_chose_any": "bei Frage {n} nicht {values} angekreuzt haben",
        "answered": "Frage {n} beantwortet haben",
        "number": "bei Frage {n} {op} {values} eingetragen haben",
        "and": " und ", "or": " oder ", "comma": ", ", "open": "„", "close": "“",
        "no": "nicht ({condition})",
        "row": " in der Zeile „{row}“", "rank": " auf Platz {n}", "==": "genau", "!=": "etwas anderes als",
        ">=": "mindestens", "<=": "höchstens", ">": "mehr als", "<": "weniger als",
        "page": "Seite {n} von {total}", "sheet": "Bogen-Nr.", "channel": "Kanal",
        "thanks": "Vielen Dank!", "month": "Monat", "year": "Jahr", "day": "Tag",
        "return": "Bitte geben Sie den Bogen im verschlossenen Umschlag zurück.",
        "demo": "MUSTER – Bogen eines erfundenen Netzwerks", "draft": "Übersetzung noch nicht geprüft",
    },
    "en": {
        "how": "How to fill in this form",
        "how_single": "Round circle: please tick one answer.",
        "how_multiple": "Square box: you may tick several answers.",
        "how_goto": "If there is an arrow behind your answer, go on with the question named there.",
        "how_skip": "You may leave out any question.",
        "how_correct": "Ticked the wrong answer? Fill that box completely and tick the right one.",
        "privacy": "Privacy",
        "consent": "By filling in and returning this form you consent to this processing.",
        "goto": "go to question {n}",
        "goto_end": "end of the survey",
        "several": "Several answers possible",
        "at_most": "At most {n} answers",
        "ranks": "Please enter the figures 1 to {n}. 1 stands for the most important.",
        "only_if": "Only if you {condition}",
        "chose": "ticked {values} in question {n}",
        "not_chose": "ticked anything but {values} in question {n}",
        "not_chose_any": "did not tick {values} in question {n}",
        "answered": "answered question {n}",
        "number": "entered {op} {values} in question {n}",
        "and": " and ", "or": " or ", "comma": ", ", "open": "“", "close": "”",
        "no": "not ({condition})",
        "row": " in the row “{row}”", "rank": " in place {n}", "==": "exactly", "!=": "anything but",
        ">=": "at least", "<=": "at most", ">": "more than", "<": "less than",
        "page": "Page {n} of {total}", "sheet": "Sheet no.", "channel": "Channel",
        "thanks": "Thank you!", "month": "Month", "year": "Year", "day": "Day",
        "return": "Please return the form in a sealed envelope.",
        "demo": "SAMPLE – form of an invented network", "draft": "Translation not yet reviewed",
    },
}  # fmt: skip


LANGUAGES = tuple(_PHRASES)
KEYS = tuple(_PHRASES["de"])


def german(key: str) -> str:
    """What a translator reads."""
    return _PHRASES["de"][key]


def phrase(language: str, key: str, **values: object) -> str:
    """A phrase with its gaps filled."""
    text = _PHRASES.get(language, _PHRASES["en"])[key]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
