"""Tables in Word: no word is broken in the midst, heads stand out, rows stay together."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.render import builtin, word_tables
from pipeline.render.word_tables import WIDTH, fitted, natural, table

FIELDS = ("Gruppe", "Vereinbarkeit", "Kinderbetreuung", "Information", "Finanzen", "Wohnen und Mobilität",
          "Qualifizierung", "Soziales Netz", "Arbeit", "Gesundheit")  # fmt: skip


def wide(text: str) -> float:
    """Twips of a text in Source Sans Pro Semibold at 9.5 pt, from the font as it is installed."""
    font = TTFont(f"{builtin.fonts()[0]}/SourceSansPro-Semibold.ttf")
    names, metrics = font.getBestCmap(), font["hmtx"]
    return sum(metrics[names[ord(x)]][0] for x in text) / font["head"].unitsPerEm * 9.5 * 20


def row(*texts: str, head: bool = False) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr /><w:p><w:pPr><w:pStyle w:val="Compact" /><w:jc w:val="left" /></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
        for text in texts
    )
    mark = '<w:trPr><w:tblHeader w:val="on" /></w:trPr>' if head else ""
    return f"<w:tr>{mark}{cells}</w:tr>"


def pandocs(*rows: str, columns: int, fixed: bool = True) -> str:
    """A table as pandoc writes it."""
    grid = f'<w:gridCol w:w="{7920 // columns}" />' * columns
    layout = '<w:tblLayout w:type="fixed" />' if fixed else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Table" /><w:tblW w:type="auto" w:w="0" />{layout}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def test_columns_that_are_wide_enough_stay_as_they_are() -> None:
    assert fitted([5000, 2000, 2070], [["Antwort", "ja"], ["alle", "5 %"], ["n", "400"]]) == (
        [5000, 2000, 2070], [],
    )  # fmt: skip


def test_a_narrow_column_gets_the_width_of_its_word_from_those_with_room() -> None:
    widths, narrow = fitted([6000, 500, 2570], [["Antwort"], ["unzufrieden"], ["n"]])
    assert narrow == []
    assert sum(widths) == 9070
    assert widths[1] > wide("unzufrieden") + 150
    assert widths[0] < 6000


def test_where_there_is_no_room_words_are_parted_at_syllables() -> None:
    xml = table(pandocs(row(*FIELDS, head=True), row("alle", *["50 %"] * 9), columns=10))
    head = xml[: xml.index("</w:tr>")]
    parted = "".join(
        "|" if sign else text
        for text, sign in re.findall(r"<w:t [^>]*>([^<]*)</w:t>|(<w:softHyphen/>)", head)
    )
    assert "Ver|ein|bar|keit" in parted
    assert "Ge|sund" not in parted  # nothing shorter than three letters is left alone
    assert "Gesund|heit" in parted
    assert "Arbeit" in parted
    widths = [int(w) for w in re.findall(r'gridCol w:w="(\d+)"', xml)]
    assert sum(widths) == WIDTH
    assert widths[9] > wide("Gesund-") + 150


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(300, 3000), min_size=2, max_size=8),
    st.data(),
)  # fmt: skip
def test_widths_keep_their_sum_and_hold_every_word_that_the_page_has_room_for(
    given_widths: list[int], data: st.DataObject
) -> None:
    words = data.draw(
        st.lists(
            st.sampled_from(("ja", "weiß nicht", "Kinderbetreuung", "eher unzufrieden", "n")),
            min_size=len(given_widths), max_size=len(given_widths),
        )
    )  # fmt: skip
    widths, narrow = fitted(given_widths, [[word] for word in words])
    assert sum(widths) == sum(given_widths)
    if not narrow:
        for width, text in zip(widths, words, strict=True):
            assert width >= max(map(wide, text.split())) + 150


def test_a_table_without_widths_is_as_wide_as_its_texts() -> None:
    widths = natural([["Befragung", "Alleinerziehende"], ["begonnen", "447"]])
    assert widths[0] > wide("Alleinerziehende") * 0.95
    assert sum(widths) < WIDTH / 2
    xml = table(pandocs(row("a", "b", head=True), row("c", "d"), columns=2, fixed=False))
    assert 'w:type="pct"' not in xml


@pytest.mark.parametrize(("rows", "kept"), [(6, 6), (40, 3)])
def test_short_tables_stay_on_a_page_and_long_ones_break_between_rows(rows: int, kept: int) -> None:
    """Of a long one the head stays with the first row, and the last row is not alone."""
    body = [row("Antwort", "5 %") for _ in range(rows)]
    xml = table(pandocs(row("Antwort", "alle", head=True), *body, columns=2))
    together = [r for r in re.findall(r"<w:tr>.*?</w:tr>", xml) if "<w:keepNext/>" in r]
    assert len(together) == kept
    assert xml.count("<w:cantSplit/>") == rows + 1


def test_heads_have_a_style_of_their_own() -> None:
    xml = table(pandocs(row("Antwort", "alle", head=True), row("ja", "5 %"), columns=2))
    first, second = re.findall(r"<w:tr>.*?</w:tr>", xml)
    assert first.count('w:val="Tabellenkopf"') == 2
    assert "Tabellenkopf" not in second


def test_letters_are_measured_in_the_font_of_the_file() -> None:
    assert word_tables._wide("Gesundheit", bold=True) == pytest.approx(wide("Gesundheit"))
