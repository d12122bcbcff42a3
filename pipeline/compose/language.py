"""The language in which the report is written: both languages side by side, at the place of the sentence.

How to write a text: ``say("der deutsche Satz", "the English sentence")``. Whoever adds a German text cannot
leave out the English one. Fixed labels are a :class:`Text` (German, English) and are read with ``str()``.
Numbers, dates, lists and quotes come from ``lang``, which has the same functions in every language
(:mod:`german`, :mod:`english`); rules whose grammar differs stand in parallel modules
(:mod:`rules.shares`, :mod:`rules.shares_english`). What people wrote in German (names of groups, quotes) is
exchanged once, in :mod:`translated`, before anything is composed.

The language is set for a stretch of work (``with speaking("en"):``), as Django and gettext do, so that a
function deep in a chart need not be handed it; a chart keeps the language in which it was defined. English
is loaded only when it is spoken.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from pipeline.compose import english as _english
    from pipeline.compose import german as _german

GERMAN, ENGLISH = "de", "en"
_MODULES = {GERMAN: "pipeline.compose.german", ENGLISH: "pipeline.compose.english"}
_spoken: ContextVar[str] = ContextVar("language of the documents", default=GERMAN)


@dataclass(frozen=True)
class Text:
    """A fixed label in both languages; ``str()`` gives it in the one that is spoken."""

    de: str
    en: str

    def __str__(self) -> str:
        return say(self.de, self.en)


def say(de: str, en: str) -> str:
    """The text in the language that is spoken."""
    return en if is_english() else de


def is_english() -> bool:
    """Whether English is spoken."""
    return _spoken.get() == ENGLISH


def spoken() -> str:
    """The language's code."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within the block.

    Raises:
        ValueError: there are no words in this language.
    """
    if language not in _MODULES:
        raise ValueError(f"no words in the language '{language}'; known: {', '.join(_MODULES)}")
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


class Words(Protocol):
    """What a language has to know: how numbers, dates, lists and quotes stand in print."""

    THIN: str
    FIXED: str
    MINUS: str
    DASH: str
    PERCENT: str
    SEPARATORS: str
    SYLLABLES: str

    def number(self, value: float, decimals: int = 0) -> str:
        """A number, grouped by thousands, trailing zeros dropped."""

    def decimal(self, value: float, decimals: int = 1) -> str:
        """A number with always the same decimals."""

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share (0–1) as per cent."""

    def percent_decimal(self, share: float, decimals: int = 1) -> str:
        """A share (0–1) as per cent with always the same decimals."""

    def percent_number(self, share: float) -> int:
        """The whole per cent of a share."""

    def percent_range(self, low: float, high: float) -> str:
        """Two shares as a range."""

    def short_day(self, value: date) -> str:
        """A date in figures."""

    def points(self, difference: float) -> str:
        """A difference of shares in percentage points."""

    def numeral(self, n: int, *, feminine: bool = False) -> str:
        """Numerals up to twelve in words."""

    def counted(self, n: int, singular: str, plural: str, *, feminine: bool = False) -> str:
        """A counted noun; ``feminine`` matters in German only."""

    def span(self, low: int, high: int) -> str:
        """Two whole numbers as a range with a dash."""

    def between(self, low: str, high: str) -> str:
        """Two written values as a range in words."""

    def joined(self, items: Sequence[str], conjunction: str = "") -> str:
        """A list in prose."""

    def quoted(self, text: str) -> str:
        """Text in quotes."""

    def day(self, value: date) -> str:
        """A date in words."""

    def iso_day(self, text: str | None) -> str:
        """An ISO date or month for tables."""

    def capital(self, text: str) -> str:
        """The text with a capital first letter."""

    def rounded(self, value: float, *, beside: float = 0) -> str:
        """A converted or modelled count, rounded like the number that it stands beside."""

    def fixed(self, text: str) -> str:
        """Bind what must not be torn apart at a line's end."""


class _Spoken:
    """Looks every name up in the language that is spoken at that moment."""

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(_MODULES[_spoken.get()]), name)


lang = cast(Words, _Spoken())

if TYPE_CHECKING:  # both modules know all words
    _GERMAN: Words = _german
    _ENGLISH: Words = _english
