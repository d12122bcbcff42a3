"""Readers of pages and drawings: everything between, inside of and beside the tags."""

from __future__ import annotations

import base64
import functools
import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from tests.conftest import ROOT
from tests.disclose import pictures
from tests.disclose.said import Board, Chart, Number, Piece, Pieces, Text, Wrong

STRUCTURE = {  # attributes that place, draw, name or link, and say nothing
    "class", "id", "href", "xlink:href", "style", "d", "transform", "viewbox", "x", "y", "cx", "cy", "r",
    "rx", "width", "height", "fill", "colspan", "tabindex", "min", "max", "step", "rows", "version",
    "patternunits", "charset", "type", "for", "list", "role", "scope", "lang", "aria-labelledby",
    "aria-describedby", "xmlns",
}  # fmt: skip
EMBEDDED_FONTS = ("font/ttf", "font/woff2")  # letters of the publications' fonts, from packages
CHART = re.compile(
    r'(?P<drawn>(?:<svg class="chart[^>]*>(?:(?!</svg>).)*</svg>\s*)+)(?:(?!<svg|<script).)*'
    r'<script type="application/json" class="interaktiv">(?P<data>.*?)</script>',
    re.DOTALL,
)
DATA = re.compile(r"data:([\w/+.-]+)((?:;[\w=-]+)*),([^\"')\s]*)")


def of_page(content: bytes) -> Pieces:
    """Text, also hidden; comments; texts in attributes; data of charts; pictures; scripts and styles."""
    parser = _Parser()
    parser.feed(content.decode("utf-8"))
    parser.close()
    yield from parser.pieces
    yield Text("text", " ".join(parser.words))


def drawn_charts(page: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Charts of a page with each drawing that stands before their data, wide and narrow."""
    for found in CHART.finditer(page):
        for svg in found["drawn"].split("</svg>")[:-1]:
            yield json.loads(html.unescape(found["data"])), svg


of_drawing = of_page  # letters are outlines, but each line has its text as a comment beside it


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []
        self.words: list[str] = []
        self._inside: tuple[str, dict[str, str]] = ("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, whole in given.items():
            for found in DATA.finditer(whole):
                self.pieces += embedded(name, found)
            value = DATA.sub(" ", whole)
            if name not in STRUCTURE and not name.startswith("xmlns:"):
                self.pieces.append(Text(name, value))
            elif name == "style" and (share := re.findall(r"[\d.]+%", value)):
                self.pieces.append(Text(name, Number(" ".join(share).replace(".", ","))))
        self._inside = (tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._inside = ("", {})

    def handle_endtag(self, tag: str) -> None:
        self._inside = ("", {})

    def handle_data(self, data: str) -> None:
        tag, given = self._inside
        if tag == "script":
            self.pieces += _script(given, data)
        elif tag == "style":
            self.pieces += _style(data)
        elif data.strip():
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.pieces.append(Text("comment", html.unescape(data)))

    def unknown_decl(self, data: str) -> None:
        self.pieces.append(Text("section", data))

    def handle_pi(self, data: str) -> None:
        if not data.startswith("xml "):
            self.pieces.append(Text("instruction", data))


def embedded(place: str, found: re.Match[str]) -> Pieces:
    """What a ``data:`` address carries."""
    kind, how, packed = found.groups()
    if kind in EMBEDDED_FONTS:
        return
    content = base64.b64decode(packed) if "base64" in how else unquote_to_bytes(packed)
    reader = {
        "image/svg+xml": of_drawing, "image/png": pictures.of_png, "image/jpeg": pictures.of_jpeg,
    }.get(kind)  # fmt: skip
    if reader is None:
        yield Wrong(place, f"an embedded {kind} is not read")
        return
    for piece in reader(content):
        yield Text(f"picture, {piece.place}", piece.text) if isinstance(piece, Text) else piece


@functools.cache
def _program() -> tuple[str, ...]:
    """Scripts and styles that are the same in every network, longest first."""
    folders = (ROOT / "pipeline" / "render" / "board", ROOT / "reports" / "design")
    files = (f for folder in folders for kind in ("*.js", "*.css") for f in folder.glob(kind))
    return tuple(sorted((_source(file) for file in files), key=len, reverse=True))


def _source(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip()


def _own(code: str) -> str:
    """What a page adds to scripts and styles of the program."""
    for known in _program():
        code = code.replace(known, " ")
    return code


def _script(given: dict[str, str], data: str) -> Pieces:
    if given.get("type") != "application/json":
        if own := _own(data).strip():
            yield Text("script", own)
        return
    tree = json.loads(html.unescape(data))
    if given.get("class") == "interaktiv":
        yield Chart("chart", tree)
    elif given.get("id") == "daten":
        yield Board("data", tree)
    else:
        yield Wrong("script", "data that nobody reads")


def _style(data: str) -> Pieces:
    for found in DATA.finditer(data):
        yield from embedded("style", found)
    own = DATA.sub(" ", _own(data))
    for said in re.findall(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", own, re.DOTALL):
        yield Text("style", said)
