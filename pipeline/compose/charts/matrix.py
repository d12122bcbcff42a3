"""Importance against satisfaction: what is important and goes badly stands in the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.compose import german
from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import STYLES, Theme, wrap

LABELLED = 7


@dataclass(frozen=True)
class Place:
    """A need with mean importance and satisfaction, both 0–1 on the ends of their scales."""

    label: str
    importance: float
    satisfaction: float
    colour: str

    @property
    def gap(self) -> float:
        """Importance minus satisfaction."""
        return self.importance - self.satisfaction


@dataclass(frozen=True)
class Matrix:
    """Needs on the plane of satisfaction (x) and importance (y); the widest gaps are numbered and named."""

    places: list[Place]

    @property
    def named(self) -> list[Place]:
        """The widest gaps, widest first."""
        return sorted(self.places, key=lambda p: (-p.gap, p.label))[:LABELLED]

    def _bounds(self) -> tuple[float, float, float, float]:
        xs, ys = [p.satisfaction for p in self.places], [p.importance for p in self.places]
        return (*_around(xs), *_around(ys))

    def draw(self, canvas: Canvas, top: float) -> float:
        """The plane, then the names of the numbered needs."""
        theme = canvas.theme
        x0, x1, y0, y1 = self._bounds()
        side = canvas.width if canvas.narrow else 62.0
        left, size = 5.0, side - 6.0
        canvas.text(0, top + 2, "↑ wichtiger", "small", theme.grey)
        y = top + 4
        canvas.rect(left, y, size, size, theme.faint)
        middle_x, middle_y = (
            _middle([p.satisfaction for p in self.places]),
            _middle([p.importance for p in self.places]),
        )

        def at(p: Place) -> tuple[float, float]:
            return (
                left + 3 + (p.satisfaction - x0) / (x1 - x0) * (size - 6),
                y + size - 3 - (p.importance - y0) / (y1 - y0) * (size - 6),
            )

        cross_x = left + 3 + (middle_x - x0) / (x1 - x0) * (size - 6)
        cross_y = y + size - 3 - (middle_y - y0) / (y1 - y0) * (size - 6)
        canvas.rect(left, y, cross_x - left, cross_y - y, theme.tint(theme.accent, 0.12))
        canvas.line(cross_x, y, cross_x, y + size, theme.mid, 0.25)
        canvas.line(left, cross_y, left + size, cross_y, theme.mid, 0.25)
        canvas.text(left + 1.2, y + 3.4, "wichtig, geht schlecht", "small_strong", theme.accent)
        canvas.text(
            left + size - 1.2,
            y + size - 1.4,
            "weniger wichtig, geht gut",
            "small",
            theme.grey,
            "right",
        )
        named = self.named
        for p in self.places:
            if p not in named:
                canvas.dot(*at(p), 1.0, theme.mid)
        for k in reversed(range(len(named))):
            x, m = at(named[k])
            canvas.dot(x, m, 2.1, named[k].colour, theme.paper)
            canvas.centred(x, m, [str(k + 1)], "small_strong", theme.on(named[k].colour), "center")
        bottom = canvas.lines(
            left + size, y + size + 0.6, ["zufriedener →"], "small", theme.grey, "right"
        )
        if canvas.narrow:
            return self._names(canvas, 0, bottom + 2, canvas.width)
        return max(bottom, self._names(canvas, side + 5, y, canvas.width - side - 5))

    def _names(self, canvas: Canvas, x: float, y: float, room: float) -> float:
        for k, p in enumerate(self.named):
            lines = wrap(p.label, "label", room - 6.5, 3)
            height = STYLES["label"].line * len(lines)
            middle = y + STYLES["label"].line / 2
            canvas.dot(x + 2.1, middle, 2.1, p.colour)
            canvas.centred(
                x + 2.1, middle, [str(k + 1)], "small_strong", canvas.theme.on(p.colour), "center"
            )
            canvas.lines(x + 6.5, y - 0.2, lines, "label")
            y += height + 2.2
        return y

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """A scatter trace; every need is named by the pointer."""
        named = self.named
        places = sorted(self.places, key=lambda p: (-p.gap, p.label))
        trace = {
            "type": "scatter", "mode": "markers+text",
            "x": [round(p.satisfaction * 100, 1) for p in places], "y": [round(p.importance * 100, 1) for p in places],
            "text": [str(k + 1) if p in named else "" for k, p in enumerate(places)],
            "textfont": {"color": theme.paper, "size": 12},
            "marker": {
                "size": [22 if p in named else 10 for p in places], "color": [p.colour if p in named else theme.mid for p in places],
            },
            "hovertext": [
                f"<b>{p.label}</b><br>Wichtigkeit {german.number(p.importance * 100)} von 100<br>"
                f"Zufriedenheit {german.number(p.satisfaction * 100)} von 100"
                for p in places
            ],
            "hoverinfo": "text",
        }  # fmt: skip
        x, y = (
            _middle([p.satisfaction for p in places]) * 100,
            _middle([p.importance for p in places]) * 100,
        )
        line = {"type": "line", "line": {"color": theme.mid, "width": 1}}
        layout = {
            "xaxis": {"title": {"text": "Zufriedenheit (0 bis 100)"}, "fixedrange": True, "zeroline": False, "gridcolor": theme.light},
            "yaxis": {"title": {"text": "Wichtigkeit (0 bis 100)"}, "fixedrange": True, "zeroline": False, "gridcolor": theme.light},
            "shapes": [
                {**line, "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"},
                {**line, "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y},
            ],
            "height": 520,
        }  # fmt: skip
        return {"data": [trace], "layout": layout}


def _around(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if high - low < 0.2:
        low, high = (low + high) / 2 - 0.1, (low + high) / 2 + 0.1
    return low, high


def _middle(values: list[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
