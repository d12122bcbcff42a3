"""Decode text files whose encoding nobody wrote down."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.indicators.readers.workbook import read_bytes

MAX_BYTES = 60_000_000


def decode(data: bytes, name: str) -> str:
    """Text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or Windows-1252.

    Raises:
        PipelineError: it holds bytes that no text in one of these encodings has.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:4096]:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return _lines(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise PipelineError(
        "this is not a text file", name, hint="download the table again as CSV (UTF-8)"
    )


def _lines(text: str) -> str:
    """Line ends of old Macs (CR alone) as line feeds; all others stay."""
    return text if "\n" in text else text.replace("\r", "\n")


def numbered_rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    """The rows of a ``;``-separated text, each with the line on which it ends, from 1.

    Raises:
        PipelineError: a quote is opened and never closed, so that the rest would be one cell.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise PipelineError(
            f"the table cannot be split into cells ({error})",
            f"{name}, line {reader.line_num}",
            hint="download it again; do not edit it",
        ) from None


def rows(text: str, name: str) -> list[list[str]]:
    """The rows of a ``;``-separated text; see :func:`numbered_rows`."""
    return [row for _, row in numbered_rows(text, name)]


def read(path: Path) -> str:
    """Read and decode a text file of at most ``MAX_BYTES``."""
    return decode(read_bytes(path, MAX_BYTES), path.name)
