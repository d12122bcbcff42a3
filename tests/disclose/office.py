"""Readers of Word and Excel files: zipped parts, each of which is read or known to say nothing."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import Any

from tests.disclose import pictures
from tests.disclose.said import Number, Pieces, Table, Text, Wrong
from tests.disclose.webpages import of_drawing

# Of the parts that Office Open XML knows (ECMA-376), those that our files are made of.
SILENT = re.compile(  # structure, look and letters: no text is in them that somebody reads
    r"\[Content_Types\]\.xml|word/theme/theme\d+\.xml|xl/theme/theme\d+\.xml|xl/styles\.xml|word/styles\.xml|"
    r"word/fontTable\.xml|word/fonts/font\d+\.odttf"
)
WORD = re.compile(
    r"word/(?:document|numbering|footnotes|endnotes|comments|settings|webSettings|header\d+|footer\d+)\.xml|"
    r"docProps/(?:app|core|custom)\.xml"
)
EXCEL = re.compile(
    r"xl/(?:workbook|sharedStrings)\.xml|xl/worksheets/sheet\d+\.xml|docProps/(?:app|core)\.xml"
)
LINKS = re.compile(r"(?:.*/)?_rels/[\w.]*\.rels")
MEDIA = re.compile(r"word/media/[\w.-]+\.(svg|png|jpe?g)")
CHANGED = re.compile(r"<w:(ins|del|moveFrom|moveTo|\w+Change|comment|docVar)[ />]")
TITLES = re.compile(r"'[\w ]+'!\$\d+:\$\d+")  # rows that are printed on every page
# Of a sheet: what can hide a value, or hold one that is no cell.
HIDING = (
    ("row or column", re.compile(r"<(?:row|col)\b[^>]*\b(?:hidden|collapsed)=\"(?:1|true)\"")),
    ("row or column of no size", re.compile(r"<(?:row|col)\b[^>]*\b(?:ht|width)=\"0(?:\.\d*)?\"")),
    ("formula", re.compile(r"<f[ />]")),
    ("rule for entries", re.compile(r"<dataValidation[ >]")),
    ("drawing or control", re.compile(r"<(?:drawing|legacyDrawing|controls|oleObjects|picture)\b")),
    ("filter or scenario", re.compile(r"<(?:autoFilter|scenarios|customSheetViews)\b")),
)  # fmt: skip


EXACT_UP_TO = 12  # digits of a stored number
MOST_COLUMNS = 60  # of a table


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def of_word(content: bytes) -> Pieces:
    """Text, tables, notes, alternative texts, properties, pictures; comments and changes are wrong."""
    for name, part in _parts(content).items():
        if kind := MEDIA.fullmatch(name):
            reader = {"svg": of_drawing, "png": pictures.of_png}.get(kind[1], pictures.of_jpeg)
            yield from reader(part)
        elif LINKS.fullmatch(name):
            yield from _links(name, part)
        elif WORD.fullmatch(name):
            yield from _of_part(name, part.decode("utf-8"))
        elif not SILENT.fullmatch(name):
            yield Wrong(name, "no Word file of ours has such a part")


def _of_part(name: str, xml: str) -> Pieces:
    for kind in sorted(set(CHANGED.findall(xml))):
        yield Wrong(name, f"w:{kind} (a comment, a tracked change or a variable)")
    for attribute, said in re.findall(r'\b(descr|title|alt)="([^"]*)"', xml):
        yield Text(f"{name}, {attribute}", html.unescape(said))
    xml = re.sub(r"<AppVersion>[^<]*</AppVersion>", "", xml)
    lines = re.sub(r"</w:p>|<w:tab/>|<w:br/>|</(?:dc|cp|vt|dcterms):\w+>", "\n", xml)
    for line in re.sub(r"<[^>]*>", "", lines).splitlines():
        yield Text(name, html.unescape(line))


def _links(name: str, part: bytes) -> Pieces:
    for target in re.findall(r'Target="([^"]*)"', part.decode("utf-8")):
        if re.match(r"file:|[A-Za-z]:|\\\\|.*[\\/]Users[\\/]", target):
            yield Wrong(name, f"leads to a file of a machine: {target}")


def of_workbook(content: bytes) -> Pieces:
    """Every cell with all digits that are stored; whatever hides, computes or comments is wrong."""
    from openpyxl import load_workbook

    parts = _parts(content)
    for name, part in parts.items():
        if LINKS.fullmatch(name):
            yield from _links(name, part)
        elif EXCEL.fullmatch(name):
            yield from _structure(name, part.decode("utf-8"))
        elif not SILENT.fullmatch(name):
            yield Wrong(name, "no workbook of ours has such a part")
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        yield from _of_sheet(sheet)


def _structure(name: str, xml: str) -> Pieces:
    if name == "xl/workbook.xml":
        for title, state in re.findall(r'<sheet name="([^"]*)"[^>]* state="(\w+)"', xml):
            if state != "visible":
                yield Wrong(title, f"the sheet is {state}")
        for named, refers in re.findall(r'<definedName\b[^>]*\bname="([^"]*)"[^>]*>([^<]*)', xml):
            if named != "_xlnm.Print_Titles" or not TITLES.fullmatch(html.unescape(refers)):
                yield Wrong("names", f"a name is defined: {named} {refers}")
    elif name.startswith("xl/worksheets"):
        for what, pattern in HIDING:
            if pattern.search(xml):
                yield Wrong(name, f"a {what} that hides or computes")
        for said in re.findall(
            r"<(?:odd|even|first)(?:Header|Footer)>([^<]*)|tooltip=\"([^\"]*)\"", xml
        ):
            yield Text(name, html.unescape(" ".join(said)))
    elif name == "xl/sharedStrings.xml":  # also those that no cell shows
        for said in re.findall(r"<t[^>]*>([^<]*)", xml):
            yield Text(name, html.unescape(said))
    else:
        for said in re.findall(r">([^<]+)<", re.sub(r"<AppVersion>[^<]*</AppVersion>", "", xml)):
            yield Text(name, html.unescape(said))


def _of_sheet(sheet: Any) -> Pieces:
    """Tables begin in the third row, below their title; the first sheet lists them."""
    cells = {
        place: as_text(cell) for place, cell in sheet._cells.items()
    }  # iter_rows() makes empty ones
    header = [str(cells[3, k]) for k in range(1, MOST_COLUMNS) if cells.get((3, k))]
    columns = range(1, len(header) + 1) if len(header) > 1 else range(0)
    below = sorted({row for row, _ in cells if row > 3})
    if columns:
        rows = [[cells.get((row, k), "") for k in columns] for row in below]
        yield Table(sheet.title, header, rows)
    for (row, column), cell in cells.items():
        if row < 3 or column not in columns:
            yield Text(sheet.title, cell if isinstance(cell, Number) else str(cell))


def as_text(cell: Any) -> Any:
    """A cell with all digits that are stored, per cents as per cents; whole numbers stay numbers."""
    value = cell.value
    if isinstance(value, float) or (value is not None and "%" in cell.number_format):
        scaled = float(value) * 100 if "%" in cell.number_format else float(value)
        text = f"{scaled:.{EXACT_UP_TO}f}".rstrip("0").rstrip(".").replace(".", ",")
        return Number(f"{text} %" if "%" in cell.number_format else text)
    return "" if value is None else value
