"""From published cells and the catalogue to the table ``indicators``."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError
from pipeline.indicators import catalogue, own, regions
from pipeline.indicators.compute import Figures, compute
from pipeline.indicators.figure import Figure, quote
from pipeline.indicators.readers.model import UNRELIABLE, VALUE
from pipeline.indicators.store import Found, Store, load, same_place
from pipeline.params import Params
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def build(ws: Workspace, params: Params) -> pd.DataFrame:
    """All indicators of the network's region, its municipalities, its Land, Germany and the comparisons.

    Args:
        ws: the network's folder; its downloads come first, figures carried along fill the gaps.
        params: for the region and ``comparison.regions``.

    Returns:
        The table ``indicators`` (``pipeline.tables``): one row per indicator, region and period, every
        period that is known, the newest last. Shares are 0-1 and carry numerator and denominator.

    Raises:
        PipelineError: a file that cannot be read, an unknown region, a faulty own figure.
    """
    import pandas as pd

    shown = wanted_regions(params)
    figures = evaluate(ws, shown)
    order = {region: i for i, region in enumerate(shown)}
    chosen = [f for by_region in figures.values() for f in by_region if f.region in order]
    rank = {key: i for i, key in enumerate(figures)}
    chosen.sort(key=lambda f: (rank[f.indicator], order[f.region], f.period))
    table = pd.DataFrame([f.row() for f in chosen], columns=list(Figure.columns()))
    floats = ["value", "numerator", "denominator", "low", "high"]
    return table.astype(dict.fromkeys(floats, "float64"))


def wanted_regions(params: Params) -> list[str]:
    """Keys in the order in which tables show them: the region, its parts, its county, Land, Germany."""
    home = own.place_of(params.network.region, "params.yaml, network.region")
    parts = (
        [r.ags for r in home.municipalities]
        if home.level != "state"
        else [r.ags for r in regions.counties() if r.state == home.ags]
    )
    above = [home.county, home.state, regions.GERMANY]
    compared = [
        own.place_of(key, "params.yaml, comparison.regions").ags
        for key in params.comparison.regions
    ]
    keys = [home.ags, *parts, *(key for key in above if key), *compared]
    return list(dict.fromkeys(keys))


def evaluate(ws: Workspace, shown: list[str]) -> dict[str, list[Figure]]:
    """Every indicator of the catalogue for the regions shown (and what computing them needs)."""
    entries = own.entries(ws)
    needed = {*shown, regions.GERMANY}
    needed |= {m.ags for key in shown if len(key) == 5 for m in regions.lookup(key).municipalities}
    store = Store(load(ws), frozenset(needed))
    entered = own.read(ws, entries)
    figures: Figures = {}
    for entry in entries.values():
        mine: dict[str, list[Figure]] = {}
        for figure in entered.get(entry.id, []):
            mine.setdefault(figure.region, []).append(figure)
            for key in needed.intersection(same_place(figure.region)):
                same = replace(figure, region=key, region_name=regions.lookup(key).label)
                mine.setdefault(key, []).insert(0, same)  # one entered for this very key wins
        by_region: dict[str, list[Figure]] = {}
        for region in sorted(needed):
            found = _taken(entry, region, store)
            if entry.compute and region not in mine:
                found = found or compute(entry, region, figures)
            merged = {f.period: f for f in [*found, *mine.get(region, [])]}
            if merged:
                by_region[region] = [merged[period] for period in sorted(merged)]
        figures[entry.id] = by_region
    return {key: [f for fs in by_region.values() for f in fs] for key, by_region in figures.items()}


def _taken(entry: catalogue.Indicator, region: str, store: Store) -> list[Figure]:
    """Published figures by period; the catalogue's first source wins."""
    out: dict[str, Figure] = {}
    sources = [(t, item) for t in entry.take for item in t.matches(store.items(t.table))]
    for take, item in sources:
        found = store.get(take.table, item, region)
        above = store.get(take.table, take.numerator, region) if take.numerator else {}
        below = store.get(take.table, take.denominator, region) if take.denominator else {}
        for period, cell in found.items():
            figure = _published(entry, region, cell)
            figure = replace(
                figure, numerator=_number(above, period), denominator=_number(below, period)
            )
            out.setdefault(period, figure)
        if take.across == "sum" and len(region) == 5:
            for figure in _summed(entry, take.table, item, region, store):
                out.setdefault(figure.period, figure)
    return list(out.values())


def _number(cells: dict[str, Found], period: str) -> float | None:
    """The value of the cell of one period, None where the table does not print it."""
    return cells[period].cell.value if period in cells else None


def _published(entry: catalogue.Indicator, region: str, found: Found) -> Figure:
    cell, source = found.cell, found.source
    table = source.table
    factor = own.scale(cell.unit, entry.unit)
    if factor is None:
        raise PipelineError(
            f"'{entry.id}' is counted in {entry.unit}, but the table says '{cell.unit}'",
            f"{source.file}, {cell.where}",
            "the publisher changed the unit, or the catalogue means another column",
            "remove the file and enter the figure in data/input/eigene_angaben.csv; report this message",
        )
    value = None if cell.value is None else round(cell.value * factor, 12)
    return Figure(
        indicator=entry.id, region=region, region_name=regions.lookup(region).label,
        period=cell.period, value=value, unit=entry.unit, status=cell.status,
        sources=(table.publisher,), tables=(table.code,),
        retrieved_on=table.retrieved_on, files=(source.file,), hashes=(source.sha256,),
        quotes=(quote(table.publisher, table.code, cell.period, table.licence),),
        title=entry.title, definition=entry.definition, population=entry.population,
    )  # fmt: skip


def _summed(
    entry: catalogue.Indicator, table: str, item: str, region: str, store: Store
) -> list[Figure]:
    """The sum of all municipalities of a county, per period that all of them have.

    A sum over a suppressed cell is suppressed: anything else would let readers compute the cell or would
    pass off a part as the whole.
    """
    members = regions.lookup(region).municipalities
    cells = [store.get(table, item, m.ags) for m in members]
    if not cells:
        return []
    periods = set.intersection(*(set(by_period) for by_period in cells))
    out = []
    for period in sorted(periods):
        parts = [_published(entry, region, by_period[period]) for by_period in cells]
        hidden = {part.status for part in parts if part.value is None}
        weak = any(part.status == UNRELIABLE for part in parts)
        total = None if hidden else round(math.fsum(part.value or 0.0 for part in parts), 12)
        status = min(hidden) if hidden else UNRELIABLE if weak else VALUE
        note = f"Summe der {len(parts)} Gemeinden"
        first = parts[0]
        out.append(
            replace(
                first, value=total, status=status, derived=True, note=note,
                sources=_unique(s for p in parts for s in p.sources),
                files=_unique(s for p in parts for s in p.files),
                hashes=_unique(s for p in parts for s in p.hashes),
            )
        )  # fmt: skip
    return out


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
