"""``bedarf render`` as a user calls it."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from pipeline.commands.render import render
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace

app = typer.Typer()
app.command()(render)


def test_all_documents_are_set_by_default(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ws.root)
    result = CliRunner().invoke(app, ["--engine", "builtin", "--format", "pdf"])
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in ws.output.iterdir()) == ["heft.pdf", "muster.pdf"]


def test_a_fault_ends_as_our_error(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ws.root)
    (ws.reports / "muster.qmd").write_text("{{< var x >}}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["muster", "--engine", "builtin"])
    assert isinstance(result.exception, PipelineError)
