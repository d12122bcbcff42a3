"""Tables of Word documents: columns as wide as their longest word, heads that stand out, rows kept together.

Word and LibreOffice break a word anywhere when its column is too narrow. So every column gets at least the
width of its longest word, taken from columns that have room; where there is not enough of it, long words get
places at which they may be parted.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Sequence
from typing import Any

from pipeline.render import webfonts
from pipeline.render.word_styles import style_id

WIDTH = 9070  # of the text, twips: A4 less 2.5 cm left and right
_CELL = '<w:pPr><w:pStyle w:val="Tabellentext"/>'
_HEAD = '<w:pPr><w:pStyle w:val="Tabellenkopf"/>'
_FULL = '<w:tblW w:type="pct" w:w="5000"/>'
_MARGINS = 150  # of a cell, left and right, twips
_ROOM = 260  # between columns of a table that is narrower than the text
_TWIPS = 9.5 * 20  # size of the letters
_WHOLE = 17  # lines: such a table stays on one page
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.S)
_TD = re.compile(r"<w:tc>.*?</w:tc>", re.S)
_TEXT = re.compile(r"(<w:t(?: [^>]*)?>)([^<]*)</w:t>")
_GRID = re.compile(r"<w:tblGrid>.*?</w:tblGrid>", re.S)
_PARTS = re.compile(r"[^\s/–-]+[/–-]?")
_WORD = re.compile(r"[^\W\d_]+")
_SAFE = 1.03  # programs set letters a little wider than the font says
GERMAN, ENGLISH = "de_DE", "en_GB"
_LONG = 7  # letters: shorter words stay whole


def table(xml: str, language: str = GERMAN) -> str:
    """One ``<w:tbl>`` as pandoc wrote it, in our look.

    Args:
        xml: the table.
        language: by whose rules its words are parted.
    """
    if f'w:val="{style_id("Zahl")}"' in xml:  # figures beside each other: no lines
        return re.sub(r"<w:tblStyle [^>]*/>", "", re.sub(r"<w:tblW [^>]*/>", _FULL, xml))
    xml = re.sub(r'<w:pStyle w:val="(?:Compact|BodyText|FirstParagraph)"\s*/>',
                 '<w:pStyle w:val="Tabellentext"/>', xml)  # fmt: skip
    rows = _ROW.findall(xml)
    cells = [[_said(cell) for cell in _TD.findall(row)] for row in rows]
    if not cells or len({len(row) for row in cells}) != 1:
        return re.sub(r"<w:tblW [^>]*/>", _FULL, xml)
    columns = list(zip(*cells, strict=True))
    given = [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', xml)]
    if "<w:tblLayout" in xml:
        scale = WIDTH / sum(given)
        widths, narrow = fitted([round(w * scale) for w in given], columns, language)
    else:
        widths, narrow = natural(columns), []
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    xml = _GRID.sub(f"<w:tblGrid>{grid}</w:tblGrid>", xml)
    sized = f'<w:tblW w:type="dxa" w:w="{sum(widths)}"/><w:tblLayout w:type="fixed"/>'
    xml = re.sub(r"<w:tblLayout [^>]*/>", "", xml)
    xml = re.sub(r"<w:tblW [^>]*/>", sized, xml)
    return _kept(_parted(xml, narrow, language), _lines(columns, widths))


def _said(cell: str) -> str:
    return "".join(match[2] for match in _TEXT.finditer(cell))


def fitted(
    given: Sequence[int], columns: Sequence[Sequence[str]], language: str = GERMAN
) -> tuple[list[int], list[int]]:
    """Widths in which no word is broken, or as near to it as the page allows.

    Args:
        given: the author's widths, twips.
        columns: the texts of every column, its head first.
        language: by whose rules words are parted.

    Returns:
        The widths, with the same sum, and the columns whose words have to be parted.
    """
    least = [_least(texts) for texts in columns]
    wanting = [i for i, (width, low) in enumerate(zip(given, least, strict=True)) if width < low]
    if not wanting:
        return list(given), []
    narrow: list[int] = []
    if sum(least) > sum(given):
        narrow = wanting
        least = [_least(t, parted=language if i in narrow else "") for i, t in enumerate(columns)]
    missing = sum(max(low - width, 0) for width, low in zip(given, least, strict=True))
    slack = [max(width - low, 0) for width, low in zip(given, least, strict=True)]
    share = min(1.0, missing / sum(slack)) if any(slack) else 0.0
    widths = [
        low if width < low else width - round(room * share)
        for width, low, room in zip(given, least, slack, strict=True)
    ]
    widest = widths.index(max(widths))
    widths[widest] += sum(given) - sum(widths)
    return widths, narrow


def _least(texts: Sequence[str], *, parted: str = "") -> int:
    """The width of the longest word, or of the longest part of one where words may be parted."""
    words = [(word, i == 0) for i, text in enumerate(texts) for word in _PARTS.findall(text)]
    if parted:
        words = [(part, bold) for word, bold in words for part in _syllables_of(word, parted)]
    longest = max((_wide(word, bold=bold) for word, bold in words), default=0)
    return _MARGINS + round(longest * _SAFE)


def natural(columns: Sequence[Sequence[str]]) -> list[int]:
    """Every column as wide as its longest text, with room between them; the whole no wider than the page."""
    widths = [
        _MARGINS + _ROOM + round(max(_wide(text, bold=i == 0) for i, text in enumerate(texts)))
        for texts in columns
    ]
    if sum(widths) <= WIDTH:
        return widths
    scale = WIDTH / sum(widths)
    return fitted([round(width * scale) for width in widths], columns)[0]


def _lines(columns: Sequence[Sequence[str]], widths: Sequence[int]) -> int:
    """How many lines the table takes, about."""
    rows = zip(*columns, strict=True)
    return sum(
        max(
            -(-round(_wide(text) * 1.08) // (width - _MARGINS))
            for text, width in zip(row, widths, strict=True)
        )
        or 1
        for row in rows
    )


def _wide(text: str, *, bold: bool = False) -> float:
    """The width of a text in twips, in the letters of tables."""
    advances = _advances(600 if bold else 400)
    return sum(advances.get(ord(letter), 0.5) for letter in text) * _TWIPS


@functools.cache
def _advances(weight: int) -> dict[int, float]:
    """Advance widths of the letters, in parts of the font's size."""
    from fontTools.ttLib import TTFont

    data = next(
        d for family, w, style, d in webfonts.faces()
        if (w, style) == (weight, "normal") and "Serif" not in family
    )  # fmt: skip
    font: Any = TTFont(io.BytesIO(data))
    units, metrics = font["head"].unitsPerEm, font["hmtx"]
    return {code: metrics[name][0] / units for code, name in font.getBestCmap().items()}


def _parted(xml: str, narrow: Sequence[int], language: str) -> str:
    """Long words of narrow columns with places where a line may end."""
    if not narrow:
        return xml
    place = '</w:t><w:softHyphen/><w:t xml:space="preserve">'

    def word(match: re.Match[str]) -> str:
        return place.join(part.rstrip("\u00ad") for part in _syllables_of(match[0], language))

    def text(match: re.Match[str]) -> str:
        return f"{match[1]}{_WORD.sub(word, match[2])}</w:t>"

    def row(match: re.Match[str]) -> str:
        number = iter(range(1000))
        return _TD.sub(
            lambda cell: _TEXT.sub(text, cell[0]) if next(number) in narrow else cell[0], match[0]
        )

    return _ROW.sub(row, xml)


def _syllables_of(word: str, language: str) -> list[str]:
    """The parts of a long word, each with the hyphen that it would end with; a short word is one part."""
    if len(word) <= _LONG:
        return [word]
    parts = str(_syllables(language).inserted(word, hyphen="\u00ad")).split("\u00ad")
    return [*(f"{part}\u00ad" for part in parts[:-1]), parts[-1]]


@functools.cache
def _syllables(language: str) -> Any:
    import pyphen

    return pyphen.Pyphen(lang=language, left=3, right=3)


def _kept(xml: str, lines: int) -> str:
    """The head stays with the first row, the last row is not alone; a short table is not parted at all."""
    rows = _ROW.findall(xml)
    last = len(rows) - 1

    def kept(number: int, row: str) -> str:
        head = "<w:tblHeader" in row
        if head:
            row = row.replace("<w:trPr>", "<w:trPr><w:cantSplit/>").replace(_CELL, _HEAD)
        else:
            row = re.sub(r"<w:tr>(?!<w:trPr>)", "<w:tr><w:trPr><w:cantSplit/></w:trPr>", row)
        if number < last and (lines <= _WHOLE or head or number in (1, last - 1)):
            row = re.sub(f"{re.escape(_CELL)}|{re.escape(_HEAD)}", r"\g<0><w:keepNext/>", row)
        return row

    parts = iter([kept(number, row) for number, row in enumerate(rows)])
    return _ROW.sub(lambda _: next(parts), xml)
