"""Open Excel workbooks that came from somewhere else: bounded in time and memory, clear when they are broken.

calamine (Rust) reads the cells: values only, so formulas give their stored results and macros are never
touched. It is about ten times as fast as openpyxl.
"""

from __future__ import annotations

import contextlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError

MAX_BYTES = 60_000_000  # of the file
MAX_UNPACKED = 120_000_000  # of the parts that are read, in sum
MAX_CELLS = 5_000_000  # of the rectangle that a sheet spans
_LARGEST_RATIO = 1032  # deflate cannot pack tighter
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FORMULA = re.compile(
    rb"<c\b([^>]*)>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)

CellValue = str | float | int | bool | Any
Row = list[CellValue]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Everything that zipfile raises for archives that are not whole.
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, NotImplementedError, ValueError, EOFError,
)  # fmt: skip
_AGAIN = "download the file again and open it in a spreadsheet program to see whether it is whole"


class Workbook:
    """A workbook in memory; sheets are read when they are asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        _refuse_unreadable(data, name)
        import python_calamine

        with _faults("the workbook cannot be read", name):
            self._book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        self._rows: dict[str, list[Row]] = {}

    @cached_property
    def sheets(self) -> list[str]:
        """Names of all sheets, in the order of the workbook."""
        return list(self._book.sheet_names)

    def rows(self, sheet: str) -> list[Row]:
        """The cells of a sheet from A1 on, empty ones as ``""``.

        Raises:
            PipelineError: no such sheet, or it is broken.
        """
        if sheet not in self._rows:
            self._rows[sheet] = self._read(sheet)
        return self._rows[sheet]

    def merged(self, sheet: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Merged cells of a sheet: first and last (row, column), from 0; empty where unknown."""
        ranges = self._book.get_sheet_by_name(sheet).merged_cell_ranges
        return list(ranges or [])

    def _read(self, sheet: str) -> list[Row]:
        if sheet not in self.sheets:
            raise PipelineError(
                f"the sheet '{sheet}' is missing",
                self.name,
                f"there are: {', '.join(self.sheets)}",
                "check that this is the table you meant; if the publisher renamed the sheet, report it",
            )
        with _faults("the sheet cannot be read", f"{self.name}, sheet {sheet}"):
            return self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


@contextlib.contextmanager
def _faults(what: str, where: str) -> Iterator[None]:
    """Everything that calamine raises, also its panics, as one clear error."""
    import python_calamine

    try:
        yield
    except python_calamine.PasswordError:
        raise _protected(where) from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise PipelineError(what, where, str(error), _AGAIN) from None
    except BaseException as error:  # Rust's panics are no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise PipelineError(what, where, "its parts contradict each other", _AGAIN) from None


def open_workbook(path: Path) -> Workbook:
    """Open a workbook from disk.

    Raises:
        PipelineError: missing, too large, protected, damaged, or not a workbook at all.
    """
    return Workbook(read_bytes(path), path.name)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file of bounded size.

    Raises:
        PipelineError: it is missing, cannot be read, is empty or too large.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise PipelineError(
                f"the file has {size / 1e6:.0f} MB; at most {limit / 1e6:.0f} MB are read",
                path.name,
                hint="download one region or one table instead of the whole collection",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise PipelineError("the file does not exist", str(path), hint="check the path") from None
    except OSError as error:
        raise PipelineError(
            f"the file cannot be read ({error.strerror})", str(path), hint="check path and rights"
        ) from None
    if not data.strip(b"\0 \r\n\t"):
        raise PipelineError("the file is empty", path.name, hint="download it again")
    return data


def _refuse_unreadable(data: bytes, name: str) -> None:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<html" in start[:1024]:
        raise PipelineError(
            "this is a web page, not a workbook",
            name,
            "servers answer with an error page when a file is gone or a session has ended",
            "open the file in a browser to read what the server said, then download it again",
        )
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _protected(name)
        return
    if not data.startswith(_ZIP):
        raise PipelineError("this is not an Excel workbook", name, hint=_AGAIN)
    _check_zip(data, name)


def _protected(name: str) -> PipelineError:
    return PipelineError(
        "the workbook is protected with a password",
        name,
        hint="open it in a spreadsheet program, remove the password and save a copy",
    )


def _check_zip(data: bytes, name: str) -> None:
    """Refuse archives that are broken or unpack to more than ``MAX_UNPACKED``, also when sizes are forged."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [
                i for i in archive.infolist() if i.filename.endswith((".xml", ".rels", ".bin"))
            ]
            if any(i.flag_bits & 1 for i in parts):
                raise _protected(name)
            declared = sum(i.file_size for i in parts)
            possible = sum(i.compress_size for i in parts) * _LARGEST_RATIO
            if declared > MAX_UNPACKED or possible > MAX_UNPACKED:
                _measure(data, parts, name)
            if any(i.filename.lower().endswith("workbook.bin") for i in parts):
                raise PipelineError(
                    "workbooks in the binary format (.xlsb) are not read", name,
                    hint="open it in a spreadsheet program and save it as .xlsx",
                )  # fmt: skip
            for part in parts:
                if part.filename.endswith(".xml"):
                    _check_sheet(archive.read(part), f"{name}, {part.filename}")
    except ZIP_ERRORS as error:
        raise PipelineError("the workbook is damaged", name, str(error), _AGAIN) from None


def _check_sheet(xml: bytes, where: str) -> None:
    """Refuse a sheet that spans more than ``MAX_CELLS`` or has formulas whose results were never computed.

    Readers keep a sheet as a full rectangle: two cells, A1 and XFD1048576, would take hundreds of gigabytes.
    """
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
            f"at most {MAX_CELLS:,} cells are read; official tables are far smaller",
            "delete what stands far outside the table, or download the file again",
        )
    if b"<f" in xml and (name := _uncomputed(xml)):
        raise PipelineError(
            f"the formula in cell {name} has no stored result",
            where,
            "official files hold numbers; a program that does not compute has saved this one",
            "add the file as it was downloaded, or save it once in a spreadsheet program",
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


def _measure(data: bytes, parts: list[zipfile.ZipInfo], name: str) -> None:
    total = 0
    for part in parts:
        for size in _unpacked_sizes(data, part):
            total += size
            if total > MAX_UNPACKED:
                raise PipelineError(
                    f"the workbook unpacks to more than {MAX_UNPACKED / 1e6:.0f} MB",
                    name,
                    "official tables are far smaller; this may be an attack (zip bomb)",
                    "do not open the file; download it again from the publisher",
                )


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


def cell_name(row: int, column: int) -> str:
    """The name of a cell from indices that begin at 0: ``(8, 2)`` is ``C9``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
