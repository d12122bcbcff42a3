"""SPSS files with labels and missing ranges; answer codes become numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.clean.case import META
from pipeline.tables import NO_ANSWER, NOT_ASKED
from pipeline.workspace import replacing

if TYPE_CHECKING:
    import pandas as pd

# SPSS codes of what is missing; the range from -9 to -1 is declared as user-missing.
MISSING: dict[str, tuple[int, str]] = {
    "declined": (-1, "keine Angabe"),
    "dont_know": (-2, "weiß nicht"),
    NOT_ASKED: (-8, "nicht gefragt"),
    NO_ANSWER: (-9, "nicht beantwortet"),
}
_RESERVED = frozenset("ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH".split())  # noqa: SIM905
_NUMBERS = ("duration_s", "gewicht")
_META_LABELS = {
    "respondent": "Nummer der befragten Person oder Stelle (ohne Bedeutung)",
    "submitted_on": "Tag der Abgabe",
    "duration_s": "Dauer in Sekunden",
    "mode": "Erhebungsart",
    "kanal": "Verteilweg",
    "language": "Sprache",
    "complete": "Fragebogen abgeschlossen",
    "gewicht": "Gewicht (Mittel 1)",
}


@dataclass(frozen=True)
class Column:
    """A variable on its way out; ``numbers`` maps answer codes to SPSS values."""

    name: str
    label: str
    kind: str
    numbers: dict[str, int]
    labels: dict[int, str]
    ordered: bool

    @property
    def measure(self) -> str:
        """SPSS's level of measurement."""
        if self.kind == "numeric":
            return "scale"
        return "ordinal" if self.ordered else "nominal"


def columns_of(book: pd.DataFrame) -> list[Column]:
    """How every variable of one questionnaire's codebook goes out."""
    return [
        _column(str(name), rows)
        for name, rows in book.groupby("variable", sort=False)
        if name not in META
    ]


def _column(name: str, rows: pd.DataFrame) -> Column:
    first = rows.iloc[0]
    valid = rows[rows["category"].notna() & rows["missing_kind"].isna()]
    numbers: dict[str, int] = {}
    labels: dict[int, str] = {}
    scale = _scale(valid["value"].tolist())
    for position, (code, label) in enumerate(
        zip(valid["category"], valid["category_label"], strict=True)
    ):
        number = int(code == "ja") if first["kind"] == "multiple" else scale[position]
        numbers[str(code)], labels[number] = number, str(label)
    for code, label, kind in rows.loc[
        rows["missing_kind"].notna(), ["category", "category_label", "missing_kind"]
    ].itertuples(index=False):
        number = MISSING[kind][0]
        numbers[str(code)], labels[number] = number, str(label)
    for state in (NOT_ASKED, NO_ANSWER):
        numbers[state], labels[MISSING[state][0]] = MISSING[state]
    ordered = bool(valid["value"].nunique() > 1)
    label = str(first["label"])
    whole = first.get("question_label")
    if first["question"] != name and isinstance(whole, str) and whole != label:
        label = f"{whole}: {label}"
    return Column(name, label, str(first["kind"]), numbers, labels, ordered)


def _scale(values: Sequence[float]) -> list[int]:
    """SPSS values of the valid categories: the questionnaire's own numbers, else 1, 2, 3.

    Categories beside the scale ("does not concern me") come after its highest number.
    """
    given = [v for v in values if v == v]  # noqa: PLR0124 - NaN
    whole = all(v >= 0 and float(v).is_integer() for v in given)
    if not given or not whole or len(set(given)) < len(given):
        return list(range(1, len(values) + 1))
    after = iter(range(int(max(given)) + 1, int(max(given)) + len(values) + 1))
    return [int(v) if v == v else next(after) for v in values]  # noqa: PLR0124 - NaN


def write(table: pd.DataFrame, columns: Sequence[Column], path: Path) -> Path:
    """Write a ``.sav`` file.

    Args:
        table: responses.
        columns: which variables, from :func:`columns_of`.
        path: the file.

    Returns:
        The path.
    """
    import pandas as pd
    import pyreadstat

    data: dict[str, Any] = {name: table[name] for name in _META_LABELS if name in table}
    if "complete" in data:
        data["complete"] = table["complete"].astype("float64")
    labels: dict[str, str | None] = {name: _META_LABELS[name] for name in data}
    measures = {name: "scale" if name in _NUMBERS else "nominal" for name in data}
    coded = [column for column in columns if column.kind not in {"text", "date"}]
    for column in columns:
        name = spss_name(column.name)
        data[name] = _values(table, column)
        labels[name] = column.label[:255]
        measures[name] = column.measure
    with replacing(path) as temporary:
        pyreadstat.write_sav(
            pd.DataFrame(data),
            str(temporary),
            file_label=path.stem,
            column_labels=labels,
            variable_value_labels={spss_name(c.name): _value_labels(c) for c in coded},
            missing_ranges={spss_name(c.name): [{"lo": -9, "hi": -1}] for c in coded},
            variable_measure=measures,
        )
    return path


def _values(table: pd.DataFrame, column: Column) -> pd.Series:
    cells = table[column.name]
    if column.kind in {"text", "date"}:
        return cells.replace({NOT_ASKED: "", NO_ANSWER: ""}).fillna("")
    if column.kind == "numeric":
        return cells.fillna(table[f"{column.name}__missing"].map(column.numbers))
    return cells.map(column.numbers).astype("float64")


def _value_labels(column: Column) -> dict[float, str]:
    return {float(number): label[:120] for number, label in column.labels.items()}


def spss_name(variable: str) -> str:
    """A name that SPSS accepts: its reserved words get an underscore and a letter."""
    return f"{variable}_v" if variable.upper() in _RESERVED else variable[:64]
