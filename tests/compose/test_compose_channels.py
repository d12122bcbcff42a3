"""What the report says of channels: what was handed out, who came, and what one left out changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.compose.charts import theme as themes
from pipeline.compose.context import Context
from pipeline.compose.facts import collect
from pipeline.compose.public import Public
from pipeline.compose.sections import channels
from pipeline.params import Params, load
from pipeline.workspace import Workspace


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


def test_the_flow_begins_with_what_was_handed_out_and_makes_no_rate_of_it(
    composed: tuple[Workspace, Params],
) -> None:
    ws, _ = composed
    text = (ws.generated / "analyse" / "teilnahme.md").read_text(encoding="utf-8")
    picture = next(line for line in text.splitlines() if "#fig-rueckmeldungen" in line)
    assert picture.startswith("![Vom Kontakt zur auswertbaren Antwort]")
    assert "Links und Bögen ausgegeben, soweit gezählt 900; Fragebogen begonnen 230" in picture
    assert "Ausgewertet sind 87\u202f% der begonnenen." in picture  # 200 of 230, never of 900
    assert "22\u202f%" not in picture
    chart = json.loads((ws.generated / "charts" / "rueckmeldungen.json").read_text("utf-8"))
    (trace,) = chart["data"]
    assert trace["x"] == [900, 230, 212, 200]
    assert trace["marker"]["color"][0] != trace["marker"]["color"][1]


def test_the_table_of_ways_has_names_and_says_where_nobody_counted(
    composed: tuple[Workspace, Params],
) -> None:
    ws, _ = composed
    text = (ws.generated / "analyse" / "teilnahme.md").read_text(encoding="utf-8")
    assert "| Weg | ausgegeben | begonnen | ausgewertet |" in text
    assert "| Kindertagesstätten | 900 | 140 | 121 |" in text
    assert "| Jobcenter | – | 90 | 79 |" in text
    assert "– heißt: nicht gezählt" in text
