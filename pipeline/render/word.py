"""Word documents: pandoc with a reference document that is made from the brand, DEMODATEN in its header."""

from __future__ import annotations

import functools
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from pipeline import yamlfile, zipped
from pipeline.errors import PipelineError
from pipeline.render import markup, pandoc, sources, word_fonts, word_tables
from pipeline.render.word_styles import NS, Look, styles
from pipeline.render.word_tables import WIDTH

if TYPE_CHECKING:
    from pipeline.render.job import Job

FILTER = "design/word.lua"
DEMO = "DEMODATEN – simulierte Antworten, keine Ergebnisse einer Befragung"
DEMO_ENGLISH = "DEMO DATA – simulated answers, not the results of a survey"
_PPI = 220
_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.S)
_SECTION = re.compile(r"<w:sectPr\b[^>]*/>|<w:sectPr\b.*?</w:sectPr>", re.S)
_PICTURE = (
    "<wp:inline>"  # pandoc leaves the distances out: LibreOffice then takes an eighth of an inch
)
_AFTER_TABLE = re.compile(
    r'</w:tbl>\s*(?:<w:bookmark\w+ [^>]*/>\s*)*<w:p>\s*<w:pPr>\s*<w:pStyle w:val="(?!Heading|Table)\w+"\s*/>'
)
_CUSTOM = re.compile(r"<property\b.*?</property>", re.S)


def look(reports: Path) -> Look:
    """Colours and fonts of ``_brand.yml``."""
    brand = yamlfile.load(reports / "_brand.yml", name="reports/_brand.yml").data
    colours, fonts = brand["color"], brand.get("typography", {})

    def colour(name: str) -> str:
        given = str(colours.get(name, name))
        return str(colours["palette"].get(given, given)).lstrip("#").upper()

    def font(name: str, default: str) -> str:
        given = fonts.get(name, default)
        return str(given.get("family", default) if isinstance(given, dict) else given)

    return Look(
        primary=colour("primary"),
        accent=colour("tertiary"),
        text=colour("foreground"),
        second=colour("secondary"),
        paper=colour("papier"),
        line=colour("hellgrau"),
        body=font("base", "Source Sans Pro"),
        headings=font("headings", "Source Serif Pro"),
    )


def reference(job: Job) -> bytes:
    """The document that pandoc takes styles, page size, header and footer from."""
    meta, own = job.meta("docx"), look(job.reports)
    parts = _pandocs_reference()
    language = "en-GB" if job.english else "de-DE"
    parts["word/styles.xml"] = styles(parts["word/styles.xml"], own).replace("de-DE", language)
    said = [sources.plain(str(meta[key])) for key in ("netzwerk", "stand") if meta.get(key)]
    parts["word/header1.xml"] = _header(sources.plain(str(meta["title"])), _mark(job), own)
    parts["word/footer1.xml"] = _footer(" · ".join(said))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(
        f'<Override PartName="/word/{part}1.xml" ContentType="{kind}.{part}+xml"/>'
        for part in ("header", "footer")
    )
    links = "".join(
        f'<Relationship Id="bk{part}" Target="{part}1.xml" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{part}"/>'
        for part in ("header", "footer")
    )
    content, rels = "[Content_Types].xml", "word/_rels/document.xml.rels"
    parts[content] = parts[content].replace("</Types>", f"{types}</Types>")
    parts[rels] = parts[rels].replace("</Relationships>", f"{links}</Relationships>")
    page = (
        '<w:sectPr><w:headerReference w:type="default" r:id="bkheader"/>'
        '<w:footerReference w:type="default" r:id="bkfooter"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1700" w:right="1418" w:bottom="1418" w:left="1418" w:header="680" w:footer="600" '
        'w:gutter="0"/></w:sectPr>'
    )
    document = _SECTION.sub("", parts["word/document.xml"])
    parts["word/document.xml"] = document.replace("</w:body>", f"{page}</w:body>")
    return zipped.pack({name: text.encode("utf-8") for name, text in parts.items()})


@functools.cache
def _default() -> bytes:
    command = [pandoc.program(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _pandocs_reference() -> dict[str, str]:
    return {name: part.decode("utf-8") for name, part in zipped.parts(_default()).items()}


def _mark(job: Job) -> str:
    """What every page says where answers are simulated."""
    return (DEMO_ENGLISH if job.english else DEMO) if job.demo else ""


def _header(title: str, mark: str, own: Look) -> str:
    band = (
        '<w:p><w:pPr><w:pStyle w:val="Header"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{own.paper}"/><w:jc w:val="center"/></w:pPr>'
        f'<w:r><w:rPr><w:b/><w:color w:val="{own.accent}"/></w:rPr><w:t>{mark}</w:t></w:r></w:p>'
    )
    line = (
        f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t>{escape(title)}</w:t></w:r></w:p>'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:hdr {NS}>{band if mark else ""}{line}</w:hdr>'


def _footer(text: str) -> str:
    page = (
        '<w:fldSimple w:instr=" PAGE "><w:r><w:rPr><w:b/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:ftr {NS}><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r><w:r><w:tab/></w:r>{page}</w:p></w:ftr>'
    )


def pictures(job: Job, folder: Path) -> None:
    """Draw every SVG that has no PNG beside it, into ``folder`` under the same name.

    Raises:
        PipelineError: a picture that cannot be drawn.
    """
    wanted = {match["src"].split('"')[0].strip() for match in markup.IMAGE.finditer(job.text)}
    for name in sorted(wanted | {job.logo}):
        source = job.reports / name
        if not name.endswith(".svg") or source.with_suffix(".png").is_file():
            continue
        target = (folder / name).with_suffix(".png")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_drawn(job, name))


def _drawn(job: Job, name: str) -> bytes:
    import typst

    from pipeline.render.builtin import fonts

    page = "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
    code = f'{page}#image("{name}")'.encode()
    try:
        compile_typst: Any = typst.compile
        made = compile_typst(
            code, root=str(job.reports), format="png", ppi=_PPI, font_paths=fonts(), ignore_system_fonts=True
        )  # fmt: skip
    except typst.TypstError as error:
        raise PipelineError(f"the picture cannot be drawn: {error}", f"reports/{name}") from None
    return bytes(made[0] if isinstance(made, list) else made)


def finish(data: bytes, *, english: bool = False) -> bytes:
    """Pandoc's file with tables in our look and always the same bytes for the same content."""
    parts = zipped.parts(data)
    document = parts["word/document.xml"].decode("utf-8")
    language = word_tables.ENGLISH if english else word_tables.GERMAN
    document = document.replace(_PICTURE, '<wp:inline distT="0" distB="0" distL="0" distR="0">')
    document = _AFTER_TABLE.sub(r'\g<0><w:spacing w:before="200"/>', document)
    parts["word/document.xml"] = _TABLE.sub(
        lambda m: word_tables.table(m[0], language), document
    ).encode("utf-8")
    if properties := parts.get("docProps/custom.xml"):  # our metadata, of no use to readers
        parts["docProps/custom.xml"] = _CUSTOM.sub("", properties.decode("utf-8")).encode("utf-8")
    return zipped.pack(word_fonts.embed(parts))
