"""The steering board as a file: what can be read without a browser's help, and what must not be in it."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from lxml import html

from pipeline.errors import PipelineError
from pipeline.render import board, steering, steering_firms
from pipeline.workspace import Workspace
from tests.render import steering_data


@pytest.fixture
def made(ws: Workspace) -> tuple[str, dict[str, Any]]:
    data = steering_data.write(ws.root, steering_data.public(1))
    return board(ws).read_text(encoding="utf-8"), data


def test_the_page_needs_no_network_and_is_small(made: Any) -> None:
    page, _ = made
    assert len(page.encode()) <= steering.MAX_BYTES
    markup = re.sub(r"data:font/[^)]*\)", "", page).replace("http://www.w3.org/2000/svg", "")
    assert "http://" not in markup
    assert "https://" not in markup
    assert not re.search(
        r"\b(fetch|XMLHttpRequest|sendBeacon|WebSocket|localStorage|cookie)\b", markup
    )
    assert '<html lang="de">' in page


def test_the_ranking_can_be_read_without_javascript(made: Any) -> None:
    page, data = made
    tree = html.fromstring(page)
    rows = tree.xpath("//ol[@id='rangliste']/li")
    assert [r.get("data-feld") for r in rows] == [f["id"] for f in data["fields"]]
    first = rows[0].text_content()
    assert data["fields"][0]["short"] in first
    assert f"{data['fields'][0]['score']:.1f}".replace(".", ",") in first
    for field in data["fields"]:
        article = tree.xpath(f"//article[@id='feld-{field['id']}']")[0].text_content()
        assert field["finding"] in article


def test_demo_is_said_on_screen_and_on_every_printed_page(ws: Workspace) -> None:
    source = steering_data.public(1)
    steering_data.write(ws.root, source)
    page = board(ws).read_text(encoding="utf-8")
    assert page.count("DEMODATEN") >= 3
    assert "@top-center" in page
    source.meta["demo"] = False
    steering_data.write(ws.root, source)
    assert "DEMODATEN" not in board(ws).read_text(encoding="utf-8")


def test_text_from_people_cannot_become_markup(made: Any) -> None:
    page, _ = made
    assert page.count("</script>") == 3
    assert "<b>x" not in page
    assert "etwas &lt;Nr. 0&gt; &amp; mehr" in page.replace("Etwas", "etwas")


def test_no_english_number_and_no_nan(made: Any) -> None:
    page, _ = made
    tree = html.fromstring(page)
    for element in tree.xpath("//script|//style"):
        element.drop_tree()
    text = tree.text_content()
    assert not re.search(r"\bnan\b|None|NaN", text)
    assert not re.search(r"\d\.\d(?!\d*\.)", text)


def test_the_same_data_give_the_same_bytes(ws: Workspace) -> None:
    steering_data.write(ws.root, steering_data.public(1))
    first = board(ws).read_bytes()
    assert board(ws).read_bytes() == first


def test_missing_data_and_a_poor_brand_are_clear_errors(ws: Workspace) -> None:
    with pytest.raises(PipelineError, match="data are missing"):
        board(ws)
    steering_data.write(ws.root, steering_data.public(1))
    brand = ws.reports / "_brand.yml"
    brand.write_text(
        brand.read_text(encoding="utf-8").replace("ziegel:", "backstein:"), encoding="utf-8"
    )
    with pytest.raises(PipelineError, match="ziegel") as caught:
        board(ws)
    assert "line" in caught.value.faults[0].where


def _luminance(colour: str) -> float:
    colour = colour.lstrip("#")
    if len(colour) == 3:
        colour = "".join(c * 2 for c in colour)
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_contrast_4_5_and_marks_3_in_light_and_dark(made: Any) -> None:
    page, _ = made
    blocks = re.findall(r":root\{([^}]*)\}", page)
    light, dark, printed = (
        dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})", b)) for b in blocks
    )
    for theme in (light, {**light, **dark}, {**light, **printed}):
        for ground in ("papier", "flaeche"):
            for text in ("text", "grau", "marke", "akzent", "fehler"):
                assert _contrast(theme[text], theme[ground]) >= 4.5, (text, ground, theme)
        assert _contrast(theme["auf-marke"], theme["marke"]) >= 4.5
        assert _contrast(theme["marke"], theme["zone"]) >= 3


def test_every_field_to_fill_in_has_a_label(made: Any) -> None:
    tree = html.fromstring(made[0])
    for entry in tree.xpath("//input|//select|//textarea"):
        name = entry.get("id")
        labelled = name and tree.xpath(f"//label[@for='{name}']")
        assert labelled or entry.xpath("ancestor::label"), html.tostring(entry)
    for drawing in tree.xpath("//svg"):
        assert drawing.get("aria-hidden") == "true"
    levels = [int(h.tag[1]) for h in tree.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_a_single_field_is_not_called_the_first() -> None:
    from pipeline.render.steering_html import lead

    only = {"short": "Arbeit", "rank_low": 1, "rank_high": 1}
    assert lead([only]) == "Es gibt nur ein Handlungsfeld: Arbeit."
    assert "keine Reihenfolge" in lead([only | {"rank_high": 2}, only | {"rank_high": 2}])


def test_a_figure_of_firms_is_shown_bracketed_or_withheld() -> None:
    cells = [{"share": 0.4, "few": False}, {"share": 0.4, "few": True}, None]
    sizes = [{"label": f"{k} <b>", "n": 12} for k in range(3)]
    part = {"title": "Angebote", "rows": [{"label": "Gleitzeit", "cells": cells}]}
    table = html.fromstring(
        f"<div>{steering_firms.by_size({'by_size': {'parts': [part], 'sizes': sizes}})}</div>"
    )
    shown = [" ".join(cell.text_content().split()) for cell in table.iter("td")]
    assert shown == ["40 %", "[40 %]", "·nicht gezeigt"]
    assert "zu wenige Betriebe" in table.text_content()
    part["rows"] = [{"label": "Gleitzeit · Homeoffice", "cells": cells[:2]}]
    known = steering_firms.by_size({"by_size": {"parts": [part], "sizes": sizes}})
    assert "zu wenige Betriebe" not in known
    assert steering_firms.by_size({"by_size": {"parts": []}}) == ""
