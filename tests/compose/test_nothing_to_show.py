"""A network of which nothing may be published gets documents that say so once, and no empty heading."""

from __future__ import annotations

import json
import re
import shutil
from itertools import product
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from pipeline import params as parameters
from pipeline.compose import compose
from pipeline.compose.charts import canvas, theme
from pipeline.compose.context import Context
from pipeline.compose.facts import collect
from pipeline.compose.public import Public
from pipeline.compose.sections import fields
from pipeline.render import board, render
from pipeline.workspace import Workspace, read_table, write_table
from tests.compose.german_rules import faults, prose

NOTHING = "Es haben zu wenige Alleinerziehende geantwortet"


@pytest.fixture
def withheld(example: ModuleType, root: Path, tmp_path: Path) -> Workspace:
    """The example with every figure withheld, not composed yet; a test may change its tables."""
    return _withheld(example, root, tmp_path)


@pytest.fixture(scope="module")
def silent(example: ModuleType, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same after the stage compose; tests leave its tables and texts as they are."""
    ws = _withheld(example, root, tmp_path_factory.mktemp("silent"))
    compose(ws, parameters.load(ws.params_file))
    return ws


def _withheld(example: ModuleType, root: Path, folder: Path) -> Workspace:
    """The example as the wall leaves it for eight respondents."""
    ws: Workspace = example.workspace(folder, root)[0]
    needs = read_table(ws.public / "needs.parquet")
    for column in (
        "in_need",
        "in_need_low",
        "in_need_high",
        "n",
        "people",
        "people_low",
        "people_high",
    ):
        needs[column] = None
    needs["status"] = "withheld"
    write_table(ws.public / "needs.parquet", needs.astype({"in_need": "float64", "n": "Int64"}))
    estimates = read_table(ws.public / "estimates.parquet")
    for column in ("estimate", "ci_low", "ci_high"):
        estimates[column] = None
    estimates["status"] = "withheld"
    write_table(ws.public / "estimates.parquet", estimates.astype({"estimate": "float64"}))
    for name in ("ranking", "fields", "covariance", "offers", "coverage", "quotes", "channels"):
        table = read_table(ws.public / f"{name}.parquet")
        write_table(ws.public / f"{name}.parquet", table.head(0))
    return ws


def texts(ws: Workspace) -> dict[str, str]:
    return {
        f.relative_to(ws.generated).as_posix(): f.read_text("utf-8")
        for f in ws.generated.rglob("*.md")
    }


def test_it_is_said_once_per_part_and_no_heading_is_empty(silent: Workspace) -> None:
    found = texts(silent)
    assert found["analyse/felder.md"].count(NOTHING) == 1
    assert "##" not in found["analyse/felder.md"]
    assert NOTHING in found["analyse/anhang.md"]
    assert NOTHING in found["presse/zahlen.md"]
    assert NOTHING in found["broschuere/ausblick.md"]
    assert NOTHING in found["faktenblaetter/felder.md"]
    for name, text in found.items():
        assert not re.search(r"^#+ [^\n]*\n+(?=#)", text, re.MULTILINE), name
        assert not faults(prose(text)), name


def test_the_board_says_what_helps_instead_of_stopping_the_run(silent: Workspace) -> None:
    assert json.loads((silent.generated / "board.json").read_text("utf-8"))["fields"] == []
    page = board(silent).read_text(encoding="utf-8")
    assert "zu wenige Alleinerziehende geantwortet" in page
    assert "weiteren Wegen ansprechen" in page
    assert "DEMODATEN" in page


def test_every_document_is_set(silent: Workspace, root: Path) -> None:
    shutil.copytree(root / "reports" / "design", silent.reports / "design", dirs_exist_ok=True)
    import pypdf

    for name in ("bedarfsanalyse", "broschuere", "presse", "folien", "faktenblaetter"):
        (made,) = render(silent, name, ["pdf"], engine="builtin")
        pages = [page.extract_text() for page in pypdf.PdfReader(made).pages]
        assert pages
        if name == "broschuere":
            assert len(pages) == 8
            assert all(len(text) > 150 for text in pages[1:])  # nothing is padded with emptiness


def test_the_brochure_holds_what_is_true_without_answers(withheld: Workspace) -> None:
    """Official figures as the table has them, who is responsible, how to take part."""
    file = withheld.public / "indicators.parquet"
    table = read_table(file)
    census = table[(table["indicator"] == "ae_insgesamt") & (table["region"] == "06440")].head(1)
    small = {"kinder_u3": 8510.0, "kinder_3_5": 8969.0, "kinder_6_9": 11741.0}
    rows = [census.assign(indicator=name, value=value) for name, value in small.items()]
    write_table(file, pd.concat([table, *rows], ignore_index=True))
    compose(withheld, parameters.load(withheld.params_file))
    pages = texts(withheld)["broschuere/felder.md"] + texts(withheld)["broschuere/ausblick.md"]
    for heading in ("# Kinder im Wetteraukreis", "# Wer wofür zuständig ist", "## Machen Sie mit"):
        assert heading in pages
    for figure in ("8\u202f510", "8\u202f969", "11\u202f741"):
        assert figure in pages


def test_without_official_figures_the_brochure_stays_a_whole_sheet(withheld: Workspace) -> None:
    table = read_table(withheld.public / "indicators.parquet")
    write_table(withheld.public / "indicators.parquet", table.head(0))
    compose(withheld, parameters.load(withheld.params_file))
    starts = sum(text.count("{.seite}") for n, text in texts(withheld).items() if "broschuere" in n)
    assert (
        starts + 4
    ) % 4 == 0  # cover, numbers, what happens next and imprint stand in the document


def test_of_few_people_no_interval_and_no_ranking_is_promised(
    example: ModuleType, root: Path, tmp_path: Path
) -> None:
    """All needs in brackets, no ranking: neither the chapter nor its pictures speak of lines or ranks."""
    ws, params = example.workspace(tmp_path, root)
    needs = read_table(ws.public / "needs.parquet")
    needs[["in_need_low", "in_need_high"]] = None
    needs["status"] = needs["status"].where(needs["status"] == "withheld", "rounded")
    write_table(ws.public / "needs.parquet", needs)
    ranking = read_table(ws.public / "ranking.parquet")
    write_table(ws.public / "ranking.parquet", ranking.head(0))
    public = Public.load(ws, params)
    ctx = Context(public, theme.load(ws.reports / "_brand.yml"), collect(public))
    text = fields.write(ctx)
    assert "Für eine Rangfolge liegen zu wenige Angaben vor" in text
    assert "@sec-handlungsfelder" not in text
    assert "sind alle Werte grob gerundet" in text
    assert "dünnen Linien" not in text
    charts = [chart for chart in ctx.charts.values() if chart.id.startswith("feld-")]
    assert charts
    for chart, width in product(charts, (theme.PRINT_WIDTH, theme.PHONE_WIDTH)):
        picture = canvas.svg(chart.drawn(ctx.theme, width)).decode("utf-8")
        words = " ".join(re.findall(r"<!-- (.*?) -->", picture))
        assert "grob gerundet" in words
        assert "Intervall" not in words
