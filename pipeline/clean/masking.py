"""Finds personal data in free text and puts a word in square brackets in its place.

This is a net, not a guarantee: it looks for what names somebody beyond doubt (mail, phone, account,
address, file number, birth date, a name behind a title or a word for relatives). It errs on the side of
masking too much; quotes are released by hand anyway, and then nothing may be found in them, or it is released
by name. It runs before anything else reads a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from pipeline.clean.masking_languages import PATTERNS as OTHER_LANGUAGES
from pipeline.clean.masking_patterns import PATTERNS, Pattern

# Control characters and invisible ones, by which a name could slip through; not the joiner of emoji.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\ufeff]"
)
_BLANKS = re.compile(r"[^\S\n]{2,}")  # "Frau  Berger"


def mask(text: str) -> tuple[str, Counter[str]]:
    """Mask personal data in one text.

    Args:
        text: as written by a respondent.

    Returns:
        The text in Unicode form NFC, without control and invisible characters, with single blanks, and with
        findings replaced by ``[Name]``, ``[Telefon]``, ``[E-Mail]``, ``[Konto]``, ``[Adresse]``,
        ``[Nummer]``, ``[Geburtsdatum]``, ``[Kennzeichen]`` or ``[Profil]``; and how many of which kind.
    """
    text, findings = _masked(text)
    return text, Counter(kind for kind, _ in findings)


def personal(text: str) -> list[str]:
    """What :func:`mask` would put words in place of, as written."""
    return [words for _, words in _masked(text)[1]]


def _masked(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The masked text, and kind and words of each finding."""
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    found: list[tuple[str, str]] = []
    for pattern in (*PATTERNS, *OTHER_LANGUAGES):

        def replace(match: re.Match[str], pattern: Pattern = pattern) -> str:
            new = pattern.replace(match)
            if new != match[0]:
                found.append((pattern.kind, match[0].strip()))
            return new

        text = pattern.find.sub(replace, text)
    return text, found
