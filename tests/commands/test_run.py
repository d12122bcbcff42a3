"""``bedarf run``: what it calls a result."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.commands import run
from pipeline.workspace import Workspace


def test_after_a_single_stage_older_documents_are_no_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ws = Workspace(tmp_path)
    ws.output.mkdir(parents=True)
    old, new = ws.output / "board.html", ws.output / "presse.pdf"
    for file, moment in ((old, 1_000.0), (new, 3_000.0)):
        file.write_bytes(b"x")
        os.utime(file, (moment, moment))
    run._report(ws, ["handouts"], 1.0, since=2_000.0)
    said = capsys.readouterr().out
    assert "presse.pdf" in said
    assert "board.html" not in said
    run._report(ws, ["clean"], 1.0, since=4_000.0)
    said = capsys.readouterr().out
    assert "No document was made anew" in said
    assert "presse.pdf" not in said
    run._report(ws, ["board"], 1.0)
    assert "board.html" in capsys.readouterr().out
