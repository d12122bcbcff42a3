"""The same chain on real input: LimeSurvey's own export, and official files as downloaded."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.house.chain import DOCUMENTS, bedarf, fresh_copy

pytestmark = pytest.mark.slow
QUESTIONNAIRES = {"alleinerziehende": 447, "arbeitgeber": 70, "einrichtungen": 28}


@pytest.fixture(scope="module")
def network(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with recorded LimeSurvey pulls instead of the simulation, before anybody decided."""
    folder = fresh_copy(root, tmp_path_factory.mktemp("real") / "netz")
    with zipfile.ZipFile(root / "tests" / "fixtures" / "pulls_6_14_0.zip") as pulls:
        pulls.extractall(folder / "data" / "raw" / "responses")
    (folder / "data/input/entscheidung.yaml").unlink()  # the demo's, invented
    params = folder / "params.yaml"
    text = params.read_text(encoding="utf-8")
    for name in QUESTIONNAIRES:
        text, replaced = re.subn(
            rf"(  {name}: )\[{{ kind: simulation.*\]",
            rf"\1[{{ kind: limesurvey, path: responses/{name} }}]",
            text,
        )
        assert replaced == 1
    params.write_text(text, encoding="utf-8")
    return folder


def test_limesurveys_export_becomes_every_document_and_no_demo(network: Path) -> None:
    bedarf(network, "run")
    for name in DOCUMENTS:
        assert (network / "reports" / "_output" / name).stat().st_size > 20_000
    html = (network / "reports" / "_output" / "bedarfsanalyse.html").read_text(encoding="utf-8")
    assert "DEMODATEN" not in re.sub(r"<(style|script)[^>]*>.*?</\1>", "", html, flags=re.S)


def test_every_answer_on_the_server_is_received(network: Path) -> None:
    bedarf(network, "run")
    for name, answers in QUESTIONNAIRES.items():
        raw = pd.read_parquet(network / "data" / "interim" / "collected" / f"{name}.parquet")
        assert len(raw) == answers
        assert set(raw["mode"]) == {"web"}


def test_original_statistics_replace_the_embedded_figures_by_the_same(
    network: Path, shared: Path
) -> None:
    table = network / "data" / "processed" / "indicators" / "indicators.parquet"
    bedarf(network, "run", "indicators")
    embedded = pd.read_parquet(table)
    files = [
        *sorted((shared / "data" / "ba").glob("*/*.xlsx")),
        *sorted((shared / "data" / "zensus2022").glob("*.csv")),
        *sorted((shared / "data" / "genesis" / "classic_table_csv").glob("13211*.csv")),
    ]
    assert len(files) == 30
    bedarf(network, "stats", "add", *map(str, files))
    bedarf(network, "run", "indicators")
    original = pd.read_parquet(table)
    key = ["indicator", "region", "period"]
    both = embedded.merge(original, on=key, suffixes=("", "_original"), how="outer")
    assert len(both) == len(embedded) == len(original)
    assert (both["value"] - both["value_original"]).abs().max() == 0
    assert (both["status"] == both["status_original"]).all()
    assert original["file"].str.contains("data/raw|arbeitsmarkt-kommunal_0644").any()
