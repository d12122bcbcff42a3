"""The whole session without a mouse: every step of the board is reached by Tab and done by keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import yamlfile
from pipeline.render import board
from pipeline.workspace import Workspace
from tests.render import steering_data
from tests.render.browser import chromium, needs_chromium
from tests.render.test_axe import WCAG, axe_source

pytestmark = needs_chromium
FIND = """async tags => (await axe.run({runOnly: tags, resultTypes: ['violations']})).violations
  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))"""


@pytest.fixture
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def tab_to(tab: Any, selector: str, most: int = 400) -> None:
    """Press Tab until the element has the focus; fail where it is never reached or has no visible focus."""
    for _ in range(most):
        if tab.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            shown = tab.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; })()"
            )
            assert shown, f"{selector}: focus cannot be seen"
            return
        tab.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached by Tab")


def test_a_session_by_keyboard_alone(ws: Workspace, browser: Any, tmp_path: Path) -> None:
    source = steering_data.public(3)
    source.tables["need_tests"] = []
    data = steering_data.write(ws.root, source)
    first, second = (f["id"] for f in data["fields"][:2])
    tab = browser.new_context(accept_downloads=True).new_page()
    outside: list[str] = []
    tab.on("request", lambda r: outside.append(r.url) if r.url.startswith("http") else None)
    tab.add_init_script("window.print = () => { window.printed = true; }")
    tab.goto(board(ws).as_uri())
    keys = tab.keyboard

    tab_to(tab, "a[href='#rangfolge']")
    keys.press("Enter")  # skip link
    tab_to(tab, "#jedes-gewicht summary")
    keys.press("Enter")
    assert tab.locator("#jedes-gewicht tbody tr").count() == 6
    tab_to(tab, "#g-need")
    keys.press("ArrowRight")
    assert tab.input_value("#g-need") == "3.5"
    assert tab.is_visible("#gewichte-stand")
    tab_to(tab, "#gewichte-zurueck")
    keys.press("Enter")
    assert tab.input_value("#g-need") == "3"
    tab_to(tab, f"#feld-{first} summary")
    keys.press("Enter")
    assert tab.evaluate(f"document.querySelector('#feld-{first} details').open")
    tab_to(tab, "#gruppe-b")
    before = tab.input_value("#gruppe-b")
    keys.press("ArrowUp")
    assert tab.input_value("#gruppe-b") != before
    tab_to(tab, "#mitglied-neu")
    keys.press("Enter")
    keys.type("Jugendamt")  # the focus is in the new member's name
    tab_to(tab, f"#m1-{first}")
    keys.type("5")
    assert "vollständig" in tab.inner_text("#mitglieder")
    tab_to(tab, "#beschluss .wahl input[type=checkbox]")
    keys.press("Space")
    tab_to(tab, "#speichern")
    keys.press("Enter")
    tab.wait_for_selector("#beschluss-fehler:focus")  # told at once, with the focus on it
    tab_to(tab, "#beschluss-fehler a")
    keys.press("Enter")
    keys.type("Es fehlt viel.")
    tab_to(tab, "[name=verantwortlich]")
    keys.type("Jugendamt")
    tab_to(tab, "#drucken")
    keys.press("Enter")
    assert tab.evaluate("window.printed")
    keys.press("Shift+Tab")
    with tab.expect_download() as saved:
        keys.press("Enter")
    file = tmp_path / "entscheidung.yaml"
    saved.value.save_as(file)
    decided = yamlfile.load(file, name=file.name).data
    assert decided["felder"][0] | {"bis": ""} == {
        "feld": first, "platz": 1, "begruendung": "Es fehlt viel.", "verantwortlich": "Jugendamt", "bis": "",
    }  # fmt: skip
    assert decided["stimmen"][first] == 5
    assert decided["stimmen"][second] == 0
    assert outside == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(ws: Workspace, browser: Any, mode: str) -> None:
    """Fields open, members and a result, a refused save, own weights, a recorded decision on other data."""
    source = steering_data.public(3)
    ids = [f["id"] for f in steering_data.write(ws.root, source)["fields"]]
    source.tables["decision"] = [
        {
            "position": 1, "field_of_action": ids[0], "reason": "Darum.", "responsible": "Amt", "until": None,
            "rank": 1, "rank_low": 1, "rank_high": 2, "votes": 5.0, "decided_on": "2026-11-20", "body": "X",
            "fingerprint": "older", "note": None, "weights_agreed": "{}", "weights_chosen": '{"need": 2}',
            "feasibility": None, "tally": '{"members": 2, "points": 5, "votes": {"arbeit": 10}}',
        }
    ]  # fmt: skip
    source.tables["themes"] = [
        {"field_of_action": ids[0], "theme": "Zeit", "speakers": "Fachkraft", "segments": 12}
    ]
    data = steering_data.write(ws.root, source)
    cells = [{"share": 0.4, "few": True}, None, {"share": 0.5, "few": False}]
    data["fields"][0]["by_size"] = {
        "sizes": [{"label": s, "n": 20} for s in ("1 bis 9", "10 bis 49", "50 bis 249")],
        "parts": [
            {"title": "bieten an", "rows": [{"label": "Arbeit am Vormittag", "cells": cells}]}
        ],
    }
    text = json.dumps(data, ensure_ascii=False)
    (ws.generated / "board.json").write_text(text, encoding="utf-8")
    tab = browser.new_context(color_scheme=mode, reduced_motion="reduce").new_page()
    tab.goto(board(ws).as_uri())
    tab.evaluate(axe_source() + ";0")
    states = {
        "recorded decision, own weights": "0",
        "everything open": "document.querySelectorAll('details').forEach(d => d.open = true)",
        "two members": "for (const i of [1, 2]) { document.getElementById('mitglied-neu').click();"
        "const v = document.querySelector(`#m${i}-arbeit`); v.value = 9;"
        "v.dispatchEvent(new Event('input')); }",
        "refused": "document.querySelectorAll('.wahl [type=checkbox]').forEach(c => c.checked || c.click());"
        "document.getElementById('speichern').click()",
        "no weight": "document.querySelectorAll('#gewichte input[type=range]').forEach(g => "
        "{ g.value = 0; g.dispatchEvent(new Event('input')); })",
    }
    for state, script in states.items():
        tab.evaluate(script)
        for width in (320, 1280):
            tab.set_viewport_size({"width": width, "height": 900})
            tab.evaluate(
                "scrollTo(0, 0)"
            )  # else a link half below the sticky strip looks too small
            assert tab.evaluate(FIND, WCAG) == [], (state, width)
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                state,
                width,
            )
