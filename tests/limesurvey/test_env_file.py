"""``.env`` is read as it stands, its faults are named by line, and what stands there is never shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.commands import env_file
from pipeline.errors import PipelineError


def test_values_are_taken_as_they_stand(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    text = "# Zugang\r\nA=a$B${C}#d\r\nexport B='x # y'\r\n\r\nC=\"ä\"\r\n"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert env_file.read(file) == {"A": "a$B${C}#d", "B": "x # y", "C": "ä"}
    assert env_file.read(tmp_path / "none") == {}


def test_faults_are_named_by_line_without_what_stands_there(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('A=1\nB: geheim\nC\nD="geheim\n', encoding="utf-8")
    with pytest.raises(PipelineError) as caught:
        env_file.read(file)
    assert [f.where for f in caught.value.faults] == [f".env, line {n}" for n in (2, 3, 4)]
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("content", ["A=ä".encode("utf-16"), "A=ä".encode("latin-1"), None])
def test_what_is_no_text_file_is_said_to_be_none(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / ".env"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(PipelineError, match=r"UTF-8|cannot be read"):
        env_file.read(file)


def test_the_environment_goes_first_unless_it_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PROBE_A=1\nPROBE_B=2\n", encoding="utf-8")
    (tmp_path / "params.yaml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROBE_A", "")
    monkeypatch.setenv("PROBE_B", "here")
    env_file.load_secrets()
    assert (os.environ["PROBE_A"], os.environ["PROBE_B"]) == ("1", "here")
