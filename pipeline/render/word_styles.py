"""The look of Word documents: paragraph styles from the network's brand, as WordprocessingML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_STYLE = re.compile(r'<w:style\b[^>]*w:styleId="(?P<id>[^"]+)".*?</w:style>', re.S)
_DEFAULTS = re.compile(r"<w:docDefaults>.*?</w:docDefaults>", re.S)


@dataclass(frozen=True)
class Look:
    """Colours (``RRGGBB``) and font families of ``_brand.yml``."""

    primary: str
    accent: str
    text: str
    second: str
    paper: str
    line: str
    body: str
    headings: str


@dataclass(frozen=True)
class _Style:
    """A paragraph style; sizes in points, ``box`` is the colour of a line at its left."""

    name: str
    size: float = 0
    colour: str = ""
    font: str = ""
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 6
    line: float = 0
    level: int = -1
    keep: bool = False
    box: str = ""
    fill: str = ""
    indent: float = 0
    based: str = "Normal"

    def xml(self) -> str:
        own = "" if self.name in _WORDS_OWN else ' w:customStyle="1"'
        return (
            f'<w:style w:type="paragraph"{own} w:styleId="{style_id(self.name)}">'
            f"<w:name w:val={quoteattr(self.name)}/>"
            f'<w:basedOn w:val="{self.based}"/><w:qFormat/><w:pPr>{self._paragraph()}</w:pPr>'
            f"<w:rPr>{self._letters()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        line = (
            f' w:line="{_twips(self.line)}" w:lineRule="exact"' if self.line else ""
        )  # order: schema
        return "".join(
            (
                "<w:keepNext/>" if self.keep else "",
                "<w:keepLines/>" if self.keep or self.box else "",
                f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="10" w:color="{self.box}"/></w:pBdr>'
                if self.box
                else "",
                f'<w:shd w:val="clear" w:color="auto" w:fill="{self.fill}"/>' if self.fill else "",
                f'<w:spacing w:before="{_twips(self.before)}" w:after="{_twips(self.after)}"{line}/>',
                f'<w:ind w:left="{_twips(self.indent)}"/>' if self.indent else "",
                "<w:contextualSpacing/>" if self.fill else "",
                '<w:jc w:val="left"/>',
                f'<w:outlineLvl w:val="{self.level}"/>' if self.level >= 0 else "",
            )
        )

    def _letters(self) -> str:
        return "".join(
            (
                _fonts(self.font) if self.font else "",
                "<w:b/>" if self.bold else '<w:b w:val="0"/>',
                "<w:i/>" if self.italic else '<w:i w:val="0"/>',
                f'<w:color w:val="{self.colour}"/>' if self.colour else "",
                f'<w:sz w:val="{round(self.size * 2)}"/><w:szCs w:val="{round(self.size * 2)}"/>'
                if self.size
                else "",
            )
        )


_WORDS_OWN = (
    "Title", "Subtitle", "Author", "Date", "heading 1", "heading 2", "heading 3", "heading 4", "toc 1",
    "toc 2", "toc 3", "TOC Heading", "Body Text", "header", "footer", "Table Caption", "footnote text",
)  # fmt: skip


def _styles(look: Look) -> list[_Style]:
    first, serif = look.primary, look.headings
    return [
        _Style("Title", 28, first, serif, True, before=10, after=8, keep=True),
        _Style("Subtitle", 14, look.second, after=10),
        _Style("Author", 12, look.text, bold=True, after=2),
        _Style("Date", 11, look.second, after=12),
        _Style("heading 1", 21, first, serif, True, before=30, after=10, keep=True, level=0),
        _Style("heading 2", 15, first, serif, True, before=20, after=6, keep=True, level=1),
        _Style("heading 3", 12, first, "", True, before=14, after=4, keep=True, level=2),
        _Style("heading 4", 11, first, "", True, before=12, after=3, keep=True, level=3),
        _Style("TOC Heading", 14, first, serif, True, before=8, after=5, keep=True),
        _Style("toc 1", 11, first, "", True, before=4, after=1),
        _Style("toc 2", 10, look.text, after=0, indent=14),
        _Style("toc 3", 10, look.text, after=1, indent=28),
        _Style("Body Text", after=7),
        _Style("First Paragraph", after=7),
        _Style("Compact", after=3),
        _Style("Table Caption", 9.5, look.second, bold=True, before=12, after=4, keep=True),
        _Style("Image Caption", 9.5, look.second, after=14),
        _Style("Captioned Figure", before=10, after=4, keep=True),
        _Style("header", 8.5, look.second, after=0),
        _Style("footer", 8.5, look.second, after=0),
        _Style("footnote text", 9, look.text, after=2),
        _Style("Tabellentext", 9.5, look.text, before=2, after=2),
        _Style("Tabellenkopf", 9.5, first, bold=True, before=2, after=2),
        _Style("Kernaussage", 13, first, serif, True, before=10, after=10,
               box=look.accent, indent=12, keep=True),
        _Style("Zahl", 24, first, serif, True, after=2, keep=True),
        _Style("Zahltext", 10.5, look.text, after=2, keep=True),
        _Style("Zahlbeleg", 8.5, look.second, after=8),
        _Style("Zitat", 12, look.text, serif, italic=True, before=8, after=3,
               box=look.line, indent=12, keep=True),
        _Style("Zitatbeleg", 9, look.second, after=10, box=look.line, indent=12),
        _Style("Hinweis", 10, look.text, before=6, after=10, box=first, fill=look.paper, indent=12),
        _Style("Demodaten", 10, look.accent, bold=True, before=4, after=8, box=look.accent, indent=12),
        _Style("Randnotiz", 9, look.second, after=8, indent=24),
        _Style("Quelle", 8.5, look.second, after=12),
        _Style("Klein", 9, look.second, after=4),
    ]  # fmt: skip


def style_id(name: str) -> str:
    """Word's internal id of a style: its name in one word, built-in ones with capitals."""
    return "".join(part[:1].upper() + part[1:] for part in name.split()).replace("Toc", "TOC")


def styles(default: str, look: Look) -> str:
    """Pandoc's style sheet with our styles in place of its own.

    Args:
        default: ``word/styles.xml`` of pandoc's reference document.
        look: the brand.
    """
    ours = {style_id(style.name): style.xml() for style in _styles(look)}
    out = _STYLE.sub(lambda m: "" if m["id"] in ours or m["id"] == "Table" else m[0], default)
    out = re.sub(r'(w:styleId="Hyperlink".*?<w:color w:val=")\w+"[^/]*/>',
                 rf'\g<1>{look.primary}"/>', out, flags=re.S)  # fmt: skip
    out = _DEFAULTS.sub(lambda _: _defaults(look), out)
    return out.replace("</w:styles>", f"{''.join(ours.values())}{_table(look)}</w:styles>")


def _defaults(look: Look) -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(look.body)}"
        f'<w:color w:val="{look.text}"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="274" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault>"
        "</w:docDefaults>"
    )


def _table(look: Look) -> str:
    thick, thin = f'w:val="single" w:sz="8" w:space="0" w:color="{look.primary}"', look.line
    return (
        '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/><w:qFormat/>'
        f'<w:tblPr><w:tblBorders><w:top {thick}/><w:bottom {thick}/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{thin}"/></w:tblBorders>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{look.primary}"/></w:rPr>'
        f'<w:tcPr><w:tcBorders><w:bottom {thick}/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>'
        "</w:tblStylePr></w:style>"
    )  # fmt: skip


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}" w:eastAsia="{name}"/>'


def _twips(points: float) -> int:
    return round(points * 20)
