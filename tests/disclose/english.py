"""Numbers of an English text as a German one writes them, so that one check reads both languages."""

from __future__ import annotations

import re
from typing import Any

from tests.disclose.channels import COUNT
from tests.disclose.said import Board, Chart, Number, Piece, Table, Text, Wrong

PATTERNS = (  # 5.1 before a capital letter is the number of a chapter
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<![\w.,])(?!\d\.\d\s+[“‘]?[A-Z])(\d+)\.(\d+)(?![\w.]\w)(?!\w)"), r"\1,\2"),
    (re.compile(r"(\d)\s?(?:%|per ?cent\b)", re.IGNORECASE), r"\1 %"),
    (re.compile(r"(\d)(?: %)?\s+to\s+(?=\d)"), r"\1 bis "),
    (re.compile(r"\binterval around it is\b", re.IGNORECASE), "Intervall um den Wert reicht von"),
    (re.compile(r"\bintervals?\b", re.IGNORECASE), "Intervall"),
)
OF = re.compile(
    rf"(?<![\w.,])({COUNT}|\d+,\d+) (?:out of|of)(?: the| all)? ({COUNT})(?!\w|[.,]\d)",
    re.IGNORECASE,
)
HEADINGS = {  # of tables, where the check has to know what a column counts
    "Share": "Anteil", "all": "alle", "Interval": "Intervall", "started": "begonnen",
    "completed": "bis zum Ende", "analysed": "ausgewertet",
}  # fmt: skip


def as_german(text: str) -> str:
    """Numbers of an English text as a German one writes them; stored numbers stay.

    ``1,234`` becomes 1234, ``43.2%`` and ``43.2 per cent`` 43,2 %, ``3 of 8``, ``3 out of 8`` and ``three of
    the eight`` become ``… von …``, ``interval 3 to 98%`` becomes ``Intervall 3 bis 98 %``.
    """
    if isinstance(text, Number):
        return text
    for pattern, new in PATTERNS:
        text = pattern.sub(new, text)
    return OF.sub(r"\1 von \2", text)


def piece_as_german(piece: Piece) -> Piece:
    """The same for whatever a file holds; the board is German only."""
    match piece:
        case Text(place, text):
            return Text(place, as_german(text))
        case Chart(place, data):
            return Chart(place, tree_as_german(data))
        case Table(place, header, rows):
            return Table(place, *table_as_german(header, rows))
        case Board() | Wrong():
            return piece


def tree_as_german(tree: Any) -> Any:
    """All texts of a tree."""
    if isinstance(tree, dict):
        return {key: tree_as_german(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [tree_as_german(value) for value in tree]
    return as_german(tree) if isinstance(tree, str) else tree


def table_as_german(header: list[str], rows: list[list[Any]]) -> tuple[list[str], list[list[Any]]]:
    """The headings by which the check knows a column, and the texts of cells."""
    cells = [[as_german(c) if isinstance(c, str) else c for c in row] for row in rows]
    return [HEADINGS.get(name, name) for name in header], cells
