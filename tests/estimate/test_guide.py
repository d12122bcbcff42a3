"""The guide to further analyses: every block of code runs on a network's tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.estimate import estimate
from pipeline.params import Params
from pipeline.workspace import write_table

Answers = dict[str, pd.DataFrame]


@pytest.fixture
def sample(
    answers: Callable[..., Answers], raked: Callable[[Answers], pd.DataFrame]
) -> tuple[Answers, pd.DataFrame]:
    made = answers(500)
    return made, raked(made)


@pytest.fixture
def network(
    sample: tuple[Answers, pd.DataFrame],
    codebook: pd.DataFrame,
    params: Params,
    root: Path,
    tmp_path: Path,
) -> Path:
    responses, weights = sample
    for name, table in responses.items():
        write_table(tmp_path / f"data/interim/cleaned/{name}.parquet", table)
    participation = pd.DataFrame(
        {"questionnaire": ["alleinerziehende"], "kanal": ["kita"], "usable": [500]}
    )
    margins = pd.DataFrame(
        {"questionnaire": ["alleinerziehende"], "margin": ["sgb2"], "variable": ["sgb2"],
         "category": ["ja"], "target": [0.35], "before": [0.45], "after": [0.35]}
    )  # fmt: skip
    made = {
        "interim/collected/codebook": codebook,
        "interim/weighted/weights": weights,
        "interim/weighted/replicates": weights[["questionnaire", "respondent"]],
        "interim/weighted/margins": margins,
        "interim/cleaned/participation": participation,
        "processed/estimated/estimates": estimate(
            responses, codebook, weights, None, params
        ).estimates,
    }
    for name, table in made.items():
        write_table(tmp_path / f"data/{name}.parquet", table)
    (tmp_path / "params.yaml").write_bytes((root / "params.yaml").read_bytes())
    return tmp_path


def test_every_block_of_the_guide_runs(
    network: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(network)
    text = (root / "docs/auswerten.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.S)
    assert len(blocks) == 5
    for block in blocks:
        exec(compile(block, "auswerten.md", "exec"), names)
    assert "muetter_sgb2" in capsys.readouterr().out
    assert (names["veraenderung"]["difference"] == 0).all()
