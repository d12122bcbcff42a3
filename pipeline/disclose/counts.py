"""Counts of people: small channels are merged, small numbers in the quality report left out.

Merging keeps every total true, which suppression cannot; so it comes first. Tables that cannot be merged
get primary and secondary suppression (``pipeline.disclose.suppression``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.disclose.question import ALL, NAMES, ROUNDED, VALUE, WHOLE, WITHHELD
from pipeline.disclose.suppression import suppress
from pipeline.params import Disclosure, answer_codes

OTHERS = "andere"
SURVEYED = "alleinerziehende"
DIGITS = 3  # of diagnostics
COARSE = {
    "design_effect": 1, "largest_weight": 1, "smallest_weight": 1, "weight_quantiles": 1,
    "carried_by_top_5_percent": 2,
}  # fmt: skip
UNSAID = (
    "iterations",
)  # of raking: repeated with other cells, it would tell which are the true ones
COUNTS = ["received", "complete", "usable"]
COUNTED = r"(\w): \d+\b"
FEW_ASKED = r"\bVon \d Gefragten"
MERGED = 5  # people that merged channels must have together, so that no part can be narrowed down


def participation(table: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """Participation in which no count of people is 1 or 2 (``min_cell`` 3).

    Rows with such a count become one row ``andere`` per questionnaire, with the mode of most of its people;
    if they are too few even together, the next smallest channel joins them.
    """
    parts = [
        _merge(rows, limits.min_cell) for _, rows in table.groupby("questionnaire", sort=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else table.copy()


def _merge(rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    counts = rows[COUNTS]
    small = ((counts > 0) & (counts < smallest)).any(axis=1)
    if not small.any() or len(rows) == 1:
        return rows
    order = rows.sort_values(["received", "kanal", "mode"], kind="stable").index
    chosen = set(rows.index[small])
    for index in order:
        together = rows.loc[sorted(chosen), COUNTS].sum()
        narrow = ((together > 0) & (together < max(MERGED, smallest))).any()
        if len(chosen) > 1 and not narrow:
            break
        chosen.add(index)
    merged = rows.loc[sorted(chosen)]
    by_mode = merged.groupby("mode")["received"].sum().sort_values(kind="stable")
    one = {
        "questionnaire": rows["questionnaire"].iloc[0],
        "kanal": OTHERS,
        "mode": by_mode.index[-1],
        **merged[COUNTS].sum().to_dict(),
    }
    kept = rows.drop(index=sorted(chosen))
    return pd.concat([kept, pd.DataFrame([one])], ignore_index=True)[list(rows.columns)]


def quality(table: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """Quality report in which counts of 1 and 2 (``min_cell`` 3) and their shares are empty.

    Who was excluded adds up to what participation shows as received and not usable, so a second count is
    hidden with a single one (:func:`pipeline.disclose.suppression.suppress`). Notes keep their words and lose
    their counts (``Namen: 2``).
    """
    out = table.copy()
    counts = table["count"].to_numpy(dtype=np.int64)
    small = (counts > 0) & (counts < limits.min_cell)
    excluded = table[table["action"] == "excluded"]
    for rows in excluded.groupby("questionnaire", sort=False).indices.values():
        places = np.flatnonzero((table["action"] == "excluded").to_numpy())[rows]
        small[places] |= suppress(counts[places][None, :], limits.min_cell, MERGED)[0]
    out["count"] = table["count"].astype("Int64").mask(small)
    out["share"] = table["share"].astype(float).round(3).mask(small)
    note = table["note"].astype("str").str.replace(COUNTED, r"\1", regex=True)
    out["note"] = note.str.replace(FEW_ASKED, "Von wenigen Gefragten", regex=True)
    return out


def response_rates(table: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """Lists from which at least ``min_n`` answered; rates in whole per cent, which give no further count."""
    rates = [name for name in table.columns if name == "e" or name.startswith("rr")]
    out = table[table["interviewed"] >= limits.min_n].reset_index(drop=True)
    out[rates] = out[rates].astype(float).round(2)
    return out


def codes(table: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """What open answers are about, as shares of a question's texts, by the rule for distributions.

    A code is the coders' own and may describe one person, so one that fewer than five texts got is left out.
    """
    out = table[(table["texts"] >= limits.min_n) & (table["n"] >= max(MERGED, limits.min_cell))]
    rough = out["texts"] < limits.bracket_below
    step = np.where(rough, limits.round_to / 100, WHOLE)
    out = out.assign(
        share=np.round((out["n"] / out["texts"]).to_numpy(dtype=float) / step) * step,
        kappa=out["kappa"].astype(float).round(2),
        status=np.where(rough, NAMES[ROUNDED], NAMES[VALUE]),
    )
    columns = ["questionnaire", "variable", "code", "share", "texts", "kappa", "status"]
    return out[columns].reset_index(drop=True)


def gaps(values: dict[str, Any], margins: pd.DataFrame | None) -> dict[str, Any]:
    """Diagnostics whose gaps to official values are those of the public margins.

    Official values are known exactly, so a finer gap would be a finer share of respondents. After weighting
    whole per cent are left; they are zero where the margins are met.

    Args:
        values: diagnostics.
        margins: public table ``margins``.
    """
    out = dict(values)
    if "largest_margin_gap" in out:
        out["largest_margin_gap"] = round(out["largest_margin_gap"], 2)
    if "largest_margin_gap_before" in out:
        own = margins[margins["questionnaire"] == SURVEYED] if margins is not None else None
        widest = (own["before"] - own["target"]).abs().max() if own is not None else np.nan
        out["largest_margin_gap_before"] = 0.0 if pd.isna(widest) else round(float(widest), DIGITS)
    return out


def margins(
    table: pd.DataFrame,
    estimates: pd.DataFrame | None,
    public: pd.DataFrame | None,
    limits: Disclosure,
) -> pd.DataFrame:
    """Shares as coarse as those of the question itself; none where all its answers are withheld.

    Whole per cent; steps of ``round_to`` points where the question is rounded, where nobody knows how many
    answered, and where one or two gave one of the answers that the margin names. That includes answers that
    are joined (``a+b``): their share less that of the others would be the weight of that person. So such a
    margin's weighted shares are sums of the published ones and tell nothing that those do not.

    Args:
        table: table ``margins``.
        estimates: table ``estimates``, which knows how many gave each answer.
        public: the same as it is published.
        limits: of disclosure.
    """
    parts = [
        _margin(rows, _all(estimates, rows), _all(public, rows), limits)
        for _, rows in table.groupby(["questionnaire", "margin"], sort=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else table.copy()


def _margin(
    rows: pd.DataFrame, answered: pd.DataFrame, public: pd.DataFrame, limits: Disclosure
) -> pd.DataFrame:
    """One margin as it may be seen; ``answered`` and ``public`` are its question's shares of everybody."""
    if (public["status"] == NAMES[WITHHELD]).any():
        return rows.iloc[:0]
    named = [answer_codes(category) for category in rows["category"]]
    counts = dict(zip(answered["category"], answered["n_category"].fillna(0), strict=True))
    few = any(0 < counts.get(code, 0) < limits.min_cell for codes in named for code in codes)
    before, after = (rows[name].to_numpy(dtype=float) for name in ("before", "after"))
    if few and not public.empty:
        shown = dict(zip(public["category"], public["estimate"].astype(float), strict=True))
        sums = np.array([sum(shown.get(code, 0.0) for code in codes) for codes in named])
        after = sums / max(sums.sum(), WHOLE)
    rough = few or public.empty or (public["status"] == NAMES[ROUNDED]).any()
    step = limits.round_to / 100 if rough else WHOLE
    return rows.assign(before=np.round(before / step) * step, after=np.round(after / step) * step)


def _all(estimates: pd.DataFrame | None, rows: pd.DataFrame) -> pd.DataFrame:
    """Shares that everybody's answers to the question of a margin have; empty where there are none."""
    if estimates is None:
        return pd.DataFrame(columns=["category", "n_category", "estimate", "status"])
    own = (estimates["target_group"] == ALL) & (estimates["statistic"] == "share")
    for name in ("questionnaire", "variable"):
        own &= estimates[name] == rows[name].iloc[0]
    found: pd.DataFrame = estimates[own]
    return found


def metrics(
    values: dict[str, Any], channels: pd.DataFrame | None, limits: Disclosure
) -> dict[str, Any]:
    """Diagnostics of weighting without counts of one or two people, in few digits.

    Exact weights would tell how many people are in each raking cell; effective n has two digits, like the
    design effect.

    Args:
        values: as the stage ``weight`` writes them.
        channels: public table ``participation``; what is merged there is merged here.
        limits: of disclosure.
    """
    out = {
        name: _few_digits(value, COARSE.get(name, DIGITS))
        for name, value in values.items()
        if name not in UNSAID
    }
    if out.get("n_effective", 0) >= 10:
        out["n_effective"] = float(f"{out['n_effective']:.1e}")
    if 0 < out.get("trimmed", 0) < limits.min_cell:
        del out["trimmed"]
    for name in ("responses", "usable"):
        sizes = out.get(name, {})
        out[name] = {q: n for q, n in sizes.items() if n == 0 or n >= limits.min_cell}
    if channels is not None:
        own = channels[channels["questionnaire"] == SURVEYED]
        shown = set(own["kanal"]) - {OTHERS}
        merged: dict[str, dict[str, float]] = {}
        for channel, shares in out.get("channels", {}).items():
            to = merged.setdefault(channel if channel in shown else OTHERS, {})
            for part, share in shares.items():
                to[part] = round(to.get(part, 0.0) + share, 2)
        out["channels"] = merged
        out["without_channel"] = {
            c: found for c, found in out.get("without_channel", {}).items() if c in shown
        }
    return out


def _few_digits(value: Any, digits: int) -> Any:
    if isinstance(value, dict):
        return {name: _few_digits(part, digits) for name, part in value.items()}
    return round(value, digits) if isinstance(value, float) else value
