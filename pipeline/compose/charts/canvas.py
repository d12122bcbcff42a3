"""A sheet in millimetres, y downwards, on which charts are drawn; matplotlib turns it into files.

Drawing is recorded first and painted at the end, because the height follows from the content.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.compose.charts import theme as themes
from pipeline.compose.charts.theme import MM_PER_PT, STYLES, Theme

PNG_DPI = 200
Points = Sequence[tuple[float, float]]


@dataclass
class Canvas:
    """Records shapes; coordinates and sizes in mm from the upper left corner."""

    width: float
    theme: Theme
    _shapes: list[Callable[[float], Any]] = field(default_factory=list)

    @property
    def narrow(self) -> bool:
        """Whether the picture is for a phone."""
        return self.width < 100

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: str = "label",
        *,
        colour: str = "",
        align: str = "left",
    ) -> None:
        """One line of text with its baseline at ``y``."""
        ink = colour or self.theme.ink
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[align] * themes.width(text, style)
        self._shapes.append(lambda height: _label(x - shift, height - y, text, style, ink))

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        style: str = "label",
        *,
        colour: str = "",
        align: str = "left",
    ) -> float:
        """Several lines, the first one's top at ``y``; returns the bottom."""
        step, ascent = STYLES[style].line, STYLES[style].size * 0.8 * MM_PER_PT
        for i, line in enumerate(lines):
            self.text(x, y + step * i + ascent, line, style, colour=colour, align=align)
        return y + step * len(lines)

    def centred(
        self,
        x: float,
        middle: float,
        lines: Sequence[str],
        style: str = "label",
        *,
        colour: str = "",
        align: str = "left",
    ) -> None:
        """Several lines whose block is centred on ``middle``."""
        step, cap = STYLES[style].line, STYLES[style].size * 0.66 * MM_PER_PT
        first = middle + cap / 2 - step * (len(lines) - 1) / 2
        for i, line in enumerate(lines):
            self.text(x, first + step * i, line, style, colour=colour, align=align)

    def path(
        self, points: Points, colour: str, weight: float = 0.25, *, dash: bool = False
    ) -> None:
        """A line through points, ``weight`` in mm."""

        def make(height: float) -> Any:
            from matplotlib.lines import Line2D

            return Line2D(
                [x for x, _ in points],
                [height - y for _, y in points],
                color=colour,
                linewidth=weight / MM_PER_PT,
                linestyle=(0, (2, 2)) if dash else "-",
                solid_capstyle="butt",
                solid_joinstyle="round",
            )

        self._shapes.append(make)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        colour: str,
        *,
        weight: float = 0.25,
        dash: bool = False,
    ) -> None:
        """A straight line, ``weight`` in mm."""
        self.path([(x1, y1), (x2, y2)], colour, weight, dash=dash)

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str = "none",
        *,
        edge: str = "none",
        hatch: bool = False,
    ) -> None:
        """A box from its upper left corner; hatched in the edge's colour where nothing may be shown."""

        def make(height: float) -> Any:
            from matplotlib.patches import Rectangle

            return Rectangle(
                (x, height - y - h),
                w,
                h,
                facecolor=fill,
                edgecolor=edge,
                linewidth=0 if edge == "none" else 0.7,
                hatch="////" if hatch else None,
            )

        self._shapes.append(make)

    def polygon(self, points: Points, fill: str) -> None:
        """A filled shape."""

        def make(height: float) -> Any:
            from matplotlib.patches import Polygon

            return Polygon([(x, height - y) for x, y in points], facecolor=fill, linewidth=0)

        self._shapes.append(make)

    def dot(self, x: float, y: float, radius: float, fill: str, edge: str = "none") -> None:
        """A disc; with an edge a ring."""

        def make(height: float) -> Any:
            from matplotlib.patches import Circle

            weight = 0 if edge == "none" else 1.1
            return Circle((x, height - y), radius, facecolor=fill, edgecolor=edge, linewidth=weight)

        self._shapes.append(make)

    def figure(self, height: float) -> Any:
        """The matplotlib figure of everything recorded, ``height`` mm high."""
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        figure = Figure(
            figsize=(self.width / 25.4, height / 25.4), dpi=PNG_DPI, facecolor=self.theme.paper
        )
        mm = Affine2D().scale(1 / 25.4) + figure.dpi_scale_trans
        for order, make in enumerate(self._shapes):
            artist = make(height)
            artist.set_transform(mm)
            artist.set_zorder(order)
            figure.add_artist(artist)
        return figure


def _label(x: float, y: float, text: str, style: str, colour: str) -> Any:
    """A line of text that is drawn where it stands; matplotlib's own lays every line out anew."""
    return _label_class()((x, y), text, STYLES[style], colour)


@cache
def _label_class() -> Any:
    """The artist's class, made once: matplotlib writes documentation for every new subclass."""
    from matplotlib.artist import Artist

    class Label(Artist):
        def __init__(
            self, at: tuple[float, float], said: str, style: themes.Style, colour: str
        ) -> None:
            super().__init__()
            self.at, self.said, self.style, self.colour = at, said, style, colour

        def draw(self, renderer: Any) -> None:
            gc = renderer.new_gc()
            gc.set_foreground(self.colour)
            x, y = self.get_transform().transform(self.at)
            top = renderer.get_canvas_width_height()[1]
            font = _properties(self.style.weight, self.style.size)
            renderer.draw_text(gc, x, top - y, self.said, font, 0, ismath=False, mtext=None)
            gc.restore()

    return Label


@cache
def _properties(weight: str, size: float) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=themes.font_file(weight), size=size)


def svg(figure: Any) -> bytes:
    """The figure as SVG whose bytes depend on its content alone; letters are outlines."""
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context(
        {"svg.hashsalt": "bedarfskompass", "svg.fonttype": "path", "hatch.linewidth": 0.5}
    ):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def png(figure: Any) -> bytes:
    """The figure as PNG at 200 dpi whose bytes depend on its content alone."""
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context({"hatch.linewidth": 0.5, "text.hinting": "none"}):
        figure.savefig(
            out, format="png", metadata={"Software": None}, pil_kwargs={"compress_level": 4}
        )
    return out.getvalue()
