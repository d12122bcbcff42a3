"""Two values per row side by side: what is offered and what is wanted, sample and official figure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts import marks
from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.keys import key_line
from pipeline.compose.charts.theme import Theme, width, wrap
from pipeline.compose.language import lang

MOST_LINES = 14  # answers that share an official figure are named one after the other


@dataclass(frozen=True)
class Pair:
    """A label with two shares (0–1)."""

    label: str
    first: float
    second: float
    focus: bool = False


@dataclass(frozen=True)
class Pairs:
    """Rows of two shares; ``names`` says what the filled and the hollow dot are."""

    rows: list[Pair]
    names: tuple[str, str]
    colour: str = ""

    @property
    def _top(self) -> float:
        return min(1.0, math.ceil(max(max(r.first, r.second) for r in self.rows) * 10 + 1e-9) / 10)

    def draw(self, canvas: Canvas, top: float) -> float:
        """Key above, a line between two dots in every row, both figures outside."""
        theme = canvas.theme
        colour = self.colour or theme.primary
        y = self._key(canvas, top, colour) + 2
        left, labels = marks.label_column(
            [r.label for r in self.rows], canvas.width * 0.4, MOST_LINES
        )
        left += 2.5
        scale = (canvas.width - left - 18) / self._top
        for row, label in zip(self.rows, labels, strict=True):
            height = marks.row_height(label, 7.0)
            middle = y + height / 2
            canvas.centred(
                left - 2.5, middle, label, "strong" if row.focus else "label", align="right"
            )
            self._row(canvas, row, left + 8, middle, scale)
            y += height
        return y

    def _row(self, canvas: Canvas, row: Pair, left: float, middle: float, scale: float) -> None:
        theme = canvas.theme
        colour = self.colour or theme.primary
        a, b = left + row.first * scale, left + row.second * scale
        canvas.line(a, middle, b, middle, theme.light, weight=1.0)
        canvas.dot(b, middle, 1.4, theme.paper, theme.grey)
        canvas.dot(a, middle, 1.5, colour)
        texts = (
            (a, lang.percent(row.first), colour, a >= b),
            (b, lang.percent(row.second), theme.grey, b > a),
        )
        for x, text, ink, right in texts:
            canvas.centred(
                x + (2.4 if right else -2.4),
                middle,
                [text],
                "small",
                colour=ink,
                align="left" if right else "right",
            )

    def _key(self, canvas: Canvas, top: float, colour: str) -> float:
        first, second = self.names
        theme = canvas.theme
        canvas.dot(1.6, top + 1.8, 1.5, colour)
        canvas.centred(4.4, top + 1.8, [first], "small")
        x, y = width(first, "small") + 10, top
        if x + width(second, "small") + 5 > canvas.width:
            x, y = 0.0, top + 4.4
        canvas.dot(x + 1.6, y + 1.8, 1.4, theme.paper, theme.grey)
        canvas.centred(x + 4.4, y + 1.8, [second], "small")
        return y + 3.6

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """Two scatter traces."""
        labels = ["<br>".join(wrap(r.label, "label", 62, MOST_LINES)) for r in self.rows]
        data = []
        for k, name in enumerate(self.names):
            values = [r.first if k == 0 else r.second for r in self.rows]
            data.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": name,
                    "y": labels,
                    "x": [round(v * 100, 1) for v in values],
                    "marker": {
                        "size": 11,
                        "color": (self.colour or theme.primary) if k == 0 else theme.grey,
                        "symbol": "circle" if k == 0 else "circle-open",
                    },
                    "hovertext": [
                        f"<b>{r.label}</b><br>{name}: {lang.percent(v)}"
                        for r, v in zip(self.rows, values, strict=True)
                    ],
                    "hoverinfo": "text",
                }
            )
        layout = {
            "xaxis": marks.percent_axis(theme, self._top, grid=True), "yaxis": marks.category_axis(labels),
            "height": sum(20 + 16 * len(label.split("<br>")) for label in labels)
        }  # fmt: skip
        colours = (self.colour or theme.primary, theme.grey)
        signs = zip(("●", "○"), colours, self.names, strict=True)
        return {"data": data, "layout": layout, "key": key_line(list(signs))}
