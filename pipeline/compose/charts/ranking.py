"""Fields of action by score, with the ranks that the data allow, so that ties look like ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts import marks
from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import Theme, wrap
from pipeline.compose.language import lang, say


@dataclass(frozen=True)
class Ranked:
    """A field: score 0–10 with interval, rank and the ranks that cannot be ruled out."""

    label: str
    score: float
    low: float
    high: float
    rank: int
    rank_low: int
    rank_high: int
    colour: str
    focus: bool = False


@dataclass(frozen=True)
class Ranking:
    """Fields in the order of their scores."""

    rows: list[Ranked]

    def draw(self, canvas: Canvas, top: float) -> float:
        """Left the score with its interval, right the strip of possible ranks."""
        theme, total = canvas.theme, len(self.rows)
        left, labels = marks.label_column([r.label for r in self.rows], canvas.width * 0.34)
        left += 2.5
        strip = (22.0 if canvas.narrow else 42.0) if total > 1 else 0.0
        gap = 5.0 if canvas.narrow else 8.0
        room = canvas.width - left - strip - gap - (7 if canvas.narrow else 9)
        lowest, highest = self._range()
        scale = room / (highest - lowest)
        step = strip / total
        x_strip = canvas.width - strip - 0.8
        canvas.text(
            left,
            top + 2,
            say(
                f"Punkte ({lowest} bis {highest} von 10)",
                f"Score ({lowest} to {highest} out of 10)",
            ),
            "small",
            colour=theme.grey,
        )
        canvas.text(
            x_strip, top + 2, say("mögliche Ränge", "possible ranks"), "small", colour=theme.grey
        )
        y = top + 4
        for k in range(total):
            if not canvas.narrow or k in (0, total - 1):
                canvas.text(
                    x_strip + step * (k + 0.5),
                    y + 2.2,
                    str(k + 1),
                    "small",
                    colour=theme.grey,
                    align="center",
                )
        y += 3.4
        start = y
        for row, label in zip(self.rows, labels, strict=True):
            height = marks.row_height(label, 7.0)
            middle = y + height / 2
            if row.focus:
                canvas.rect(0, y + 0.3, canvas.width, height - 0.6, theme.faint)
            canvas.centred(
                left - 2.5, middle, label, "strong" if row.focus else "label", align="right"
            )
            low, high = (left + (v - lowest) * scale for v in (row.low, row.high))
            canvas.line(
                max(low, left), middle, min(high, left + room), middle, row.colour, weight=0.6
            )
            canvas.dot(left + (row.score - lowest) * scale, middle, 1.5, row.colour)
            text = lang.decimal(row.score)
            canvas.centred(
                max(min(high, left + room), left + (row.score - lowest) * scale + 1.5) + 1.2,
                middle,
                [text],
                "strong" if row.focus else "label",
            )
            a, b = x_strip + step * (row.rank_low - 1), x_strip + step * row.rank_high
            canvas.rect(a + 0.5, middle - 1.1, b - a - 1, 2.2, theme.tint(row.colour, 0.35))
            canvas.dot(x_strip + step * (row.rank - 0.5), middle, 1.25, row.colour)
            y += height
        canvas.line(left, start, left, y, theme.light, weight=0.25)
        return y

    def _range(self) -> tuple[int, int]:
        """Whole points around all intervals; the picture says which part of 0 to 10 it shows."""
        low = max(0, int(min(r.low for r in self.rows)))
        high = min(10, int(max(r.high for r in self.rows)) + 1)
        return (0 if low <= 2 else low), max(high, low + 1)

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """Scores with error bars; ranks in the pointer's text."""
        labels = ["<br>".join(wrap(r.label, "label", 62, 3)) for r in self.rows]
        lowest, highest = self._range()
        trace = {
            "type": "scatter",
            "mode": "markers",
            "y": labels,
            "x": [round(r.score, 2) for r in self.rows],
            "marker": {"size": 12, "color": [r.colour for r in self.rows]},
            "error_x": {
                "type": "data",
                "symmetric": False,
                "thickness": 2,
                "width": 0,
                "color": theme.grey,
                "array": [round(r.high - r.score, 2) for r in self.rows],
                "arrayminus": [round(r.score - r.low, 2) for r in self.rows],
            },
            "hovertext": [
                f"<b>{r.label}</b><br>{lang.number(r.score, 1)} "
                f"{say('von 10 Punkten', 'out of 10')} "
                f"({lang.between(lang.number(r.low, 1), lang.number(r.high, 1))})<br>"
                f"{say('Ränge', 'ranks')} {lang.between(str(r.rank_low), str(r.rank_high))}"
                for r in self.rows
            ],
            "hoverinfo": "text",
        }
        layout = {
            "xaxis": {
                "range": [lowest, highest],
                "fixedrange": True,
                "zeroline": False,
                "gridcolor": theme.light,
            },
            "yaxis": marks.category_axis(labels),
            "height": 36 * len(self.rows),
        }
        return {"data": [trace], "layout": layout}
