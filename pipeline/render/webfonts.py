"""The publications' fonts for screens: cut down to the letters of European languages, as one style sheet.

The page stays one file and asks no server for fonts. Uncompressed, because zlib's bytes differ by version.
Cutting takes a second and always gives the same, so the result is kept beside Python's compiled modules.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import io
import threading
from pathlib import Path

from pipeline.workspace import replacing

# package, file, family, weight, style
_FACES = (
    ("font_source_sans_pro", "SourceSansPro-Regular.ttf", "Source Sans Pro", 400, "normal"),
    ("font_source_sans_pro", "SourceSansPro-Semibold.ttf", "Source Sans Pro", 600, "normal"),
    ("font_source_sans_pro", "SourceSansPro-It.ttf", "Source Sans Pro", 400, "italic"),
    ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf", "Source Serif Pro", 600, "normal"),
    ("font_source_serif_pro", "SourceSerifPro-It.ttf", "Source Serif Pro", 400, "italic"),
)
_LETTERS = (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x202F, 0x20AC, 0x2190,
            0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265)  # fmt: skip
_FEATURES = ["kern", "liga", "lnum", "tnum", "locl", "mark", "ccmp"]
_KEPT = Path(__file__).parent / "__pycache__"  # disposable, ignored by git and DVC
_one_at_a_time = threading.Lock()


@functools.cache
def css() -> str:
    """``@font-face`` rules with the fonts inside."""
    return "\n".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};font-display:swap;"
        f"src:url(data:font/ttf;base64,{base64.b64encode(data).decode('ascii')}) format('truetype')}}"
        for family, weight, style, data in faces()
    )


@functools.cache
def faces() -> tuple[tuple[str, int, str, bytes], ...]:
    """Family, weight, style and the font file, cut down."""
    import importlib

    out = []
    with _one_at_a_time:  # documents are made in threads: the second waits for what the first keeps
        for package, name, family, weight, style in _FACES:
            folder = Path(str(importlib.import_module(package).__file__)).parent / "files"
            out.append((family, weight, style, _kept(folder / name)))
    return tuple(out)


def _kept(file: Path) -> bytes:
    """The font cut down: as an earlier process left it, else made now and left for the next."""
    from importlib.metadata import version

    of = hashlib.sha256(file.read_bytes())
    of.update(f"{_LETTERS} {_FEATURES} {version('fonttools')}".encode())
    kept = _KEPT / f"{file.stem}.{of.hexdigest()[:24]}.font"
    with contextlib.suppress(OSError):
        data = kept.read_bytes()
        if hashlib.sha256(data[32:]).digest() == data[:32]:
            return data[32:]
    data = _subset(file)
    with (
        contextlib.suppress(OSError),
        replacing(kept) as temporary,
    ):  # installed read-only: no matter
        temporary.write_bytes(hashlib.sha256(data).digest() + data)
    return data


def _subset(file: Path) -> bytes:
    from fontTools import subset

    options = subset.Options(hinting=False, layout_features=_FEATURES, notdef_outline=True)
    font = subset.load_font(str(file), options, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_LETTERS)
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
