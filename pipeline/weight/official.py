"""Official values of a margin's categories: the latest of each, several of a category added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from pipeline.params import Target, answer_codes
from pipeline.weight.raking import Floats

Targets = Mapping[str, Target | list[Target]]


def several(targets: Target | list[Target]) -> list[Target]:
    """The official values of one category as a list."""
    return targets if isinstance(targets, list) else [targets]


def behind(targets: Targets, categories: Iterable[str]) -> list[list[Target]]:
    """The official values of each category, whatever the order in which its codes are joined."""
    found = {frozenset(answer_codes(key)): several(given) for key, given in targets.items()}
    return [found[frozenset(answer_codes(category))] for category in categories]


def named(targets: list[Target]) -> str:
    """The indicators of one category: ``betriebe_g3+betriebe_g4``, with ``@region`` where one is given."""
    return "+".join(t.indicator + (f"@{t.region}" if t.region else "") for t in targets)


def totals(
    targets: Targets, categories: tuple[str, ...], indicators: pd.DataFrame, home: str
) -> Floats:
    """Official value of each category, in the order of ``categories``; NaN where one is not known.

    Args:
        targets: official values by category, as in ``params.yaml``.
        categories: in what order.
        indicators: table ``indicators``.
        home: the network's region, which counts where a target names none.
    """
    return np.array(
        [
            sum(latest(indicators, t, t.region or home)[0] for t in of)
            for of in behind(targets, categories)
        ],
        dtype=np.float64,
    )


def sources(
    targets: Targets, categories: tuple[str, ...], indicators: pd.DataFrame, home: str
) -> str:
    """Where the official values come from, each source once, or why there is none."""
    given = [t for of in behind(targets, categories) for t in of]
    return "; ".join(dict.fromkeys(latest(indicators, t, t.region or home)[1] for t in given))


def assumed(targets: Targets, indicators: pd.DataFrame, home: str) -> bool:
    """Whether one of the newest official values is a placeholder (``angenommen``), or made of one."""
    if "assumed" not in indicators.columns:
        return False
    told = indicators[(indicators["status"] == "value") & indicators["value"].notna()]
    newest = told.sort_values("period", kind="stable").drop_duplicates(
        ["indicator", "region"], keep="last"
    )
    guessed = newest[newest["assumed"].astype(bool)]
    known = set(zip(guessed["indicator"], guessed["region"], strict=True))
    given = [t for of in targets.values() for t in several(of)]
    return any((t.indicator, t.region or home) in known for t in given)


def latest(indicators: pd.DataFrame, target: Target, region: str) -> tuple[float, str]:
    """The newest value and its source; NaN and the reason where there is none."""
    rows = indicators[
        (indicators["indicator"] == target.indicator) & (indicators["region"] == region)
    ]
    if rows.empty:
        return np.nan, f"{target.indicator}: keine Angabe für {region}"
    values = rows[(rows["status"] == "value") & rows["value"].notna()]
    if values.empty:
        return np.nan, f"{target.indicator}: {rows.iloc[-1]['status']}"
    newest = values.sort_values("period", kind="stable").iloc[-1]
    parts = [newest["source"], newest["table"], newest["period"]]
    return float(newest["value"]), ", ".join(str(part) for part in parts if part)
