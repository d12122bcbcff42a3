"""From contacts to usable answers: how many are left after each step, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import STYLES, Theme, wrap
from pipeline.compose.language import lang


@dataclass(frozen=True)
class Step:
    """How many questionnaires reached a step; ``lost`` says why the others of the step before did not."""

    label: str
    count: int
    lost: str = ""


@dataclass(frozen=True)
class Flow:
    """Steps in order; counts never grow."""

    steps: list[Step]

    def draw(self, canvas: Canvas, top: float) -> float:
        """A bar per step; between two steps the loss with its reason."""
        theme, y = canvas.theme, top
        first = self.steps[0].count
        for k, step in enumerate(self.steps):
            last = k == len(self.steps) - 1
            colour = theme.primary if last else theme.mid
            long = canvas.width * (0.5 if not canvas.narrow else 0.62) * step.count / first
            canvas.rect(0, y, long, 8, colour)
            number = lang.number(step.count)
            inside = long > 14
            ink = theme.on(colour) if inside else theme.ink
            canvas.centred(
                long - 1.6 if inside else long + 1.6,
                y + 4,
                [number],
                "strong",
                colour=ink,
                align="right" if inside else "left",
            )
            x = canvas.width * (0.5 if not canvas.narrow else 0.62) + 3
            lines = wrap(step.label, "strong" if last else "label", canvas.width - x, 3)
            canvas.centred(x, y + 4, lines, "strong" if last else "label")
            y += 8
            if not last:
                gone = step.count - self.steps[k + 1].count
                y = self._loss(canvas, y, gone, self.steps[k + 1].lost) if gone else y + 2.4
        return y

    def _loss(self, canvas: Canvas, y: float, gone: int, why: str) -> float:
        text = f"{lang.MINUS}{lang.THIN}{lang.number(gone)}" + (f" {why}" if why else "")
        lines = wrap(text, "small", canvas.width - 5, 3)
        bottom = canvas.lines(3, y + 1.1, lines, "small", colour=canvas.theme.grey)
        canvas.line(
            1.2,
            y + 1,
            1.2,
            y + 1.2 + STYLES["small"].line * len(lines),
            canvas.theme.mid,
            weight=0.4,
        )
        return bottom + 1.4

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """A funnel as horizontal bars."""
        labels = [s.label for s in self.steps]
        trace = {
            "type": "bar",
            "orientation": "h",
            "y": labels,
            "x": [s.count for s in self.steps],
            "marker": {"color": [*[theme.mid] * (len(labels) - 1), theme.primary]},
            "text": [lang.number(s.count) for s in self.steps],
            "textposition": "auto",
            "hovertext": [f"<b>{s.label}</b><br>{lang.number(s.count)}" for s in self.steps],
            "hoverinfo": "text",
        }
        layout = {
            "xaxis": {"visible": False, "fixedrange": True, "rangemode": "tozero"},
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": labels[::-1],
                "fixedrange": True,
            },
            "height": 46 * len(labels),
            "bargap": 0.3,
        }
        return {"data": [trace], "layout": layout}
