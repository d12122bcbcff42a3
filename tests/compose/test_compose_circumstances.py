"""What the report says of circumstances: only what is firm, with its interval, and no causes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.compose.charts import theme as themes
from pipeline.compose.context import Context
from pipeline.compose.facts import collect
from pipeline.compose.public import Public
from pipeline.compose.sections import circumstances, open_answers
from pipeline.params import load


def _context(root: Path, rows: list[dict[str, Any]]) -> Context:
    public = Public(load(root / "params.yaml"), {"circumstances": rows})
    return Context(public, themes.load(root / "reports/_brand.yml"), collect(public))


def _row(group: str, effect: float, p: float) -> dict[str, Any]:
    return {
        "field_of_action": "finanzen", "target_group": group, "effect": effect,
        "ci_low": effect - 0.1, "ci_high": effect + 0.1, "p_adjusted": p, "n": 300,
    }  # fmt: skip


def test_firm_circumstances_are_shown_with_direction_and_interval(root: Path) -> None:
    rows = [_row("sgb2", 0.3, 0.001), _row("vaeter", -0.15, 0.04), _row("migration", 0.1, 0.2)]
    text = circumstances.write(_context(root, rows))
    assert "Für ein Handlungsfeld" in text
    assert "Geprüft sind 3 Zusammenhänge, belastbar nach Korrektur: 2." in text
    assert "30\N{NO-BREAK SPACE}Prozentpunkte häufiger" in text.replace(" P", "\N{NO-BREAK SPACE}P")
    assert "20 bis 40" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "seltener" in text
    assert "5 bis 25" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Einwanderungsgeschichte" not in text
    assert "erklärt nicht, warum" in text


def test_open_answers_are_shown_by_code_with_what_is_rounded_in_brackets(root: Path) -> None:
    row = {"questionnaire": "alleinerziehende", "variable": "offen", "texts": 20, "kappa": 0.8}
    rows = [
        {**row, "code": "Ferien", "share": 0.55, "status": "rounded"},
        {**row, "code": "Geld | Amt", "share": 0.3, "status": "rounded"},
    ]
    ctx = _context(root, [])
    ctx.public.tables["codes"] = rows
    text = open_answers.write(ctx)
    assert "(55" in text
    assert "20 offene Antworten" in text
    assert "0,8" in text
    assert text.index("Ferien") < text.index("Geld")


def test_nothing_is_said_without_a_model_and_no_table_without_a_firm_one(root: Path) -> None:
    assert circumstances.write(_context(root, [])) == ""
    text = circumstances.write(_context(root, [_row("sgb2", 0.05, 0.6)]))
    assert "belastbar nach Korrektur: keiner." in text
    assert "|" not in text
