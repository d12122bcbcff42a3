"""Circumstances that go with unmet need: weighted logistic models with design-based covariance.

A model describes who is in need, all else in the model being equal, not why. It is fitted by Newton's method
here, since statsmodels takes a second to import; tests hold it against statsmodels and R.

Outcome of a field of action: at least half of the answers that somebody gave to its questions mean being in
need (codebook ``need`` of 0.5 or more). Circumstances are the declared target groups; of the groups that
share a defining variable, the largest is the reference together with everybody in none of them. Respondents
with an unknown circumstance are left out. So are circumstances that fewer than ten have or lack, and those
that follow from the ones declared before them.

Sources: Binder, Int. Stat. Review 1983 (covariance; R ``svyglm(family = quasibinomial)`` gives the same); at
least ten of the rarer outcome per parameter, Peduzzi et al., J. Clin. Epidemiol. 1996.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.estimate.design import Design
from pipeline.estimate.encode import Floats, Variable, variables
from pipeline.estimate.groups import Groups, members
from pipeline.estimate.intervals import benjamini_hochberg, p_value, student
from pipeline.estimate.linear import inverse
from pipeline.estimate.strata import of_table
from pipeline.params import Params

QUESTIONNAIRE = "alleinerziehende"
IN_NEED, HALF, EVENTS_PER_PARAMETER = 0.5, 0.5, 10
STEPS, SINGULAR, FARTHEST = 50, 1e10, 30.0
IMPLIED = "follows from the circumstances before it"
DECIDED = 12.0  # a coefficient (log odds) beyond which a circumstance decides the outcome alone
COLUMNS = [
    "field_of_action", "target_group", "effect", "se", "ci_low", "ci_high", "p", "p_adjusted",
    "odds_ratio", "n", "n_group", "events", "note",
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
        of being in need between people with and without the circumstance, with a 95 % interval;
        ``p_adjusted`` holds the false discovery rate within the field (Benjamini-Hochberg). A field whose
        model would be too small has one row with a ``note`` and no figures; so has a circumstance that says
        what others say already.
    """
    if QUESTIONNAIRE not in responses:
        return pd.DataFrame(columns=COLUMNS)
    people, book = responses[QUESTIONNAIRE], codebook[codebook["questionnaire"] == QUESTIONNAIRE]
    by_field: dict[str, list[Variable]] = {}
    if book["need"].notna().any():
        for variable in variables(people, book):
            if variable.field is not None and np.isfinite(variable.needs).any():
                by_field.setdefault(variable.field, []).append(variable)
    if not by_field:
        return pd.DataFrame(columns=COLUMNS)
    own = weights[weights["questionnaire"] == QUESTIONNAIRE].set_index("respondent")
    own = own.reindex(people["respondent"])
    w = own["weight"].to_numpy(dtype=float)
    cells = np.full(len(w), "")
    if "cell" in own:
        cells = own["cell"].astype(object).fillna("").astype(str).to_numpy()
    declared = {str(key): value for key, value in params.designs.items()}.get(QUESTIONNAIRE)
    drawn = of_table(own, "fail" if declared is None else declared.lonely) or _single(own)
    if "base_weight" in own:
        drawn = replace(drawn, base=own["base_weight"].to_numpy(dtype=float))
    groups = members(QUESTIONNAIRE, people, book, params.target_groups)
    names, flags, known = _factors(groups)
    rows: list[dict[str, Any]] = []
    for name, asked in by_field.items():
        y = _outcome(asked, len(people))
        used = known & np.isfinite(y)
        rows += _field(name, names, (flags[used], y[used]), (drawn, cells, used))
    return pd.DataFrame(rows, columns=COLUMNS)


def _single(own: pd.DataFrame) -> Design:
    """Respondents drawn one by one, from a finite population where the weights tell of one."""
    weights = own["weight"].astype(float).tolist()
    left = own["correction"].astype(float) if "correction" in own else None
    if left is None or left.isna().any() or (left >= 1).all():
        return Design.of(weights)
    return Design.of(weights, population=(len(own) / (1 - left)).tolist())


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
    design: tuple[Design, np.ndarray, np.ndarray],
) -> list[dict[str, Any]]:
    flags, y = data
    having = flags.sum(axis=0)
    enough = np.minimum(having, len(y) - having) >= EVENTS_PER_PARAMETER
    chosen = np.flatnonzero(enough)
    of_its_own = _independent(flags[:, chosen])
    named = [names[k] for k in chosen[of_its_own]]
    x = np.column_stack([np.ones(len(y)), flags[:, chosen[of_its_own]]])
    rarer = int(min(y.sum(), len(y) - y.sum()))
    base: dict[str, Any] = {"field_of_action": name, "n": len(y), "events": int(y.sum())}
    implied = [{**base, "target_group": names[k], "note": IMPLIED} for k in chosen[~of_its_own]]
    if x.shape[1] == 1:
        return [{**base, "target_group": None, "note": "no circumstance with enough people"}]
    if rarer < EVENTS_PER_PARAMETER * x.shape[1]:
        note = f"{rarer} of the rarer outcome for {x.shape[1]} parameters"
        return [{**base, "target_group": None, "note": note}]
    fitted = fit(x, y, *design)
    if np.abs(fitted.coefficients).max() > DECIDED:
        return [{**base, "target_group": None, "note": "a circumstance decides the outcome alone"}]
    found = [marginal_effect(fitted, k) for k in range(1, x.shape[1])]
    effect, se = np.array(found).T
    freedom = design[0].degrees_of_freedom_of(design[2]) + 1 - x.shape[1]
    df = np.full(len(effect), float(max(freedom, 1)))
    low, high = student(effect, se, df)
    p = p_value(effect, se, df)
    columns = {
        "target_group": named,
        "effect": effect, "se": se, "ci_low": np.maximum(low, -1), "ci_high": np.minimum(high, 1),
        "p": p, "p_adjusted": benjamini_hochberg(p), "odds_ratio": np.exp(fitted.coefficients[1:]),
        "n_group": x[:, 1:].sum(axis=0).astype(int),
    }  # fmt: skip
    table = pd.DataFrame({**base, **columns, "note": None})
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)]
    return rows + implied


def _independent(flags: Floats) -> np.ndarray:
    """Which circumstances say something that a constant and those before them do not say already.

    Two groups of the same people, or one that is two others together, have no effects of their own. R's
    ``glm`` leaves out the later ones too (their coefficient is NA).
    """
    x = np.column_stack([np.ones(len(flags)), flags])
    return np.asarray(np.diag(inverse(x.T @ x))[1:] > 0)


def fit(x: Floats, y: Floats, drawn: Design, cells: np.ndarray, used: np.ndarray) -> Fit:
    """Fit a weighted logistic model with the covariance of the whole, raked sample.

    Args:
        x: design matrix of the cases used, with a constant.
        y: outcome, 0 or 1.
        drawn: weights, those before raking, strata and clusters of all respondents.
        cells: raking cell of all respondents; empty names mean no calibration.
        used: which respondents the model uses.
    """
    w = drawn.weights[used]
    coefficients = _maximum(x, y, w)
    p = _logistic(x @ coefficients)
    bread = np.linalg.inv(x.T * (w * p * (1 - p)) @ x)
    influence = np.zeros((len(used), x.shape[1]))
    influence[used] = (x * (y - p)[:, None]) @ bread
    before = np.ones(len(used)) if drawn.base is None else drawn.base
    covariance = drawn.variance(influence - _calibrated(influence, cells, before))
    return Fit(coefficients, covariance, x, w)


def _maximum(x: Floats, y: Floats, w: Floats) -> Floats:
    """Weighted maximum likelihood by Newton's method; statsmodels' GLM gives the same (tested)."""
    coefficients = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = _logistic(x @ coefficients)
        information = x.T * (w * p * (1 - p)) @ x
        if np.linalg.cond(information) > SINGULAR:
            break
        step = np.linalg.solve(information, x.T @ (w * (y - p)))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-12:
            break
    return coefficients


def _logistic(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -FARTHEST, FARTHEST))))


def _calibrated(influence: Floats, cells: np.ndarray, base: Floats) -> Floats:
    """Fitted values of the regression of influences on the raking margins, by weights before raking."""
    if not any(cells):
        return np.zeros_like(influence)
    names, of = np.unique(cells.astype(str), return_inverse=True)
    parts = [name.split("|") for name in names]
    labels = sorted({label for part in parts for label in part})
    dummies = np.array([[label in part for label in labels] for part in parts], dtype=float)[of]
    root = np.sqrt(base)[:, None]
    solution, *_ = np.linalg.lstsq(dummies * root, influence * root, rcond=None)
    return np.asarray(dummies @ solution)


def marginal_effect(fitted: Fit, column: int) -> tuple[float, float]:
    """Average marginal effect of a dummy with its delta-method standard error, covariates as observed."""
    probabilities, slopes = [], []
    for value in (1.0, 0.0):
        x = fitted.design.copy()
        x[:, column] = value
        p = _logistic(x @ fitted.coefficients)
        probabilities.append(np.average(p, weights=fitted.weights))
        slopes.append(np.average(x * (p * (1 - p))[:, None], axis=0, weights=fitted.weights))
    gradient = slopes[0] - slopes[1]
    se = float(np.sqrt(gradient @ fitted.covariance @ gradient))
    return float(probabilities[0] - probabilities[1]), se
