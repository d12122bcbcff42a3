"""Every PDF can be heard: structure after PDF/UA-1, and the check sees each kind of fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.render import render
from pipeline.workspace import Workspace
from tests.render.pdf_structure import Structure, faults


@pytest.mark.parametrize("name", ["muster", "heft"])
def test_documents_with_every_building_block_keep_pdf_ua(ws: Workspace, name: str) -> None:
    (file,) = render(ws, name, ["pdf"], engine="builtin")
    assert faults(file) == []


def test_a_print_file_keeps_pdf_ua_though_it_is_no_archive_file(ws: Workspace) -> None:
    (file,) = render(ws, "heft", ["print"], engine="builtin")
    assert faults(file, archive=False) == []


def test_headings_of_the_document_are_those_of_the_source_in_its_order(ws: Workspace) -> None:
    (file,) = render(ws, "muster", ["pdf"], engine="builtin")
    kinds = [e.kind for e in Structure(file).of("H1", "H2", "H3")]
    (page,) = render(ws, "muster", ["html"], engine="builtin")
    from lxml import html

    main = html.parse(str(page)).getroot().xpath("//main")[0]
    shown = [f"H{int(e.tag[1]) - 1}" for e in main.iter("h2", "h3", "h4")]
    assert kinds == ["H1", *shown]  # first the table of contents


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["bedarfsanalyse", "broschuere", "faktenblaetter", "folien", "presse"]
)
def test_the_networks_own_documents_keep_pdf_ua(root: Path, name: str) -> None:
    file = root / "reports" / "_output" / f"{name}.pdf"
    if not file.is_file():
        pytest.skip("needs the results of a run: bedarf run")
    assert faults(file) == []


def _first(writer: Any, kind: str) -> Any:
    def found(node: Any) -> Any:
        node = node.get_object()
        if not isinstance(node, dict):
            return None
        if node.get("/S") == kind:
            return node
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if (hit := found(kid)) is not None:
                return hit
        return None

    return found(writer.root_object["/StructTreeRoot"])


def _no_alternative(writer: Any) -> None:
    del _first(writer, "/Figure")["/Alt"]


def _no_scope(writer: Any) -> None:
    del _first(writer, "/TH")["/A"]


def _skipped_level(writer: Any) -> None:
    from pypdf.generic import NameObject

    _first(writer, "/H2")[NameObject("/S")] = NameObject("/H4")


def _no_language(writer: Any) -> None:
    del writer.root_object["/Lang"]


def _file_name_shown(writer: Any) -> None:
    del writer.root_object["/ViewerPreferences"]


def _links_anywhere(writer: Any) -> None:
    for page in writer.pages:
        page.pop("/Tabs", None)


def _link_that_says_nothing(writer: Any) -> None:
    for page in writer.pages:
        for link in page.get("/Annots", []):
            link.get_object().pop("/Contents", None)


def _cell_lost(writer: Any) -> None:
    row = _first(writer, "/TR")
    row["/K"].pop()


def _unmarked(writer: Any) -> None:
    from pypdf.generic import DecodedStreamObject, NameObject

    extra = DecodedStreamObject()
    extra.set_data(b"0 0 10 10 re f")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(extra)


def _turned_round(writer: Any) -> None:
    kids = _first(writer, "/Document")["/K"]
    kids.reverse()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_no_alternative, "no text alternative"),
        (_no_scope, "does not say what it is the head of"),
        (_skipped_level, "a heading of level 4 follows"),
        (_no_language, "language"),
        (_file_name_shown, "instead of the title"),
        (_links_anywhere, "not in the order of the text"),
        (_link_that_says_nothing, "where it leads"),
        (_cell_lost, "rows of"),
        (_unmarked, "neither content nor decoration"),
        (_turned_round, "jumps back"),
    ],
)
def test_the_check_sees(ws: Workspace, damage: Callable[[Any], None], said: str) -> None:
    import pypdf

    (file,) = render(ws, "muster", ["pdf"], engine="builtin")
    writer = pypdf.PdfWriter(clone_from=file)
    damage(writer)
    broken = file.with_name("broken.pdf")
    writer.write(broken)
    assert any(said in fault for fault in faults(broken, archive=False))
