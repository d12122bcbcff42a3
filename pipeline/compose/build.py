"""The stage: public data -> facts, charts, tables and the includes of both documents."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.compose import board, brochure, facts, guide, handouts, imprint, workbook
from pipeline.compose.charts import theme as themes
from pipeline.compose.charts.drawing import Drawing, drawing
from pipeline.compose.context import Context
from pipeline.compose.public import Public
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


def run(ws: Workspace, params: Params) -> None:
    """See :func:`pipeline.compose.compose`."""
    public = Public.load(ws, params)
    theme = themes.load(ws.reports / "_brand.yml")
    found = facts.collect(public)
    context = Context(public, theme, found)
    with drawing(theme) as second:
        _write_all(ws, params, context, second)


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
    for identifier, table in context.tables.items():
        write_text(ws.generated / "tables" / f"{identifier}.csv", table.csv())
    if context.tables:
        title = f"Bedarfsanalyse {context.region_in}: Tabellen" + (
            " (DEMODATEN)" if public.demo else ""
        )
        content = workbook.workbook(context.tables, title, params.document.date)
        _write(ws.generated / "tables" / workbook.NAME, content)
    if web := params.network.contact.web:
        _write(ws.reports / imprint.QR, imprint.qr(web))
    for name, address in guide.codes(context).items():
        _write(ws.reports / guide.QR_FOLDER / name, imprint.qr(address))
    write_text(
        ws.generated / "board.json",
        json.dumps(board.from_public(public), ensure_ascii=False, sort_keys=True, indent=1) + "\n",
    )
    _draw(ws.generated / "charts", context, second)


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
