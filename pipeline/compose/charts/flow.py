"""From contacts to usable answers: how many are left after each step, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import STYLES, Theme, wrap
from pipeline.compose.language import lang


@dataclass(frozen=True)
class Step:
    """How many questionnaires reached a step; ``lost`` says why the others of the step before did not.

    ``open`` marks a step whose number is not one of questionnaires (links and forms handed out): its bar is
    hollow, and no loss is counted from it; ``lost`` of the next step then says why.
    """

    label: str
    count: int
    lost: str = ""
    open: bool = False


@dataclass(frozen=True)
class Flow:
    """Steps in order; counts never grow, but for a step that is open."""

    steps: list[Step]

    def draw(self, canvas: Canvas, top: float) -> float:
        """A bar per step; between two steps the loss with its reason."""
        theme, y = canvas.theme, top
        first = max(step.count for step in self.steps)
        for k, step in enumerate(self.steps):
            last = k == len(self.steps) - 1
            colour = theme.primary if last else theme.mid
            long = canvas.width * (0.5 if not canvas.narrow else 0.62) * step.count / first
            if step.open:
                colour = theme.faint
            style = "strong" if last else "label"
            x = canvas.width * (0.5 if not canvas.narrow else 0.62) + 3
            lines = wrap(step.label, style, canvas.width - x, 3)
            height = max(8.0, STYLES[style].line * len(lines))
            middle = y + height / 2
            canvas.rect(0, middle - 4, long, 8, colour, edge=theme.mid if step.open else "none")
            number = lang.number(step.count)
            inside = long > 14
            ink = theme.on(colour) if inside else theme.ink
            canvas.centred(
                long - 1.6 if inside else long + 1.6,
                middle,
                [number],
                "strong",
                colour=ink,
                align="right" if inside else "left",
            )
            canvas.centred(x, middle, lines, style)
            y += height
            if not last:
                y = self._between(canvas, y, step, self.steps[k + 1])
        return y

    def _between(self, canvas: Canvas, y: float, step: Step, following: Step) -> float:
        gone, why = step.count - following.count, following.lost
        if step.open:
            return self._note(canvas, y, why) if why else y + 2.4
        if not gone:
            return y + 2.4
        return self._note(
            canvas, y, f"{lang.MINUS}{lang.THIN}{lang.number(gone)}" + (f" {why}" if why else "")
        )

    def _note(self, canvas: Canvas, y: float, text: str) -> float:
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
            "marker": {
                "color": [
                    *(theme.faint if s.open else theme.mid for s in self.steps[:-1]),
                    theme.primary,
                ]
            },
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
