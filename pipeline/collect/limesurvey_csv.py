"""A CSV export that somebody downloaded from LimeSurvey by hand, where no remote access is granted.

Wanted are question codes as headings and answer codes as contents. LimeSurvey 6 writes what was not
shown as nothing and what was shown and not answered as ``""``. LimeSurvey 5 writes both as ``""``, and a
spreadsheet program that saves the file loses the difference too. Then every empty cell counts as not
answered, and ``clean`` sorts out what a filter had made unnecessary, as it does for paper forms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.collect.limesurvey import SYSTEM, answer, headings_agree
from pipeline.collect.raw import Answer, variable_name
from pipeline.collect.rules import Rules
from pipeline.errors import Fault, PipelineError

Row = dict[str, str | None]

SHOWN = 10
HOW = (
    "export again in LimeSurvey (Antworten → Exportieren): format CSV, headings “Fragecode”, "
    "responses “Antwortcodes”"
)
_SURVEY = re.compile(r"survey[_-]?(\d+)", re.IGNORECASE)


def read(path: Path, rules: Mapping[str, Rules], name: str) -> list[Answer]:
    """All answers of one export.

    Args:
        path: the ``.csv`` file; ``results-survey814234.csv`` tells the survey's number.
        rules: what the codebook allows, by variable.
        name: how the source is called in messages and in the raw table.

    Raises:
        PipelineError: headings that are not the questionnaire's codes, or not all of them; contents that
            are not answer codes; rows of another length than the headings; a date or number that cannot be
            read.
    """
    headings, rows = _table(path, name)
    _check_headings(headings, rules, name)
    headings_agree(rows, list(rules), name)
    survey = _SURVEY.search(path.name)
    number = int(survey[1]) if survey else 0
    faults = _codes_faults(rows, rules, name)
    answers: list[Answer] = []
    for line, row in enumerate(rows, start=2):
        try:
            answers.append(answer(row, number, name))
        except ValueError as error:
            what = "an answer has a date or number that cannot be read"
            faults.append(Fault(what, f"{name}, row {line}", str(error), HOW))
    if faults:
        more = len(faults) - SHOWN
        rest = [Fault(f"{more} more faults of this kind", name)] if more > 0 else []
        raise PipelineError.of(faults[:SHOWN] + rest)
    return answers


def _table(path: Path, name: str) -> tuple[list[str], list[Row]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    lines = _cells(text, max(";,\t", key=first.count))
    if not lines:
        raise PipelineError("the file is empty", name, hint=HOW)
    headings = [cell or "" for cell in lines[0]]
    body = [line for line in lines[1:] if any(line)]
    for number, line in enumerate(body, start=2):
        if len(line) != len(headings):
            raise PipelineError(
                f"this row has {len(line)} cells, the headings {len(headings)}",
                f"{name}, row {number}",
                hint=HOW,
            )
    kept = any(cell == "" for line in body for cell in line)
    blank = None if kept else ""
    return headings, [
        {
            heading: (None if heading in SYSTEM else blank) if cell is None else cell
            for heading, cell in zip(headings, line, strict=True)
        }
        for line in body
    ]


def _cells(text: str, delimiter: str) -> list[list[str | None]]:
    """Rows of cells; None for a cell without even quotes, which Python's reader cannot tell before 3.13."""
    cell = re.compile(
        rf'(?:"((?:[^"]|"")*)"|([^{re.escape(delimiter)}\r\n]*))({re.escape(delimiter)}|\r?\n|\Z)'
    )
    rows: list[list[str | None]] = []
    row: list[str | None] = []
    at = 0
    while at < len(text) or row:
        match = cell.match(text, at)
        if match is None:  # a quote in the midst of a cell: everything up to the next separator
            at += 1
            continue
        quoted, bare, end = match.groups()
        row.append(quoted.replace('""', '"') if quoted is not None else bare or None)
        at = match.end()
        if end != delimiter:
            rows.append(row)
            row = []
    return [line for line in rows if line != [None]]


def _check_headings(headings: Sequence[str], rules: Mapping[str, Rules], name: str) -> None:
    """The export must say who answered, and its headings must be question codes."""
    if "id" not in headings:
        raise PipelineError("the export has no column 'id'", name, hint=HOW)
    questions = [h for h in headings if h not in SYSTEM]
    if not any(variable_name(h) in rules for h in questions):
        raise PipelineError(
            "none of the headings is a question code of the questionnaire",
            name,
            f"found: {', '.join(questions)[:120]} …",
            f"{HOW}; a survey that was not made from this questionnaire needs a column map (kind csv)",
        )


def _codes_faults(rows: Sequence[Row], rules: Mapping[str, Rules], name: str) -> list[Fault]:
    """One fault per column whose contents are not answer codes."""
    faults = []
    for heading in rows[0] if rows else ():
        rule = rules.get(variable_name(heading))
        if rule is None or heading in SYSTEM:
            continue
        for line, row in enumerate(rows, start=2):
            text = row[heading]
            if text and not rule.allow(text):
                what = f"'{text[:60]}' of column {heading} is no answer code"
                faults.append(Fault(what, f"{name}, row {line}", hint=f"{rule.hint}; or {HOW}"))
                break
    return faults
