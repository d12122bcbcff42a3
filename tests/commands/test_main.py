"""The entry point: every fault is a message that says where, what, why and what to do; never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.commands import run
from pipeline.errors import Fault, PipelineError
from pipeline.stages import DEBUG

Bedarf = Callable[..., tuple[int, str]]


@pytest.fixture
def bedarf(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Bedarf:
    """Calls ``bedarf`` in an empty folder: exit code and what it wrote to stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DEBUG, "")  # set, so that what --debug sets is taken away again

    def call(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["bedarf", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), capsys.readouterr().err

    return call


def test_a_fault_is_told_and_ends_with_1(bedarf: Bedarf) -> None:
    code, said = bedarf("check")
    assert code == 1
    assert "✗" in said
    assert "there is no params.yaml here or in a folder above" in said
    assert "bedarf init FOLDER" in said
    assert "Traceback" not in said


def test_all_faults_are_told_with_why_and_what_to_do(
    bedarf: Bedarf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty() -> None:
        raise PipelineError.of(
            [Fault("[b]eins[/b]", "a.yaml, line 2", "weil", "tu dies"), Fault("zwei")]
        )

    monkeypatch.setattr(run.Workspace, "find", faulty)
    code, said = bedarf("check")
    assert code == 1
    assert said.splitlines() == [
        "✗ a.yaml, line 2: [b]eins[/b]",
        "  why weil",
        "  do  tu dies",
        "✗ zwei",
    ]


def test_what_nobody_foresaw_is_called_the_program_s_fault(
    bedarf: Bedarf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.Workspace, "find", lambda: 1 // 0)
    code, said = bedarf("check")
    assert code == 1
    assert "this is a fault of the program, not yours (ZeroDivisionError" in said
    assert "bedarf --debug run" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("error", [PipelineError("x"), ZeroDivisionError("x")])
def test_debug_shows_the_error_itself(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def faulty() -> None:
        raise error

    monkeypatch.setenv(DEBUG, "")
    monkeypatch.setattr(run.Workspace, "find", faulty)
    monkeypatch.setattr(sys, "argv", ["bedarf", "--debug", "check"])
    with pytest.raises(type(error)):
        cli.main()


@pytest.mark.parametrize("arguments", [("chekc",), ("check", "--nichts"), ("init",)])
def test_wrong_usage_ends_with_2_and_names_the_way_out(
    bedarf: Bedarf, arguments: tuple[str, ...]
) -> None:
    code, said = bedarf(*arguments)
    assert code == 2
    assert "--help" in said or "-h" in said


def test_the_version_is_no_error(bedarf: Bedarf) -> None:
    assert bedarf("--version") == (0, "")
