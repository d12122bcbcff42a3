"""The Zielsystem as documents to work on: ``zielsystem.docx`` and ``zielsystem.xlsx``."""

from __future__ import annotations

import datetime
import io
import os
import re
import tempfile
import zipfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.workspace import Workspace, replacing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

THIN = "\u202f"
# level -> what to write there (handbook, "Zielsysteme")
GUIDANCE = {
    "Oberziel": "Wie soll die Lage sein, wenn das Netzwerk Erfolg hat? Als erreichten Zustand schreiben.",
    "Projektziel": "Welchen Nutzen haben Alleinerziehende am Ende? Zielwert und Jahr nennen.",
    "Teilziel 1": "Was muss das Netzwerk erreichen, damit das Projektziel eintritt?",
    "Teilziel 2": "",
    "Teilziel 3": "",
    "Aktivität 1.1": "Wer tut was, mit wem, wie oft? Menge, Stunden und Kosten nennen.",
    "Aktivität 1.2": "",
    "Aktivität 2.1": "",
    "Meilenstein 1": "Was ist bis wann fertig, woran erkennt man es?",
    "Meilenstein 2": "",
}
COLUMNS = ("Ebene", "Zusammenfassende Beschreibung", "Indikatoren", "Quellen", "Annahmen")
STATUS = (
    "Projekt", "Berichtszeitraum", "Datum", "geplantes Ergebnis", "geplante Aktivitäten",
    "durchgeführte Aktivitäten", "Abgleich", "erreichtes Ergebnis", "Beurteilung und Auswertung",
    "Konsequenzen für den weiteren Verlauf",
)  # fmt: skip
_MEASURES = (
    "Handlungsfeld", "Ebene", "Indikator", "Ausgangswert", "von", "bis", "n",
    "kleinste erkennbare Veränderung (Prozentpunkte)", "Quelle", "Zielwert", "Zieljahr", "Wert in Welle 2",
)  # fmt: skip
_ASSUMPTION = "Was muss außerhalb des Netzwerks eintreten, damit das Ziel erreicht wird?"
_LANDSCAPE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1000" w:right="1000" '
    'w:bottom="1000" w:left="1000" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>'
)
_BORDERS = "<w:tblBorders>" + "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="B8AE9E"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
) + "</w:tblBorders>"  # fmt: skip


def write(
    ws: Workspace, goals: Sequence[Any], *, title: str, day: datetime.date, demo: bool
) -> list[Path]:
    """Write both files to ``reports/_output``.

    Args:
        ws: the network's folder.
        goals: drafts from ``compose.goals``.
        title: of the documents.
        day: the document date; it fixes the bytes.
        demo: say DEMODATEN on every sheet and page.
    """
    docx, xlsx = ws.output / "zielsystem.docx", ws.output / "zielsystem.xlsx"
    with replacing(docx) as temporary:
        temporary.write_bytes(_docx(goals, title, day, demo))
    with replacing(xlsx) as temporary:
        temporary.write_bytes(_xlsx(goals, title, day, demo))
    return [docx, xlsx]


def percent(share: float) -> str:
    """``54 %``."""
    return f"{round(share * 100)}{THIN}%"


def measured(indicator: Any) -> str:
    """An indicator with its baseline in one sentence, the target left open."""
    text = f"{indicator.name}. Ausgangswert {percent(indicator.baseline)}"
    if indicator.low is not None:
        text += f" ({percent(indicator.low)} bis {percent(indicator.high)}, n{THIN}={THIN}{indicator.n})"
    text += ". Zielwert: ______"
    if indicator.change is not None:
        text += f" Erkennbar ab {round(indicator.change * 100)} Prozentpunkten Veränderung."
    return text


def rows(goal: Any) -> list[tuple[str, str, list[str], list[str], str]]:
    """The logframe of a field: level, guidance, filled indicators, sources, guidance on assumptions."""
    out = []
    for level, guidance in GUIDANCE.items():
        kind = level.split()[0]
        found = [i for i in goal.indicators if i.level == kind]
        if kind == "Teilziel" and level != "Teilziel 1":
            found = []
        out.append(
            (
                level,
                guidance,
                [measured(i) for i in found],
                list(dict.fromkeys(i.source for i in found)),
                _ASSUMPTION if level in ("Projektziel", "Teilziel 1") else "",
            )
        )
    return out


def _docx(goals: Sequence[Any], title: str, day: datetime.date, demo: bool) -> bytes:
    import pypandoc

    noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(noon.timestamp()))
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zielsystem.docx"
        pypandoc.convert_text(
            _html(goals, title, demo),
            "docx",
            format="html",
            outputfile=str(path),
            extra_args=["--metadata", "lang=de"],
        )
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                if name == "word/document.xml":
                    data = _landscape_with_borders(data.decode("utf-8")).encode("utf-8")
                target.writestr(_entry(name), data)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _landscape_with_borders(xml: str) -> str:
    """Pandoc's tables have no lines and its pages stand upright."""
    xml = re.sub(r"(<w:tblW [^>]*/>)", rf"\1{_BORDERS}", xml)
    xml = re.sub(r"<w:sectPr\b[^>]*/>|<w:sectPr\b.*?</w:sectPr>", "", xml, flags=re.DOTALL)
    return xml.replace("</w:body>", f"{_LANDSCAPE}</w:body>")


def _html(goals: Sequence[Any], title: str, demo: bool) -> str:
    mark = (
        "<p><strong>DEMODATEN – Antworten simuliert, Beschluss erfunden</strong></p>"
        if demo
        else ""
    )
    parts = [f"<h1>{escape(title)}</h1>{mark}"]
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
        widths = "".join(f'<col style="width: {w}%">' for w in (11, 25, 34, 15, 15))
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


def _xlsx(goals: Sequence[Any], title: str, day: datetime.date, demo: bool) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    plan: Any = book.active
    plan.title = "Zielsystem"
    _head(plan, title, demo, ("Handlungsfeld", *COLUMNS), (22, 16, 40, 60, 30, 34))
    for goal in goals:
        for level, guidance, found, sources, assumption in rows(goal):
            plan.append(
                [goal.name, level, guidance, "\n".join(found), "\n".join(sources), assumption]
            )
    measures = book.create_sheet("Indikatoren")
    _head(measures, title, demo, _MEASURES, (22, 12, 60, 13, 8, 8, 8, 20, 36, 11, 10, 14))
    for goal in goals:
        for i in goal.indicators:
            change = round(i.change * 100) if i.change is not None else None
            measures.append(
                [
                    goal.name,
                    i.level,
                    i.name,
                    i.baseline,
                    i.low,
                    i.high,
                    i.n,
                    change,
                    i.source,
                    None,
                    None,
                    None,
                ]
            )
    for row in measures.iter_rows(min_row=4, min_col=4, max_col=6):
        for cell in row:
            cell.number_format = "0 %"
    status = book.create_sheet("Statusbericht")
    _head(status, title, demo, ("Statusbericht", ""), (36, 90))
    for line in STATUS:
        status.append([line, None])
    for sheet in (plan, measures, status):
        _wrap(sheet)
    stamp = datetime.datetime.combine(day, datetime.time(12))
    book.properties.creator = book.properties.lastModifiedBy = ""
    book.properties.created = book.properties.modified = stamp
    return _stable(book, stamp)


def _head(
    sheet: Worksheet, title: str, demo: bool, names: Sequence[str], widths: Sequence[int]
) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.append([title])
    sheet.append(["DEMODATEN – Antworten simuliert, Beschluss erfunden" if demo else ""])
    sheet.append(list(names))
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(bold=True, color="B0452C")
    for cell in sheet[3]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="0F4C5C")
    for i, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:3"


def _wrap(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment

    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _stable(book: Any, stamp: datetime.datetime) -> bytes:
    """The workbook with fixed times inside, so that equal content gives equal bytes."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    modified = stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                text = data.decode("utf-8")
                data = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{modified}", text).encode(
                    "utf-8"
                )
            target.writestr(_entry(name), data)
    return out.getvalue()
