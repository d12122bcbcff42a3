"""Entries of testers and of the pretest: a channel that says so, or a text that is only a test."""

from __future__ import annotations

import re

import numpy as np

from pipeline.clean.case import Case, both

RULE = "test_entry"
NOTE = "Testeinträge (Verteilweg „test“ oder Freitext „Test“)"
# test, test2, test 1, pretest-kita; not testzentrum, which may be a place where forms were handed out
_CHANNEL = re.compile(r"(test|pretest|probe|vorschau)(?:\d+|[\W_].*)?", re.DOTALL)
_TEST = re.compile(
    r"\W*(?:test(?:eintrag|antwort|daten)?|pretest|asdf+|qwertz?)\W*\d*\W*", re.IGNORECASE
)


def tested(channel: str) -> str:
    """The word by which a channel (in lower case) says that it is a test; empty where it is none."""
    found = _CHANNEL.fullmatch(channel)
    return found[1] if found else ""


def run(case: Case) -> None:
    """Exclude them."""
    channel = np.array([isinstance(c, str) and bool(tested(c)) for c in case.meta["kanal"]], bool)
    texts = [
        np.fromiter(
            (bool(c) and bool(_TEST.fullmatch(c)) for c in case.cells[v.name]), bool, len(case)
        )
        for v in case.variables.values()
        if v.kind == "text"
    ]
    case.exclude(RULE, channel | both(texts, len(case)), NOTE)
