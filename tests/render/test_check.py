"""The check finds every fault of a document, with file and line, before an engine runs."""

from __future__ import annotations

import pytest

from pipeline.compose import markdown
from pipeline.errors import PipelineError
from pipeline.render import render, sources
from pipeline.render.job import prepare
from pipeline.render.rules import CALLOUTS, DIVS
from pipeline.workspace import Workspace

GOOD_IMAGE = '![Titel](_gen/charts/bedarf.svg){#fig-a fig-alt="Ein Text"}'


def faults(ws: Workspace, body: str, front: str = "title: Probe") -> list[str]:
    """Faults of a document as ``line: what``."""
    (ws.reports / "probe.qmd").write_text(f"---\n{front}\n---\n{body}\n", encoding="utf-8")
    try:
        prepare(ws, "probe")
    except PipelineError as error:
        return [
            f"{f.where.removeprefix('reports/probe.qmd, line ')}: {f.what}" for f in error.faults
        ]
    return []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Text {{< var bedarf.fehlt >}}.", "the fact 'bedarf.fehlt' does not exist"),
        ("Text {{< var bedarf.unterdrueckt >}}.", "the fact 'bedarf.unterdrueckt' has no value"),
        ("Text {{< var bedarf >}}.", "the fact 'bedarf' is a group"),
        ("Text {{< meta fehlt >}}.", "the metadata key 'fehlt' does not exist"),
        ("Text {{< video x.mp4 >}}.", "the shortcode 'video' is not known"),
        ("Text {{< var x", "this shortcode is not closed"),
        ("a {{< include b.md >}}", "an include must stand alone on its line"),
        ("{{< include texte/fehlt.md >}}", "the included file 'texte/fehlt.md' does not exist"),
        ("Siehe @fig-nirgends.", "the reference @fig-nirgends leads nowhere"),
        ("Siehe [@sec-nirgends].", "the reference @sec-nirgends leads nowhere"),
        ("Siehe @mueller2020.", "the reference @mueller2020 leads nowhere"),
        ("[Text](#nirgends)", "the link #nirgends leads nowhere"),
        ("# A {#sec-a}\n\n# B {#sec-a}", "the id 'sec-a' stands twice"),
        ("# A {#sec-a .unnumbered}\n\nSiehe @sec-a.", "@sec-a has no number to refer to"),
        ("::: {.kernaussge}\nx\n:::", "the class 'kernaussge' is not known"),
        ("::: kernaussge\nx\n:::", "the div 'kernaussge' is not known"),
        ("::: {.hinweis}\nx", "the div {.hinweis} is not closed"),
        ("x\n\n:::", "this ::: closes nothing"),
        ("::: {.handlungsfeld}\nx\n:::", "'handlungsfeld' needs feld"),
        ("[x]{.rot}", "the class 'rot' is not known"),
        ('![](fehlt.svg){fig-alt="Text"}', "the picture fehlt.svg does not exist"),
        (
            '![](https://x.example/a.svg){fig-alt="T"}',
            "the picture https://x.example/a.svg is not local",
        ),
        (
            "![T](_gen/charts/bedarf.svg){#fig-a}",
            "the picture _gen/charts/bedarf.svg has no alternative text",
        ),
        ('![T](_gen/charts/bedarf.svg){fig-alt="T"}', "has a caption but no id"),
        (f"Im Satz {GOOD_IMAGE}", "stands inside a paragraph"),
        ("| a |\n|---|\n| 1 |\n\n: Ohne Kennung", "the table's caption has no id"),
        ("```{python}\n1\n```", "a code cell ({python}) is not allowed here"),
        ("```{=typst}\n#x\n```", "a raw block ({=typst}) is not allowed here"),
        ("`{python} 1 + 1`", "an inline expression (`{python} 1 + 1`) is not allowed here"),
        ("Das <b>fette</b> Wort", "HTML (<b>) is not allowed"),
        ("Neue \\newpage Seite", "TeX (\\newpage) is not allowed"),
        ("{{< include ../params.yaml >}}", "the include '../params.yaml' leaves reports/"),
        ('![](../logo.svg){fig-alt="T"}', "the picture ../logo.svg leaves reports/"),
        (
            '::: {.handlungsfeld feld="arbiet"}\nx\n:::',
            "the field of action 'arbiet' has no colour",
        ),
        ("[x](javascript:alert)", "a link may not begin with javascript:"),
        ("[x\\\\](javascript:alert)", "a link may not begin with javascript:"),
        ("# A\n\n### B", "the heading jumps from level 1 to level 3"),
        ("Text.[^1]", "the footnote [^1] has no text"),
    ],
)
def test_a_fault_is_reported_with_its_line(ws: Workspace, body: str, expected: str) -> None:
    found = faults(ws, "\n" + body)
    assert any(expected in fault for fault in found), found
    assert all(int(fault.split(":")[0]) >= 5 for fault in found)


def test_a_picture_that_tells_more_than_it_shows_is_named_with_its_line(ws: Workspace) -> None:
    from PIL import Image

    taken = Image.Exif()
    taken[0x010F] = "Kamera"
    Image.new("RGB", (8, 8)).save(ws.reports / "foto.jpg", exif=taken)
    Image.new("RGB", (8, 8)).save(ws.reports / "klar.jpg")
    found = faults(ws, '\n![](foto.jpg){fig-alt="T"}\n\n![](klar.jpg){fig-alt="T"}')
    (fault,) = (fault for fault in found if "carries" in fault)
    assert "the picture foto.jpg carries data of the camera (Exif)" in fault


def test_what_only_looks_like_a_link_is_a_name(ws: Workspace) -> None:
    """Names are escaped when they are written: nothing in them is a link."""
    assert not faults(ws, markdown.escape("Treff [a](javascript:alert) und [b][c]"))


def test_all_faults_come_at_once_in_the_order_of_lines(ws: Workspace) -> None:
    body = "{{< var a.b >}}\n\nSiehe @fig-x.\n\n```{r}\n```\n"
    assert [fault.split(":")[0] for fault in faults(ws, body)] == ["4", "6", "8"]


def test_a_fault_in_an_included_file_names_that_file(ws: Workspace) -> None:
    (ws.reports / "texte" / "a.md").write_text("Gut.\n\nSchlecht: @fig-x\n", encoding="utf-8")
    (ws.reports / "probe.qmd").write_text(
        "---\ntitle: A\n---\n{{< include texte/a.md >}}\n", encoding="utf-8"
    )
    with pytest.raises(PipelineError) as error:
        prepare(ws, "probe")
    assert error.value.faults[0].where == "reports/texte/a.md, line 3"


def test_a_circle_of_includes_is_named(ws: Workspace) -> None:
    (ws.reports / "texte" / "a.md").write_text("{{< include texte/b.md >}}\n", encoding="utf-8")
    (ws.reports / "texte" / "b.md").write_text("\n{{< include texte/a.md >}}\n", encoding="utf-8")
    (ws.reports / "probe.qmd").write_text(
        "---\ntitle: A\n---\n{{< include texte/a.md >}}\n", encoding="utf-8"
    )
    with pytest.raises(PipelineError, match="goes round in a circle") as error:
        prepare(ws, "probe")
    assert error.value.faults[0].where == "reports/texte/b.md, line 2"


def test_a_fault_in_the_front_matter_has_its_line(ws: Workspace) -> None:
    assert faults(ws, "x", 'title: A\nstand: "{{< var x.y >}}"') == [
        "3: the fact 'x.y' does not exist"
    ]


def test_a_document_needs_a_title(ws: Workspace) -> None:
    assert faults(ws, "x", "lang: de") == ["1: the document has no title"]


def test_what_only_looks_like_a_fault_is_none(ws: Workspace) -> None:
    body = """
# Über uns {#sec-a}

Post an kontakt@netz.example, <https://netz.example>, 5 < 7, `@fig-x` und `\\TeX`, 3\\@4.

<!-- ein Kommentar mit @fig-x und <b> -->

```
@fig-x ::: {.x}
```

::: {.callout-note}
### Titel im Kasten
Text, siehe @sec-a.
:::

Begriff

: Erklärung ohne Kennung
"""
    assert faults(ws, body) == []


def test_an_unknown_document_names_those_that_exist(ws: Workspace) -> None:
    with pytest.raises(PipelineError) as error:
        render(ws, "bericht")
    assert "heft, muster" in error.value.faults[0].hint


def test_filter_typst_and_css_know_every_named_div(ws: Workspace) -> None:
    design = ws.reports / "design"
    lua, typ, css = (
        (design / name).read_text(encoding="utf-8")
        for name in ("bausteine.lua", "bedarfskompass.typ", "bedarfskompass.css")
    )
    for name in DIVS:
        assert f'{name} = "' in lua or f'["{name}"] = "' in lua, name
        assert f"#let {name}(" in typ, name
        assert f".{name}" in css, name
    assert all(f"{kind} = " in lua for kind in CALLOUTS)


def test_a_key_leads_through_groups_and_lists_counted_from_one_as_quarto_does() -> None:
    data = {"author": [{"name": "Erste"}, {"name": "Zweite"}]}
    assert sources.lookup(data, "author.2.name") == "Zweite"
    for key in ("author.0.name", "author.3.name", "author.x", "author.1.name.x"):
        with pytest.raises(KeyError):
            sources.lookup(data, key)
