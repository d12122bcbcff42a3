"""The channel comes with the link, and whoever opens a link can write anything there.

Channels are published. So only what looks like the short name of a channel is kept, in lower case.
A test with more words (*test 1*) stays a test, by its first word.
"""

from __future__ import annotations

import re

import numpy as np

from pipeline.clean.case import Case
from pipeline.clean.rules.test_entries import tested

RULE = "out_of_range"
NOTE = "Verteilweg unlesbar (am Link verändert): als unbekannt gewertet"
_CHANNEL = re.compile(r"[a-z0-9äöüß][a-z0-9äöüß_-]{0,29}")


def run(case: Case) -> None:
    """Anything else becomes *unknown*."""
    channels = [_short(c) if isinstance(c, str) else "" for c in case.meta["kanal"]]
    strange = np.array([bool(c) and not _CHANNEL.fullmatch(c) for c in channels], dtype=bool)
    cells = [None if odd or not c else c for c, odd in zip(channels, strange, strict=True)]
    case.meta["kanal"] = np.array([*cells, None], dtype=object)[:-1]
    if strange.any():
        case.decide(RULE, "kanal", int(strange.sum()), "set_missing", NOTE)


def _short(written: str) -> str:
    channel = written.strip().lower()
    return channel if _CHANNEL.fullmatch(channel) else tested(channel) or channel
