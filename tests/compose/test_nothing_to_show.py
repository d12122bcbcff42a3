"""A network of which nothing may be published gets documents that say so once, and no empty heading."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.compose import compose
from pipeline.render import board, render
from pipeline.workspace import Workspace, read_table, write_table
from tests.compose.german_rules import faults, prose

NOTHING = "Es haben zu wenige Alleinerziehende geantwortet"


@pytest.fixture
def silent(example: ModuleType, root: Path, tmp_path: Path) -> Workspace:
    """The example with every figure withheld, as the wall leaves it for eight respondents."""
    ws, params = example.workspace(tmp_path, root)
    needs = read_table(ws.public / "needs.parquet")
    for column in (
        "in_need",
        "in_need_low",
        "in_need_high",
        "n",
        "people",
        "people_low",
        "people_high",
    ):
        needs[column] = None
    needs["status"] = "withheld"
    write_table(ws.public / "needs.parquet", needs.astype({"in_need": "float64", "n": "Int64"}))
    estimates = read_table(ws.public / "estimates.parquet")
    for column in ("estimate", "ci_low", "ci_high"):
        estimates[column] = None
    estimates["status"] = "withheld"
    write_table(ws.public / "estimates.parquet", estimates.astype({"estimate": "float64"}))
    for name in ("ranking", "fields", "covariance", "offers", "coverage", "quotes", "channels"):
        table = read_table(ws.public / f"{name}.parquet")
        write_table(ws.public / f"{name}.parquet", table.head(0))
    compose(ws, params)
    return ws


def texts(ws: Workspace) -> dict[str, str]:
    return {
        f.relative_to(ws.generated).as_posix(): f.read_text("utf-8")
        for f in ws.generated.rglob("*.md")
    }


def test_it_is_said_once_per_part_and_no_heading_is_empty(silent: Workspace) -> None:
    found = texts(silent)
    assert found["analyse/felder.md"].count(NOTHING) == 1
    assert "##" not in found["analyse/felder.md"]
    assert NOTHING in found["analyse/anhang.md"]
    assert NOTHING in found["presse/zahlen.md"]
    assert NOTHING in found["broschuere/ausblick.md"]
    assert NOTHING in found["faktenblaetter/felder.md"]
    for name, text in found.items():
        assert not re.search(r"^#+ [^\n]*\n+(?=#)", text, re.MULTILINE), name
        assert not faults(prose(text)), name


def test_the_board_says_what_helps_instead_of_stopping_the_run(silent: Workspace) -> None:
    assert json.loads((silent.generated / "board.json").read_text("utf-8"))["fields"] == []
    page = board(silent).read_text(encoding="utf-8")
    assert "zu wenige Alleinerziehende geantwortet" in page
    assert "weiteren Wegen ansprechen" in page
    assert "DEMODATEN" in page


def test_every_document_is_set(silent: Workspace, root: Path) -> None:
    shutil.copytree(root / "reports" / "design", silent.reports / "design", dirs_exist_ok=True)
    import pypdf

    for name in ("bedarfsanalyse", "broschuere", "presse", "folien", "faktenblaetter"):
        (made,) = render(silent, name, ["pdf"], engine="builtin")
        count = len(pypdf.PdfReader(made).pages)
        assert count >= 1
        assert name != "broschuere" or count % 4 == 0
