"""Drop-downs, limits and shading of the entry sheet: what Excel checks while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.questionnaire.conditions import ALWAYS, All, Condition, Not, Test
from pipeline.questionnaire.variables import OTHER, Variable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEAD = ("bogen", "datum", "kanal")
ROWS = 1_000
TICK = "x"


def write_checks(workbook: Workbook, sheet: Worksheet, found: list[Variable]) -> None:
    """Give every variable its drop-down or range; grey where a filter skips it, red where it contradicts."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.utils import get_column_letter

    lists = workbook.create_sheet("Listen")
    lists.sheet_state = "hidden"
    letters = {
        variable.name: get_column_letter(i) for i, variable in enumerate(found, start=len(HEAD) + 1)
    }
    grey, red = PatternFill("solid", bgColor="D0D4D8"), PatternFill("solid", bgColor="E9A08F")
    _validate_head(sheet)
    known: dict[tuple[str, ...], str] = {}
    for variable in found:
        letter = letters[variable.name]
        area = f"{letter}2:{letter}{ROWS + 1}"
        _validate(sheet, lists, variable, area, known)
        if variable.universe == ALWAYS:
            continue
        shown = _formula(variable.universe, letters)
        against = f'AND(NOT({shown}),{letter}2<>"")'
        skipped = f'AND($A2<>"",NOT({shown}))'
        for formula, shade in ((against, red), (skipped, grey)):
            rule = Rule("expression", formula=[formula], stopIfTrue=True)
            rule.dxf = DifferentialStyle(fill=shade)
            sheet.conditional_formatting.add(area, rule)


def _validate_head(sheet: Worksheet) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    once = DataValidation(type="custom", formula1="COUNTIF($A$2:$A$1001,$A2)=1", allow_blank=True)
    once.error, once.errorTitle = (
        "Diese Nummer steht schon in einer anderen Zeile.",
        "Bogen doppelt",
    )
    once.add(f"A2:A{ROWS + 1}")
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    day.error, day.errorTitle = "Bitte ein Datum eingeben, zum Beispiel 31.10.2026.", "Datum"
    day.add(f"B2:B{ROWS + 1}")
    sheet.add_data_validation(once)
    sheet.add_data_validation(day)
    for row in range(2, ROWS + 2):
        sheet.cell(row, 2).number_format = "dd.mm.yyyy"


def _validate(
    sheet: Worksheet,
    lists: Worksheet,
    variable: Variable,
    area: str,
    known: dict[tuple[str, ...], str],
) -> None:
    """A drop-down for codes, a range for numbers; nothing for text."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if variable.kind == "numeric":
        question = variable.question
        low = 0 if question.min is None else question.min
        high = 1e9 if question.max is None else question.max
        rule = DataValidation(
            type="whole" if question.integer else "decimal",
            operator="between",
            formula1=f"{low:g}",
            formula2=f"{high:g}",
            allow_blank=True,
        )
        rule.error = f"Bitte eine Zahl von {low:g} bis {high:g} eingeben."
    elif variable.categories:
        codes = tuple(c.code for c in variable.categories if c.code != OTHER)
        if any(c.code == OTHER for c in variable.categories):
            codes = (*codes, OTHER)
        if variable.kind == "multiple":
            codes = (TICK,)
        if codes not in known:
            column = len(known) + 1
            for row, code in enumerate(codes, start=1):
                lists.cell(row, column, _cell(code))
            letter = get_column_letter(column)
            known[codes] = f"Listen!${letter}$1:${letter}${len(codes)}"
        rule = DataValidation(type="list", formula1=known[codes], allow_blank=True)
        rule.error = "Dieses Kürzel gibt es bei dieser Frage nicht. Bitte aus der Liste wählen."
    else:
        return
    rule.errorTitle = variable.name
    rule.add(area)
    sheet.add_data_validation(rule)


def _cell(code: str) -> int | str:
    """A number where Excel would make one of it anyway; ``01`` stays a text."""
    return int(code) if code.isdecimal() and str(int(code)) == code else code


def _formula(condition: Condition, letters: dict[str, str]) -> str:
    """A filter as Excel formula for row 2."""
    if isinstance(condition, Test):
        return _test_formula(condition, letters)
    if isinstance(condition, Not):
        return f"NOT({_formula(condition.part, letters)})"
    parts = ",".join(_formula(part, letters) for part in condition.parts)
    return f"{'AND' if isinstance(condition, All) else 'OR'}({parts})"


def _test_formula(test: Test, letters: dict[str, str]) -> str:
    if test.op == "has":
        return f'${letters[f"{test.variable}_{test.values[0]}"]}2<>""'
    cell = f"${letters[test.variable]}2"
    if test.op == "answered":
        return f'{cell}<>""'
    if test.op in ("==", "in"):
        return "OR(" + ",".join(f'{cell}&""="{value}"' for value in test.values) + ")"
    if test.op == "!=":
        return f'AND({cell}<>"",{cell}&""<>"{test.values[0]}")'
    return f'AND({cell}<>"",{cell}{test.op}{test.values[0]})'
