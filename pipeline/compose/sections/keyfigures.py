"""The table of official figures."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang, say
from pipeline.compose.rules.indicators import (
    FAMILIES,
    TITLES,
    is_comparable,
    short_sources,
    written,
)
from pipeline.compose.sections import sources


def table(ctx: Context) -> str:
    """The region against state and Germany; counts of larger regions say nothing."""
    regions = [
        r
        for r in ctx.public.params.comparison.regions
        if ctx.public.indicator("ae_anteil_haushalte", r)
    ]
    rows, shown = [], []
    for name, title in TITLES.items():
        own = ctx.public.indicator(name, period=shared_period(ctx, name))
        if own is None:
            continue
        assumed = say(", Annahme", ", assumption") if own.get("assumed") else ""
        cells = [f"{title}{assumed}", written(own)]
        for region in regions:
            other = ctx.public.indicator(name, region, period=str(own["period"]))
            cells.append(written(other) if other and is_comparable(other) else "")
        rows.append([*cells, lang.iso_day(str(own["period"]))])
        shown.append(own)
    names = [
        str((ctx.public.indicator("ae_anteil_haushalte", r) or {})["region_name"]) for r in regions
    ]
    foot = short_sources(shown) if shown else ""
    for row, marks in zip(rows, sources.numbers(shown), strict=True):
        row.append(marks)
    table = ctx.table(
        [
            say("Kennzahl", "Key figure"),
            ctx.region,
            *names,
            say("Stand", "As of"),
            say("Quelle", "Source"),
        ],
        rows,
        "lr" + "r" * len(regions) + "rr",
        say(
            f"Kennzahlen {ctx.region_in} aus amtlichen Statistiken",
            f"Key figures {ctx.region_in} from official statistics",
        ),
        "kennzahlen",
        source=foot,
        survey=False,
        widths=(48, *(_width(name) for name in (ctx.region, *names)), 17, 9),
    )
    return markdown.paragraphs(table, sources.numbered(shown))


def _width(name: str) -> int:
    """Of a region's column: its name is not parted within a word."""
    longest = max(len(word) for word in name.replace("-", "- ").split())
    return min(26, max(15, longest + 7))


def shared_period(ctx: Context, name: str) -> str | None:
    """The latest period for which a figure and those that it is shown with are all known."""
    family = next((f for f in FAMILIES if name in f), ())
    known = [{period for period, _ in ctx.public.series(member)} for member in family]
    known = [periods for periods in known if periods]
    both = set.intersection(*known) if known else set()
    return max(both, default=None)
