"""The table `indicators`: the demo's figures, their sources, and originals before embedded ones."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline import indicators, params, tables
from pipeline.indicators import catalogue
from pipeline.indicators.readers import figures
from pipeline.indicators.store import EMBEDDED
from pipeline.workspace import Workspace

Value = Callable[..., float]


def test_the_demo_table_keeps_its_contract_and_has_one_row_per_region_and_period(
    demo_table: pd.DataFrame,
) -> None:
    checked = tables.check("indicators", demo_table)
    assert not checked.duplicated(["indicator", "region", "period"]).any()
    assert checked["citation"].str.startswith("Quelle: ").all()


def test_census_figures_of_the_county_come_out(demo_table: pd.DataFrame, value: Value) -> None:
    assert value(demo_table, "ae_insgesamt") == 11405
    assert value(demo_table, "ae_muetter") == 8931
    assert value(demo_table, "ae_vaeter") == 2476
    assert value(demo_table, "ae_anteil_haushalte") == pytest.approx(11405 / (35446 + 11405))


def test_unemployed_are_the_sum_of_municipalities_and_agree_with_table_13211(
    demo_table: pd.DataFrame, value: Value
) -> None:
    assert round(value(demo_table, "alo", period="2020"), 1) == 7676.3
    assert value(demo_table, "alo", period="2023") == 7230
    parts = demo_table[
        (demo_table["indicator"] == "alo")
        & (demo_table["period"] == "2023")
        & demo_table["region"].str.match(r"06440\d{3}")
    ]
    assert len(parts) == 25
    assert round(parts["value"].sum(), 1) == 7229.8


def test_conversion_to_minors_is_benchmark_over_national_census_figure(
    demo_table: pd.DataFrame, value: Value
) -> None:
    assert value(demo_table, "ae_minderj_muetter") == pytest.approx(8931 * 1_330_000 / 2_399_435)
    assert value(demo_table, "ae_minderj_vaeter") == pytest.approx(2476 * 239_000 / 571_850)
    assert value(demo_table, "ae_minderj", region="DG") == pytest.approx(1_569_000)
    row = demo_table[
        (demo_table["indicator"] == "ae_minderj_muetter") & (demo_table["region"] == "06440")
    ].iloc[0]
    assert row["derived"]
    assert row["low"] < row["value"] < row["high"]
    assert "Mikrozensus 2022" in row["citation"]
    assert row["citation"].endswith("eigene Berechnung")


@pytest.mark.parametrize(
    ("indicator", "region", "line"),
    [
        (
            "alo_sgb2", "06440011",
            "Quelle: Statistik der Bundesagentur für Arbeit, Arbeitsmarkt kommunal, Berichtsjahr 2024, "
            "Lizenz: Nutzung mit Quellenangabe, https://statistik.arbeitsagentur.de",
        ),
        (
            "ae_insgesamt", "06440",
            "Quelle: Statistische Ämter des Bundes und der Länder, Zensus 2022, Regionaltabelle Haushalte, "
            "Stichtag 15.05.2022, "
            "Lizenz: Datenlizenz Deutschland – Namensnennung – Version 2.0 (dl-de/by-2-0)",
        ),
        (
            "svb_wohnort", "06440",
            "Quelle: Statistik der Bundesagentur für Arbeit, Arbeitsmarkt kommunal, Stichtag 30.06.2024, "
            "Lizenz: Nutzung mit Quellenangabe, https://statistik.arbeitsagentur.de; eigene Berechnung",
        ),
    ],
)  # fmt: skip
def test_a_figure_brings_its_source_line(
    demo_table: pd.DataFrame, indicator: str, region: str, line: str
) -> None:
    rows = demo_table[(demo_table["indicator"] == indicator) & (demo_table["region"] == region)]
    assert rows.iloc[-1]["citation"] == line


def test_every_margin_of_the_demo_has_its_targets(
    demo_table: pd.DataFrame, demo_params: params.Params, value: Value
) -> None:
    for margin in demo_params.margins:
        for target in margin.targets.values():
            assert not isinstance(target, list)
            assert value(demo_table, target.indicator, target.region or "06440") > 0
    assumed = demo_table[demo_table["indicator"] == "ae_sgb2_ja"]
    assert assumed["assumed"].all()
    assert assumed["source"].str.endswith("angenommen").all()


def test_commuters_of_municipalities_are_never_added_up(demo_table: pd.DataFrame) -> None:
    commuters = demo_table[demo_table["indicator"].isin(["einpendler", "auspendler"])]
    assert not commuters["region"].eq("06440").any()
    assert commuters["region"].nunique() == 25


def test_region_municipalities_state_and_country_are_there(demo_table: pd.DataFrame) -> None:
    census = demo_table[demo_table["indicator"] == "ae_insgesamt"]
    assert set(census["region"]) == {"06440", "06", "DG"} | {f"06440{i:03d}" for i in range(1, 26)}


def test_originals_give_the_same_figures_as_the_embedded_ones(
    shared: Path, network: Callable[..., Workspace], demo_table: pd.DataFrame, demo: Workspace
) -> None:
    originals = [
        *(shared / "data/ba").rglob("*.xlsx"),
        *(shared / "data/zensus2022").glob("*.csv"),
        *(shared / "data/genesis/classic_table_csv").glob("13211*.csv"),
        *(shared / "data/genesis/ffcsv_v5").glob("12411-01*.csv"),
    ]
    own = (demo.input / "eigene_angaben.csv").read_text(encoding="utf-8")
    ws = network(*originals, own=own, carried=False)
    table = indicators.build(ws, params.load(ws.params_file))
    assert table["file"].str.contains("data/raw/statistics/").mean() > 0.9
    where_from = ["file", "sha256", "retrieved_on"]
    pd.testing.assert_frame_equal(
        table.drop(columns=where_from), demo_table.drop(columns=where_from), check_exact=True
    )
    assert table["retrieved_on"].equals(demo_table["retrieved_on"])


def test_uncertainty_of_the_conversion_is_the_spread_that_the_census_shows() -> None:
    tables_of = {
        name: figures.read(EMBEDDED / f"{name}.csv.gz")
        for name in ("zensus_haushalte", "zensus_demografie")
    }
    cells: dict[str, dict[str, float | None]] = {}
    for name, table in tables_of.items():
        for cell in table.cells():
            cells.setdefault(cell.region, {})[f"{name}:{cell.item}"] = cell.value

    def minors_per_family(region: str) -> tuple[float, float] | None:
        row = cells[region]
        ages = [row[f"zensus_demografie:Alter_infr__0{i}"] for i in range(1, 6)]
        parts = [row["zensus_haushalte:HHTYP_FAM__3"], row["zensus_haushalte:HHTYP_FAM__4"]]
        if None in ages or None in parts:
            return None
        # the fifth age class is 16 to 18: two of its three years are minors
        minors = sum(a for a in ages[:4] if a is not None) + (ages[4] or 0) * 2 / 3
        families = sum(p for p in parts if p is not None)
        return (minors / families, families) if families >= 100 else None

    national = minors_per_family("DG")
    assert national is not None
    rule = catalogue.load()["ae_minderj_muetter"].compute
    assert rule is not None
    for digits, level in ((2, "state"), (5, "county"), (8, "municipality")):
        ratios = [
            math.log(found[0] / national[0])
            for region in cells
            if len(region) == digits and region != "DG" and (found := minors_per_family(region))
        ]
        assert statistics.pstdev(ratios) == pytest.approx(rule.uncertainty[level], abs=0.0006)


def test_a_published_rate_carries_the_numerator_that_its_table_prints(
    demo_table: pd.DataFrame,
) -> None:
    rows = demo_table[demo_table["region"] == "06440"].set_index(["indicator", "period"])
    rate = rows.loc[("alo_quote", "2025")]
    assert rate["numerator"] == rows.loc[("alo", "2025"), "value"] == 8019
    assert pd.isna(rate["denominator"])  # the table prints no civilian labour force
    assert pd.isna(rows.loc[("alo_quote_frauen", "2025"), "numerator"])


def test_the_conversion_is_printed_with_every_figure_that_is_made_of_it(
    demo_table: pd.DataFrame,
) -> None:
    mine = demo_table[demo_table["region"] == "06440"].set_index("indicator")
    for name in ("ae_minderj_muetter", "ae_minderj", "ae_minderj_anteil_vaeter", "ae_sgb2_quote"):
        assert "umgerechnet mit dem Faktor 0,554" in mine.loc[name, "note"], name
        assert "± 15 %" in mine.loc[name, "note"], name
