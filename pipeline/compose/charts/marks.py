"""What several kinds of charts share: a row with a figure, an axis, how little is shown honestly."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import STYLES, width, wrap
from pipeline.compose.language import Text, lang, say
from pipeline.compose.sentences import Figure, figure, interval

TOO_FEW = Text("zu wenige Antworten", "too few answers")


@dataclass(frozen=True)
class Row:
    """A label with its figure.

    ``focus`` marks what the finding is about; the rest is grey. ``compare`` is a comparison value (share),
    ``colour`` a colour of the row's own.
    """

    label: str
    value: Figure
    focus: bool = False
    compare: float | None = None
    decimals: int = 0
    colour: str = ""

    @property
    def text(self) -> str:
        """The figure as written beside the mark."""
        if self.decimals and self.value.firm:
            return lang.percent_decimal(self.value.share, self.decimals)
        return figure(self.value)


def top_of_axis(rows: list[Row]) -> float:
    """The end of a share axis that starts at 0: the next ten per cent above all marks, at most 1."""
    ends = [max(r.value.share, r.value.high or 0, r.compare or 0) for r in rows if r.value.known]
    return min(1.0, math.ceil((max(ends, default=0.1) + 1e-9) * 10) / 10)


def n_words(rows: list[Row]) -> str:
    """How many people stand behind the rows: ``n = 169`` or ``n = 150 bis 169``."""
    counts = sorted(r.value.n for r in rows if r.value.known)
    if not counts:
        return ""
    if counts[0] == counts[-1]:
        return f"n{lang.THIN}={lang.THIN}{lang.number(counts[0])}"
    low, high = lang.number(counts[0]), lang.number(counts[-1])
    span = lang.FIXED.join((low, say("bis", "to"), high))
    return f"n{lang.THIN}={lang.THIN}{span}"


def label_column(labels: list[str], limit: float, lines: int = 3) -> tuple[float, list[list[str]]]:
    """Width (mm) of a column of labels, broken into at most ``lines`` lines of at most ``limit`` mm.

    Measured in semibold, the widest that a label is drawn in.
    """
    broken = [wrap(label, "strong", limit, lines) for label in labels]
    return max((width(line, "strong") for label in broken for line in label), default=0.0), broken


def certainty(figures: Iterable[Figure]) -> str:
    """What a subtitle says of the certainty of its figures: an interval where any has one."""
    if any(interval(f) for f in figures):
        return say("mit Intervall (95 %)", "with interval (95%)")
    return say("grob gerundet", "roughly rounded")


def row_height(lines: list[str], least: float, style: str = "label") -> float:
    """Height of a row (mm) that holds the lines of its label."""
    return max(least, STYLES[style].line * len(lines) + 1.6)


def interval_line(canvas: Canvas, x1: float, x2: float, y: float, colour: str) -> None:
    """An interval as a thin line with short ends; a light edge keeps it visible on a dark bar."""
    for ink, weight in ((canvas.theme.paper, 0.8), (colour, 0.3)):
        canvas.line(x1, y, x2, y, ink, weight=weight)
        for x in (x1, x2):
            canvas.line(x, y - 0.9, x, y + 0.9, ink, weight=weight)


def hover(label: str, value: Figure, text: str = "") -> str:
    """What a pointer or the keyboard finds on a mark of a plotly figure."""
    if not value.known:
        return f"<b>{label}</b><br>{TOO_FEW}"
    parts = [f"<b>{label}</b>", text or figure(value)]
    if value.firm and value.low is not None and value.high is not None:
        parts.append(f"{say('Intervall', 'interval')} {lang.percent_range(value.low, value.high)}")
    if value.n:  # official figures have none
        parts.append(f"n = {lang.number(value.n)}")
    return "<br>".join(parts)


def percent_axis(theme: Any, top: float, *, grid: bool = False) -> dict[str, Any]:
    """A plotly axis in per cent that starts at 0."""
    return {
        "range": [0, top * 100], "ticksuffix": say(" %", "%"), "fixedrange": True, "showgrid": grid,
        "zeroline": False, "gridcolor": theme.light, "dtick": 20 if top > 0.5 else 10,
    }  # fmt: skip


def category_axis(labels: list[str]) -> dict[str, Any]:
    """A plotly axis of labels, the first one on top."""
    return {
        "type": "category", "categoryorder": "array", "categoryarray": labels[::-1],
        "fixedrange": True, "showgrid": False, "ticks": "",
    }  # fmt: skip
