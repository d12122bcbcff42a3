"""Names, offers and quotations are printed as they were written: never as markup, never as a script."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from lxml import html
from lxml.html import HtmlElement
from openpyxl import load_workbook

from pipeline import params as parameters
from pipeline.compose import compose
from pipeline.render import board, render
from pipeline.workspace import Workspace, write_table

SCRIPT = "<script>run({})</script><img src=x onerror=alert(1)>"
STARS = "Bürger*innen und Nutzer*innen [a](b) `x` $y$ {{< var netz.name >}}"
PLACES = {
    "name: Musternetzwerk Alleinerziehende Wetterau": f"name: {STARS!r}",
    "region_label: Wetteraukreis": f'region_label: "Kreis {SCRIPT.format("label")}"',
    "region_in: im Wetteraukreis": f'region_in: "im Kreis {SCRIPT.format("in")}"',
    "person: Erika Muster": f'person: "Erika {SCRIPT.format("person")}"',
    "name: Jobcenter Musterkreis": f'name: "Amt {SCRIPT.format("partner")}"',
    "label: Mütter": f'label: "Mütter {SCRIPT.format("group")}"',
    "short: Kinderbetreuung": f'short: "Kinder {SCRIPT.format("short")}"',
    "field_period: 1. September": f'field_period: "1. {SCRIPT.format("period")} September"  #',
}


@pytest.fixture(scope="module")
def pages(
    example: ModuleType, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Report, brochure and board of a network in which everybody writes what they should not."""
    ws: Workspace = example.workspace(tmp_path_factory.mktemp("words"), root)[0]
    text = ws.params_file.read_text(encoding="utf-8")
    for right, hostile in PLACES.items():
        assert right in text
        text = text.replace(right, hostile, 1)
    ws.params_file.write_text(text, encoding="utf-8")
    for table, columns in {
        "offers": ("name", "institution", "contact"),
        "quotes": ("quote",),
    }.items():
        rows = pd.read_parquet(ws.public / f"{table}.parquet")
        written = {c: f"={c} " + SCRIPT.format(c) for c in columns}
        write_table(ws.public / f"{table}.parquet", rows.assign(**written))
    compose(ws, parameters.load(ws.params_file))
    board(ws)
    render(ws, "bedarfsanalyse", ["html", "docx"], engine="builtin")
    render(ws, "broschuere", ["html"], engine="builtin")
    return {file.name: file for file in [*ws.output.glob("*.*"), *ws.generated.rglob("*.xlsx")]}


def opened(page: Path) -> HtmlElement:
    return html.document_fromstring(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["bedarfsanalyse.html", "broschuere.html", "board.html"])
def test_no_page_runs_what_somebody_wrote(pages: dict[str, Path], name: str) -> None:
    page = opened(pages[name])
    assert not page.xpath("//img[@src='x'] | //*[@onerror]")
    assert not page.xpath("//a[starts-with(@href, 'javascript:')]")
    scripts = [str(node.text) for node in page.iter("script")]
    assert not [text for text in scripts if text.startswith("run(")]
    shown = " ".join(str(t) for t in page.xpath("//body//text()[not(ancestor::script)]"))
    assert len(set(re.findall(r"<script>run\((\w+)\)</script>", shown))) >= 4


@pytest.mark.parametrize("name", ["bedarfsanalyse.html", "broschuere.html", "board.html"])
def test_a_name_with_stars_and_brackets_is_printed_as_it_is(
    pages: dict[str, Path], name: str
) -> None:
    shown = " ".join(opened(pages[name]).text_content().split())
    assert STARS in shown
    assert "\\*" not in shown
    assert "\\<" not in shown


def test_a_word_file_s_header_and_footer_hold_no_backslashes(pages: dict[str, Path]) -> None:
    with zipfile.ZipFile(pages["bedarfsanalyse.docx"]) as parts:
        header, footer = (parts.read(f"word/{p}1.xml").decode() for p in ("header", "footer"))
    assert "im Kreis &lt;script&gt;" in header
    assert "Bürger*innen und Nutzer*innen [a]" in footer
    assert "\\" not in header + footer


def test_no_cell_of_the_report_s_tables_computes(pages: dict[str, Path]) -> None:
    book = load_workbook(io.BytesIO(pages["tabellen.xlsx"].read_bytes()))
    assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
