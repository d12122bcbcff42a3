"""Municipalities as tiles of equal size, sorted by value: everybody finds their own place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import Theme, wrap
from pipeline.compose.language import lang, say

SHADES = (0.08, 0.2, 0.38, 1.0)  # of the primary colour, lowest quarter first
CLASSES = len(SHADES)


@dataclass(frozen=True)
class Tile:
    """A place with its value; ``None`` where the office keeps it secret."""

    name: str
    value: float | None


@dataclass(frozen=True)
class Tiles:
    """Places; ``unit`` is ``%`` for shares (0–1) or empty for counts."""

    tiles: list[Tile]
    unit: str = ""
    decimals: int = 0

    @property
    def ordered(self) -> list[Tile]:
        """Largest first; unknown places last, by name."""
        return sorted(self.tiles, key=lambda t: (t.value is None, -(t.value or 0), t.name))

    def words(self, value: float | None) -> str:
        """The value as written in a tile."""
        if value is None:
            return say("geheim", "withheld")
        return (
            lang.percent_decimal(value, self.decimals)
            if self.unit == "%"
            else lang.number(value, self.decimals)
        )

    def _class(self, value: float) -> int:
        """Which quarter of the known values, 0 lowest."""
        known = sorted(t.value for t in self.tiles if t.value is not None)
        below = sum(v < value for v in known)
        return min(CLASSES - 1, below * CLASSES // len(known))

    def draw(self, canvas: Canvas, top: float) -> float:
        """A grid of tiles, shaded by quarter."""
        theme = canvas.theme
        columns = 3 if canvas.narrow else 5
        wide, high, gap = (canvas.width - (columns - 1)) / columns, 12.6, 1.0
        y = top
        for k, tile in enumerate(self.ordered):
            x = (k % columns) * (wide + gap)
            y = top + (k // columns) * (high + gap)
            shade = (
                theme.paper
                if tile.value is None
                else theme.tint(theme.primary, SHADES[self._class(tile.value)])
            )
            canvas.rect(
                x,
                y,
                wide,
                high,
                shade,
                edge=theme.light if tile.value is None else "none",
                hatch=tile.value is None,
            )
            ink = theme.ink if tile.value is None else theme.on(shade)
            name = wrap(tile.name, "small", wide - 2.2, 2)
            canvas.lines(x + 1.2, y + 0.7, name, "small", colour=ink)
            canvas.text(x + 1.2, y + high - 1.3, self.words(tile.value), "small_strong", colour=ink)
        return y + high

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """Horizontal bars, largest on top."""
        tiles = [t for t in self.ordered if t.value is not None]
        factor = 100 if self.unit == "%" else 1
        trace = {
            "type": "bar",
            "orientation": "h",
            "y": [t.name for t in tiles],
            "x": [round((t.value or 0) * factor, max(1, self.decimals)) for t in tiles],
            "marker": {
                "color": [
                    theme.tint(theme.primary, (0.35, 0.5, 0.7, 1.0)[self._class(t.value or 0)])
                    for t in tiles
                ]
            },
            "hovertext": [f"<b>{t.name}</b><br>{self.words(t.value)}" for t in tiles],
            "hoverinfo": "text",
        }
        layout = {
            "xaxis": {
                "fixedrange": True,
                "gridcolor": theme.light,
                "ticksuffix": say(" %", "%") if self.unit == "%" else "",
                "rangemode": "tozero",
            },
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": [t.name for t in reversed(tiles)],
                "fixedrange": True,
                "showgrid": False,
            },
            "height": 24 * len(tiles),
            "bargap": 0.25,
        }
        return {"data": [trace], "layout": layout}
