"""Colours and type of the charts: the brand's colours, the documents' font, sizes in points."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from pipeline.compose.language import lang

MM_PER_PT = 25.4 / 72
PRINT_WIDTH = 124.0  # mm: the text column of the report and of the A5 brochure
PHONE_WIDTH = 82.0  # mm: 310 CSS pixels

# Where the brand says nothing. Dark to light, so that greys in print stay apart.
_DEFAULTS = {
    "primary": "#0f4c5c", "accent": "#b0452c", "ink": "#24292e", "grey": "#5a6168", "mid": "#888f96",
    "paper": "#ffffff",
}  # fmt: skip
# What a chart needs -> where the brand keeps it: Quarto's own colour roles, then names of the palette.
_ROLES = {
    "primary": ("primary",), "accent": ("tertiary", "ziegel"), "ink": ("foreground", "anthrazit"),
    "grey": ("secondary", "grau"), "mid": ("hellgrau",), "paper": ("background",),
}  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """Named colours (``#rrggbb``) and one colour for each field of action."""

    primary: str = _DEFAULTS["primary"]
    accent: str = _DEFAULTS["accent"]
    ink: str = _DEFAULTS["ink"]
    grey: str = _DEFAULTS["grey"]
    mid: str = _DEFAULTS["mid"]
    paper: str = _DEFAULTS["paper"]
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def light(self) -> str:
        """Rules and grids."""
        return self.tint(self.mid, 0.4)

    @property
    def faint(self) -> str:
        """Areas that carry no data."""
        return self.tint(self.mid, 0.14)

    def field_colour(self, field_id: str) -> str:
        """The fixed colour of a field of action; the primary colour for a field without one."""
        return self.fields.get(field_id, self.primary)

    def tint(self, colour: str, amount: float) -> str:
        """A colour mixed with paper: 0 is paper, 1 the colour itself."""
        mixed = (
            round(p + (c - p) * amount) for c, p in zip(_rgb(colour), _rgb(self.paper), strict=True)
        )
        return "#" + "".join(f"{v:02x}" for v in mixed)

    def on(self, background: str) -> str:
        """Ink or paper, else black, for text of at least 4.5:1 on a background (WCAG)."""
        best = max((self.ink, self.paper), key=lambda c: contrast(c, background))
        return best if contrast(best, background) >= 4.5 else "#000000"


def load(brand: Path) -> Theme:
    """The theme that ``_brand.yml`` describes; what it leaves out keeps its default."""
    if not brand.is_file():
        return Theme()
    data = yamlfile.load(brand, name=brand.name).data or {}
    colour = data.get("color") or {}
    palette: dict[str, Any] = dict(colour.get("palette") or {})

    def resolve(name: str) -> str | None:
        value = colour.get(name, palette.get(name))
        seen = 0
        while isinstance(value, str) and not value.startswith("#") and seen < 5:
            value, seen = palette.get(value), seen + 1
        return value.lower() if isinstance(value, str) and len(value) == 7 else None

    found = {
        role: next((c for n in names if (c := resolve(n))), _DEFAULTS[role])
        for role, names in _ROLES.items()
    }
    fields = {name: value for name in palette if (value := resolve(name))}
    return Theme(**found, fields=fields)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2."""
    parts = [v / 255 for v in _rgb(colour)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours after WCAG 2 (1 to 21)."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True)
class Style:
    """Weight and size (points) of a piece of text."""

    weight: str
    size: float

    @property
    def line(self) -> float:
        """Distance of baselines in mm."""
        return self.size * 1.22 * MM_PER_PT


STYLES = {
    "title": Style("Semibold", 11.5),
    "subtitle": Style("Regular", 9),
    "label": Style("Regular", 9),
    "strong": Style("Semibold", 9),
    "small": Style("Regular", 8),
    "small_strong": Style("Semibold", 8),
    "big": Style("Semibold", 14),
}


@cache
def font_file(weight: str) -> str:
    """The file of a weight of Source Sans, from the font package (never a system font)."""
    import font_source_sans_pro

    return str(Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{weight}.ttf")


@cache
def _font(weight: str) -> Any:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(font_file(weight))
    font.set_size(100, 72)
    return font


@cache
def _glyph(weight: str, character: str) -> tuple[int, float]:
    from matplotlib.ft2font import LoadFlags

    font = _font(weight)
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return font.get_char_index(ord(character)), float(glyph.linearHoriAdvance) / 65536 / 100


@cache
def _kern(weight: str, left: str, right: str) -> float:
    from matplotlib.ft2font import Kerning

    first, second = _glyph(weight, left)[0], _glyph(weight, right)[0]
    return float(_font(weight).get_kerning(first, second, Kerning.UNFITTED)) / 64 / 100


@cache
def width(text: str, style: str) -> float:
    """Width of a text in mm, as drawn without hinting."""
    s = STYLES[style]
    advance = sum(_glyph(s.weight, c)[1] for c in text)
    kerning = sum(_kern(s.weight, a, b) for a, b in pairwise(text))
    return (advance + kerning) * s.size * MM_PER_PT


def wrap(text: str, style: str, limit: float, lines: int = 9) -> list[str]:
    """Break a text into lines of at most ``limit`` mm, at spaces and after hyphens and slashes.

    A word that is longer than a line is divided by its language's syllables; what exceeds ``lines`` is cut
    with an ellipsis.
    """
    out: list[str] = []
    current = ""
    for whole in _words(text):
        word = whole
        while width((current + word).rstrip(), style) > limit:
            if width(word.rstrip(), style) <= limit:
                out.append(current.rstrip())
                current = ""
                continue
            head, tail = _divided(word, style, limit - (width(current, style) if current else 0))
            if head:
                out.append((current + head).rstrip())
                current, word = "", tail
            elif current:
                out.append(current.rstrip())
                current = ""
            else:
                break
        current += word
    if current:
        out.append(current.rstrip())
    if len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return [_cut(line, style, limit) for line in out]


def _divided(word: str, style: str, room: float) -> tuple[str, str]:
    """The longest part of a long word that fits, with its hyphen, and the rest; empty where none fits."""
    if len(word.rstrip()) < 12:
        return "", word
    for head, tail in _hyphenation(lang.SYLLABLES).iterate(word.rstrip()):
        if width(head + "-", style) <= room:
            return head + "-", tail + word[len(word.rstrip()) :]
    return "", word


@cache
def _hyphenation(syllables: str) -> Any:
    import pyphen

    return pyphen.Pyphen(lang=syllables, left=3, right=3)


def _words(text: str) -> list[str]:
    words, current = [], ""
    for character in text:
        current += character
        if character in " -/–" and len(current.strip()) > 1:
            words.append(current)
            current = ""
    return [*words, current] if current else words


def _cut(line: str, style: str, limit: float) -> str:
    if width(line, style) <= limit:
        return line
    while line and width(line + "…", style) > limit:
        line = line[:-1]
    return line.rstrip(" ,;–-") + "…"
