"""A small network with two documents that use every building block."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.workspace import Workspace

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def ws(tmp_path: Path, root: Path) -> Workspace:
    """The sample documents with the real design, brand and settings."""
    reports = tmp_path / "reports"
    shutil.copytree(FIXTURES, reports)
    (reports / "params.yaml").rename(tmp_path / "params.yaml")
    for name in ("_brand.yml", "_quarto.yml"):
        shutil.copyfile(root / "reports" / name, reports / name)
    shutil.copytree(root / "reports" / "design", reports / "design")
    return Workspace(tmp_path)
