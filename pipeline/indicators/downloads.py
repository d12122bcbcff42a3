"""Take downloaded files into a network: recognised, copied under a stable name, registered with DVC.

Files below ``data/raw/statistics`` are never changed or replaced. A copy is written to a temporary sibling
and takes its name only when it is whole, so that a killed command leaves nothing half-imported.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Fault, PipelineError
from pipeline.indicators import catalogue, regions
from pipeline.indicators.readers import recognise
from pipeline.indicators.readers.model import Cell, Table
from pipeline.indicators.store import digest, downloads, of_the_system, same_place
from pipeline.workspace import Workspace, replacing

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?:0[1-9]|1[0-2])?(?!\d)")


@dataclass(frozen=True)
class Content:
    """What a file holds: its tables, all their regions, periods and the indicators that use them.

    ``lost`` says which rows the catalogue reads from such a table that are not in it.
    """

    tables: tuple[Table, ...]
    regions: frozenset[str]
    periods: tuple[str, ...]
    figures: int
    indicators: tuple[str, ...]
    lost: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The product's name, at most 70 characters; of an archive, that of its first table."""
        first = self.tables[0]
        if len(self.tables) > 1:
            return f"{first.code} ({len(self.tables)} files)"
        title = f"{first.code} {first.title}" if first.kind.startswith("genesis") else first.title
        return title if len(title) <= 70 else f"{title[:69].rstrip()}…"


@dataclass(frozen=True)
class Added:
    """One file that was taken in (or was there already), and what an analyst should know about it."""

    source: Path
    target: Path
    content: Content
    is_new: bool
    remarks: tuple[str, ...]


def inspect(path: Path, region: str | None = None) -> Content:
    """Read a whole file and say what it holds.

    Raises:
        PipelineError: it is damaged or of no known kind.
    """
    tables = tuple(recognise.read(path, region=region))
    places: set[str] = set()
    periods: set[str] = set()
    used: set[str] = set()
    lost: dict[str, None] = {}
    count = 0
    for table in tables:
        items: dict[str, None] = {}
        sheet = ""
        for cell in table.cells():
            places.add(cell.region)
            periods.add(cell.period)
            items[cell.item] = None
            sheet = sheet or cell.where.partition("!")[0]
            count += 1
        for entry, take in _takes(table):
            if take.find(items):
                used.add(entry.id)
            else:
                where = f"sheet {sheet}" if table.kind.startswith("ba_") else table.code
                label = take.label or take.item
                lost[f"{where} has no '{label}', so it does not give {entry.id}"] = None
    indicators = tuple(name for name in catalogue.load() if name in used)
    return Content(
        tables, frozenset(places), tuple(sorted(periods)), count, indicators, tuple(lost)
    )


def _takes(table: Table) -> Iterator[tuple[catalogue.Indicator, catalogue.Take]]:
    """What the catalogue reads from a table of this kind."""
    names = {table.kind, table.code, *table.aliases}
    for entry in catalogue.load().values():
        for take in entry.take:
            if take.table in names:
                yield entry, take


def sample(content: Content, home: str) -> list[tuple[catalogue.Indicator, Cell]]:
    """The newest cell that each indicator reads from a file, of one region, to be compared with the file.

    Args:
        content: the file.
        home: the region to show; where the file does not have it, its first one.
    """
    here = [key for key in (home, *same_place(home)) if key in content.regions]
    region = (here or sorted(content.regions))[0]
    found: dict[str, tuple[catalogue.Indicator, Cell]] = {}
    for table in content.tables:
        cells: dict[str, Cell] = {}
        for cell in table.cells({region}):
            if cell.item not in cells or cell.period >= cells[cell.item].period:
                cells[cell.item] = cell
        for entry, take in _takes(table):
            item = take.find(cells)
            if item is not None:
                found.setdefault(entry.id, (entry, cells[item]))
    return [found[name] for name in catalogue.load() if name in found]


def together(faults: Iterable[Fault]) -> list[Fault]:
    """Faults that say the same of several files, as one fault that names them all."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for fault in faults:
        groups.setdefault((fault.what, fault.why, fault.hint), []).append(fault.where)
    return [
        Fault(what, ", ".join(dict.fromkeys(where for where in places if where)), why, hint)
        for (what, why, hint), places in groups.items()
    ]


def add(
    ws: Workspace, files: Iterable[Path], *, home: str, region: str | None = None
) -> tuple[list[Added], list[Fault]]:
    """Take files in; a faulty one does not keep the others out.

    Args:
        ws: the network's folder.
        files: as downloaded; of a folder, all its files.
        home: the network's region, to remark where a file says nothing about it.
        region: AGS for workbooks that name only a job centre.

    Returns:
        What was added, and the faults of files that were not.

    Raises:
        PipelineError: another call is going on, or DVC could not register the files (they are in place;
            the next call registers them).
    """
    if region is not None:
        regions.lookup(region)
    added: list[Added] = []
    faults: list[Fault] = []
    with locked(ws):
        for left_over in (ws.raw / "statistics").glob(".*.tmp-*"):  # a killed call's
            left_over.unlink(missing_ok=True)
        for path in _files(files):
            try:
                content = inspect(path, region)
                target, is_new = _copy(ws, path, content)
            except PipelineError as error:
                faults += error.faults
                continue
            remarks = tuple(_remarks(path, content, home))
            added.append(Added(path, target, content, is_new, remarks))
        register(ws)
    return added, together(faults)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and not of_the_system(p.name))
            yield from found or [path]  # reading a folder without files says what is wrong
        else:
            yield path


@contextmanager
def locked(ws: Workspace) -> Iterator[None]:
    """Keeps a second ``bedarf stats add`` out of the same network.

    Raises:
        PipelineError: another one is going on.
    """
    from filelock import FileLock, Timeout

    path = ws.root / ".dvc" / "tmp" / "stats.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path, timeout=0):
            yield
    except Timeout:
        raise PipelineError(
            "another `bedarf stats add` is going on in this folder",
            ws.name_of(path),
            hint="wait until it has finished; if its window was closed, end that Python process",
        ) from None


def register(ws: Workspace) -> None:
    """``dvc add`` of every download that has no ``.dvc`` file beside it.

    Raises:
        PipelineError: DVC is busy or failed; nothing is lost.
    """
    new = [p for p in downloads(ws) if not p.with_name(f"{p.name}.dvc").is_file()]
    if not new:
        return
    result = subprocess.run(
        [sys.executable, "-m", "dvc", "add", "--quiet", *(ws.name_of(p) for p in new)],
        cwd=ws.root, env=dict(os.environ, PYTHONUTF8="1", DVC_NO_ANALYTICS="1"), capture_output=True,
        text=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    if result.returncode:
        output = re.sub(r"\s+", " ", result.stderr + result.stdout).strip()
        raise PipelineError(
            "the files were copied, but are not registered with DVC yet",
            ", ".join(ws.name_of(p) for p in new[:3]) + (" …" if len(new) > 3 else ""),
            "another run is going on in this folder" if "lock" in output else output[-300:],
            "run the same command again when it has finished: it registers them",
        )


def stable_name(content: Content, suffix: str) -> str:
    """A name made of what the file holds: ``arbeitsmarkt-kommunal_06440011_2024.xlsx``."""
    table = content.tables[0]
    kind = table.kind.removeprefix("ba_").replace("_", "-")
    if table.kind.startswith("genesis_"):
        kind = f"genesis_{table.code}"
    parts = [kind]
    place = _common(content.regions)
    if place:
        parts.append(place)
    parts.append(content.periods[-1] if len(content.periods) == 1 else content.periods[-1][:4])
    return "_".join(re.sub(r"[^\w.-]+", "-", part) for part in parts) + suffix.lower()


def _common(places: frozenset[str]) -> str:
    """The key of the only region, or of the county or Land that all regions belong to; else empty."""
    if len(places) == 1:
        return next(iter(places))
    for digits in (5, 2):
        keys = {place[:digits] for place in places}
        if len(keys) == 1 and all(place.isdigit() for place in places):
            return keys.pop()
    return ""


def _copy(ws: Workspace, path: Path, content: Content) -> tuple[Path, bool]:
    folder = ws.raw / "statistics"
    name = Path(stable_name(content, path.suffix))
    mine = digest(path)
    for number in range(1, 1000):
        target = folder / (name.name if number == 1 else f"{name.stem}-{number}{name.suffix}")
        if not target.exists():
            break
        if digest(target) == mine:
            return target, False
    with replacing(target) as temporary:
        shutil.copyfile(path, temporary)
        if digest(temporary) != mine:
            raise PipelineError("the copy is not the same as the file", path.name, hint="try again")
    return target, True


def _remarks(path: Path, content: Content, home: str) -> Iterable[str]:
    yield from content.lost[:5]
    if len(content.lost) > 5:
        yield f"… and {len(content.lost) - 5} more such rows"
    year = _YEAR.search(path.stem)
    if year and not any(period.startswith(year[1]) for period in content.periods):
        yield f"its name says {year[1]}, its figures are of {content.periods[-1]}: the table is believed"
    if not content.indicators:
        yield "no indicator of the catalogue uses this table"
    near = {place for place in content.regions if place.startswith(home) or home.startswith(place)}
    named = {regions.lookup(home).name, regions.lookup(home).label} & content.regions
    if not near and not named:
        yield f"it says nothing about {regions.lookup(home).label}: useful for comparisons only"
