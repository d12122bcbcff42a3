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
_NUMBERS = ("duration_s", "gewicht", "gewicht_beschaeftigte", "gewicht_auswahl")
_MODES = {"web": 1, "paper": 2, "interview": 3, "simulated": 4}
_META_VALUES: dict[str, dict[float, str]] = {
    "mode": {1: "online", 2: "auf Papier", 3: "im Gespräch", 4: "simuliert"},
    "complete": {0: "nein", 1: "ja"},
}
_FORMATS = {
    "submitted_on": "EDATE10", "duration_s": "F8.0", "mode": "F8.0", "complete": "F8.0",
    "gewicht": "F10.6", "gewicht_beschaeftigte": "F10.6",
    "gewicht_auswahl": "F10.6",
}  # fmt: skip
_META_LABELS = {
    "respondent": "Nummer der befragten Person oder Stelle (ohne Bedeutung)",
    "submitted_on": "Tag der Abgabe",
    "duration_s": "Dauer in Sekunden",
    "mode": "Erhebungsart",
    "kanal": "Verteilweg",
    "language": "Sprache",
    "complete": "Fragebogen abgeschlossen",
    "gewicht": "Gewicht (Mittel 1)",
    "gewicht_beschaeftigte": "Gewicht nach Beschäftigten (Mittel 1)",
    "gewicht_auswahl": "Gewicht nach der Auswahl in Schichten, vor dem Anpassen an Ränder (Mittel 1)",
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
    question: str = ""
    question_label: str = ""

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
    asked = whole if isinstance(whole, str) else str(first["question"])
    return Column(
        name, label, str(first["kind"]), numbers, labels, ordered, str(first["question"]), asked
    )


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
    if "mode" in data:
        data["mode"] = table["mode"].map(_MODES).astype("float64")
    if "submitted_on" in data:
        data["submitted_on"] = _dates(table["submitted_on"])
    labels: dict[str, str | None] = {name: _META_LABELS[name] for name in data}
    measures = {name: "scale" if name in _NUMBERS else "nominal" for name in data}
    coded = [column for column in columns if column.kind not in {"text", "date"}]
    values = {name: found for name, found in _META_VALUES.items() if name in data}
    formats = {name: found for name, found in _FORMATS.items() if name in data}
    for column in columns:
        name = spss_name(column.name)
        data[name] = _values(table, column)
        labels[name] = column.label[:255]
        measures[name] = column.measure
        if column.kind != "text":
            formats[name] = _format(column, data[name])
    with replacing(path) as temporary:
        pyreadstat.write_sav(
            pd.DataFrame(data),
            str(temporary),
            file_label=path.stem,
            column_labels=labels,
            variable_value_labels=values | {spss_name(c.name): _value_labels(c) for c in coded},
            missing_ranges={spss_name(c.name): [{"lo": -9, "hi": -1}] for c in coded},
            variable_measure=measures,
            variable_format=formats,
        )
    return path


def syntax(columns: Sequence[Column], sav: Path, *, weighted: bool) -> str:
    """What a ``.sav`` cannot carry here, as SPSS syntax: multiple response sets and the weight.

    Args:
        columns: as written.
        sav: the file that it opens.
        weighted: whether there is a column ``gewicht``.

    Returns:
        The syntax; empty where there is nothing to say.
    """
    sets: dict[str, list[Column]] = {}
    for column in columns:
        if column.kind == "multiple":
            sets.setdefault(column.question, []).append(column)
    if not sets and not weighted:
        return ""
    lines = ["* Encoding: UTF-8.", f"GET FILE={_quoted(sav.name)}."]
    lines += ["WEIGHT BY gewicht."] if weighted else []
    for question, members in sets.items():
        name = "$" + spss_name(question)[:62]
        lines += [
            "MRSETS",
            f"  /MDGROUP NAME={name} LABEL={_quoted(members[0].question_label[:255])}",
            "    CATEGORYLABELS=VARLABELS",
            *(f"    {'VARIABLES=' if m is members[0] else ''}{spss_name(m.name)}" for m in members),
            "    VALUE=1",
            f"  /DISPLAY NAME=[{name}].",
        ]
    return "\r\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _dates(days: pd.Series) -> pd.Series:
    """ISO days as dates; what is none stays empty."""
    import pandas as pd

    found = pd.to_datetime(days, format="%Y-%m-%d", errors="coerce")
    return found.dt.date.where(found.notna(), None).astype(object)


def _format(column: Column, values: pd.Series) -> str:
    """How SPSS shows a variable: codes and whole numbers without decimals, days as 31.12.2026."""
    if column.kind == "date":
        return "EDATE10"
    known = values.dropna()
    return "F8.0" if column.kind != "numeric" or (known == known.round()).all() else "F12.2"


def _values(table: pd.DataFrame, column: Column) -> pd.Series:
    cells = table[column.name]
    if column.kind == "date":
        return _dates(cells)
    if column.kind == "text":
        return cells.replace({NOT_ASKED: "", NO_ANSWER: ""}).fillna("")
    if column.kind == "numeric":
        return cells.fillna(table[f"{column.name}__missing"].map(column.numbers))
    return cells.map(column.numbers).astype("float64")


def _value_labels(column: Column) -> dict[float, str]:
    return {float(number): label[:120] for number, label in column.labels.items()}


def spss_name(variable: str) -> str:
    """A name that SPSS accepts: its reserved words get an underscore and a letter."""
    return f"{variable}_v" if variable.upper() in _RESERVED else variable[:64]
