"""Answer scales as stacked bars: diverging from the middle, what is no opinion apart at the side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.compose.charts import marks
from pipeline.compose.charts.canvas import Canvas
from pipeline.compose.charts.keys import key_line
from pipeline.compose.charts.theme import Theme, contrast, width, wrap
from pipeline.compose.language import lang


@dataclass(frozen=True)
class Item:
    """One statement: shares of the categories in their order, and how many answered.

    ``aside`` is the share of *weiß nicht* among all who were asked, shown apart.
    """

    label: str
    shares: tuple[float, ...]
    n: int
    aside: float | None = None
    focus: bool = False


@dataclass(frozen=True)
class Likert:
    """Items over one ordered scale, worst category first.

    Attributes:
        items: in the order in which they are drawn.
        categories: labels of the scale, worst first.
        negative: how many categories stand left of the middle; a middle category is split.
        colour: of the worst end.
        aside_label: name of the answers apart, empty when there are none.
    """

    items: list[Item]
    categories: list[str]
    negative: int
    colour: str = ""
    aside_label: str = ""
    diverging: bool = True

    @property
    def _neutral(self) -> bool:
        return self.diverging and len(self.categories) == 2 * self.negative + 1

    def colours(self, theme: Theme) -> list[str]:
        """Strong for the bad end, light for the middle, grey for the good end: also in greyscale."""
        bad = self.colour or theme.accent
        good = theme.mid
        left = self.negative
        right = len(self.categories) - left - self._neutral
        strong = [
            theme.tint(bad, 1 - 0.45 * i / max(1, left - 1)) if left > 1 else bad
            for i in range(left)
        ]
        weak = [
            theme.tint(good, 0.4 + 0.5 * i / max(1, right - 1))
            if right > 1
            else theme.tint(good, 0.7)
            for i in range(right)
        ]
        return [*strong, *([theme.tint(good, 0.2)] if self._neutral else []), *weak]

    def _offset(self, item: Item) -> float:
        """Share left of the middle."""
        if not self.diverging:
            return 0.0
        return sum(item.shares[: self.negative]) + (
            item.shares[self.negative] / 2 if self._neutral else 0
        )

    def draw(self, canvas: Canvas, top: float) -> float:
        """Key, then one bar per item."""
        theme = canvas.theme
        y = self._key(canvas, top) + 2.4
        if canvas.narrow:
            left, labels = 0.2, [wrap(i.label, "label", canvas.width, 3) for i in self.items]
        else:
            left, labels = marks.label_column([i.label for i in self.items], canvas.width * 0.3)
            left += 2.5
        aside = any(i.aside is not None for i in self.items)
        right = (17.0 if aside else 0.0) + 10.0
        before = max(self._offset(i) for i in self.items)
        after = max(1 - self._offset(i) for i in self.items)
        scale = (canvas.width - left - right) / (before + after)
        zero = left + before * scale
        canvas.text(canvas.width - 0.3, y + 1.6, "n", "small", colour=theme.grey, align="right")
        if aside:
            canvas.text(
                canvas.width - 11,
                y + 1.6,
                self.aside_label,
                "small",
                colour=theme.grey,
                align="right",
            )
        y += 3.4
        placed: list[tuple[Item, float]] = []
        for item, label in zip(self.items, labels, strict=True):
            style = "strong" if item.focus else "label"
            if canvas.narrow:
                y = canvas.lines(0, y, label, style) + 0.6
            height = 6.4 if canvas.narrow else marks.row_height(label, 7.4)
            placed.append((item, y + height / 2))
            if not canvas.narrow:
                canvas.centred(left - 2.5, y + height / 2, label, style, align="right")
            y += height + (1.6 if canvas.narrow else 0)
        if self.diverging and not canvas.narrow:
            canvas.line(zero, placed[0][1] - 4.2, zero, y, theme.ink, weight=0.3)
        for item, middle in placed:
            self._bar(canvas, item, zero - self._offset(item) * scale, middle, scale)
            count = lang.number(item.n)
            canvas.centred(
                canvas.width - 0.3, middle, [count], "small", colour=theme.grey, align="right"
            )
            if item.aside is not None:
                text = lang.percent(item.aside)
                canvas.centred(
                    canvas.width - 11, middle, [text], "small", colour=theme.grey, align="right"
                )
        return y

    def _bar(self, canvas: Canvas, item: Item, x: float, middle: float, scale: float) -> None:
        for share, colour in zip(item.shares, self.colours(canvas.theme), strict=True):
            long = share * scale
            canvas.rect(x, middle - 2.4, long, 4.8, colour, edge=canvas.theme.paper)
            text = str(lang.percent_number(share))
            if long > width(text, "small") + 1.2:
                ink = canvas.theme.on(colour)
                canvas.centred(x + long / 2, middle, [text], "small", colour=ink, align="center")
            x += long

    def _key(self, canvas: Canvas, top: float) -> float:
        x, y = 0.0, top
        for label, colour in zip(self.categories, self.colours(canvas.theme), strict=True):
            need = width(label, "small") + 8
            if x and x + need > canvas.width:
                x, y = 0.0, y + 4.2
            edge = canvas.theme.mid if contrast(colour, canvas.theme.paper) < 1.6 else "none"
            canvas.rect(x + 0.2, y + 0.3, 3, 3, colour, edge=edge)
            canvas.centred(x + 4.4, y + 1.8, [label], "small")
            x += need
        return y + 3.6

    def plotly(self, theme: Theme) -> dict[str, Any]:
        """Stacked horizontal bars whose base is the middle."""
        labels = ["<br>".join(wrap(i.label, "label", 62, 3)) for i in self.items]
        base = [-self._offset(i) * 100 for i in self.items]
        data = []
        for k, (category, colour) in enumerate(
            zip(self.categories, self.colours(theme), strict=True)
        ):
            shares = [round(i.shares[k] * 100, 1) for i in self.items]
            data.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": category,
                    "y": labels,
                    "x": shares,
                    "base": [round(b, 1) for b in base],
                    "marker": {"color": colour},
                    "text": [str(round(s)) if s >= 6 else "" for s in shares],
                    "textposition": "inside",
                    "insidetextanchor": "middle",
                    "textangle": 0,
                    "hovertext": [
                        (
                            f"<b>{i.label}</b><br>{category}: {lang.percent(i.shares[k])}<br>n = "
                            f"{lang.number(i.n)}"
                        )
                        for i in self.items
                    ],
                    "hoverinfo": "text",
                }
            )
            base = [b + s for b, s in zip(base, shares, strict=True)]
        layout = {
            "barmode": "overlay",
            "bargap": 0.35,
            "height": 40 * len(self.items),
            "xaxis": {"visible": False, "fixedrange": True},
            "yaxis": marks.category_axis(labels),
        }
        marked = zip(self.colours(theme), self.categories, strict=True)
        key = key_line([("■", colour, category) for colour, category in marked])
        return {"data": data, "layout": layout, "key": key}
