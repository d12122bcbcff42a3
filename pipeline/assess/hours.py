"""Opening times as institutions write them -> parts of the day: early, day, late, weekend.

Only what stands there is read ("Mo–Fr 6:30–18:00", "ab 5:30 und bis 21 Uhr", "jeden 2. Sonntag"); "nach
Absprache" says nothing about the time of day and gives nothing. Early is before 7, late after 17 o'clock: the
limits by which the questionnaire asks for care at the edges of the day.
"""

from __future__ import annotations

import re

EARLY, DAY, LATE, WEEKEND = PARTS = ("early", "day", "late", "weekend")
BEGIN, END = 7 * 60, 17 * 60  # minutes after midnight

_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_UNTIL = r"\s*(?:Uhr)?\s*(?:–|-|bis)\s*"
_RANGE = re.compile(rf"(?<![\d.:]){_CLOCK}{_UNTIL}{_CLOCK}(\s*Uhr|\s*h\b)?", re.IGNORECASE)
_FROM = re.compile(rf"\b(ab|bis)\s+{_CLOCK}(\s*Uhr|\s*h\b)?", re.IGNORECASE)
_ALWAYS = re.compile(r"jederzeit|rund um die Uhr|24 Stunden|24/7", re.IGNORECASE)
_SATURDAY = r"(?:Sa|So|Sams?tags?|Sonntags?|Sonnabends?|Wochenenden?)\b\.?"
_WEEKEND = re.compile(rf"\b{_SATURDAY}|\btäglich\b|\balle Tage\b", re.IGNORECASE)
_NOT_WEEKEND = re.compile(rf"\b(?:außer|nicht|kein\w*|ohne)\b[^,;.]*?\b{_SATURDAY}", re.IGNORECASE)


def parts(text: str | None) -> tuple[str, ...]:
    """Parts of the day on which something is open, in the order of :data:`PARTS`; empty where unknown."""
    if not text:
        return ()
    if _ALWAYS.search(text):
        return PARTS
    found = {part for start, end in _spans(text) for part in _touched(start, end)}
    if _WEEKEND.search(text) and not _NOT_WEEKEND.search(text):
        found.add(WEEKEND)
    return tuple(part for part in PARTS if part in found)


def _spans(text: str) -> list[tuple[int, int]]:
    """Minutes from and to; what is no time of day (a date, a house number) is left out."""
    spans = []
    for a, a_minutes, b, b_minutes, word in _RANGE.findall(text):
        start, end = _minutes(a, a_minutes), _minutes(b, b_minutes)
        if (a_minutes or b_minutes or word) and start is not None and end is not None:
            spans += [(start, end)] if start < end else [(start, 24 * 60), (0, end)]
    for word, hour, minutes, unit in _FROM.findall(_RANGE.sub(" ", text)):
        moment = _minutes(hour, minutes)
        if moment is not None and (minutes or unit):
            spans.append((moment, moment + 1) if word.lower() == "ab" else (moment - 1, moment))
    return spans


def _minutes(hour: str, minutes: str) -> int | None:
    value = int(hour) * 60 + int(minutes or 0)
    return value if value <= 24 * 60 and int(minutes or 0) < 60 else None


def _touched(start: int, end: int) -> set[str]:
    found = set()
    if start < BEGIN:
        found.add(EARLY)
    if start < END and end > BEGIN:
        found.add(DAY)
    if end > END:
        found.add(LATE)
    return found
