"""Leaks to be planted in a copy of one finished file: a function for each place in which one could hide.

Here pages, pictures, drawings, open data and folders; for Word, Excel and PDF see :mod:`planted_office`.
"""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.disclose import marks

FEW = 8  # a number of answers that is public nowhere
SAID = f"Von den Vätern (n = {FEW}) sagen das 43,271 %."
SAID_IN_ENGLISH = f"Among fathers (n = {FEW}) 43.271 per cent say so."


def text(file: Path, change: Callable[[str], str]) -> None:
    before = file.read_bytes().decode("utf-8")
    after = change(before)
    assert after != before
    file.write_bytes(after.encode("utf-8"))


def png(kind: bytes, data: bytes) -> bytes:
    """A picture of one dot with something besides it."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (kind, data), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def behind(content: bytes) -> Callable[[Path], object]:
    """Something after the end of a file."""

    def plant(file: Path) -> None:
        file.write_bytes(file.read_bytes() + content)

    return plant


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


# Pages


def _page(new: str) -> Callable[[Path], object]:
    def plant(file: Path) -> None:
        text(file, lambda page: page.replace("</body>", f"{new}</body>", 1))

    return plant


def custom_data(file: Path) -> None:
    """Exact figures that a chart carries and does not show."""
    text(file, lambda page: re.sub(r'"x": ?\[', rf'"customdata":[{FEW}],"x":[', page, count=1))


def exact_mark(file: Path) -> None:
    """Drawn in a page where the exact figure is, with the tip of the rounded one."""
    text(file, lambda page: re.sub(r'("x": ?\[)(\d+)\.0', r"\1\2.271", page, count=1))


def other_interval(file: Path) -> None:
    """An interval that is a per cent longer than its tip says."""
    text(file, lambda page: re.sub(r'("array": ?\[)(\d)\.0', r"\g<1>3\2.0", page, count=1))


def picture_in_page(file: Path) -> None:
    told = base64.b64encode(png(b"tEXt", f"Comment\0{SAID}".encode("latin-1"))).decode("ascii")
    _page(f'<img alt="" src="data:image/png;base64,{told}">')(file)


def moved_mark(kind: str) -> Callable[[Path], object]:
    """In every drawing of the page; the charts' data stay."""

    def plant(file: Path) -> None:
        charts = re.compile(r'<svg class="chart.*?</svg>', re.DOTALL)
        text(file, lambda page: charts.sub(lambda svg: _shifted(svg[0], kind), page))

    return plant


PAGE = {
    "hidden": _page(f'<div style="display:none">{SAID}</div>'),
    "comment": _page(f"<!-- {SAID} -->"),
    "meta": _page(f'<meta name="description" content="{SAID}">'),
    "own attribute": _page(f"<p data-quelle='{SAID}'></p>"),
    "width of a bar": _page('<p style="width: 43.271%"></p>'),
    "script": _page(f'<script>const told = "{SAID}"</script>'),
    "style": _page(f'<style>p::after {{ content: "{SAID}" }}</style>'),
    "data for a script": _page('<script type="application/json" id="x">[8]</script>'),
    "drawing": _page(f"<svg><desc>{SAID}</desc></svg>"),
    "picture of a style": _page('<p style="background: url(data:application/zip;base64,UEs=)"></p>'),
    "instruction": _page(f"<?note {SAID}>"),
    "embedded file": _page('<a href="data:text/csv,antwort;n">x</a>'),
    "picture": picture_in_page, "customdata": custom_data, "exact mark": exact_mark,
    "other interval": other_interval, "bar": moved_mark("bars"), "whisker": moved_mark("lines"),
}  # fmt: skip
ENGLISH_PAGE = {
    "width of a bar": PAGE["width of a bar"],
    "text": _page(f"<p>{SAID_IN_ENGLISH}</p>"),
    "counted": _page(f"<p>That is what 3 out of {FEW} fathers say.</p>"),
    "counted in words": _page("<p>That is what three of the eight fathers say.</p>"),
    "interval": _page("<p>Just under half (47%, interval 3% to 98%) say so.</p>"),
}


# Pictures and drawings


def _chunk(kind: bytes, data: bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(png(kind, data))


PICTURE = {
    "text": _chunk(b"tEXt", f"Comment\0{SAID}".encode("latin-1")),
    "packed text": _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SAID.encode("latin-1"))),
    "camera": _chunk(b"eXIf", b"II*\0"), "behind": behind(b"1;2;3\n"),
}  # fmt: skip


def _segment(marker: int, data: bytes) -> Callable[[Path], object]:
    def plant(file: Path) -> None:
        content = file.read_bytes()
        size = struct.pack(">H", len(data) + 2)
        file.write_bytes(content[:2] + bytes([0xFF, marker]) + size + data + content[2:])

    return plant


PHOTO = {
    "comment": _segment(0xFE, SAID.encode()), "camera": _segment(0xE1, b"Exif\0\0II*\0"),
    "description": _segment(0xED, b"Photoshop 3.0\0"), "behind": behind(b"1;2;3\n"),
}  # fmt: skip


def _in_drawing(new: str) -> Callable[[Path], object]:
    def plant(file: Path) -> None:
        text(file, lambda svg: svg.replace("</svg>", f"{new}</svg>", 1))

    return plant


DRAWING = {
    "comment": _in_drawing(f"<!-- {SAID} -->"), "title": _in_drawing(f"<title>{SAID}</title>"),
    "description": _in_drawing(f"<desc>{SAID}</desc>"),
    "label": _in_drawing(f'<g aria-label="{SAID}"/>'),
    "section": _in_drawing(f"<metadata><![CDATA[{SAID}]]></metadata>"),
    "embedded": _in_drawing('<image href="data:application/zip;base64,UEs="/>'),
}  # fmt: skip


def _moved(kind: str) -> Callable[[Path], object]:
    """A mark that lies where the exact figure is: a tenth of a per cent beside the rounded one."""
    return lambda file: text(file, lambda svg: _shifted(svg, kind))


def _shifted(svg: str, kind: str) -> str:
    """A drawing with its first mark of a kind moved, in both of its inks."""
    found = marks.marks(svg)
    edge = max(right for _, right in found.lines)  # of the line above the source
    for path in re.findall(r'<path d="([^"]*)"', svg):
        drawn = marks.marks(f'<path d="{path}"')
        if getattr(drawn, kind) and not any(x == 0 or x >= edge for x in _ends(drawn, kind)):
            return svg.replace(path, _further(path, whole=kind != "bars"))
    return svg


def _ends(drawn: marks.Marks, kind: str) -> list[float]:
    return [
        x for mark in getattr(drawn, kind) for x in (mark if isinstance(mark, tuple) else [mark])
    ]


def _further(path: str, *, whole: bool) -> str:
    """A path, or only its right edge, moved to the right by a tenth of a per cent (0.2 points)."""
    right = max(float(x) for x, _ in re.findall(rf"({marks.NUMBER}) ({marks.NUMBER})", path))

    def move(pair: re.Match[str]) -> str:
        x = float(pair[1])
        return f"{x + 0.2:.6f} {pair[2]}" if whole or x == right else pair[0]

    return re.sub(rf"({marks.NUMBER}) ({marks.NUMBER})", move, path)


BARS = {"bar": _moved("bars"), "interval": _moved("lines")}
DOTS = {"dot": _moved("dots"), "interval": _moved("lines")}


# Open data and folders


CSV = {
    "digits": lambda file: text(
        file, lambda t: re.sub(r",0\.(\d\d),", r",0.\g<1>271,", t, count=1)
    ),
    "line": lambda file: text(file, lambda t: t + t.splitlines(keepends=True)[-1]),
    "column": lambda file: text(file, lambda t: t.replace("\r\n", ",8\r\n")),
    "withheld": lambda file: text(
        file, lambda t: re.sub(r",,,,(?=\d*,)", f",{FEW},,,", t, count=1)
    ),
}
DESCRIPTION = {
    "text": lambda file: text(
        file, lambda t: t.replace('"description": "', f'"description": "{SAID} ', 1)
    )
}
LINES = {"line": lambda file: text(file, lambda t: f"{t}{SAID}\n")}
LIBRARY = {"changed": behind(b"const told = 8;\n")}


def archive(name: str, content: bytes) -> Callable[[Path], object]:
    """Adds an archive beside the file."""
    return lambda file: file.with_name("alles.zip").write_bytes(zipped({name: content}))


def beside(name: str) -> Callable[[Path], object]:
    """Adds a file that no reader knows."""
    return lambda file: file.with_name(name).write_bytes(b"1;2;3")


FOLDER = {
    "data of SPSS": beside("antworten.sav"), "data": beside("antworten.parquet"),
    "no suffix": beside("antworten"), "hidden file": beside(".DS_Store"),
    "archive": archive("innen/text.txt", SAID.encode()),
    "unknown in an archive": archive("antworten.sav", b"1;2;3"),
    "archive in an archive": archive("innen.zip", zipped({"text.txt": SAID.encode()})),
}  # fmt: skip
