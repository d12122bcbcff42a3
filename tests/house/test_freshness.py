"""What a complete run leaves behind counts as fresh, until something changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import freshness
from pipeline.workspace import Workspace

STAGES = """stages:
  compose: {cmd: x, deps: [texts], outs: [made]}
  board: {cmd: x, deps: [made/board.json], outs: [out/board.html]}
"""


@pytest.fixture
def ran(tmp_path: Path) -> Workspace:
    """A network after its first complete run."""
    ws = Workspace(tmp_path)
    for name, text in (("dvc.yaml", STAGES), ("params.yaml", ""), ("texts/a.md", "a")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = freshness.take(ws)
    for name in ("made/board.json", "out/board.html"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x", encoding="utf-8")
    freshness.remember(ws, before)
    return ws


def test_a_file_that_one_stage_makes_and_another_reads_is_no_input(ran: Workspace) -> None:
    assert freshness.is_fresh(ran, freshness.take(ran))


@pytest.mark.parametrize("name", ["texts/a.md", "params.yaml", "out/board.html", "made/board.json"])
def test_a_change_is_seen(ran: Workspace, name: str) -> None:
    (ran.root / name).write_text("changed", encoding="utf-8")
    assert not freshness.is_fresh(ran, freshness.take(ran))
