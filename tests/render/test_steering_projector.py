"""In the session: a decision takes one line, and the ranking is whole on a projector's first screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.render import board
from pipeline.workspace import Workspace
from tests.render import steering_data
from tests.render.browser import chromium, needs_chromium

pytestmark = needs_chromium
REASON = "Am Rand des Tages, in den Ferien und bei Krankheit fehlt Betreuung; was es gibt, kennen wenige."


def decided(ws: Workspace, *, weighted: bool = True) -> Path:
    """The board of an invented survey on which three fields were chosen, on other data."""
    source = steering_data.public(3)
    ids = [f["id"] for f in steering_data.write(ws.root, source)["fields"]]
    source.tables["decision"] = [
        {
            "position": i, "field_of_action": field, "reason": REASON, "responsible": "Fachdienst Jugend",
            "until": "2027-12-31", "rank": i, "rank_low": i, "rank_high": i + 1, "votes": 5.0,
            "decided_on": "2026-11-20", "body": "Steuerungsgruppe", "fingerprint": "older", "note": None,
            "weights_agreed": "{}", "weights_chosen": "{}", "feasibility": None, "tally": None,
        }
        for i, field in enumerate(ids[:3], start=1)
    ]  # fmt: skip
    data = steering_data.write(ws.root, source) | {"weighted": weighted}
    (ws.generated / "board.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return board(ws)


def test_the_ranking_is_whole_on_the_first_screen_after_a_decision(ws: Workspace) -> None:
    page = decided(ws)
    with chromium() as browser:
        tab = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        tab.goto(page.as_uri())
        rows = tab.locator(".rang")
        last = rows.last.bounding_box()
        assert rows.count() == 9
        assert last["y"] + last["height"] <= 1080
        assert (
            "Daten haben sich seitdem geändert" in tab.locator(".beschlossen summary").inner_text()
        )
        reason = tab.locator(".beschlossen li").first
        assert not reason.is_visible()
        tab.locator(".beschlossen summary").press("Enter")
        assert REASON in reason.inner_text()


@pytest.mark.parametrize(("weighted", "said"), [(True, "angepasst"), (False, "nicht gewichtet")])
def test_the_foot_says_whether_answers_are_weighted(
    ws: Workspace, weighted: bool, said: str
) -> None:
    text = decided(ws, weighted=weighted).read_text(encoding="utf-8")
    start = text.index("So ist gerechnet")
    foot = text[start : text.index("</footer>", start)]
    assert said in foot
    assert ("angepasst" in foot) == weighted
