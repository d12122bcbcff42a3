"""The entry sheet: paper forms typed into Excel, with drop-downs, checks and greyed-out filters.

Its first sheet is what ``collect`` reads as mode ``paper``: one row per form, the header row holds the
variables of the codebook, preceded by ``bogen`` (number on the form), ``datum`` and ``kanal``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.questionnaire.entry_checks import HEAD, TICK, write_checks
from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.paper import numbers
from pipeline.questionnaire.texts import Texts
from pipeline.questionnaire.variables import Variable, variables
from pipeline.spreadsheets import workbook_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_UNDATED = date(2000, 1, 1)  # a definition has no date
_WIDE = {"text": 40.0}
_HINTS = {
    "bogen": "Nummer, die unten auf dem Papierbogen steht. Jede Nummer nur einmal.",
    "datum": "Tag, an dem der Bogen ausgefüllt wurde (TT.MM.JJJJ). Darf leer bleiben.",
    "kanal": "Kanal, der unten auf dem Bogen steht (zum Beispiel kita).",
}
_GUIDE = (
    "So geben Sie Papierbögen ein",
    "1. Schreiben Sie auf jeden Bogen unten eine Nummer. Dieselbe Nummer steht in der Spalte „bogen“.",
    "2. Je Bogen eine Zeile im Blatt „Eingabe“. Die Spalten folgen der Reihenfolge der Fragen.",
    "3. Tragen Sie die grauen Kürzel ein, die auf dem Bogen hinter den Antworten stehen. Die Liste hilft. "
    "Steht dort keines, ist die Antwort selbst das Kürzel (ja, nein).",
    "4. Mehrere Antworten möglich: ein x in jede angekreuzte Spalte.",
    "5. Nicht beantwortet: Zelle leer lassen. „keine Angabe“ angekreuzt: kA eintragen.",
    "6. Graue Zellen gehören zu Fragen, die diese Person nicht beantworten sollte. Bitte leer lassen.",
    "7. Rote Zellen widersprechen einem Filter. Bitte mit dem Bogen vergleichen.",
    "8. Zwei Kreuze, wo nur eines erlaubt ist: Zelle leer lassen.",
    "9. Namen, Anschriften und Telefonnummern in offenen Antworten nicht abtippen, sondern […] schreiben.",
    "Speichern Sie die Datei im Ordner data/raw/responses und tragen Sie sie in params.yaml als Quelle ein "
    "(kind: entry_sheet).",
)


def entry_sheet(questionnaire: Questionnaire) -> bytes:
    """The workbook as bytes; the same definition gives the same bytes.

    Sheets: ``Eingabe`` (what is typed), ``Anleitung``, ``Codes`` (every variable with its question and
    codes) and the hidden ``Listen`` that the drop-downs use.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    if sheet is None:  # a new workbook always has a sheet
        raise AssertionError("no sheet")
    sheet.title = "Eingabe"
    found = list(variables(questionnaire))
    _write_header(sheet, questionnaire, found)
    _write_guide(workbook)
    _write_codes(workbook, questionnaire, found)
    write_checks(workbook, sheet, found)
    workbook.properties.creator = "Bedarfskompass"
    return workbook_bytes(workbook, _UNDATED)


def _write_header(sheet: Worksheet, questionnaire: Questionnaire, found: list[Variable]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    texts = Texts(questionnaire)
    number = numbers(questionnaire)
    shades = {
        False: PatternFill("solid", fgColor="E7EEF0"),
        True: PatternFill("solid", fgColor="F5EFE4"),
    }
    names = [*HEAD, *(variable.name for variable in found)]
    last, shade = "", False
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(1, column, name)
        cell.font = Font(bold=True, color="0F4C5C")
        cell.alignment = Alignment(textRotation=90, vertical="bottom", horizontal="center")
        width = 5.5
        if column <= len(HEAD):
            cell.fill = PatternFill("solid", fgColor="D9CFBF")
            comment, width = _HINTS[name], 12.0
        else:
            variable = found[column - len(HEAD) - 1]
            shade = shade if variable.question.code == last else not shade
            last = variable.question.code
            cell.fill = shades[shade]
            codes = ", ".join(f"{c.code} = {texts[c.text]}" for c in variable.categories)
            if variable.kind == "multiple":
                codes = f"{TICK} = angekreuzt"
            lead = f"Frage {number[last]}: {texts[f'{last}.text']}"
            part = texts[variable.label] if variable.label != f"{last}.label" else ""
            comment = "\n".join(line for line in (lead, part, codes) if line)
            width = _WIDE.get(variable.kind, width)
        cell.comment = Comment(comment[:900], "Bedarfskompass", height=140, width=320)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 95
    sheet.freeze_panes = "D2"


def _write_guide(workbook: Workbook) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = workbook.create_sheet("Anleitung")
    sheet.column_dimensions["A"].width = 100
    for row, line in enumerate(_GUIDE, start=1):
        cell = sheet.cell(row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if row == 1:
            cell.font = Font(bold=True, size=14, color="0F4C5C")


def _write_codes(workbook: Workbook, questionnaire: Questionnaire, found: list[Variable]) -> None:
    from openpyxl.styles import Font

    texts, number = Texts(questionnaire), numbers(questionnaire)
    sheet = workbook.create_sheet("Codes")
    sheet.append(["Frage", "Variable", "Fragetext", "Teil", "Code", "Bedeutung"])
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="0F4C5C")
    for variable in found:
        code = variable.question.code
        part = "" if variable.label == f"{code}.label" else texts[variable.label]
        head = [number[code], variable.name, texts[f"{code}.text"], part]
        if variable.kind == "multiple":
            sheet.append([*head, TICK, "angekreuzt"])
        elif not variable.categories:
            sheet.append(
                [*head, "", {"numeric": "Zahl", "date": "Datum"}.get(variable.kind, "Text")]
            )
        for category in variable.categories if variable.kind != "multiple" else ():
            sheet.append([*head, category.code, texts[category.text]])
    for column, width in zip("ABCDEF", (7, 16, 60, 45, 9, 45), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
