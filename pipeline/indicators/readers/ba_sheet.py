"""Find the table on a sheet of any workbook of the Bundesagentur für Arbeit, by what cells say.

Such a sheet has lines of text above (title, region, period), header rows (often merged, sometimes with a row
of column numbers), rows with a label on the left and figures on the right, headings without figures, and
footnotes below. Nothing is taken from a fixed cell, so a new vintage with a moved table still reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.indicators.readers.ba_grid import Grid, GridRow
from pipeline.indicators.readers.labels import (
    PARTS,
    clean_label,
    is_number,
    is_value,
    period_of,
    text_of,
)
from pipeline.indicators.readers.model import (
    NOT_AVAILABLE,
    SIGNS,
    UNRELIABLE,
    VALUE,
    no_figure,
    squeeze,
)
from pipeline.indicators.readers.workbook import CellValue, Row, Workbook, cell_name

PUBLISHER = "Statistik der Bundesagentur für Arbeit"
LICENCE = "© Statistik der Bundesagentur für Arbeit, Nutzung mit Quellenangabe"
_CREATED = re.compile(r"(\d{1,2})\. ([A-Za-zä]+) (\d{4})$")
# Sheets without a table of figures.
_META = re.compile(
    r"(Deckblatt|Impressum|Inhalt|Grafik|Link|Statistik-Infoseite|Hinweis|Method|Glossar|Erläuter|Abk)",
    re.I,
)
_KEY = re.compile(r"\d{2}|\d{5}|\d{8}")
_HEAD_WORD = re.compile(r"(Merkmal|Jahr|Berichts|Region|Schlüssel|Kreis$|Typ)", re.I)
_END = re.compile(r"(©|\*\)|\d{1,2}\)\s|Quelle|Erstellungsdatum|Statistik der Bundesagentur)", re.I)


def is_meta(sheet: str) -> bool:
    """Whether a sheet is by its name a cover, imprint, list or explanation."""
    return bool(_META.match(sheet))


def read_grid(book: Workbook, sheet: str) -> Grid | None:
    """The first table of a sheet, or None where there is none; see :func:`read_grids`."""
    return next(read_grids(book, sheet), None)


def read_grids(book: Workbook, sheet: str) -> Iterator[Grid]:
    """The tables of a sheet from the top down; a new header row begins a new table.

    Raises:
        PipelineError: a cell among the figures that is neither a number nor a known sign.
    """
    rows = book.rows(sheet)
    begin = 0
    above: tuple[str, ...] = ()
    while (
        start := next((i for i in range(begin, len(rows)) if _is_data(rows[i])), None)
    ) is not None:
        # one bad cell must not hide its column, so all rows decide where figures begin
        first = min(_first_value(row) for row in rows[start:] if _is_data(row))
        top = max(_header_top(rows, start, first), begin)
        columns = _columns(book, sheet, rows[top:start], top, first)
        head = (
            *above,
            *(text for row in rows[begin:top] for cell in row if (text := text_of(cell))),
        )
        end = _end(rows, start, first, columns)
        body, notes, unlabelled = _body(rows[:end], start, first, f"{book.name}, sheet {sheet}")
        yield Grid(book.name, sheet, head, columns, body, notes, unlabelled)
        above, begin = head, end


def _end(rows: list[Row], start: int, first: int, columns: dict[int, tuple[str, ...]]) -> int:
    """Where the next table's header begins: text over the columns that is a period or a known header."""
    known = {label for path in columns.values() for label in path}
    for i in range(start + 1, len(rows)):
        over = [text for cell in rows[i][first:] if (text := text_of(cell))]
        if not over or (_values(rows[i]) and not _is_year_row(rows[i])):
            continue
        label = any(text_of(cell) for cell in rows[i][:first])
        if any(period_of(text) or clean_label(text) in known for text in over) or not label:
            return i if any(_is_data(row) for row in rows[i + 1 :]) else len(rows)
    return len(rows)


def _is_year_row(row: Row) -> bool:
    """Whether a row is the head of a time series: three years in a row, or years beside a word like Merkmale.

    Counts of people can look like years, so being between 1990 and 2100 is not enough.
    """
    values = _values(row)
    years = [float(cell) for cell in values.values() if is_number(cell)]
    if not years or len(years) < len(values):
        return False
    if not all(n.is_integer() and 1990 <= n <= 2100 for n in years):
        return False
    steps = {later - earlier for earlier, later in pairwise(years)}
    label = next((t for cell in row[: min(values)] if (t := text_of(cell))), "")
    in_a_row = len(years) > 2 and steps in ({1.0}, {-1.0})
    return in_a_row or bool(_HEAD_WORD.match(label)) or not label


def _values(row: Row) -> dict[int, CellValue]:
    return {i: cell for i, cell in enumerate(row) if i > 0 and is_value(cell)}


def _is_data(row: Row) -> bool:
    """A label on the left and figures on the right that are neither years nor column numbers."""
    values = _values(row)
    if not values:
        return False
    first = min(values)
    labelled = any(text_of(cell) and not is_value(cell) for cell in row[:first])
    if not labelled or _END.match(text_of(row[0])):
        return False
    return not _is_year_row(row)


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


def _body(
    rows: list[Row], start: int, first: int, where: str
) -> tuple[tuple[GridRow, ...], tuple[str, ...], tuple[int, ...]]:
    """Rows with figures, the lines below them, and the indices of rows with figures but no label."""
    found: list[GridRow] = []
    notes: list[str] = []
    unlabelled: list[int] = []
    heading = _heading_above(rows, start, first)
    seen: dict[tuple[str, ...], int] = {}
    for index in range(start, len(rows)):
        row = rows[index]
        if notes or _END.match(text_of(row[0])) or _is_source(row):
            notes += [text for cell in row if (text := text_of(cell))]
            continue
        values = {c: row[c] for c in range(first, len(row)) if text_of(row[c])}
        labels = [
            t
            for cell in row[:first]
            if (t := text_of(cell)) and clean_label(t) and not PARTS.fullmatch(f"{t} ")
        ]
        if not values:
            heading = clean_label(labels[-1]) if labels else heading
            continue
        if not labels:
            if not _are_column_numbers([text_of(cell) for cell in row]):
                unlabelled.append(index)
            continue
        key = next((t for t in labels if _KEY.fullmatch(t)), "")
        named = [t for t in labels if t != key] or labels
        path = (*([heading] if heading else []), clean_label(named[-1]))
        seen[path] = seen.get(path, 0) + 1
        if seen[path] > 1:
            path = (*path[:-1], f"{path[-1]} ({seen[path]})")
        cells = {c: _value(v, f"{where}, cell {cell_name(index, c)}") for c, v in values.items()}
        found.append(GridRow(index, path, cells, key))
    return tuple(found), tuple(notes), tuple(unlabelled)


def _heading_above(rows: list[Row], start: int, first: int) -> str:
    """The heading of the first rows where it stands below the header: a label with nothing beside it."""
    row = rows[start - 1] if start else []
    above = clean_label(text_of(row[0])) if row else ""
    alone = not any(text_of(cell) for cell in row[first:])
    return above if alone and not period_of(above) else ""


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
    raise no_figure(
        text, where, "check that this is an official table; if it is, report this message"
    )


def grids(book: Workbook) -> Iterator[Grid]:
    """The tables of all sheets that have one."""
    for sheet in book.sheets:
        if is_meta(sheet):
            continue
        yield from read_grids(book, sheet)


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
