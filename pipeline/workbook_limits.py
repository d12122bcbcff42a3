"""What a workbook from elsewhere may hold: no bombs, forged sizes, cells far apart or uncomputed formulas.

They are refused before a reader unpacks the workbook: it would take the whole memory, or end Python.
"""

from __future__ import annotations

import contextlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import ParseError

from pipeline.errors import PipelineError

ZIP = b"PK\x03\x04"  # how a zipped workbook begins
MAX_PART = 120_000_000  # unpacked, of one part
MAX_ALL = 600_000_000  # unpacked, of all parts; sheets that are not asked for stay packed
MAX_CELLS = 10_000_000  # of the rectangle that a sheet spans
# Everything that zipfile raises for archives that are not whole.
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, NotImplementedError, ValueError, EOFError,
)  # fmt: skip
AGAIN = "fetch the file again and open it in a spreadsheet program to see whether it is whole"
_LARGEST_RATIO = 1032  # deflate cannot pack tighter
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FORMULA = re.compile(
    rb"<c\b([^>]*)>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def protected(name: str) -> PipelineError:
    """The error for a workbook that asks for a password."""
    return PipelineError(
        "the workbook is protected with a password",
        name,
        hint="open it in a spreadsheet program, remove the password and save a copy",
    )


class Parts:
    """The parts of a zipped workbook, checked as a whole at once and sheet by sheet when they are asked for.

    Raises:
        PipelineError: damaged, protected, in the binary format, or far larger than an official table.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        with self._clear(), zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [
                i for i in archive.infolist() if i.filename.endswith((".xml", ".rels", ".bin"))
            ]
            if any(i.flag_bits & 1 for i in parts):
                raise protected(name)
            if any(i.filename.lower().endswith("workbook.bin") for i in parts):
                raise PipelineError(
                    "workbooks in the binary format (.xlsb) are not read", name,
                    hint="open it in a spreadsheet program and save it as .xlsx",
                )  # fmt: skip
            self._infos = {i.filename: i for i in parts}
            if len(self._infos) < len(parts):
                raise PipelineError("the workbook is damaged", name, "a part is there twice", AGAIN)
            declared = sum(i.file_size for i in parts)
            possible = sum(i.compress_size for i in parts) * _LARGEST_RATIO
            if declared > MAX_PART or possible > MAX_PART:
                self._measure()
            self._sheets = self._find_sheets(archive)

    def check_sheet(self, sheet: str) -> None:
        """Refuse a sheet that spans more than ``MAX_CELLS`` or holds formulas without results.

        Readers keep a sheet as a full rectangle: two cells, A1 and XFD1048576, would take hundreds of
        gigabytes. A sheet whose part is not found stands for all of them.
        """
        with self._clear(), zipfile.ZipFile(BytesIO(self._data)) as archive:
            known = self._sheets.get(sheet)
            for part in [known] if known else [p for p in self._infos if p.endswith(".xml")]:
                where = f"{self._name}, sheet {sheet}" if known else f"{self._name}, {part}"
                if self._infos[part].file_size > MAX_PART:
                    raise _too_large(MAX_PART, where)
                _check_cells(archive.read(part), where)

    @contextlib.contextmanager
    def _clear(self) -> Iterator[None]:
        try:
            yield
        except ZIP_ERRORS as error:
            raise PipelineError("the workbook is damaged", self._name, str(error), AGAIN) from None

    def _find_sheets(self, archive: zipfile.ZipFile) -> dict[str, str]:
        """Part by name of sheet; empty where the workbook does not say it in the usual way."""
        from defusedxml.ElementTree import fromstring

        try:
            book, relations = (
                fromstring(archive.read(part))
                for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
            )
        except (KeyError, ParseError):
            return {}
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        found = {}
        for entry in book.iter():
            if entry.tag.endswith("}sheet"):
                target = targets.get(entry.get(_RELATION), "")
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                if entry.get("name", "") in found:
                    return {}
                if part in self._infos:
                    found[entry.get("name", "")] = part
        return found

    def _measure(self) -> None:
        """Refuse what really unpacks to too much, whatever the sizes say that are declared."""
        total = 0
        for info in self._infos.values():
            size = 0
            for piece in _unpacked_sizes(self._data, info):
                size += piece
                total += piece
                is_sheet = "worksheets/" in info.filename and size <= info.file_size
                if size > MAX_PART and not is_sheet:
                    raise _too_large(MAX_PART, self._name)
                if total > MAX_ALL:
                    raise _too_large(MAX_ALL, self._name)


def _too_large(limit: int, where: str) -> PipelineError:
    return PipelineError(
        f"the workbook unpacks to more than {limit / 1e6:.0f} MB",
        where,
        "tables are far smaller; this may be an attack (zip bomb)",
        "do not open the file; fetch it again from where it came",
    )


def _check_cells(xml: bytes, where: str) -> None:
    if b"sheetData" not in xml:
        return
    found = _CELL.findall(xml)
    width = max((_column(letters) for letters in {c for c, _ in found}), default=0)
    rows = {int(digits) for digits in {d for _, d in found} | set(_ROW.findall(xml))}
    if len(_ANY_CELL.findall(xml)) > len(found):  # cells without a name stand side by side
        width = max(width, *(len(_ANY_CELL.findall(row)) for row in xml.split(b"</row>")))
    height = max(rows, default=0)
    if width * height > MAX_CELLS:
        raise PipelineError(
            f"a sheet spans {height:,} rows and {width:,} columns",
            where,
            f"at most {MAX_CELLS:,} cells are read; tables are far smaller",
            "delete what stands far outside the table, or fetch the file again",
        )
    if b"<f" in xml and (name := _uncomputed(xml)):
        raise PipelineError(
            f"the formula in cell {name} has no stored result",
            where,
            "a program that does not compute has saved the file",
            "open it in a spreadsheet program and save it there once",
        )


def _uncomputed(xml: bytes) -> str:
    """The first cell with a formula and no result; a result may be an empty text."""
    for cell in _FORMULA.finditer(xml):
        name = _CELL.search(cell[1])
        if b't="str"' not in cell[1] and name:
            return (name[1] + name[2]).decode("ascii")
    return ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _unpacked_sizes(data: bytes, part: zipfile.ZipInfo) -> Iterator[int]:
    """Sizes of the pieces that a part really unpacks to, whatever its head declares."""
    head = data[part.header_offset : part.header_offset + 30]
    start = (
        part.header_offset + 30 + sum(int.from_bytes(head[i : i + 2], "little") for i in (26, 28))
    )
    packed = data[start : start + part.compress_size]
    if part.compress_type != zipfile.ZIP_DEFLATED:
        yield len(packed)
        return
    stream = zlib.decompressobj(-15)
    with contextlib.suppress(zlib.error):  # calamine names the damage better
        while packed:
            yield len(stream.decompress(packed, 1 << 20))
            packed = stream.unconsumed_tail
