"""Criteria of the fields of action on fixed anchors, once for the weights and once for every replicate.

Each criterion is a share or a mean of shares that can be opened down to answers. It is put on a scale
from 0 to 10 between two *fixed* anchors (:data:`ANCHORS`), never between the lowest and highest field
of this survey: another survey, another year or a field more changes nothing for the others. The
replicates are computed without the cut at 0 and 10, so that a standard error never vanishes at the end
of the scale. Formulas: docs/methode.md, "Handlungsfelder".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline import sums
from pipeline.assess.items import Items

Array = NDArray[np.float64]

CRITERIA = (
    "need", "severity", "reach", "inequality", "offer_gap", "readiness", "feasibility",
)  # fmt: skip
# (value that gives 0 points, value that gives 10 points)
ANCHORS: dict[str, tuple[float, float]] = {
    "need": (0.0, 0.6),  # share in need, mean of the field's items: three in five is the worst
    "severity": (0.5, 1.0),  # mean severity of those in need: 0.5 is where need begins
    "reach": (0.0, 1.0),  # share whom the field's items concern
    "inequality": (0.0, 0.01),  # variance between groups: 0.01 is a spread of 10 percentage points
    "offer_gap": (0.0, 1.0),  # share of the need that meets no offer, or none that is known
    "readiness": (0.0, 1.0),  # share of employers and institutions that would take part
    "feasibility": (0.0, 10.0),  # entered by the steering group
}
MIN_GROUP = 30


@dataclass(frozen=True)
class Shares:
    """Weighted shares per item; the first column is the estimate, the others are replicates."""

    in_need: Array
    severity: Array
    reach: Array
    aware: Array


def ratio(values: Array, weights: Array) -> Array:
    """Weighted means of the columns of ``values`` that skip NaN: columns x (1 + replicates).

    NaN where nobody answered.
    """
    known = ~np.isnan(values)
    both = sums.of_columns(np.hstack([np.where(known, values, 0.0), known]), weights)
    top, bottom = np.split(both, 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        out: Array = np.where(bottom > 0, top / bottom, np.nan)
    return out


def shares(items: Items, weights: Array) -> Shares:
    """The four shares from which most criteria are made.

    Args:
        items: respondents x items.
        weights: respondents x (1 + replicates); the first column is the final weight.
    """
    needed = items.in_need
    severity = np.where(needed == 1, items.severity, np.nan)
    stacked = ratio(np.hstack([needed, severity, items.applies, items.aware]), weights)
    return Shares(*np.split(stacked, 4))


def membership(items: Items, fields: list[str]) -> Array:
    """Fields x items: 1 where the item belongs to the field."""
    belongs: Array = (np.array(fields)[:, None] == np.array(items.fields)[None, :]).astype(float)
    return belongs


def mean_of_items(values: Array, member: Array, importance: Array | None = None) -> Array:
    """Mean over the items of each field, items without value left out; ``importance`` weighs items."""
    known = ~np.isnan(values)
    share = known.astype(float) if importance is None else np.where(known, importance, 0.0)
    bottom = sums.of_columns(member.T, share)
    top = sums.of_columns(member.T, share * np.where(known, values, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        out: Array = np.where(bottom > 0, top / bottom, np.nan)
    return out


def severity(found: Shares, member: Array) -> Array:
    """Mean severity of those in need; each item counts with its share in need.

    Where everybody was asked and nobody is in need, it is the least there is.
    """
    value = mean_of_items(found.severity, member, np.nan_to_num(found.in_need))
    return np.where(_nobody(found, member), ANCHORS["severity"][0], value)


def _nobody(found: Shares, member: Array) -> NDArray[np.bool_]:
    """Fields x replicates: asked about, and nobody is in need of anything."""
    asked = member @ (~np.isnan(found.in_need)).astype(float) > 0
    none: NDArray[np.bool_] = asked & (member @ np.nan_to_num(found.in_need) <= 0)
    return none


def offer_gap(
    found: Shares, member: Array, usable: NDArray[np.bool_], offerable: NDArray[np.bool_]
) -> Array:
    """Share of the need that meets no offer with room, or one that people do not know.

    Where nobody was asked whether they know an offer, the field's mean counts; where the field has none,
    the offer counts as known.

    Args:
        found: shares per item.
        member: fields x items.
        usable: per item, whether there is at least one offer with room.
        offerable: per item, whether somebody could offer something for it; others are left out.
    """
    by_field = mean_of_items(found.aware, member)
    known = np.where(
        np.isnan(found.aware), member.T @ np.nan_to_num(by_field, nan=1.0), found.aware
    )
    gap = np.where(usable[:, None], 1.0 - known, 1.0)
    gap = np.where(np.isnan(found.in_need), np.nan, gap)
    value = mean_of_items(gap, member * offerable, np.nan_to_num(found.in_need))
    return np.where(_nobody(found, member * offerable), 0.0, value)


def inequality(
    items: Items, weights: Array, member: Array, dimensions: list[NDArray[np.bool_]]
) -> Array:
    """Variance between groups minus sampling variance, mean of the dimensions; the estimate may be negative.

    For groups g of one dimension (mothers and fathers) with share of people pi_g:
    sum of pi_g [(p_g - p)^2 - var(p_g - p)], where p is the mean share in need of the field's items
    and var comes from the replicates. Groups with fewer than :data:`MIN_GROUP` respondents are left out;
    a dimension needs two groups.

    Replicates scatter around the *true* distance as far as it is known: the observed one without its
    sampling variance, ``sqrt(max((p_g - p)^2 - var, 0))``. Around the observed distance they would count the
    sampling error twice: a square's variance grows with the distance, and chance makes distances larger than
    they are. Like the estimate they are never below 0.

    Args:
        items: respondents x items.
        weights: respondents x (1 + replicates).
        member: fields x items.
        dimensions: per dimension a matrix groups x respondents.
    """
    needed = items.in_need
    total = None
    count = 0
    for groups in dimensions:
        large = groups[groups.sum(axis=1) >= MIN_GROUP]
        if len(large) < 2:
            continue
        inside = large.any(axis=0)
        centre = mean_of_items(ratio(needed[inside], weights[inside]), member)
        everyone = weights[inside].sum(axis=0)
        between = np.zeros_like(centre)
        for group in large:
            people = weights[group].sum(axis=0) / everyone
            apart = mean_of_items(ratio(needed[group], weights[group]), member) - centre
            noise = np.nanvar(apart[:, 1:], axis=1, ddof=1)[:, None]
            apart[:, 1:] += _without_noise(apart[:, :1], noise) - apart[:, :1]
            between = between + people * np.nan_to_num(apart**2 - noise)
        total = between if total is None else total + between
        count += 1
    if total is None:
        return np.full((len(member), weights.shape[1]), np.nan)
    total[:, 1:] = np.maximum(total[:, 1:], 0.0)
    return total / count


def _without_noise(distance: Array, noise: Array) -> Array:
    """The distance that remains when the sampling variance is taken out of its square."""
    out: Array = np.sign(distance) * np.sqrt(np.maximum(distance**2 - noise, 0.0))
    return out


def points(criterion: str, value: Array) -> Array:
    """Share or mean -> points from 0 to 10 between the anchors, not cut at the ends."""
    low, high = ANCHORS[criterion]
    return (value - low) / (high - low) * 10.0


def cut(value: Array) -> Array:
    """Points cut at 0 and 10: what is published."""
    return np.clip(value, 0.0, 10.0)
