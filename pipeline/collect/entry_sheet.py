"""Entry sheets: paper questionnaires typed into a workbook whose header row is variable names.

A sheet that a spreadsheet program saved as ``.csv`` is read as well, in UTF-8 or windows-1252.

Beside the variables these columns are known: ``bogen`` (number of the paper form, required),
``datum`` (when it was filled in), ``kanal``, ``sprache`` (``de``) and ``modus`` (``paper`` or
``interview``). A paper form shows every question, so an empty cell is *shown, unanswered*; what a filter
made unnecessary is sorted out by ``clean``, which knows the filters. Multiple choice is ticked with
``x``, ``ja``, ``Y`` or ``1``. A number in a cell of text is German: ``1.200`` is 1200. All faults of a sheet
are reported together, each with its cell.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.collect.raw import Answer, moment, opaque
from pipeline.collect.rules import Rules, rules_of
from pipeline.errors import Fault, PipelineError
from pipeline.numerals import plain
from pipeline.workbook_limits import ZIP, Parts

if TYPE_CHECKING:
    import pandas as pd

NUMBER, DATUM, KANAL, LANGUAGE, MODE = "bogen", "datum", "kanal", "sprache", "modus"
KNOWN = (NUMBER, DATUM, KANAL, LANGUAGE, MODE)
TICKED = frozenset(("x", "y", "ja", "1", "j", "yes"))
UNTICKED = frozenset(("", "n", "nein", "0", "no"))
MODES = ("paper", "interview")
MAX_FAULTS = 30


def read(path: Path, codebook: pd.DataFrame, name: str) -> list[Answer]:
    """All forms of a workbook (its first sheet) or ``.csv`` file, or of every workbook of a folder.

    Args:
        path: an ``.xlsx`` or ``.csv`` file, or a folder of ``.xlsx`` files.
        codebook: tables: codebook, of this questionnaire.
        name: how the source is called in messages and in the raw table.

    Raises:
        PipelineError: no workbook; broken workbook; every unknown column, unknown code, broken date,
            missing or repeated form number, with sheet and cell.
    """
    if path.is_dir():
        paths = sorted(p for p in path.glob("*.xlsx") if not p.name.startswith(("~$", ".")))
    else:
        paths = [path] if path.is_file() else []
    if not paths:
        raise PipelineError(
            "there is no entry sheet here",
            name,
            hint="put an .xlsx file with the answers there; a .csv file is named itself",
        )
    rules = rules_of(codebook)
    faults: list[Fault] = []
    answers: list[Answer] = []
    seen: dict[str, str] = {}
    for workbook in paths:
        sheet = _Sheet(workbook, name, rules, seen)
        answers += sheet.answers()
        faults += sheet.faults
    if faults:
        more = len(faults) - MAX_FAULTS
        shown = faults[:MAX_FAULTS]
        if more > 0:
            shown.append(Fault(f"{more} more faults of this kind", name))
        raise PipelineError.of(shown)
    return answers


class _Sheet:
    """One workbook on its way to answers; collects faults instead of stopping at the first."""

    def __init__(
        self, path: Path, source: str, rules: Mapping[str, Rules], seen: dict[str, str]
    ) -> None:
        self.source, self.rules, self.seen = source, rules, seen
        self.faults: list[Fault] = []
        if path.suffix.lower() == ".csv":
            self.name, self.rows = path.name, _csv_cells(path)
        else:
            title, self.rows = _cells(path)
            self.name = f"{path.name}, sheet {title}"

    def answers(self) -> list[Answer]:
        """The forms of the sheet; rows that are empty throughout are skipped."""
        if not self.rows:
            self.faults.append(Fault("the sheet is empty", self.name))
            return []
        header = [str(cell).strip() for cell in self.rows[0]]
        self._check_header(header)
        return [
            self._answer(dict(zip(header, row, strict=False)), header, number)
            for number, row in enumerate(self.rows[1:], start=2)
            if any(str(cell).strip() for cell in row)
        ]

    def _check_header(self, header: Sequence[str]) -> None:
        if NUMBER not in header:
            self._fault(0, 1, f"the column '{NUMBER}' (number of the paper form) is missing")
        for i, title in enumerate(header):
            if title and title not in self.rules and title not in KNOWN:
                self._fault(i, 1, f"'{title}' is no variable of the questionnaire")
            if title and title in header[:i]:
                self._fault(i, 1, f"the column '{title}' stands here twice")

    def _answer(self, cells: Mapping[str, Any], header: Sequence[str], row: int) -> Answer:
        def place(title: str) -> int:
            return header.index(title) if title in header else 0

        form = _text(cells.get(NUMBER, ""))
        if not form and NUMBER in header:
            self._fault(place(NUMBER), row, "the number of the form is missing")
        elif form in self.seen:
            self._fault(place(NUMBER), row, f"form {form} was typed before ({self.seen[form]})")
        self.seen.setdefault(form, f"{self.name}, row {row}")
        submitted = None
        try:
            submitted = moment(_text(cells.get(DATUM, "")))
        except ValueError:
            self._fault(place(DATUM), row, f"'{cells[DATUM]}' is no date", "write it as 31.10.2026")
        mode = _text(cells.get(MODE, "")) or "paper"
        if mode not in MODES:
            self._fault(place(MODE), row, f"'{mode}' is no mode", f"write {' or '.join(MODES)}")
        values = {
            variable: self._code(cells[variable], rules, place(variable), row)
            for variable, rules in self.rules.items()
            if variable in cells
        }
        return Answer(
            respondent=opaque("paper", form),
            source=self.source,
            mode=mode,
            values=values,
            submitted_at=submitted,
            language=_text(cells.get(LANGUAGE, "")) or "de",
            kanal=_text(cells.get(KANAL, "")) or None,
        )

    def _code(self, cell: Any, rules: Rules, column: int, row: int) -> str:
        text = _text(cell)
        if rules.kind == "multiple" and rules.codes:
            if text.lower() in TICKED:
                return "Y"
            if text.lower() in UNTICKED:
                return ""
            self._fault(column, row, f"'{text}' is no tick", "write x or leave it empty")
            return ""
        if rules.kind == "numeric":
            return plain(text, ",") if isinstance(cell, str) else text
        if rules.kind == "date":
            try:
                day = moment(text)
            except ValueError:
                self._fault(column, row, f"'{text}' is no date", "write it as 31.10.2026")
                return ""
            return day.strftime("%Y-%m-%d 00:00:00") if day else ""
        if not rules.codes or not text or text in rules.codes or (rules.other and text == "-oth-"):
            return text
        same = [code for code in rules.codes if code.lower() == text.lower()]
        if same:
            return same[0]
        codes = sorted(rules.codes)
        shown = ", ".join(codes[:12]) + (" …" if len(codes) > 12 else "")
        self._fault(column, row, f"'{text}' is no answer code", f"write one of: {shown}")
        return ""

    def _fault(self, column: int, row: int, what: str, hint: str = "") -> None:
        from openpyxl.utils import get_column_letter

        where = f"{self.name}, cell {get_column_letter(column + 1)}{row}"
        self.faults.append(Fault(what, where, hint=hint))


def _csv_cells(path: Path) -> list[list[Any]]:
    """The cells of a sheet saved as text; its separator is the one that its headings hold most often."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel's plain "CSV" writes
    delimiter = max(";,\t", key=text.split("\n", 1)[0].count)
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def _cells(path: Path) -> tuple[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        data = path.read_bytes()
        parts = Parts(data, path.name) if data.startswith(ZIP) else None
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        title = workbook.sheet_names[0]
        if parts:
            parts.check_sheet(title)
        return title, workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise PipelineError(
            "the workbook cannot be read",
            path.name,
            str(error)[:200],
            "open it in a spreadsheet program and save it again as .xlsx",
        ) from None


def _text(cell: Any) -> str:
    """A cell as somebody typed it: 3.0 is ``3``, a date is ISO, NUL and outer blanks are gone."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).replace("\x00", "").strip() if cell is not None else ""
