"""One writer at a time, and nothing half-done stays beside what is whole."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pipeline import locks
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace


def test_a_second_writer_waits_and_says_for_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "SECONDS", 0.05)
    ws = Workspace(tmp_path)
    said: list[str] = []

    def second() -> None:
        try:
            with locks.alone(ws, locks.stage_of("presse")):
                said.append("in")
        except PipelineError as error:
            said.append(str(error))

    with locks.alone(ws, "handouts"), locks.alone(ws, "board"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert "the stage handouts has been running elsewhere" in said[0]
    second()
    assert said[1] == "in"


def test_what_a_killed_stage_left_is_removed_by_the_next_and_nothing_of_others(
    tmp_path: Path,
) -> None:
    ws = Workspace(tmp_path)
    ws.output.mkdir(parents=True)
    for name in (".presse.tmp-1.pdf", ".folien.tmp-2.pdf", ".board.tmp-3.html", "presse.pdf"):
        (ws.output / name).write_text("x", encoding="utf-8")
    with locks.alone(ws, "handouts"):
        assert sorted(p.name for p in ws.output.iterdir()) == [".board.tmp-3.html", "presse.pdf"]
