"""A page for everybody: without scripts, by keyboard, at 200 %, in high contrast, without motion, printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.render import render
from pipeline.workspace import Workspace
from tests.render.browser import chromium, needs_chromium

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(ws: Workspace) -> Path:
    return render(ws, "muster", ["html"], engine="builtin")[0]


def opened(browser: Any, page: Path, **mode: Any) -> Any:
    tab = browser.new_context(viewport={"width": 1280, "height": 900}, **mode).new_page()
    tab.goto(page.as_uri())
    return tab


def style(tab: Any, selector: str, name: str, pseudo: str = "") -> str:
    value = tab.eval_on_selector(
        selector,
        f"(e) => getComputedStyle(e, {pseudo!r} || null).getPropertyValue({name!r})",
    )
    return str(value)


def test_without_scripts_everything_is_there_to_read(browser: Any, page: Path) -> None:
    silent = opened(browser, page, java_script_enabled=False)
    text = silent.locator("main").inner_text()
    lively = opened(browser, page)
    lively.wait_for_timeout(300)
    buttons = lively.locator("main button").all_inner_texts()
    expected = lively.locator("main").inner_text()
    for label in buttons:
        expected = expected.replace(label, "")
    assert " ".join(text.split()) == " ".join(expected.split())
    assert silent.locator("main button").count() == 0, "a button that does nothing"
    charts = silent.locator("svg.chart")
    assert charts.count() > 0
    assert charts.first.bounding_box()["width"] > 300
    assert charts.first.get_attribute("aria-label") or charts.first.locator("title").count()


def test_the_first_stop_of_the_keyboard_leads_to_the_text(browser: Any, page: Path) -> None:
    tab = opened(browser, page, reduced_motion="reduce")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "sprung"
    box = tab.locator(".sprung").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.tagName") == "MAIN"


def test_every_stop_of_the_keyboard_is_seen(browser: Any, page: Path) -> None:
    tab = opened(browser, page, reduced_motion="reduce")
    stops = 0
    for _ in range(60):
        tab.keyboard.press("Tab")
        tag = tab.evaluate("document.activeElement.tagName")
        if tag == "BODY":
            break
        stops += 1
        seen = tab.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }"
        )
        assert seen, tab.evaluate("document.activeElement.outerHTML.slice(0, 100)")
    assert stops > 5


@pytest.mark.parametrize("width", [640, 768, 1280])
def test_text_twice_as_large_runs_over_nowhere(browser: Any, page: Path, width: int) -> None:
    tab = opened(browser, page)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.add_style_tag(content="html { font-size: 200% }")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_high_contrast_leaves_pictures_readable(browser: Any, page: Path) -> None:
    tab = opened(browser, page, forced_colors="active", color_scheme="dark")
    assert style(tab, "svg.chart", "forced-color-adjust") == "none"
    assert style(tab, "svg.chart", "background-color") == "rgb(255, 255, 255)"
    assert style(tab, "body", "color") != style(tab, "body", "background-color")


def test_codes_and_logos_stand_on_white_in_dark_mode_and_codes_are_for_paper(
    ws: Workspace, browser: Any
) -> None:
    picture = '![](logo.svg){width="16mm" fig-alt="Ein Bild"}'
    blocks = "\n\n".join(
        f"::: {{.{name}}}\nWort\n\n{picture}\n:::" for name in ("kontakt", "angebot", "logos")
    )
    with (ws.reports / "heft.qmd").open("a", encoding="utf-8") as file:
        file.write(f"\n\n{blocks}\n")
    page = render(ws, "heft", ["html"], engine="builtin")[0]
    tab = opened(browser, page, color_scheme="dark")
    for name in ("kontakt", "angebot", "logos"):
        assert style(tab, f".{name} img", "background-color") == "rgb(255, 255, 255)", name
    assert not tab.locator(".angebot img").is_visible()
    tab.emulate_media(media="print")
    assert tab.locator(".angebot img").is_visible()


def test_who_wants_no_motion_gets_none(browser: Any, page: Path) -> None:
    assert (
        style(opened(browser, page, reduced_motion="reduce"), "html", "scroll-behavior") == "auto"
    )
    lively = opened(browser, page, reduced_motion="no-preference")
    assert style(lively, "html", "scroll-behavior") == "smooth"


def test_printed_from_the_browser_heads_stay_with_what_follows(browser: Any, page: Path) -> None:
    tab = opened(browser, page)
    tab.emulate_media(media="print")
    for selector, pseudo in (("h2", ""), (".kernaussage", ""), (".handlungsfeld", "::before")):
        assert style(tab, selector, "break-after", pseudo) == "avoid"
    for hidden in (".sprung", "#TOC", "footer button"):
        assert all(not e.is_visible() for e in tab.locator(hidden).all())
    assert style(tab, "body", "color") == "rgb(0, 0, 0)"
