"""What a chart is: the four lines around it, its data, its text alternative; and how it becomes files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.compose import german
from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import Theme, wrap

DEMO = "DEMODATEN – simulierte Antworten"


class Plot(Protocol):
    """The data of one kind of chart: it can draw itself and give plotly traces."""

    def draw(self, canvas: Canvas, top: float) -> float:
        """Draw below ``top`` (mm); return the bottom."""

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """``data`` and the kind's own part of ``layout``."""


@dataclass(frozen=True)
class Chart:
    """One definition for print, phone and screen.

    Attributes:
        id: file name and, with ``fig-``, the reference.
        finding: the heading, a sentence that says what is to be seen.
        subtitle: what is shown, of whom, unit and n.
        source: the foot: source, date, *eigene Berechnung*.
        alt: text alternative: the finding and the two or three numbers that carry it.
        caption: what the document's list of figures calls it.
        plot: data of a kind.
        demo: whether answers are simulated.
    """

    id: str
    finding: str
    subtitle: str
    source: str
    alt: str
    caption: str
    plot: Plot
    demo: bool = False

    def drawn(self, theme: Theme, width: float) -> Any:
        """The matplotlib figure, ``width`` mm wide."""
        canvas = Canvas(width, theme)
        y = canvas.lines(0, 0.6, wrap(self.finding, "title", width), "title", colour=theme.ink)
        y = canvas.lines(
            0, y + 0.8, wrap(self.subtitle, "subtitle", width), "subtitle", colour=theme.grey
        )
        y = self.plot.draw(canvas, y + 3.2) + 2.6
        canvas.line(0, y, width, y, theme.light, weight=0.25)
        y += 1.2
        if self.demo:
            y = canvas.lines(
                0, y, wrap(DEMO, "small_strong", width), "small_strong", colour=theme.accent
            )
        y = canvas.lines(0, y, wrap(self.source, "small", width), "small", colour=theme.grey)
        return canvas.figure(y + 0.6)

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """A plotly figure as plain data, with the four lines, German numbers and nothing to download."""
        kind = self.plot.plotly(theme)
        foot = (f"<b>{DEMO}</b> · " if self.demo else "") + self.source
        heading = _broken(self.finding, 62)
        rows = heading.count("<br>") + 1
        own = dict(kind.get("layout", {}))
        height = own.pop("height", 360) + 22 * rows
        layout: dict[str, Any] = {
            "font": {"family": "Source Sans Pro, sans-serif", "size": 14, "color": theme.ink},
            "paper_bgcolor": theme.paper,
            "plot_bgcolor": theme.paper,
            "separators": "," + german.THIN,
            "showlegend": False,
            "title": {
                "text": f"<b>{heading}</b>",
                "subtitle": {"text": _broken(self.subtitle, 90), "font": {"size": 13, "color": theme.grey}},
                "x": 0, "xref": "container", "xanchor": "left", "yref": "container", "y": 1, "yanchor": "top",
                "pad": {"t": 10, "l": 4}, "font": {"size": 17},
            },
            "margin": {"l": 8, "r": 16, "t": 70 + 22 * rows, "b": 70},
            "height": height,
            "hoverlabel": {"align": "left"},
        }  # fmt: skip
        note = {
            "text": _broken(foot, 110), "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "y": 0,
            "xanchor": "left", "yanchor": "top", "yshift": -30, "align": "left",
            "font": {"size": 12, "color": theme.grey},
        }  # fmt: skip
        layout["annotations"] = [note, *own.pop("annotations", [])]
        layout.update(own)
        return {
            "data": kind["data"],
            "layout": layout,
            "config": {"displayModeBar": False, "responsive": True, "locale": "de"},
            "meta": {
                "id": self.id, "finding": self.finding, "subtitle": self.subtitle, "source": self.source,
                "alt": self.alt, "demo": self.demo,
            },
        }  # fmt: skip


def _broken(text: str, limit: int) -> str:
    """Text broken with ``<br>`` after at most ``limit`` characters."""
    lines, current = [], ""
    for word in text.split(" "):
        if current and len(current) + len(word) + 1 > limit:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return "<br>".join([*lines, current])
