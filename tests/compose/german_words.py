"""Finds German in an English text: function words, letters and numbers, outside of names."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words that a German sentence can hardly do without and that are no English words ("die", "war", "also" are).
_GERMAN = """
    aber alle allen aller alles als anderen auch auf aus außerdem bei beim bereits bis bitte da
    dabei damit danach dann darunter das dass davon dazu dem den denn der deren deshalb diese diesem
    diesen dieser dieses doch dort durch eigene eigener ein eine einem einen einer eines einige es
    etwa etwas fehlt fehlen für gegen gibt haben hat hatte heißt hier höher höchstens ich ihre ihrem
    ihren ihrer immer im insgesamt ist jede jedem jeden jeder jedes kann kein keine keinem keinen
    keiner können konnte mehr meisten mit möglich nach nicht nichts noch nur ob oder ohne quelle
    quellen sagen sehr seit sich sie sind sowie sowohl über und uns unter viel viele vom von vor
    waren weil wenig wenige weniger wenn werden wer wie wird wo wurde wurden zeigt zu zum zur
    zwischen zwei drei vier fünf anteil befragung befragte befragten abschnitt abbildung tabelle
    prozent intervall alleinerziehende alleinerziehenden betriebe einrichtungen handlungsfeld
    handlungsfelder angebote bedarf demodaten januar februar märz juni juli oktober dezember
"""
FUNCTION_WORDS = frozenset(_GERMAN.split())
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[äöüÄÖÜß„]")
# a comma between digits that is no thousands comma, a per cent sign behind a space, a German date
_NUMBERS = re.compile(
    r"\b\d+,\d{1,2}\b(?!,?\d)|\d[ \u202f\u00a0]%|\b\d{1,2}\.\d{1,2}\.\d{4}\b|\d\u202f\d{3}\b"
)


def german_in(text: str, names: Iterable[str] = ()) -> list[str]:
    """What is German in an English text: words, letters, numbers.

    Args:
        text: to look through.
        names: proper names, which may be German.
    """
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    words = [w for w in _WORD.findall(text) if w.lower() in FUNCTION_WORDS or _LETTERS.search(w)]
    return sorted({*words, *_NUMBERS.findall(text), *(["„"] if "„" in text else [])})
