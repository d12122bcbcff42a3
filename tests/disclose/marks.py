"""Measures drawings: bars, dots and intervals must lie where the rounded figures are, not the exact ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
# Points by which a mark may differ from its figure; a tenth of a per cent is 0.1 and more.
EXACT = 2e-3
IN_PAGES = 0.03  # there coordinates are cut after two digits
Span = tuple[float, float]


@dataclass(frozen=True)
class Row:
    """What a chart says of one row in per cent: the figure, and the limits where it has an interval."""

    value: float
    limits: Span | None


@dataclass(frozen=True)
class Marks:
    """What a drawing shows, in points from its upper left corner.

    Attributes:
        bars: left and right ends of upright rectangles.
        dots: centres of circles, from the left.
        lines: left and right ends of level lines.
        within: how exactly.
    """

    bars: list[Span]
    dots: list[float]
    lines: list[Span]
    within: float


def marks(svg: str, within: float = EXACT) -> Marks:
    """Every bar, dot and level line of a drawing; letters are drawn elsewhere (``<use>``)."""
    found = Marks([], [], [], within)
    for path in re.findall(r'<path d="([^"]*)"', svg):
        points = [
            (float(x), float(y)) for x, y in re.findall(rf"({NUMBER}) ({NUMBER})\s", f"{path} ")
        ]
        xs, ys = ({round(p[i], 4) for p in points} for i in (0, 1))
        if "C" in path:
            found.dots.append((max(xs) + min(xs)) / 2)
        elif len(points) in {4, 5} and len(xs) == len(ys) == 2:
            found.bars.append((min(xs), max(xs)))
        elif len(points) == 2 and len(ys) == 1:
            found.lines.append((min(xs), max(xs)))
    return found


def rows(trace: dict[str, Any]) -> list[Row]:
    """The rows of a trace that runs from the left, those in whole per cent."""
    values = [v if isinstance(v, int | float) else 0 for v in trace["x"]]
    error = trace.get("error_x") or {}
    more, less = (error.get(name) or [0] * len(values) for name in ("array", "arrayminus"))
    return [
        Row(v, (v - down, v + up) if up or down else None)
        for v, up, down in zip(values, more, less, strict=True)
        if float(v).is_integer()
    ]


def of_marks(chart: dict[str, Any], svg: str, within: float = EXACT) -> Iterator[str]:
    """Faults of a drawing whose marks are not where the chart's figures are.

    Left out is what is public with more digits and drawn so: scores of fields, official figures.
    """
    if chart["meta"]["id"].startswith("region"):
        return
    drawn = marks(svg, within)
    level = [t for t in chart["data"] if t.get("orientation") == "h" and t["type"] == "bar"]
    dotted = [t for t in chart["data"] if t["type"] == "scatter" and "markers" in t.get("mode", "")]
    dotted = [t for t in dotted if any("%" in tip for tip in t.get("hovertext") or [])]
    yield from _of_bars([row for trace in level for row in rows(trace)], drawn)
    yield from _of_dots([row for trace in dotted for row in rows(trace)], drawn)


def _of_bars(said: list[Row], drawn: Marks) -> Iterator[str]:
    values = [abs(row.value) for row in said if row.value]
    if not values:
        return
    widths = np.unique([right - left for left, right in drawn.bars])

    def missing(scale: float) -> list[float]:
        return [v for v in values if not _any(drawn, widths, v * scale)]

    scale = min((width / max(values) for width in widths), key=lambda k: len(missing(k)), default=0)
    yield from (f"no bar is as long as {v} would be" for v in missing(scale))
    lefts = {
        left
        for left, right in drawn.bars
        if any(abs(right - left - v * scale) < drawn.within for v in values)
    }
    for row in said:
        if row.limits and not any(_line(drawn, left, scale, row.limits) for left in lefts):
            yield f"no interval goes from {row.limits[0]} to {row.limits[1]}"


def _of_dots(said: list[Row], drawn: Marks) -> Iterator[str]:
    """The axis is the one on which most dots lie: two dots and two figures make one."""
    values = sorted({row.value for row in said})
    dots = np.unique(drawn.dots)
    if len(values) < 2:
        return
    low, high = values[0], values[-1]
    axes = [
        (left - low * (right - left) / (high - low), (right - left) / (high - low))
        for left, right in combinations(dots, 2)
    ]

    def missing(axis: Span) -> list[str]:
        start, scale = axis
        faults = [f"no dot lies at {v}" for v in values if not _any(drawn, dots, start + v * scale)]
        return faults + [
            f"no interval goes from {row.limits[0]} to {row.limits[1]}"
            for row in said
            if row.limits and not _line(drawn, start, scale, row.limits)
        ]

    found = [missing(axis) for axis in axes]
    yield from min(found, key=len, default=["there are no dots"])


def _line(drawn: Marks, start: float, scale: float, limits: Span) -> bool:
    low, high = (start + limit * scale for limit in limits)
    near = drawn.within
    return any(abs(low - a) < near and abs(high - b) < near for a, b in drawn.lines)


def _any(drawn: Marks, ordered: np.ndarray, value: float) -> bool:
    at = np.searchsorted(ordered, [value - drawn.within, value + drawn.within])
    return bool(at[1] > at[0])
