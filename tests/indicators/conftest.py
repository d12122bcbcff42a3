"""The demo network and copies of it whose downloads a test chooses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline import indicators, params
from pipeline.workspace import Workspace


@pytest.fixture(scope="session")
def demo(root: Path) -> Workspace:
    return Workspace(root)


@pytest.fixture(scope="session")
def demo_params(demo: Workspace) -> params.Params:
    return params.load(demo.params_file)


@pytest.fixture(scope="session")
def demo_table(demo: Workspace, demo_params: params.Params) -> pd.DataFrame:
    return indicators.build(demo, demo_params)


@pytest.fixture
def network(tmp_path: Path, demo: Workspace) -> Callable[..., Workspace]:
    """A fresh network folder with its own figures and chosen downloads."""

    def make(
        *downloads: Path, own: str | None = None, carried: bool = True, region: str = "06440"
    ) -> Workspace:
        text = demo.params_file.read_text(encoding="utf-8")
        text = text.replace('region: "06440"', f'region: "{region}"')
        (tmp_path / "params.yaml").write_text(text, encoding="utf-8")
        target = tmp_path / "data" / "raw" / "statistics"
        target.mkdir(parents=True)
        (tmp_path / "data" / "input").mkdir()
        for path in downloads:
            shutil.copy(path, target / path.name)
        if carried and (demo.input / "statistik").is_dir():
            shutil.copytree(demo.input / "statistik", tmp_path / "data" / "input" / "statistik")
        if own is not None:
            (tmp_path / "data/input/eigene_angaben.csv").write_text(own, encoding="utf-8")
        return Workspace(tmp_path)

    return make


@pytest.fixture
def value() -> Callable[..., float]:
    """One value of a table of indicators; the newest period unless one is named."""

    def find(
        table: pd.DataFrame, indicator: str, region: str = "06440", period: str | None = None
    ) -> float:
        rows = table[(table["indicator"] == indicator) & (table["region"] == region)]
        if period:
            rows = rows[rows["period"] == period]
        return float(rows.iloc[-1]["value"])

    return find
