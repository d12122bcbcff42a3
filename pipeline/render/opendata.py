"""Open data: what passed the disclosure wall as CSV, each column described, with terms of use."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import yamlfile
from pipeline.spreadsheets import harmless_columns
from pipeline.workspace import Workspace, read_table, write_text

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "daten"
PACKAGE = "datapackage.json"
DEFAULT_LICENCE = "Datenlizenz Deutschland – Namensnennung – Version 2.0 (dl-de/by-2-0)"
DEMO = "DEMODATEN – simulierte Antworten, keine Ergebnisse einer Befragung"
_TYPES = {"f": "number", "i": "integer", "u": "integer", "b": "boolean"}


@dataclass(frozen=True)
class Edition:
    """What every file of a publication says of itself.

    Attributes:
        title: of the whole publication.
        network: who publishes.
        day: document date, YYYY-MM-DD.
        licence: terms of use of the network's own results.
        demo: answers are simulated.
    """

    title: str
    network: str
    day: str
    licence: str
    demo: bool


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = yamlfile.load(Path(__file__).with_name("columns.yaml")).data
    return data


def describe(table: str, column: str) -> str:
    """What a column of the open data means, in German; empty where nothing is written."""
    columns = _words()["columns"]
    return columns.get(f"{table}.{column}", columns.get(column, ""))


def title(table: str) -> str:
    """What a table of the open data holds, in German."""
    return _words()["tables"].get(table, "")


def write(ws: Workspace, folder: Path, edition: Edition) -> list[str]:
    """Write every table of ``data/public`` with its description.

    CSV as RFC 4180 says: commas, decimal points, UTF-8, one line of headings; empty cells are unknown or
    withheld; an apostrophe stands before a text that a spreadsheet would run as a formula. In a demo a last
    column says so in every line. ``datapackage.json`` follows Frictionless Data.

    Args:
        ws: the network's folder.
        folder: where ``daten/`` is made.
        edition: of this publication.

    Returns:
        Names of the tables.
    """
    tables = {path.stem: read_table(path) for path in sorted(ws.public.glob("*.parquet"))}
    target = folder / FOLDER
    target.mkdir(parents=True)
    columns, overview, resources = [], [], []
    for name, table in tables.items():
        marked = table.assign(daten=DEMO) if edition.demo else table
        safe = harmless_columns(marked)
        write_text(target / f"{name}.csv", safe.to_csv(index=False, lineterminator="\r\n"))
        fields = [_field(name, table, column) for column in table.columns]
        if edition.demo:
            fields.append({"name": "daten", "type": "string", "description": DEMO})
        overview.append([f"{name}.csv", title(name), str(len(table))])
        columns += [[f"{name}.csv", f["name"], f["type"], f["description"]] for f in fields]
        resources.append(
            {
                "name": name,
                "path": f"{name}.csv",
                "title": title(name),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields},
            }
        )
    _csv(target / "tabellen.csv", ["Datei", "Inhalt", "Zeilen"], overview)
    _csv(target / "datenbeschreibung.csv", ["Datei", "Spalte", "Typ", "Bedeutung"], columns)
    write_text(target / "LIZENZ.txt", _terms(edition, tables.get("indicators")))
    package = {
        "name": "bedarfsanalyse", "title": edition.title, "created": edition.day,
        "contributors": [{"title": edition.network, "role": "publisher"}],
        "licenses": [{"title": edition.licence}], "resources": resources,
    }  # fmt: skip
    if edition.demo:
        package["description"] = DEMO
    write_text(target / PACKAGE, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
    return list(tables)


def _field(table: str, data: pd.DataFrame, column: str) -> dict[str, str]:
    kind = _TYPES.get(data[column].dtype.kind, "string")
    return {"name": column, "type": kind, "description": describe(table, column)}


def _csv(path: Path, head: list[str], rows: list[list[str]]) -> None:
    import pandas as pd

    text: str = pd.DataFrame(rows, columns=head).to_csv(index=False, lineterminator="\r\n")
    write_text(path, text)


def _terms(edition: Edition, indicators: Any) -> str:
    lines = [
        edition.title, f"{edition.network}, {edition.day}", "",
        *([DEMO, ""] if edition.demo else []),
        f"Ergebnisse der Befragungen und eigene Berechnungen: {edition.licence}.",
        f"Bitte nennen Sie als Quelle: {edition.network}, Bedarfsanalyse, {edition.day}.", "",
        "Amtliche Kennzahlen (indicators.csv) stehen unter den Bedingungen ihrer Quellen;",
        "sie sind so zu nennen:",
    ]  # fmt: skip
    if indicators is not None:
        named = indicators["citation"].fillna(indicators["source"]).dropna().unique()
        lines += [f"- {source}" for source in sorted(map(str, named))]
    lines += ["", "Zitate und Angaben zu Angeboten sind von denen freigegeben, die sie betreffen."]
    return "\n".join(lines) + "\n"
