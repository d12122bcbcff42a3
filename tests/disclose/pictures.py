"""Readers of pictures made of dots: what they carry besides them."""

from __future__ import annotations

import struct
import zlib

from tests.disclose.said import Pieces, Text, Wrong

# PNG (W3C, third edition): chunks that hold dots or say how they are shown
SHOWN = (
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"pHYs", b"gAMA", b"sRGB", b"sBIT", b"bKGD", b"cHRM",
    b"iCCP",
)  # fmt: skip
# JPEG (ITU-T T.81): application data that only says how dots are shown (JFIF, colours: ICC and Adobe)
APPLICATION = {0xE0: (b"JFIF\0", b"JFXX\0"), 0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
COMMENT, START_OF_SCAN = 0xFE, 0xDA


def of_png(content: bytes) -> Pieces:
    """Texts; every chunk that is not needed for showing, and what lies behind the end."""
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        data, at = content[at + 8 : at + 8 + length], at + 12 + length
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield Text(kind.decode(), _text(kind, data))
        elif kind not in SHOWN:
            yield Wrong("picture", f"carries {kind.decode('latin-1')!r}, which is not shown")
        if kind == b"IEND":
            break
    if content[at:]:
        yield Wrong("picture", "more lies behind its end")


def _text(kind: bytes, data: bytes) -> str:
    name, _, rest = data.partition(b"\0")
    if kind == b"tEXt":
        return f"{name.decode('latin-1')} {rest.decode('latin-1')}"
    if kind == b"zTXt":
        return f"{name.decode('latin-1')} {zlib.decompress(rest[1:]).decode('latin-1')}"
    packed, (*words, text) = rest[0], rest[2:].split(b"\0", 2)
    shown = zlib.decompress(text) if packed else text
    return " ".join(part.decode("utf-8", "replace") for part in (name, *words, shown))


def of_jpeg(content: bytes) -> Pieces:
    """Comments; every segment that is not needed for showing (place, camera); what lies behind the end."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        data, at = content[at + 4 : at + 2 + length], at + 2 + length
        if marker == START_OF_SCAN:
            break
        if marker == COMMENT:
            yield Text("comment", data.decode("utf-8", "replace"))
        elif 0xE0 <= marker <= 0xEF and not data.startswith(
            APPLICATION.get(marker, ()) or (b"\0\0",)
        ):
            yield Wrong("picture", f"carries {data[:12]!r}, which is not shown")
    if not content.endswith(b"\xff\xd9"):
        yield Wrong("picture", "more lies behind its end")
