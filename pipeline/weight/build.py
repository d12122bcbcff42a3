"""Join margins, raking, trimming and bootstrap into the room's tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline import sums
from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.weight import Weighting
from pipeline.weight.bootstrap import of_design
from pipeline.weight.employees import employee_weights
from pipeline.weight.inclusion import design_weights, strata_margin
from pipeline.weight.margins import Margin, resolve
from pipeline.weight.noise import base_weights
from pipeline.weight.raking import CellMargin, Floats, Raked, finish, rake, trim
from pipeline.weight.sampling import Sampling
from pipeline.weight.sampling import resolve as sampled
from pipeline.weight.sensitivity import without_each_channel

NOT_SAMPLED = ("einrichtungen",)
EMPLOYERS = "arbeitgeber"
FEWEST = {
    EMPLOYERS: 100,
    "einrichtungen": 2**31,
}  # usable answers from which margins are raked to
CONTRADICTION = 1e-8  # gap (share) that raking must reach before trimming
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
OTHERS = "andere"
EXPLODED = 10.0  # Kish design effect before trimming that no network should publish


def weighting(
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    indicators: pd.DataFrame,
    params: Params,
) -> Weighting:
    """See :func:`pipeline.weight.weight`."""
    weights, margins, replicates = [], [], []
    metrics: dict[str, Any] = {"responses": {}, "usable": {}, "weighted": {}}
    for name in sorted(responses):
        people = responses[name].sort_values("respondent", kind="stable", ignore_index=True)
        book = codebook[codebook["questionnaire"] == name]
        drawn = sampled(params, name, people, book)
        strata = strata_margin(params, name, drawn, book)
        resolved = resolve(params, name, people, codebook, indicators)
        one, gaps, copies, numbers = _questionnaire(
            name, (people, book), (resolved, strata), params
        )
        if name == EMPLOYERS and numbers["weighted"]:
            used = [m for m in resolved if m.usable]
            by_employees = employee_weights(used, one["weight"].to_numpy(), indicators, params)
            if by_employees is not None:
                one["weight_employees"] = by_employees
        weights.append(one)
        margins.append(gaps)
        replicates.append(copies)
        metrics["responses"][name] = len(people)
        metrics["usable"][name] = int((one["weight"] > 0).sum())
        metrics["weighted"][name] = numbers.pop("weighted")
        if name == "alleinerziehende":
            metrics.update(numbers)
    return Weighting(
        pd.concat(weights, ignore_index=True),
        pd.concat(margins, ignore_index=True),
        pd.concat(replicates, ignore_index=True),
        metrics,
    )


def kish(weights: Floats) -> float:
    """Design effect of unequal weights, n·Σw²/(Σw)² (Kish 1992); 1 without respondents."""
    total = float(weights.sum())
    return len(weights) * float((weights**2).sum()) / total**2 if total > 0 else 1.0


def _questionnaire(
    name: str,
    asked: tuple[pd.DataFrame, pd.DataFrame],
    population: tuple[list[Margin], Margin | None],
    params: Params,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    (people, book), (margins, strata) = asked, population
    n, limits = len(people), params.weighting
    enough = n >= FEWEST.get(name, 1)
    used = [m for m in margins if m.usable] if enough else []
    design = design_weights(strata if enough else None, n)
    cell_of, cells = _cells(used, n)
    frame = max((margin.total for margin in used), default=0.0)
    sampling = sampled(params, name, people, book, frame)
    copies = (
        np.ones((limits.replicates, n))
        if name in NOT_SAMPLED
        else of_design(sampling, limits.replicates, params.seed, name)
    )
    noise = _noise(name, people, (cell_of, design), params) if used else np.ones(n)
    start = design * noise
    draws = _blurred(np.vstack([np.ones((1, n)), copies]) * design, noise)
    base = _totals(draws, cell_of)
    raked = finish(base, cells, rake(base, cells))
    _refuse(name, raked, design * raked.factors[0, cell_of], used)
    final = trim(base, cells, raked, limits.min_weight, limits.max_weight) if used else raked
    weights = draws * final.factors[:, cell_of]
    low, high = limits.min_weight + 1e-9, limits.max_weight - 1e-9
    trimmed = (
        (raked.factors[0] < low) | (raked.factors[0] > high)
        if used
        else np.zeros(len(base[0]), dtype=bool)
    )
    table = pd.DataFrame(
        {
            "questionnaire": name,
            "respondent": people["respondent"].astype(str).to_numpy(),
            "base_weight": start,
            "weight": weights[0],
            "trimmed": trimmed[cell_of],
            "cell": _names(used, n),
        }
    )
    table = table.assign(**_design(params, name, sampling))
    fit = _fit(name, margins, weights[0])
    numbers = _diagnostics(weights[0], trimmed[cell_of], fit, raked, used)
    numbers["weighted"] = bool(used) or bool((design != 1).any())
    if strata is not None:
        fit = pd.concat([_fit(name, [strata], weights[0]), fit], ignore_index=True)
    numbers["channels"] = _channels(people, weights[0], limits.min_cell)
    if name == "alleinerziehende":
        ends = (limits.min_weight, limits.max_weight, params.disclosure.bracket_below)
        numbers["without_channel"] = without_each_channel(
            people, book, (weights[0], start), (cell_of, cells), ends
        )
    return table, fit, _replicate_table(table, weights[1:]), numbers


def _design(params: Params, name: str, sampling: Sampling) -> dict[str, np.ndarray | None]:
    """Columns that tell the room estimate how people were drawn."""
    declared = name in params.designs
    return {
        "stratum": sampling.stratum if declared else None,
        "cluster": sampling.cluster if declared else None,
        "correction": sampling.correction,
    }


def _cells(used: list[Margin], n: int) -> tuple[np.ndarray, list[CellMargin]]:
    """Each respondent's cell, and the margins on the table of cells."""
    if not used:
        return np.zeros(n, dtype=np.intp), []
    on_people = [margin.on_cells() for margin in used]
    stacked = np.stack([m.category for m in on_people], axis=1)
    kinds, cell_of = np.unique(stacked, axis=0, return_inverse=True)
    cells = [CellMargin(kinds[:, i], m.targets) for i, m in enumerate(on_people)]
    return cell_of.reshape(-1), cells


def _names(used: list[Margin], n: int) -> list[str | None]:
    if not used:
        return [None] * n
    columns = [
        np.array([f"{m.id}={name}" for name in m.names], dtype=object)[m.on_cells().category]
        for m in used
    ]
    return ["|".join(parts) for parts in zip(*columns, strict=True)]


def _noise(
    name: str, people: pd.DataFrame, drawn: tuple[np.ndarray, Floats], params: Params
) -> Floats:
    """Noise of base weights; none for employers: their groups are the cells, ten or more, never crossed."""
    if name == EMPLOYERS:
        return np.ones(len(people))
    alike = np.unique(np.stack(drawn), axis=1, return_inverse=True)[1].reshape(-1)
    ids = people["respondent"].astype(str).to_list()
    return base_weights(ids, alike, params.weighting.noise, params.seed, name)


def _blurred(draws: Floats, noise: Floats) -> Floats:
    """Base weights of every replicate with noise; their total stays."""
    out = draws * noise
    total = out.sum(axis=1, keepdims=True)
    same = draws.sum(axis=1, keepdims=True)
    return np.asarray(out * np.divide(same, total, out=np.ones_like(total), where=total > 0))


def _totals(draws: Floats, cell_of: np.ndarray) -> Floats:
    if not len(cell_of):
        return np.zeros((len(draws), 1))
    return sums.by_category(draws, cell_of, int(cell_of.max()) + 1)


def _refuse(name: str, raked: Raked, weights: Floats, used: list[Margin]) -> None:
    ids = ", ".join(m.id for m in used)
    where = f"params.yaml, margins ({ids})" if used else f"params.yaml, designs, {name}, population"
    if raked.gaps[0] > CONTRADICTION:
        raise PipelineError(
            f"the margins of '{name}' cannot all be met: {raked.gaps[0]:.2%} of respondents remain "
            "in the wrong category",
            where,
            "the margins contradict each other, or some combination of categories has no respondent",
            "check the figures and their sources; remove or coarsen one margin",
        )
    effect = kish(weights)
    if effect > EXPLODED:
        raise PipelineError(
            f"the weights of '{name}' explode: design effect {effect:.1f}, largest weight "
            f"{weights.max() / weights.mean():.1f} times the mean",
            where,
            f"more than {1 - 1 / effect:.0%} of the information would be lost; a few people would "
            "speak for almost everybody",
            "reach more of the missing groups, merge categories in `targets` (`a+b:`), or remove a margin"
            if used
            else "reach more people in the thin strata, or use a coarser variable for `strata`",
        )


def _fit(name: str, margins: list[Margin], weights: Floats) -> pd.DataFrame:
    """Table ``margins``: every category as declared, also where it was collapsed or not used."""
    rows: list[dict[str, Any]] = []
    for margin in margins:
        known = len(margin.categories)
        before = np.bincount(margin.category_of, minlength=known + 1)[:known].astype(float)
        after = np.bincount(margin.category_of, weights=weights, minlength=known + 1)[:known]
        for i, category in enumerate(margin.categories):
            rows.append(
                {
                    "questionnaire": name,
                    "margin": margin.id,
                    "variable": margin.variable,
                    "category": category,
                    "target": np.nan if margin.targets is None else margin.targets[i],
                    "target_source": margin.source,
                    "before": before[i] / max(before.sum(), 1.0),
                    "after": after[i] / max(after.sum(), 1.0) if before.sum() else 0.0,
                    "assumed": margin.assumed,
                    "difference": margin.difference or None,
                    "official": margin.official[i] if margin.official else None,
                }
            )
    columns = ["questionnaire", "margin", "variable", "category", "target", "target_source"]
    table = pd.DataFrame(
        rows, columns=[*columns, "before", "after", "assumed", "difference", "official"]
    )
    return table.astype({"target": float, "before": float, "after": float, "assumed": bool})


def _replicate_table(table: pd.DataFrame, weights: Floats) -> pd.DataFrame:
    values = {f"r{i:03d}": row for i, row in enumerate(weights)}
    return pd.DataFrame({**table[["questionnaire", "respondent"]], **values})


def _diagnostics(
    weights: Floats, trimmed: np.ndarray, fit: pd.DataFrame, raked: Raked, used: list[Margin]
) -> dict[str, Any]:
    n = len(weights)
    effect = kish(weights)
    gaps = (fit["after"] - fit["target"]).abs()
    before = (fit["before"] - fit["target"]).abs()
    ordered = np.sort(weights)[::-1]
    top = ordered[: max(1, round(n / 20))].sum() / weights.sum() if n else 0.0
    return {
        "n_effective": round(n / effect, 1),
        "design_effect": round(effect, 4),
        "largest_margin_gap": _number(gaps.max()),
        "largest_margin_gap_before": _number(before.max()),
        "trimmed": int(trimmed.sum()),
        "iterations": raked.iterations,
        "largest_weight": _number(ordered[0]) if n else 0.0,
        "smallest_weight": _number(ordered[-1]) if n else 0.0,
        "carried_by_top_5_percent": _number(top),
        "weight_quantiles": {
            f"p{round(q * 100):02d}": _number(np.quantile(weights, q)) for q in QUANTILES if n
        },
        "collapsed": sorted(m.id for m in used if len(set(m.merged.tolist())) < len(m.categories)),
        "unused_margins": sorted(set(fit["margin"]) - {m.id for m in used}),
    }


def _channels(people: pd.DataFrame, weights: Floats, smallest: int) -> dict[str, dict[str, float]]:
    """Share of respondents and of weight that came by each channel; small channels together."""
    if "kanal" not in people or not len(people):
        return {}
    names = people["kanal"].fillna("").astype(str)
    names = names.where(names.map(names.value_counts()) >= smallest, OTHERS)
    if (names == OTHERS).sum() < smallest:
        names = names[names != OTHERS]
    weight = pd.Series(weights, people.index)
    return {
        str(name): {
            "respondents": round(len(rows) / len(people), 2),
            "weight": round(float(weight.loc[rows].sum() / weights.sum()), 2),
        }
        for name, rows in names.groupby(names).groups.items()
    }


def _number(value: float) -> float:
    return 0.0 if np.isnan(value) else round(float(value), 6)
