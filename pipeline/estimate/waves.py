"""Two waves side by side: only where both were weighted to the same margins and reached people alike.

A share may change because people's lives did, or because other people answered. The second is kept small
by the same margins and comparable channels; where they differ, nothing is compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.errors import Fault, PipelineError
from pipeline.estimate.intervals import benjamini_hochberg, p_value, student

MET = 0.5  # of the gap to the target may be left after trimming where a margin was used
ROUGH = (
    0.03  # gap (0-1) that coarse rounding at the wall may leave, and that moves nothing if unused
)
CHANNELS_APART = 0.2  # share of respondents that would have had to come by another channel
COLUMNS = ["key", "before", "after", "difference", "se", "ci_low", "ci_high", "p", "p_adjusted"]


@dataclass(frozen=True)
class Wave:
    """Tables of one wave, as the stages write them before the wall.

    ``weights`` tells of strata and clusters: with few clusters an error is known badly, and Student's t
    has their degrees of freedom. Without the table, respondents count as drawn one by one.
    """

    estimates: pd.DataFrame
    margins: pd.DataFrame
    participation: pd.DataFrame
    weights: pd.DataFrame | None = None


def compare(before: Wave, after: Wave, questionnaire: str = "alleinerziehende") -> pd.DataFrame:
    """Change of every share between two independent samples.

    Args:
        before: the earlier wave.
        after: the later wave.
        questionnaire: which one.

    Returns:
        One row per share that both waves have with an error: ``difference`` (after less before, 0-1) with a
        95 % interval, p of a Wald test with Student's t, adjusted for all rows (Benjamini-Hochberg).

    Raises:
        PipelineError: other margins, or the channels' dissimilarity is above 0.2 (Duncan and Duncan 1955).
    """
    faults = hindrances(before, after, questionnaire)
    if faults:
        raise PipelineError.of(faults)
    columns = ["key", "estimate", "se", "n"]
    both = _shares(before, questionnaire)[columns].merge(
        _shares(after, questionnaire)[columns], on="key", suffixes=("_before", "_after")
    )
    gap = (both["estimate_after"] - both["estimate_before"]).to_numpy(dtype=float)
    variances = [both[f"se_{wave}"].to_numpy(dtype=float) ** 2 for wave in ("before", "after")]
    sizes = [
        np.minimum(both[f"n_{name}"].to_numpy(dtype=float) - 1, _freedom(wave, questionnaire))
        for name, wave in (("before", before), ("after", after))
    ]
    se = np.sqrt(variances[0] + variances[1])
    with np.errstate(divide="ignore", invalid="ignore"):  # degrees of freedom after Welch
        df = se**4 / sum(v**2 / n for v, n in zip(variances, sizes, strict=True))
    low, high = student(gap, se, df)
    p = p_value(gap, se, df)
    adjusted = np.full_like(p, np.nan)
    known = np.isfinite(p)
    adjusted[known] = benjamini_hochberg(p[known])
    return pd.DataFrame(
        {
            "key": both["key"], "before": both["estimate_before"], "after": both["estimate_after"],
            "difference": gap, "se": se, "ci_low": np.maximum(low, -1), "ci_high": np.minimum(high, 1),
            "p": p, "p_adjusted": adjusted,
        }
    )[COLUMNS]  # fmt: skip


def hindrances(before: Wave, after: Wave, questionnaire: str = "alleinerziehende") -> list[Fault]:
    """Why two waves may not be compared; empty where they may."""
    return [*_margins(before, after, questionnaire), *_channels(before, after, questionnaire)]


def _freedom(wave: Wave, questionnaire: str) -> float:
    """Clusters less strata of the whole sample; infinite where respondents were drawn one by one."""
    if wave.weights is None or "cluster" not in wave.weights:
        return np.inf
    own = wave.weights[wave.weights["questionnaire"] == questionnaire]
    if own.empty or own["cluster"].isna().any():
        return np.inf
    return float(max(own["cluster"].nunique() - own["stratum"].nunique(), 1))


def _shares(wave: Wave, questionnaire: str) -> pd.DataFrame:
    table = wave.estimates
    own = (table["questionnaire"] == questionnaire) & (table["statistic"] == "share")
    return table[own & table["se"].notna() & (table["n"] > 1)]


def _margins(before: Wave, after: Wave, questionnaire: str) -> list[Fault]:
    used = [
        _used(wave.margins[wave.margins["questionnaire"] == questionnaire])
        for wave in (before, after)
    ]
    different = sorted({f"{margin} ({category})" for margin, _, category in used[0] ^ used[1]})
    if not different:
        return []
    return [
        Fault(
            f"the two waves are weighted to different margins: {', '.join(different)}",
            "params.yaml, margins",
            "a difference could come from the weights alone",
            "run the earlier wave again with the margins of the later one, or the other way round",
        )
    ]


def _used(margins: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Categories that weights reproduce: a margin can be declared, known and not used (too few answers).

    A used one is met afterwards, but for trimming and rounding; one that was not is as far off as before.
    """
    known = margins[margins["target"].notna()]
    found = set()
    for (margin, variable), rows in known.groupby(["margin", "variable"]):
        before, after = ((rows[name] - rows["target"]).abs().max() for name in ("before", "after"))
        if after <= max(before * MET, ROUGH):
            found |= {(str(margin), str(variable), str(code)) for code in rows["category"]}
    return found


def _channels(before: Wave, after: Wave, questionnaire: str) -> list[Fault]:
    shares = []
    for wave in (before, after):
        own = wave.participation[wave.participation["questionnaire"] == questionnaire]
        usable = own.groupby("kanal")["usable"].sum().astype(float)
        shares.append(usable / max(usable.sum(), 1.0))
    apart = float((shares[0].sub(shares[1], fill_value=0).abs() / 2).to_numpy().sum())
    if apart <= CHANNELS_APART:
        return []
    return [
        Fault(
            f"the two waves reached people by different channels: {apart:.0%} would have had to come "
            "another way",
            "table participation",
            "other people answered, so a change says little about anybody's life",
            "describe both waves side by side without comparing them",
        )
    ]
