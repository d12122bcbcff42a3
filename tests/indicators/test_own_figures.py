"""Figures that a network enters by hand: they go before the office's, and faults are named."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline import indicators, params, tables
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace

Network = Callable[..., Workspace]
Value = Callable[..., float]
HEAD = "kennzahl;region;wert;einheit;stichtag;quelle;definition;angenommen;bemerkung\n"


def build(ws: Workspace) -> pd.DataFrame:
    return tables.check("indicators", indicators.build(ws, params.load(ws.params_file)))


def rows(table: pd.DataFrame, indicator: str, region: str) -> pd.DataFrame:
    return table[(table["indicator"] == indicator) & (table["region"] == region)]


def test_an_own_figure_of_the_target_population_replaces_the_conversion(
    network: Network, value: Value
) -> None:
    own = HEAD + "ae_minderj;06440;6.200;Personen;31.12.2025;Melderegister;Mit Kind u18;;\n"
    own += "ae_sgb2_ja;06440;1500;Personen;31.12.2025;Jobcenter;Alleinerziehenden-BG;;\n"
    table = build(network(own=own))
    mine = rows(table, "ae_minderj", "06440")
    assert list(mine["value"]) == [6200]
    assert not mine["derived"].any()
    assert mine.iloc[0]["citation"].startswith("Quelle: Melderegister, ")
    assert value(table, "ae_sgb2_nein") == 4700
    assert value(table, "ae_sgb2_quote") == pytest.approx(1500 / 6200)
    assert value(table, "ae_minderj_muetter") == pytest.approx(8931 * 1_330_000 / 2_399_435)


def test_a_part_that_is_larger_than_the_whole_gives_no_remainder(network: Network) -> None:
    own = HEAD + "ae_sgb2_ja;06440;9000;Personen;31.12.2025;Jobcenter;Alleinerziehenden-BG;;\n"
    row = rows(build(network(own=own)), "ae_sgb2_nein", "06440").iloc[0]
    assert (row["status"], pd.isna(row["value"])) == ("not_applicable", True)
    assert "größer" in row["note"]


def test_a_share_of_more_than_the_whole_is_not_given(network: Network) -> None:
    own = HEAD + "ae_sgb2_ja;06440;9000;Personen;31.12.2025;Jobcenter;Alleinerziehenden-BG;;\n"
    row = rows(build(network(own=own)), "ae_sgb2_quote", "06440").iloc[0]
    assert (row["status"], pd.isna(row["value"])) == ("not_applicable", True)
    assert row["numerator"] == 9000
    assert "passen nicht zusammen" in row["note"]


def test_an_assumed_figure_marks_everything_that_is_computed_from_it(
    demo_table: pd.DataFrame,
) -> None:
    for name in ("ae_sgb2_ja", "ae_sgb2_nein", "ae_sgb2_quote"):
        row = rows(demo_table, name, "06440").iloc[-1]
        assert row["assumed"]
        assert row["citation"].endswith("angenommen")


def test_an_unknown_indicator_in_own_figures_suggests_a_known_one(network: Network) -> None:
    own = HEAD + "ae_mindrj;06440;1;Personen;2025;Q;D;;\n"
    with pytest.raises(PipelineError, match="'ae_mindrj' is not known") as error:
        build(network(own=own))
    assert "eigene_angaben.csv, line 2" in str(error.value)
    assert "perhaps 'ae_minderj'" in str(error.value)


def test_an_indicator_like_none_that_is_known_is_refused_with_advice(network: Network) -> None:
    own = HEAD + "xyz;06440;1;Personen;2025;Q;D;;\n"
    with pytest.raises(PipelineError, match="'xyz' is not known") as error:
        build(network(own=own))
    assert "perhaps" not in str(error.value)
    assert "begins with 'eigene_'" in str(error.value)


def test_what_the_catalogue_does_not_have_is_the_networks_own(
    network: Network, value: Value
) -> None:
    own = (
        HEAD
        + "eigene_kind_u3;06440;1.234;Personen;31.12.2025;Melderegister;Jüngstes Kind unter 3;;\n"
    )
    own += "eigene_quote;06440;12,5;Prozent;2025;Q;D;ja;\n"
    table = build(network(own=own))
    assert value(table, "eigene_kind_u3") == 1234
    row = rows(table, "eigene_kind_u3", "06440").iloc[-1]
    assert (row["population"], row["title"]) == ("target", "Jüngstes Kind unter 3")
    assert "Melderegister" in row["citation"]
    assert value(table, "eigene_quote") == 12.5


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("ae_minderj;06440;6000;Haushalte;2025;Q;D;;", "is counted in Personen, not in Haushalte"),
        ("betreuungsquote_u3;06440;35,5;Anteil;2025;Q;D;;", "larger than 1"),
    ],
)
def test_an_own_figure_in_another_unit_is_refused(network: Network, row: str, message: str) -> None:
    with pytest.raises(PipelineError, match=message) as error:
        build(network(own=f"{HEAD}{row}\n"))
    assert "line 2" in str(error.value)


def test_own_figures_in_per_cent_become_shares(network: Network, value: Value) -> None:
    own = HEAD + "betreuungsquote_u3;06440;35,5;Prozent;01.03.2025;Jugendamt;Quote;;\n"
    own += "betreuungsquote_3_5;06440;91;%;01.03.2025;Jugendamt;Quote;;\n"
    own += "teilzeitquote_frauen;06440;0,48;Anteil;30.06.2025;BA;Quote;;\n"
    table = build(network(own=own))
    assert value(table, "betreuungsquote_u3") == 0.355
    assert value(table, "betreuungsquote_3_5") == 0.91
    assert value(table, "teilzeitquote_frauen") == 0.48


def test_an_own_figure_for_a_region_that_does_not_exist_is_refused(network: Network) -> None:
    own = HEAD + "ae_minderj;06499;1;Personen;2025;Q;D;;\n"
    with pytest.raises(PipelineError, match="'06499'") as error:
        build(network(own=own))
    assert "line 2" in str(error.value)
