"""Open Excel workbooks that came from somewhere else: bounded in time and memory, clear when they are broken.

calamine (Rust) reads the cells: values only, so formulas give their stored results and macros are never
touched. It is about ten times as fast as openpyxl.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.workbook_limits import AGAIN, ZIP, ZIP_ERRORS, Parts, protected

__all__ = ["ZIP_ERRORS", "Workbook", "cell_name", "open_workbook", "read_bytes"]
MAX_BYTES = 60_000_000  # of the file
MAX_UNPACKED = 120_000_000  # of an archive of tables, in sum

CellValue = str | float | int | bool | Any
Row = list[CellValue]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Workbook:
    """A workbook in memory; sheets are read when they are asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        _refuse_unreadable(data, name)
        self._parts = Parts(data, name) if data.startswith(ZIP) else None
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
            PipelineError: no such sheet, or it is broken, far too large or has formulas without results.
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
        if self._parts is not None:
            self._parts.check_sheet(sheet)
        with _faults("the sheet cannot be read", f"{self.name}, sheet {sheet}"):
            return self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


@contextlib.contextmanager
def _faults(what: str, where: str) -> Iterator[None]:
    """Everything that calamine raises, also its panics, as one clear error."""
    import python_calamine

    try:
        yield
    except python_calamine.PasswordError:
        raise protected(where) from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise PipelineError(what, where, str(error), AGAIN) from None
    except BaseException as error:  # Rust's panics are no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise PipelineError(what, where, "its parts contradict each other", AGAIN) from None


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
        if path.is_dir():
            raise PipelineError("this is a folder without files", str(path), hint="name a file")
        if path.exists() and not path.is_file():  # a device never ends
            raise PipelineError("this is no file", str(path), hint="name a downloaded file")
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
            raise protected(name)
        return
    if not data.startswith(ZIP):
        raise PipelineError("this is not an Excel workbook", name, hint=AGAIN)


def cell_name(row: int, column: int) -> str:
    """The name of a cell from indices that begin at 0: ``(8, 2)`` is ``C9``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
