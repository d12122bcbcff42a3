"""The stage: public data -> facts, charts, tables and the includes of both documents."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.compose import board, brochure, facts, guide, handouts, imprint, workbook
from pipeline.compose.charts import theme as themes
from pipeline.compose.charts.chart import Chart
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
NARROW = "-schmal"


def run(ws: Workspace, params: Params) -> None:
    """See :func:`pipeline.compose.compose`."""
    public = Public.load(ws, params)
    theme = themes.load(ws.reports / "_brand.yml")
    found = facts.collect(public)
    context = Context(public, theme, found)
    texts = {f"analyse/{name}.md": write(context) for name, write in SECTIONS.items()}
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
    for chart in context.charts.values():
        _draw(ws.generated / "charts", chart, theme)
    write_text(
        ws.generated / "board.json",
        json.dumps(board.from_public(public), ensure_ascii=False, sort_keys=True, indent=1) + "\n",
    )


def _draw(folder: Path, chart: Chart, theme: themes.Theme) -> None:
    from pipeline.compose.charts import canvas

    wide = chart.drawn(theme, themes.PRINT_WIDTH)
    _write(folder / f"{chart.id}.svg", canvas.svg(wide))
    _write(folder / f"{chart.id}.png", canvas.png(wide))
    _write(folder / f"{chart.id}{NARROW}.svg", canvas.svg(chart.drawn(theme, themes.PHONE_WIDTH)))
    figure = json.dumps(
        chart.plotly(theme), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    write_text(folder / f"{chart.id}.json", figure + "\n")


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(content)
