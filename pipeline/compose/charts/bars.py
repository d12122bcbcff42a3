"""Horizontal bars with intervals: how many of those asked say something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from pipeline.compose.charts import marks
from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.marks import Row
from pipeline.compose.charts.theme import Theme, wrap
from pipeline.compose.language import lang


@dataclass(frozen=True)
class Bars:
    """Rows in the order in which they are drawn; ``colour`` for the rows in focus (else the primary)."""

    LABELS: ClassVar[float] = 0.44  # share of the width that labels may take

    rows: list[Row]
    colour: str = ""
    counted: bool = False
    compare_label: str = ""

    def draw(self, canvas: Canvas, top: float) -> float:
        """Labels left (phone: above), bars from 0, interval, figure and n."""
        theme, y = canvas.theme, top
        same_n = len({r.value.n for r in self.rows if r.value.known}) <= 1
        n_column = 0.0 if same_n else 11.0
        if canvas.narrow:
            left, labels = 0.2, [wrap(r.label, "label", canvas.width, 3) for r in self.rows]
        else:
            left, labels = marks.label_column(
                [r.label for r in self.rows], canvas.width * self.LABELS
            )
            left += 2.5
        room = canvas.width - left - n_column - 13
        scale = room / marks.top_of_axis(self.rows)
        start = y
        if n_column:
            canvas.text(canvas.width - 0.3, y + 1.6, "n", "small", colour=theme.grey, align="right")
            y += 3.4
            start = y - 0.6
        for row, label in zip(self.rows, labels, strict=True):
            if canvas.narrow:
                y = canvas.lines(0, y, label, "label") + 0.6
                height = 6.0
            else:
                height = marks.row_height(label, 7.4)
                canvas.centred(left - 2.5, y + height / 2, label, "label", align="right")
            middle = y + height / 2
            self._bar(canvas, row, left, middle, scale)
            if canvas.narrow:
                canvas.line(left, middle - 3, left, middle + 3, theme.grey, weight=0.3)
            if n_column and row.value.known:
                n = lang.number(row.value.n)
                canvas.centred(
                    canvas.width - 0.3, middle, [n], "small", colour=theme.grey, align="right"
                )
            y += height + (1.6 if canvas.narrow else 0)
        if not canvas.narrow:
            canvas.line(left, start, left, y, theme.grey, weight=0.3)
        return y

    def _bar(self, canvas: Canvas, row: Row, left: float, middle: float, scale: float) -> None:
        theme, value = canvas.theme, row.value
        if not value.known:
            canvas.rect(left, middle - 1.9, 9, 3.8, theme.paper, edge=theme.mid, hatch=True)
            canvas.centred(left + 10.5, middle, [str(marks.TOO_FEW)], "small", colour=theme.grey)
            return
        colour = self._of(row, theme)
        long = value.share * scale
        if value.status == "rounded":
            canvas.rect(left, middle - 2, long, 4, theme.tint(colour, 0.25), edge=colour)
        else:
            canvas.rect(left, middle - 2.1, long, 4.2, colour)
        end = left + long
        if value.firm and value.low is not None and value.high is not None:
            marks.interval_line(
                canvas, left + value.low * scale, left + value.high * scale, middle, theme.ink
            )
            end = max(end, left + value.high * scale)
        if row.compare is not None:
            x = left + row.compare * scale
            canvas.line(x, middle - 3, x, middle + 3, theme.ink, weight=0.5)
        style = "strong" if row.focus else "label"
        canvas.centred(end + 1.3, middle, [row.text], style)

    def _of(self, row: Row, theme: Theme) -> str:
        return (row.colour or self.colour or theme.primary) if row.focus else theme.mid

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """A horizontal bar trace with error bars."""
        known = [r for r in self.rows if r.value.known]
        labels = [_wrapped(r.label) for r in self.rows]
        names = dict(zip((r.label for r in self.rows), labels, strict=True))
        ranged = [r if r.value.firm and r.value.low is not None else None for r in known]
        trace = {
            "type": "bar",
            "orientation": "h",
            "y": [names[r.label] for r in known],
            "x": [round(r.value.share * 100, 1) for r in known],
            "marker": {"color": [self._of(r, theme) for r in known]},
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": [_up(r) if r else 0 for r in ranged],
                "arrayminus": [_down(r) if r else 0 for r in ranged],
                "color": theme.ink,
                "thickness": 1,
                "width": 3,
            },
            "hovertext": [marks.hover(r.label, r.value, r.text) for r in known],
            "hoverinfo": "text",
        }
        layout = {
            "xaxis": marks.percent_axis(theme, marks.top_of_axis(self.rows)),
            "yaxis": marks.category_axis(labels),
            "height": 10 + 40 * len(self.rows),
            "bargap": 0.4,
        }
        return {"data": [trace], "layout": layout}


def _up(row: Row) -> float:
    return round(((row.value.high or 0) - row.value.share) * 100, 1)


def _down(row: Row) -> float:
    return round((row.value.share - (row.value.low or 0)) * 100, 1)


def _wrapped(label: str) -> str:
    return "<br>".join(wrap(label, "label", 62, 3))
