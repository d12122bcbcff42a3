"""What a chart is: the four lines around it, its data, its text alternative; and how it becomes files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from pipeline.compose.charts import theme as themes
from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.theme import MM_PER_PT, STYLES, Theme, wrap
from pipeline.compose.language import GERMAN, Text, lang, speaking, spoken

DEMO = Text("DEMODATEN – simulierte Antworten", "DEMO DATA – simulated answers")


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
        language: in which the chart was defined; it is drawn in the same, also by another process.
    """

    id: str
    finding: str
    subtitle: str
    source: str
    alt: str
    caption: str
    plot: Plot
    demo: bool = False
    language: str = field(default_factory=spoken)

    @property
    def folder(self) -> str:
        """Where its files lie below ``_gen``."""
        return "charts" if self.language == GERMAN else f"charts/{self.language}"

    def drawn(self, theme: Theme, width: float) -> Any:
        """The matplotlib figure, ``width`` mm wide."""
        with speaking(self.language):
            return self._drawn(theme, width)

    def _drawn(self, theme: Theme, width: float) -> Any:
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
                0, y, wrap(str(DEMO), "small_strong", width), "small_strong", colour=theme.accent
            )
        y = canvas.lines(0, y, wrap(self.source, "small", width), "small", colour=theme.grey)
        return canvas.figure(y + 0.6)

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """A plotly figure as plain data: the four lines, its language's numbers, nothing to download."""
        with speaking(self.language):
            return self._plotly(theme)

    def _plotly(self, theme: Theme) -> dict[str, Any]:
        kind = self.plot.plotly(theme)
        own = dict(kind.get("layout", {}))
        left = _left(own)
        head, sub = _broken(self.finding, 62), _broken(self.subtitle, 92)
        foot = _broken((f"<b>{DEMO}</b> · " if self.demo else "") + self.source, 100)
        key = _broken(kind.get("key", ""), 400)
        small = f"font-size:13px;color:{theme.grey}"
        top = f'<b>{head}</b><br><span style="{small}">{sub}</span>' + (f"<br>{key}" if key else "")
        above = 23 * _lines(head) + 18 * _lines(sub) + (22 if key else 0) + 24
        below = 32 + (36 if own.get("xaxis", {}).get("title") else 0)
        under = below + 16 * _lines(foot) + 10
        common = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left",
                  "xshift": 4 - left, "align": "left"}  # fmt: skip
        layout: dict[str, Any] = {
            "font": {"family": "Source Sans Pro, sans-serif", "size": 14, "color": theme.ink},
            "paper_bgcolor": theme.paper,
            "plot_bgcolor": theme.paper,
            "separators": lang.SEPARATORS,
            "showlegend": False,
            "margin": {"l": left, "r": 16, "t": above, "b": under},
            "height": own.pop("height", 200) + above + under,
            "hoverlabel": {"align": "left"},
            "annotations": [
                {**common, "text": top, "y": 1, "yanchor": "bottom", "yshift": 12, "font": {"size": 17}},
                {**common, "text": foot, "y": 0, "yanchor": "top", "yshift": -below,
                 "font": {"size": 12, "color": theme.grey}},
                *own.pop("annotations", []),
            ],
        }  # fmt: skip
        layout.update(own)
        return {
            "data": kind["data"],
            "layout": layout,
            "config": {"displayModeBar": False, "responsive": True, "locale": spoken()},
            "meta": {
                "id": self.id,
                "finding": self.finding,
                "subtitle": self.subtitle,
                "source": self.source,
                "alt": self.alt,
                "demo": self.demo,
            },
        }


def _left(layout: dict[str, Any]) -> int:
    """Room for the labels of the vertical axis in pixels."""
    labels = layout.get("yaxis", {}).get("categoryarray", [])
    if not labels:
        return 62
    longest = max(themes.width(line, "label") for label in labels for line in label.split("<br>"))
    return round(longest / (STYLES["label"].size * MM_PER_PT) * 15.5) + 14  # also in a wider font


def _lines(text: str) -> int:
    return text.count("<br>") + 1


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
