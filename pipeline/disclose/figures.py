"""Estimates, tests and needs as they may be published: rounded by status, or empty."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disclose import rare, sums
from pipeline.disclose.question import ALL, NAMES, ROUNDED, UNIT, VALUE, WHOLE, WITHHELD, by_size
from pipeline.disclose.units import Rules, defining, statuses
from pipeline.params import Disclosure, Params

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
INSTITUTIONS, EMPLOYERS = "einrichtungen", "arbeitgeber"
SHARES = ("share", "score")
SE_STEP = 0.005  # a standard error in smaller steps would give the share away
FINE, COARSE = (
    0.02,
    0.1,
)  # steps of means in standard deviations; what 1 and 5 points are for a share
SMALLEST_P = 0.001
CIRCUMSTANCES = [
    "field_of_action", "target_group", "effect", "ci_low", "ci_high", "p_adjusted", "n",
]  # fmt: skip


def estimates(
    table: pd.DataFrame,
    used: tuple[pd.DataFrame | None, pd.DataFrame | None] | None,
    codebook: pd.DataFrame,
    params: Params,
) -> pd.DataFrame:
    """Public estimates with ``status``.

    Shares and scores are rounded to whole per cent or to ``round_to`` points; means, and medians of whole
    distributions, to steps of a fiftieth or a tenth of the standard deviation. Bounds of intervals are
    rounded as distances from the rounded figure, so that they tell no more than it does. The number of people
    in a category is published for institutions only, which answer for an organisation.

    Args:
        table: table ``estimates``.
        used: tables ``kinds`` and ``sums``, where there are any.
        codebook: which variables are sensitive.
        params: limits of disclosure, and what defines the target groups.
    """
    limits = params.disclosure
    if table.empty:
        return table.assign(status=pd.Series(dtype="str"))
    sensitive = _sensitive(table, codebook)
    table = rare.flatten(table, codebook, limits)
    status = _status(table, used or (None, None), sensitive, _crossed(table, codebook), params)
    return _rounded(table, status, sensitive, limits)


def _sensitive(table: pd.DataFrame, codebook: pd.DataFrame) -> NDArray[np.bool_]:
    marked = codebook[codebook["sensitive"].astype(bool)]
    pairs = set(zip(marked["questionnaire"], marked["variable"], strict=True))
    rows = zip(table["questionnaire"], table["variable"], strict=True)
    return np.array([pair in pairs for pair in rows], dtype=bool)


def _crossed(table: pd.DataFrame, codebook: pd.DataFrame) -> NDArray[np.bool_]:
    """What an establishment is (its sector), in a size class: both together may name it."""
    about = codebook[(codebook["questionnaire"] == EMPLOYERS) & codebook["field_of_action"].isna()]
    apart = ~table["target_group"].isin([ALL, sums.EMPLOYEES])
    described = table["variable"].isin(set(about["variable"]))
    return np.asarray((table["questionnaire"] == EMPLOYERS) & apart & described, dtype=bool)


def _status(
    table: pd.DataFrame,
    used: tuple[pd.DataFrame | None, pd.DataFrame | None],
    sensitive: NDArray[np.bool_],
    crossed: NDArray[np.bool_],
    params: Params,
) -> Ints:
    limits = params.disclosure
    kinds, contributions = used
    units = pd.Series(list(zip(*(table[column] for column in UNIT), strict=True)), table.index)
    extreme = set(units[_extreme(table, sensitive, limits)])
    hidden = set(units[crossed])
    by_employees = table["target_group"] == sums.EMPLOYEES
    rules = Rules(limits, defining(params), extreme, hidden)
    known = statuses(table[~by_employees], kinds, rules)
    sizes = table["n"].groupby(units).max()
    answered = {
        unit: by_size(int(sizes[unit]), limits) if unit in hidden else status
        for unit, status in known.items()
        if sizes[unit]
    }
    pairs = {unit[:2] for unit in units[by_employees]}
    known |= sums.of_employees(answered, pairs, contributions)
    status = np.array([known[unit] for unit in units], dtype=np.int64)
    silenced = units.isin(extreme).to_numpy() & (status == ROUNDED)
    counted = (table["questionnaire"] == INSTITUTIONS).to_numpy() & ~sensitive
    status = np.where(counted & (status == ROUNDED), VALUE, status)
    return np.where(silenced, WITHHELD, status)


def _extreme(
    table: pd.DataFrame, sensitive: NDArray[np.bool_], limits: Disclosure
) -> NDArray[np.bool_]:
    """Shares of something sensitive that would be 0 or 100 per cent in steps of ``round_to`` points."""
    points = np.round(table["estimate"].to_numpy(dtype=float) / (limits.round_to / 100))
    ends = (points <= 0) | (points >= np.round(100 / limits.round_to))
    return np.asarray(sensitive & (table["statistic"] == "share").to_numpy() & ends, dtype=bool)


def _rounded(
    table: pd.DataFrame, status: Ints, sensitive: NDArray[np.bool_], limits: Disclosure
) -> pd.DataFrame:
    out = table.copy()
    share = table["statistic"].isin(SHARES).to_numpy()
    step = _steps(table, status, share, limits)
    status = np.where(np.isnan(step), WITHHELD, status)
    value, rough = status == VALUE, status == ROUNDED
    figure = table["estimate"].to_numpy(dtype=float)
    shown = np.round(figure / step) * step
    out["estimate"] = np.where(value | rough, shown, np.nan)
    for column, sign in (("ci_low", -1), ("ci_high", 1)):
        distance = np.abs(table[column].to_numpy(dtype=float) - figure)
        bound = shown + sign * np.round(distance / step) * step
        bound = np.where(share, np.clip(bound, 0, 1), bound)
        out[column] = np.where(value, bound, np.nan)
    se = table["se"].to_numpy(dtype=float)
    se_step = np.where(share, SE_STEP, step / 2)
    out["se"] = np.where(value, np.round(se / se_step) * se_step, np.nan)
    effects = rare.effects(table, limits) & value
    # A finer design effect would be a second sum over the same people, of squared weights.
    out["deff"] = table["deff"].astype(float).round(1).where(effects)
    effective = table["n_effective"].astype(float)
    tens = 10.0 ** np.floor(np.log10(effective.clip(lower=1.0)) - 1)
    out["n_effective"] = ((effective / tens).round() * tens).where(effects)
    counted = (table["questionnaire"] == INSTITUTIONS).to_numpy() & ~sensitive & value
    out["n_category"] = table["n_category"].astype("Int64").where(pd.Series(counted, table.index))
    out["n"] = table["n"].astype("Int64").where(pd.Series(value | rough, table.index))
    out["status"] = np.array(NAMES, dtype=object)[status]
    return out


def _steps(
    table: pd.DataFrame, status: Ints, share: NDArray[np.bool_], limits: Disclosure
) -> Floats:
    """Rounding step of each row; NaN where it may not be shown at all."""
    deviation = table["se"].to_numpy(dtype=float) * np.sqrt(
        table["n_effective"].to_numpy(dtype=float, na_value=np.nan)
    )
    mean = (table["statistic"] == "mean").to_numpy()
    spread = pd.Series(np.where(mean, deviation, np.nan), table.index)
    of_unit = spread.groupby([table[column] for column in UNIT]).transform("max").to_numpy()
    points = np.where(status == ROUNDED, limits.round_to / 100, WHOLE)
    others = _nice(of_unit * np.where(status == ROUNDED, COARSE, FINE))
    median = (table["statistic"] == "median").to_numpy() & (status == ROUNDED)
    return np.where(share, points, np.where(median, np.nan, others))


def _nice(step: Floats) -> Floats:
    """The next larger of 1, 2 and 5 times a power of ten; NaN where nothing varies."""
    with np.errstate(divide="ignore", invalid="ignore"):
        power = 10.0 ** np.floor(np.log10(step))
        lead = step / power
        nice = np.select([lead <= 1.0, lead <= 2.0, lead <= 5.0], [1.0, 2.0, 5.0], 10.0) * power
    return np.where(np.isfinite(step) & (step > 0), nice, np.nan)


def tests(
    table: pd.DataFrame, public: pd.DataFrame, closed: set[tuple[str, str, str]]
) -> pd.DataFrame:
    """Tests of figures that are published as whole per cent; p-values from 0.001 in steps of 0.001.

    Args:
        table: table ``tests``.
        public: public estimates.
        closed: units whose difference from all others would give somebody away.
    """
    released = public[public["status"] == NAMES[VALUE]]
    shown = set(zip(*(released[column] for column in UNIT), strict=True)) - closed
    units = [tuple(key.split("/")[i] for i in (0, 1, 3)) for key in table["key"]]
    keep = np.array([unit in shown for unit in units], dtype=bool)
    out = table[keep].reset_index(drop=True)
    gap = out["difference"].astype(float)
    rounded = gap.round(2)
    shares = out["key"].str.endswith("/share")
    for column in ("ci_low", "ci_high"):
        bound = rounded + (out[column].astype(float) - gap).round(2)
        out[column] = bound.mask(shares, bound.clip(-1, 1))
    out["difference"] = rounded
    for column in ("p", "p_adjusted"):
        out[column] = out[column].astype(float).round(3).clip(lower=SMALLEST_P)
    return out


def circumstances(
    table: pd.DataFrame, public: pd.DataFrame, codebook: pd.DataFrame, limits: Disclosure
) -> pd.DataFrame:
    """Effects in whole points, where at least ``bracket_below`` are in the group and as many outside.

    The group must also be shown in whole per cent for at least one of the field's questions, so that what
    hides a group from subtraction hides its effect too.
    """
    shown = public[public["status"] == NAMES[VALUE]]
    book = codebook[["questionnaire", "variable", "field_of_action"]].drop_duplicates()
    fields = shown[UNIT].drop_duplicates().merge(book, on=["questionnaire", "variable"])
    known = pd.MultiIndex.from_frame(fields[["field_of_action", "target_group"]])
    inside = table["n_group"].astype("float64")
    enough = (inside >= limits.bracket_below) & (table["n"] - inside >= limits.bracket_below)
    rows = pd.MultiIndex.from_frame(table[["field_of_action", "target_group"]]).isin(known)
    out = table[enough & rows & table["effect"].notna()].reset_index(drop=True)
    effect = out["effect"].astype(float)
    rounded = effect.round(2)
    for column in ("ci_low", "ci_high"):
        out[column] = (rounded + (out[column].astype(float) - effect).round(2)).clip(-1, 1)
    out["effect"] = rounded
    out["p_adjusted"] = out["p_adjusted"].astype(float).round(3).clip(lower=SMALLEST_P)
    return out[CIRCUMSTANCES]


def needs(
    table: pd.DataFrame, public: pd.DataFrame, codebook: pd.DataFrame, limits: Disclosure
) -> pd.DataFrame:
    """Public needs with ``status``: the strictest of their own n and of the answers they are made of.

    ``severity`` is about those in need alone, so it is empty where they are fewer than ``min_n`` (people, not
    weights). ``people`` is made of the share of everyone in whole per cent and rounded to ten.
    """
    if table.empty:
        return table.assign(status=pd.Series(dtype="str"))
    status = _needs_status(table, public, codebook, limits)
    out = table.copy()
    value, rough = status == VALUE, status == ROUNDED
    step = np.where(rough, limits.round_to / 100, WHOLE)
    exact = table["in_need"].to_numpy(dtype=float)
    table = table.assign(in_need=_plain(table, limits))
    for column in ("importance", "satisfaction", "gap", "in_need", "severity", "awareness"):
        shown = np.round(table[column].to_numpy(dtype=float) / step) * step
        out[column] = np.where(value | rough, shown, np.nan)
    out["severity"] = out["severity"].mask(table["n_in_need"] < limits.min_n)
    both = table["importance"].notna() & table["satisfaction"].notna()
    difference = out["importance"] - out["satisfaction"]
    out["gap"] = out["gap"].where(~both, difference)
    shown = out["in_need"].to_numpy(dtype=float)
    for column, sign in (("in_need_low", -1), ("in_need_high", 1)):
        distance = np.abs(table[column].to_numpy(dtype=float) - exact)
        bound = np.clip(shown + sign * np.round(distance / WHOLE) * WHOLE, 0, 1)
        out[column] = np.where(value, bound, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        even = np.where(exact > 0, table["in_need"].to_numpy(dtype=float) / exact, 1.0)
        of_all = table["in_need_of_all"].to_numpy(dtype=float)
        ratio = np.where(of_all > 0, np.round(of_all * even / WHOLE) * WHOLE / of_all, 1.0)
    for column in ("people", "people_low", "people_high"):
        number = np.round(table[column].to_numpy(dtype=float) * ratio / 10) * 10
        out[column] = np.where(value, number, np.nan)
    out["n"] = table["n"].astype("Int64").where(pd.Series(value | rough, table.index))
    out["status"] = np.array(NAMES, dtype=object)[status]
    return out.drop(columns=["n_in_need", "in_need_of_all"])


def _plain(table: pd.DataFrame, limits: Disclosure) -> Floats:
    """Shares in need; unweighted where one or two people are in need, or not (see :mod:`rare`)."""
    n, own = table["n"].to_numpy(dtype=float), table["n_in_need"].to_numpy(dtype=float)
    rarer = np.minimum(own, n - own)
    few = (rarer > 0) & (rarer < limits.min_cell)
    return np.where(few, own / np.maximum(n, 1), table["in_need"].to_numpy(dtype=float))


def items_of(units: set[tuple[str, str, str]], codebook: pd.DataFrame) -> set[tuple[str, str]]:
    """Needs and groups that any of some units (questionnaire, variable, group) belongs to."""
    book = codebook[["questionnaire", "variable", "item"]].drop_duplicates()
    named = book["item"].fillna(book["variable"])
    pairs = zip(zip(book["questionnaire"], book["variable"], strict=True), named, strict=True)
    item = dict(pairs)
    return {(str(item[q, v]), g) for q, v, g in units if (q, v) in item}


def _needs_status(
    table: pd.DataFrame, public: pd.DataFrame, codebook: pd.DataFrame, limits: Disclosure
) -> Ints:
    own = np.select(
        [table["n"] < limits.min_n, table["n"] < limits.bracket_below], [WITHHELD, ROUNDED], VALUE
    )
    items = (
        codebook[["questionnaire", "variable", "item"]].dropna(subset=["item"]).drop_duplicates()
    )
    units = public[[*UNIT, "status"]].drop_duplicates(UNIT)
    joined = items.merge(units, on=["questionnaire", "variable"])
    joined = joined[joined["questionnaire"] == "alleinerziehende"]
    joined["rank"] = joined["status"].map({name: i for i, name in enumerate(NAMES)})
    worst = joined.groupby(["item", "target_group"])["rank"].max()
    pairs = pd.MultiIndex.from_arrays([table["need"], table["target_group"]])
    made_of = worst.reindex(pairs).fillna(VALUE).to_numpy(dtype=np.int64)
    return np.asarray(np.maximum(own, made_of), dtype=np.int64)
