"""Entries of testers and of the pretest: a channel that says so, or a text that is only a test."""

from __future__ import annotations

import re

import numpy as np

from pipeline.clean.case import Case, both

RULE = "test_entry"
CHANNELS = ("test", "pretest", "probe", "vorschau")
NOTE = "Testeinträge (Verteilweg „test“ oder Freitext „Test“)"
_TEST = re.compile(
    r"\W*(?:test(?:eintrag|antwort|daten)?|pretest|asdf+|qwertz?|xxx+)\W*\d*\W*", re.IGNORECASE
)


def run(case: Case) -> None:
    """Exclude them."""
    channel = case.meta["kanal"].isin(CHANNELS).to_numpy(dtype=bool)
    texts = [
        np.fromiter(
            (bool(c) and bool(_TEST.fullmatch(c)) for c in case.cells[v.name]), bool, len(case)
        )
        for v in case.variables.values()
        if v.kind == "text"
    ]
    case.exclude(RULE, channel | both(texts, len(case)), NOTE)
