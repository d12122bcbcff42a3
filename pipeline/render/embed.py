"""Put style and pictures into the HTML page, so that it is one file and asks no server for anything.

Charts become part of the page. They share their letters: each glyph that matplotlib drew lies in the page
once, which makes it four times smaller than pictures encoded one by one.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from pathlib import Path

CHARTS = "_gen/charts/"
_STYLE = re.compile(r'<link rel="stylesheet" href="(?P<href>[^":]+)"\s*/?>')
_PICTURE = re.compile(
    r'<picture><source [^>]*srcset="(?P<narrow>[^":]+)"[^>]*>\s*(?P<img><img [^>]*>)\s*</picture>'
)
_IMG = re.compile(r"<img [^>]*>")
_SRC = re.compile(r'(?<= src=")[^":]+(?=")')
_ALT = re.compile(r' alt="([^"]*)"')
_DEFS = re.compile(r"<defs>(.*?)</defs>", re.S)
_SHAPE = re.compile(
    r'<(?P<tag>path|clipPath|pattern|symbol|marker|linearGradient|radialGradient)\b[^>]*?\bid="(?P<id>[^"]+)"'
    r"[^>]*?(?:/>|>.*?</(?P=tag)>)",
    re.S,
)
_SVG_NOISE = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", re.S
)
_LONG_NUMBER = re.compile(r"(?<![\d.])([1-9]\d*\.\d\d)\d+")  # 0.015625 is a scale: kept


def embed(page: str, folder: Path) -> str:
    """The page with everything inside.

    Args:
        page: HTML whose links are relative to ``folder``.
        folder: ``reports/``.
    """
    shapes: dict[str, str] = {}

    def chart(name: str, img: str, extra: str = "") -> str:
        alt = _ALT.search(img)
        body = _chart(folder / name, shapes)
        box = re.search(r'viewBox="([^"]+)"', body)
        inner = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")]
        size = f' viewBox="{box[1]}"' if box else ""
        label = alt[1] if alt else ""
        return f'<svg class="chart{extra}" role="img" aria-label="{label}"{size}>{inner}</svg>'

    def picture(match: re.Match[str]) -> str:
        wide = _SRC.search(match["img"])
        if not wide:
            return match["img"]
        return chart(wide[0], match["img"], " wide") + chart(
            match["narrow"], match["img"], " narrow"
        )

    def image(match: re.Match[str]) -> str:
        src = _SRC.search(match[0])
        if not src:
            return match[0]
        if src[0].startswith(CHARTS) and src[0].endswith(".svg"):
            return chart(src[0], match[0])
        return match[0].replace(f' src="{src[0]}"', f' src="{_data_uri(folder / src[0])}"')

    page = _STYLE.sub(
        lambda m: f"<style>\n{(folder / m['href']).read_text(encoding='utf-8')}</style>", page
    )
    page = _IMG.sub(image, _PICTURE.sub(picture, page))
    if not shapes:
        return page
    store = '<svg class="glyphs" aria-hidden="true" width="0" height="0"><defs>' + "".join(
        shapes.values()
    )
    return page.replace("<body>", f"<body>\n{store}</defs></svg>", 1)


def _chart(path: Path, shapes: dict[str, str]) -> str:
    """A chart's drawing; its named shapes go to ``shapes``, once for the whole page."""

    def keep(match: re.Match[str]) -> str:
        for shape in _SHAPE.finditer(match[1]):
            shapes.setdefault(shape["id"], shape[0])
        rest = _SHAPE.sub("", match[1]).strip()
        return f"<defs>{rest}</defs>" if rest else ""

    svg = _SVG_NOISE.sub("", path.read_text(encoding="utf-8"))
    svg = _LONG_NUMBER.sub(r"\1", " ".join(svg.split())).replace("> <", "><")
    svg = _DEFS.sub(keep, svg).replace("xlink:href", "href")
    return re.sub(r'<g id="[^"]*"', "<g", svg)


def _data_uri(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
