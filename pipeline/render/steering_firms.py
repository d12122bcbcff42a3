"""Firms by size on the steering board: one table a field, classes of size as columns."""

from __future__ import annotations

from html import escape

from pipeline.render.steering_numbers import Data, percent


def by_size(field: Data) -> str:
    """What firms of each size offer, are ready for and name as an obstacle; a dot where nothing is shown."""
    found = field["by_size"]
    if not found["parts"]:
        return ""
    sizes = found["sizes"]
    span = len(sizes) + 1
    head = "".join(
        f'<th scope="col">{escape(s["label"])}<small>n = {s["n"]}</small></th>' for s in sizes
    )
    body = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="{span}" class="teil">{escape(p["title"])}</th></tr>'
        + "".join(_row(r) for r in p["rows"])
        + "</tbody>"
        for p in found["parts"]
    )
    small = "Anteil der befragten Betriebe jeder Größe; in Klammern: wenige Betriebe, grob gerundet"
    hidden = any(cell is None for p in found["parts"] for r in p["rows"] for cell in r["cells"])
    few = '<p class="quelle">· zu wenige Betriebe, um eine Zahl zu zeigen</p>' if hidden else ""
    return (
        f'<h4>Betriebe nach Größe <small>{small}</small></h4><div class="rollbar" tabindex="0" role="region" '
        f'aria-label="Betriebe nach Größe"><table class="orte groessen"><thead><tr><th scope="col">Betriebe'
        f"</th>{head}</tr></thead>{body}</table></div>{few}"
    )


def _row(row: Data) -> str:
    cells = "".join(f"<td>{_cell(c)}</td>" for c in row["cells"])
    return f'<tr><th scope="row">{escape(row["label"])}</th>{cells}</tr>'


def _cell(cell: Data | None) -> str:
    if cell is None:
        return '<span aria-hidden="true">·</span><span class="nur-vorlesen">nicht gezeigt</span>'
    text = percent(cell["share"])
    return f"[{text}]" if cell["few"] else text
