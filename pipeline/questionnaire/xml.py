"""Write LimeSurvey's table-like XML: always the same bytes for the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

Row = Mapping[str, str | int]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def document(
    languages: Sequence[str], tables: Sequence[tuple[str, Sequence[str], Iterable[Row]]]
) -> str:
    """An ``.lss`` document.

    Args:
        languages: base language first.
        tables: name, columns, rows; an empty table is left out; a column missing from a row is empty.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<document>"]
    lines += [" <LimeSurveyDocType>Survey</LimeSurveyDocType>", " <DBVersion>495</DBVersion>"]
    lines += [" <languages>", *(f"  <language>{code}</language>" for code in languages)]
    lines.append(" </languages>")
    for name, columns, rows in tables:
        lines += _table(name, columns, list(rows))
    lines += ["</document>", ""]
    return "\n".join(lines)


def control_characters(text: str) -> list[str]:
    """Characters that XML cannot carry."""
    return _CONTROL.findall(text)


def _table(name: str, columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    lines = [f" <{name}>", "  <fields>"]
    lines += [f"   <fieldname>{column}</fieldname>" for column in columns]
    lines += ["  </fields>", "  <rows>"]
    for row in rows:
        lines.append("   <row>")
        lines += [_cell(column, row.get(column, "")) for column in columns]
        lines.append("   </row>")
    lines += ["  </rows>", f" </{name}>"]
    return lines


def _cell(column: str, value: str | int) -> str:
    text = str(value)
    if text == "":
        return f"    <{column}/>"
    safe = text.replace("]]>", "]]]]><![CDATA[>")
    return f"    <{column}><![CDATA[{safe}]]></{column}>"
