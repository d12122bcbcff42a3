"""Charts become part of the page: nothing to load, each letter once, text alternatives kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.render.embed import embed
from pipeline.render.webfonts import css

CHART = """<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="10pt" viewBox="0 0 10.123456 5" version="1.1">
<metadata>weg</metadata><defs><style>*{stroke-linejoin: round}</style></defs>
<g id="figure_1"><!-- Wort --><g transform="scale(0.015625)"><defs><path id="Font-41" d="M 1 2 z"/></defs>
<use xlink:href="#Font-41"/></g></g></svg>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    charts = tmp_path / "_gen" / "charts"
    charts.mkdir(parents=True)
    for name in ("a.svg", "a-schmal.svg", "b.svg"):
        (charts / name).write_text(CHART, encoding="utf-8")
    (tmp_path / "s.css").write_text("p{color:red}", encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    return tmp_path


def test_style_and_pictures_lie_in_the_page(folder: Path) -> None:
    page = embed(
        '<link rel="stylesheet" href="s.css" /><body><img src="logo.png" alt="L" /></body>', folder
    )
    assert "<style>\np{color:red}</style>" in page
    assert '<img src="data:image/png;base64,iVBORw==" alt="L" />' in page


def test_a_letter_lies_in_the_page_once(folder: Path) -> None:
    img = '<img src="_gen/charts/{}.svg" alt="54 % &amp; mehr" />'
    picture = (
        f'<picture><source media="x" srcset="_gen/charts/a-schmal.svg">{img.format("a")}</picture>'
    )
    page = embed(f"<body>{picture}{img.format('b')}</body>", folder)
    assert page.count('id="Font-41"') == 1
    assert page.count('href="#Font-41"') == 3
    assert page.count('role="img" aria-label="54 % &amp; mehr"') == 3
    assert re.findall(r'class="chart( \w+)?"', page) == [" wide", " narrow", ""]
    assert "scale(0.015625)" in page
    assert not re.search(r"figure_1|Wort|weg|<\?xml|DOCTYPE|stroke-linejoin", page)


def test_fonts_for_the_screen_are_the_same_every_time() -> None:
    first = css()
    css.cache_clear()
    assert first == css()
    assert first.count("@font-face") == 5
    assert "http" not in first
