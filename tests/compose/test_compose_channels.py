"""What the report says of channels that are left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.compose.charts import theme as themes
from pipeline.compose.context import Context
from pipeline.compose.facts import collect
from pipeline.compose.public import Public
from pipeline.compose.sections import channels
from pipeline.params import load


def _text(root: Path, metrics: dict[str, Any]) -> str:
    public = Public(load(root / "params.yaml"), {}, {"metrics": metrics})
    ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
    return (
        channels.write(ctx)
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def _metrics(beyond: float) -> dict[str, Any]:
    return {
        "channels": {"kita": {"respondents": 0.2, "weight": 0.25}},
        "without_channel": {
            "kita": {"mean_change": 0.012, "largest_change": 0.04, "beyond_chance": beyond}
        },
    }


def test_changes_are_told_with_how_many_chance_would_make(root: Path) -> None:
    text = _text(root, _metrics(0.06))
    assert "um mehr als 4 Prozentpunkte" in text
    assert "1,2" in text
    assert "Bei keinem Weg ändert sich mehr" in text


def test_a_channel_on_which_results_hang_is_named(root: Path) -> None:
    assert "ohne Kita: Wer so erreicht wurde" in _text(root, _metrics(0.4))
    assert _text(root, {}) == ""
