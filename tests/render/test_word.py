"""The Word document: what readers and editors find in it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.render import render, webfonts, word_fonts
from pipeline.workspace import Workspace

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def parts(ws: Workspace) -> dict[str, str]:
    (file,) = render(ws, "muster", ["docx"], engine="builtin")
    with zipfile.ZipFile(file) as source:
        return {
            name: source.read(name).decode("utf-8")
            for name in source.namelist()
            if name.endswith((".xml", ".rels"))
        }


def paragraphs(xml: str) -> list[tuple[str, str]]:
    """Style and text of every paragraph."""
    out = []
    for paragraph in ElementTree.fromstring(xml).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        text = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        out.append((style.get(f"{W}val", "") if style is not None else "", text))
    return out


def test_two_runs_give_the_same_bytes(ws: Workspace) -> None:
    first = [file.read_bytes() for file in render(ws, "muster", ["docx"])]
    assert [file.read_bytes() for file in render(ws, "muster", ["docx"])] == first


def test_every_page_says_that_the_answers_are_simulated(parts: dict[str, str]) -> None:
    assert "DEMODATEN" in parts["word/header1.xml"]
    sections = re.findall(r"<w:sectPr.*?</w:sectPr>", parts["word/document.xml"], re.S)
    assert len(sections) == 1
    assert "headerReference" in sections[0]
    assert "titlePg" not in sections[0]  # the first page has no header of its own


def test_without_simulated_answers_nothing_says_so(ws: Workspace) -> None:
    facts = ws.reports / "_variables.yml"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("demo: true", "demo: false"), encoding="utf-8"
    )
    (file,) = render(ws, "muster", ["docx"])
    with zipfile.ZipFile(file) as source:
        assert "DEMODATEN" not in source.read("word/header1.xml").decode()


def test_pictures_carry_their_alternative_text(parts: dict[str, str]) -> None:
    described = re.findall(r'<wp:docPr descr="([^"]*)"', parts["word/document.xml"])
    assert "Balkendiagramm: 54 % ohne Betreuung in Randzeiten" in re.sub(
        r"\s", " ", " ".join(described)
    )
    assert all(described)


def test_pictures_begin_where_the_text_begins(parts: dict[str, str]) -> None:
    """Without distances LibreOffice moves a picture in by an eighth of an inch."""
    found = re.findall(r"<wp:inline\b[^>]*>", parts["word/document.xml"])
    assert found
    assert all(f'dist{side}="0"' in tag for tag in found for side in "TBLR")


def test_captions_and_references_agree(parts: dict[str, str]) -> None:
    found = paragraphs(parts["word/document.xml"])
    captions = {style: text for style, text in found if style.endswith("Caption")}
    assert captions["ImageCaption"].startswith("Abbildung\u00a01: Ungedeckte Bedarfe")
    assert captions["TableCaption"].startswith("Tabelle\u00a01: Alleinerziehende")
    running = " ".join(text for _, text in found)
    assert "zeigt Abbildung\u00a01 die größten Lücken" in running
    anchors = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', parts["word/document.xml"]))
    assert "fig-bedarf" in anchors
    assert anchors <= set(
        re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', parts["word/document.xml"])
    )


def test_building_blocks_are_styles_that_the_file_defines(parts: dict[str, str]) -> None:
    used = {style for style, _ in paragraphs(parts["word/document.xml"]) if style}
    assert {"Kernaussage", "Zahl", "Zitat", "Hinweis", "Randnotiz", "Klein"} <= used
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', parts["word/styles.xml"]))


def test_titles_are_plain_text_without_escapes(parts: dict[str, str]) -> None:
    assert "Stand: 2. November 2026" in parts["word/footer1.xml"]


def test_the_language_is_german(parts: dict[str, str]) -> None:
    languages = re.findall(r'<w:lang [^>]*w:val="([^"]+)"', parts["word/styles.xml"])
    assert languages
    assert all(language.startswith("de") for language in languages)


def test_contents_name_every_chapter(parts: dict[str, str]) -> None:
    entries = [t for s, t in paragraphs(parts["word/document.xml"]) if s == "TOC1"]
    assert entries == [
        "1 Auf einen Blick",
        "2 Ergebnisse je Handlungsfeld",
        "3 Methode und Grenzen",
    ]


def test_fonts_are_embedded_and_can_be_read_back(ws: Workspace) -> None:
    from fontTools.ttLib import TTFont

    (file,) = render(ws, "muster", ["docx"])
    with zipfile.ZipFile(file) as source:
        table = source.read("word/fontTable.xml").decode()
        keys = re.findall(r'w:fontKey="([^"]+)"', table)
        assert len(keys) == len(webfonts.faces())
        packed = source.read("word/fonts/font1.odttf")
    names = {
        str(TTFont(io.BytesIO(word_fonts.obfuscated(packed, key)))["name"].getDebugName(1))
        for key in keys
        if word_fonts.obfuscated(packed, key)[:4] == b"\x00\x01\x00\x00"
    }
    assert names == {"Source Sans Pro"}


def test_nothing_of_the_machine_is_in_the_file(ws: Workspace, tmp_path: Path) -> None:
    (file,) = render(ws, "muster", ["docx"])
    with zipfile.ZipFile(file) as source:
        for name in source.namelist():
            assert str(tmp_path).encode() not in source.read(name)
