"""Zensus 2022 regional tables: every cell against the csv module, known facts, perturbed totals."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import PipelineError
from pipeline.indicators.readers import recognise, zensus
from pipeline.indicators.readers.model import Cell

NAMES = ("Haushalte", "Demografie", "Erwerbsstatus")


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data/zensus2022"


def one(path: Path, region: str, item: str) -> Cell:
    return next(c for c in zensus.read_file(path).cells({region}) if c.item == item)


@pytest.mark.parametrize(
    ("region", "parents", "mothers", "fathers"),
    [("06440", 11405, 8931, 2476), ("03155", 4912, None, None), ("05916", 6067, None, None)],
)
def test_single_parent_households_of_three_counties(
    folder: Path, region: str, parents: int, mothers: int | None, fathers: int | None
) -> None:
    path = folder / "Regionaltabelle_Haushalte.csv"
    assert one(path, region, "HHTYP_FAM__4").value == parents
    if mothers is not None:
        assert one(path, region, "HHTYP_LEB__5").value == mothers
        assert one(path, region, "HHTYP_LEB__6").value == fathers


def test_perturbed_parts_are_not_forced_to_add_up(folder: Path) -> None:
    path = folder / "Regionaltabelle_Haushalte.csv"
    cells = {c.item: c.value for c in zensus.read_file(path).cells({"06440"})}
    mothers, fathers = cells["HHTYP_LEB__5"], cells["HHTYP_LEB__6"]
    assert mothers is not None
    assert fathers is not None
    assert mothers + fathers == 11407
    assert cells["HHTYP_FAM__4"] == 11405


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_equals_what_the_csv_module_reads(folder: Path, name: str) -> None:
    path = folder / f"Regionaltabelle_{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    expected = {}
    for row in rows[1:]:
        rs = row[1]
        if len(rs) == 9:
            continue
        region = "DG" if rs == "00" else rs[:5] + rs[-3:] if len(rs) == 12 else rs
        for item, text in zip(rows[0][4:], row[4:], strict=True):
            expected[region, item] = text
    seen = 0
    for cell in zensus.read_file(path).cells():
        text = expected[cell.region, cell.item]
        seen += 1
        if text.isdigit():
            assert (cell.value, cell.status) == (int(text), "value")
        else:
            status = {"–": "none_present", "/": "unreliable", ".": "not_available"}[text]
            assert (cell.value, cell.status) == (None, status)
        assert cell.period == "2022-05-15"
    assert seen == len(expected)


def test_all_400_counties_and_10786_municipalities_are_there(folder: Path) -> None:
    regions = {c.region for c in zensus.read_file(folder / "Regionaltabelle_Haushalte.csv").cells()}
    assert sum(len(r) == 5 for r in regions) == 400
    assert sum(len(r) == 8 for r in regions) == 10786


def test_the_workbook_form_gives_the_same_cells_even_with_lost_zeros(
    folder: Path, tmp_path: Path
) -> None:
    lines = (folder / "Regionaltabelle_Haushalte.csv").read_text(encoding="utf-8-sig").splitlines()
    chosen = [
        line
        for line in lines[1:]
        if len(key := line.split(";")[1]) == 2 or key[:5] in ("06440", "01001")
    ]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Deckblatt"
    sheet = book.create_sheet("CSV-Haushalte")
    sheet.append(lines[0].split(";"))
    for line in chosen:
        sheet.append([int(p) if p.isdigit() else p for p in line.split(";")])
    path = tmp_path / "Regionaltabelle_Haushalte.xlsx"
    book.save(path)
    text = "\n".join([lines[0], *chosen])
    wanted = [cell[:5] for cell in zensus.read(text, "csv").cells()]
    assert [cell[:5] for cell in recognise.read(path)[0].cells()] == wanted


def test_a_row_that_was_cut_off_is_named_with_its_line(folder: Path) -> None:
    text = (folder / "Regionaltabelle_Haushalte.csv").read_text(encoding="utf-8-sig")
    cut = text[: text.index("06440;") + 40]
    with pytest.raises(PipelineError, match="columns") as error:
        list(zensus.read(cut, "cut.csv").cells())
    assert "cut.csv, line 2951" in str(error.value)


def test_a_table_that_ends_before_the_last_land_or_within_a_row_is_refused(folder: Path) -> None:
    text = (folder / "Regionaltabelle_Haushalte.csv").read_text(encoding="utf-8-sig")
    whole_rows = text[: text.index(";06440;")].rsplit("\n", 1)[0]
    with pytest.raises(PipelineError, match="of 16 Länder"):
        zensus.read(whole_rows, "cut.csv")
    # a row of an association, which no figure is taken from, is cut: still noticed
    with pytest.raises(PipelineError, match="the last row has"):
        zensus.read(whole_rows + "\n20220515;064115001;Verband", "cut.csv")


def test_another_regional_table_is_refused_by_name() -> None:
    with pytest.raises(PipelineError, match="not known"):
        zensus.read("Berichtszeitpunkt;_RS;Name;Regionalebene;GEBAEUDEART\n", "x.csv")


def test_a_workbook_with_several_regional_tables_gives_the_known_one(
    folder: Path, tmp_path: Path
) -> None:
    # education and employment come in one workbook; employment alone is known
    lines = (folder / "Regionaltabelle_Erwerbsstatus.csv").read_text(encoding="utf-8-sig")
    rows = [line.split(";") for line in lines.splitlines()]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "CSV-Schulform"
    book.active.append([*rows[0][:4], "SCHULFORM_STP"])
    sheet = book.create_sheet("CSV-Erwerbsstatus")
    for row in rows:
        if len(row[1]) in (2, 3) or row[1] == "_RS":
            sheet.append(row)
    path = tmp_path / "Regionaltabelle_Bildung_Erwerbstaetigkeit.xlsx"
    book.save(path)
    [table] = recognise.read(path)
    assert table.kind == "zensus_erwerb"
    assert {len(c.region) for c in table.cells()} == {2, 3}


def test_keys_that_lost_their_zeros_are_refused_not_dropped(folder: Path) -> None:
    text = (folder / "Regionaltabelle_Haushalte.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(PipelineError, match="'6440' is no regional key") as error:
        zensus.read(text.replace(";06440;", ";6440;"), "excel.csv")
    assert "leading zeros" in str(error.value)
    whole = len(list(zensus.read(text, "a").cells({"06440"})))
    assert len(list(zensus.read(text + "\n\n", "a").cells({"06440"}))) == whole > 0


@pytest.mark.parametrize("change", [(";", ","), (";", "\t"), (";", '";"')])
def test_a_table_in_another_form_is_not_called_unknown(
    folder: Path, tmp_path: Path, change: tuple[str, str]
) -> None:
    text = (folder / "Regionaltabelle_Haushalte.csv").read_text(encoding="utf-8-sig")
    path = tmp_path / "a.csv"
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(PipelineError, match="its form was changed"):
        recognise.read(path)
