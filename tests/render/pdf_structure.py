"""What a screen reader finds in a PDF: its structure tree read with pypdf, and what PDF/UA-1 asks of it.

The clauses are those of ISO 14289-1 (PDF/UA-1) as the Matterhorn Protocol 1.1 names them for programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
SHOWING = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"S",
    b"s",
    b"f",
    b"F",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"Do",
    b"sh",
}


@dataclass
class Element:
    """A structure element: its standard type, what is said of it, and what lies in it."""

    kind: str
    alt: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    content: list[Element | tuple[int, int]] = field(
        default_factory=list
    )  # or page (object) and MCID
    annotations: list[Any] = field(default_factory=list)

    def all(self) -> Iterator[Element]:
        """The element and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.all()

    def printed(self) -> Iterator[tuple[int, int]]:
        """Page and number of every piece of content, in reading order."""
        for part in self.content:
            if isinstance(part, Element):
                yield from part.printed()
            else:
                yield part


class Structure:
    """A PDF's catalogue and structure tree."""

    def __init__(self, path: Path) -> None:
        import pypdf

        self.reader = pypdf.PdfReader(path)
        self.root = self.reader.trailer["/Root"]
        self._roles = self._get(self.root["/StructTreeRoot"], "/RoleMap") or {}
        self.tree = self._element(self.root["/StructTreeRoot"])

    @staticmethod
    def _get(owner: Any, key: str) -> Any:
        value = owner.get(key)
        return value.get_object() if value is not None else None

    def _element(self, node: Any, page: int = 0) -> Element:
        kind = str(node.get("/S", "/Root")).lstrip("/")
        kind = str(self._roles.get(f"/{kind}", kind)).lstrip("/")
        page = node.raw_get("/Pg").idnum if "/Pg" in node else page
        found = Element(kind, str(node.get("/Alt", "")))
        given = self._get(node, "/A")
        for part in given if isinstance(given, list) else [given] if given else []:
            attributes = part.get_object()
            if isinstance(attributes, dict):
                found.attributes |= {k.lstrip("/"): v for k, v in attributes.items()}
        kids = self._get(node, "/K")
        for kid in kids if isinstance(kids, list) else [kids] if kids is not None else []:
            self._add(found, kid.get_object() if hasattr(kid, "get_object") else kid, page)
        return found

    def _add(self, parent: Element, kid: Any, page: int) -> None:
        if isinstance(kid, int):
            parent.content.append((page, int(kid)))
        elif kid.get("/Type") == "/MCR":
            own = kid.raw_get("/Pg").idnum if "/Pg" in kid else page
            parent.content.append((own, int(kid["/MCID"])))
        elif kid.get("/Type") == "/OBJR":
            parent.annotations.append(kid["/Obj"].get_object())
        else:
            child = self._element(kid, page)
            parent.children.append(child)
            parent.content.append(child)

    def of(self, *kinds: str) -> list[Element]:
        """All elements of some types, in reading order."""
        return [e for e in self.tree.all() if e.kind in kinds]


def faults(path: Path, *, archive: bool = True) -> list[str]:
    """What PDF/UA-1 asks and the file lacks; empty for a good one."""
    pdf = Structure(path)
    return [
        *_document(pdf, archive), *_pages(pdf), *_figures(pdf), *_headings(pdf), *_tables(pdf), *_lists(pdf),
        *_links(pdf), *_order(pdf),
    ]  # fmt: skip


def _document(pdf: Structure, archive: bool) -> Iterator[str]:
    root = pdf.root
    if str(root.get("/Lang", "")) != "de-DE":
        yield f"07/11: the document's language is {root.get('/Lang')!r}"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "06: the document does not say that it is tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "07-001: viewers show the file's name instead of the title"
    metadata = root["/Metadata"].get_object().get_data().decode("utf-8")
    if "<pdfuaid:part>1</pdfuaid:part>" not in metadata:
        yield "06-002: the metadata do not say PDF/UA-1"
    if "<dc:title>" not in metadata:
        yield "06-003: the metadata have no title"
    if archive and not ("<pdfaid:part>2<" in metadata and "<pdfaid:conformance>A<" in metadata):
        yield "the metadata do not say PDF/A-2a"
    if "/JavaScript" in root.get("/Names", {}):
        yield "there is a script"


def _pages(pdf: Structure) -> Iterator[str]:
    from pypdf.generic import ContentStream

    for number, page in enumerate(pdf.reader.pages, 1):
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield f"28-009: page {number}: links are not in the order of the text"
        if "/StructParents" not in page:
            yield f"page {number}: its content does not lead to the structure"
        contents = page.get_contents()
        if contents is None:
            continue
        depth = 0
        for _, operator in ContentStream(contents, pdf.reader).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
            elif operator == b"EMC":
                depth -= 1
            elif operator in SHOWING and depth == 0:
                yield f"01-005: page {number}: something is neither content nor decoration ({operator!r})"
                break


def _figures(pdf: Structure) -> Iterator[str]:
    for figure in pdf.of("Figure"):
        if len(figure.alt.strip()) < 3:
            yield "13-004: a picture has no text alternative"
        elif figure.alt.lower().endswith((".svg", ".png", ".jpg")):
            yield f"a picture's text alternative is a file name: {figure.alt}"
        if "BBox" not in figure.attributes:
            yield f"a picture does not say where it lies: {figure.alt[:40]}"


def _headings(pdf: Structure) -> Iterator[str]:
    before = 0
    for heading in pdf.of(*HEADINGS):
        level = int(heading.kind[1])
        if level > before + 1:
            yield f"14-003: a heading of level {level} follows one of level {before}"
        before = level
    if before == 0:
        yield "there is no heading"


def _tables(pdf: Structure) -> Iterator[str]:
    for number, table in enumerate(pdf.of("Table"), 1):
        rows = [e for e in table.all() if e.kind == "TR"]
        widths = {
            sum(int(c.attributes.get("ColSpan", 1)) for c in row.children if c.kind in ("TH", "TD"))
            for row in rows
        }
        if len(widths) != 1:
            yield f"15-003: table {number}: rows of {sorted(widths)} cells"
        heads = [e for e in table.all() if e.kind == "TH"]
        if not heads:
            yield f"table {number} has no head"
        if any(h.attributes.get("Scope") not in ("/Column", "/Row", "/Both") for h in heads):
            yield f"15-003: table {number}: a head does not say what it is the head of"


def _lists(pdf: Structure) -> Iterator[str]:
    for element in pdf.of("L"):
        if any(c.kind not in ("LI", "L", "Caption") for c in element.children):
            yield f"16: a list holds {sorted({c.kind for c in element.children})}"
    for item in pdf.of("LI"):
        if not any(c.kind == "LBody" for c in item.children):
            yield "16: an item of a list has no body"


def _links(pdf: Structure) -> Iterator[str]:
    tagged = {id(a) for link in pdf.of("Link") for a in link.annotations}
    described = [a for link in pdf.of("Link") for a in link.annotations]
    links = [
        a.get_object()
        for page in pdf.reader.pages
        for a in page.get("/Annots", [])
        if a.get_object().get("/Subtype") == "/Link"
    ]
    if len(described) != len(links) or len(tagged) != len(described):
        yield f"28-011: {len(links)} links, {len(described)} of them in the structure"
    if any(not str(link.get("/Contents", "")).strip() for link in links):
        yield "28-012: a link does not say where it leads"


def _order(pdf: Structure) -> Iterator[str]:
    """On every page the structure reads what is printed in the order in which it is printed.

    Notes in the margin are set where they belong in the text, so this holds for them, too.
    """
    last: dict[int, int] = {}
    for page, mark in pdf.tree.printed():
        if mark < last.get(page, -1):
            yield "09-001: the structure jumps back on a page"
            return
        last[page] = mark
