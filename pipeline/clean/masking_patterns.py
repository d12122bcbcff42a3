"""What names somebody beyond doubt, as regular expressions; every repetition is bounded or anchored."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.clean.masking_words import KINDS_OF_STREETS, NO_STREETS, NOUNS, SMALL_WORDS

Replace = Callable[[re.Match[str]], str]

_UPPER = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())  # Latin, Greek, Cyrillic
UNCASED = r"[\u0590-\u1cff\u3040-\ud7af][\w'’-]{1,40}"  # scripts without capitals, such as Arabic
CAP = rf"(?:[{_UPPER}][\w'’-]{{1,40}}|{UNCASED})"
_PARTICLE = (
    r"(?:(?:v\.|d\.|von|vom|van|de|der|den|del|della|da|das|dos|di|du|la|le|zu|zur|ter|al|el|bin|ben|"
    r"ibn)\s){1,3}"
)
_INNER = r"(?:(?:van|de|del|della|da|dos|di|la|le|al|el|bin|ben|ibn)\s){1,2}"
_INITIALS = rf"(?:[{_UPPER}]\.\s?){{1,2}}(?:{CAP})?"
FULL = rf"{CAP}(?:\s(?:{_INNER})?{CAP}){{0,2}}"
_DEGREE = r"(?:(?:Dr|Prof|Dipl)\.\s?(?:(?:med|phil|jur|Ing|Päd)\.\s?)?){0,3}"
_TITLE = r"(?:[Ff]rau|FRAU|[Hh]errn?|HERRN?|Fr\.|Hr\.?|[Ff]amilie|Fam\.)"
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


def name(match: re.Match[str]) -> str:
    """``[Name]`` behind the group ``before``, unless the group ``name`` begins with an ordinary word."""
    first = re.split(r"[\s,]", match["name"])[0]
    ordinary = first in NOUNS or (
        first.lower() in SMALL_WORDS and not re.match(_PARTICLE, match["name"])
    )
    return match[0] if ordinary else f"{match['before']}[Name]"


def _place(match: re.Match[str]) -> str:
    return match[0] if match["word"].split()[-1] in NO_STREETS else "[Adresse]"


def _street(match: re.Match[str]) -> str:
    word = re.split(r"[\s-]", match["word"])[-1]
    return (
        match[0] if word in KINDS_OF_STREETS else f"{match.groupdict().get('before', '')}[Adresse]"
    )


def pattern(kind: str, expression: str, replace: Replace, flags: int = 0) -> Pattern:
    """A pattern from its regular expression."""
    return Pattern(kind, re.compile(expression, flags), replace)


# Every repetition is bounded or anchored: a text of 60,000 characters takes milliseconds.
PATTERNS = (
    pattern(
        "profile",
        r"(?:https?://)?(?:www\.)?(?:facebook\.com|fb\.com|instagram\.com|tiktok\.com|linkedin\.com|t\.me|wa\.me)"
        r"/[^\s,;)]{1,120}",
        _word("[Profil]"),
        re.IGNORECASE,
    ),
    pattern(
        "mail",
        r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[\[({]\s?(?:@|[aä]t)\s?[\])}])\s?[\w-]{1,63}"
        r"(?:\s?(?:\.|[\[({]\s?(?:dot|punkt)\s?[\])}]|\s(?:dot|punkt)\s)\s?[\w-]{2,63}){1,4}",
        _word("[E-Mail]"),
        re.IGNORECASE,
    ),
    pattern(
        "mail",
        r"(?<![\w.+-])[\w.+-]{1,64}(?:\s(?:dot|punkt)\s[\w+-]{1,64}){0,3}\s[aä]t\s[\w-]{1,63}"
        r"(?:\.|\s(?:dot|punkt)\s)(?:de|com|net|org|info|eu|at|ch)\b",
        _word("[E-Mail]"),
        re.IGNORECASE,
    ),
    pattern("profile", r"(?<![\w.])@[\w.]{3,40}(?:@[\w.]{1,40})*", _word("[Profil]")),
    pattern(
        "profile",
        r"\b(?P<before>(?:Insta(?:gram)?|Facebook|TikTok|Snap(?:chat)?|Telegram|Signal)\s?[:=]\s?)[\w.-]{3,40}"
        rf"(?-i:\s{CAP})?",
        lambda match: f"{match['before']}[Profil]",
        re.IGNORECASE,
    ),
    pattern(
        "iban",
        r"\b[A-Z]{2}\d{2}(?:[\s-]?[A-Z0-9]{4}){3,7}(?:[\s-]?[A-Z0-9]{1,3})?\b",
        _word("[Konto]"),
        re.IGNORECASE,
    ),
    pattern(
        "file_number",
        r"\b(?:BG|Kunden|Versicherungs|Steuer|Akten|Konto|Kindergeld|Sozialversicherungs|Ausweis|Pass)"
        r"[- ]?(?:Nummer|Nr\.?|Zeichen|ID)\s?(?::|ist|lautet)?\s?[\w/-]{0,20}\d[\w/-]{0,20}"
        r"(?:\s(?:[A-Z]{1,3}\s)?\d[\d/]{1,11}){0,4}",
        _word("[Nummer]"),
        re.IGNORECASE,
    ),
    pattern(
        "file_number",
        r"\b(?:(?:BG\s?)?\d{5}\s?(?:BG|//)\s?\d{5,8}|\d{3}[A-Z]\d{6}|\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}"
        r"|\d{2}\s\d{3}\s\d{3}\s\d{3}|[A-Z]\d{2}[A-Z]\d{2}[A-Z]\d{3,4})\b",
        _word("[Nummer]"),
    ),
    pattern(
        "file_number",
        r"\b(?:Az\.?|Aktenzeichen|Gz\.?)\s?:?\s?\d{1,4}\s?[A-Z]{1,4}\s?\d{1,6}/\d{2,4}",
        _word("[Nummer]"),
    ),
    pattern(
        "plate",
        r"(?<![\w-])(?!SGB)[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{1,4}[EH]?\b",
        _word("[Kennzeichen]"),
    ),
    pattern(
        "plate",
        r"\b(?P<before>(?:Kennzeichen|Nummernschild|Auto)\s?:?\s?)[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2}[ -]?\d{1,4}\b",
        lambda match: f"{match['before']}[Kennzeichen]",
    ),
    pattern(
        "birth_date",
        r"\b(?:geb(?:\.|oren)?|Geburtsdatum:?|Geburtstag:?)\s?(?:am\s|ist\s)?(?:der\s)?"
        r"(?:\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]{2,9})\s?\d{2,4}|\d{4}-\d{2}-\d{2})",
        _word("[Geburtsdatum]"),
        re.IGNORECASE,
    ),
    pattern(
        "birth_date",
        r"\b\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]{2,9})\s?(?:19|20)\d{2}\s(?=geboren)",
        _word("[Geburtsdatum] "),
    ),
    pattern(
        "phone",
        r"\b(?:Tel(?:efon)?|Handy|Mobil|Fax|WhatsApp)(?:nummer|nr)?[.:]{0,2}\s?"
        r"\+?\d(?:[ /().–-]{0,3}\d){3,13}(?!\d)",
        _word("[Telefon]"),
        re.IGNORECASE,
    ),
    pattern(
        "phone",
        r"(?<!\w)(?<!\d[.,:-])(?:\+\d{2}|00\d{2}|\(?0)(?:[ /()–-]{0,3}\d){6,13}(?!\d)(?!\s?Uhr)",
        _phone,
    ),
    pattern(
        "phone", r"(?<![\w.])0\d{2,4}(?:[./-]\d{2,4}){2,5}(?!\d)(?!\s?Uhr)", _word("[Telefon]")
    ),
    pattern("file_number", r"(?<![\w.,/-])\d{7,20}(?![\w.,/-]\d)(?!\d)", _digits),
    pattern(
        "street",
        rf"(?<![\w-])(?:(?:{CAP}[ -])?[\w-]{{0,40}}[\w]{_ROAD}|{CAP}[ -](?i:{_ROAD}))\s?(?:Nr\.?\s?)?"
        rf"\d{{1,4}}(?:\s?[a-zA-Z]\b)?(?:\s?[-–/]\s?\d{{1,4}}(?:\s?[a-zA-Z]\b)?)?{_COUNTS}{_CITY}",
        _word("[Adresse]"),
    ),
    pattern(
        "street",
        rf"\bStraße\sde[srn]\s(?:\d{{1,2}}\.\s)?{CAP}(?:\s{CAP})?(?:\s\d{{1,4}}[a-z]?\b)?{_COUNTS}{_CITY}",
        _word("[Adresse]"),
    ),
    pattern(
        "street",
        rf"(?<![\w-])(?P<word>(?:{CAP}[ -])?{CAP}(?:straße|strasse|str\.|gasse|allee|chaussee)"
        rf"|{CAP}er[ -]Stra(?:ß|ss)e)(?!\w){_CITY}",
        _street,
    ),
    pattern(
        "street",
        r"(?P<before>\b(?:[Ww]ohn(?:e|en|t|haft)|[Ll]ebe(?:n|t)?)\s(?:wir\s|ich\s)?(?:i[mn]|a[mn]|auf)\s"
        rf"(?:de[rmn]\s)?)(?P<word>(?:{CAP}\s)?{CAP}(?:weg|platz|ring|damm|ufer|stieg|pfad))(?!\w){_CITY}",
        _street,
    ),
    pattern("street", r"\bPostfach\s\d[\d ]{2,9}\d", _word("[Adresse]")),
    pattern(
        "street",
        r"\b(?:Am|Im|Zum|Zur|(?:An|In|Auf|Hinter|Unter|Vor) de[rmn])\s"
        r"(?P<word>(?:[A-ZÄÖÜa-zäöü][\w-]{1,40}\s)?[A-ZÄÖÜ][\w-]{1,40})\s\d{1,3}(?:\s?[a-z]\b)?"
        rf"{_COUNTS}{_CITY}",
        _place,
    ),
    pattern(
        "name",
        rf"\b(?P<before>{_TITLE}[\s_][„“”\"'‚]?){_DEGREE}(?P<name>(?:{_PARTICLE})?{FULL}|{_INITIALS})",
        name,
    ),
    pattern(
        "name", r"\b(?P<before>(?:[Ff]rau|[Hh]errn?|familie)[\s_])(?P<name>[a-zäöüß]{3,40})", name
    ),
    pattern(
        "name",
        rf"\b(?P<before>{_OWNER}\s{_KIN},?\s)\(?(?P<name>{CAP}(?:\s{CAP})?(?:(?:,\s|\sund\s|\s&\s){CAP}){{0,5}})\)?",
        name,
    ),
    pattern(
        "name",
        rf"\b(?P<before>{_KIN}\s(?:heißt|heisst|namens|hei(?:ß|ss)en)\s)"
        rf"(?P<name>{CAP}(?:(?:,\s|\sund\s){CAP}){{0,5}})",
        name,
    ),
    pattern("name", rf"\b(?P<before>(?:[Mm]ama|[Pp]apa|MAMA|PAPA)\svon\s)(?P<name>{CAP})", name),
    pattern(
        "name",
        rf"\b(?P<before>(?:[Ss]ohn|[Tt]ochter|[Bb]ruder|[Ss]chwester):\s)(?P<name>{CAP})",
        name,
    ),
    pattern("name", rf"\b(?P<before>(?:Oma|Opa|Tante|Onkel)\s)(?P<name>{CAP}(?:\s{CAP})?)", name),
    pattern("name", rf"\b(?P<before>(?:Vater|Mutter)\s)(?P<name>{CAP}\s{CAP})", name),
    pattern("name", rf"\b(?P<before>{_OFFICE}\s)(?P<name>{CAP}(?:\s{CAP})?)", name),
    pattern(
        "name",
        r"\b(?P<before>(?:[Ii]ch\s(?:heiße|heisse|bin\s(?:die|der))|[Mm]ein\sName\sist|[Gg]ez\.):?\s)"
        rf"(?P<name>{FULL})",
        name,
    ),
    pattern("name", rf"\b(?P<before>[Ii]ch\sbin\s)(?P<name>{CAP}\s{CAP})", name),
    pattern("name", rf"\b(?P<before>bei\s)(?P<name>{CAP}\s{CAP})(?=\smelden|\sanrufen)", name),
    pattern(
        "name",
        rf"\b(?P<before>{_GREETING},?\s)(?P<name>{CAP}(?:\s{CAP})?)(?=[\s.!]{{0,3}}$)",
        name,
        re.MULTILINE,
    ),
)
