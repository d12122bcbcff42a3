"""The raw table: all answers of a questionnaire in one shape, whatever they came from.

Readers give it one mapping per respondent; it knows what a cell may hold and nothing of its meaning:
null means not shown or not reached, ``""`` shown and unanswered, ``_not_asked`` that the source does not
have the question at all (the short version for events, a column left out), anything else the raw answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.tables.words import NOT_ASKED

if TYPE_CHECKING:
    import pandas as pd

META = (
    "respondent", "submitted_at", "started_at", "duration_s", "last_page", "language", "mode",
    "kanal", "source", "complete",
)  # fmt: skip
OTHER = "-oth-"
HERE = ZoneInfo("Europe/Berlin")  # networks are in Germany


@dataclass
class Answer:
    """One respondent as a reader found him or her.

    Attributes:
        respondent: opaque id, see :func:`opaque`.
        source: which source of ``params.yaml`` it came from (``limesurvey responses/alleinerziehende``).
        mode: one of ``tables.MODES``.
        values: variable to raw code; an absent variable is one that the source does not have.
        submitted_at: time of completion, where known; local unless it names its zone.
        started_at: time of the first page, where known; likewise.
        duration_s: seconds in the questionnaire; computed from the two times where not given.
        last_page: last page that was sent, from 1.
        language: two-letter code.
        kanal: through which channel the invitation came.
        complete: the questionnaire was sent off.
    """

    respondent: str
    source: str
    mode: str
    values: Mapping[str, str | None] = field(default_factory=dict)
    submitted_at: datetime | None = None
    started_at: datetime | None = None
    duration_s: float | None = None
    last_page: int | None = None
    language: str = "de"
    kanal: str | None = None
    complete: bool = True


def opaque(*parts: object) -> str:
    """An id that joins a respondent's rows and tells nothing: 12 hexadecimal digits of a hash.

    The order in which answers came in, and the server's own ids, stay behind.
    """
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


@lru_cache(maxsize=20_000)
def variable_name(heading: str) -> str:
    """The codebook's name for a LimeSurvey heading: ``media[SQ001]`` is ``media_SQ001``.

    ``arrn[Y1_X1]`` is ``arrn_Y1_X1``, ``dual[SQ001][1]`` is ``dual_SQ001_1``.
    """
    return heading.replace("][", "_").replace("[", "_").replace("]", "")


def moment(text: object) -> datetime | None:
    """A date, with or without time, from ISO or German writing; None where there is none.

    Times of other programs often name a zone (``2026-09-01T22:30:00Z``), which is kept.
    LimeSurvey writes ``1980-01-01 00:00:00`` for a completed answer without a date.

    Raises:
        ValueError: there is something, but it is not a date.
    """
    if text is None or isinstance(text, datetime):
        return text
    word = str(text).strip()
    if not word or word.startswith("1980-01-01 00:00:00"):
        return None
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](\d{1,2}:\d{2})(?::\d{2})?)?", word)
    if german:
        day, month, year, clock = german.groups()
        word = f"{year}-{int(month):02}-{int(day):02}" + (f" {clock:0>5}" if clock else "")
    return datetime.fromisoformat(word)


def duration(started: datetime | None, submitted: datetime | None) -> float | None:
    """Seconds between two times, None where one is unknown or the clock ran backwards."""
    if started is None or submitted is None or submitted <= started:
        return None
    return (submitted - started).total_seconds()


def local(when: datetime | None) -> datetime | None:
    """German time without a zone: the evening in UTC may be the next day here."""
    return (
        when if when is None or when.tzinfo is None else when.astimezone(HERE).replace(tzinfo=None)
    )


def table(answers: Sequence[Answer], variables: Iterable[str]) -> pd.DataFrame:
    """Make the raw table.

    Args:
        answers: one per respondent, in any order.
        variables: the codebook's variables, in its order; others are left out.

    Returns:
        Columns ``META``, then one ``str`` column per variable; sorted by respondent.
    """
    import pandas as pd

    rows = sorted(answers, key=lambda answer: answer.respondent)
    meta = {
        "respondent": pd.array([a.respondent for a in rows], dtype="str"),
        "submitted_at": pd.array([local(a.submitted_at) for a in rows], dtype="datetime64[us]"),
        "started_at": pd.array([local(a.started_at) for a in rows], dtype="datetime64[us]"),
        "duration_s": pd.array(
            [
                a.duration_s if a.duration_s is not None else duration(a.started_at, a.submitted_at)
                for a in rows
            ],
            dtype="float64",
        ),
        "last_page": pd.array([a.last_page for a in rows], dtype="Int64"),
        "language": pd.array([a.language for a in rows], dtype="str"),
        "mode": pd.array([a.mode for a in rows], dtype="str"),
        "kanal": pd.array([a.kanal or None for a in rows], dtype="str"),
        "source": pd.array([a.source for a in rows], dtype="str"),
        "complete": pd.array([a.complete for a in rows], dtype="bool"),
    }
    names = [name for name in dict.fromkeys(variables) if name not in META]
    columns = {
        name: pd.array([a.values.get(name, NOT_ASKED) for a in rows], dtype="str") for name in names
    }
    return pd.DataFrame(meta | columns)
