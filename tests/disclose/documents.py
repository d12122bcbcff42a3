"""Reads every number out of finished files: all that is published, file by file, also what does not show.

Each kind of file has a reader that gives pieces by place (``comment``, ``alt``, ``metadata`` …);
:func:`faults` holds them against what may be known. A kind without a reader is a fault itself.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import plotly

from tests.disclose import channels, office, pictures, printed, webpages
from tests.disclose.english import piece_as_german
from tests.disclose.known import Known
from tests.disclose.marks import IN_PAGES, of_marks
from tests.disclose.said import Board, Chart, Number, Piece, Pieces, Table, Text, Wrong

PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
UNREAD = {  # a file that is no reader's, and why: it must be the same, byte for byte
    "plotly.min.js": (PLOTLY, "the library that draws charts in a page, as its package has it"),
}
MARK = "daten"  # a column that open data of a demo have besides those of the table


def of_text_file(content: bytes) -> Pieces:
    """Every line."""
    for k, line in enumerate(content.decode("utf-8").splitlines(), 1):
        yield Text(f"line {k}", line)


def of_csv(content: bytes) -> Pieces:
    """Every cell."""
    for k, row in enumerate(csv.reader(io.StringIO(content.decode("utf-8-sig"))), 1):
        yield from (Text(f"line {k}", cell) for cell in row)


def of_json(content: bytes) -> Pieces:
    """Every text, every number as a text."""
    for path, leaf in channels.walk(json.loads(content)):
        number = isinstance(leaf, float)
        yield Text(path, Number(str(leaf).replace(".", ",")) if number else str(leaf))


READERS: dict[str, Callable[[bytes], Pieces]] = {
    ".html": webpages.of_page, ".svg": webpages.of_drawing, ".pdf": printed.of_print,
    ".docx": office.of_word, ".xlsx": office.of_workbook, ".png": pictures.of_png,
    ".jpg": pictures.of_jpeg, ".jpeg": pictures.of_jpeg, ".csv": of_csv, ".json": of_json,
    ".txt": of_text_file,
}  # fmt: skip


def pieces(name: str, content: bytes) -> Pieces:
    """What a file holds; of an archive what its files hold.

    Args:
        name: with the suffix that says which reader it is for.
        content: of the file.
    """
    path = PurePosixPath(name)
    if path.name in UNREAD:
        if content != UNREAD[path.name][0].read_bytes():
            yield Wrong("file", f"is not what it is taken for: {UNREAD[path.name][1]}")
    elif path.suffix.lower() == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                if part.comment:
                    yield Text(part.filename, part.comment.decode("utf-8", "replace"))
                for piece in () if part.is_dir() else pieces(part.filename, archive.read(part)):
                    yield Wrong(part.filename, piece.what) if isinstance(piece, Wrong) else piece
            yield Text("archive", archive.comment.decode("utf-8", "replace"))
    elif reader := READERS.get(path.suffix.lower()):
        yield from reader(content)
    else:
        yield Wrong("file", "this kind of file is not read: who knows what is in it")


def is_english(name: str, content: bytes) -> bool:
    """The language that a file says it is in; tables and drawings say it by their place."""
    path = PurePosixPath(name)
    if path.suffix == ".html":
        return re.search(rb'<html[^>]*\blang="en', content) is not None
    if path.suffix == ".pdf":
        return re.search(rb"/Lang ?\(en", content) is not None
    if path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return b"<dc:language>en" in parts.read("docProps/core.xml")
    return "en" in path.parts or path.stem.endswith("_en")


def held(
    known: Known, piece: Piece, groups: dict[str, str], official: bool = True
) -> Iterator[str]:
    """Faults of one piece.

    Args:
        known: what may be known.
        piece: in German, or made so.
        groups: label of a target group as a column may carry it -> group.
        official: official figures may stand in it.
    """
    match piece:
        case Text(_, text):
            line = " ".join(text.replace("\u00ad", "").split())
            yield from channels.of_text(known, line, official=official)
        case Chart(_, data):
            yield from channels.of_chart(known, data, True)
        case Board(_, data):
            yield from channels.of_board(known, data)
        case Table(_, header, rows):
            yield from channels.of_table(known, header, rows, groups, official)
        case Wrong(_, what):
            yield what


def of_file(known: Known, name: str, content: bytes, groups: dict[str, str]) -> Iterator[str]:
    """Faults of a file; open data are held against the public table itself, value by value."""
    path = PurePosixPath(name)
    if path.suffix == ".csv" and path.stem in known.tables:
        yield from of_open_data(known.tables[path.stem], content)
        return
    english = is_english(name, content)
    official = path.suffix != ".svg" or path.stem.removesuffix("-schmal") in channels.OFFICIAL
    for piece in pieces(name, content):
        said = piece_as_german(piece) if english else piece
        for fault in held(known, said, groups, official):
            yield f"{piece.place}: {fault}"
    if path.suffix == ".html":
        for chart, svg in webpages.drawn_charts(content.decode("utf-8")):
            yield from (f"drawing: {f}" for f in of_marks(chart, svg, IN_PAGES))


def of_open_data(table: pd.DataFrame, content: bytes) -> Iterator[str]:
    """Faults of a table's CSV file: a column, line or value that is not the public one."""
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8")))
    if [name for name in header if name != MARK] != [*table.columns]:
        yield f"has other columns than the public table: {header}"
        return
    if len(lines) != len(table):
        yield f"has {len(lines)} lines; the public table has {len(table)}"
        return
    for k, name in enumerate(table.columns):
        for at, (given, value) in enumerate(zip(lines, table[name], strict=True), 2):
            if not _same(given[k], value):
                yield f"line {at}, {name}: {given[k]!r} is not the public {value!r}"


def _same(written: str, value: Any) -> bool:
    if not isinstance(value, str) and pd.isna(value):
        return written == ""
    if isinstance(value, float):
        return float(written) == value
    return written.removeprefix("'") == str(value).removeprefix("'")


def faults(folder: Path, known: Known, groups: dict[str, str] | None = None) -> list[str]:
    """All numbers in the files of a folder, and of folders in it, that public tables do not explain."""
    return [
        f"{name}: {fault}"
        for file in sorted(path for path in folder.rglob("*") if path.is_file())
        for name in [file.relative_to(folder).as_posix()]
        for fault in of_file(known, name, file.read_bytes(), groups or {})
    ]


def drawn(charts: Path) -> list[str]:
    """Marks of drawings that are not where the figures of the chart are that lies beside."""
    found = []
    for file in sorted(charts.rglob("*.svg")):
        data = file.with_name(f"{file.stem.removesuffix('-schmal')}.json")
        if data.is_file():
            chart = json.loads(data.read_text(encoding="utf-8"))
            svg = file.read_text(encoding="utf-8")
            found += [f"{file.relative_to(charts).as_posix()}: {f}" for f in of_marks(chart, svg)]
    return found
