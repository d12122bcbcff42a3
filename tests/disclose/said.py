"""What a reader finds in a finished file: texts, charts, tables, the board's data, what may not be there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


class Number(str):
    """A number as German text, whatever language the file speaks."""

    __slots__ = ()


@dataclass(frozen=True)
class Text:
    """Something that can be read, shown or not; ``place`` says where it stands in the file."""

    place: str
    text: str


@dataclass(frozen=True)
class Wrong:
    """What no file that goes out may hold, whatever it says: a hidden sheet, a tracked change."""

    place: str
    what: str


@dataclass(frozen=True)
class Chart:
    """Data that a page draws a chart from."""

    place: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Board:
    """Data of the steering board."""

    place: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A printed table: cells as texts, or as numbers where they count something."""

    place: str
    header: list[str]
    rows: list[list[Any]]


Piece = Text | Wrong | Chart | Board | Table
Pieces = Iterator[Piece]
