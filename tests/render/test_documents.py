"""What the built-in engine makes of a document that uses everything."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.render import builtin, render
from pipeline.render.builtin import overfull
from pipeline.render.job import prepare
from pipeline.workspace import Workspace

ENGLISH = re.compile(r"\b(Figure|Table|Section|Note|Important|Warning|Contents|Chapter|Page)\b")


def pages(path: Path) -> list[str]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def html_text(path: Path) -> str:
    from lxml import html

    tree = html.parse(str(path)).getroot()
    for element in tree.xpath("//style|//script|//svg|//nav[@id='TOC']"):
        element.drop_tree()
    return re.sub(r"\s+", " ", tree.body.text_content())


def test_two_runs_give_the_same_bytes(ws: Workspace) -> None:
    def hashes() -> list[str]:
        files = render(ws, "muster", engine="builtin") + render(ws, "heft", engine="builtin")
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

    assert hashes() == hashes()


def test_nothing_but_the_documents_is_left_behind(ws: Workspace) -> None:
    before = {p for p in ws.root.rglob("*") if p.is_file()}
    made = render(ws, "muster", engine="builtin")
    assert {p for p in ws.root.rglob("*") if p.is_file()} - before == set(made)


def test_a_fault_leaves_the_earlier_document_in_place(ws: Workspace) -> None:
    (made,) = render(ws, "muster", ["html"], engine="builtin")
    before = made.read_bytes()
    with (ws.reports / "muster.qmd").open("a", encoding="utf-8") as file:
        file.write("\n{{< var gibt.es.nicht >}}\n")
    with pytest.raises(PipelineError):
        render(ws, "muster", ["html"], engine="builtin")
    assert made.read_bytes() == before


def test_the_pdf_is_tagged_titled_german_and_dated(ws: Workspace) -> None:
    import pypdf

    (file,) = render(ws, "muster", ["pdf"], engine="builtin")
    reader = pypdf.PdfReader(file)
    assert reader.metadata is not None
    assert (
        reader.metadata.title
        == "Was Alleinerziehenden im Wetteraukreis fehlt – und was ihnen hilft"
    )
    assert "20261102" in str(reader.metadata.get("/CreationDate"))
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "de-DE"
    assert catalog["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in catalog["/Metadata"].get_object().get_data()


def test_the_pdf_embeds_our_fonts_and_no_other(ws: Workspace) -> None:
    import pypdf

    for name in ("muster", "heft"):
        (file,) = render(ws, name, ["pdf"], engine="builtin")
        fonts = set()
        for page in pypdf.PdfReader(file).pages:
            for font in page["/Resources"].get("/Font", {}).values():
                fonts.add(str(font.get_object()["/BaseFont"]))
        assert fonts
        assert all(re.match(r"/[A-Z]{6}\+Source(Sans|Serif)Pro", font) for font in fonts), fonts


def test_the_pdf_reads_in_the_order_of_the_document(ws: Workspace) -> None:
    (file,) = render(ws, "muster", ["pdf"], engine="builtin")
    text = " ".join(pages(file)[2:])
    order = [
        "Auf einen Blick", "Gut jede zweite", "54", "9 380", "18 von 26", "Ergebnisse je Handlungsfeld",
        "Abschnitt 1", "Abbildung 1", "Tabelle 1", "Kinderbetreuung", "„Randzeiten“", "Quelle: Befragung",
        "„Wenn die Kita", "Wie sicher ist das?", "Wichtig", "Rosbach", "Garmisch-Partenkirchen",
        "Methode und Grenzen", "V.",
    ]  # fmt: skip
    at = 0
    for words in order:
        at = text.find(words, at)
        assert at >= 0, words


def test_every_page_says_demodaten(ws: Workspace) -> None:
    for name in ("muster", "heft"):
        (file,) = render(ws, name, ["pdf"], engine="builtin")
        assert all("DEMODATEN" in page for page in pages(file))
    (page,) = render(ws, "muster", ["html"], engine="builtin")
    assert 'class="demoband"' in page.read_text(encoding="utf-8")


def test_real_answers_are_not_called_demo(ws: Workspace) -> None:
    variables = ws.reports / "_variables.yml"
    variables.write_text(
        variables.read_text(encoding="utf-8").replace("demo: true", "demo: false"), encoding="utf-8"
    )
    files = render(ws, "heft", ["pdf", "html"], engine="builtin")
    assert not any("simulierte Antworten" in page for page in pages(files[0]))
    assert 'demoband"' not in files[1].read_text(encoding="utf-8")


def test_html_and_pdf_say_the_same(ws: Workspace) -> None:
    web, pdf = render(ws, "muster", ["html", "pdf"], engine="builtin")
    words = set(re.findall(r"\w{5,}", html_text(web))) - {"Inhalt", "springen", "Seitenanfang"}
    printed = " ".join(pages(pdf))
    joined = re.sub(r"[-\u00ad\u2010] ?", "", printed)
    missing = {word for word in words if word not in printed and word not in joined}
    assert missing == set()


def test_no_english_word_of_an_engine_is_left(ws: Workspace) -> None:
    web, pdf = render(ws, "muster", ["html", "pdf"], engine="builtin")
    assert not ENGLISH.findall(html_text(web) + " ".join(pages(pdf)))


def test_the_page_is_one_file_and_accessible_in_structure(ws: Workspace) -> None:
    from lxml import html

    (file,) = render(ws, "muster", ["html"], engine="builtin")
    text = file.read_text(encoding="utf-8")
    tree = html.fromstring(text)
    assert not re.findall(r"(?:src|href)=\"(?!#|data:|https://www\.musternetzwerk)[^\"]*\"", text)
    assert "url(http" not in text
    assert tree.get("lang") == "de"
    assert [
        len(tree.xpath(path)) for path in ("//main", "//h1", "//nav", "//header", "//footer")
    ] == [1] * 5
    assert tree.xpath("//body/a[1]/@href") == ["#inhalt"]
    levels = [int(h.tag[1]) for h in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert all(b <= a + 1 for a, b in pairwise(levels)), levels
    assert all(image.get("alt", "").strip() for image in tree.xpath("//img"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in tree.xpath("//a[starts-with(@href, '#')]/@href"):
        assert link[1:] in ids, link


def test_typography_is_german(ws: Workspace) -> None:
    (file,) = render(ws, "muster", ["html"], engine="builtin")
    text = file.read_text(encoding="utf-8")
    for words in (
        "„Randzeiten“",
        "z.\u202fB.",
        "54\u202f%",
        "§\u202f24",
        "i.\u202fd.\u202fR.",
        "7\u00a0Uhr",
    ):
        assert words in text, words


def test_a_fact_at_the_start_of_a_line_makes_no_list(ws: Workspace) -> None:
    (file,) = render(ws, "muster", ["html"], engine="builtin")
    assert "<p>1. September begann die Befragung" in file.read_text(encoding="utf-8")


def test_the_pdf_for_the_print_shop_has_bleed_and_the_same_pages(ws: Workspace) -> None:
    import pypdf

    screen, printed = render(ws, "heft", ["pdf", "print"], engine="builtin")
    assert printed.name == "heft-druck.pdf"
    assert pages(printed) == pages(screen)
    page = pypdf.PdfReader(printed).pages[0]
    mm = 72 / 25.4
    assert [float(x) / mm for x in page.trimbox] == pytest.approx([3, 3, 151, 213], abs=0.01)
    assert [float(x) / mm for x in page.mediabox] == pytest.approx([0, 0, 154, 216], abs=0.01)


def test_a_brochure_page_that_runs_over_is_named(
    ws: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    heft = ws.reports / "heft.qmd"
    text = heft.read_text(encoding="utf-8")
    heft.write_text(
        text.replace("::: {.wegweiser}", "Wort. " * 900 + "\n\n::: {.wegweiser}"), encoding="utf-8"
    )
    render(ws, "heft", ["pdf"], engine="builtin")
    said = capsys.readouterr().err
    assert "what begins on page 4 does not fit on one page" in said
    assert "page 2" not in said
    assert "page 3" not in said


def test_pages_of_a_brochure_come_in_fours() -> None:
    assert overfull([2, 3, 4, 4]) == []
    assert overfull([2, 3, 5, 8]) == [
        "what begins on page 3 does not fit on one page; shorten the text",
        "what begins on page 5 does not fit on one page; shorten the text",
    ]
    assert overfull([2, 3, 3]) == ["3 pages cannot be stapled; a brochure needs a multiple of four"]


def test_no_text_runs_over_the_edge(ws: Workspace) -> None:
    """Long names, at the widest: the strips beside the text stay white (drawn at 50 dots per inch)."""
    import typst
    from PIL import Image

    for name, paper in (("muster", 210), ("heft", 148)):
        job = prepare(ws, name)
        drawn = typst.compile(
            builtin.typst_text(job), root=str(ws.reports), font_paths=builtin.fonts(),
            ignore_system_fonts=True, format="png", ppi=50,
        )  # fmt: skip
        for data in drawn[1:]:
            image = Image.open(io.BytesIO(data)).convert("L")
            edge = round(image.width * (1 - 9 / paper))
            assert (
                image.crop((edge, image.height // 10, image.width, image.height)).getextrema()[0]
                > 240
            )


def test_an_unknown_engine_or_format_is_refused(ws: Workspace) -> None:
    with pytest.raises(PipelineError, match="engine 'latex' is not known"):
        render(ws, "muster", engine="latex")
    with pytest.raises(PipelineError, match="format 'rtf' is not known"):
        render(ws, "muster", ["rtf"])


def english(ws: Workspace) -> str:
    """A document in English beside the German ones."""
    (ws.reports / "brief.qmd").write_text(
        """---
title: "What single parents need"
netzwerk: "Network"
demo: true
lang: en
---

# In brief {#sec-a}

"Quoted", see @tbl-a and @sec-a.

| a | b |
|---|---|
| 1 | 2 |

: A table {#tbl-a}

::: {.callout-note}
Something
:::
""",
        encoding="utf-8",
    )
    return "brief"


def test_a_document_in_english_has_no_german_word_of_an_engine(ws: Workspace) -> None:
    web, pdf, word = render(ws, english(ws), ["html", "pdf", "docx"], engine="builtin")
    with zipfile.ZipFile(word) as parts:
        xml = [parts.read(f"word/{name}.xml").decode() for name in ("document", "header1")]
    in_word = re.sub(r"\s+", " ", " ".join(re.sub(r"<[^>]+>", "", text) for text in xml))
    for text in (html_text(web), " ".join(pages(pdf)), in_word):
        assert "“Quoted”, see Table 1 and Section 1." in text
        assert "Note" in text
        assert "simulated answers" in text
        assert not re.search(
            "Tabelle|Abschnitt|Hinweis|Inhalt|DEMODATEN|springen|Seitenanfang", text
        )


def test_notes_in_the_margin_stay_above_the_foot_of_the_page(ws: Workspace) -> None:
    import pypdf

    note = "::: {.randnotiz}\n" + "Randwort " * 14 + "\n:::"
    body = "\n\n".join(f"Absatz {k}.\n\n" + ("" if k % 7 else note) for k in range(150))
    text = (ws.reports / "muster.qmd").read_text(encoding="utf-8")
    front = text.split("---\n")[1]
    (ws.reports / "muster.qmd").write_text(
        f"---\n{front}---\n\n# Eins\n\n{body}\n", encoding="utf-8"
    )
    (made,) = render(ws, "muster", ["pdf"], engine="builtin")
    heights: list[float] = []

    def seen(said: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if "Randwort" in said:
            heights.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    for page in pypdf.PdfReader(made).pages:
        page.extract_text(visitor_text=seen)
    assert len(heights) >= 20
    assert min(heights) > 24 / 25.4 * 72 - 2  # the lower margin
