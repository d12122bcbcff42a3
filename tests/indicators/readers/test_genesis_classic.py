"""GENESIS classic tables: facts of the originals, both head lines, encodings, signs, cut-off files."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.indicators.readers import arbeitsmarkt_kommunal, genesis_classic, recognise, textfile
from pipeline.indicators.readers.model import Table, parse
from pipeline.indicators.readers.workbook import open_workbook
from tests.indicators import books


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data/genesis/classic_table_csv"


def read(path: Path) -> Table:
    return genesis_classic.read(textfile.read(path), path.name)


def value(table: Table, region: str, item: str) -> float | None:
    return next(c.value for c in table.cells({region}) if c.item == item)


def test_unemployed_of_the_county_equal_the_sum_of_its_municipalities_to_rounding(
    folder: Path, shared: Path
) -> None:
    sums: dict[str, float] = defaultdict(float)
    for path in (shared / "data/ba").rglob("*.xlsx"):
        for cell in arbeitsmarkt_kommunal.read(open_workbook(path)).cells():
            section, label = cell.item.split(" | ")
            if section.startswith("Arbeitslose") and cell.period == "2023":
                sums[label] += cell.value or 0
    table = read(folder / "13211-02-05-4_2023.csv")
    assert value(table, "06440", "Arbeitslose") == 7230
    pairs = {
        "Insgesamt": "Arbeitslose",
        "Ausländer": "Arbeitslose | ausländisch",
        "15 bis unter 25 Jahre": "Arbeitslose | 15 bis unter 25 Jahre",
        "Langzeitarbeitslose": "Arbeitslose | langzeitarbeitslos",
    }
    for label, item in pairs.items():
        official = value(table, "06440", item)
        assert official is not None
        assert abs(sums[label] - official) <= 0.5 + 1e-9, label


@pytest.mark.parametrize("name", ["13211-02-05-4_2023", "13211-02-05-4_2025", "22541-01-01-4_2002"])
def test_every_cell_equals_what_the_csv_module_reads(folder: Path, name: str) -> None:
    path = folder / f"{name}.csv"
    with path.open(encoding="cp1252", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    end = next(i for i, r in enumerate(rows) if r and r[0].startswith("______"))
    data = [r for r in rows[:end] if len(r) > 3 and r[0][:1].isdigit()]
    expected = [text for row in data for text in row[3:]]
    cells = list(read(path).cells())
    assert len(cells) == len(expected)
    for cell, text in zip(cells, expected, strict=True):
        if text in ("-", ".", "x", "/", "..."):
            assert cell.value is None
            assert cell.status != "value"
        else:
            assert cell.value == float(text.replace(",", "."))


def test_units_periods_title_notes_and_date_are_read_from_the_table(folder: Path) -> None:
    table = read(folder / "13211-02-05-4_2025.csv")
    units = {c.item: c.unit for c in table.cells({"DG"})}
    assert units["Arbeitslose"] == "Anzahl"
    assert units["Arbeitslosenquote bez. auf alle zivile Erwerbsp. | Frauen"] == "Prozent"
    assert table.code == "13211-02-05-4"
    assert table.retrieved_on == "2026-02-26"
    assert table.title.startswith("Arbeitslose nach ausgewählten Personengruppen")
    assert any("Baden-Württemberg" in note for note in table.notes)
    assert table.names["06440"] == "Wetteraukreis"
    care = read(folder / "22541-01-01-4_2002.csv")
    assert {c.period for c in care.cells()} == {"2002-12-31"}


def test_dissolved_counties_stay_as_rows_of_none_present(folder: Path) -> None:
    table = read(folder / "13211-02-05-4_2025.csv")
    dissolved = list(table.cells({"15352"}))  # Aschersleben-Staßfurt, dissolved in 2007
    assert dissolved
    assert {cell.status for cell in dissolved} == {"none_present"}


def test_city_states_stand_under_two_digits_only(folder: Path) -> None:
    regions = {c.region for c in read(folder / "13211-02-05-4_2025.csv").cells()}
    assert {"02", "11", "DG"} <= regions
    assert not {"02000", "11000"} & regions


def test_the_new_head_line_and_utf8_give_the_same_cells(folder: Path, tmp_path: Path) -> None:
    original = folder / "13211-02-05-4_2023.csv"
    text = original.read_bytes().decode("cp1252")
    other = tmp_path / "x.csv"
    changed = text.replace("Tabelle: ", "GENESIS-Tabelle: ", 1)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        other.write_bytes(changed.encode(encoding))
        table = recognise.read(other)[0]
        assert table.kind == "genesis_classic"
        assert list(table.cells()) == list(read(original).cells())


@pytest.mark.parametrize(("row", "unit"), [("", ""), (";;;;Anzahl;Anzahl;Anzahl\n", "Anzahl")])
def test_a_table_by_age_has_the_group_in_its_items(tmp_path: Path, row: str, unit: str) -> None:
    table = read(books.population_by_age(tmp_path / "12411-02-03-4_00.csv", units=row))
    cells = {(c.region, c.item): c for c in table.cells()}
    small = cells["06440", "weiblich | unter 3 Jahre"]
    assert (small.value, small.unit, small.period) == (3854, unit, "2024-12-31")
    assert cells["DG", "insgesamt | Insgesamt"].value == 83577140
    assert cells["06440", "männlich | Insgesamt"].status == "not_available"
    assert len(cells) == 24
    assert table.names["06440"] == "Wetteraukreis"


def test_windows_and_unix_line_ends_give_the_same_cells(folder: Path) -> None:
    text = textfile.read(folder / "13211-02-05-4_2023.csv")
    unix = genesis_classic.read(text.replace("\r\n", "\n"), "x")
    windows = genesis_classic.read(text.replace("\r\n", "\n").replace("\n", "\r\n"), "x")
    assert [c[:5] for c in unix.cells({"06440"})] == [c[:5] for c in windows.cells({"06440"})]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t[: len(t) // 2], "no end mark"),
        (lambda t: t.replace(";;;Anzahl", ";Anzahl").replace(";;;", ";"), "header rows"),
        (lambda t: t.replace(";4131;", ";viele;"), "neither a number nor a known sign"),
        (lambda t: t.replace("2023;01001;", "2023;01001", 1), "columns"),
    ],
)
def test_damaged_tables_are_refused_with_the_line(
    folder: Path, change: object, message: str
) -> None:
    text = textfile.read(folder / "13211-02-05-4_2023.csv")
    assert callable(change)
    with pytest.raises(PipelineError, match=message):
        list(genesis_classic.read(change(text), "t.csv").cells())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234,5", (1234.5, "value")),
        ("-3", (-3.0, "value")),
        ("(12,3)", (12.3, "unreliable")),
        ("-", (None, "none_present")),
        (".", (None, "not_available")),
        ("...", (None, "not_available")),
        ("x", (None, "not_applicable")),
        ("/", (None, "unreliable")),
        ("*", (None, "suppressed")),
        ("", (None, "not_available")),
        ("1,2,3", None),
        ("1.23", None),
        ("abc", None),
    ],
)
def test_signs_become_a_status_and_never_a_number(
    text: str, expected: tuple[float | None, str] | None
) -> None:
    assert parse(text) == expected
