"""The stage: public data -> facts, charts, tables and the includes of both documents."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.compose import board, brochure, facts, guide, handouts, imprint, workbook
from pipeline.compose.charts import theme as themes
from pipeline.compose.charts.drawing import Drawing, drawing
from pipeline.compose.context import Context, demo_mark
from pipeline.compose.language import ENGLISH, say, speaking
from pipeline.compose.public import Public, Row
from pipeline.compose.sections import (
    annex,
    choice,
    employers,
    fields,
    institutions,
    method,
    overview,
    ranking,
    region,
    sample,
)
from pipeline.params import Params
from pipeline.workspace import Workspace, replacing, write_text

# name of the include -> who writes it; a section that refers to a chart stands behind the one that makes it
SECTIONS = {
    "felder": fields.write,
    "region": region.write,
    "teilnahme": sample.write,
    "vorgehen": sample.occasion,
    "arbeitgeber": employers.write,
    "einrichtungen": institutions.write,
    "handlungsfelder": ranking.write,
    "entscheidung": choice.write,
    "ziele": choice.plan,
    "methode": method.write,
    "anhang": annex.write,
    "impressum": imprint.section,
    "ueberblick": overview.write,
}


def run(ws: Workspace, params: Params, codebook: list[Row] | None = None) -> None:
    """See :func:`pipeline.compose.compose`."""
    public = Public.load(ws, params)
    theme = themes.load(ws.reports / "_brand.yml")
    found = facts.collect(public)
    context = Context(public, theme, found)
    with drawing(theme) as second:
        _write_all(ws, params, context, second)
    if params.document.language == ENGLISH:
        _report_in_english(ws, public, theme, codebook or [])


def _write_all(ws: Workspace, params: Params, context: Context, second: Drawing) -> None:
    public, found = context.public, context.facts
    texts = {}
    for name, write in SECTIONS.items():
        texts[f"analyse/{name}.md"] = write(context)
        second.begin(context.charts.values())
    texts |= {f"broschuere/{name}.md": text for name, text in brochure.pages(context).items()}
    texts |= {f"{name}.md": text for name, text in handouts.texts(context).items()}
    for name, text in texts.items():
        write_text(ws.generated / name, text)
    write_text(ws.reports / "_variables.yml", found.variables())
    write_text(ws.generated / "facts.json", found.json())
    _tables(ws.generated / "tables", context)
    if web := params.network.contact.web:
        _write(ws.reports / imprint.QR, imprint.qr(web))
    for name, address in guide.codes(context).items():
        _write(ws.reports / guide.QR_FOLDER / name, imprint.qr(address))
    write_text(
        ws.generated / "board.json",
        json.dumps(board.from_public(public), ensure_ascii=False, sort_keys=True, indent=1) + "\n",
    )
    _draw(ws.generated / "charts", context, second)


def _report_in_english(
    ws: Workspace, public: Public, theme: themes.Theme, codebook: list[Row]
) -> None:
    """The report and its handouts, beside the German files that brochure and board use."""
    from pipeline.compose import translated

    with speaking(ENGLISH), drawing(theme) as second:
        english = translated.into_english(public, translated.own_words(ws), codebook)
        found = facts.collect(english)
        context = Context(english, theme, found)
        for name, write in SECTIONS.items():
            write_text(ws.generated / "analyse" / ENGLISH / f"{name}.md", write(context))
            second.begin(context.charts.values())
        for name, text in handouts.texts(context).items():
            folder, _, file = name.partition("/")
            write_text(ws.generated / folder / ENGLISH / f"{file}.md", text)
        write_text(ws.generated / f"variables_{ENGLISH}.yml", found.variables())
        write_text(ws.generated / f"facts_{ENGLISH}.json", found.json())
        _tables(ws.generated / "tables" / ENGLISH, context)
        _draw(ws.generated / "charts" / ENGLISH, context, second)


def _tables(folder: Path, context: Context) -> None:
    for identifier, table in context.tables.items():
        write_text(folder / f"{identifier}.csv", table.csv())
    if context.tables:
        title = say(
            f"Bedarfsanalyse {context.region_in}: Tabellen",
            f"Needs analysis {context.region_in}: tables",
        ) + (f" ({demo_mark()})" if context.public.demo else "")
        content = workbook.workbook(context.tables, title, context.public.params.document.date)
        _write(folder / workbook.NAME, content)


def _draw(folder: Path, context: Context, second: Drawing) -> None:
    charts = context.charts.values()
    second.begin(charts)
    for chart in charts:
        figure = json.dumps(
            chart.plotly(context.theme), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        write_text(folder / f"{chart.id}.json", figure + "\n")
    for pictures in second.finish(charts):
        for name, content in pictures.items():
            _write(folder / name, content)


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(content)
