"""The table of needs: one row per item and target group, with intervals from replicate weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.assess import few
from pipeline.assess.items import Items
from pipeline.params import Params, TargetGroup, answer_codes
from pipeline.tables import NO_ANSWER, NOT_ASKED

Array = NDArray[np.float64]
EVERYONE = "alle"
POPULATION = "ae_minderj"  # single parents with children under 18 in the region
_Z = 1.959963984540054


@dataclass(frozen=True)
class Count:
    """An official number of people with its limits (equal where the office's figure is taken as exact)."""

    value: float
    low: float
    high: float

    def __add__(self, other: Count) -> Count:
        """Numbers of two groups; their errors may go the same way, so limits add up."""
        return Count(self.value + other.value, self.low + other.low, self.high + other.high)


UNKNOWN = Count(np.nan, np.nan, np.nan)


def groups(responses: pd.DataFrame, declared: list[TargetGroup]) -> dict[str, NDArray[np.bool_]]:
    """Who belongs to which target group; ``alle`` comes first. Unknown variables give no group."""
    out = {EVERYONE: np.ones(len(responses), dtype=bool)}
    for group in declared:
        if all(c.variable in responses.columns for c in group.conditions):
            inside = [responses[c.variable].isin(c.codes).to_numpy() for c in group.conditions]
            out[group.id] = np.logical_and.reduce(inside)
    return out


def dimensions(
    responses: pd.DataFrame, declared: list[TargetGroup], members: dict[str, NDArray[np.bool_]]
) -> list[NDArray[np.bool_]]:
    """Target groups that divide people by one variable (mothers and fathers), as groups x respondents.

    Where the declared groups leave somebody out who answered (three and more children), the rest is a
    group of its own, so that the comparison is complete. Groups that overlap are compared as they are.
    """
    by_variable: dict[str, list[str]] = {}
    for group in declared:
        if group.id in members and len(group.conditions) == 1:
            by_variable.setdefault(group.conditions[0].variable, []).append(group.id)
    out = []
    for variable, ids in by_variable.items():
        found = [members[i] for i in ids]
        answered = ~responses[variable].isin([NOT_ASKED, NO_ANSWER, "kA", "wn"]).to_numpy()
        rest = answered & ~np.logical_or.reduce(found)
        out.append(np.array([*found, rest] if rest.any() and len(found) == 1 else found))
    return out


def build(
    items: Items,
    weights: Array,
    members: dict[str, NDArray[np.bool_]],
    counts: dict[str, Count],
    least: int,
) -> pd.DataFrame:
    """Table ``needs``.

    Args:
        items: respondents x items.
        weights: respondents x (1 + replicates), first column the final weight.
        members: target group -> respondents.
        counts: target group -> official number of single parents in it, where there is one.
        least: answers that fewer people gave count like an average person's (:mod:`pipeline.assess.few`).

    Returns:
        One row per item and group. ``severity`` is the mean severity of those in need; ``gap`` is
        importance minus satisfaction (both 0-1, of those who answered). ``in_need`` is the share of those
        who were asked; ``people`` is the share of *everyone* (not asked because a filter says that it does
        not concern them: not in need) times the official count, its limits join the uncertainty of both.
    """
    rows: list[dict[str, Any]] = []
    for group, inside in members.items():
        own = weights[inside]
        part = _Part(items, inside)
        shares = few.ratio(part.needed, own, least)
        everyone = few.ratio(part.needed_of_all, own, least, part.kinds)
        severe = np.where(part.needed == 1, part.severity, np.nan)
        severity = few.ratio(severe, own[:, :1], least)
        means = [few.ratio(x, own[:, :1], least)[:, 0] for x in part.others]
        needy = np.nansum(part.needed, axis=0)
        n = (~np.isnan(part.needed)).sum(axis=0)
        se, se_all = (few.deviation(x[:, 1:]) for x in (shares, everyone))
        count = counts.get(group, UNKNOWN)
        for i, name in enumerate(items.names):
            low, high = wilson(shares[i, 0], se[i], int(n[i]))
            of_all = (everyone[i, 0], *wilson(everyone[i, 0], se_all[i], int(n[i])))
            importance, satisfaction, aware = (m[i] for m in means)
            rows.append(
                {
                    "need": name,
                    "field_of_action": items.fields[i],
                    "label": items.labels[i],
                    "target_group": group,
                    "importance": importance,
                    "satisfaction": satisfaction,
                    "gap": importance - satisfaction,
                    "in_need": shares[i, 0],
                    "in_need_low": low,
                    "in_need_high": high,
                    "severity": severity[i, 0],
                    "awareness": aware,
                    "n": int(n[i]),
                    "n_in_need": int(needy[i]),
                    "in_need_of_all": everyone[i, 0],
                    **people(of_all, count),
                }
            )
    return pd.DataFrame(rows)


def people(share: tuple[float, float, float], count: Count) -> dict[str, float]:
    """Number of people in need with limits that join survey and official figure.

    Deviations of a product to each side: sqrt((dp N)^2 + (p dN)^2), by "square and add" of the limits of
    both factors (Zou and Donner 2008), the two sources being independent.
    """
    p, low, high = share
    down = np.hypot((p - low) * count.value, p * (count.value - count.low))
    up = np.hypot((high - p) * count.value, p * (count.high - count.value))
    value = p * count.value
    return {"people": value, "people_low": max(value - down, 0.0), "people_high": value + up}


class _Part:
    """The rows of one group."""

    def __init__(self, items: Items, inside: NDArray[np.bool_]) -> None:
        self.needed = items.in_need[inside]
        not_concerned = np.isnan(self.needed) & (items.applies[inside] == 0)
        self.needed_of_all = np.where(not_concerned, 0.0, self.needed)
        self.kinds = np.where(not_concerned, -1.0, self.needed)
        self.severity = items.severity[inside]
        self.others = [m[inside] for m in (items.importance, items.satisfaction, items.aware)]


def wilson(share: float, se: float, n: int) -> tuple[float, float]:
    """Wilson interval with the effective n that the replicates' standard error stands for.

    n_eff = p (1 - p) / se^2, at most n; n itself where the share is 0 or 1 (Korn and Graubard 1998 use
    the same idea with Clopper and Pearson's limits).
    """
    if n == 0 or np.isnan(share):
        return np.nan, np.nan
    spread = share * (1 - share)
    effective = min(float(n), spread / se**2) if se > 0 and spread > 0 else float(n)
    square = _Z**2 / effective
    centre = (share + square / 2) / (1 + square)
    half = _Z * np.sqrt(spread / effective + square / (4 * effective)) / (1 + square)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def official_counts(indicators: pd.DataFrame, params: Params) -> dict[str, Count]:
    """Target group -> official number of people of the same population in the network's region.

    ``alle`` is the number of single parents with minor children. A target group has a count when its one
    condition names whole categories of a margin whose official figures are known (not merely assumed); of
    two answers that share one official value (``a+b``) neither has a count of its own.
    """
    value = _latest(indicators, params.network.region)
    out = {EVERYONE: value[POPULATION]} if POPULATION in value else {}
    for margin in params.margins:
        if margin.assumed:
            continue
        for group in params.target_groups:
            codes = group.conditions[0].codes
            if len(group.conditions) > 1 or group.conditions[0].variable != margin.variable:
                continue
            inside = {c: t for c, t in margin.targets.items() if set(answer_codes(c)) <= set(codes)}
            if {code for category in inside for code in answer_codes(category)} != set(codes):
                continue
            flat = [x for t in inside.values() for x in (t if isinstance(t, list) else [t])]
            own = [t for t in flat if t.region in (None, params.network.region)]
            if len(own) == len(flat) and all(t.indicator in value for t in own):
                first, *rest = [value[t.indicator] for t in own]
                out[group.id] = sum(rest, start=first)
    return out


def _latest(indicators: pd.DataFrame, region: str) -> dict[str, Count]:
    """The newest figures of the region that may be multiplied with: of the target population, not assumed."""
    own = indicators[(indicators["region"] == region) & (indicators["status"] == "value")]
    if "population" in own.columns:
        own = own[own["population"] != "context"]
    if "assumed" in own.columns:
        own = own[~own["assumed"].astype(bool)]
    own = (
        own[own["value"].notna()]
        .sort_values(["indicator", "period"])
        .drop_duplicates("indicator", keep="last")
    )
    limits = [own[c] if c in own.columns else own["value"] for c in ("low", "high")]
    low, high = (limit.where(limit.notna(), own["value"]) for limit in limits)
    return {
        str(name): Count(float(v), float(a), float(b))
        for name, v, a, b in zip(own["indicator"], own["value"], low, high, strict=True)
    }
