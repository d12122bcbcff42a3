"""`bedarf stats`: what an analyst sees."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.stats import app
from pipeline.errors import PipelineError
from pipeline.indicators import coverage
from pipeline.workspace import Workspace

runner = CliRunner()


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch, demo: Workspace) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(demo.root)


def run(*arguments: str) -> str:
    result = runner.invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_list_shows_newest_figures_origin_and_what_is_missing_with_its_address() -> None:
    text = run("list")
    assert "Wetteraukreis (06440)" in text
    assert "ae_minderj_muetter" in text
    assert "4.950" in text
    assert "assumed" in text
    assert "Missing" in text
    assert "ask: Jugendamt" in text
    assert "gives\n  Arbeitslose im Berichtsmonat · alo_monat" in text
    assert "/ama/amr-amr/amr-06440-0-" in text
    assert "einpendler" not in text  # municipalities only
    assert "Alleinerziehende mit Bürgergeld (SGB II) · ae_sgb2_ja (2025-12-31 assumed)" in text


def test_a_narrow_terminal_shows_whole_titles_before_their_ids(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = run("list")
    known = text.partition("Missing")[0]
    assert "…" not in known
    assert all(len(line) <= 80 for line in known.splitlines())
    assert "Arbeitslose Frauen · alo_frauen" in text
    words = " ".join(line[:47].strip() for line in known.splitlines())
    assert (
        "Anteil der Alleinerziehenden an den Haushalten mit Kindern · ae_anteil_haushalte" in words
    )


def test_an_incomplete_county_names_the_municipalities_that_lack_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: Path, demo: Workspace
) -> None:
    for name in ("params.yaml", "dvc.yaml"):
        (tmp_path / name).write_bytes((demo.root / name).read_bytes())
    folder = tmp_path / "data/raw/statistics"
    folder.mkdir(parents=True)
    for path in sorted((shared / "data/ba").rglob("*.xlsx"))[:24]:
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    text = " ".join(run("list").split())
    assert "nothing for 2024 of Wöllstadt" in text
    assert "the level 'municipality' only" in run("show", "einpendler")
    assert "Stichtag 30.06.2024" in run("show", "einpendler")  # of a municipality, the newest


def test_show_gives_series_regions_interval_and_source_line() -> None:
    text = run("show", "ae_minderj")
    assert "5.985" in text
    assert "5.117 – 6.853" in text
    assert "Friedberg (Hessen) 06440008" in text
    assert "Quelle: Statistische Ämter des Bundes und der Länder, Zensus 2022" in text
    series = run("show", "alo")
    assert all(year in series for year in ("2020", "2021", "2022", "2023", "2024", "2025"))


def test_show_says_what_a_file_holds(shared: Path) -> None:
    text = run("show", str(next((shared / "data/ba").rglob("*06440011*"))))
    assert "Arbeitsmarkt kommunal 2024, Hirzenhain" in text
    assert "165 figures" in text
    assert "Langzeitarbeitslose · alo_langzeit: " in text
    assert "(06440011, 2024, Daten!G44)" in text  # the cell to compare it with
    zensus = run("show", str(shared / "data/zensus2022/Regionaltabelle_Haushalte.csv"))
    assert "ae_muetter: 8.931 (06440, 2022-05-15, line 2951" in zensus


def test_a_file_that_is_not_there_is_not_taken_for_an_indicator() -> None:
    with pytest.raises(PipelineError, match="the file does not exist"):
        runner.invoke(app, ["show", "amk.xlsx"], catch_exceptions=False)


def test_an_unknown_indicator_suggests_a_near_one() -> None:
    with pytest.raises(PipelineError, match="no indicator 'ae_mindrj'") as error:
        runner.invoke(app, ["show", "ae_mindrj"], catch_exceptions=False)
    assert "'ae_minderj'" in str(error.value)


@pytest.mark.parametrize(
    ("today", "month"),
    [(date(2026, 1, 15), "202512"), (date(2026, 11, 20), "202610"), (date(2026, 12, 31), "202611")],
)
def test_addresses_name_the_region_and_the_month_before(today: date, month: str) -> None:
    product = coverage.address(coverage.products()["arbeitsmarktreport"], "06440008", today)
    assert f"amr-06440-0-{month}-xlsx.xlsx" in product.file
    assert "{" not in product.file


@pytest.mark.parametrize(
    ("region", "key"),
    [
        ("06440", "06440"),
        ("06440008", "06440"),
        ("05916", "05916"),
        ("02000", "02"),
        ("11000", "11"),
    ],
)
def test_addresses_follow_the_pattern_of_the_publisher(region: str, key: str) -> None:
    """`…/Statistikdaten/Detail/<YYYYMM>/<unit>/<topic>/<topic>-<region>-0-<YYYYMM>-<fmt>.<fmt>`."""
    pattern = (
        r"https://statistik\.arbeitsagentur\.de/Statistikdaten/Detail/(\d{6})/\w+/([\w-]+)/"
        r"(?P<topic>[a-z]+)-(?P<region>\w+)-0-\1-(\w+)\.\5\?__blob=publicationFile&v=1"
    )
    shown = 0
    for product in coverage.products().values():
        filled = coverage.address(product, region, date(2026, 11, 20))
        assert "{" not in filled.file + filled.page
        if "/Detail/" in filled.file:
            found = re.fullmatch(pattern, filled.file)
            assert found is not None, filled.file
            assert found["region"] == key
            assert found[2].endswith(found["topic"])
            shown += 1
    assert shown
