"""Leaks to be planted in a copy of one Word, Excel or PDF file; the counterpart of :mod:`planted`."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.disclose import planted
from tests.disclose.planted import FEW, SAID, behind, png, zipped

EXACT = 0.43271  # a share that is public in whole per cent


# Word and Excel: zipped parts


def part(name: str, change: Callable[[str], str]) -> Callable[[Path], object]:
    def plant(file: Path) -> None:
        parts = _parts(file)
        before = parts[name].decode("utf-8")
        after = change(before)
        assert after != before
        _pack(file, parts | {name: after.encode("utf-8")})

    return plant


def more(name: str, content: bytes = b"PK") -> Callable[[Path], object]:
    def plant(file: Path) -> None:
        _pack(file, _parts(file) | {name: content})

    return plant


def _parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pack(file: Path, parts: dict[str, bytes]) -> None:
    file.write_bytes(zipped(parts))


def _property(xml: str) -> str:
    return xml.replace("<dc:title>", f"<dc:subject>{SAID}</dc:subject><dc:title>", 1)


def _in_body(xml: str) -> Callable[[str], str]:
    return lambda text: text.replace("<w:body>", f"<w:body>{xml}", 1)


def picture_in_word(file: Path) -> None:
    parts = _parts(file)
    name = next(name for name in parts if name.endswith(".png"))
    _pack(file, parts | {name: png(b"iTXt", f"Comment\0\0\0de\0Titel\0{SAID}".encode())})


DOCUMENT = "word/document.xml"
WORD = {
    "hidden": part(DOCUMENT, _in_body(
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{SAID}</w:t></w:r></w:p>")),
    "deleted": part(DOCUMENT, _in_body(
        '<w:p><w:del w:id="1" w:author="A"><w:r><w:delText>Text</w:delText></w:r></w:del></w:p>')),
    "inserted": part(DOCUMENT, _in_body(
        '<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>Text</w:t></w:r></w:ins></w:p>')),
    "comment": part("word/comments.xml", lambda t: re.sub(
        r"(/?)>\s*(</w:comments>)?$", '><w:comment w:id="0"><w:p/></w:comment></w:comments>', t)),
    "alternative": part(DOCUMENT, lambda t: re.sub(r'descr="', f'descr="{SAID} ', t, count=1)),
    "property": part("docProps/core.xml", _property),
    "own property": part("docProps/custom.xml", lambda t: t.replace(
        "</Properties>", f"<property><vt:lpwstr>{SAID}</vt:lpwstr></property></Properties>")),
    "company": part("docProps/app.xml", lambda t: t.replace(
        "</Properties>", f"<Company>{SAID}</Company></Properties>")),
    "link": part("word/_rels/document.xml.rels", lambda t: t.replace(
        "</Relationships>", '<Relationship Id="x" Target="file:///C:/antworten.csv"/></Relationships>')),
    "workbook": more("word/embeddings/chart.xlsx"), "other data": more("customXml/item1.xml"),
    "picture": picture_in_word,
}  # fmt: skip


def book(change: Callable[[Any], None]) -> Callable[[Path], object]:
    def plant(file: Path) -> None:
        from openpyxl import load_workbook

        opened = load_workbook(file)
        change(opened)
        opened.save(file)

    return plant


def _last(opened: Any) -> Any:
    return opened.worksheets[-1]


def _hide(sheet: Any) -> None:
    sheet.sheet_state = "veryHidden"


def _name(opened: Any) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    opened.defined_names["anteil"] = DefinedName("anteil", attr_text=str(EXACT))


def _rule(opened: Any) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=f'"{FEW}"')
    rule.add("A4")
    _last(opened).add_data_validation(rule)


def _picture(opened: Any) -> None:
    from openpyxl.drawing.image import Image as Drawing

    _last(opened).add_image(Drawing(io.BytesIO(png(b"tEXt", b"Comment\0x"))), "ZZ900")


def _comment(opened: Any) -> None:
    from openpyxl.comments import Comment

    _last(opened)["A4"].comment = Comment(SAID, "x")


def _stored(opened: Any) -> None:
    """Shown as whole per cent, stored with all digits."""
    cell = next(c for row in _last(opened).iter_rows() for c in row if c.number_format == "0%")
    cell.value = EXACT


def _invisible(opened: Any) -> None:
    """A format that shows nothing, far away from the table."""
    cell = _last(opened)["ZZ900"]
    cell.value, cell.number_format = EXACT, ";;;"


EXCEL = {
    "hidden sheet": book(lambda b: _hide(_last(b))),
    "hidden column": book(lambda b: setattr(_last(b).column_dimensions["B"], "hidden", True)),
    "hidden row": book(lambda b: setattr(_last(b).row_dimensions[5], "hidden", True)),
    "column of no width": part("xl/worksheets/sheet2.xml", lambda t: re.sub(
        r'<col width="\d+"', '<col width="0"', t, count=1)),
    "defined name": book(_name), "comment": book(_comment), "stored": book(_stored),
    "invisible": book(_invisible),
    "formula": book(lambda b: setattr(_last(b)["ZZ900"], "value", "=1/3")),
    "filter": book(lambda b: setattr(_last(b).auto_filter, "ref", "A3:B9")),
    "rule for entries": book(_rule), "picture": book(_picture),
    "header": book(lambda b: setattr(_last(b).oddHeader.center, "text", SAID)),
    "property": book(lambda b: setattr(b.properties, "description", SAID)),
    "text that no cell shows": more("xl/sharedStrings.xml", f"<sst><si><t>{SAID}</t></si></sst>".encode()),
    "other data": more("xl/externalLinks/externalLink1.xml"),
}  # fmt: skip


# PDF


def _print(change: Callable[[Any], Any]) -> Callable[[Path], object]:
    def plant(file: Path) -> None:
        from pypdf import PdfReader, PdfWriter

        writer = PdfWriter(clone_from=PdfReader(file))
        change(writer)
        writer.write(file)

    return plant


def _with_page(writer: Any) -> None:
    import typst
    from pypdf import PdfReader

    made = typst.compile(SAID.encode("utf-8"))
    assert isinstance(made, bytes)
    writer.append(PdfReader(io.BytesIO(made)))


def _with_photograph(writer: Any) -> None:
    import tempfile

    import typst
    from PIL import Image
    from pypdf import PdfReader

    with tempfile.TemporaryDirectory() as folder:
        photo, page = Path(folder) / "foto.jpg", Path(folder) / "seite.typ"
        Image.new("RGB", (8, 8)).save(photo)
        planted.PHOTO["camera"](photo)
        page.write_text('#image("foto.jpg")', encoding="utf-8")
        made = typst.compile(page)
    assert isinstance(made, bytes)
    writer.append(PdfReader(io.BytesIO(made)))


def _note(writer: Any) -> None:
    from pypdf.annotations import Text

    writer.add_annotation(0, Text(rect=(0, 0, 9, 9), text="x"))


def _described(writer: Any) -> None:
    packet = writer.root_object["/Metadata"].get_object()
    old = packet.get_data()
    packet.set_data(
        old.replace(b"</dc:title>", f"</dc:title><dc:description>{SAID}</dc:description>".encode())
    )
    assert packet.get_data() != old


def _layered(writer: Any) -> None:
    _of_catalogue(writer.root_object, "/OCProperties")


def _scripted(writer: Any) -> None:
    _of_catalogue(writer.root_object["/Names"], "/JavaScript")


def _of_catalogue(dictionary: Any, name: str) -> None:
    from pypdf.generic import DictionaryObject, NameObject

    dictionary[NameObject(name)] = DictionaryObject()


def earlier_version(file: Path) -> None:
    """Saved on top of the old file, as PDF programs do."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(file, incremental=True)
    writer.add_metadata({"/Keywords": "neu"})
    out = io.BytesIO()
    writer.write(out)
    assert len(PdfReader(out).pages)
    file.write_bytes(out.getvalue())


PRINT = {
    "metadata": _print(lambda w: w.add_metadata({"/Subject": SAID})),
    "attachment": _print(lambda w: w.add_attachment("antworten.csv", b"1;2")),
    "outline": _print(lambda w: w.add_outline_item(title=SAID, page_number=0)),
    "page": _print(_with_page), "note": _print(_note), "XMP": _print(_described),
    "script": _print(_scripted), "layer": _print(_layered), "photograph": _print(_with_photograph),
    "earlier version": earlier_version, "behind": behind(b"1;2;3\n"),
}  # fmt: skip
