"""Excel and Word files have the same bytes with other libraries, on another system."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipeline import zipped
from pipeline.spreadsheets import workbook_bytes

BOOK = """
import sys
if sys.argv[1] == "bare": sys.modules["lxml"] = None
import pipeline, datetime, openpyxl
from pipeline.spreadsheets import workbook_bytes as workbook
book = openpyxl.Workbook()
book.active.append(["Kinder", 0.25, datetime.date(2026, 11, 2)])
book.active["A1"].hyperlink = "#'Sheet'!B1"
book.active["A1"].style = "Hyperlink"
sys.stdout.buffer.write(workbook(book, datetime.date(2026, 11, 2)))
"""


def test_a_workbook_is_the_same_with_and_without_lxml(root: Path) -> None:
    pytest.importorskip("lxml")
    made = [
        subprocess.run(
            [sys.executable, "-c", BOOK, libraries], cwd=root, capture_output=True, check=True
        ).stdout
        for libraries in ("all", "bare")
    ]
    assert openpyxl.load_workbook(io.BytesIO(made[0])).active["B1"].value == 0.25
    assert made[0] == made[1]


def test_an_archive_does_not_tell_system_time_or_zlib(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {"b.xml": b"<a/>" * 100, "a.xml": "ü".encode()}
    here = zipped.pack(entries)
    monkeypatch.setattr(sys, "platform", "win32")
    assert zipped.pack(entries) == here
    with zipfile.ZipFile(io.BytesIO(here)) as archive:
        assert archive.testzip() is None
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert zipped.parts(here) == entries
    assert list(zipped.parts(here)) == ["b.xml", "a.xml"]


def test_a_workbook_carries_the_day_it_is_given() -> None:
    made = workbook_bytes(openpyxl.Workbook(), date(2026, 11, 2))
    core = zipped.parts(made)["docProps/core.xml"].decode()
    assert core.count("2026-11-02T00:00:00Z") == 2
