"""Own calculations of the catalogue: conversion to the target population, sums, differences, shares.

Every result is marked as own calculation and carries the sources of all its parts. Intervals are
conservative: in sums and differences the errors of conversion are taken to go together, in shares to be
independent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from pipeline.indicators import regions
from pipeline.indicators.catalogue import Compute, Indicator
from pipeline.indicators.figure import Figure, period_text
from pipeline.indicators.readers.model import UNRELIABLE, VALUE

Figures = dict[str, dict[str, list[Figure]]]  # indicator -> region -> figures by period
_Z = 1.959963984540054  # 95 per cent


def compute(entry: Indicator, region: str, figures: Figures) -> list[Figure]:
    """An indicator of one region from others, one figure per period that all parts have.

    Args:
        entry: with ``compute``.
        region: AGS or ``DG``.
        figures: all indicators computed so far.
    """
    rule = entry.compute
    if rule is None:
        return []
    series = [{f.period: f for f in figures[part].get(region, [])} for part in rule.parts]
    if not all(series):
        return []
    if rule.latest:
        combinations = [[by_period[max(by_period)] for by_period in series]]
    else:
        common = set(series[0]).intersection(*series[1:])
        combinations = [[by_period[period] for by_period in series] for period in sorted(common)]
    return [f for parts in combinations if (f := _one(entry, rule, parts, figures)) is not None]


def _one(entry: Indicator, rule: Compute, parts: list[Figure], figures: Figures) -> Figure | None:
    values = [p.value for p in parts if p.value is not None]
    if len(values) < len(parts):
        return _figure(entry, parts, None, min(p.status for p in parts if p.value is None))
    match rule.how:
        case "convert":
            return _converted(entry, rule, parts[0], figures)
        case "sum":
            low, high = _bounds(parts, [1.0] * len(parts))
            return _figure(entry, parts, math.fsum(values), VALUE, low=low, high=high)
        case "difference":
            signs = [1.0] + [-1.0] * (len(parts) - 1)
            low, high = _bounds(parts, signs)
            value = math.fsum(s * v for s, v in zip(signs, values, strict=True))
            if value < 0:
                note = f"{parts[1].title} ist größer als {parts[0].title}: die Quellen passen nicht zusammen"
                return _figure(entry, parts, None, "not_applicable", note=note)
            return _figure(entry, parts, value, VALUE, low=low, high=high)
        case _:
            return _share(entry, parts, values)


def _share(entry: Indicator, parts: list[Figure], values: list[float]) -> Figure | None:
    numerator, denominator = values[0], math.fsum(values[1:])
    if denominator == 0:
        return _figure(entry, parts, None, "not_applicable", numerator=numerator, denominator=0.0)
    share = numerator / denominator
    if share > 1:
        note = f"{parts[0].title}: mehr als das Ganze; die Quellen passen nicht zusammen"
        return _figure(
            entry, parts, None, "not_applicable", note=note,
            numerator=numerator, denominator=denominator,
        )  # fmt: skip
    low, high = _share_bounds(parts, share)
    return _figure(
        entry, parts, share, VALUE, low=low, high=high, numerator=numerator, denominator=denominator
    )


def _converted(entry: Indicator, rule: Compute, part: Figure, figures: Figures) -> Figure | None:
    """The region's figure times benchmark over the nation's figure of the same definition and period."""
    benchmark = rule.benchmark
    nation = {f.period: f for f in figures[rule.parts[0]].get(regions.GERMANY, [])}.get(part.period)
    if benchmark is None or nation is None or not nation.value or part.value is None:
        return None
    factor = benchmark.value / nation.value
    value = part.value * factor
    spread = _Z * rule.uncertainty.get(regions.lookup(regions.widest(part.region)).level, 0.0)
    note = (
        f"umgerechnet mit dem Faktor {factor:.3f}".replace(".", ",")
        + f" = {benchmark.title} ({_thousands(benchmark.value)}) je {_thousands(nation.value)} laut "
        + part.tables[0]
    )
    bounds: tuple[float | None, float | None] = (None, None)
    if spread:
        bounds = (value * (1 - spread), value * (1 + spread))
        note += (
            f"; Unsicherheit der Umrechnung ± {spread * 100:.0f} % (Streuung zwischen den Regionen)"
        )
    return _figure(
        entry, [part], value, VALUE, low=bounds[0], high=bounds[1],
        note=note, extra_source=benchmark.source,
    )  # fmt: skip


def _figure(
    entry: Indicator,
    parts: list[Figure],
    value: float | None,
    status: str,
    *,
    low: float | None = None,
    high: float | None = None,
    numerator: float | None = None,
    denominator: float | None = None,
    note: str = "",
    extra_source: str = "",
) -> Figure:
    if any(p.status == UNRELIABLE for p in parts) and status == VALUE:
        status = UNRELIABLE
    dates = {p.period for p in parts}
    if not note:
        inherited = [p.note for p in parts if p.derived and p.note]
        mixed = [f"{p.title}: {period_text(p.period)}" for p in parts] if len(dates) > 1 else []
        note = "; ".join(dict.fromkeys([*mixed, *inherited]))
    first = parts[0]
    return Figure(
        indicator=entry.id, region=first.region, region_name=first.region_name,
        period=max(dates), value=_rounded(value), unit=entry.unit, status=status,
        sources=_unique([*(s for p in parts for s in p.sources), *([extra_source] * bool(extra_source))]),
        tables=_unique(t for p in parts for t in p.tables),
        retrieved_on=max((p.retrieved_on for p in parts if p.retrieved_on), default=None),
        files=_unique(f for p in parts for f in p.files),
        hashes=_unique(h for p in parts for h in p.hashes),
        quotes=_unique([*(x for p in parts for x in p.quotes), *([extra_source] * bool(extra_source))]),
        title=entry.title, definition=entry.definition, note=note, derived=True,
        assumed=any(p.assumed for p in parts), population=entry.population, numerator=_rounded(numerator),
        denominator=_rounded(denominator), low=_rounded(low), high=_rounded(high),
    )  # fmt: skip


def _bounds(parts: list[Figure], signs: list[float]) -> tuple[float | None, float | None]:
    """Limits of a signed sum whose parts err together; None when no part has limits."""
    if all(p.low is None for p in parts):
        return None, None
    low = high = 0.0
    for part, sign in zip(parts, signs, strict=True):
        ends = (_or_value(part.low, part), _or_value(part.high, part))
        low += sign * (ends[0] if sign > 0 else ends[1])
        high += sign * (ends[1] if sign > 0 else ends[0])
    return max(low, 0.0), high


def _share_bounds(parts: list[Figure], share: float) -> tuple[float | None, float | None]:
    """Limits of a share by the delta method, relative errors of its parts independent."""
    if all(p.low is None for p in parts):
        return None, None
    inside = parts[0].indicator in _members(parts)
    variance = math.fsum(_relative_error(p) ** 2 for p in (parts[0], *parts[1:]))
    spread = _Z * share * ((1 - share) if inside else 1.0) * math.sqrt(variance)
    return max(share - spread, 0.0), min(share + spread, 1.0)


def _members(parts: list[Figure]) -> set[str]:
    return {p.indicator for p in parts[1:]}


def _relative_error(figure: Figure) -> float:
    if figure.high is None or not figure.value:
        return 0.0
    return (figure.high - figure.value) / _Z / figure.value


def _or_value(bound: float | None, figure: Figure) -> float:
    return bound if bound is not None else (figure.value or 0.0)


def _thousands(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 12)


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
