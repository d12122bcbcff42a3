"""Reads every number out of finished documents: pages, PDF, Word, charts, and what does not show in them.

Each reader gives texts by place (``comment``, ``alt``, ``metadata`` …); :func:`faults` holds them against
what may be known. Bars are measured: their lengths must be those of the rounded figures.
"""

from __future__ import annotations

import base64
import html
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tests.disclose import channels
from tests.disclose.known import Known

Texts = Iterator[tuple[str, str]]
NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
EXACT = (
    2e-3  # points by which a bar may differ from its figure; a tenth of a per cent is 0.1 and more
)
ENGLISH = (  # what a number is written like in English -> as the German check reads it
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<![\w.])(\d+)\.(\d+)(?=\s?%|\s|$|[),;])"), r"\1,\2"),
    (re.compile(r"\binterval (\d+) to (\d+)"), r"Intervall \1 bis \2"),
    (re.compile(r"(?<![\w.,])(\d+) (?:of|out of) (\d+)(?![\w.,]\d|\w)"), r"\1 von \2"),
)


def as_german(text: str) -> str:
    """Numbers of an English text as a German one writes them."""
    for pattern, new in ENGLISH:
        text = pattern.sub(new, text)
    return text


def of_page(page: str) -> Texts:
    """Text, also hidden; comments; texts in attributes; charts' data; pictures that the page carries."""
    for comment in re.findall(r"<!--(.*?)-->", page, re.DOTALL):
        yield "comment", comment
    for name, text in re.findall(r'\b(title|alt|aria-label|content|data-[\w-]+)="([^"]*)"', page):
        yield name, html.unescape(text)
    for data in re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page):
        yield from ((f"picture, {place}", text) for place, text in of_drawing(_decoded(data)))
    bare = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    yield "text", html.unescape(re.sub(r"<[^>]*>", " ", bare))


def charts_of(page: str) -> Iterator[dict[str, Any]]:
    """Data of the charts that a page draws anew."""
    for data in re.findall(
        r'<script type="application/json" class="interaktiv">(.*?)</script>', page, re.S
    ):
        yield json.loads(html.unescape(data))


def _decoded(data: str) -> str:
    return base64.b64decode(data).decode("utf-8")


def of_drawing(svg: str) -> Texts:
    """Texts of a drawing: letters are outlines, but each has its text as a comment beside it."""
    for comment in re.findall(r"<!--(.*?)-->", svg, re.DOTALL):
        yield "comment", html.unescape(comment)
    for name, text in re.findall(r"<(text|title|desc|tspan)\b[^>]*>([^<]+)", svg):
        yield name, html.unescape(text)
    for name, text in re.findall(r'\b(aria-label|data-[\w-]+)="([^"]*)"', svg):
        yield name, html.unescape(text)


def of_word(file: Path) -> Texts:
    """Every part of a Word file: text and tables, notes, comments, alternative texts, properties."""
    with zipfile.ZipFile(file) as parts:
        for name in parts.namelist():
            if name.endswith((".svg", ".xlsx", ".bin")):
                yield name, "n = 0 is embedded" if not name.endswith(".svg") else ""
                if name.endswith(".svg"):
                    yield from of_drawing(parts.read(name).decode("utf-8"))
            if not name.endswith(".xml") or "theme" in name or "styles" in name or "font" in name:
                continue
            text = parts.read(name).decode("utf-8")
            for attribute, said in re.findall(r'\b(descr|title)="([^"]*)"', text):
                yield f"{name}, {attribute}", html.unescape(said)
            lines = re.sub(r"</w:p>|<w:tab/>|<w:br/>", "\n", text)
            for line in re.sub(r"<[^>]*>", "", lines).splitlines():
                if name.startswith(("word/", "docProps/c")):
                    yield name, html.unescape(line)


def of_print(file: Path) -> Texts:
    """Text of every page of a PDF, comments on it, attached files, and what the file says of itself."""
    reader = PdfReader(file)
    for k, page in enumerate(reader.pages, 1):
        yield f"page {k}", page.extract_text()
        for note in page.get("/Annots") or []:
            yield f"page {k}, note", str(note.get_object().get("/Contents", ""))
    for name, value in (reader.metadata or {}).items():
        if "Date" not in name and name not in {"/Creator", "/Producer"}:
            yield f"metadata {name}", str(value)
    for name in reader.attachments:
        yield "attached", f"n = 0: {name}"


def bars(svg: str) -> list[tuple[float, float]]:
    """Width and height of every upright rectangle of a drawing, in points."""
    found = []
    for path in re.findall(r'<path d="([^"]*)"', svg):
        points = re.findall(rf"[ML] ({NUMBER}) ({NUMBER})", path)
        xs, ys = ({round(float(p[i]), 4) for p in points} for i in (0, 1))
        if len(points) in {4, 5} and len(xs) == len(ys) == 2:
            found.append((max(xs) - min(xs), max(ys) - min(ys)))
    return found


def of_bars(chart: dict[str, Any], svg: str) -> Iterator[str]:
    """Faults of a drawing whose bars are not as long as the chart's figures say."""
    values = [
        abs(float(v))
        for trace in chart["data"]
        if trace["type"] == "bar" and trace.get("orientation") == "h"
        for v in trace["x"]
        if isinstance(v, int | float) and v
    ]
    if not values:
        return
    widths = sorted(width for width, _ in bars(svg))
    scales = {width / max(values) for width in widths}
    missing = min(
        ([v for v in values if not any(abs(v * k - w) < EXACT for w in widths)] for k in scales),
        key=len,
    )
    yield from (f"no bar is as long as {v} would be" for v in missing)


def faults(reports: Path, known: Known, english: bool = False) -> list[str]:
    """All numbers in the documents of a folder of reports that public tables do not explain."""
    found: list[str] = []

    def hold(file: Path, texts: Texts, official: bool = True) -> None:
        for place, printed in texts:
            line = " ".join(printed.replace("\u00ad", "").split())
            text = as_german(line) if english else line
            found.extend(
                f"{file.name}: {place}: {fault}"
                for fault in channels.of_text(known, text, official=official)
            )

    made = reports / "_output"
    for file in sorted(made.glob("*.html")):
        page = file.read_text(encoding="utf-8")
        hold(file, of_page(page))
        for chart in charts_of(page):
            found += [f"{file.name}: chart: {f}" for f in channels.of_chart(known, chart, True)]
    for file in sorted(made.glob("*.pdf")):
        hold(file, of_print(file))
    for file in sorted(made.glob("*.docx")):
        hold(file, of_word(file))
    for file in sorted((reports / "_gen" / "charts").glob("*.svg")):
        svg = file.read_text(encoding="utf-8")
        hold(file, of_drawing(svg), any(file.stem.startswith(name) for name in channels.OFFICIAL))
        data = file.with_suffix(".json")
        official = file.stem.startswith("region")  # official figures alone, drawn as they are
        if data.is_file() and not official:
            chart = json.loads(data.read_text(encoding="utf-8"))
            found += [f"{file.name}: {f}" for f in of_bars(chart, svg)]
    return found
