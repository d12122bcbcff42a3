"""What needs and answers are called outside the questionnaire: no half sentence, no declined article.

Questions end in "zufrieden mit …" or "Haben Sie … gebraucht?", so their rows stand in the dative or the
accusative ("Ihrem Überblick über Hilfen", "einen Platz in der Kita"). A label in a chart stands alone.
"""

from __future__ import annotations

import re

from pipeline.compose.language import Text, is_english

# How source lines name the surveys.
SURVEYS = {
    "alleinerziehende": Text("Befragung Alleinerziehender", "survey of single parents"),
    "arbeitgeber": Text("Befragung von Betrieben", "survey of businesses"),
    "einrichtungen": Text("Befragung von Einrichtungen", "survey of institutions"),
}

_LEADING = re.compile(
    r"^(?:der|die|das|dem|den|des|ein|eine|einen|einem|einer|Ihr|Ihre|Ihren|Ihrem|Ihrer)\s+(?=[A-ZÄÖÜ])"
)
_LEADING_BEFORE_ADJECTIVE = re.compile(r"^(?:ein|eine)\s+")
_PRONOUN = re.compile(r"^(?:jemanden|jemandem)\b")
_FRAGMENT = re.compile(r"^(?:vor|nach|zwischen|zu|an|am|in|im|über|unter|bei|von)\s")
_POSSESSIVE = re.compile(r"^Ihre[mrn]\b")
_SPEAKS = re.compile(r"\b(?:Sie|Ihr|Ihre[mnrs]?|Ihnen)\b")
_OPEN_END = re.compile(r"\b(?:wo|wie|wann|wer)$")
_DATIVE = re.compile(r"^(?:Ihrer|der|einer)\s+([a-zäöüß]+)en\s+(?=[A-ZÄÖÜ])")
_ADDRESS = (
    (re.compile(r"\bauf die Sie im Alltag zählen können\b"), "auf die man im Alltag zählen kann"),
    (re.compile(r"\bder Sie\b"), "der einen"),
    (re.compile(r"\bdie Sie\b"), "die einen"),
    (re.compile(r"\bIhr Kind\b"), "ein Kind"),
    (re.compile(r"\bdie Ihnen\b"), "die einem"),
    (re.compile(r"\bIhrer Kinder\b"), "der Kinder"),
)


def tidy(text: str) -> str:
    """A label without the ends that questions and answers have."""
    return text.strip().strip("…").strip().rstrip(".:")


def in_sentence(text: str) -> str:
    """A label as an object in a sentence, its case kept: ``einen Platz in der Kita``, ``ihrem Überblick``.

    Empty where it still speaks to the reader, or is a sentence itself.
    """
    if is_statement(text):
        return ""
    if is_english():
        from pipeline.compose import labels_english

        return labels_english.in_sentence(tidy(text))
    label = _POSSESSIVE.sub(lambda found: found[0].lower(), tidy(text))
    for pattern, instead in _ADDRESS:
        label = pattern.sub(instead, label)
    return "" if _SPEAKS.search(label) else label


def is_statement(text: str) -> bool:
    """Whether a label is a whole sentence that respondents agreed to ("Ich war erschöpft.")."""
    return text.strip().endswith(".")


def standing_alone(text: str, question: str = "") -> str:
    """A label as it stands in a chart.

    Args:
        text: label of a row or an option, as in the codebook.
        question: label of its question; put before a label that means nothing without it ("vor 7 Uhr").
    """
    if is_english():
        return _standing_alone_english(text, question)
    if is_statement(text):
        label = tidy(text)
        return f"{question}: „{label}“" if question and _OPEN_END.search(label) else label
    label = _LEADING.sub("", tidy(text))
    label = _DATIVE.sub(r"\1e ", label)
    label = _LEADING_BEFORE_ADJECTIVE.sub("", label)
    label = _PRONOUN.sub("jemand", label)
    for pattern, instead in _ADDRESS:
        label = pattern.sub(instead, label)
    if question and _FRAGMENT.search(label):
        return f"{question}: {label}"
    return label[:1].upper() + label[1:]


def _standing_alone_english(text: str, question: str) -> str:
    from pipeline.compose import labels_english

    return tidy(text) if is_statement(text) else labels_english.standing_alone(tidy(text), question)
