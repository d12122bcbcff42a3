"""The same answers, on the screen or typed from paper, are the same responses after cleaning."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.clean import clean
from pipeline.collect import entry_sheet, raw, simulate
from pipeline.params import Cleaning
from pipeline.questionnaire import codebook, load
from pipeline.questionnaire.entry import entry_sheet as empty_sheet


@pytest.mark.parametrize("name", ["alleinerziehende", "arbeitgeber", "einrichtungen"])
def test_typed_answers_become_the_same_responses(root: Path, tmp_path: Path, name: str) -> None:
    definition = load(root / "questionnaires" / f"{name}.yaml")
    book = codebook(definition)
    truth = root / "data" / "input" / "simulation.yaml"
    answers = [
        a for a in simulate.simulate(definition, truth, 5) if a.complete and a.kanal != "test"
    ]
    answers = answers[:60]
    workbook = openpyxl.load_workbook(io.BytesIO(empty_sheet(definition)))
    page = workbook.worksheets[0]
    header = [cell.value for cell in page[1]]
    for row, answer in enumerate(answers, start=2):
        page.cell(row, 1, row)
        page.cell(row, 2, answer.submitted_at)
        page.cell(row, 3, answer.kanal)
        for column, variable in enumerate(header[3:], start=4):
            code = answer.values[str(variable)]
            typed = {"Y": "x", "": None}.get(code or "", code)
            page.cell(row, column, int(typed) if typed and typed.isdigit() else typed)
    path = tmp_path / "papier.xlsx"
    workbook.save(path)
    typed = entry_sheet.read(path, book, "entry_sheet papier")
    ids = {raw.opaque("paper", str(row)): a.respondent for row, a in enumerate(answers, start=2)}
    for answer in typed:
        answer.respondent = ids[answer.respondent]

    def cleaned(rows: list[raw.Answer]) -> pd.DataFrame:
        table = raw.table(rows, book["variable"])
        return clean(table, book, Cleaning(speeder_share_of_median=0), name).responses

    paper, screen = cleaned(typed), cleaned(answers)
    assert set(paper["mode"]) == {"paper"}
    beside = ["mode", "duration_s"]
    pd.testing.assert_frame_equal(paper.drop(columns=beside), screen.drop(columns=beside))
