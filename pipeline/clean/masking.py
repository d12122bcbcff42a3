"""Finds personal data in free text and puts a word in square brackets in its place.

This is a net, not a guarantee: it looks for what names somebody beyond doubt (mail, phone, account,
address, file number, birth date, a name behind a title or a kinship word). It errs on the side of masking
too much; quotes are released by hand anyway. It runs before anything else reads a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

_CAP = r"[A-ZÄÖÜÀ-ÖØ-Þ][\w'’-]+"
_DEGREE = r"(?:(?:Dr|Prof|Dipl)\.(?:\s?(?:med|phil|jur|Ing|Päd)\.)?\s*)*"
_TITLE = r"(?:[Ff]rau|FRAU|[Hh]errn?|HERRN?|Fr\.|Hr\.|[Ff]amilie|Fam\.)"
_KIN = (
    r"(?:[Ss]ohn|[Tt]ochter|[Kk]ind|[Bb]ruder|[Ss]chwester|"
    r"[Ee]x(?:-?[Mm]ann|-?[Ff]rau|-?[Pp]artner(?:in)?)?)"
)
_NOT_A_NAME = frozenset(
    re.findall(
        r"\w+",
        """
    aber als alle allein am an auch auf aus bei bin das dass dem den der des die doch ein eine einem einen
    einer er es für gab ganz geht gibt hat hatte ich ihr im immer in ist ja kann kein keine man mehr mein
    meine mich mir mit muss nach nicht nie noch nur ob oder ohne sagt sagte schon sehr sein seine seit sich
    sie sind so über um und uns unter vom von vor war was weil wenn werden wie will wir wird wo wurde zu
    zum zur zwei drei vier arbeitet braucht bekam geworden
""",
    )
)
_NO_STREET = frozenset(
    re.findall(
        r"\w+",
        """
    Januar Februar März April Mai Juni Juli August September Oktober November Dezember Montag Dienstag
    Mittwoch Donnerstag Freitag Samstag Sonntag Anfang Ende Schnitt Durchschnitt Alter Umkreis Monat Jahr
    Tag Abend Morgen Vormittag Nachmittag Moment Notfall
""",
    )
)
_QUANTITY = (
    r"(?!\s*(?:\d|[.,:]\d|%|€|Uhr|Std|Stunden?|Minuten?|Min\b|Tagen?\b|Wochen?|Monaten?|Jahren?|Kindern?|"
    r"Euro|km\b|Kilometer|Meter|Mal\b|mal\b|Personen|Plätzen?))"
)


@dataclass(frozen=True)
class _Pattern:
    kind: str
    find: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]


def _constant(word: str) -> Callable[[re.Match[str]], str]:
    return lambda _: word


def _phone(match: re.Match[str]) -> str:
    looks_like_date = re.fullmatch(r"\d{1,2}[-/ ]\d{1,2}[-/ ](?:\d{2}|\d{4})", match[0].strip())
    return match[0] if looks_like_date else "[Telefon]"


def _titled(match: re.Match[str]) -> str:
    name = match["name"]
    first = name.split()[0]
    if first[0].islower() and first in _NOT_A_NAME:
        return match[0]
    return f"{match['title']} [Name]"


def _kin(match: re.Match[str]) -> str:
    return f"{match['kin']}{match['gap']}[Name]"


def _place(match: re.Match[str]) -> str:
    return match[0] if match["word"].split()[-1] in _NO_STREET else "[Adresse]"


_CITY = r"(?:,?\s*\d{5}\s+[A-ZÄÖÜ][\wäöüß-]+)?"
_NUMBER = r"\d{1,4}\s?[a-zA-Z]?\b"
_PATTERNS = (
    _Pattern(
        "mail",
        re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+"),
        _constant("[E-Mail]"),
    ),
    _Pattern(
        "iban",
        re.compile(r"\b[A-Z]{2}\d{2}(?:[\s-]?[A-Z0-9]{4}){3,7}(?:[\s-]?[A-Z0-9]{1,3})?\b", re.IGNORECASE),
        _constant("[Konto]"),
    ),
    _Pattern(
        "file_number",
        re.compile(
            r"\b(?:BG|Kunden|Versicherungs|Steuer|Akten|Konto|Kindergeld|Sozialversicherungs)"
            r"[- ]?(?:Nummer|Nr\.?|Zeichen|ID)\s*(?::|ist|lautet)?\s*[\w/-]*\d[\w/-]*",
            re.IGNORECASE,
        ),
        _constant("[Nummer]"),
    ),
    _Pattern(
        "birth_date",
        re.compile(
            r"\b(?:geb(?:\.|oren)?|Geburtsdatum:?|Geburtstag:?)\s*(?:am\s+|ist\s+)?(?:der\s+)?"
            r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]+)\s?\d{2,4}",
            re.IGNORECASE,
        ),
        _constant("[Geburtsdatum]"),
    ),
    _Pattern(
        "phone",
        re.compile(r"(?<!\w)(?<!\d[.,:-])(?:\+\d{2}|00\d{2}|\(?0)(?:[ /()-]{0,3}\d){6,13}(?!\d)"),
        _phone,
    ),
    _Pattern(
        "street",
        re.compile(
            r"\b(?:[A-ZÄÖÜ][\w-]*[ -])?[\w-]*(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ww]eg|[Pp]latz|[Gg]asse"
            rf"|[Aa]llee|[Rr]ing|[Dd]amm|[Uu]fer|[Cc]haussee|[Ss]tieg|[Pp]fad)\s?{_NUMBER}{_QUANTITY}{_CITY}"
        ),
        _constant("[Adresse]"),
    ),
    _Pattern(
        "street",
        re.compile(
            r"\b(?:Am|Im|Zum|Zur|(?:An|In|Auf|Hinter|Unter|Vor) de[rmn])\s+"
            r"(?P<word>(?:[A-ZÄÖÜ][\wäöüß-]+\s+){0,1}[A-ZÄÖÜ][\wäöüß-]+)\s+\d{1,3}\s?[a-z]?\b"
            rf"{_QUANTITY}{_CITY}"
        ),
        _place,
    ),
    _Pattern(
        "name",
        re.compile(rf"\b(?P<title>{_TITLE})\s+(?P<name>{_DEGREE}(?:{_CAP}(?:\s+{_CAP})?|[a-zäöüß]{{3,}}))"),
        _titled,
    ),
    _Pattern(
        "name",
        re.compile(rf"\b(?P<kin>[Mm]ein(?:e[mnrs]?)?\s+{_KIN})(?P<gap>,?\s+){_CAP}"),
        _kin,
    ),
    _Pattern(
        "name",
        re.compile(
            rf"\b(?P<kin>[Ii]ch\s+(?:heiße|heisse|bin\s+die|bin\s+der)|[Mm]ein\s+Name\s+ist|[Gg]ez\.)(?P<gap>:?\s+)"
            rf"{_CAP}(?:\s+{_CAP})?"
        ),
        _kin,
    ),
)  # fmt: skip


def mask(text: str) -> tuple[str, Counter[str]]:
    """Mask personal data in one text.

    Args:
        text: as written by a respondent.

    Returns:
        The text in Unicode form NFC with findings replaced by ``[Name]``, ``[Telefon]``, ``[E-Mail]``,
        ``[Konto]``, ``[Adresse]``, ``[Nummer]`` or ``[Geburtsdatum]``; and how many of which kind.
    """
    text = unicodedata.normalize("NFC", text)
    found: Counter[str] = Counter()
    for pattern in _PATTERNS:

        def replace(match: re.Match[str], pattern: _Pattern = pattern) -> str:
            new = pattern.replace(match)
            found[pattern.kind] += new != match[0]
            return new

        text = pattern.find.sub(replace, text)
    return text, +found
