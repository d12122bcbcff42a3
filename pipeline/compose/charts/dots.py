"""Dots with intervals: one figure in several groups, beside the figure for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts import marks
from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.marks import Row
from pipeline.compose.charts.theme import Theme, wrap
from pipeline.compose.language import lang, say
from pipeline.compose.sentences import Figure, figure


@dataclass(frozen=True)
class Dots:
    """Blocks of groups (``None`` between two blocks); ``total`` is the figure for all."""

    rows: list[Row | None]
    total: Figure
    total_label: str = ""
    colour: str = ""

    @property
    def _total(self) -> str:
        name = self.total_label or say("alle Befragten", "all respondents")
        return f"{name}: {figure(self.total)}"

    @property
    def _known(self) -> list[Row]:
        return [r for r in self.rows if r is not None]

    def draw(self, canvas: Canvas, top: float) -> float:
        """A line for the total, then the groups; filled dots where a difference is firm."""
        theme, y = canvas.theme, top
        rows = self._known
        left, labels = marks.label_column(
            [r.label for r in rows], canvas.width * (0.48 if canvas.narrow else 0.4)
        )
        left += 2.5
        right = 20.0
        scale = (canvas.width - left - right - 2) / marks.top_of_axis([*rows, Row("", self.total)])
        x = left + self.total.share * scale
        canvas.text(canvas.width - 0.3, y + 2, "n", "small", colour=theme.grey, align="right")
        words = self._total
        align = "left" if x < canvas.width * 0.62 else "right"
        canvas.text(
            x if align == "left" else x + 4, y + 2, words, "small", colour=theme.grey, align=align
        )
        y += 4.2
        start = y - 1.2
        marked: list[tuple[Row, float]] = []
        lines = iter(labels)
        for row in self.rows:
            if row is None:
                y += 2.2
                continue
            label = next(lines)
            height = marks.row_height(label, 6.2)
            canvas.centred(
                left - 2.5, y + height / 2, label, "strong" if row.focus else "label", align="right"
            )
            marked.append((row, y + height / 2))
            y += height
        canvas.line(x, start, x, y, theme.mid, weight=0.35)
        canvas.line(left, start, left, y, theme.light, weight=0.25)
        for row, middle in marked:
            self._dot(canvas, row, left, middle, scale)
        return y

    def _dot(self, canvas: Canvas, row: Row, left: float, middle: float, scale: float) -> None:
        theme, value = canvas.theme, row.value
        if not value.known:
            canvas.rect(left + 1, middle - 1.5, 6, 3, theme.paper, edge=theme.mid, hatch=True)
            canvas.centred(left + 8.4, middle, [str(marks.TOO_FEW)], "small", colour=theme.grey)
            return
        colour = (self.colour or theme.primary) if row.focus else theme.grey
        x = left + value.share * scale
        if value.firm and value.low is not None and value.high is not None:
            canvas.line(
                left + value.low * scale,
                middle,
                left + value.high * scale,
                middle,
                colour,
                weight=0.5,
            )
        if value.status == "rounded":
            canvas.dot(x, middle, 1.25, theme.paper, colour)
        else:
            canvas.dot(x, middle, 1.45, colour)
        column = canvas.width - 11
        canvas.centred(
            column, middle, [figure(value)], "strong" if row.focus else "label", align="right"
        )
        canvas.centred(
            canvas.width - 0.3,
            middle,
            [lang.number(value.n)],
            "small",
            colour=theme.grey,
            align="right",
        )

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """A scatter trace with horizontal error bars and a line for the total."""
        rows = [r for r in self._known if r.value.known]
        labels = ["<br>".join(wrap(r.label, "label", 62, 3)) for r in rows]
        colour = self.colour or theme.primary
        ends = [(r.value.low, r.value.high) if r.value.firm else (None, None) for r in rows]
        trace = {
            "type": "scatter",
            "mode": "markers",
            "y": labels,
            "x": [round(r.value.share * 100, 1) for r in rows],
            "marker": {
                "size": 11,
                "color": [colour if r.focus else theme.grey for r in rows],
                "symbol": [
                    "circle-open" if r.value.status == "rounded" else "circle" for r in rows
                ],
            },
            "error_x": {
                "type": "data",
                "symmetric": False,
                "thickness": 2,
                "width": 0,
                "color": theme.grey,
                "array": [
                    round((h - r.value.share) * 100, 1) if h is not None else 0
                    for r, (_, h) in zip(rows, ends, strict=True)
                ],
                "arrayminus": [
                    round((r.value.share - low) * 100, 1) if low is not None else 0
                    for r, (low, _) in zip(rows, ends, strict=True)
                ],
            },
            "hovertext": [marks.hover(r.label, r.value) for r in rows],
            "hoverinfo": "text",
        }
        x = round(self.total.share * 100, 1)
        layout = {
            "xaxis": marks.percent_axis(
                theme, marks.top_of_axis([*rows, Row("", self.total)]), grid=True
            ),
            "yaxis": marks.category_axis(labels),
            "height": 32 * len(rows),
            "shapes": [
                {
                    "type": "line",
                    "x0": x,
                    "x1": x,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": theme.mid, "width": 2},
                }
            ],
            "annotations": [
                {
                    "text": self._total,
                    "x": x,
                    "y": 1,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "showarrow": False,
                    "font": {"size": 12, "color": theme.grey},
                }
            ],
        }
        return {"data": [trace], "layout": layout}
