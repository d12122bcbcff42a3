"""Nothing is called weighted that is not: sources follow what the weighting says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose.charts import theme as themes
from pipeline.compose.context import Context
from pipeline.compose.facts import collect
from pipeline.compose.public import Public
from pipeline.params import load


@pytest.mark.parametrize("weighted", [True, False])
def test_sources_say_whether_answers_are_weighted(root: Path, weighted: bool) -> None:
    """Margins are there in both cases; unweighted, they could not be used."""
    margin = {
        "questionnaire": "alleinerziehende", "margin": "sgb2", "variable": "sgb2", "category": "ja",
        "target": 0.3, "target_source": "BA", "before": 0.4, "after": 0.3, "assumed": False,
    }  # fmt: skip
    said = {"alleinerziehende": weighted, "arbeitgeber": False}
    public = Public(
        load(root / "params.yaml"), {"margins": [margin]}, {"metrics": {"weighted": said}}
    )
    ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
    source = ctx.survey_source()
    assert (", gewichtet" in source) is weighted
    assert (", ungewichtet" in source) is not weighted
    assert "gewichtet" not in ctx.survey_source("arbeitgeber")
