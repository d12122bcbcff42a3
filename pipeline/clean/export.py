"""Cleaned answers for colleagues: SPSS with labels and missing ranges, CSV with a codebook, Parquet.

What is written are rows of respondents: confidential, never for publication. Free text stays out unless
it is asked for, and is masked even then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from pipeline.clean.case import META
from pipeline.tables import NO_ANSWER, NOT_ASKED
from pipeline.workspace import replacing, write_table

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["sav", "csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)

# SPSS codes of what is missing; the range from -9 to -1 is declared as user-missing.
MISSING: dict[str, tuple[int, str]] = {
    "declined": (-1, "keine Angabe"),
    "dont_know": (-2, "weiß nicht"),
    NOT_ASKED: (-8, "nicht gefragt"),
    NO_ANSWER: (-9, "nicht beantwortet"),
}
_RESERVED = frozenset("ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH".split())  # noqa: SIM905
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
class _Column:
    """A variable on its way out; ``numbers`` maps answer codes to SPSS values."""

    name: str
    label: str
    kind: str
    numbers: dict[str, int]
    labels: dict[int, str]
    ordered: bool


def export(
    responses: pd.DataFrame,
    codebook: pd.DataFrame,
    folder: Path,
    name: str,
    *,
    formats: Sequence[Format] = FORMATS,
    texts: bool = False,
) -> list[Path]:
    """Write one questionnaire's responses.

    Args:
        responses: tables: responses; a column ``gewicht`` is taken along where there is one.
        codebook: tables: codebook, of all questionnaires or of this one.
        folder: where to; made if it is not there.
        name: the questionnaire; files are called after it.
        formats: which of ``sav``, ``csv`` (with ``<name>_codebuch.csv``) and ``parquet``.
        texts: take open answers along.

    Returns:
        The files written.
    """
    book = codebook[codebook["questionnaire"] == name]
    table = responses
    if not texts:
        open_answers = set(book.loc[book["kind"] == "text", "variable"])
        table = responses.drop(columns=[c for c in responses.columns if c in open_answers])
    columns = [c for c in _columns(book) if c.name in table]
    written: list[Path] = []
    if "sav" in formats:
        written.append(_write_sav(table, columns, folder / f"{name}.sav"))
    if "csv" in formats:
        written.append(_write_csv(_for_spreadsheets(table, columns), folder / f"{name}.csv"))
        codes = codebook_table(book, columns)
        written.append(_write_csv(codes, folder / f"{name}_codebuch.csv"))
    if "parquet" in formats:
        write_table(folder / f"{name}.parquet", table)
        written.append(folder / f"{name}.parquet")
    return written


def codebook_table(book: pd.DataFrame, columns: Sequence[_Column]) -> pd.DataFrame:
    """The codebook for people: one row per variable and code, headings in German, with SPSS values."""
    import pandas as pd

    numbers = {(c.name, code): number for c in columns for code, number in c.numbers.items()}
    kept = book[book["variable"].isin([c.name for c in columns])]
    keys = zip(kept["variable"], kept["category"], strict=True)
    return pd.DataFrame(
        {
            "variable": kept["variable"],
            "frage": kept["question"],
            "bezeichnung": kept["label"],
            "art": kept["kind"],
            "code": kept["category"],
            "text": kept["category_label"],
            "spss_wert": pd.array([numbers.get(key) for key in keys], dtype="Int64"),
            "wert": _whole(kept["value"]),
            "bedarf": pd.array([_comma(need) for need in kept["need"]], dtype="str"),
            "fehlend": kept["missing_kind"],
            "handlungsfeld": kept["field_of_action"],
            "rolle": kept["role"],
            "gefragt_wenn": kept["universe"],
        }
    )


def _columns(book: pd.DataFrame) -> list[_Column]:
    return [
        _column(str(name), rows)
        for name, rows in book.groupby("variable", sort=False)
        if name not in META
    ]


def _column(name: str, rows: pd.DataFrame) -> _Column:
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
    return _Column(name, str(first["label"]), str(first["kind"]), numbers, labels, ordered)


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


def _write_sav(table: pd.DataFrame, columns: Sequence[_Column], path: Path) -> Path:
    import pandas as pd
    import pyreadstat

    out: dict[str, Any] = {name: table[name] for name in _META_LABELS if name in table}
    if "complete" in out:
        out["complete"] = table["complete"].astype("float64")
    labels: dict[str, str | None] = {name: _META_LABELS[name] for name in out}
    value_labels: dict[str, dict[float, str]] = {}
    missing: dict[str, list[Any]] = {}
    measures = dict.fromkeys(out, "nominal") | {"duration_s": "scale", "gewicht": "scale"}
    for column in columns:
        name = spss_name(column.name)
        labels[name] = column.label[:255]
        if column.kind in {"text", "date"}:
            state = {NOT_ASKED: "", NO_ANSWER: ""}
            out[name] = table[column.name].replace(state).fillna("")
            measures[name] = "nominal"
            continue
        if column.kind == "numeric":
            why = table[f"{column.name}__missing"].map(column.numbers)
            out[name] = table[column.name].fillna(why)
            measures[name] = "scale"
            states = [MISSING[state] for state in (NOT_ASKED, NO_ANSWER)]
            value_labels[name] = dict(states)
        else:
            out[name] = table[column.name].map(column.numbers).astype("float64")
            measures[name] = "ordinal" if column.ordered else "nominal"
            value_labels[name] = {float(k): v[:120] for k, v in column.labels.items()}
        missing[name] = [{"lo": -9, "hi": -1}]
    frame = pd.DataFrame(out)
    measures = {name: measure for name, measure in measures.items() if name in frame}
    with replacing(path) as temporary:
        pyreadstat.write_sav(
            frame,
            str(temporary),
            file_label=path.stem,
            column_labels=labels,
            variable_value_labels=value_labels,
            missing_ranges=missing,
            variable_measure=measures,
        )
    return path


def spss_name(variable: str) -> str:
    """A name that SPSS accepts: its reserved words get an underscore and a letter."""
    return f"{variable}_v" if variable.upper() in _RESERVED else variable[:64]


def _write_csv(table: pd.DataFrame, path: Path) -> Path:
    """As a German spreadsheet program reads it: semicolons, decimal commas, UTF-8 with mark."""
    with replacing(path) as temporary:
        table.to_csv(
            temporary,
            sep=";",
            decimal=",",
            index=False,
            encoding="utf-8-sig",
            lineterminator="\r\n",
        )
    return path


def _for_spreadsheets(table: pd.DataFrame, columns: Sequence[_Column]) -> pd.DataFrame:
    """Whole numbers without decimals; open text that would run as a formula with an apostrophe before it."""
    out = table.copy()
    for column in columns:
        if column.kind == "text":
            out[column.name] = harmless(out[column.name])
    for name in out.columns:
        if out[name].dtype == "float64":
            out[name] = _whole(out[name])
    return out


def harmless(texts: pd.Series) -> pd.Series:
    """Text for a spreadsheet: an apostrophe before what would run as a formula."""
    risky = texts.str.match(r"[=+\-@\t\r]").fillna(value=False).astype(bool)
    return texts.mask(risky, "'" + texts)


def _comma(number: float) -> str | None:
    """0,25 for 0.25, nothing for nothing."""
    return f"{number:g}".replace(".", ",") if number == number else None  # noqa: PLR0124 - NaN


def _whole(numbers: pd.Series) -> pd.Series:
    """Integers where all of them are, so that nobody reads 38,0."""
    known = numbers.dropna()
    return numbers.astype("Int64") if (known == known.round()).all() else numbers
