"""What names somebody in the other languages of the single parents' questionnaire: en, tr, uk, ar.

Names behind titles and behind words for children and partners, as in German. In Arabic, which has no
capitals, only what stands behind a title or "my name is": "my daughter" is as often followed by a verb.
"""

from __future__ import annotations

from pipeline.clean.masking_patterns import CAP, FULL, UNCASED, name, pattern

_ENGLISH = (
    r"(?:\b[Mm]y\s(?:son|daughter|child|kids?|children|sons|daughters|husband|wife|partner|boyfriend|"
    r"girlfriend|ex(?:-?(?:husband|wife|partner|boyfriend))?|mother|father|mum|mom|dad|sister|brother|friend|"
    r"neighbou?r|boss|landlord),?|\b(?:Mrs|Mr|Ms|Miss)\b\.?|\b[Mm]y\sname\sis)"
)
_TURKISH = (
    r"\b(?:[Oo]ğlum|[Kk]ızım|[Çç]ocuğum|[Ee]şim|[Ee]ski\s[Ee]şim|[Aa]nnem|[Bb]abam|[Kk]ardeşim|[Aa]rkadaşım|"
    r"[Bb]enim\sadım|[Aa]dım|[Bb]ay|[Bb]ayan)"
)
_UKRAINIAN = (
    r"\b(?:[Пп]ан(?:і|у|ом)?|[Гг]оспожа|[Гг]осподин|[Мм]ене\sзвати|[Мм]еня\sзовут|"
    r"(?:[Мм](?:ій|оя|ої|оєму|ого|оей|ой)|[Мм]оєї)\s(?:син(?:у|а)?|сын(?:у|а)?|доньк[аиу]|дочк[аиу]|доч(?:ь|ери)|"
    r"дитин[аиу]|чоловік|муж|бывший\sмуж|колишній\sчоловік|ма[мт][аи]?|подруга|друг))"
)
_ARABIC = r"\b(?:السيدة|السيد|اسمي|إسمي|اسمها|اسمه)"

PATTERNS = (
    pattern(
        "name",
        rf"(?P<before>{_ENGLISH}\s)(?P<name>{CAP}(?:\s{CAP})?(?:(?:,\s|\sand\s|,\sand\s){CAP}){{0,5}})",
        name,
    ),
    pattern(
        "name",
        rf"(?P<before>{_TURKISH}\s)(?P<name>{CAP}(?:\s{CAP})?(?:(?:,\s|\sve\s){CAP}){{0,5}})",
        name,
    ),
    pattern("name", rf"(?P<before>\b)(?P<name>{CAP})(?=\s(?:Hanım|Bey|Hoca)\b)", name),
    pattern(
        "name",
        rf"(?P<before>{_UKRAINIAN}\s)(?P<name>{FULL}(?:(?:,\s|\s(?:та|і|и)\s){CAP}){{0,5}})",
        name,
    ),
    pattern("name", rf"(?P<before>{_ARABIC}\s)(?P<name>{UNCASED}(?:\s{UNCASED})?)", name),
)
