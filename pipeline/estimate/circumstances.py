"""Circumstances that go with unmet need: weighted logistic models with design-based covariance.

Not part of a stage: statsmodels takes a second to import, and a model is looked at by somebody who
knows what it cannot say. It describes who is in need, all else in the model being equal, not why.

Outcome of a field of action: at least half of the answers that somebody gave to its questions mean being in
need (codebook ``need`` of 0.5 or more). Circumstances are the declared target groups; of the groups that
share a defining variable, the largest is the reference together with everybody in none of them. Respondents
with an unknown circumstance are left out.

Sources: Binder, Int. Stat. Review 1983 (covariance; R ``svyglm(family = quasibinomial)`` gives the same); at
least ten of the rarer outcome per parameter, Peduzzi et al., J. Clin. Epidemiol. 1996.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.estimate.encode import Floats, Variable, variables
from pipeline.estimate.groups import Groups, members
from pipeline.estimate.intervals import p_value, student
from pipeline.params import Params

QUESTIONNAIRE = "alleinerziehende"
IN_NEED, HALF, EVENTS_PER_PARAMETER = 0.5, 0.5, 10
COLUMNS = [
    "field_of_action", "target_group", "effect", "se", "ci_low", "ci_high", "p", "odds_ratio", "n",
    "events", "note",
]  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """A fitted model: coefficients, their covariance, and fitted probabilities of the cases used."""

    coefficients: Floats
    covariance: Floats
    design: Floats
    weights: Floats


def circumstances(
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    weights: pd.DataFrame,
    params: Params,
) -> pd.DataFrame:
    """One model per field of action.

    Args:
        responses: table ``responses`` per questionnaire.
        codebook: table ``codebook``.
        weights: table ``weights``.
        params: target groups.

    Returns:
        One row per field and circumstance: ``effect`` is the average difference in the probability (0-1)
        of being in need between people with and without the circumstance, with a 95 % interval. A field whose
        model would be too small has one row with a ``note`` and no figures.
    """
    people, book = responses[QUESTIONNAIRE], codebook[codebook["questionnaire"] == QUESTIONNAIRE]
    own = weights[weights["questionnaire"] == QUESTIONNAIRE].set_index("respondent")
    own = own.reindex(people["respondent"])
    w = own["weight"].to_numpy(dtype=float)
    cells = own["cell"].fillna("").astype(str).to_numpy() if "cell" in own else np.full(len(w), "")
    groups = members(QUESTIONNAIRE, people, book, params.target_groups)
    names, flags, known = _factors(groups)
    by_field: dict[str, list[Variable]] = {}
    for variable in variables(people, book):
        if variable.field is not None and np.isfinite(variable.needs).any():
            by_field.setdefault(variable.field, []).append(variable)
    rows: list[dict[str, Any]] = []
    for name, asked in by_field.items():
        y = _outcome(asked, len(people))
        used = known & np.isfinite(y)
        rows += _field(name, names, (flags[used], y[used]), (w, cells, used))
    return pd.DataFrame(rows, columns=COLUMNS)


def _factors(groups: Groups) -> tuple[list[str], Floats, np.ndarray]:
    """Dummies of the circumstances, and who answered all their questions."""
    kept: dict[frozenset[str], list[int]] = {}
    for g in range(1, len(groups.names)):
        kept.setdefault(frozenset(groups.defined_by[g]), []).append(g)
    chosen: list[int] = []
    known = np.ones(groups.members.shape[1], dtype=bool)
    for same in kept.values():
        sizes = [groups.members[g].sum() for g in same]
        reference = same[int(np.argmax(sizes))] if len(same) > 1 else None
        chosen += [g for g in same if g != reference]
        known &= np.all([groups.members[g] | groups.others[g] for g in same], axis=0)
    flags = groups.members[chosen].T.astype(np.float64)
    return [groups.names[g] for g in chosen], flags, known


def _outcome(asked: Iterable[Variable], n: int) -> Floats:
    needy, answered = np.zeros(n), np.zeros(n)
    for variable in asked:
        needs = np.append(variable.needs, np.nan)[variable.position]  # -1 picks the last: missing
        answered += np.isfinite(needs)
        needy += np.nan_to_num(needs) >= IN_NEED
    with np.errstate(invalid="ignore", divide="ignore"):
        share = needy / answered
    return np.where(answered > 0, share >= HALF, np.nan)


def _field(
    name: str,
    names: list[str],
    data: tuple[Floats, Floats],
    design: tuple[Floats, np.ndarray, np.ndarray],
) -> list[dict[str, Any]]:
    flags, y = data
    enough = flags.sum(axis=0) >= EVENTS_PER_PARAMETER
    x = np.column_stack([np.ones(len(y)), flags[:, enough]])
    rarer = int(min(y.sum(), len(y) - y.sum()))
    base: dict[str, Any] = {"field_of_action": name, "n": len(y), "events": int(y.sum())}
    if rarer < EVENTS_PER_PARAMETER * x.shape[1]:
        note = f"{rarer} of the rarer outcome for {x.shape[1]} parameters"
        return [{**base, "target_group": None, "note": note}]
    fitted = fit(x, y, *design)
    effects = [marginal_effect(fitted, k) for k in range(1, x.shape[1])]
    used = [group for group, keep in zip(names, enough, strict=True) if keep]
    rows = []
    for k, (group, (effect, se)) in enumerate(zip(used, effects, strict=True), start=1):
        df = np.array(float(len(y) - x.shape[1]))
        low, high = student(np.array(effect), np.array(se), df)
        rows.append(
            {
                **base, "target_group": group, "effect": effect, "se": se, "ci_low": float(low),
                "ci_high": float(high), "p": float(p_value(np.array(effect), np.array(se), df)),
                "odds_ratio": float(np.exp(fitted.coefficients[k])), "note": None,
            }
        )  # fmt: skip
    return rows


def fit(x: Floats, y: Floats, weights: Floats, cells: np.ndarray, used: np.ndarray) -> Fit:
    """Fit a weighted logistic model with the covariance of the whole, raked sample.

    Args:
        x: design matrix of the cases used, with a constant.
        y: outcome, 0 or 1.
        weights: of all respondents.
        cells: raking cell of all respondents; empty names mean no calibration.
        used: which respondents the model uses.
    """
    import statsmodels.api as sm

    w = weights[used]
    model = sm.GLM(y, x, family=sm.families.Binomial(), freq_weights=w).fit(tol=1e-12, maxiter=100)
    p = np.asarray(model.fittedvalues)
    bread = np.linalg.inv(x.T * (w * p * (1 - p)) @ x)
    influence = np.zeros((len(weights), x.shape[1]))
    influence[used] = (x * (y - p)[:, None]) @ bread
    residual = weights[:, None] * (influence - _calibrated(influence, cells))
    centred = residual - residual.mean(axis=0)
    n = len(weights)
    covariance = n / (n - 1) * centred.T @ centred
    return Fit(np.asarray(model.params), covariance, x, w)


def _calibrated(influence: Floats, cells: np.ndarray) -> Floats:
    """Fitted values of the regression of influences on the raking margins."""
    if not any(cells):
        return np.zeros_like(influence)
    names, of = np.unique(cells.astype(str), return_inverse=True)
    parts = [name.split("|") for name in names]
    labels = sorted({label for part in parts for label in part})
    dummies = np.array([[label in part for label in labels] for part in parts], dtype=float)[of]
    solution, *_ = np.linalg.lstsq(dummies, influence, rcond=None)
    return np.asarray(dummies @ solution)


def marginal_effect(fitted: Fit, column: int) -> tuple[float, float]:
    """Average marginal effect of a dummy with its delta-method standard error, covariates as observed."""
    probabilities, slopes = [], []
    for value in (1.0, 0.0):
        x = fitted.design.copy()
        x[:, column] = value
        p = 1 / (1 + np.exp(-x @ fitted.coefficients))
        probabilities.append(np.average(p, weights=fitted.weights))
        slopes.append(np.average(x * (p * (1 - p))[:, None], axis=0, weights=fitted.weights))
    gradient = slopes[0] - slopes[1]
    se = float(np.sqrt(gradient @ fitted.covariance @ gradient))
    return float(probabilities[0] - probabilities[1]), se
