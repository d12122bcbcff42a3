"""What people said: coded segments of interviews and group discussions (``data/input/interviews.csv``).

They stand beside the figures and are never mixed into them. ``data/input`` lies in git; so a quotation
may stand here only when the person has released it. Everything else stays under ``data/raw``. What names
somebody in a quotation (:mod:`pipeline.clean.masking`) is released only where ``freigabe`` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from pipeline.assess import inputs

FILE = "interviews.csv"
HEADINGS = ("id", "quelle", "person", "zielgruppe", "handlungsfeld", "code", "zitat", "freigabe")
SOURCES = ("Interview", "Gruppendiskussion", "offene Angabe")
RELEASED, BY_NAME = "ja", "mit Namen"
Personal = Callable[[str], Sequence[str]]  # words of a text that may name somebody
PEOPLE = ("Alleinerziehende", "Fachkraft", "Arbeitgeber")
COLUMNS = ["source_type", "field_of_action", "theme", "target_group", "quote", "released"]
THEMES = ["field_of_action", "theme", "speakers", "segments", "quoted"]


def read(
    folder: Path, fields: list[str], groups: list[str], personal: Personal
) -> tuple[pd.DataFrame, inputs.Sheet]:
    """Released quotations with the theme that they were coded with, and the group for which they speak.

    Args:
        folder: ``data/input``.
        fields: ids of the fields of action.
        groups: ids of the target groups; ``zielgruppe`` may name one, so that a group too small for figures
            is heard.
        personal: finds what may name somebody.

    Returns:
        Table ``quotes`` (released rows only); and the sheet with its faults: also what was found in a
        quotation that is not released by name, so that whoever released it decides.

    Raises:
        PipelineError: the file cannot be read at all.
    """
    sheet = inputs.read(folder / FILE, f"data/input/{FILE}", HEADINGS)
    out = []
    for line, row in sheet.rows:
        inputs.required(
            sheet, line, row, ("id", "quelle", "person", "handlungsfeld", "code", "freigabe")
        )
        inputs.one_of(sheet, line, "quelle", row["quelle"], SOURCES)
        inputs.one_of(sheet, line, "person", row["person"], PEOPLE)
        inputs.one_of(sheet, line, "zielgruppe", row["zielgruppe"], groups)
        inputs.one_of(sheet, line, "handlungsfeld", row["handlungsfeld"], fields)
        released = _released(sheet, line, row["freigabe"])
        if row["zitat"] and not released:
            sheet.fault(
                line,
                "a quotation that is not released stands in a file that goes into git",
                hint="move it to data/raw/interviews and leave 'zitat' empty, or obtain the release",
            )
        found = personal(row["zitat"]) if released and row["freigabe"] != BY_NAME else ()
        if found:
            words = ", ".join(f"'{words}'" for words in found)
            sheet.fault(
                line,
                f"the released quotation may name somebody: {words}",
                hint="write a word in square brackets in its place ([Name], [Telefon]); where it is to be "
                f"printed as it stands, write '{BY_NAME}' under freigabe",
            )
        if row["zitat"] and released:
            out.append(
                {
                    "source_type": f"{row['quelle']}, {row['person']}",
                    "field_of_action": row["handlungsfeld"],
                    "theme": row["code"],
                    "target_group": row["zielgruppe"] or None,
                    "quote": row["zitat"],
                    "released": True,
                }
            )
    return pd.DataFrame(out, columns=COLUMNS), sheet


def _released(sheet: inputs.Sheet, line: int, value: str) -> bool:
    """Whether a quotation is released; anything but ``ja``, ``mit Namen`` and ``nein`` is a fault."""
    if value == BY_NAME or not value:
        return bool(value)
    if value not in (RELEASED, "nein"):
        sheet.fault(line, f"'freigabe' must be ja, {BY_NAME} or nein (found: '{value}')")
    return value == RELEASED


def themes(sheet: inputs.Sheet) -> pd.DataFrame:
    """How often each theme was coded, released or not: evidence without a word of what was said.

    Args:
        sheet: of :func:`read`.

    Returns:
        Table ``themes``: a row per field of action and code, the most frequent first; ``speakers`` are the
        kinds of people it came from, ``quoted`` the segments with a released quotation.
    """
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for _, row in sheet.rows:
        if row["code"] and row["handlungsfeld"]:
            found.setdefault((row["handlungsfeld"], row["code"]), []).append(row)
    out = [
        {
            "field_of_action": field,
            "theme": theme,
            "speakers": ", ".join(p for p in PEOPLE if any(r["person"] == p for r in rows)),
            "segments": len(rows),
            "quoted": sum(bool(r["zitat"]) and r["freigabe"] in (RELEASED, BY_NAME) for r in rows),
        }
        for (field, theme), rows in found.items()
    ]
    table = pd.DataFrame(out, columns=THEMES)
    return table.sort_values(
        ["segments", "field_of_action", "theme"], ascending=[False, True, True], ignore_index=True
    )
