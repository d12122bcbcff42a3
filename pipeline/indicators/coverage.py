"""Which indicators a network has, from where and for when; which are missing, and where to get them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline import yamlfile
from pipeline.indicators import catalogue, own, regions, table
from pipeline.indicators.figure import Figure
from pipeline.workspace import Workspace

FILE = Path(__file__).with_name("sources.yaml")


@dataclass(frozen=True)
class Product:
    """A file that can be downloaded: which tables it feeds, its address or name, how often it appears."""

    id: str
    tables: tuple[str, ...]
    title: str
    file: str
    page: str
    often: str


@dataclass(frozen=True)
class Line:
    """One indicator for the network's own region: its newest figure, or what would supply it.

    ``lacking`` are municipalities without a figure for ``lacking_period``, though others have one: the county
    then has no sum.
    """

    entry: catalogue.Indicator
    newest: Figure | None
    periods: int
    wanted: tuple[Product, ...] = ()
    lacking: tuple[str, ...] = ()
    lacking_period: str = ""

    @property
    def open(self) -> bool:
        """Whether a figure is still to be got: there is none, or an assumed one that a download replaces."""
        return self.newest is None or (self.newest.assumed and bool(self.wanted))

    @property
    def origin(self) -> str:
        """Where the newest figure comes from; what a download replaces is ``included``."""
        if self.newest is None:
            return "missing"
        if self.newest.assumed:
            return "assumed"
        if self.newest.tables == (own.OWN_TABLE,):
            return "own"
        kind = (
            "included"
            if any("statistik/" in f or f.startswith("bedarfskompass/") for f in self.newest.files)
            else "download"
        )
        return f"computed ({kind})" if self.newest.derived else kind


@functools.cache
def products() -> Mapping[str, Product]:
    """All downloads that the catalogue can use, by id."""
    data = yamlfile.load(FILE).data
    return {
        key: Product(key, tuple(e["tables"]), e["title"], e["file"], e["page"], e["often"])
        for key, e in data.items()
    }


def survey(ws: Workspace, region: str) -> list[Line]:
    """One line per indicator that the catalogue has for regions of this level, in its order.

    Raises:
        PipelineError: a file that cannot be read, an unknown region, a faulty own figure.
    """
    figures = table.evaluate(ws, [region])
    lines = []
    level = regions.lookup(region).level
    for entry in own.entries(ws).values():
        if entry.only not in (None, level):
            continue
        mine = [f for f in figures[entry.id] if f.region == region]
        known = [f for f in mine if f.value is not None]
        newest = (known or mine)[-1] if mine else None
        settled = newest is not None and known and not newest.assumed
        wanted = () if settled else tuple(_suppliers(entry))
        lacking = _lacking(entry, region, figures[entry.id])
        lines.append(Line(entry, newest, len(mine), wanted, *lacking))
    return lines


def _lacking(
    entry: catalogue.Indicator, region: str, figures: list[Figure]
) -> tuple[tuple[str, ...], str]:
    """Municipalities of a county that lack the newest figure which its others have, and its period."""
    if not any(take.across for take in entry.take) or len(region) != 5:
        return (), ""
    members = regions.lookup(region).municipalities
    keys = {member.ags for member in members}
    period = max((f.period for f in figures if f.region in keys), default="")
    there = {f.region for f in figures if f.period == period}
    gone = tuple(member.label for member in members if member.ags not in there)
    return (gone, period) if period and gone else ((), "")


def _suppliers(entry: catalogue.Indicator) -> list[Product]:
    tables = [take.table for take in entry.take]
    if entry.compute:
        for part in entry.compute.parts:
            tables += [take.table for take in catalogue.load()[part].take]
    found = {p.id: p for name in tables for p in products().values() if name in p.tables}
    return list(found.values())


def address(product: Product, region: str, today: date) -> Product:
    """A product with the region's keys and the newest month filled into its addresses."""
    place = regions.lookup(region)
    month = (today.year * 12 + today.month - 2) // 12, (today.month - 2) % 12 + 1
    keys = {
        "county": place.county or region,
        "shortest": regions.widest(place.county or region),
        "state": place.state or "",
        "region": region,
        "yyyymm": f"{month[0]}{month[1]:02d}",
        "december": f"{today.year - 1 if today.month > 1 else today.year - 2}12",
    }

    def fill(text: str) -> str:
        for key, value in keys.items():
            text = text.replace(f"{{{key}}}", value)
        return text

    return Product(
        product.id,
        product.tables,
        product.title,
        fill(product.file),
        fill(product.page),
        product.often,
    )
