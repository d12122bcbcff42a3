"""The notebooks run as they are, on the results of the last run; they hold no outputs.

They are plain Python (no magics), so that their cells run here one after another without a kernel.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

NAMES = ("1_ruecklauf", "2_eigene_gruppe", "3_eigene_abbildung", "4_offene_antworten")


def cells(root: Path, name: str) -> list[dict[str, Any]]:
    text = (root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    return list(json.loads(text)["cells"])


def run(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Execute every code cell in one namespace, as Jupyter does."""
    if not (root / "data" / "public" / "needs.parquet").is_file():
        pytest.skip("needs the results of a run: bedarf run")
    import matplotlib as mpl

    mpl.use("Agg")
    monkeypatch.chdir(root / "notebooks")
    space: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(cells(root, name)):
        if cell["cell_type"] == "code":
            code = compile("".join(cell["source"]), f"{name}, cell {number}", "exec")
            exec(code, space)
    return space


def test_there_are_no_others(root: Path) -> None:
    assert sorted(p.stem for p in (root / "notebooks").glob("*.ipynb")) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_holds_no_outputs(root: Path, name: str) -> None:
    for cell in cells(root, name):
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.filterwarnings("ignore:FigureCanvasAgg")
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    space = run(root, name, monkeypatch)
    said = capsys.readouterr().out
    assert len(said) > 40
    assert not re.search(r"\bnan\b", said, re.IGNORECASE)
    assert ("DEMODATEN" in str(space["marke"])) == space["params"].is_demo


def test_an_own_group_is_estimated_as_the_pipeline_does(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.workspace import read_table

    space = run(root, "2_eigene_gruppe", monkeypatch)
    table = read_table(root / "data/processed/estimated/estimates.parquet")
    book = space["fragen"]
    mothers = space["antworten"]["geschlecht"] == "w"
    checked = 0
    for variable in book.loc[book["role"] == "unmet_need", "variable"].unique():
        own = book[(book["variable"] == variable) & book["need"].notna()]
        valid = book[(book["variable"] == variable) & book["missing_kind"].isna()]
        if len(own) != len(valid):
            continue  # answers without a need are in the base of shares, not in that of need
        shares = table[
            (table["questionnaire"] == "alleinerziehende")
            & (table["variable"] == variable)
            & (table["target_group"] == "muetter")
            & (table["statistic"] == "share")
            & table["category"].isin(own.loc[own["need"] >= 0.5, "category"])
        ]
        wanted = space["anteil"](variable, mothers)
        assert wanted is not None
        assert wanted[0] == pytest.approx(shares["estimate"].sum(), abs=1e-7)  # 8 digits
        checked += 1
    assert checked > 3
