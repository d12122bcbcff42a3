"""Tests of needs between target groups as they may be published."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.disclose.figures import SMALLEST_P
from pipeline.disclose.question import NAMES, VALUE
from pipeline.params import Disclosure

REST = "rest"  # the other side of a group that is tested against all others


def need_tests(
    table: pd.DataFrame, public: pd.DataFrame, closed: set[tuple[str, str]], limits: Disclosure
) -> pd.DataFrame:
    """Tests of needs whose shares are published as whole per cent in both groups.

    Of two published shares the difference is that of the published figures; bounds keep their distance from
    it in whole per cent, p-values go from 0.001 in steps of 0.001. Where one or two people gave an answer,
    on either side, bounds and p-values would tell their weights: such pairs are left out.

    Args:
        table: table ``need_tests``; no row has a side of fewer than 30 answers.
        public: public table ``needs``.
        closed: needs and groups whose difference from all others would give somebody away.
        limits: of disclosure.
    """
    whole = public[public["status"] == NAMES[VALUE]]
    shown: dict[tuple[str, str], float] = {}
    units = zip(whole["need"], whole["target_group"], strict=True)
    shown.update(zip(units, whole["in_need"].astype(float), strict=True))
    rows = []
    told = table[table["fewest"] >= limits.min_cell].drop(columns="fewest")
    for record in told.to_dict("records"):
        row: dict[str, Any] = {str(k): v for k, v in record.items()}
        first, second = (row["need"], row["group_a"]), (row["need"], row["group_b"])
        if first not in shown or (row["group_b"] != REST and second not in shown):
            continue
        if row["group_b"] == REST and first in closed:
            continue
        exact = float(row["difference"])
        gap = round(exact if row["group_b"] == REST else shown[first] - shown[second], 2)
        bounds = {
            k: min(max(gap + round(float(row[k]) - exact, 2), -1.0), 1.0)
            for k in ("ci_low", "ci_high")
        }
        chances = {k: max(round(float(row[k]), 3), SMALLEST_P) for k in ("p", "p_adjusted")}
        rows.append({**row, "difference": gap, **bounds, **chances})
    return pd.DataFrame(rows, columns=told.columns).astype(told.dtypes.to_dict())
