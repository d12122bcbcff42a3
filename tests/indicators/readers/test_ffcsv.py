"""Flat-file CSV: every row of the originals against pandas, old layout, languages, units, archives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import PipelineError
from pipeline.indicators.readers import ffcsv, recognise, textfile
from pipeline.indicators.readers.model import Table
from tests.indicators import books

OLD = (
    "Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;"
    "1_Auspraegung_Code;1_Auspraegung_Label;2_Merkmal_Code;2_Merkmal_Label;2_Auspraegung_Code;"
    "2_Auspraegung_Label;BEVSTD__Bevölkerungsstand__Anzahl;BEV002__Anteil__Prozent\n"
    "12411;Fortschreibung;STAG;Stichtag;31.12.2015;KREISE;Kreise;06440;Wetteraukreis;GES;Geschlecht;"
    "GESW;weiblich;152345;50,9\n"
    "12411;Fortschreibung;STAG;Stichtag;31.12.2015;KREISE;Kreise;06440;Wetteraukreis;GES;Geschlecht;"
    ";Insgesamt;299298;100\n"
    "12411;Fortschreibung;STAG;Stichtag;31.12.2015;KREISE;Kreise;15352;Aschersleben;GES;Geschlecht;"
    ";Insgesamt;-;.\n"
)
HEAD = (
    "statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;"
    "1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;"
    "2_variable_attribute_code;2_variable_attribute_label;value;value_unit;value_variable_code;"
    "value_variable_label\n"
)


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data/genesis/ffcsv_v5"


def read(path: Path) -> Table:
    return ffcsv.read(textfile.read(path), path.name)


def test_every_row_of_the_originals_equals_what_pandas_reads(folder: Path) -> None:
    for path in sorted(folder.glob("*.csv")):
        frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
        cells = list(read(path).cells())
        assert len(cells) == len(frame)
        for cell, (_, row) in zip(cells, frame.iterrows(), strict=True):
            text = row["value"]
            if text.replace(",", "").isdigit():
                assert cell.value == float(text.replace(",", "."))
                assert cell.status == "value"
            else:
                assert cell.value is None
                assert cell.status != "value"
            assert cell.item.startswith(row["value_variable_code"])
            assert cell.unit == row["value_unit"]
            assert cell.period == row["time"]


def test_items_and_regions_identify_each_row_of_an_original(folder: Path) -> None:
    for path in sorted(folder.glob("*.csv")):
        keys = [(c.region, c.period, c.item) for c in read(path).cells()]
        assert len(set(keys)) == len(keys), path.name


def test_population_of_the_county_by_sex(folder: Path) -> None:
    table = read(next(folder.glob("12411-01-01-4*")))
    cells = {c.item: c.value for c in table.cells({"06440"})}
    assert cells == {"BEVSTD": 311593, "BEVSTD | GES=GESW": 157655, "BEVSTD | GES=GESM": 153938}
    assert table.code == "12411-01-01-4"
    assert table.aliases == ("12411",)
    assert "Regionaldatenbank" in table.publisher


def test_the_data_base_is_named_by_the_form_of_the_code(folder: Path) -> None:
    assert "GENESIS-Online" in read(next(folder.glob("12211-0001*"))).publisher
    assert "Zensusdatenbank" in read(next(folder.glob("1000A*"))).publisher


def test_the_old_layout_gives_one_cell_per_value_column() -> None:
    cells = {(c.region, c.item): c for c in ffcsv.read(OLD, "alt.csv").cells()}
    assert cells["06440", "BEVSTD | GES=GESW"].value == 152345
    assert cells["06440", "BEV002 | GES=GESW"].value == 50.9
    assert cells["06440", "BEVSTD"].period == "2015-12-31"
    assert cells["15352", "BEVSTD"].status == "none_present"
    assert cells["15352", "BEV002"].status == "not_available"
    assert cells["06440", "BEV002"].unit == "Prozent"


def test_regions_may_be_any_variable_and_units_keep_figures_apart() -> None:
    rows = (
        "12345;X;JAHR;Jahr;2024;GES;Geschlecht;GESM;männlich;GEOLK4;Kreise;05916;Herne;10;Anzahl;ABC001;Fälle\n"
        "12345;X;JAHR;Jahr;2024;GES;Geschlecht;GESM;männlich;GEOLK4;Kreise;05916;Herne;2,5;Prozent;ABC001;Fälle\n"
        "12345;X;JAHR;Jahr;2024;GES;Geschlecht;;Insgesamt;GEOLK4;Kreise;;Insgesamt;7;Anzahl;ABC001;Fälle\n"
    )
    cells = list(ffcsv.read(HEAD + rows, "x.csv").cells())
    assert [(c.region, c.item, c.value) for c in cells] == [
        ("05916", "ABC001 [Anzahl] | GES=GESM", 10),
        ("05916", "ABC001 [Prozent] | GES=GESM", 2.5),
        ("DG", "ABC001 [Anzahl]", 7),
    ]


def test_a_point_is_decimal_in_english_files_and_never_groups_thousands() -> None:
    row = "12345;X;JAHR;Year;2024;GES;Sex;;Total;KREISE;Districts;05916;Herne;1.234;per cent;ABC001;Rate\n"
    assert [c.value for c in ffcsv.read(HEAD + row, "x.csv").cells()] == [1.234]


def test_zipped_files_give_the_same_cells(folder: Path, tmp_path: Path) -> None:
    original = next(folder.glob("12411-01-01-4*"))
    path = books.zipped(
        tmp_path / "12411-01-01-4_flat.zip", **{original.name: original.read_bytes()}
    )
    [table] = recognise.read(path)
    assert list(table.cells()) == list(read(original).cells())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, "no rows"),
        (HEAD + "12345;X\n", "columns"),
        (HEAD + ";".join("abcdefghijklmnopq") + "\n", "regional"),
        (HEAD.replace("value_unit;", "") + "1\n", "value_unit"),
    ],
)
def test_files_that_are_not_whole_are_refused(text: str, message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        list(ffcsv.read(text, "x.csv").cells())
