"""Interactive charts on demand: picture first, keyboard, German numbers, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.render import render
from pipeline.workspace import Workspace
from tests.render.browser import chromium, needs_chromium

pytestmark = needs_chromium

PLAN = {
    "data": [
        {
            "type": "bar", "orientation": "h", "y": ["Randzeiten", "Ferien"], "x": [54.5, 38.2],
            "hoverinfo": "text", "hovertext": ["<b>Randzeiten</b><br>54,5 %", "<b>Ferien</b><br>38,2 %"],
        }
    ],
    "layout": {"height": 400, "separators": ",\u202f", "xaxis": {"tickvals": [0, 12.5, 1000]}},
    "config": {"locale": "de", "displayModeBar": False},
    "meta": {
        "finding": "Randzeiten </script> fehlen am meisten", "subtitle": "Anteile", "source": "Quelle",
        "demo": True,
    },
}  # fmt: skip


@pytest.fixture
def page(ws: Workspace) -> Path:
    plan = json.dumps(PLAN, ensure_ascii=False)
    (ws.generated / "charts" / "bedarf.json").write_text(plan, encoding="utf-8")
    made = render(ws, "muster", ["html"], engine="builtin")
    assert [file.name for file in made] == ["muster.html", "plotly.min.js"]
    return made[0]


@pytest.fixture
def tab() -> Iterator[Any]:
    with chromium() as browser:
        yield browser.new_context(viewport={"width": 1280, "height": 900}).new_page()


def test_the_script_is_loaded_only_when_asked_for(page: Path, tab: Any) -> None:
    asked: list[str] = []
    tab.on("request", lambda r: None if r.url.startswith("data:") else asked.append(r.url))
    tab.goto(page.as_uri())
    assert [Path(url).name for url in asked] == ["muster.html"]
    tab.locator("button.interaktiv").click()
    tab.wait_for_selector("div.interaktiv svg.main-svg")
    assert [Path(url).name for url in asked] == ["muster.html", "plotly.min.js"]
    assert not tab.locator("svg.chart.wide").is_visible()


def test_keys_open_the_chart_and_say_each_value(page: Path, tab: Any) -> None:
    tab.goto(page.as_uri())
    button = tab.locator("button.interaktiv")
    name = "Interaktiv zeigen: Randzeiten </script> fehlen am meisten"
    assert button.get_attribute("aria-label") == name
    button.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("div.interaktiv svg.main-svg")
    tab.wait_for_function("document.activeElement.getAttribute('role') === 'application'")
    said = []
    for _ in range(3):
        tab.keyboard.press("ArrowDown")
        said.append(" ".join(tab.locator(".ansage").inner_text().split()))
    assert said == ["Randzeiten 54,5 %", "Ferien 38,2 %", "Randzeiten 54,5 %"]
    button.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("svg.chart.wide").is_visible()
    assert not tab.locator("div.interaktiv").first.is_visible()


def test_numbers_are_german_and_answers_marked_as_simulated(page: Path, tab: Any) -> None:
    tab.goto(page.as_uri())
    tab.locator("button.interaktiv").click()
    tab.wait_for_selector("div.interaktiv svg.main-svg")
    assert "12,5" in tab.locator("div.interaktiv .xaxislayer-above").text_content()
    assert "DEMODATEN" in tab.locator("div.interaktiv").first.inner_text()


def test_without_the_script_the_page_still_shows_its_pictures(page: Path, tab: Any) -> None:
    page.with_name("plotly.min.js").unlink()
    tab.goto(page.as_uri())
    tab.locator("button.interaktiv").click()
    tab.wait_for_function("document.querySelector('.ansage').textContent.includes('plotly.min.js')")
    assert tab.locator("svg.chart.wide").is_visible()


def test_a_reader_without_scripts_sees_no_button(page: Path) -> None:
    with chromium() as browser:
        tab = browser.new_context(java_script_enabled=False).new_page()
        tab.goto(page.as_uri())
        assert not tab.locator("button.interaktiv").is_visible()
        assert tab.locator("svg.chart.wide").is_visible()
