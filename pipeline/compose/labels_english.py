"""What needs and answers are called in English outside the questionnaire; the counterpart of :mod:`labels`.

The English questionnaire asks "How satisfied are you with …" and "Did you need the following?", so its rows
say "your overview of help and services" or "a place in day care".
"""

from __future__ import annotations

import re

_LEADING = re.compile(r"^(?:your|an?|the)\s+(?=\w)")
_FRAGMENT = re.compile(r"^(?:before|after|between|at|on|in|about|under|over|from|of)\s")
_ALONE = (
    (re.compile(r"\byour child\b"), "a child"),
    (re.compile(r"\byour family\b"), "the family"),
    (re.compile(r"^somebody who relieves you\b"), "somebody to take over"),
    (re.compile(r"\btells you which help is right for you\b"), "tells people which help is right"),
    (re.compile(r"\bpeople you can count on\b"), "people to count on"),
)
_IN_SENTENCE = (
    (re.compile(r"\byour\b"), "their"),
    (re.compile(r"\byou\b"), "them"),
)
_AS_SUBJECT = re.compile(r"\byou (?=can|could|have|need)")


def in_sentence(label: str) -> str:
    """A tidy label as an object in a sentence about others: ``their overview of help``."""
    label = _AS_SUBJECT.sub("they ", label)
    for pattern, instead in _IN_SENTENCE:
        label = pattern.sub(instead, label)
    return label


def standing_alone(label: str, question: str = "") -> str:
    """A tidy label as it stands in a chart; with its question where it means nothing without it."""
    for pattern, instead in _ALONE:
        label = pattern.sub(instead, label)
    if question and _FRAGMENT.search(label):
        return f"{question}: {label}"
    label = _LEADING.sub("", label)
    return label[:1].upper() + label[1:]
