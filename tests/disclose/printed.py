"""Reader of PDF files: pages, what is laid over them, and what a file says of itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from tests.disclose import pictures
from tests.disclose.said import Pieces, Text, Wrong

_WRITTEN = re.compile(rb"(\bBT\b.*?\bET\b)", re.DOTALL)
_DRAWN = re.compile(  # lines, fills, colours, marks of structure: most of a page with charts, and no text
    rb"(?<!\S)(?:[-+.\d]+\s+){2,6}(?:m|l|c|v|y|re)(?=\s)|(?<!\S)(?:h|f\*?|S|s|B|n|W)(?=\s)|"
    rb"(?<!\S)(?:[-+.\d]+\s+){1,4}(?:scn|SCN|w|M|J|j|i)(?=\s)|/\w+\s+(?:cs|CS|gs)(?=\s)|"
    rb"(?<!\S)EMC(?=[\s/])|/\w+\s*<<[^<>]*>>\s*BDC"
)
_EMPTY = re.compile(rb"(?<!\S)q\s+(?:(?:[-+.\d]+\s+){6}cm\s*)*Q(?=\s)")  # nothing between is left
# Of the catalogue: what a document needs. Forms, scripts, layers and collections of files are not among it.
CATALOGUE = {
    "/Type", "/Pages", "/Metadata", "/PageLabels", "/OutputIntents", "/Lang", "/StructTreeRoot", "/MarkInfo",
    "/ViewerPreferences", "/Outlines", "/Names", "/Version", "/PageMode", "/PageLayout", "/Dests",
}  # fmt: skip
NAMED = {"/Dests"}  # named places; not files, not scripts
SAID = ("/Alt", "/ActualText", "/E", "/T")  # of the parts that a screen reader reads
ADDRESSES = re.compile(r"(?:xmlns:)?[\w:]+=\"[^\"]*\"|https?://\S+")
STAMPS = re.compile(
    r"<xmp:\w+Date>.*?<|<stEvt:(?:when|instanceID)>.*?<|<xmpMM:\w+ID>.*?<", re.DOTALL
)
PROGRAMS = re.compile(
    r"<(?:xmp:CreatorTool|pdf:Producer|pdfaid:\w+|pdfuaid:\w+|pdf:PDFVersion)>[^<]*<"
)


def of_print(content: bytes) -> Pieces:
    """Text of every page and notes on it; titles and descriptions; properties; what may not be there."""
    reader = PdfReader(io.BytesIO(content))
    for k, page in enumerate(reader.pages, 1):
        yield Text(f"page {k}", text_of(page))
        for note in page.get("/Annots") or []:
            yield from _note(f"page {k}", note.get_object())
        for name in {"/AA", "/PieceInfo"} & set(page):
            yield Wrong(f"page {k}", f"carries {name}")
        yield from _photographs(page.get("/Resources", DictionaryObject()))
    for name, value in (reader.metadata or {}).items():
        if "Date" not in name and name not in {"/Creator", "/Producer"}:
            yield Text(f"metadata {name}", str(value))
    root: Any = reader.trailer["/Root"]
    if reader.xmp_metadata is not None:
        yield Text("metadata, XMP", _described(root["/Metadata"].get_object().get_data()))
    for name in set(root) - CATALOGUE:
        yield Wrong("catalogue", f"{name}: no document of ours has that")
    for name in set(root.get("/Names", {})) - NAMED:
        yield Wrong("catalogue", f"{name}: files or scripts are attached")
    yield from (Text("outline", str(entry)) for entry in _titles(reader.outline))
    for place, value in _spoken(root.get("/StructTreeRoot")):
        yield Text(place, value)
    if content.count(b"startxref") != 1:
        yield Wrong("file", "an earlier version of it is still inside")
    if content[content.rfind(b"%%EOF") + 5 :].strip():
        yield Wrong("file", "more lies behind its end")


def text_of(page: PageObject) -> str:
    """The text of a page. What is drawn is taken out before: the same text in a tenth of the time."""
    content = page.get_contents()
    if content is None:
        return ""
    parts = _WRITTEN.split(content.get_data())
    kept = DecodedStreamObject()
    kept.set_data(b"".join(p if i % 2 else _bare(p) for i, p in enumerate(parts)))
    page[NameObject("/Contents")] = kept
    return page.extract_text()


def _bare(drawn: bytes) -> bytes:
    """What is not within text: the places where it stands, nothing that is drawn."""
    drawn, left = _DRAWN.sub(b" ", drawn), 1
    while left:
        drawn, left = _EMPTY.subn(b" ", drawn)
    return drawn


def _photographs(resources: Any) -> Pieces:
    """What JPEG pictures carry: they lie in the file as they are."""
    for found in resources.get_object().get("/XObject", {}).values():
        picture = found.get_object()
        if picture.get("/Subtype") == "/Form":
            yield from _photographs(picture.get("/Resources", DictionaryObject()))
        elif "/DCTDecode" in str(picture.get("/Filter")):
            yield from pictures.of_jpeg(picture._data)


def _note(place: str, note: Any) -> Pieces:
    if note.get("/Subtype") != "/Link":
        yield Wrong(place, f"a note of the kind {note.get('/Subtype')}")
    for name in ("/Contents", "/T", "/Subj"):
        if name in note:
            yield Text(f"{place}, note", str(note[name]))


def _described(packet: bytes) -> str:
    """Texts of an XMP packet, without dates, identifiers, names of programs and addresses of terms."""
    text = packet.decode("utf-8")
    for pattern in (STAMPS, PROGRAMS):
        text = pattern.sub("<", text)
    shown = re.findall(r'\b(?:dc|pdf|photoshop|xmp):\w+="([^"]*)"', text)
    extension = re.compile(r"<pdfaExtension:schemas>.*?</pdfaExtension:schemas>", re.DOTALL)
    bare = ADDRESSES.sub(" ", re.sub(r"<\?.*?\?>", " ", extension.sub(" ", text)))
    return " ".join([re.sub(r"<[^>]*>", " ", bare), *shown])


def _titles(outline: Any) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry)
        else:
            yield str(entry.title)


def _spoken(root: Any) -> Iterator[tuple[str, str]]:
    """Alternative texts of the structure tree, whatever hangs where."""
    waiting = [root] if root is not None else []
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        number = getattr(node, "idnum", None)
        if number in seen:
            continue
        if number is not None:
            seen.add(number)
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield from ((name, str(node[name])) for name in SAID if name in node)
            if "/K" in node:
                waiting.append(node.raw_get("/K"))
