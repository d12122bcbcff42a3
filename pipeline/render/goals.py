"""The Zielsystem as documents to work on: ``zielsystem.docx`` and ``zielsystem.xlsx``."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import zipped
from pipeline.render import goals_sheet, pandoc
from pipeline.render.goals_rows import CHANGED, COLUMNS, MARK, STATUS, rows
from pipeline.workspace import Workspace, replacing

if TYPE_CHECKING:
    from collections.abc import Sequence

_LANDSCAPE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1000" w:right="1000" '
    'w:bottom="1000" w:left="1000" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>'
)
_BORDERS = "<w:tblBorders>" + "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="B8AE9E"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
) + "</w:tblBorders>"  # fmt: skip


def write(
    ws: Workspace,
    goals: Sequence[Any],
    *,
    title: str,
    day: datetime.date,
    demo: bool,
    changed: bool = False,
) -> list[Path]:
    """Write both files to ``reports/_output``.

    Args:
        ws: the network's folder.
        goals: drafts from ``compose.goals``.
        title: of the documents.
        day: the document date; it fixes the bytes.
        demo: say DEMODATEN on every sheet and page.
        changed: say that the data are not those of the decision.
    """
    mark = MARK if demo else ""
    note = CHANGED if changed else ""
    docx, xlsx = ws.output / "zielsystem.docx", ws.output / "zielsystem.xlsx"
    with replacing(docx) as temporary:
        temporary.write_bytes(_docx(goals, title, day, (mark, note)))
    with replacing(xlsx) as temporary:
        temporary.write_bytes(
            goals_sheet.xlsx(goals, title, day, " · ".join(s for s in (mark, note) if s))
        )
    return [docx, xlsx]


def _docx(goals: Sequence[Any], title: str, day: datetime.date, marks: tuple[str, str]) -> bytes:
    noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    env = os.environ | {"SOURCE_DATE_EPOCH": str(int(noon.timestamp()))}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zielsystem.docx"
        command = [
            pandoc.program(),
            "--from=html",
            "--to=docx",
            "--metadata=lang=de",
            f"--output={path}",
        ]
        page = _html(goals, title, *marks).encode("utf-8")
        subprocess.run(command, input=page, env=env, capture_output=True, check=True)
        parts = zipped.parts(path.read_bytes())
    document = parts["word/document.xml"].decode("utf-8")
    parts["word/document.xml"] = _landscape_with_borders(document).encode("utf-8")
    return zipped.pack(parts)


def _landscape_with_borders(xml: str) -> str:
    """Pandoc's tables have no lines and its pages stand upright."""
    xml = re.sub(r"(<w:tblW [^>]*/>)", rf"\1{_BORDERS}", xml)
    xml = re.sub(r"<w:sectPr\b[^>]*/>|<w:sectPr\b.*?</w:sectPr>", "", xml, flags=re.DOTALL)
    return xml.replace("</w:body>", f"{_LANDSCAPE}</w:body>")


def _html(goals: Sequence[Any], title: str, demo: str, note: str) -> str:
    mark = f"<p><strong>{demo}</strong></p>" if demo else ""
    parts = [f"<h1>{escape(title)}</h1>{mark}{f'<p><strong>{note}</strong></p>' if note else ''}"]
    for goal in goals:
        until = f", bis {escape(goal.until)}" if goal.until else ""
        parts.append(
            f"<h2>{escape(goal.name)}</h2>{mark if goal is not goals[0] else ''}"
            f"<p>Verantwortlich: {escape(goal.responsible)}{until}. Begründung: {escape(goal.reason)}</p>"
        )
        head = "".join(f"<th>{c}</th>" for c in COLUMNS)
        body = "".join(
            f"<tr><td><strong>{escape(level)}</strong></td><td><em>{escape(guidance)}</em></td>"
            f"<td>{_listed(found)}</td><td>{_listed(sources)}</td><td><em>{escape(assumption)}</em></td></tr>"
            for level, guidance, found, sources, assumption in rows(goal)
        )
        widths = "".join(f'<col style="width: {w}%">' for w in (13, 22, 31, 18, 16))
        parts.append(
            f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )
        if goal.offers:
            parts.append(f"<p>Vorhandene Angebote: {escape(', '.join(goal.offers))}.</p>")
    parts.append("<h2>Statusbericht</h2>" + mark)
    lines = "".join(f"<tr><td>{s}</td><td>&#160;</td></tr>" for s in STATUS)
    parts.append(
        '<table><colgroup><col style="width: 30%"><col style="width: 70%"></colgroup>'
        f"<tbody>{lines}</tbody></table>"
    )
    return "\n".join(parts)


def _listed(texts: list[str]) -> str:
    return "".join(f"<p>{escape(t)}</p>" for t in texts)
