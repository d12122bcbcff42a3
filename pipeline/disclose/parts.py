"""Parts of needs (importance, severity, awareness ...) as they may be published."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.disclose.question import WHOLE
from pipeline.params import Disclosure

KEY = ["need", "target_group"]
SHARES = ("concerned", "unmet", "barrier", "awareness", "use")
FREE = "value"  # status of a need whose figures appear as whole per cent


def need_parts(table: pd.DataFrame, public: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """Parts of those needs and groups alone whose share in need is published as whole per cent.

    A part joins answers whose distributions are public already and is rounded the same way; limits are
    rounded as distances from the figure. Left out are parts with fewer than ``bracket_below`` answers,
    shares that rest on one or two people (counted, not weighted), and the severity of fewer than ``min_n``
    people in need. The ``n`` of a severity is never said: it would be the number of people who gave certain
    answers.

    Args:
        table: table ``need_parts``.
        public: public table ``needs``.
        limits: limits of disclosure.
    """
    if table.empty:
        return table.drop(columns="fewest")
    free = public.loc[public["status"] == FREE, KEY]
    known = pd.MultiIndex.from_frame(table[KEY]).isin(pd.MultiIndex.from_frame(free))
    severe = table["part"] == "severity"
    least = np.where(severe, limits.min_n, limits.bracket_below)
    rare = table["part"].isin(SHARES) & (table["fewest"] < limits.min_cell)
    out = table[known & ~rare & (table["n"].to_numpy(dtype=float) >= least)].copy()
    exact = out["estimate"].to_numpy(dtype=float)
    shown = np.round(exact / WHOLE) * WHOLE
    lowest = np.where(out["part"] == "gap", -1.0, 0.0)
    for column, sign in (("ci_low", -1), ("ci_high", 1)):
        distance = np.abs(out[column].to_numpy(dtype=float) - exact)
        out[column] = np.clip(shown + sign * np.round(distance / WHOLE) * WHOLE, lowest, 1.0)
    out["estimate"] = _gap_of_the_rounded(out.assign(estimate=shown))
    out["n"] = out["n"].astype("Int64").mask(out["part"] == "severity")
    return out.drop(columns="fewest").reset_index(drop=True)


def _gap_of_the_rounded(table: pd.DataFrame) -> pd.Series:
    """The gap is the difference of the two rounded means: it must not give a finer figure of either."""
    wide = table.pivot(index=KEY, columns="part", values="estimate")
    wide = wide.reindex(columns=["importance", "satisfaction"])
    difference = (wide["importance"] - wide["satisfaction"]).reindex(
        pd.MultiIndex.from_frame(table[KEY])
    )
    told = pd.Series(difference.to_numpy(), index=table.index)
    return table["estimate"].where((table["part"] != "gap") | told.isna(), told)
