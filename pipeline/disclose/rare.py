"""Answers of one or two people: shown as if everybody counted the same.

Raking gives each cell (mothers with benefits, fathers without) one weight, and the margins let anybody work
these weights out. The weighted share of a single person is that weight: "1 % of 37 fathers live in this
village, where one father is 2.7 %" says that he receives benefits. So a category that one or two people chose
is shown by its unweighted share; the others, with the mean and the score, follow, so that all still adds up.
The same goes for design effects, which are weights seen from another side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disclose.question import ALL, UNIT
from pipeline.params import Disclosure

Floats = NDArray[np.float64]
Z = 1.959963984540054
LEVEL = 0.95
SAME = 1e-9
FIGURES = ("estimate", "se", "ci_low", "ci_high")


def flatten(table: pd.DataFrame, codebook: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """Estimates in which nobody's weight can be seen.

    Args:
        table: table ``estimates``.
        codebook: values and needs of categories.
        limits: of disclosure.

    Returns:
        The same rows. In weighted units with a rare answer shares, means and scores are made again; errors of
        rare answers, and of what only they decide, come from n over the survey's usual design effect.
    """
    units = affected(table, limits)
    if not units:
        return table
    out = table.copy()
    scales = codebook.set_index(["questionnaire", "variable", "category"])[["value", "need"]]
    scales = scales[~scales.index.duplicated()].astype("float64")
    usual = _usual_effect(table)
    rows = _Rows.of(table, scales, _rare(table, limits).to_numpy())
    numbers = {name: out[name].to_numpy(dtype=float).copy() for name in FIGURES}
    for unit, places in table.groupby(UNIT, sort=False).indices.items():
        if unit in units:
            _unit(numbers, rows, np.asarray(places), usual.get(unit[0], 1.0))
    return out.assign(**numbers)


@dataclass(frozen=True)
class _Rows:
    """The columns of estimates, and each category's value and need, as arrays."""

    statistic: NDArray[np.object_]
    rare: NDArray[np.bool_]
    estimate: Floats
    n: Floats
    n_category: Floats
    value: Floats
    need: Floats

    @classmethod
    def of(cls, table: pd.DataFrame, scales: pd.DataFrame, rare: NDArray[np.bool_]) -> _Rows:
        index = pd.MultiIndex.from_frame(table[[*UNIT[:2], "category"]])
        numbers = [table[c].to_numpy(dtype=float) for c in ("estimate", "n", "n_category")]
        known = [scales[c].reindex(index).to_numpy() for c in ("value", "need")]
        return cls(table["statistic"].to_numpy(dtype=object), rare, *numbers, *known)


def affected(table: pd.DataFrame, limits: Disclosure) -> set[tuple[str, str, str]]:
    """Weighted units in which one or two people gave an answer."""
    own = table["n_category"].astype("float64")
    uneven = (table["estimate"] - own / table["n"]).abs() > SAME
    of = [table[c] for c in UNIT]
    found = _rare(table, limits).groupby(of).transform("any")
    found &= (uneven & (table["statistic"] == "share")).groupby(of).transform("any")
    return set(table.loc[found, UNIT].itertuples(index=False, name=None))


def effects(table: pd.DataFrame, limits: Disclosure) -> pd.Series:
    """Rows whose design effect may be shown: of everybody together, where no answer is given by few."""
    own = table["n_category"].astype("float64")
    few = np.minimum(own, table["n"] - own) < limits.min_n  # false where there is no count
    return (table["target_group"] == ALL) & ~few


def _rare(table: pd.DataFrame, limits: Disclosure) -> pd.Series:
    own = table["n_category"].astype("float64")
    return (table["statistic"] == "share") & (own > 0) & (own < limits.min_cell)


def _usual_effect(table: pd.DataFrame) -> dict[str, float]:
    """Median design effect of everybody's shares, by questionnaire; at least 1."""
    own = table[(table["target_group"] == ALL) & (table["statistic"] == "share")]
    effects = own["deff"].astype(float).groupby(own["questionnaire"]).median()
    return {str(name): max(float(e), 1.0) for name, e in effects.items() if np.isfinite(e)}


def _unit(out: dict[str, Floats], rows: _Rows, places: NDArray[np.intp], effect: float) -> None:
    """Make the shares of one unit again, and with them its mean and score."""
    statistics = rows.statistic[places]
    at = places[statistics == "share"]
    n = float(rows.n[places[0]])
    few = rows.rare[at]
    before = rows.estimate[at]
    plain = rows.n_category[at] / n
    scale = (1 - plain[few].sum()) / max(1 - before[few].sum(), SAME)
    after = np.where(few, plain, before * scale)
    alone = (~few & (before > 0)).sum() <= 1  # the other answer's error is that of the rare one
    _write(out, at, after, np.full(len(at), alone) | few, n / effect)
    for known, statistic in ((rows.value, "mean"), (rows.need, "score")):
        place = places[statistics == statistic]
        values = known[at]
        has = np.isfinite(values)
        if len(place) and has.any() and after[has].sum() > 0:
            p, x = after[has] / after[has].sum(), values[has]
            mean = float(p @ x)
            half = Z * np.sqrt(float(p @ (x - mean) ** 2) * effect / n)
            made = (mean, half / Z, mean - half, mean + half)
            for name, number in zip(FIGURES, made, strict=True):
                out[name][place[0]] = number


def _write(
    out: dict[str, Floats],
    at: NDArray[np.intp],
    p: Floats,
    anew: NDArray[np.bool_],
    n: float,
) -> None:
    from scipy.special import betaincinv

    hits, old = p * n, out["estimate"][at]
    low = np.where(hits > 0, betaincinv(np.maximum(hits, SAME), n - hits + 1, (1 - LEVEL) / 2), 0.0)
    high = np.where(
        n - hits > SAME, betaincinv(hits + 1, np.maximum(n - hits, SAME), (1 + LEVEL) / 2), 1.0
    )
    made = {"se": np.sqrt(p * (1 - p) / n), "ci_low": low, "ci_high": high}
    for name, new in made.items():
        moved = out[name][at] if name == "se" else out[name][at] + p - old
        out[name][at] = np.where(anew, new, moved)
    out["estimate"][at] = p
