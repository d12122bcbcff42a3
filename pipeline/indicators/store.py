"""All published cells that a network has: its own downloads first, the figures carried along behind them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import Fault, PipelineError
from pipeline.indicators.readers import figures, recognise
from pipeline.indicators.readers.model import Cell, Table
from pipeline.indicators.regions import lookup
from pipeline.workspace import Workspace

EMBEDDED = Path(__file__).with_name("embedded")


@dataclass(frozen=True)
class Source:
    """A file that was read: what it is, how a citation names it, and its bytes' hash."""

    table: Table
    file: str
    sha256: str


@dataclass(frozen=True)
class Found:
    """A cell and the file it stands in."""

    cell: Cell
    source: Source


def downloads(ws: Workspace) -> list[Path]:
    """The files below ``data/raw/statistics``, without DVC's pointers and litter, sorted."""
    folder = ws.raw / "statistics"
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix != ".dvc"
        and not any(of_the_system(part) for part in path.relative_to(folder).parts)
    )


def of_the_system(name: str) -> bool:
    """Whether a file is no download: hidden, a folder's thumbnails, or Excel's mark of an open workbook."""
    return name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini")


def unregistered(ws: Workspace) -> Iterator[Fault]:
    """What is wrong with files that were put into ``data/raw/statistics`` by hand."""
    for path in downloads(ws):
        if not path.with_name(f"{path.name}.dvc").is_file():
            yield from _read(ws, path)[1]


def _read(ws: Workspace, path: Path) -> tuple[list[Source], list[Fault]]:
    name = ws.name_of(path)
    try:
        return [Source(table, name, digest(path)) for table in recognise.read(path)], []
    except PipelineError as error:
        return [], [replace(f, where=name + f.where.removeprefix(path.name)) for f in error.faults]


def carried(ws: Workspace) -> list[tuple[Path, str]]:
    """Tables of figures that come with the network or the package, with the name citations use."""
    local = sorted((ws.input / "statistik").glob("*.csv*"))
    shipped = sorted(EMBEDDED.glob("*.csv.gz"))
    return [(p, ws.name_of(p)) for p in local] + [(p, f"bedarfskompass/{p.name}") for p in shipped]


def load(ws: Workspace) -> list[Source]:
    """Read every file; newest downloads first, so that revised figures win over older ones.

    Raises:
        PipelineError: the faults of all files that cannot be read, together.
    """
    faults: list[Fault] = []
    original: list[Source] = []
    for path in downloads(ws):
        sources, wrong = _read(ws, path)
        original += sources
        faults += wrong
    if faults:
        raise PipelineError.of(faults)
    original.sort(key=lambda source: source.table.retrieved_on or "", reverse=True)
    return original + [Source(figures.read(p), name, digest(p)) for p, name in carried(ws)]


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Store:
    """Cells by table, item and region; regions that are the same place share their cells."""

    def __init__(self, sources: Iterable[Source], wanted: frozenset[str]) -> None:
        keys = wanted | {alias for region in wanted for alias in same_place(region)}
        names = {n: key for key in wanted for n in (lookup(key).name, lookup(key).label)}
        self._cells: dict[tuple[str, str, str], dict[str, Found]] = {}
        self._items: dict[str, dict[str, None]] = {}
        for source in sources:
            table = source.table
            titles = {table.kind, table.code, *table.aliases}
            for cell in table.cells(keys | names.keys()):
                region = names.get(cell.region, cell.region)
                for title in titles:
                    self._items.setdefault(title, {})[cell.item] = None
                    periods = self._cells.setdefault((title, cell.item, region), {})
                    periods.setdefault(cell.period, Found(cell, source))

    def items(self, table: str) -> Iterable[str]:
        """All items of a table, in the order of its files."""
        return self._items.get(table, {})

    def get(self, table: str, item: str, region: str) -> dict[str, Found]:
        """Cells by period; empty where the table says nothing about the region."""
        known = [
            found
            for key in (region, *same_place(region))
            if (found := self._cells.get((table, item, key)))
        ]
        for (
            found
        ) in known:  # Hamburg may stand twice: with figures under 02, with a dash under 02000
            if any(entry.cell.value is not None for entry in found.values()):
                return found
        return known[0] if known else {}


def same_place(region: str) -> tuple[str, ...]:
    """Other keys of the same place: Hamburg is 02, 02000 and 02000000; Herne 05916 and 05916000."""
    if region[:2] in ("02", "11"):
        return tuple(
            k for k in (region[:2], region[:2] + "000", region[:2] + "000000") if k != region
        )
    if len(region) == 5:
        return (region + "000",)
    if len(region) == 8 and region.endswith("000"):
        return (region[:5],)
    return ()
