"""What is published besides tables says no more than they do; leaks planted in every channel are found.

A small network (80 single parents, so that most is withheld) runs from simulated answers to a published
folder, its report in English. Then every number in facts, texts, data of charts, tables, workbook, board data
and board page, in both languages, is read and held against the public tables (:mod:`tests.disclose.sources`),
and so is every file that goes out (:mod:`tests.disclose.documents`). What this sees:

- *finer digits*: a number with decimals, in any channel, that is no public figure in this writing (how fine:
  ``test_how_fine_a_leak_is_found``);
- *numbers of answers*: ``n = …``, columns of counts and ``… von …`` that are not public anywhere;
- *figures that do not belong together*: facts and the board's shares are held against their own row of the
  public table, so a withheld one is found whatever its value. A share with its interval, the tip of a chart,
  a row of a table and the board's evidence must stand together in one public row (or be sums of a question's
  categories); columns of target groups show only what is public of that group; brackets only steps of five.

What it cannot see: a lone whole per cent in running text (any from 0 to 100 is public of something), a
withheld n that equals a public one elsewhere, a share with one decimal where official figures stand, and what
letters of pictures are drawn as: outlines and dots. For all that
``test_documents_are_made_of_public_tables_alone`` holds: the same bytes come out where nothing else is there.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline import params as parameters
from pipeline import yamlfile
from pipeline.compose import translated
from pipeline.compose.charts import drawing
from pipeline.render import render
from pipeline.render.publish import publish
from pipeline.stages import DOCUMENTS, STAGES
from pipeline.workspace import Workspace, read_table
from tests.disclose import documents, planted, sources
from tests.disclose.known import known
from tests.disclose.plants import PLANTS, Network

STEPS = (
    "collect", "indicators", "clean", "weight", "estimate", "assess", "disclose", "compose",
)  # fmt: skip


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Network:
    """From answers to the published folder."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copyfile(root / "params.yaml", folder / "params.yaml")
    unmade = shutil.ignore_patterns("_gen", "_output", "_variables.yml")
    for part in ("questionnaires", "data/input", "reports"):
        shutil.copytree(root / part, folder / part, ignore=unmade)
    answers = folder / "data" / "input" / "simulation.yaml"
    text = answers.read_text(encoding="utf-8")
    answers.write_text(re.sub(r"anzahl: \d+", "anzahl: 80", text, count=1), encoding="utf-8")
    ws = Workspace(folder)
    text = ws.params_file.read_text(encoding="utf-8")
    ws.params_file.write_text(text.replace("language: de", "language: en"), encoding="utf-8")
    params = parameters.load(ws.params_file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "processors", lambda: 1)
        for name in STEPS:
            STAGES[name](ws, params)
        for document in DOCUMENTS.values():
            document(ws)
        publish(ws, folder / "web")
    tables = {file.stem: read_table(file) for file in sorted(ws.public.glob("*.parquet"))}
    meta = json.loads((ws.public / "meta.json").read_text(encoding="utf-8"))
    may = known(tables, meta["metrics"])
    before = read_table(ws.processed / "estimated" / "estimates.parquet")
    both = tables["estimates"][["key", "status"]].merge(before, on="key", validate="1:1")
    own = both[(both["questionnaire"] == "alleinerziehende") & (both["statistic"] == "share")]
    hidden = own[
        (own["status"] == "withheld") & (own["n"] > 0) & own["estimate"].between(0.05, 0.95)
    ]
    needs = tables["needs"][["need", "target_group", "status"]].merge(
        read_table(ws.processed / "assessed" / "needs.parquet"), on=["need", "target_group"]
    )
    few = sorted({int(n) for n in hidden["n"]} - may.sizes)
    shown = own[(own["status"] == "value") & own["estimate"].between(0.05, 0.95)]
    shown = shown[
        shown["se"] > 0
    ]  # what is weighted to is an official figure, which everybody knows
    words = yamlfile.load(ws.reports / translated.FILE).data
    groups = {label: g.id for g in params.target_groups for label in (g.label, words[g.label])}
    return Network(
        ws.reports, folder / "web", may, groups, shown, hidden,
        needs[(needs["status"] == "withheld") & (needs["n"] > 0)], few[0],
    )  # fmt: skip


def test_every_published_number_is_explained_by_public_tables(network: Network) -> None:
    assert len(network.hidden) > 100
    assert len(network.needs) > 20
    assert network.faults(network.reports) == []


def test_every_number_of_what_is_published_is_explained_by_public_tables(network: Network) -> None:
    """Also of the Word file and of drawings; the report is in English, the brochure in German."""
    report = network.published / "bedarfsanalyse.html"
    assert documents.is_english(report.name, report.read_bytes())
    assert documents.faults(network.published, network.known, network.groups) == []
    beside = network.reports / "_output" / "bedarfsanalyse.docx"
    assert documents.is_english(beside.name, beside.read_bytes())
    charts = network.reports / "_gen" / "charts"
    for file in (beside, *sorted(charts.rglob("*.svg"))):
        name = file.relative_to(network.reports).as_posix()
        assert list(documents.of_file(network.known, name, file.read_bytes(), {})) == [], name
    assert documents.drawn(charts) == []


@pytest.fixture(scope="module")
def bare(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """What is composed in German where nothing is there but public tables."""
    whole, ws = Workspace(network.reports.parent), Workspace(tmp_path_factory.mktemp("bare"))
    unmade = shutil.ignore_patterns("_*gen", "_output", "_variables.yml")
    for part in ("questionnaires", "reports", "data/public", "data/input"):
        shutil.copytree(whole.root / part, ws.root / part, ignore=unmade)
    text = whole.params_file.read_text(encoding="utf-8")
    ws.params_file.write_text(text.replace("language: en", "language: de"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "processors", lambda: 1)
        STAGES["compose"](ws, parameters.load(ws.params_file))
    return ws


def test_documents_are_made_of_public_tables_alone(network: Network, bare: Workspace) -> None:
    """Facts, charts, tables, workbook and board come out byte for byte where nothing else is there."""
    whole = Workspace(network.reports.parent)
    made = [f for f in sorted(bare.generated.rglob("*")) if f.is_file()]
    assert {f.suffix for f in made} >= {".svg", ".xlsx", ".json", ".md", ".csv"}
    for file in (*made, bare.reports / "_variables.yml"):
        name = file.relative_to(bare.root)
        assert file.read_bytes() == (whole.root / name).read_bytes(), name
    german = [f for f in whole.generated.rglob("*") if f.is_file() and not sources.is_english(f)]
    assert len(german) == len(made)


def test_every_number_of_the_german_report_is_explained_too(
    network: Network, bare: Workspace
) -> None:
    (page,) = (f for f in render(bare, "bedarfsanalyse", ["html"]) if f.suffix == ".html")
    content = page.read_bytes()
    assert not documents.is_english(page.name, content)
    assert list(documents.of_file(network.known, page.name, content, network.groups)) == []


@pytest.mark.parametrize("plant", planted.ENGLISH_PAGE.values(), ids=planted.ENGLISH_PAGE)
def test_a_leak_planted_in_an_english_page_is_found(
    plant: Callable[[Path], None], network: Network, tmp_path: Path
) -> None:
    file = tmp_path / "bedarfsanalyse.html"
    shutil.copyfile(network.published / file.name, file)
    plant(file)
    assert documents.faults(tmp_path, network.known)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__.strip("_"))
def test_a_leak_planted_in_a_channel_is_found(
    plant: Callable[[Network, Path], str], network: Network, tmp_path: Path
) -> None:
    """Found, and nothing else with it: every fault names what the leak was planted in."""
    reports = tmp_path / "reports"
    pictures = shutil.ignore_patterns("*.svg", "*.png")
    shutil.copytree(network.reports / "_gen", reports / "_gen", ignore=pictures)
    (reports / "_output").mkdir()
    shutil.copyfile(network.reports / "_output/board.html", reports / "_output/board.html")
    shutil.copyfile(network.reports / "_variables.yml", reports / "_variables.yml")
    where = plant(network, reports)
    found = network.faults(reports)
    assert found
    assert all(where in fault for fault in found), found


@pytest.mark.parametrize(
    ("official", "decimals", "least"),
    [(False, 1, 0.8), (False, 2, 0.95), (False, 3, 0.99), (True, 2, 0.7), (True, 3, 0.95)],
)
def test_how_fine_a_leak_is_found(
    network: Network, official: bool, decimals: int, least: float
) -> None:
    """Exact shares of before the wall, in per cent: with one decimal nine in ten, with two 98 in a hundred.

    Where official figures stand, thousands of them have one decimal: there only one in seven such leaks is
    found, with two decimals four in five.
    """
    values = 100 * pd.concat([network.exact, network.hidden])["estimate"].to_numpy(float)
    written = [v for v in (round(value, decimals) for value in values) if v % 0.5]
    assert len(written) > 1000
    assert np.mean([not network.known.has(v, decimals, official) for v in written]) > least
