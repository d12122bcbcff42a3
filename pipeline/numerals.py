"""Numbers as people type them: ``1.200`` is 1200 in German, and 1.2 where a program wrote it.

A point or comma before exactly three digits may separate thousands or decimals. Who types by hand in Germany
means thousands by the point; files of other programs must say what they mean.
"""

from __future__ import annotations

import re

_GERMAN = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")


def plain(text: str, decimal: str) -> str:
    """A number with a decimal point and no separators of thousands; any other text as it is.

    Args:
        text: as typed.
        decimal: ``,`` (German: ``1.200`` and ``1.200,0`` are 1200, ``1,2`` and ``1.2`` are 1.2) or ``.``
            (English: ``1,200`` and ``1,200.0`` are 1200).
    """
    if decimal == ",":
        if _GERMAN.fullmatch(text):
            text = text.replace(".", "")
        return text.replace(",", ".") if "." not in text else text
    return text.replace(",", "") if _ENGLISH.fullmatch(text) else text


def unmistakable(text: str) -> str | None:
    """A number whose writing tells thousands from decimals (see :func:`plain`); None where it does not.

    ``1.200`` and ``1,200`` do not tell; ``1.200,5``, ``1.200.000``, ``0.125`` and ``37,5`` do.
    """
    if _EITHER.fullmatch(text):
        return None
    return plain(text, "." if _ENGLISH.fullmatch(text) else ",")
