"""Fields of action: criteria values, their full covariance, scores and ranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.assess import coarse, criteria, ranks
from pipeline.digits import DIGITS, significant

Array = NDArray[np.float64]
TOP3 = 0.05  # step of the share of replicates that see a field among the first three


@dataclass(frozen=True)
class Scored:
    """The tables ``fields``, ``covariance`` and ``ranking``; ``ranked`` says which pairs are decided."""

    fields: pd.DataFrame
    covariance: pd.DataFrame
    ranking: pd.DataFrame
    ranked: ranks.Ranking


def effective_weights(values: dict[str, Array], wanted: dict[str, float]) -> dict[str, float]:
    """Weights that sum to 1 over the criteria known for every field; all others weigh nothing.

    A criterion that is missing for one field would make scores incomparable, so it is left out for all.
    """
    usable = {
        name: weight if name in values and not np.isnan(values[name][:, 0]).any() else 0.0
        for name, weight in wanted.items()
    }
    total = sum(usable.values())
    return {name: weight / total if total > 0 else 0.0 for name, weight in usable.items()}


def score(names: list[str], values: dict[str, Array], wanted: dict[str, float], n: int) -> Scored:
    """From criteria to ranks; errors and covariance as coarse as they may be published.

    Where no criterion that should count is known for every field, nothing is ranked: no rows in
    ``covariance`` and ``ranking``.

    Args:
        names: fields of action.
        values: criterion -> fields x (1 + replicates) in points, replicates not cut at 0 and 10.
        wanted: criterion -> relative weight.
        n: people who answered.
    """
    weights = effective_weights(values, wanted)
    known = [c for c in criteria.CRITERIA if c in values and not np.isnan(values[c][:, 0]).any()]
    estimate = {c: significant(criteria.cut(values[c][:, 0]), DIGITS) for c in values}
    if not any(weights.values()):
        return _unranked(names, _fields_table(names, values, estimate, weights))
    # rows: field after field, in each the known criteria
    deviations = np.stack([_centred(values[c]) for c in known], axis=1)
    flat = deviations.reshape(len(names) * len(known), -1)
    df = max(flat.shape[1] - 1, 1)
    matrix = coarse.covariance(flat @ flat.T / df, n)
    weight = np.array([weights[c] for c in known])
    # Short decimals: their sum often lies on the very edge of rounding, so it must be one to the last bit
    point = (np.column_stack([estimate[c] for c in known]) * weight).sum(axis=1)
    blocks = matrix.reshape(len(names), len(known), len(names), len(known))
    spread = ((blocks * weight).sum(axis=3) * weight[:, None]).sum(axis=1)
    ranked = ranks.rank(point, spread, df)
    replicate = point[:, None] + np.tensordot(deviations, weight, axes=(1, 0))
    return Scored(
        _fields_table(names, values, estimate, weights),
        _covariance_table(names, known, matrix),
        _ranking_table(names, ranked, replicate),
        ranked,
    )


def _unranked(names: list[str], table: pd.DataFrame) -> Scored:
    """No pair is decided: every field may hold every rank."""
    p = len(names)
    ranked = ranks.rank(np.zeros(p), np.zeros((p, p)), p + 20.0)
    return Scored(
        table,
        _covariance_table(names, ["need"], np.zeros((p, p))).iloc[:0],
        _ranking_table(names, ranked, np.zeros((p, 2))).iloc[:0],
        ranked,
    )


def _centred(values: Array) -> Array:
    """Replicates minus their mean, without a replicate in which something could not be computed."""
    replicates = values[:, 1:]
    mean = np.nanmean(replicates, axis=1, keepdims=True)
    return np.where(np.isnan(replicates), 0.0, replicates - mean)


def _fields_table(
    names: list[str],
    values: dict[str, Array],
    estimate: dict[str, Array],
    weights: dict[str, float],
) -> pd.DataFrame:
    rows = []
    for i, field in enumerate(names):
        for criterion in criteria.CRITERIA:
            known = criterion in values and not np.isnan(values[criterion][i, 0])
            deviation = _centred(values[criterion][i : i + 1]) if known else np.zeros((1, 1))
            spread = np.sqrt((deviation**2).sum(axis=1) / max(deviation.shape[1] - 1, 1))
            error = coarse.errors(spread)
            rows.append(
                {
                    "field_of_action": field,
                    "criterion": criterion,
                    "value": float(estimate[criterion][i]) if known else np.nan,
                    "se": float(error[0]) if known else np.nan,
                    "weight": weights.get(criterion, 0.0),
                }
            )
    return pd.DataFrame(rows)


def _covariance_table(names: list[str], known: list[str], matrix: Array) -> pd.DataFrame:
    """Upper triangle with diagonal: field after field, criteria in their order."""
    labels = [(field, criterion) for field in names for criterion in known]
    a, b = np.triu_indices(len(labels))
    return pd.DataFrame(
        {
            "field_a": [labels[i][0] for i in a],
            "criterion_a": [labels[i][1] for i in a],
            "field_b": [labels[i][0] for i in b],
            "criterion_b": [labels[i][1] for i in b],
            "covariance": matrix[a, b],
        }
    )


def _ranking_table(names: list[str], ranked: ranks.Ranking, replicate: Array) -> pd.DataFrame:
    """``share_top3``: share of the replicates in which fewer than three fields lie higher.

    In steps of 0.05; 200 replicates leave 0.07 to chance.
    """
    higher = (replicate[None, :, :] > replicate[:, None, :]).sum(axis=1)
    table = pd.DataFrame(
        {
            "field_of_action": names,
            "score": ranked.score,
            "se": ranked.se,
            "ci_low": ranked.score - ranks.Z * ranked.se,
            "ci_high": ranked.score + ranks.Z * ranked.se,
            "rank": ranked.rank,
            "rank_low": ranked.low,
            "rank_high": ranked.high,
            "marginal_low": ranked.marginal_low,
            "marginal_high": ranked.marginal_high,
            "share_top3": np.round((higher < 3).mean(axis=1) / TOP3) * TOP3,
        }
    )
    return table.sort_values(["rank", "field_of_action"], ignore_index=True)
