"""BA workbooks known only second-hand, built here as public descriptions have them, and moved about."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import PipelineError
from pipeline.indicators import catalogue
from pipeline.indicators.readers import ba_sheet, recognise
from pipeline.indicators.readers.ba_grid import Grid
from pipeline.indicators.readers.labels import clean_label, period_of
from pipeline.indicators.readers.model import Cell
from pipeline.indicators.readers.workbook import open_workbook
from tests.indicators import books


def cells_of(path: Path, region: str | None = None) -> dict[tuple[str, str], Cell]:
    [table] = recognise.read(path, region=region)
    return {(c.region, c.item): c for c in table.cells()}


@pytest.mark.parametrize("first_row", [6, 9])
def test_eckwerte_are_found_by_label_wherever_the_table_begins(
    tmp_path: Path, first_row: int
) -> None:
    path = books.eckwerte(tmp_path / "jc-eckwerte-t12345-0-202606-xlsx.xlsx", first_row=first_row)
    cells = cells_of(path, "06440")
    household = cells[
        "06440",
        "Grundsicherung für Arbeitsuchende | Bedarfsgemeinschaften (BG) | Rechtskreis SGB II",
    ]
    assert household.value == 2707.556182
    assert cells["06440", "Arbeitslose | Bestand"].value == 3743
    assert cells["06440", "Arbeitslose | Langzeitarbeitslose | Rechtskreis SGB II"].value == 709
    assert cells["06440", "gemeldete Arbeitsstellen | Bestand"].value == 1810
    assert (
        cells["06440", "gemeldete Arbeitsstellen | Bestand | Rechtskreis SGB II"].status
        == "not_applicable"
    )
    hidden = cells["06440", "Arbeitslose | schwerbehinderte Menschen | Rechtskreis SGB II"]
    assert (hidden.value, hidden.status) == (None, "suppressed")
    assert {c.period for c in cells.values()} == {"2026-06"}


def test_eckwerte_take_the_month_from_the_sheet_not_from_the_file_name(tmp_path: Path) -> None:
    path = books.eckwerte(tmp_path / "jc-eckwerte-t12345-0-202612-xlsx.xlsx", month="März 2026")
    assert {c.period for c in cells_of(path, "06440").values()} == {"2026-03"}


def test_eckwerte_without_a_region_ask_for_it(tmp_path: Path) -> None:
    path = books.eckwerte(tmp_path / "jc-eckwerte.xlsx")
    with pytest.raises(PipelineError, match="region is missing") as error:
        recognise.read(path)
    assert "--region" in str(error.value)


@pytest.mark.parametrize("labels_in", [1, 2])
@pytest.mark.parametrize("extra_rows", [0, 4])
def test_the_report_is_read_whether_labels_stand_in_a_or_b(
    tmp_path: Path, labels_in: int, extra_rows: int
) -> None:
    path = books.report(tmp_path / "amr.xlsx", labels_in=labels_in, extra_rows=extra_rows)
    cells = cells_of(path)
    assert cells["06440", "Bestand an Arbeitslosen | Insgesamt"].value == 8019
    assert cells["06440", "Bestand an Arbeitslosen | Frauen"].value == 3532
    assert cells["06440", "Gemeldete Arbeitsstellen | Bestand"].value == 2950
    assert {c.period for c in cells.values()} == {"2026-06"}


@pytest.mark.parametrize(
    "where", ["in the label", "as text before it", "as number before it", "behind it"]
)
def test_shares_beside_the_labels_of_the_report_are_no_part_of_them(
    tmp_path: Path, where: str
) -> None:
    path = books.report(tmp_path / "amr.xlsx", labels_in=2 if "before" in where else 1)
    book = openpyxl.load_workbook(path)
    sheet = book["Eckwerte"]
    for row, share in ((10, 0.56), (11, 0.44)):
        text = f"{share * 100:.1f} %".replace(".", ",")
        match where:
            case "in the label":
                sheet.cell(row, 1).value = f"{text} {sheet.cell(row, 1).value}"
            case "as text before it":
                sheet.cell(row, 1).value = text
            case "as number before it":
                sheet.cell(row, 1).value = share
            case _:
                sheet.cell(row, 2).value = text
    book.save(path)
    cells = cells_of(path)
    assert cells["06440", "Bestand an Arbeitslosen | Frauen"].value == 3532
    assert cells["06440", "Bestand an Arbeitslosen | Insgesamt"].value == 8019


def moved(path: Path, order: tuple[int, ...], *, extra: int = 0) -> None:
    """Rewrite sheet 1.1 with its blocks of columns in another order and rows put in above the table's end."""
    book = openpyxl.load_workbook(path)
    sheet = book["1.1 Eckwerte"]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=11)]
    sheet.delete_rows(1, len(rows))
    for number, row in enumerate(rows, start=1 + extra):
        blocks = [row[1:6], row[6:11]]
        head, *others = (blocks[i] for i in order)
        books.put(sheet, number, row[0], *head, *(cell for block in others for cell in block))
    book.save(path)


@pytest.mark.parametrize("extra", [0, 3])
@pytest.mark.parametrize("name", ["1.1 Eckwerte", "1.1", "2.1 Eckwerte"])
def test_eckwerte_of_another_vintage_read_the_same(tmp_path: Path, extra: int, name: str) -> None:
    path = books.eckwerte(tmp_path / "e.xlsx", month="Januar 2027")
    expected = {item: c.value for (_, item), c in cells_of(path, "06440").items()}
    moved(path, (1, 0), extra=extra)
    book = openpyxl.load_workbook(path)
    book["1.1 Eckwerte"].title = name
    book.save(path)
    cells = cells_of(path, "06440")
    assert {item: c.value for (_, item), c in cells.items()} == expected
    assert {c.period for c in cells.values()} == {"2027-01"}


def test_households_by_type_are_read_from_rows_of_counties(tmp_path: Path) -> None:
    cells = cells_of(books.households_by_county(tmp_path / "bg.xlsx"))
    item = "nach Typ der Bedarfsgemeinschaft | Alleinerziehende-BG"
    assert cells["06440", item].value == 1377
    assert cells["06440", "Bedarfsgemeinschaften insgesamt"].value == 7204
    hidden = cells["06535", "nach Typ der Bedarfsgemeinschaft | Partner-BG mit Kindern"]
    assert (hidden.value, hidden.status) == (None, "suppressed")
    assert {c.period for c in cells.values()} == {"2025-12"}


def test_households_by_type_are_read_from_rows_of_types(tmp_path: Path) -> None:
    cells = cells_of(books.households_of_one_region(tmp_path / "bg.xlsx"))
    assert cells["06440", "Alleinerziehende-BG"].value == 1377
    assert cells["06440", "Alleinerziehende-BG"].period == "2025-12"


def test_parts_of_a_type_are_never_taken_for_the_type(tmp_path: Path) -> None:
    cells = cells_of(books.housing_costs(tmp_path / "kdu.xlsx"))
    values = {item: cell.value for (_, item), cell in cells.items()}
    assert values["Insgesamt"] == 7204
    assert values["Alleinerziehende-BG | mit 1 Kind"] == 640
    assert "Alleinerziehende-BG" not in values
    take = catalogue.load()["ae_sgb2_ja"].take[0]
    assert take.find(values) is None


@pytest.mark.parametrize(
    ("label", "total"),
    [("Alleinerziehende-BG", ""), ("Alleinerziehenden-BG", ""), ("alleinerziehende BG", ""),
     ("Alleinerziehende-BG", "insgesamt"), ("Alleinerziehende-BG", "zusammen")],
)  # fmt: skip
def test_single_parents_are_found_under_any_of_their_labels_and_never_taken_for_all(
    tmp_path: Path, label: str, total: str
) -> None:
    path = books.households_by_county(tmp_path / "bg.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["BG nach Typ"]
    sheet["E6"] = label
    if total:
        sheet.unmerge_cells("D5:H5")
        sheet["E5"], sheet["E6"] = label, total
    sheet["C5"] = "Bestand"  # no column is called the total of all
    book.save(path)
    items = [item for _, item in cells_of(path)]
    known = catalogue.load()
    assert known["ae_sgb2_ja"].take[0].find(items) is not None
    assert known["bg_insgesamt"].take[0].find(items) is None


def grids_of(path: Path, *rows: tuple[object, ...]) -> list[Grid]:
    book = books.new_book("Tabelle")
    for number, row in enumerate(rows, start=1):
        books.put(book["Tabelle"], number, *row)
    return list(ba_sheet.read_grids(open_workbook(books.save(book, path)), "Tabelle"))


def test_a_second_table_on_a_sheet_has_its_own_header_and_keeps_the_lines_above(
    tmp_path: Path,
) -> None:
    first, second = grids_of(
        tmp_path / "a.xlsx",
        ("06440 Wetteraukreis",),
        ("Juni 2026",),
        (),
        ("Merkmal", "Männer", "Frauen"),
        ("Arbeitslose", 10, 20),
        ("Beschäftigung", "Dez 2025", "Dez 2024"),
        ("am Arbeitsort", 300, 290),
        ("© Statistik der Bundesagentur für Arbeit",),
    )
    assert first.columns == {1: ("Männer",), 2: ("Frauen",)}
    assert second.columns == {1: ("Dez 2025",), 2: ("Dez 2024",)}
    assert [row.label for row in second.rows] == ["am Arbeitsort"]
    assert (first.region, second.region) == ("06440", "06440")
    assert first.period == "2026-06"


@pytest.mark.parametrize(
    "values", [(2011, 2020, 2035), (2024, 2023, 2020), (2011, 2010), (2000,), (1999, "*", 2100)]
)
def test_counts_that_look_like_years_are_counts(tmp_path: Path, values: tuple[object, ...]) -> None:
    [grid] = grids_of(
        tmp_path / "a.xlsx",
        ("Merkmale", *range(2020, 2020 + len(values))),
        ("Frauen", *values),
        ("Männer", *(7 for _ in values)),
    )
    assert [row.label for row in grid.rows] == ["Frauen", "Männer"]
    assert [value for value, _ in grid.rows[0].cells.values()] == [
        None if value == "*" else value for value in values
    ]
    assert grid.columns[1] == ("2020",)


def test_rows_with_figures_and_no_label_are_counted_not_guessed(tmp_path: Path) -> None:
    [grid] = grids_of(tmp_path / "a.xlsx", ("Merkmal", "A", "B"), ("Frauen", 5, 9), (None, 3, 8))
    assert [row.label for row in grid.rows] == ["Frauen"]
    assert grid.unlabelled == (2,)


def test_a_missing_sheet_or_column_is_named(tmp_path: Path) -> None:
    path = books.eckwerte(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["1.1 Eckwerte"]
    sheet["G6"] = "Rechtskreis SGB XII"
    book.save(path)
    with pytest.raises(PipelineError, match="no column is headed like") as error:
        recognise.read(path, region="06440")
    message = str(error.value)
    assert "sheet 1.1 Eckwerte" in message
    assert "Rechtskreis SGB XII" in message


def test_a_word_among_figures_is_named_with_its_cell(tmp_path: Path) -> None:
    path = books.report(tmp_path / "amr.xlsx")
    book = openpyxl.load_workbook(path)
    book["Eckwerte"]["D9"] = "rund 8.000"
    book.save(path)
    with pytest.raises(PipelineError, match="neither a number nor a known sign") as error:
        recognise.read(path)
    assert "sheet Eckwerte, cell D9" in str(error.value)


def test_the_general_reader_reads_an_original_like_the_special_one(shared: Path) -> None:
    path = next((shared / "data/ba").rglob("*06440008*"))
    grid = ba_sheet.read_grid(open_workbook(path), "Daten")
    assert grid is not None
    assert grid.region == "06440008"
    assert [path[-1] for path in grid.columns.values()] == ["2020", "2021", "2022", "2023", "2024"]
    special = list(recognise.read(path)[0].cells())
    general = [value for row in grid.rows for value in row.cells.values()]
    assert general == [(c.value, c.status) for c in special]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Berichtsmonat: Juni 2026", "2026-06"),
        ("Mrz 2026", "2026-03"),
        ("Dez. 2025", "2025-12"),
        ("Stichtag: 30.06.2024", "2024-06-30"),
        ("Gebietsstand im Jahr 2024", "2024"),
        ("Tabelle 13211", None),
    ],
)
def test_periods_are_read_as_the_office_writes_them(text: str, period: str | None) -> None:
    assert period_of(text) == period


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Bedarfsgemeinschaften (BG) 1)", "Bedarfsgemeinschaften (BG)"),
        ("Langzeitarbeitslose 2) 4)", "Langzeitarbeitslose"),
        (
            "dav. erwerbsfähige Leistungsberechtigte (ELB)",
            "erwerbsfähige Leistungsberechtigte (ELB)",
        ),
        (
            "Land- und Forstwirtschaft, Fischerei ( A )",
            "Land- und Forstwirtschaft, Fischerei ( A )",
        ),
    ],
)
def test_footnote_marks_and_lead_words_are_no_part_of_a_label(text: str, label: str) -> None:
    assert clean_label(text) == label
