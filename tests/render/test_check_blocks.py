"""What pandoc would print with its signs, run together or swallow is a fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.render import render
from pipeline.workspace import Workspace
from tests.render.test_check import faults

PICTURE = '![Titel](_gen/charts/bedarf.svg){#fig-a fig-alt="Ein Text"}'
TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n"


@pytest.mark.parametrize(
    ("body", "line", "expected"),
    [
        ("Text\n# Titel", 6, "this heading stands right below a line of text"),
        ("- a\n# Titel", 6, "this heading stands right below a line of text"),
        ("Drei Wege:\n- a\n- b", 6, "this list stands right below a line of text"),
        (f"Text\n{TABLE}", 6, "this table stands right below a line of text"),
        ("Text\n> Zitat", 6, "this quotation stands right below a line of text"),
        ("Text\n::: {.hinweis}\nB\n:::", 6, "this div stands right below a line of text"),
        ("    ::: {.hinweis}\n    A\n    :::", 5, "does not stand at the beginning of its line"),
        ("#Titel", 5, "this heading needs a space behind #"),
        ("# Titel {#sec-a", 5, "the attributes of this heading are not closed"),
        ("Text\n---\n\nText", 6, "the line --- makes a heading of the text above it"),
        ("Titel\n=====", 6, "makes a heading of the text above it"),
        ("A\n\n---\nfarbe: rot\n---\n\nB", 7, "settings stand in the middle of the text"),
        ("| a | b |\n|---|\n| 1 |", 5, "this row has 2 cells, the table 1"),
        (f"{TABLE}| 1 | 2 | 3 |", 8, "this row has 3 cells, the table 2"),
        ("| a | b |\n| 1 | 2 |", 5, "this table has no line |---|---| below its heading"),
        (f"{TABLE}Text", 8, "text stands right below a table"),
        ("Text {.hinweis}", 5, "{.hinweis} belongs to nothing"),
        ("A\n\n```\nB\n\n# C @fig-nix", 7, "this code block is not closed"),
        ("A\n\n<!-- offen\n\nB", 7, "this comment is not closed"),
        ("A --> B", 5, "this closes no comment"),
        ("A {< var x >} B", 5, "this looks like a shortcode and is none"),
        ("A {{ var x }} B", 5, "this looks like a shortcode and is none"),
        ("![T][bild]\n\n[bild]: x.png", 5, "this picture cannot be read"),
        ('![T](a(1).png){#fig-a fig-alt="x"}', 5, "this picture cannot be read"),
        (PICTURE.replace(".svg)", '.svg "Titel")'), 5, "a picture's title would be dropped"),
        (PICTURE.replace('"}', '" width=300px}'), 5, "width=300px is no size on paper"),
        (PICTURE.replace('"}', '" width=halb}'), 5, "width=halb is no size on paper"),
        ("::: {#fig-x .hinweis}\nA\n:::\n\n@fig-x", 5, "'fig-x' stands on something else than"),
        ("Es gilt $a^2$.", 5, "a formula ($a^2$) is not allowed"),
        ("$$\nb\n$$", 5, "a formula"),
        ("A[^a]\n\n[^a]: Eins\n\n[^b]: Zwei", 9, "no place refers to the footnote [^b]"),
        ("A[^a]\n\n[^a]: Eins\n\n[^a]: Zwei", 9, "the footnote [^a] has two texts"),
        ("[A](gibtsnicht.html)", 5, "the link to 'gibtsnicht.html' leads nowhere"),
        ("[A](../data/raw/x.csv)", 5, "the link to '../data/raw/x.csv' leads nowhere"),
        ("[A][b]", 5, "the link [b] has no address"),
        ("A \u202eB", 5, "U+202E (right-to-left override) cannot be printed"),
        ("A 😀 B", 5, "U+1F600 (grinning face) cannot be printed"),
        ("A\x00B", 5, "U+0000"),
        ("A\ue000B", 5, "U+E000"),
    ],
)
def test_a_block_that_would_be_lost_is_reported_with_its_line(
    ws: Workspace, body: str, line: int, expected: str
) -> None:
    found = faults(ws, "\n" + body)
    assert any(fault.startswith(f"{line}: ") and expected in fault for fault in found), found


@pytest.mark.parametrize(
    ("front", "line", "expected"),
    [
        ("title: A\nsubtitel: B", 3, "the setting 'subtitel' is not known"),
        ("title: A\nregion: Nord", 3, "the setting 'region' is not known"),
        ("title: A\nengine: jupyter", 3, "the setting 'engine' is not known"),
        ("title: A\nexecute:\n  echo: false", 3, "the setting 'execute' is not known"),
        ("title: A\nfilters: [x.lua]", 3, "the setting 'filters' is not known"),
        ("title: A\nbibliography: x.bib", 3, "the setting 'bibliography' is not known"),
        ("title: A\ncss: nix.css", 3, "the setting 'css' is not known"),
        ("title: A\nlang: deutsch", 3, "'lang' must be one of de, en"),
        ("title: A\npapersize: a99", 3, "'papersize' must be one of a4, a5"),
        ("title: A\nform: plakat", 3, "'form' must be one of blatt, folie"),
        ("title: A\ntoc: vielleicht", 3, "'toc' must be true or false"),
        ("title: [A, B]", 2, "'title' must be a text"),
        ("title: A\nformat:\n  pptx: default", 4, "the format 'pptx' is not known"),
        ("title: A\nformat:\n  html:\n    theme: cosmo", 5, "the setting 'theme' is not known"),
        ("title: A\nformat: html", 3, "'format' holds no settings"),
    ],
)
def test_an_unknown_setting_is_reported_with_its_line(
    ws: Workspace, front: str, line: int, expected: str
) -> None:
    found = faults(ws, "Text", front)
    assert len(found) == 1
    assert found[0].startswith(f"{line}: {expected}")


def test_a_setting_that_the_text_cites_is_known(ws: Workspace) -> None:
    assert faults(ws, "Im Jahr {{< meta jahr >}}", "title: A\njahr: 2026") == []


def test_an_unreadable_front_matter_is_told_once(ws: Workspace) -> None:
    (fault,) = faults(ws, "Text", "title: [A")
    assert "not valid YAML" in fault


def test_lists_tables_and_boxes_as_they_are_meant_to_be_written(ws: Workspace) -> None:
    body = f"""
# Titel {{#sec-a}}
Text direkt unter dem Titel[^a], siehe @fig-a und [Bericht](muster.html#x).

- eins
  geht weiter
- zwei

  ein Absatz darin
- drei
    - tiefer

::: {{.hinweis}}
- eins
- zwei
:::
::: {{.hinweis}}
# Unter dem Kasten {{.unnumbered}}
:::

> Zitat
> - kein Punkt

{TABLE}
: Titel {{#tbl-a}}

| a \\| b | `x|y` |
|:--|--:|
| 1 |  |

***

Preis: 5 $ und 6 $, [mehr][b], `Text {{.x}}`, ein [Wort]{{lang="en"}}.

{PICTURE}

[b]: https://netz.example
[^a]: Fußnote
"""
    assert faults(ws, body) == []


def test_windows_line_ends_and_a_mark_at_the_beginning_change_nothing(ws: Workspace) -> None:
    plain = "---\ntitle: A\n---\n# Über uns\n\nText\n\n::: {.hinweis}\n- a\n- b\n:::\n"
    (ws.reports / "probe.qmd").write_bytes(plain.encode())
    expected = render(ws, "probe", ["html"], engine="builtin")[0].read_bytes()
    (ws.reports / "probe.qmd").write_bytes(b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode())
    assert render(ws, "probe", ["html"], engine="builtin")[0].read_bytes() == expected


def test_a_sign_that_only_typst_misses_is_found_in_its_file(ws: Workspace) -> None:
    (ws.reports / "texte" / "a.md").write_text("Gut.\n\nDas Zeichen 中\n", encoding="utf-8")
    (ws.reports / "probe.qmd").write_text(
        "---\ntitle: A\n---\n{{< include texte/a.md >}}\n", encoding="utf-8"
    )
    with pytest.raises(PipelineError, match="'中' cannot be printed") as error:
        render(ws, "probe", ["pdf"], engine="builtin")
    assert error.value.faults[0].where == "reports/texte/a.md, line 3"


def test_the_texts_of_the_demo_stay_free_of_faults(root: Path, ws: Workspace) -> None:
    texts = sorted((root / "reports" / "texte").glob("*/*.md"))
    assert len(texts) > 10
    for text in texts:  # without facts and figures, only what the text itself does can be a fault
        found = faults(ws, text.read_text(encoding="utf-8"))
        assert [f for f in found if "does not exist" not in f and "leads nowhere" not in f] == []
