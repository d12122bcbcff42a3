"""What a picture file tells besides the picture: where and by whom it was taken, on whose machine drawn.

Pictures go into pages, PDF and Word files as they are, and what they tell goes with them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Fault

# Whose data a JPEG carries in its application segments (ITU-T T.81, B.2.4.6; Exif, XMP, IPTC-IIM).
_SEGMENTS = {
    (0xE1, b"Exif\0"): "data of the camera (Exif)",
    (0xE1, b"http://ns.adobe.com/"): "a description (XMP)",
    (0xED, b"Photoshop"): "a description (IPTC)",
}
_COMMENT, _START_OF_SCAN = 0xFE, 0xDA
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_HARMLESS = (b"Software\0", b"Creation Time\0")  # what programs write into every PNG
_MACHINE = re.compile(rb"[\"'>](?:file:|[A-Za-z]:[\\/]|/home/|/Users/|\\\\)[^\"'<]*")
_HINT = (
    "Windows: properties of the file, Details, 'Remove properties and personal information'; or export it "
    "again from a picture program without metadata; a drawing as plain SVG"
)


def faults(path: Path, name: str, where: str) -> Iterator[Fault]:
    """What would be published with a picture and does not show.

    Args:
        path: the file; .svg, .png, .jpg or .jpeg, others are passed over.
        name: as the user gives it.
        where: the line there.
    """
    told = list(dict.fromkeys(_told(path.suffix.lower(), path.read_bytes())))
    if told:
        yield Fault(
            f"the picture {name} carries {', '.join(told)}", where,
            "names, places or times in it would be published with every document", _HINT,
        )  # fmt: skip


def _told(kind: str, content: bytes) -> Iterator[str]:
    if kind == ".png":
        yield from _of_png(content)
    elif kind in (".jpg", ".jpeg"):
        yield from _of_jpeg(content)
    elif kind == ".svg" and _MACHINE.search(content):
        yield "the name of a folder on somebody's machine"


def _of_png(content: bytes) -> Iterator[str]:
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        data, at = content[at + 8 : at + 8 + length], at + 12 + length
        if kind == b"eXIf":
            yield "data of the camera (Exif)"
        elif kind in _TEXTS and not data.startswith(_HARMLESS):
            yield f"a text ({data.partition(bytes(1))[0].decode('latin-1')})"


def _of_jpeg(content: bytes) -> Iterator[str]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != _START_OF_SCAN:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        data, at = content[at + 4 : at + 2 + length], at + 2 + length
        if marker == _COMMENT:
            yield "a comment"
        yield from (
            what
            for (of, start), what in _SEGMENTS.items()
            if of == marker and data.startswith(start)
        )
