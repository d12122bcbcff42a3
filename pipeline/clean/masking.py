"""Finds personal data in free text and puts a word in square brackets in its place.

This is a net, not a guarantee: it looks for what names somebody beyond doubt (mail, phone, account,
address, file number, birth date, a name behind a title or a word for relatives). It errs on the side of
masking too much; quotes are released by hand anyway. It runs before anything else reads a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

Replace = Callable[[re.Match[str]], str]

# Words that may follow "Frau", "Herr" or "meine Tochter" without being names.
_SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """aber als alle allein alleine am an auch auf aus bei bekam bekommt bin braucht das dass dem den der
        des die doch drei du ein eine einem einen einer er es für gab ganz geht geworden gibt hat hatte ich
        ihr im immer in ist ja jetzt kann kein keine kommt können leider man mehr mein meine mich mir mit
        muss möchte müssen nach nicht nie noch nur ob oder ohne sagt sagte schon sehr sein seine seit selbst
        sich sie sind so soll sollte steht trotzdem um und uns unter verdient vier vom von vor war was weil
        wenn werden wie will wir wird wo wurde würde zu zum zur zwei zwischen über""",
    )
)
_NOUNS = frozenset(
    re.findall(
        r"\w+",
        """ADHS Alleinerziehende Angst Arbeit Asthma Autismus Beruf Betreuung Chef Diabetes Familie Fieber
        Förderung Geld Haushalt Hilfe Job Kinder Kind Kita Krankheit Mann Mutter Pflege Probleme Ruhe Schule
        Therapie Unterstützung Vater Verständnis Zeit""",
    )
)
_NO_STREETS = frozenset(
    re.findall(
        r"\w+",
        """Abend Alter Anfang April August Dezember Dienstag Donnerstag Durchschnitt Ende Februar Freitag Jahr
        Januar Juli Juni Mai Mittwoch Moment Monat Montag Morgen März Nachmittag November Notfall Oktober
        Samstag Schnitt September Sonntag Tag Umkreis Vormittag""",
    )
)

_CAP = r"[A-ZÄÖÜÀ-ÖØ-Þ][\w'’-]{1,40}"
_DEGREE = r"(?:(?:Dr|Prof|Dipl)\.\s?(?:(?:med|phil|jur|Ing|Päd)\.\s?)?){0,3}"
_TITLE = r"(?:[Ff]rau|FRAU|[Hh]errn?|HERRN?|Fr\.|Hr\.|[Ff]amilie|Fam\.)"
_KIN = (
    r"(?:[Ss]ohn|[Tt]ochter|[Kk]ind|[Bb]ruder|[Ss]chwester|[Nn]achbarin|[Cc]hef(?:in)?|"
    r"[Ee]x(?:-?[Mm]ann|-?[Ff]rau|-?[Pp]artner(?:in)?)?)"
)
_ROAD = (
    r"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ww]eg|[Pp]latz|[Gg]asse|[Aa]llee|[Rr]ing|[Dd]amm|[Uu]fer|[Cc]haussee|"
    r"[Ss]tieg|[Pp]fad)"
)
# What a number behind a word that looks like a street may count instead.
_COUNTS = (
    r"(?!\s?(?:\d|[.,:]\d|%|€|Uhr|Std|Stunden?|Minuten?|Min\b|Tagen?\b|Wochen?|Monaten?|Jahren?|Kindern?|"
    r"Euro|km\b|Kilometer|Meter|[Mm]al\b|Personen|Plätzen?))"
)
_CITY = r"(?:,?\s?\d{5}\s[A-ZÄÖÜ][\w-]{1,40})?"


@dataclass(frozen=True)
class _Pattern:
    kind: str
    find: re.Pattern[str]
    replace: Replace


def _word(word: str) -> Replace:
    return lambda _: word


def _phone(match: re.Match[str]) -> str:
    looks_like_date = re.fullmatch(r"\d{1,2}[-/ ]\d{1,2}[-/ ](?:\d{2}|\d{4})", match[0].strip())
    return match[0] if looks_like_date else "[Telefon]"


def _name(match: re.Match[str]) -> str:
    first = match["name"].split()[0]
    return match[0] if first in _SMALL_WORDS | _NOUNS else f"{match['before']}[Name]"


def _place(match: re.Match[str]) -> str:
    return match[0] if match["word"].split()[-1] in _NO_STREETS else "[Adresse]"


# Control characters and invisible ones, by which a name could slip through; not the joiner of emoji.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\ufeff]"
)


def _pattern(kind: str, expression: str, replace: Replace, flags: int = 0) -> _Pattern:
    return _Pattern(kind, re.compile(expression, flags), replace)


# Every repetition is bounded or anchored: a text of 60,000 characters takes milliseconds.
_PATTERNS = (
    _pattern(
        "mail",
        r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[\[(]at[\])])\s?[\w-]{1,63}(?:\s?(?:\.|[\[(](?:dot|punkt)[\])])\s?[\w-]{2,63}){1,4}",
        _word("[E-Mail]"),
        re.IGNORECASE,
    ),
    _pattern(
        "iban",
        r"\b[A-Z]{2}\d{2}(?:[\s-]?[A-Z0-9]{4}){3,7}(?:[\s-]?[A-Z0-9]{1,3})?\b",
        _word("[Konto]"),
        re.IGNORECASE,
    ),
    _pattern(
        "file_number",
        r"\b(?:BG|Kunden|Versicherungs|Steuer|Akten|Konto|Kindergeld|Sozialversicherungs)"
        r"[- ]?(?:Nummer|Nr\.?|Zeichen|ID)\s?(?::|ist|lautet)?\s?[\w/-]{0,20}\d[\w/-]{0,20}",
        _word("[Nummer]"),
        re.IGNORECASE,
    ),
    _pattern(
        "birth_date",
        r"\b(?:geb(?:\.|oren)?|Geburtsdatum:?|Geburtstag:?)\s?(?:am\s|ist\s)?(?:der\s)?"
        r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]{2,9})\s?\d{2,4}",
        _word("[Geburtsdatum]"),
        re.IGNORECASE,
    ),
    _pattern(
        "phone",
        r"\b(?:Tel(?:efon)?|Handy|Mobil|Fax)(?:nummer|nr)?[.:]{0,2}\s?\+?\d(?:[ /()-]{0,3}\d){3,13}(?!\d)",
        _word("[Telefon]"),
        re.IGNORECASE,
    ),
    _pattern(
        "phone",
        r"(?<!\w)(?<!\d[.,:-])(?:\+\d{2}|00\d{2}|\(?0)(?:[ /()-]{0,3}\d){6,13}(?!\d)",
        _phone,
    ),
    _pattern(
        "street",
        rf"(?<![\w-])(?:[A-ZÄÖÜ][\w-]{{0,40}}[ -])?[\w-]{{0,40}}{_ROAD}\s?\d{{1,4}}\s?[a-zA-Z]?\b"
        rf"{_COUNTS}{_CITY}",
        _word("[Adresse]"),
    ),
    _pattern(
        "street",
        r"\b(?:Am|Im|Zum|Zur|(?:An|In|Auf|Hinter|Unter|Vor) de[rmn])\s"
        r"(?P<word>(?:[A-ZÄÖÜ][\w-]{1,40}\s)?[A-ZÄÖÜ][\w-]{1,40})\s\d{1,3}\s?[a-z]?\b"
        rf"{_COUNTS}{_CITY}",
        _place,
    ),
    _pattern(
        "name",
        rf"\b(?P<before>{_TITLE}\s){_DEGREE}(?P<name>{_CAP}(?:\s{_CAP})?|[a-zäöüß]{{3,40}})",
        _name,
    ),
    _pattern(
        "name",
        rf"\b(?P<before>(?:[Mm]ein|[Uu]nser)(?:e?[mnrs]?)?\s{_KIN},?\s)\(?(?P<name>{_CAP})\)?",
        _name,
    ),
    _pattern(
        "name",
        r"\b(?P<before>(?:[Ii]ch\s(?:heiße|heisse|bin\s(?:die|der))|[Mm]ein\sName\sist|[Gg]ez\.):?\s)"
        rf"(?P<name>{_CAP}(?:\s{_CAP})?)",
        _name,
    ),
)


def mask(text: str) -> tuple[str, Counter[str]]:
    """Mask personal data in one text.

    Args:
        text: as written by a respondent.

    Returns:
        The text in Unicode form NFC, without control and invisible characters, with findings replaced by
        ``[Name]``, ``[Telefon]``, ``[E-Mail]``, ``[Konto]``, ``[Adresse]``, ``[Nummer]`` or
        ``[Geburtsdatum]``; and how many of which kind.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    found: Counter[str] = Counter()
    for pattern in _PATTERNS:

        def replace(match: re.Match[str], pattern: _Pattern = pattern) -> str:
            new = pattern.replace(match)
            found[pattern.kind] += new != match[0]
            return new

        text = pattern.find.sub(replace, text)
    return text, +found
