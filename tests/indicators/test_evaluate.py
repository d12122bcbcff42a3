"""How figures of several sources become one table: precedence, sums, own figures, city states, peers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline import indicators, params, tables
from pipeline.errors import PipelineError
from pipeline.indicators import regions
from pipeline.indicators.readers import figures
from pipeline.indicators.store import EMBEDDED, same_place
from pipeline.workspace import Workspace
from tests.indicators import books

Network = Callable[..., Workspace]
Value = Callable[..., float]
HEAD = "kennzahl;region;wert;einheit;stichtag;quelle;definition;angenommen;bemerkung\n"


def build(ws: Workspace) -> pd.DataFrame:
    return tables.check("indicators", indicators.build(ws, params.load(ws.params_file)))


def rows(table: pd.DataFrame, indicator: str, region: str) -> pd.DataFrame:
    return table[(table["indicator"] == indicator) & (table["region"] == region)]


def test_shares_carry_numerator_and_denominator(demo_table: pd.DataFrame) -> None:
    shares = demo_table[(demo_table["unit"] == "Anteil") & demo_table["derived"]]
    unknown = shares["value"].isna()
    assert set(shares.loc[unknown, "status"]) == {"unreliable"}  # "/" of small municipalities
    shares = shares[~unknown]
    assert len(shares) > 100
    ratio = shares["numerator"] / shares["denominator"]
    assert ratio.round(12).equals(shares["value"].round(12).rename(None))
    assert shares["value"].between(0, 1).all()


def test_rates_in_per_cent_become_shares(demo_table: pd.DataFrame, value: Value) -> None:
    assert value(demo_table, "alo_quote", period="2025") == 0.046
    assert value(demo_table, "alo_quote", region="DG", period="2025") == 0.063


def test_a_sum_over_a_suppressed_cell_is_suppressed(
    shared: Path, tmp_path: Path, network: Network
) -> None:
    originals = sorted((shared / "data/ba").rglob("*.xlsx"))
    changed = tmp_path / "in" / originals[3].name
    changed.parent.mkdir()
    book = openpyxl.load_workbook(originals[3])
    book["Daten"]["G44"] = "*"  # Langzeitarbeitslose 2024
    book.save(changed)
    files = [changed if p.name == changed.name else p for p in originals]
    table = build(network(*files, carried=False))
    long_term = rows(table, "alo_langzeit", "06440").set_index("period")
    assert long_term.loc["2024", "status"] == "suppressed"
    assert pd.isna(long_term.loc["2024", "value"])
    assert long_term.loc["2022", "status"] == "value"
    assert "Summe der 25 Gemeinden" in long_term.loc["2022", "note"]


def test_a_sum_of_only_some_municipalities_is_not_given(shared: Path, network: Network) -> None:
    some = sorted((shared / "data/ba").rglob("*.xlsx"))[:24]
    table = build(network(*some, carried=False))
    assert rows(table, "alo_frauen", "06440").empty
    assert len(rows(table, "alo_frauen", "06440001")) == 5


def test_a_newer_download_goes_before_an_older_one(
    shared: Path, tmp_path: Path, network: Network
) -> None:
    original = next((shared / "data/ba").rglob("*06440011*"))
    newer = tmp_path / "neu.xlsx"
    book = openpyxl.load_workbook(original)
    book["Impressum"]["B16"] = "15. Januar 2026"
    book["Daten"]["G10"] = 570  # revised
    book.save(newer)
    for files in ((original, newer), (newer, original)):
        ws = network(*files)
        table = build(ws)
        row = rows(table, "svb_arbeitsort", "06440011").iloc[-1]
        assert (row["value"], row["retrieved_on"]) == (570, "2026-01-15")
        assert row["file"] == "data/raw/statistics/neu.xlsx"
        shutil.rmtree(ws.root / "data")


def test_households_by_type_from_the_ba_feed_the_margin_of_the_network(
    tmp_path: Path, network: Network, value: Value
) -> None:
    table = build(network(books.households_by_county(tmp_path / "bg.xlsx")))
    row = rows(table, "ae_sgb2_ja", "06440").iloc[0]
    assert (row["value"], row["period"], row["assumed"]) == (1377, "2025-12", False)
    assert "Dezember 2025" in row["citation"]
    assert value(table, "ae_sgb2_ja", region="06") == 35400
    assert value(table, "bg_insgesamt") == 7204
    assert value(table, "ae_sgb2_nein") == pytest.approx(value(table, "ae_minderj") - 1377)


def test_vintages_that_label_the_same_row_differently_make_one_series(
    tmp_path: Path, network: Network
) -> None:
    older = books.households_by_county(tmp_path / "bg-2025-12.xlsx")
    newer = tmp_path / "bg-2026-01.xlsx"
    book = openpyxl.load_workbook(older)
    sheet = book["BG nach Typ"]
    sheet["A3"], sheet["E6"], sheet["E9"] = (
        "Berichtsmonat: Januar 2026",
        "Alleinerziehenden-BG",
        1390,
    )
    book.save(newer)
    mine = rows(build(network(older, newer)), "ae_sgb2_ja", "06440").set_index("period")["value"]
    assert dict(mine) == {"2025-12": 1377, "2026-01": 1390}


def test_tables_of_the_regional_data_base_feed_children_and_income(
    tmp_path: Path, network: Network, value: Value
) -> None:
    files = [books.population_by_age(tmp_path / "12411.csv"), books.income(tmp_path / "82411.csv")]
    table = build(network(*files))
    assert value(table, "kinder_u3") == 7865
    assert value(table, "kinder_u3", period="2022-05-15") == 8510  # the Zensus
    assert value(table, "kinder_6_9", region="DG") == 3123456
    assert value(table, "einkommen_je_einwohner") == 28612
    assert value(table, "einkommen_je_einwohner", region="DG") == 28270
    row = rows(table, "kinder_u3", "06440").iloc[-1]
    assert row["citation"].startswith(
        "Quelle: Statistische Ämter des Bundes und der Länder, Regionaldatenbank Deutschland, "
        "12411-02-03-4, Stichtag 31.12.2024, "
    )


def test_shares_of_the_labour_market_are_those_of_the_published_counts(
    demo_table: pd.DataFrame, value: Value
) -> None:
    assert value(demo_table, "alo_langzeit_anteil", period="2025") == pytest.approx(2318 / 8019)
    assert value(demo_table, "alo_langzeit_anteil", "DG", "2025") == pytest.approx(
        1035812 / 2948092
    )
    assert value(demo_table, "alo_auslaender_anteil", "06", "2025") == pytest.approx(95648 / 205944)
    assert value(demo_table, "alo_quote_auslaender", period="2025") == 0.106
    assert value(demo_table, "erwerbstaetige_anteil_frauen") == pytest.approx(72600 / 152390)
    rate = rows(demo_table, "alo_quote_auslaender", "06440").iloc[-1]
    assert (rate["numerator"], pd.isna(rate["denominator"])) == (2981, True)
    assert "06440" not in set(rows(demo_table, "auspendler_anteil", "06440")["region"])


def test_a_table_in_another_unit_is_refused_not_taken_for_ones(
    shared: Path, tmp_path: Path, network: Network
) -> None:
    original = shared / "data/genesis/classic_table_csv/13211-02-05-4_2025.csv"
    path = tmp_path / original.name
    path.write_bytes(original.read_bytes().replace(b";Anzahl", b";Tsd. EUR"))
    with pytest.raises(PipelineError, match=r"the table says 'Tsd\. EUR'") as error:
        build(network(path))
    assert "13211-02-05-4_2025.csv, line" in str(error.value)


def test_monthly_workbooks_feed_monthly_indicators(
    tmp_path: Path, network: Network, value: Value
) -> None:
    files = [
        books.report(tmp_path / "amr.xlsx"),
        books.eckwerte(tmp_path / "eckwerte_06440_2026-06.xlsx"),
    ]
    table = build(network(*files))
    assert value(table, "alo_monat") == 8019
    assert value(table, "stellen") == 2950
    assert value(table, "bg_insgesamt") == 2707.556182
    assert value(table, "sgb2_erwerbsfaehige") == 3612.418872


@pytest.mark.parametrize(
    ("region", "unemployed"), [("02000", "02"), ("11000", "11"), ("11000000", "11")]
)
def test_city_states_find_their_figures_under_any_of_their_keys(
    network: Network, value: Value, region: str, unemployed: str
) -> None:
    table = build(network(region=region))
    assert value(table, "alo", region=region) > 50_000
    assert value(table, "ae_minderj", region=region) > 10_000
    assert value(table, "bevoelkerung", region=region, period="2022-05-15") > 1_000_000
    assert rows(table, "alo", region).iloc[-1]["region_name"] in ("Hamburg", "Berlin")
    assert value(table, "alo", region=unemployed) == value(table, "alo", region=region)


def test_a_county_free_town_and_its_only_municipality_share_their_figures(
    network: Network, value: Value
) -> None:
    table = build(network(region="05916"))
    assert value(table, "ae_insgesamt", region="05916") == 6067
    assert value(table, "alo", region="05916000") == value(table, "alo", region="05916")


@pytest.mark.parametrize(
    ("region", "keys"),
    [("05916", ("05916", "05916000")), ("02000", ("02", "02000", "02000000"))],
)
def test_a_town_has_one_figure_and_one_interval_under_all_its_keys(
    network: Network, region: str, keys: tuple[str, ...]
) -> None:
    ws = network(region=region)
    converted = build(ws)
    own = HEAD + f"ae_minderj;{region};4000;Personen;31.12.2025;Melderegister;Mit Kind u18;;\n"
    (ws.input / "eigene_angaben.csv").write_text(own, encoding="utf-8")
    entered = build(ws)
    bounds = [rows(converted, "ae_minderj", key).iloc[-1][["value", "low", "high"]] for key in keys]
    assert all(tuple(b) == tuple(bounds[0]) for b in bounds)
    assert [rows(entered, "ae_minderj", key)["value"].tolist() for key in keys] == [[4000]] * len(
        keys
    )


def test_a_municipality_as_network_sees_itself_its_county_state_and_country(
    network: Network,
) -> None:
    table = build(network(region="06440008"))
    assert set(table["region"]) == {"06440008", "06440", "06", "DG"}
    assert rows(table, "ae_minderj", "06440008").iloc[0]["high"] > 0


def test_a_land_as_network_sees_its_counties(network: Network) -> None:
    table = build(network(region="06"))
    assert len({key for key in table["region"] if len(key) == 5}) == 26
    assert {"06", "DG"} <= set(table["region"])


def test_an_unknown_region_is_named_with_its_place_in_the_parameters(network: Network) -> None:
    with pytest.raises(PipelineError, match="'06499'") as error:
        build(network(region="06499"))
    assert "params.yaml, network.region" in str(error.value)


def test_every_figure_says_whom_it_counts(demo_table: pd.DataFrame, network: Network) -> None:
    counts = demo_table.groupby("indicator")["population"].agg(set)
    assert counts["ae_sgb2_ja"] == {"target"}
    assert counts["ae_minderj_muetter"] == {"converted"}
    assert counts["ae_insgesamt"] == {"context"}
    own = HEAD + "ae_minderj;06440;6.200;Personen;31.12.2025;Melderegister;Mit Kind u18;;\n"
    table = build(network(own=own))
    assert set(rows(table, "ae_minderj", "06440")["population"]) == {"target"}
    assert set(rows(table, "ae_minderj", "06")["population"]) == {"converted"}


def test_a_peer_county_can_be_compared(network: Network, value: Value) -> None:
    ws = network()
    text = ws.params_file.read_text(encoding="utf-8")
    ws.params_file.write_text(
        text.replace('["06", "DG"]', '["06", "DG", "03155"]'), encoding="utf-8"
    )
    table = build(ws)
    assert value(table, "ae_insgesamt", region="03155") == 4912
    assert value(table, "ae_anteil_haushalte", region="03155") > 0
    assert "03155001" not in set(table["region"])


def test_every_county_has_its_census_figures_and_unemployed_without_any_download() -> None:
    needed = {
        "zensus_haushalte": ("HHTYP_FAM__3", "HHTYP_FAM__4", "HHTYP_LEB__5", "HHTYP_LEB__6"),
        "zensus_demografie": ("0_Insgesamt_", "Alter_infr__01"),
        "13211-02-05-4_2025": ("Arbeitslose", "Arbeitslosenquote bez. auf alle zivile Erwerbsp."),
    }
    for name, items in needed.items():
        have = {
            (key, cell.item)
            for cell in figures.read(EMBEDDED / f"{name}.csv.gz").cells()
            if cell.value is not None
            for key in (cell.region, *same_place(cell.region))
        }
        for county in regions.counties():
            for item in items:
                assert (county.ags, item) in have, (name, county.ags, item)


@pytest.mark.parametrize("region", ["01001", "03155", "05334", "09162", "13072", "14521", "16063"])
def test_a_fresh_network_anywhere_has_its_margins(
    network: Network, value: Value, region: str
) -> None:
    table = build(network(region=region, carried=False))
    for name in ("ae_minderj_muetter", "ae_minderj_vaeter", "ae_anteil_haushalte", "alo_quote"):
        assert value(table, name, region=region) > 0
    assert value(table, "ae_minderj", region=f"{region[:2]}") > value(
        table, "ae_minderj", region=region
    )


def test_faults_of_all_files_are_reported_together(
    shared: Path, tmp_path: Path, network: Network
) -> None:
    page, cut = tmp_path / "seite.xlsx", tmp_path / "halb.csv"
    page.write_bytes(b"<html>404</html>")
    table = shared / "data/genesis/classic_table_csv/13211-02-05-4_2023.csv"
    cut.write_bytes(table.read_bytes()[:9000])
    with pytest.raises(PipelineError) as error:
        build(network(page, cut))
    assert [f.where for f in error.value.faults] == [
        f"data/raw/statistics/{name}" for name in ("halb.csv", "seite.xlsx")
    ]


def test_two_builds_are_equal(
    demo: Workspace, demo_params: params.Params, demo_table: pd.DataFrame
) -> None:
    pd.testing.assert_frame_equal(indicators.build(demo, demo_params), demo_table, check_exact=True)


def test_importing_the_room_loads_nothing_heavy() -> None:
    code = (
        "import sys, pipeline.indicators, pipeline.indicators.regions;"
        "assert not {'pandas', 'pandera', 'yaml', 'pydantic', 'python_calamine'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_building_loads_pandas_but_no_pandera_and_no_openpyxl(root: Path) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from pipeline import indicators, params; from pipeline.workspace import Workspace;"
        f"ws = Workspace(Path({str(root)!r}));"
        "indicators.build(ws, params.load(ws.params_file));"
        "assert not {'pandera', 'openpyxl', 'scipy', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
