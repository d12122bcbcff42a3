"""Find the table on a sheet of any workbook of the Bundesagentur für Arbeit, by what cells say.

Such a sheet has lines of text above (title, region, period), header rows (often merged, sometimes with a row
of column numbers), rows with a label on the left and figures on the right, headings without figures, and
footnotes below. Nothing is taken from a fixed cell, so a new vintage with a moved table still reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import PipelineError
from pipeline.indicators.readers.labels import (
    PARTS,
    clean_label,
    is_number,
    is_value,
    period_of,
    text_of,
)
from pipeline.indicators.readers.model import NOT_AVAILABLE, SIGNS, UNRELIABLE, VALUE, squeeze
from pipeline.indicators.readers.workbook import CellValue, Row, Workbook, cell_name

PUBLISHER = "Statistik der Bundesagentur für Arbeit"
LICENCE = "© Statistik der Bundesagentur für Arbeit, Nutzung mit Quellenangabe"
_CREATED = re.compile(r"(\d{1,2})\. ([A-Za-zä]+) (\d{4})$")
# Sheets without a table of figures.
_META = re.compile(
    r"(Deckblatt|Impressum|Inhalt|Grafik|Link|Statistik-Infoseite|Hinweis|Method|Glossar|Erläuter|Abk)",
    re.I,
)
_END = re.compile(r"(©|\*\)|\d{1,2}\)\s|Quelle|Erstellungsdatum|Statistik der Bundesagentur)", re.I)
_REGION = re.compile(r"\b(\d{8}|\d{5})\s+([A-ZÄÖÜ][^()\d]*?)\s*(?:\(|$)|\(\s*(\d{8}|\d{5})\s*\)")
_NAMED = re.compile(r"(?:Region|Gebiet|Kreis|Ort)\s*:\s*(.+)$")


@dataclass(frozen=True)
class GridRow:
    """One row with figures: index from 0, heading and label, and value with status by column."""

    index: int
    path: tuple[str, ...]
    cells: dict[int, tuple[float | None, str]]
    key: str = ""

    @property
    def label(self) -> str:
        """The row's own label, without its heading."""
        return self.path[-1]


@dataclass(frozen=True)
class Grid:
    """The table of one sheet.

    Attributes:
        head: the lines of text above the table.
        columns: header labels from the top down, by column index from 0.
        rows: rows with figures, in order; ``key`` holds a regional key that stands in the row.
        notes: the lines below the table.
    """

    workbook: str
    sheet: str
    head: tuple[str, ...]
    columns: dict[int, tuple[str, ...]]
    rows: tuple[GridRow, ...]
    notes: tuple[str, ...]

    @property
    def where(self) -> str:
        """How messages call the sheet."""
        return f"{self.workbook}, sheet {self.sheet}"

    @property
    def region(self) -> str | None:
        """Key of the region that the lines above the table name, or its name after ``Region:``."""
        for line in self.head:
            found = _REGION.search(line)
            if found:
                return found[1] or found[3]
        for line in self.head:
            named = _NAMED.search(line)
            if named:
                return named[1].strip()
        return next((line for line in self.head if line == "Deutschland"), None)

    @property
    def period(self) -> str | None:
        """The period that the lines above the table name, ISO; the table is believed, not the file name."""
        return next((p for line in self.head if (p := period_of(line))), None)

    def column(self, pattern: str) -> int:
        """The first column whose header matches.

        Raises:
            PipelineError: none does; the message lists the headers that are there.
        """
        for index, path in sorted(self.columns.items()):
            if re.search(pattern, " | ".join(path)):
                return index
        heads = "; ".join(" | ".join(path) for path in self.columns.values())
        raise self._missing(f"no column is headed like '{pattern}'", heads)

    def row(self, pattern: str) -> GridRow:
        """The first row whose heading and label (joined by `` | ``) match.

        Raises:
            PipelineError: none does; the message lists the labels that are there.
        """
        for row in self.rows:
            if re.search(pattern, " | ".join(row.path)):
                return row
        labels = "; ".join(" | ".join(row.path) for row in self.rows[:40])
        raise self._missing(f"no row is labelled like '{pattern}'", labels)

    def _missing(self, what: str, there: str) -> PipelineError:
        return PipelineError(
            what, self.where, f"there are: {there}",
            "check that this is the right table; if the publisher changed it, report this message",
        )  # fmt: skip


def read_grid(book: Workbook, sheet: str) -> Grid | None:
    """The table of a sheet, or None where there is none (cover, imprint, links).

    Raises:
        PipelineError: a cell among the figures that is neither a number nor a known sign.
    """
    rows = book.rows(sheet)
    start = next((i for i, row in enumerate(rows) if _is_data(row)), None)
    if start is None:
        return None
    # one bad cell must not hide its column, so all rows decide where figures begin
    first = min(_first_value(row) for row in rows[start:] if _is_data(row))
    top = _header_top(rows, start, first)
    columns = _columns(book, sheet, rows[top:start], top, first)
    body, notes = _body(rows, start, first, f"{book.name}, sheet {sheet}")
    head = tuple(text for row in rows[:top] for cell in row if (text := text_of(cell)))
    return Grid(book.name, sheet, head, columns, tuple(body), tuple(notes))


def _values(row: Row) -> dict[int, CellValue]:
    return {i: cell for i, cell in enumerate(row) if i > 0 and is_value(cell)}


def _is_data(row: Row) -> bool:
    """A label on the left and figures on the right that are neither years nor column numbers."""
    values = _values(row)
    if not values:
        return False
    first = min(values)
    labelled = any(text_of(cell) and not is_value(cell) for cell in row[:first])
    numbers = [float(cell) for cell in values.values() if is_number(cell)]
    if not labelled or _END.match(text_of(row[0])):
        return False
    years = bool(numbers) and all(n.is_integer() and 1990 <= n <= 2100 for n in numbers)
    return not (years and len(numbers) == len(values))


def _first_value(row: Row) -> int:
    return min(_values(row))


def _header_top(rows: list[Row], start: int, first: int) -> int:
    """The first header row: upwards from the figures as long as something stands over their columns."""
    top = start
    while top > 0:
        row = rows[top - 1]
        over = [cell for cell in row[first:] if text_of(cell)]
        left = [cell for cell in row[:first] if text_of(cell)]
        if not over and (not left or top < start):
            break
        if not over and not _values(row) and period_of(text_of(row[0])):
            break
        top -= 1
    return top


def _columns(
    book: Workbook, sheet: str, header: list[Row], top: int, first: int
) -> dict[int, tuple[str, ...]]:
    """Header labels by column; merged cells count for all their columns."""
    texts = [[text_of(cell) for cell in row] for row in header]
    for (r0, c0), (r1, c1) in book.merged(sheet):
        if r0 < top or r0 >= top + len(header):
            continue
        text = texts[r0 - top][c0] if c0 < len(texts[r0 - top]) else ""
        for r in range(r0 - top, min(r1 - top, len(header) - 1) + 1):
            for c in range(c0, min(c1 + 1, len(texts[r]))):
                texts[r][c] = text
    texts = [row for row in texts if not _are_column_numbers(row[first:])]
    width = max((len(row) for row in texts), default=0)
    columns: dict[int, tuple[str, ...]] = {}
    for c in range(first, width):
        path: list[str] = []
        for row in texts:
            label = clean_label(row[c]) if c < len(row) else ""
            if label and label not in path[-1:]:
                path.append(label)
        columns[c] = tuple(path)
    return columns


def _are_column_numbers(texts: list[str]) -> bool:
    """Whether a row counts columns: 1, 2, 3 … (or from wherever the label columns have brought it)."""
    shown = [text for text in texts if text]
    if len(shown) < 2 or not shown[0].isdigit() or int(shown[0]) > 20:
        return False
    return shown == [str(int(shown[0]) + i) for i in range(len(shown))]


def _body(rows: list[Row], start: int, first: int, where: str) -> tuple[list[GridRow], list[str]]:
    found: list[GridRow] = []
    notes: list[str] = []
    heading = ""
    seen: dict[tuple[str, ...], int] = {}
    above = clean_label(text_of(rows[start - 1][0])) if start else ""
    if above and not _values(rows[start - 1]) and len(rows[start - 1]) and not period_of(above):
        over = [cell for cell in rows[start - 1][first:] if text_of(cell)]
        heading = "" if over else above
    for index in range(start, len(rows)):
        row = rows[index]
        texts = [text_of(cell) for cell in row[:first]]
        if notes or any(_END.match(t) for t in texts[:1] if t) or _is_source(row):
            notes += [text for cell in row if (text := text_of(cell))]
            continue
        values = {c: row[c] for c in range(first, len(row)) if text_of(row[c])}
        labels = [
            t
            for cell, t in zip(row[:first], texts, strict=True)
            if t and not PARTS.fullmatch(t + " ")
        ]
        if not values:
            heading = clean_label(labels[-1]) if labels else heading
            continue
        if not labels:
            continue
        key = next((t for t in labels if re.fullmatch(r"\d{2}|\d{5}|\d{8}", t)), "")
        named = [t for t in labels if t != key] or labels
        path = (*([heading] if heading else []), clean_label(named[-1]))
        seen[path] = seen.get(path, 0) + 1
        if seen[path] > 1:
            path = (*path[:-1], f"{path[-1]} ({seen[path]})")
        cells = {c: _value(v, f"{where}, cell {cell_name(index, c)}") for c, v in values.items()}
        found.append(GridRow(index, path, cells, key))
    return found, notes


def _is_source(row: Row) -> bool:
    return any("©" in text_of(cell) for cell in row)


def _value(raw: CellValue, where: str) -> tuple[float | None, str]:
    if is_number(raw):
        return float(raw), VALUE
    text = squeeze(raw)
    if text in SIGNS:
        return None, SIGNS[text]
    weak = re.fullmatch(r"\((-?\d+(?:[.,]\d+)?)\)", text)
    if weak:
        return float(weak[1].replace(",", ".")), UNRELIABLE
    if not text:
        return None, NOT_AVAILABLE
    raise PipelineError(
        f"'{text}' is neither a number nor a known sign", where,
        hint="check that this is an official table; if it is, report this message",
    )  # fmt: skip


def grids(book: Workbook) -> Iterator[Grid]:
    """The tables of all sheets that have one."""
    for sheet in book.sheets:
        if _META.match(sheet):
            continue
        grid = read_grid(book, sheet)
        if grid is not None:
            yield grid


def created_on(book: Workbook) -> str | None:
    """The day on which the office made the workbook (sheet Impressum), ISO; None where it does not say."""
    if "Impressum" not in book.sheets:
        return None
    for row in book.rows("Impressum"):
        if row and squeeze(row[0]).startswith("Erstellungsdatum"):
            text = " ".join(filter(None, (text_of(cell) for cell in row[1:])))
            named = _CREATED.search(text)
            month = period_of(f"{named[2]} {named[3]}") if named else None
            return f"{month}-{int(named[1]):02d}" if named and month else period_of(text)
    return None
