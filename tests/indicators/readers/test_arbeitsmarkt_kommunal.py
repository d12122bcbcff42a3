"""Arbeitsmarkt kommunal: every cell of the originals, and what happens when the layout moves."""

from __future__ import annotations

import functools
import warnings
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.errors import PipelineError
from pipeline.indicators.readers import arbeitsmarkt_kommunal, recognise
from pipeline.indicators.readers.model import Table
from pipeline.indicators.readers.workbook import open_workbook


def read(path: Path) -> Table:
    return arbeitsmarkt_kommunal.read(open_workbook(path))


@pytest.fixture(scope="module")
def originals(shared: Path) -> list[Path]:
    found = sorted((shared / "data/ba").rglob("*.xlsx"))
    assert len(found) == 25
    return found


def load(path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


@functools.cache
def sheet_of(path: Path) -> Worksheet:
    """The sheet as openpyxl sees it; not to be changed."""
    return load(path)["Daten"]


def expected_cells(path: Path) -> dict[str, object]:
    """Place -> value of every figure, read with openpyxl from the known rectangle C10:G46."""
    sheet = sheet_of(path)
    return {
        f"Daten!{cell.coordinate}": cell.value
        for row in sheet["C10:G46"]
        for cell in row
        if cell.value is not None
    }


def test_every_figure_of_the_25_originals_equals_what_openpyxl_reads(originals: list[Path]) -> None:
    for path in originals:
        expected = expected_cells(path)
        cells = list(read(path).cells())
        assert {cell.where for cell in cells} == set(expected), path.name
        for cell in cells:
            value = expected[cell.where]
            if value == "*":
                assert (cell.value, cell.status) == (None, "suppressed"), (path.name, cell.where)
            else:
                assert (cell.value, cell.status) == (value, "value"), (path.name, cell.where)


def test_labels_years_and_keys_equal_what_openpyxl_reads(originals: list[Path]) -> None:
    for path in originals:
        sheet = sheet_of(path)
        key = sheet["A4"].value.split()[0]
        section = ""
        labels = {}
        for row in range(9, 47):
            first, second = sheet.cell(row, 1).value, sheet.cell(row, 2).value
            if sheet.cell(row, 3).value is None:
                section = " ".join(str(first).split())
            else:
                labels[row] = f"{section} | {second or first}"
        for cell in read(path).cells():
            column, row = cell.where.removeprefix("Daten!")[0], int(cell.where[7:])
            assert cell.region == key
            assert cell.item == labels[row]
            assert cell.period[:4] == str(sheet[f"{column}7"].value)


def test_a_star_is_never_a_number_and_a_zero_shown_as_dash_is_one(originals: list[Path]) -> None:
    cells = [cell for path in originals for cell in read(path).cells()]
    assert sum(cell.status == "suppressed" for cell in cells) == sum(
        value == "*" for path in originals for value in expected_cells(path).values()
    )
    assert all(cell.value is None for cell in cells if cell.status != "value")
    assert not any(cell.status == "none_present" for cell in cells)


def test_annual_means_stay_fractional_and_add_up_to_the_published_sums(
    originals: list[Path],
) -> None:
    total = {"2020": 0.0, "2023": 0.0}
    for path in originals:
        for cell in read(path).cells():
            if (
                cell.item == "Arbeitslose (Jahresdurchschnitte) | Insgesamt"
                and cell.period in total
            ):
                assert cell.value is not None
                total[cell.period] += cell.value
    assert round(total["2020"], 1) == 7676.3
    assert round(total["2023"], 1) == 7229.8


def test_the_imprint_gives_the_date_and_the_sheet_gives_status_and_footnotes(
    originals: list[Path],
) -> None:
    table = read(originals[10])
    assert table.retrieved_on == "2025-01-03"
    assert table.names == {"06440011": "Hirzenhain"}
    assert "Gebietsstand im Jahr 2024" in table.notes
    assert any("anonymisiert" in note for note in table.notes)


@pytest.fixture
def changed(originals: list[Path], tmp_path: Path) -> Path:
    return tmp_path / originals[10].name


def test_next_years_file_with_moved_rows_and_another_year_reads(
    originals: list[Path], changed: Path
) -> None:
    book = load(originals[10])
    sheet = book["Daten"]
    before = {(c.item, c.period): c.value for c in read(originals[10]).cells()}
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(6, amount=2)
    for row in range(9, 50):
        value = sheet.cell(row, 7).value
        sheet.cell(row, 8).value = 2025 if value == 2024 else 6 if value == 5 else value
    book.save(changed)
    after = {(c.item, c.period): c.value for c in read(changed).cells()}
    assert all(after[key] == pytest.approx(value) for key, value in before.items())
    assert {period[:4] for _, period in after} == {"2020", "2021", "2022", "2023", "2024", "2025"}


@pytest.mark.parametrize(
    ("cell", "text", "message"),
    [
        ("A4", "Hirzenhain", "Gebietsstand"),
        ("C10", "viele", "neither a number nor a known sign"),
    ],
)
def test_what_is_missing_is_named_with_its_sheet(
    originals: list[Path], changed: Path, cell: str, text: str, message: str
) -> None:
    book = load(originals[10])
    book["Daten"][cell] = text
    book.save(changed)
    with pytest.raises(PipelineError, match=message) as error:
        read(changed)
    assert "sheet Daten" in str(error.value)


def test_a_renamed_sheet_still_reads_and_a_lost_one_is_named(
    originals: list[Path], changed: Path
) -> None:
    book = load(originals[10])
    book["Daten"].title = "Zahlen"
    book.save(changed)
    before = {(c.item, c.period): c.value for c in read(originals[10]).cells()}
    after = {(c.item, c.period): c.value for c in recognise.read(changed)[0].cells()}
    assert after == {key: pytest.approx(value) for key, value in before.items()}
    book = load(originals[10])
    del book["Daten"]
    book.save(changed)
    with pytest.raises(PipelineError, match="the sheet 'Daten' with the title"):
        recognise.read(changed)


def test_a_lost_section_is_named_with_those_that_are_there(
    originals: list[Path], changed: Path
) -> None:
    book = load(originals[10])
    for row in book["Daten"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("Geringfügig Beschäftigte"):
                cell.value = "Minijobs"
    book.save(changed)
    with pytest.raises(PipelineError, match="'Geringfügig Beschäftigte …' is missing") as error:
        recognise.read(changed)
    assert "sheet Daten" in str(error.value)
    assert "Minijobs" in str(error.value)
