"""Cleaned answers for colleagues: SPSS with labels and missing ranges, CSV with a codebook, Parquet.

What is written are rows of respondents: confidential, never for publication. Free text stays out unless
it is asked for, and is masked even then.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pipeline.clean import spss
from pipeline.clean.spss import Column
from pipeline.spreadsheets import harmless_columns
from pipeline.workspace import replacing, write_table, write_text

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["sav", "csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)


def export(
    responses: pd.DataFrame,
    codebook: pd.DataFrame,
    folder: Path,
    name: str,
    *,
    formats: Sequence[Format] = FORMATS,
    texts: bool = False,
    stem: str | None = None,
) -> list[Path]:
    """Write one questionnaire's responses.

    Args:
        responses: tables: responses; a column ``gewicht`` is taken along where there is one.
        codebook: tables: codebook, of all questionnaires or of this one.
        folder: where to; made if it is not there.
        name: the questionnaire; files are called after it.
        formats: which of ``sav`` (with syntax for multiple response sets and the weight), ``csv`` (with
            ``<name>_codebuch.csv``) and ``parquet``.
        texts: take open answers along.
        stem: what files are called instead, for example to mark simulated answers.

    Returns:
        The files written.
    """
    stem = stem or name
    book = codebook[codebook["questionnaire"] == name]
    table = responses
    if not texts:
        open_answers = set(book.loc[book["kind"] == "text", "variable"])
        table = responses.drop(columns=[c for c in responses.columns if c in open_answers])
    columns = [c for c in spss.columns_of(book) if c.name in table]
    written: list[Path] = []
    if "sav" in formats:
        written.append(spss.write(table, columns, folder / f"{stem}.sav"))
        weighted = "gewicht" in table and bool(table["gewicht"].nunique() > 1)
        commands = spss.syntax(columns, written[-1], weighted=weighted)
        if commands:
            written.append(folder / f"{stem}.sps")
            write_text(written[-1], "\ufeff" + commands)
    if "csv" in formats:
        written.append(_write_csv(_for_spreadsheets(table, columns), folder / f"{stem}.csv"))
        codes = codebook_table(book, columns)
        written.append(_write_csv(codes, folder / f"{stem}_codebuch.csv"))
    if "parquet" in formats:
        write_table(folder / f"{stem}.parquet", table)
        written.append(folder / f"{stem}.parquet")
    return written


def codebook_table(book: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
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


def _for_spreadsheets(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Whole numbers without decimals; open text that would run as a formula with an apostrophe before it."""
    out = harmless_columns(table, [column.name for column in columns if column.kind == "text"])
    for name in out.columns:
        if out[name].dtype == "float64":
            out[name] = _whole(out[name])
        elif out[name].dtype == "bool":
            out[name] = out[name].map({True: "ja", False: "nein"})
    return out


def _comma(number: float) -> str | None:
    """0,25 for 0.25, nothing for nothing."""
    return f"{number:g}".replace(".", ",") if number == number else None  # noqa: PLR0124 - NaN


def _whole(numbers: pd.Series) -> pd.Series:
    """Integers where all of them are, so that nobody reads 38,0."""
    known = numbers.dropna()
    return numbers.astype("Int64") if (known == known.round()).all() else numbers
