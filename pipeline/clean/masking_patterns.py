"""What names somebody beyond doubt, as regular expressions; every repetition is bounded or anchored."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.clean.masking_words import NO_STREETS, NOUNS, SMALL_WORDS

Replace = Callable[[re.Match[str]], str]

_UPPER = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())  # Latin, Greek, Cyrillic
_CAP = rf"[{_UPPER}][\w'’-]{{1,40}}"
_PARTICLE = (
    r"(?:(?:v\.|d\.|von|vom|van|de|der|den|del|della|da|das|dos|di|du|la|le|zu|zur|ter|al|el|bin|ben|"
    r"ibn)\s){1,3}"
)
_INNER = r"(?:(?:van|de|del|della|da|dos|di|la|le|al|el|bin|ben|ibn)\s){1,2}"
_FULL = rf"{_CAP}(?:\s(?:{_INNER})?{_CAP}){{0,2}}"
_DEGREE = r"(?:(?:Dr|Prof|Dipl)\.\s?(?:(?:med|phil|jur|Ing|Päd)\.\s?)?){0,3}"
_TITLE = r"(?:[Ff]rau|FRAU|[Hh]errn?|HERRN?|Fr\.|Hr\.|[Ff]amilie|Fam\.)"
_KIN = (
    r"(?:[Ss]ohn|[Ss]öhne|[Tt]ochter|[Tt]öchter|[Kk]ind(?:er)?|[Jj]ungs|[Mm]ädchen|[Bb]ruder|[Ss]chwester|"
    r"(?:[Ss]chwieger|[Gg]roß|[Tt]ages|[Kk]inds|[Kk]indes)?(?:[Mm]utter|[Vv]ater)|[Mm]ama|[Pp]apa|[Oo]ma|[Oo]pa|"
    r"[Mm]ann|[Tt]ante|[Oo]nkel|[Cc]ousine?|[Kk]olleg(?:e|in)|(?:[Ee]x-?)?[Ff]reund(?:in)?|"
    r"[Pp]artner(?:in)?|[Nn]achbar(?:in)?|[Cc]hef(?:in)?|[Vv]ermieter(?:in)?|"
    r"[Ee]x(?:-?[Mm]ann|-?[Ff]rau|-?[Pp]artner(?:in)?)?)"
)
_OWNER = r"(?:(?:[Mm]ein|[Uu]nser|[Dd]ein|[Ss]ein)(?:e?[mnrs]?)?|[Ii]hr(?:e[mnrs]?)?|[Dd](?:er|ie|em|en))"
_OFFICE = (
    r"(?:[Ss]achbearbeiter(?:in)?|[Ff]allmanager(?:in)?|[Ee]rzieher(?:in)?|[Ll]ehrer(?:in)?|[Tt]agesmutter|"
    r"[Bb]erater(?:in)?|[Rr]echtsanw[aä]lt(?:in)?|[Aa]nw[aä]lt(?:in)?|[Kk]inderarzt|[Kk]inderärztin|"
    r"Dr\.(?:\smed\.)?|Prof\.(?:\sDr\.)?)"
)
_GREETING = r"(?:LG|Lg|MfG|VG|[Gg]ru(?:ß|ss)|[Gg]rü(?:ß|ss)en?)"
_ROAD = r"(?:stra(?:ß|ss)e|str\.?|weg|platz|gasse|allee|ring|damm|ufer|chaussee|stieg|pfad)"
# What a number behind a word that looks like a street may count instead.
_COUNTS = (
    r"(?!\s?(?:\d|[.,:]\d|%|€|Uhr|Std|Stunden?|Minuten?|Min\b|Tagen?\b|Wochen?|Monaten?|Jahren?|Kindern?|"
    r"Euro|km\b|Kilometer|Meter|[Mm]al\b|Personen|Plätzen?))"
)
_CITY = r"(?:,?\s?\d{5}\s[A-ZÄÖÜ][\w-]{1,40})?"


@dataclass(frozen=True)
class Pattern:
    """What is found, and what stands in its place."""

    kind: str
    find: re.Pattern[str]
    replace: Replace


def _word(word: str) -> Replace:
    return lambda _: word


def _phone(match: re.Match[str]) -> str:
    looks_like_date = re.fullmatch(r"\d{1,2}[-/ ]\d{1,2}[-/ ](?:\d{2}|\d{4})", match[0].strip())
    return match[0] if looks_like_date else "[Telefon]"


def _digits(match: re.Match[str]) -> str:
    return match[0] if match[0].endswith("000") else "[Nummer]"


def _name(match: re.Match[str]) -> str:
    first = re.split(r"[\s,]", match["name"])[0]
    ordinary = first in NOUNS or (
        first.lower() in SMALL_WORDS and not re.match(_PARTICLE, match["name"])
    )
    return match[0] if ordinary else f"{match['before']}[Name]"


def _place(match: re.Match[str]) -> str:
    return match[0] if match["word"].split()[-1] in NO_STREETS else "[Adresse]"


def _pattern(kind: str, expression: str, replace: Replace, flags: int = 0) -> Pattern:
    return Pattern(kind, re.compile(expression, flags), replace)


# Every repetition is bounded or anchored: a text of 60,000 characters takes milliseconds.
PATTERNS = (
    _pattern(
        "profile",
        r"(?:https?://)?(?:www\.)?(?:facebook\.com|fb\.com|instagram\.com|tiktok\.com|linkedin\.com|t\.me|wa\.me)"
        r"/[^\s,;)]{1,120}",
        _word("[Profil]"),
        re.IGNORECASE,
    ),
    _pattern(
        "mail",
        r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[\[(]\s?[aä]t\s?[\])])\s?[\w-]{1,63}"
        r"(?:\s?(?:\.|[\[(]\s?(?:dot|punkt)\s?[\])]|\s(?:dot|punkt)\s)\s?[\w-]{2,63}){1,4}",
        _word("[E-Mail]"),
        re.IGNORECASE,
    ),
    _pattern(
        "mail",
        r"(?<![\w.+-])[\w.+-]{1,64}(?:\s(?:dot|punkt)\s[\w+-]{1,64}){0,3}\s[aä]t\s[\w-]{1,63}"
        r"(?:\.|\s(?:dot|punkt)\s)(?:de|com|net|org|info|eu|at|ch)\b",
        _word("[E-Mail]"),
        re.IGNORECASE,
    ),
    _pattern("profile", r"(?<![\w.])@[\w.]{3,40}(?:@[\w.]{1,40})*", _word("[Profil]")),
    _pattern(
        "profile",
        r"\b(?P<before>(?:Insta(?:gram)?|Facebook|TikTok|Snap(?:chat)?|Telegram|Signal)\s?[:=]\s?)[\w.-]{3,40}",
        lambda match: f"{match['before']}[Profil]",
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
        r"\b(?:BG|Kunden|Versicherungs|Steuer|Akten|Konto|Kindergeld|Sozialversicherungs|Ausweis|Pass)"
        r"[- ]?(?:Nummer|Nr\.?|Zeichen|ID)\s?(?::|ist|lautet)?\s?[\w/-]{0,20}\d[\w/-]{0,20}"
        r"(?:\s(?:[A-Z]{1,3}\s)?\d[\d/]{1,11}){0,4}",
        _word("[Nummer]"),
        re.IGNORECASE,
    ),
    _pattern(
        "file_number",
        r"\b(?:(?:BG\s?)?\d{5}\s?(?:BG|//)\s?\d{5,8}|\d{3}[A-Z]\d{6}|\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}"
        r"|\d{2}\s\d{3}\s\d{3}\s\d{3}|[A-Z]\d{2}[A-Z]\d{2}[A-Z]\d{3,4})\b",
        _word("[Nummer]"),
    ),
    _pattern(
        "file_number",
        r"\b(?:Az\.?|Aktenzeichen|Gz\.?)\s?:?\s?\d{1,4}\s?[A-Z]{1,4}\s?\d{1,6}/\d{2,4}",
        _word("[Nummer]"),
    ),
    _pattern(
        "plate",
        r"(?<![\w-])(?!SGB)[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{1,4}[EH]?\b",
        _word("[Kennzeichen]"),
    ),
    _pattern(
        "plate",
        r"\b(?P<before>(?:Kennzeichen|Nummernschild|Auto)\s?:?\s?)[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2}[ -]?\d{1,4}\b",
        lambda match: f"{match['before']}[Kennzeichen]",
    ),
    _pattern(
        "birth_date",
        r"\b(?:geb(?:\.|oren)?|Geburtsdatum:?|Geburtstag:?)\s?(?:am\s|ist\s)?(?:der\s)?"
        r"(?:\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]{2,9})\s?\d{2,4}|\d{4}-\d{2}-\d{2})",
        _word("[Geburtsdatum]"),
        re.IGNORECASE,
    ),
    _pattern(
        "birth_date",
        r"\b\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]{2,9})\s?(?:19|20)\d{2}\s(?=geboren)",
        _word("[Geburtsdatum] "),
    ),
    _pattern(
        "phone",
        r"\b(?:Tel(?:efon)?|Handy|Mobil|Fax|WhatsApp)(?:nummer|nr)?[.:]{0,2}\s?"
        r"\+?\d(?:[ /().–-]{0,3}\d){3,13}(?!\d)",
        _word("[Telefon]"),
        re.IGNORECASE,
    ),
    _pattern(
        "phone",
        r"(?<!\w)(?<!\d[.,:-])(?:\+\d{2}|00\d{2}|\(?0)(?:[ /()–-]{0,3}\d){6,13}(?!\d)(?!\s?Uhr)",
        _phone,
    ),
    _pattern(
        "phone", r"(?<![\w.])0\d{2,4}(?:[./-]\d{2,4}){2,5}(?!\d)(?!\s?Uhr)", _word("[Telefon]")
    ),
    _pattern("file_number", r"(?<![\w.,/-])\d{7,20}(?![\w.,/-]\d)(?!\d)", _digits),
    _pattern(
        "street",
        rf"(?<![\w-])(?:(?:{_CAP}[ -])?[\w-]{{0,40}}[\w]{_ROAD}|{_CAP}[ -](?i:{_ROAD}))\s?(?:Nr\.?\s?)?"
        rf"\d{{1,4}}(?:\s?[a-zA-Z]\b)?{_COUNTS}{_CITY}",
        _word("[Adresse]"),
    ),
    _pattern("street", r"\bPostfach\s\d[\d ]{2,9}\d", _word("[Adresse]")),
    _pattern(
        "street",
        r"\b(?:Am|Im|Zum|Zur|(?:An|In|Auf|Hinter|Unter|Vor) de[rmn])\s"
        r"(?P<word>(?:[A-ZÄÖÜa-zäöü][\w-]{1,40}\s)?[A-ZÄÖÜ][\w-]{1,40})\s\d{1,3}(?:\s?[a-z]\b)?"
        rf"{_COUNTS}{_CITY}",
        _place,
    ),
    _pattern(
        "name",
        rf"\b(?P<before>{_TITLE}[\s_][„“”\"'‚]?){_DEGREE}(?P<name>(?:{_PARTICLE})?{_FULL}|[a-zäöüß]{{3,40}})",
        _name,
    ),
    _pattern(
        "name",
        rf"\b(?P<before>{_OWNER}\s{_KIN},?\s)\(?(?P<name>{_CAP}(?:\s{_CAP})?(?:(?:,\s|\sund\s|\s&\s){_CAP}){{0,5}})\)?",
        _name,
    ),
    _pattern(
        "name",
        rf"\b(?P<before>{_KIN}\s(?:heißt|heisst|namens|hei(?:ß|ss)en)\s)"
        rf"(?P<name>{_CAP}(?:(?:,\s|\sund\s){_CAP}){{0,5}})",
        _name,
    ),
    _pattern("name", rf"\b(?P<before>(?:[Mm]ama|[Pp]apa|MAMA|PAPA)\svon\s)(?P<name>{_CAP})", _name),
    _pattern(
        "name",
        rf"\b(?P<before>(?:[Ss]ohn|[Tt]ochter|[Bb]ruder|[Ss]chwester):\s)(?P<name>{_CAP})",
        _name,
    ),
    _pattern(
        "name", rf"\b(?P<before>(?:Oma|Opa|Tante|Onkel)\s)(?P<name>{_CAP}(?:\s{_CAP})?)", _name
    ),
    _pattern("name", rf"\b(?P<before>(?:Vater|Mutter)\s)(?P<name>{_CAP}\s{_CAP})", _name),
    _pattern("name", rf"\b(?P<before>{_OFFICE}\s)(?P<name>{_CAP}(?:\s{_CAP})?)", _name),
    _pattern(
        "name",
        r"\b(?P<before>(?:[Ii]ch\s(?:heiße|heisse|bin\s(?:die|der))|[Mm]ein\sName\sist|[Gg]ez\.):?\s)"
        rf"(?P<name>{_FULL})",
        _name,
    ),
    _pattern("name", rf"\b(?P<before>[Ii]ch\sbin\s)(?P<name>{_CAP}\s{_CAP})", _name),
    _pattern("name", rf"\b(?P<before>bei\s)(?P<name>{_CAP}\s{_CAP})(?=\smelden|\sanrufen)", _name),
    _pattern(
        "name",
        rf"\b(?P<before>{_GREETING},?\s)(?P<name>{_CAP}(?:\s{_CAP})?)(?=[\s.!]{{0,3}}$)",
        _name,
        re.MULTILINE,
    ),
)
