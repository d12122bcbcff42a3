"""axe-core finds nothing: WCAG 2.2 AA on every page, light and dark, phone to wide screen, 200 % zoom."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.render import board, render
from pipeline.workspace import Workspace
from tests.render import steering_data
from tests.render.browser import chromium, needs_chromium

pytestmark = needs_chromium

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 640, 768, 1280, 1920)  # 640 is 1280 at 200 %
# what lies in a chart is one picture with its text alternative; axe would walk through every glyph
WITHOUT_GLYPHS = (
    "document.querySelectorAll('svg.chart, svg.glyphs').forEach(s => s.replaceChildren())"
)
FIND = """async tags => (await axe.run({runOnly: tags, resultTypes: ['violations']})).violations
  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(' | '))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def axe_source() -> str:
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(
    browser: Any, page: Path, tags: list[str], widths: tuple[int, ...] = WIDTHS
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mode in ("light", "dark"):
        context = browser.new_context(color_scheme=mode)
        tab = context.new_page()
        tab.goto(page.as_uri())
        tab.evaluate(WITHOUT_GLYPHS)
        tab.evaluate(axe_source() + ";0")
        for width in widths:
            tab.set_viewport_size({"width": width, "height": 900})
            result = tab.evaluate(FIND, tags)
            if result:
                found[f"{mode} {width}"] = result
        context.close()
    return found


@pytest.mark.parametrize("name", ["muster", "heft"])
def test_a_document_with_every_building_block(ws: Workspace, browser: Any, name: str) -> None:
    page = render(ws, name, ["html"], engine="builtin")[0]
    assert violations(browser, page, [*WCAG, "best-practice"]) == {}


def test_the_board(ws: Workspace, browser: Any) -> None:
    steering_data.write(ws.root, steering_data.public(3, 0.6))
    assert violations(browser, board(ws), WCAG) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bedarfsanalyse", "broschuere", "startseite"])
def test_the_network_s_own_documents(root: Path, tmp_path: Path, browser: Any, name: str) -> None:
    if not (root / "reports" / "_gen").is_dir():
        pytest.skip("needs the results of a run: bedarf run")
    skip = shutil.ignore_patterns("_output")
    shutil.copytree(root / "reports", tmp_path / "reports", ignore=skip)
    shutil.copyfile(root / "params.yaml", tmp_path / "params.yaml")
    page = render(Workspace(tmp_path), name, ["html"], engine="builtin")[0]
    assert violations(browser, page, [*WCAG, "best-practice"], (320, 1280)) == {}


def test_the_test_sees_a_fault(ws: Workspace, browser: Any) -> None:
    page = render(ws, "heft", ["html"], engine="builtin")[0]
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace("</main>", '<img src="data:,">\n</main>'), encoding="utf-8")
    found = violations(browser, page, WCAG)
    assert all(any(line.startswith("image-alt") for line in lines) for lines in found.values())
    assert len(found) == 2 * len(WIDTHS)
