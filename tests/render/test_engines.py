"""Real Quarto and the built-in engine say the same; what is wrong with a Quarto is said plainly."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from pipeline import yamlfile
from pipeline.commands import doctor
from pipeline.errors import PipelineError
from pipeline.render import quarto, render
from pipeline.workspace import Workspace
from tests.render.test_documents import english

FORMATS = ["html", "pdf"]
INLINE = ("/Span", "/Strong", "/Em")  # newer versions of Typst tag words in bold otherwise
QUARTO_S_SUFFIX = re.compile(r"-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def plain(text: str | None) -> str:
    """Line ends and indents are an engine's own; narrow and non-breaking spaces are the document's."""
    return re.sub(r"[ \t\n]+", " ", text or "").strip(" ")


def page_facts(path: Path) -> dict[str, Any]:
    """What a page says, in the order of reading, without Quarto's own classes."""
    from lxml import html

    tree = html.parse(str(path)).getroot()
    for element in tree.xpath("//style|//script"):
        element.drop_tree()
    pictures = tree.xpath("//img|//svg[@role='img']")
    alts = [plain(picture.get("aria-label") or picture.get("alt")) for picture in pictures]
    alts = [alt for alt, _ in groupby(alts)]  # one chart, drawn for wide and for narrow screens
    for element in tree.xpath("//svg"):
        element.drop_tree()
    ids = {QUARTO_S_SUFFIX.sub("", name) for name in tree.xpath("//@id")}
    links = [(plain(link.text_content()), link.get("href")) for link in tree.xpath("//a")]
    return {
        "language": tree.get("lang"),
        "title": tree.findtext(".//title"),
        "text": plain(tree.body.text_content()).split(" "),
        "alternative texts": alts,
        "captions": [plain(caption.text_content()) for caption in tree.xpath("//figcaption")],
        "links": links,
        "broken links": [href for _, href in links if href.startswith("#") and href[1:] not in ids],
        "ids": sorted(ids),
        "headings": [
            (heading.tag, plain(heading.text_content()), heading.getparent().get("id"))
            for heading in tree.xpath("//h2|//h3|//h4")
        ],
        "callouts": [
            (set(re.findall(r"callout-(?:note|tip|warning|important|caution)", box.get("class"))),
             plain(box.text_content()))
            for box in tree.xpath("//div[contains(concat(' ', @class, ' '), ' callout ')]")
        ],
        "tables": [
            [[plain(cell.text_content()) for cell in row.xpath("td|th")] for row in table.xpath(".//tr")]
            for table in tree.xpath("//table")
        ],
        "frames that scroll": [
            plain(frame.text_content()) for frame in tree.xpath("//div[@role='region'][@tabindex='0']")
        ],
    }  # fmt: skip


def print_facts(path: Path) -> dict[str, Any]:
    """What a PDF says; lines may break elsewhere, since Quarto brings an older Typst."""
    import pypdf

    reader = pypdf.PdfReader(path)
    catalog = reader.trailer["/Root"]
    assert reader.metadata is not None
    tags: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if node.get("/S", "/Span") not in INLINE:
                tags.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K"))

    walk(catalog["/StructTreeRoot"])
    annotations = [note for page in reader.pages for note in page.get("/Annots", [])]
    return {
        "language": catalog["/Lang"],
        "title": reader.metadata.title,
        "pages": [[float(side) for side in page.mediabox] for page in reader.pages],
        "text": [re.sub(r"[-\u00ad\u2010]?\s+", "", page.extract_text()) for page in reader.pages],
        "tags": tags,
        "links": len(annotations),
        "outline": [str(item) for item in _titles(reader.outline)],
    }


def _titles(outline: Any) -> list[str]:
    return [
        title
        for item in outline
        for title in (_titles(item) if isinstance(item, list) else [item.title])
    ]


def half_written(ws: Workspace) -> None:
    """Beside the document stand others that cannot be made: in another language, or not yet finished."""
    for name in ("heft.en", "halb"):
        text = "---\ntitle: Halb\n---\n\n{{< include _gen/heft/en/felder.md >}}\n"
        (ws.reports / f"{name}.qmd").write_text(text, encoding="utf-8")


@pytest.mark.quarto
@pytest.mark.parametrize("name", ["muster", "heft", "brief"])
def test_quarto_and_the_built_in_engine_say_the_same(ws: Workspace, name: str) -> None:
    if quarto.find() is None:
        pytest.skip("needs Quarto on PATH, in QUARTO_PATH or the package quarto-cli")

    if name == "brief":
        english(ws)
    half_written(ws)

    def said(engine: str) -> list[dict[str, Any]]:
        page, printed = render(ws, name, FORMATS, engine=engine)
        return [page_facts(page), print_facts(printed)]

    ours, theirs = said("builtin"), said("quarto")
    for mine, other in zip(ours, theirs, strict=True):
        for what, value in mine.items():
            assert other[what] == value, what
    assert ours[0]["broken links"] == []
    if name == "muster":  # the comparison has something to compare
        for what in (
            "alternative texts",
            "captions",
            "links",
            "callouts",
            "tables",
            "frames that scroll",
        ):
            assert ours[0][what], what


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A program in Quarto's place that does what is asked."""

    def make(script: str) -> Path:
        path = tmp_path / "quarto"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setenv("QUARTO_PATH", str(path))
        return path

    return make


def test_quarto_is_asked_for_one_document_and_not_for_those_beside_it(
    ws: Workspace, program: Callable[[str], Path]
) -> None:
    half_written(ws)
    script = 'mkdir _output; cp _quarto.yml "_output/${2%.qmd}.html"'
    program(f'[ "$1" = --version ] && echo 1.9.38 || {{ {script}; }}')
    (seen,) = render(ws, "heft", ["html"], engine="quarto")
    asked = yamlfile.load(seen).data
    assert asked["project"] == {"output-dir": "_output", "render": ["heft.qmd"]}
    given = yamlfile.load(ws.reports / "_quarto.yml").data
    assert asked | {"project": None} == given | {"project": None}


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 1.4.549", "Quarto 1.4.549 is too old"),
        ("echo hello", "not Quarto: asked for its version it says 'hello'"),
        ("exit 3", "not Quarto"),
    ],
)
def test_a_quarto_that_will_not_do_is_named_before_it_is_used(
    ws: Workspace, program: Callable[[str], Path], script: str, said: str
) -> None:
    path = program(script)
    with pytest.raises(PipelineError, match=re.escape(said)) as caught:
        render(ws, "heft", ["html"], engine="quarto")
    assert "--engine builtin" in str(caught.value)
    (finding,) = [finding for finding in doctor.examine() if finding.subject == "Quarto"]
    assert finding.state == "missing"  # the pipeline goes on without it
    assert said in finding.found
    assert str(path) in finding.found
    assert "built-in engine is used" in finding.found


def test_a_quarto_that_will_not_do_is_left_out_and_that_is_said(
    ws: Workspace, program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    program("echo 1.4.549")
    (page,) = render(ws, "heft", ["html"], engine="auto")
    assert page.stat().st_size > 10_000
    assert "Quarto 1.4.549 is too old" in capsys.readouterr().err
    monkeypatch.setenv("QUARTO_PATH", "/nowhere/quarto")
    render(ws, "heft", ["html"], engine="auto")
    assert "QUARTO_PATH=/nowhere/quarto: this is no program" in capsys.readouterr().err
    with pytest.raises(PipelineError, match="this is no program"):
        render(ws, "heft", ["html"], engine="quarto")


def test_a_quarto_that_does_not_start_or_end(
    ws: Workspace, program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program("")
    path.write_text("#!/no/such/shell\n", encoding="utf-8")
    with pytest.raises(PipelineError, match="Quarto does not start"):
        render(ws, "heft", ["html"], engine="quarto")
    program('[ "$1" = --version ] && echo 1.9.38 || exec sleep 60')
    monkeypatch.setattr(quarto, "SECONDS_TO_RENDER", 1)
    with pytest.raises(PipelineError, match="did not finish within 1 seconds"):
        render(ws, "heft", ["html"], engine="quarto")


def test_what_quarto_complains_about_is_shown_without_its_trace(
    ws: Workspace, program: Callable[[str], Path]
) -> None:
    complaint = r"printf '\033[91mERROR: no theme\n    at run (quarto.js:1)\n\033[39m' >&2; exit 1"
    program(f'[ "$1" = --version ] && echo 1.9.38 || {{ {complaint}; }}')
    with pytest.raises(PipelineError, match="Quarto stopped: ERROR: no theme") as caught:
        render(ws, "heft", ["html"], engine="quarto")
    assert "quarto.js" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
