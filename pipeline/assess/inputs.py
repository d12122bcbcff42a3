"""Read the tables that people write by hand (``data/input/*.csv``) and report every fault with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.errors import Fault, PipelineError, closest
from pipeline.numerals import plain

LONGEST_ADDRESS = 150  # longer ones make QR codes that phones fail on at 16 mm
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")


@dataclass
class Sheet:
    """A hand-made table: its rows, and the faults found so far.

    Attributes:
        name: how messages call the file.
        rows: per row its line in the file and its values by heading, without outer spaces.
        faults: what is wrong; readers add to it, the caller raises all of them at once.
    """

    name: str
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, what: str, why: str = "", hint: str = "") -> None:
        """Note a fault in one line."""
        self.faults.append(Fault(what, f"{self.name}, line {line}", why, hint))


def read(path: Path, name: str, headings: Sequence[str], optional: Sequence[str] = ()) -> Sheet:
    """A semicolon-separated UTF-8 table; lines that begin with ``#`` are remarks.

    Args:
        path: the file; a missing file gives a sheet without rows.
        name: how messages call it.
        headings: the columns it must have, in any order.
        optional: further columns that it may have; where one is not there, its cells are empty. No others.

    Raises:
        PipelineError: not UTF-8, not CSV, or wrong headings: nothing in it can be read.
    """
    sheet = Sheet(name)
    if not path.is_file():
        return sheet
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PipelineError(
            "the file is not UTF-8",
            f"{name}, line {line}",
            hint="in Excel choose 'Save as … CSV UTF-8 (delimited)', in LibreOffice encoding UTF-8",
        ) from None
    lines = text.splitlines(keepends=True)
    start = next((i for i, s in enumerate(lines) if s.strip() and not s.startswith("#")), None)
    if start is None:
        return sheet
    reader = csv.reader(io.StringIO("".join(lines[start:]), newline=""), delimiter=";", strict=True)
    try:
        found = [h.strip() for h in next(reader)]
        _check_headings(found, headings, optional, f"{name}, line {start + 1}")
        line = start + reader.line_num + 1
        for values in reader:
            if any(v.strip() for v in values) and not values[0].startswith("#"):
                _add_row(sheet, line, found, values, optional)
            line = start + reader.line_num + 1
    except csv.Error as error:
        raise PipelineError(
            f"this is not a table with semicolons: {error}",
            f"{name}, line {start + reader.line_num}",
            hint="close every quotation mark; inside a quoted text write it twice",
        ) from None
    return sheet


def _check_headings(
    found: list[str], wanted: Sequence[str], optional: Sequence[str], where: str
) -> None:
    if len(found) == 1 and ("," in found[0] or "\t" in found[0]):
        raise PipelineError(
            "the columns are not separated by semicolons",
            where,
            hint="save the table as CSV with semicolons",
        )
    faults = [
        Fault(f"the column '{h}' is missing", where, "", f"columns: {';'.join(wanted)}")
        for h in wanted
        if h not in found
    ]
    faults += [
        Fault(f"the column '{h}' is not known", where, "", closest(h, [*wanted, *optional]))
        for h in found
        if h not in (*wanted, *optional)
    ]
    faults += [
        Fault(f"the column '{h}' stands here twice", where, "", "remove one of them")
        for h in dict.fromkeys(found)
        if found.count(h) > 1
    ]
    if faults:
        raise PipelineError.of(faults)


def _add_row(
    sheet: Sheet, line: int, headings: list[str], values: list[str], optional: Sequence[str]
) -> None:
    if len(values) != len(headings):
        sheet.fault(
            line,
            f"the row has {len(values)} values, the table has {len(headings)} columns",
            hint="put text that holds a semicolon in quotation marks",
        )
        return
    row = dict.fromkeys(optional, "")
    sheet.rows.append((line, row | {h: v.strip() for h, v in zip(headings, values, strict=True)}))


def required(sheet: Sheet, line: int, row: dict[str, str], columns: Sequence[str]) -> None:
    """Note every empty cell that must be filled."""
    for column in columns:
        if not row[column]:
            sheet.fault(line, f"'{column}' is empty", hint="fill it in, or delete the row")


def split(value: str) -> list[str]:
    """Words of a cell separated by commas."""
    return [part for part in (p.strip() for p in value.split(",")) if part]


def one_of(sheet: Sheet, line: int, column: str, value: str, known: Sequence[str]) -> None:
    """Note a word that is not in the list; empty is fine here."""
    if value and value not in known:
        sheet.fault(line, f"'{column}': '{value}' is not known", hint=closest(value, known))


def yes(sheet: Sheet, line: int, column: str, value: str) -> bool:
    """``ja`` or ``nein``; anything else is a fault and counts as no."""
    if value not in ("ja", "nein"):
        sheet.fault(line, f"'{column}' must be ja or nein (found: '{value}')")
    return value == "ja"


def number(sheet: Sheet, line: int, column: str, value: str, highest: float) -> float | None:
    """A number from 0, German (``1.200`` is 1200) or with a decimal point; per cent sign allowed.

    None where empty.
    """
    if not value:
        return None
    try:
        found = float(plain(value.removesuffix("%").strip(), ","))
    except ValueError:
        found = -1.0
    if not 0 <= found <= highest:
        sheet.fault(
            line, f"'{column}' must be a number from 0 to {highest:g} (found: '{value}')", hint=""
        )
        return None
    return found


def web(sheet: Sheet, line: int, column: str, value: str) -> str | None:
    """A page on the web that may be printed as a QR code; None where empty."""
    if not value:
        return None
    if re.match(r"http://|www\.|[\w-]+(\.[\w-]+)+(/|$)", value, re.IGNORECASE):
        rest = re.sub(r"^http://", "", value, flags=re.IGNORECASE)
        hint = f"write https://{rest}, and try whether the page opens"
    else:
        hint = "write it like https://www.beispiel.de/angebot, or leave it empty"
    parts = urlsplit(value)
    host = parts.hostname or ""
    if parts.scheme != "https" or not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host) or parts.username:
        why = "readers open it with their phones" if value.startswith("http://") else ""
        sheet.fault(
            line, f"'{column}': '{value}' is no address that begins with https://", why, hint
        )
        return None
    if len(value) > LONGEST_ADDRESS or re.search(r"[\s<>\"\\^`{|}]", value):
        sheet.fault(
            line,
            f"'{column}': the address has a blank or another character that must not stand there"
            if len(value) <= LONGEST_ADDRESS
            else f"'{column}': the address has {len(value)} characters, {LONGEST_ADDRESS} are allowed",
            "its QR code could not be read",
            "copy it from the address bar; ask the institution for a short one",
        )
        return None
    return value


def day(sheet: Sheet, line: int, column: str, value: str) -> str | None:
    """A date as 2026-09-30 or 30.09.2026 -> ISO text; None where empty."""
    if not value:
        return None
    german = _GERMAN_DATE.match(value)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1])).isoformat()
        return date.fromisoformat(value).isoformat()
    except ValueError:
        sheet.fault(
            line, f"'{column}' is not a date (found: '{value}')", hint="write it like 2026-09-30"
        )
        return None
