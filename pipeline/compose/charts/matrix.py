"""Importance against satisfaction: what is important and goes badly stands in the upper left corner."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import STYLES, Theme, wrap
from pipeline.compose.language import lang, say

LABELLED = 7
EDGE = 5.0
APART = 4.7


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

    def draw(self, canvas: Canvas, top: float) -> float:
        """The plane, then the names of the numbered needs."""
        theme = canvas.theme
        side = canvas.width - 2 if canvas.narrow else 64.0
        y_range = _range_words([p.importance for p in self.places])
        canvas.text(
            0.3,
            top + 2,
            f"↑ {say('Wichtigkeit', 'importance')} {y_range}",
            "small",
            colour=theme.grey,
        )
        y = top + 3.4
        plane = _Plane(self.places, 0.2, y, side)
        canvas.rect(plane.left, y, side, side, theme.faint)
        cross_x, cross_y = plane.at(
            _middle([p.satisfaction for p in self.places]),
            _middle([p.importance for p in self.places]),
        )
        canvas.rect(
            plane.left, y, cross_x - plane.left, cross_y - y, theme.tint(theme.accent, 0.13)
        )
        canvas.line(cross_x, y, cross_x, y + side, theme.mid, weight=0.25)
        canvas.line(plane.left, cross_y, plane.left + side, cross_y, theme.mid, weight=0.25)
        true = [plane.at(p.satisfaction, p.importance) for p in self.places]
        named = [self.places.index(p) for p in self.named]
        spots = _spread([true[k] for k in named], plane)
        for k, spot in enumerate(true):
            if k not in named:
                canvas.dot(*spot, 1.0, theme.mid)
        for k, spot in zip(named, spots, strict=True):
            if math.dist(spot, true[k]) > 0.8:
                canvas.path([spot, true[k]], self.places[k].colour, 0.3)
                canvas.dot(*true[k], 0.6, self.places[k].colour)
        for number, (k, spot) in enumerate(zip(named, spots, strict=True), start=1):
            colour = self.places[k].colour
            canvas.dot(*spot, 2.1, colour, theme.paper)
            canvas.centred(
                *spot, [str(number)], "small_strong", colour=theme.on(colour), align="center"
            )
        bottom = canvas.lines(
            plane.left + side,
            y + side + 0.6,
            [
                f"{say('Zufriedenheit', 'satisfaction')} "
                f"{_range_words([p.satisfaction for p in self.places])} →"
            ],
            "small",
            colour=theme.grey,
            align="right",
        )
        bottom = canvas.lines(
            0.3,
            bottom,
            [say("rötlich: wichtig und unzufrieden", "reddish: important and dissatisfied")],
            "small",
            colour=theme.accent,
        )
        if canvas.narrow:
            return self._names(canvas, 0.2, bottom + 2, canvas.width - 0.2)
        return max(bottom, self._names(canvas, side + 6, y, canvas.width - side - 6))

    def _names(self, canvas: Canvas, x: float, y: float, room: float) -> float:
        for k, p in enumerate(self.named):
            lines = wrap(p.label, "label", room - 6.5, 3)
            height = STYLES["label"].line * len(lines)
            middle = y + STYLES["label"].line / 2
            canvas.dot(x + 2.1, middle, 2.1, p.colour)
            canvas.centred(
                x + 2.1,
                middle,
                [str(k + 1)],
                "small_strong",
                colour=canvas.theme.on(p.colour),
                align="center",
            )
            canvas.lines(x + 6.5, y - 0.2, lines, "label")
            y += height + 2.2
        return y

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """A scatter trace; every need is named by the pointer."""
        named = self.named
        places = sorted(self.places, key=lambda p: (-p.gap, p.label))
        trace = {
            "type": "scatter",
            "mode": "markers+text",
            "x": [round(p.satisfaction * 100, 1) for p in places],
            "y": [round(p.importance * 100, 1) for p in places],
            "text": [str(k + 1) if p in named else "" for k, p in enumerate(places)],
            "textfont": {"color": theme.paper, "size": 12},
            "marker": {
                "size": [22 if p in named else 10 for p in places],
                "color": [p.colour if p in named else theme.mid for p in places],
            },
            "hovertext": [
                f"<b>{p.label}</b><br>{say('Wichtigkeit', 'importance')} {_of_100(p.importance)}<br>"
                f"{say('Zufriedenheit', 'satisfaction')} {_of_100(p.satisfaction)}"
                for p in places
            ],
            "hoverinfo": "text",
        }
        x, y = (
            _middle([p.satisfaction for p in places]) * 100,
            _middle([p.importance for p in places]) * 100,
        )
        line = {"type": "line", "line": {"color": theme.mid, "width": 1}}
        layout = {
            "xaxis": {
                "title": {"text": say("Zufriedenheit (0 bis 100)", "Satisfaction (0 to 100)")},
                "fixedrange": True,
                "zeroline": False,
                "gridcolor": theme.light,
            },
            "yaxis": {
                "title": {"text": say("Wichtigkeit (0 bis 100)", "Importance (0 to 100)")},
                "fixedrange": True,
                "zeroline": False,
                "gridcolor": theme.light,
            },
            "shapes": [
                {**line, "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"},
                {**line, "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y},
            ],
            "height": 420,
        }
        return {"data": [trace], "layout": layout}


@dataclass(frozen=True)
class _Plane:
    """Where values lie on the sheet: a square with room at its edges."""

    places: list[Place]
    left: float
    top: float
    side: float

    def at(self, satisfaction: float, importance: float) -> tuple[float, float]:
        x0, x1 = _around([p.satisfaction for p in self.places])
        y0, y1 = _around([p.importance for p in self.places])
        room = self.side - 2 * EDGE
        x = self.left + EDGE + (satisfaction - x0) / (x1 - x0) * room
        return x, self.top + EDGE + (y1 - importance) / (y1 - y0) * room

    def clamped(self, x: float, y: float) -> tuple[float, float]:
        low, high = 2.4, self.side - 2.4
        return (
            self.left + min(max(x - self.left, low), high),
            self.top + min(max(y - self.top, low), high),
        )


def _spread(spots: list[tuple[float, float]], plane: _Plane) -> list[tuple[float, float]]:
    """Numbers moved apart until none hides another; the same input gives the same picture."""
    moved = list(spots)
    for _ in range(80):
        for i in range(len(moved)):
            for j in range(i):
                (ax, ay), (bx, by) = moved[i], moved[j]
                gap = math.dist(moved[i], moved[j])
                if gap >= APART:
                    continue
                angle = math.atan2(ay - by, ax - bx) if gap > 1e-6 else 2.4 * i
                push = (APART - gap) / 2 + 0.02
                dx, dy = push * math.cos(angle), push * math.sin(angle)
                moved[i] = plane.clamped(ax + dx, ay + dy)
                moved[j] = plane.clamped(bx - dx, by - dy)
    return moved


def _range_words(values: list[float]) -> str:
    low, high = _around(values)
    return lang.between(lang.number(low * 100), _of_100(high))


def _of_100(value: float) -> str:
    return f"{lang.number(value * 100)} {say('von', 'of')} 100"


def _around(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if high - low < 0.1:
        low, high = (low + high) / 2 - 0.05, (low + high) / 2 + 0.05
    return low, high


def _middle(values: list[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
