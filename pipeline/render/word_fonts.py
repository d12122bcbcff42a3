"""The publications' fonts inside a Word file, so that it looks the same on every machine.

Embedded fonts are obfuscated as ECMA-376 part 4, section 2.8.1 says: the first 32 bytes are combined by XOR
with a key that stands beside them. That hides nothing; Word and LibreOffice only read fonts so.
"""

from __future__ import annotations

import hashlib
import re
from xml.sax.saxutils import quoteattr

from pipeline.render import webfonts

# what takes their place where embedded fonts are switched off
_INSTEAD = {"Source Sans Pro": "Calibri", "Source Serif Pro": "Cambria"}
_KIND = {(400, "normal"): "Regular", (600, "normal"): "Bold", (400, "italic"): "Italic"}
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"


def obfuscated(font: bytes, key: str) -> bytes:
    """The font as Word wants it; doing it twice gives the font back.

    Args:
        font: a TrueType file.
        key: a GUID, 32 hexadecimal digits, with or without braces and dashes.
    """
    digits = bytes.fromhex(re.sub(r"[^0-9A-Fa-f]", "", key))[::-1]
    head = bytes(byte ^ digits[i % 16] for i, byte in enumerate(font[:32]))
    return head + font[32:]


def embed(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a Word file with the fonts added.

    Args:
        parts: content by name, as it lies in the zip file.
    """
    fonts: dict[str, str] = {}
    links, out = "", dict(parts)
    for number, (family, weight, style, data) in enumerate(webfonts.faces(), start=1):
        key = _guid(data)
        out[f"word/fonts/font{number}.odttf"] = obfuscated(data, key)
        kind = _KIND[weight, style]
        fonts[family] = (
            fonts.get(family, "") + f'<w:embed{kind} r:id="font{number}" w:fontKey="{key}"/>'
        )
        links += f'<Relationship Id="font{number}" Type="{_REL}/font" Target="fonts/font{number}.odttf"/>'
    entries = "".join(
        f"<w:font w:name={quoteattr(family)}>"
        f'<w:altName w:val="{_INSTEAD.get(family, "Calibri")}"/>{_sorted(embedded)}</w:font>'
        for family, embedded in fonts.items()
    )
    _replace(out, "word/fontTable.xml", "</w:fonts>", entries)
    settings = out["word/settings.xml"].decode("utf-8")
    settings = re.sub(
        r"(<w:settings\b[^>]*>(?:\s*<w:zoom\b[^>]*/>)?)", r"\1<w:embedTrueTypeFonts/>", settings
    )
    out["word/settings.xml"] = settings.encode("utf-8")
    out["word/_rels/fontTable.xml.rels"] = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{links}</Relationships>"
    ).encode()
    content = "[Content_Types].xml"
    _replace(out, content, "</Types>", f'<Default Extension="odttf" ContentType="{_TYPE}"/>')
    return out


def _guid(data: bytes) -> str:
    digits = hashlib.sha256(data).hexdigest()[:32].upper()
    return (
        "{" + "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])) + "}"
    )


def _sorted(embedded: str) -> str:
    """Regular, bold, italic: the order that the schema asks for."""
    found = {m[1]: m[0] for m in re.finditer(r"<w:embed(\w+) [^>]*/>", embedded)}
    return "".join(found[kind] for kind in ("Regular", "Bold", "Italic") if kind in found)


def _replace(parts: dict[str, bytes], name: str, end: str, added: str) -> None:
    parts[name] = parts[name].decode("utf-8").replace(end, added + end, 1).encode("utf-8")
