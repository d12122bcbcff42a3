"""Files are whole or absent."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pandas as pd
import pytest

from pipeline import tables
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace, read_table, replacing, write_table, write_text


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write_text(file, "old")
    with pytest.raises(ZeroDivisionError), replacing(file) as temporary:
        temporary.write_text(f"half {1 // 0}")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "where it is open"),
    ],
)
def test_what_the_system_refuses_is_told_in_words_and_keeps_the_old_file(
    tmp_path: Path, number: int, said: str
) -> None:
    file = tmp_path / "a.txt"
    write_text(file, "old")

    def write() -> None:
        with replacing(file) as temporary:
            temporary.write_text("half")
            raise OSError(number, "as the system says it")

    with pytest.raises(PipelineError, match=said) as caught:
        write()
    assert caught.value.faults[0].where == str(file)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert file.read_text() == "old"


def test_a_target_that_cannot_be_replaced_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.pdf" / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        write_text(tmp_path / "a.pdf", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_an_error_that_is_not_about_writing_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), replacing(tmp_path / "a.txt"):
        raise PermissionError(errno.EACCES, "no", "/another/file")


def test_what_a_killed_writer_left_behind_goes_with_the_next_writing(tmp_path: Path) -> None:
    left, living = tmp_path / ".a.tmp-123.pdf", tmp_path / ".a.tmp-456.pdf"
    for rest in (left, living, tmp_path / ".b.tmp-1.pdf"):
        rest.write_text("half")
        os.utime(rest, (1, 1))
    os.utime(living)
    write_text(tmp_path / "a.pdf", "whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".a.tmp-456.pdf", ".b.tmp-1.pdf", "a.pdf"]


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": ["x", None], "b": [1.5, float("nan")], "c": [1, 2]})
    write_table(tmp_path / "1.parquet", table)
    write_table(tmp_path / "2.parquet", table.copy())
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    pd.testing.assert_frame_equal(read_table(tmp_path / "1.parquet"), table, check_dtype=False)


def test_a_missing_table_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="bedarf run"):
        read_table(tmp_path / "x.parquet")
    with pytest.raises(PipelineError, match="bedarf init"):
        Workspace.find(tmp_path)


def test_a_table_that_breaks_its_contract_names_columns_and_rows() -> None:
    table = pd.DataFrame(
        {
            "rule": ["a", "b"], "questionnaire": ["x", "x"], "variable": [None, None],
            "count": [1, -1], "share": [0.5, 2.0], "action": ["excluded", "lost"], "note": [None, None],
        }
    )  # fmt: skip
    with pytest.raises(PipelineError) as caught:
        tables.check("quality", table)
    text = str(caught.value)
    assert all(column in text for column in ("count", "share", "action"))
    assert "row 1" in text


@pytest.mark.skipif(os.name == "nt", reason="rights as on Unix")
@pytest.mark.parametrize(("umask", "rights"), [(0o022, 0o644), (0o077, 0o600)])
def test_who_may_read_a_file_is_what_the_user_s_umask_says(
    tmp_path: Path, umask: int, rights: int
) -> None:
    """Rows of respondents are not opened to everybody who uses the computer."""
    before = os.umask(umask)
    try:
        write_text(tmp_path / "a.txt", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == rights
