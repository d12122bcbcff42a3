"""What goes into spreadsheets: no text that runs as a formula, and equal bytes for equal content.

Answers, offers and quotations come from many hands. A spreadsheet program takes a text that begins with
``=``, ``+``, ``-`` or ``@`` for a formula, which may fetch addresses or start programs (OWASP, "CSV
Injection").
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline import zipped

if TYPE_CHECKING:
    import pandas as pd

_RISKY = re.compile(
    r"[=@\t\r]|[+-](?![\d\s.,%/()–-]*$)"
)  # "+49 6031 000" and "-" alone run nothing
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def harmless(text: str) -> str:
    """A text of a CSV file, with an apostrophe before what would run as a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def harmless_columns(table: pd.DataFrame, names: Iterable[str] | None = None) -> pd.DataFrame:
    """The table with :func:`harmless` texts; what is no text stays as it is.

    Args:
        table: of any columns.
        names: the columns to look at; all by default.
    """
    chosen = table.columns if names is None else names
    texts = {
        name: table[name].map(lambda value: harmless(value) if isinstance(value, str) else value)
        for name in chosen
        if table[name].dtype.kind not in "biufM"
    }
    return table.assign(**texts)


def workbook_bytes(book: Any, day: date) -> bytes:
    """An openpyxl workbook as a file that depends on its content alone.

    Texts stay texts in every cell: openpyxl would write one that begins with ``=`` as a formula.

    Args:
        book: the workbook; made by us, so that no cell is meant to compute.
        day: the date that the file carries.
    """
    for sheet in book.worksheets:
        for cell in sheet._cells.values():  # iter_rows() would make the empty ones
            if cell.data_type == "f":
                cell.data_type = "s"
                cell.quotePrefix = True  # stays text when somebody edits the cell
    book.properties.created = book.properties.modified = datetime(day.year, day.month, day.day)
    out = io.BytesIO()
    book.save(out)
    parts = zipped.parts(out.getvalue())
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    parts[_CORE] = _MODIFIED.sub(
        rb"\g<1>" + stamp, parts[_CORE]
    )  # openpyxl writes the time of saving
    return zipped.pack(parts)
