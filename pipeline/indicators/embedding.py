"""Take the figures that this project carries along from the official files (a tool for maintainers).

``python -m pipeline.indicators.embedding ../shared/data`` rewrites ``regions.csv``,
``embedded/*.csv.gz`` (all regions of Germany) and ``data/input/statistik/*.csv`` (the demo
network's municipalities). Values and signs are taken over unchanged, each row with its source,
period and terms.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline.indicators.readers import (
    arbeitsmarkt_kommunal,
    ffcsv,
    genesis_classic,
    textfile,
    workbook,
    zensus,
)
from pipeline.indicators.readers.figures import FIXED
from pipeline.indicators.readers.model import (
    NOT_AVAILABLE,
    SIGNS,
    UNRELIABLE,
    VALUE,
    Cell,
    Table,
    squeeze,
)

HERE = Path(__file__).parent
_SIGN = {status: sign for sign, status in reversed(SIGNS.items())} | {NOT_AVAILABLE: "."}
_HOUSEHOLDS = (
    "0_Insgesamt_", "HHTYP_FAM__2", "HHTYP_FAM__3", "HHTYP_FAM__4", "HHTYP_LEB__5", "HHTYP_LEB__6",
)  # fmt: skip
_PEOPLE = (
    "0_Insgesamt_", "GESCHLECHT__1", "GESCHLECHT__2", "Staatsange_kurz__2", "Alter_infr__01",
    "Alter_infr__02", "Alter_infr__03", "Alter_infr__04", "Alter_infr__05", "Einwanderungserf_ausf__2",
)  # fmt: skip

_WORKING = (
    "ERWERBSTAT_KURZ_STP__1", "ERWERBSTAT_KURZ_STP__11", "ERWERBSTAT_KURZ_STP__11_M",
    "ERWERBSTAT_KURZ_STP__11_W",
)  # fmt: skip


def main(shared_data: Path, package: Path, repository: Path) -> None:
    """Rewrite everything that is taken from ``shared_data``.

    Args:
        shared_data: the folder of originals.
        package: receives ``regions.csv`` and ``embedded/``.
        repository: receives ``data/input/statistik/``.
    """
    embedded = package / "embedded"
    _regions(shared_data / "ags" / "AuszugGV2Q2024.xlsx", package / "regions.csv")
    census = shared_data / "zensus2022"
    households = zensus.read_file(census / "Regionaltabelle_Haushalte.csv")
    _write(embedded / "zensus_haushalte.csv.gz", [households], _everywhere, _HOUSEHOLDS)
    people = zensus.read_file(census / "Regionaltabelle_Demografie.csv")
    _write(embedded / "zensus_demografie.csv.gz", [people], _everywhere, _PEOPLE)
    work = zensus.read_file(census / "Regionaltabelle_Erwerbsstatus.csv")
    _write(embedded / "zensus_erwerb.csv.gz", [work], _everywhere, _WORKING)
    folder = shared_data / "genesis" / "classic_table_csv"
    for path in sorted(folder.glob("13211-02-05-4_*.csv")):
        unemployed = genesis_classic.read(textfile.read(path), path.name)
        _write(embedded / f"{path.stem}.csv.gz", [unemployed], _from_county_up, None)
    population = folder.parent / "ffcsv_v5" / "12411-01-01-4_1773175772751_de_flat.csv"
    stand = ffcsv.read(textfile.read(population), population.name)
    _write(embedded / "12411-01-01-4.csv.gz", [stand], _from_county_up, None)
    books = sorted((shared_data / "ba").rglob("*.xlsx"))
    labour = [arbeitsmarkt_kommunal.read(workbook.open_workbook(p)) for p in books]
    target = repository / "data" / "input" / "statistik"
    _write(target / "arbeitsmarkt_kommunal.csv", labour, lambda region: True, None)


def _everywhere(region: str) -> bool:
    return len(region) != 3


def _from_county_up(region: str) -> bool:
    return len(region) in (2, 5)


def _write(
    path: Path,
    tables: list[Table],
    keep: Callable[[str], bool],
    items: Iterable[str] | None,
) -> None:
    first = tables[0]
    rows: dict[tuple[str, str], tuple[Table, dict[str, Cell]]] = {}
    units: dict[str, str] = {}
    for table in tables:
        for cell in table.cells():
            if keep(cell.region) and (items is None or cell.item in items):
                units.setdefault(cell.item, cell.unit)
                rows.setdefault((cell.region, cell.period), (table, {}))[1][cell.item] = cell
    title = first.code if len({t.title for t in tables}) > 1 else first.title
    out = io.StringIO(newline="")
    for key, value in (("kind", first.kind), ("code", first.code), ("title", title)):
        out.write(f"# {key}: {value}\n")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([*FIXED, *(f"{item} [{unit}]" for item, unit in units.items())])
    for (region, period), (table, cells) in sorted(rows.items(), key=lambda entry: entry[0]):
        if all(cell.status not in (VALUE, UNRELIABLE) for cell in cells.values()):
            continue  # dissolved counties
        name = table.names.get(region, "")
        fixed = [region, name, period, table.publisher, table.licence, table.retrieved_on or ""]
        writer.writerow([*fixed, *(_text(cells.get(item)) for item in units)])
    data = out.getvalue().encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)


def _text(cell: Cell | None) -> str:
    if cell is None:
        return ""  # the table has no such cell: the item has another period
    if cell.value is None:
        return _SIGN[cell.status]
    number = f"{cell.value:.0f}" if cell.value.is_integer() else repr(cell.value)
    return f"({number})" if cell.status == UNRELIABLE else number


def _regions(path: Path, target: Path) -> None:
    """The Gemeindeverzeichnis as ``ags;kind;name``: Länder, counties, municipalities with inhabitants."""
    book = workbook.open_workbook(path)
    lines = [
        "# Quelle: © Daten (im Auftrag der Herausgebergemeinschaft Statistische Ämter des Bundes und der",
        "# Länder) Statistisches Bundesamt (Destatis), 2024. Vervielfältigung und Verbreitung, auch",
        "# auszugsweise, mit Quellenangabe gestattet. Gemeindeverzeichnis, Gebietsstand 30.06.2024",
        "# (AuszugGV2Q2024.xlsx); Auszug: Länder, Kreise, bewohnte Gemeinden mit Textkennzeichen.",
        "ags;kind;name",
    ]
    for row in book.rows(book.sheets[1]):
        level, kind, name = str(row[0]), str(row[1]), squeeze(row[7] if len(row) > 7 else "")
        parts = [str(part) for part in row[2:7]]
        if level == "10":
            lines.append(f"{parts[0]};;{name}")
        elif level == "40":
            lines.append(f"{''.join(parts[:3])};{kind};{name}")
        elif level == "60" and kind != "66":
            lines.append(f"{''.join(parts[:3])}{parts[4]};{kind};{name}")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), HERE, HERE.parent.parent)
