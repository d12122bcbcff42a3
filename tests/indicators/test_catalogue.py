"""The catalogue: every source exists, every derived figure is sayable, faults are named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import PipelineError
from pipeline.indicators import catalogue, coverage, store
from pipeline.indicators.readers import figures, recognise
from pipeline.params import Params
from pipeline.workspace import Workspace
from tests.indicators import books


def test_every_cell_it_takes_exists_in_a_table(demo: Workspace, tmp_path: Path) -> None:
    items: dict[str, set[str]] = {}
    tables = [figures.read(path) for path, _ in store.carried(demo)]
    tables += recognise.read(books.eckwerte(tmp_path / "e.xlsx"), region="06440")
    tables += recognise.read(books.report(tmp_path / "r.xlsx"))
    tables += recognise.read(books.households_by_county(tmp_path / "b.xlsx"))
    tables += recognise.read(books.population_by_age(tmp_path / "a.csv"))
    tables += recognise.read(books.income(tmp_path / "i.csv"))
    for table in tables:
        for cell in table.cells({"06440", "06440011", "DG"}):
            for name in (table.kind, table.code):
                items.setdefault(name, set()).add(cell.item)
    items["12411"] = items["12411-01-01-4"]
    for entry in catalogue.load().values():
        for take in entry.take:
            assert take.find(items[take.table]), (entry.id, take)


def test_every_pattern_has_a_label_that_messages_can_print() -> None:
    for entry in catalogue.load().values():
        for take in entry.take:
            assert bool(take.label) == take.item.startswith("/"), (entry.id, take)


def test_every_table_it_takes_can_be_downloaded_from_a_named_place() -> None:
    offered = {name for product in coverage.products().values() for name in product.tables}
    taken = {take.table for entry in catalogue.load().values() for take in entry.take}
    assert taken <= offered


def test_every_indicator_has_title_unit_and_definition_in_german() -> None:
    for entry in catalogue.load().values():
        assert entry.title
        assert entry.definition.endswith("."), entry.id
        assert entry.unit in catalogue.UNITS


def test_margins_of_the_demo_refer_to_the_target_population(demo_params: Params) -> None:
    known = catalogue.load()
    for margin in demo_params.margins:
        for target in margin.targets.values():
            assert not isinstance(target, list)
            assert known[target.indicator].target in ("yes", "converted")


def test_census_counts_of_any_age_are_context_only() -> None:
    known = catalogue.load()
    for name in ("ae_insgesamt", "ae_muetter", "ae_vaeter", "ae_anteil_haushalte"):
        assert known[name].target is None


FILE = """
benchmarks: {}
conversion: { relative_se: { county: 0.1 } }
indicators:
  a: { title: A, topic: t, unit: Personen, definition: D., take: [{ table: x, item: y }] }
"""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("  b: { title: B, topic: t, unit: Personen, definition: D. }", "neither 'take' nor"),
        ("  b: { title: B, topic: t, unit: Äpfel, definition: D., sum: [a] }", "unit 'Äpfel'"),
        (
            "  b: { title: B, topic: t, unit: Anteil, definition: D., share: { of: a, in: c } }",
            "needs 'c'",
        ),
        ("  b: { titel: B, topic: t, unit: Anteil, definition: D., sum: [a] }", "not complete"),
        (
            "  b: { title: B, topic: t, unit: Anteil, definition: D., convert: { of: a, benchmark: z } }",
            "complete",
        ),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(f"{FILE}{line}\n", encoding="utf-8")
    with pytest.raises(PipelineError, match=message) as error:
        catalogue.load(path)
    assert "catalogue.yaml, line 6" in str(error.value)


def test_the_guide_for_analysts_lists_every_indicator_with_its_title(root: Path) -> None:
    guide = (root / "docs/statistik.md").read_text(encoding="utf-8")
    words = {"target": "Zielgruppe", "converted": "umgerechnet", "context": "Umfeld"}
    lines = {
        line.split("|")[1].strip(): line for line in guide.splitlines() if line.startswith("| `")
    }
    for entry in catalogue.load().values():
        line = lines[f"`{entry.id}`"]
        assert line.startswith(f"| `{entry.id}` | {entry.title} | {entry.unit} |")
        assert line.endswith(f"| {words[entry.population]} |")


def test_numbers_in_the_guide_are_those_of_the_table(root: Path, demo_table: pd.DataFrame) -> None:
    guide = (root / "docs/statistik.md").read_text(encoding="utf-8")
    here = demo_table[demo_table["region"] == "06440"].groupby("indicator")["value"].last()
    assert round(here["ae_minderj"], -1) == 5990
    assert "rund 5.990 Alleinerziehende" in guide
    assert f"{here['ae_anteil_vaeter'] * 100:.1f} % laut Zensus".replace(".", ",") in guide
    assert round(here["ae_minderj_anteil_vaeter"] * 100) == 17
    nation = demo_table[demo_table["region"] == "DG"].groupby("indicator")["value"].last()
    assert round(1_330_000 / nation["ae_muetter"], 3) == 0.554
    assert round(239_000 / nation["ae_vaeter"], 3) == 0.418
    rule = catalogue.load()["ae_minderj_muetter"].compute
    assert rule is not None
    bounds = [round(1.96 * rule.uncertainty[k] * 100) for k in ("state", "county", "municipality")]
    assert bounds == [13, 15, 20]


def test_the_conversion_fits_what_the_microcensus_says_of_the_children_in_one_land(
    root: Path, demo_table: pd.DataFrame
) -> None:
    # Mikrozensus 2022, Hessen: minors by age group, of whom 16 per cent live with a single parent
    minors = 180_000 + 191_000 + 241_000 + 302_000 + 177_000
    land = demo_table[(demo_table["region"] == "06") & (demo_table["indicator"] == "ae_minderj")]
    parents = float(land.iloc[-1]["value"])
    assert round(parents, -2) == 116_500
    assert 1.4 < 0.16 * minors / parents < 1.6
    assert "rund 116.500" in (root / "docs/statistik.md").read_text(encoding="utf-8").replace(
        "\n", " "
    )
