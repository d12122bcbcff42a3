"""Files are whole or absent."""

from __future__ import annotations

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
