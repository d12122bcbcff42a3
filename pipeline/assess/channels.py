"""Ways by which people were reached (``data/input/feld.csv``), as far as readers learn of them.

How many links or forms somebody handed out and counted. It is no number of people reached: a link is passed
on, a form is left lying. So no rate is made of it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.assess import inputs

FILE = "feld.csv"
HEADINGS = ("kanal", "bezeichnung", "art", "partner", "fragebogen", "von", "bis", "ausgegeben")
KINDS = ("link", "bogen", "liste")
MOST = 10_000_000


def read(folder: Path, questionnaires: list[str]) -> tuple[pd.DataFrame, inputs.Sheet]:
    """Every channel with what was handed out.

    Args:
        folder: ``data/input``.
        questionnaires: their names.

    Returns:
        Table ``channels`` in the order of the file; and the sheet with its faults.

    Raises:
        PipelineError: the file cannot be read at all.
    """
    sheet = inputs.read(folder / FILE, f"data/input/{FILE}", HEADINGS)
    out = []
    for line, row in sheet.rows:
        inputs.required(sheet, line, row, ("kanal", "art", "fragebogen"))
        inputs.one_of(sheet, line, "art", row["art"], KINDS)
        inputs.one_of(sheet, line, "fragebogen", row["fragebogen"], questionnaires)
        issued = inputs.number(sheet, line, "ausgegeben", row["ausgegeben"], MOST)
        out.append(
            {
                "questionnaire": row["fragebogen"],
                "kanal": row["kanal"],
                "label": row["bezeichnung"] or row["kanal"],
                "kind": row["art"],
                "issued": None if issued is None else int(issued),
            }
        )
    table = pd.DataFrame(out, columns=["questionnaire", "kanal", "label", "kind", "issued"])
    return table.astype({"issued": "Int64"}), sheet
