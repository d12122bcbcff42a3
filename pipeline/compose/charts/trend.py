"""A figure over time, the region in front, comparison regions in grey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.keys import key_line
from pipeline.compose.charts.theme import Theme, width
from pipeline.compose.language import lang


@dataclass(frozen=True)
class Series:
    """A line: values by period (ascending), in ``unit``."""

    label: str
    points: list[tuple[str, float]]
    focus: bool = False


@dataclass(frozen=True)
class Trend:
    """Lines over the same periods; the axis starts at 0."""

    series: list[Series]
    unit: str = ""
    decimals: int = 0

    @property
    def _periods(self) -> list[str]:
        return sorted({p for s in self.series for p, _ in s.points})

    def _words(self, value: float) -> str:
        return lang.decimal(value, self.decimals) + (f"{lang.THIN}{self.unit}" if self.unit else "")

    def draw(self, canvas: Canvas, top: float) -> float:
        """Lines with their names and last values at the right end; first and last value are written."""
        theme, periods = canvas.theme, self._periods
        several = len(self.series) > 1
        names = max(width(s.label, "small_strong") for s in self.series) if several else 0.0
        last = max(width(self._words(s.points[-1][1]), "strong") for s in self.series) / 2
        left, right = 2.0, max(last + 1, names + 3.5)
        height = 23.0
        room = canvas.width - left - right
        peak = max(v for s in self.series for _, v in s.points) * 1.12
        step = room / max(1, len(periods) - 1)
        bottom = top + 4 + height

        def at(period: str, value: float) -> tuple[float, float]:
            return left + step * periods.index(period), bottom - value / peak * height

        canvas.line(left, bottom, left + room, bottom, theme.grey, weight=0.3)
        for s in sorted(self.series, key=lambda s: s.focus):
            colour = theme.primary if s.focus else theme.mid
            spots = [at(p, v) for p, v in s.points]
            canvas.path(spots, colour, 0.7 if s.focus else 0.45)
            for x, y in spots:
                canvas.dot(x, y, 0.9 if s.focus else 0.6, colour)
            shown = range(len(spots)) if s.focus and len(spots) <= 6 else (0, len(spots) - 1)
            for k in shown:
                align = "left" if k == 0 else "center"
                style = "strong" if s.focus else "small"
                canvas.text(
                    spots[k][0],
                    spots[k][1] - 2.2,
                    self._words(s.points[k][1]),
                    style,
                    colour=colour,
                    align=align,
                )
            if len(self.series) > 1:
                canvas.centred(
                    spots[-1][0] + 2,
                    spots[-1][1],
                    [s.label],
                    "small_strong" if s.focus else "small",
                    colour=colour,
                )
        for k, period in enumerate(periods):
            if len(periods) <= 8 or k in (0, len(periods) - 1):
                align = "left" if k == 0 else "center"
                canvas.text(
                    left + step * k, bottom + 3.6, period, "small", colour=theme.grey, align=align
                )
        return bottom + 4.4

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """One line trace per series."""
        data = [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": s.label,
                "x": [p for p, _ in s.points],
                "y": [round(v, max(1, self.decimals)) for _, v in s.points],
                "line": {
                    "color": theme.primary if s.focus else theme.mid,
                    "width": 3 if s.focus else 2,
                },
                "hovertext": [f"<b>{s.label}</b><br>{p}: {self._words(v)}" for p, v in s.points],
                "hoverinfo": "text",
            }
            for s in self.series
        ]
        layout = {
            "xaxis": {"type": "category", "fixedrange": True, "showgrid": False},
            "yaxis": {
                "rangemode": "tozero",
                "fixedrange": True,
                "gridcolor": theme.light,
                "ticksuffix": f" {self.unit}".rstrip(),
            },
            "height": 260,
        }
        named = [("●", theme.primary if s.focus else theme.mid, s.label) for s in self.series]
        return {"data": data, "layout": layout, "key": key_line(named) if len(named) > 1 else ""}
