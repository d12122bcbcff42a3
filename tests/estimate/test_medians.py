"""Medians of small groups in three to seven clusters, against R.

``tests/golden/medians.R`` states the R calls (R 4.2.2, survey 4.1-1): ``oldsvyquantile(interval.type =
"Wald", method = "constant", f = 1)`` puts Woodruff's interval around one half, as we do; ``svyquantile``
around the share up to the median, which is at least one half. ``clusters.csv`` holds made-up answers.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from pipeline.estimate import estimate
from pipeline.params import Disclosure, Margin, Params, TargetGroup
from pipeline.samples import SampleDesign
from pipeline.weight import weight

CENTRES = {
    "three": ["k05", "k14", "k20"],
    "four": ["k02", "k12", "k17", "k24"],
    "five": ["k00", "k01", "k03", "k04", "k07"],
    "seven": ["k08", "k10", "k13", "k19", "k22", "k26", "k27"],
}
MARGINS = {"geschlecht": {"w": 88.0, "m": 12.0}, "sgb2": {"ja": 35.0, "nein": 65.0}}


@pytest.fixture(scope="module")
def golden(root: Path) -> pd.Series:
    return pd.read_csv(root / "tests/golden/medians_r.csv").set_index("key")["value"]


@pytest.fixture(scope="module")
def people(root: Path) -> pd.DataFrame:
    table = pd.read_csv(root / "tests/golden/clusters.csv", dtype=str)
    return table.assign(weg=table["weg"].astype(float), kanal="x")


def _estimated(people: pd.DataFrame, codebook: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Estimates and weights through both stages, with centres as clusters."""
    like = codebook[codebook["variable"] == "migration"].iloc[:1]
    centres = [
        like.assign(variable="kita", category=code, category_label=code, role="context", order=i)
        for i, code in enumerate(sorted(set(people["kita"])))
    ]
    book = pd.concat([codebook, *centres], ignore_index=True)
    values = {code: value for codes in MARGINS.values() for code, value in codes.items()}
    official = pd.DataFrame(
        {
            "indicator": list(values), "region": "06440", "period": "2024",
            "value": list(values.values()), "status": "value", "source": "s", "table": "t",
        }
    )  # fmt: skip
    answers = {"alleinerziehende": people}
    weights = weight(answers, book, official, params).weights
    made = estimate(answers, book, weights, None, params)
    by_id = weights.set_index("respondent")["weight"]
    return made.estimates.assign(weights=[by_id] * len(made.estimates)).set_index("key")


@pytest.fixture(scope="module")
def made(people: pd.DataFrame, codebook: pd.DataFrame, params: Params) -> dict[str, pd.DataFrame]:
    margins = [
        Margin.model_validate(
            {"id": v, "variable": v, "targets": {code: {"indicator": code} for code in codes}}
        )
        for v, codes in MARGINS.items()
    ]
    groups = [
        TargetGroup.model_validate(
            {
                "id": f"{name}_{aid}", "label": name,
                "where": [{"variable": "kita", "is": codes}, {"variable": "sgb2", "is": [aid]}],
            }
        )
        for (name, codes), aid in product(CENTRES.items(), ("ja", "nein"))
    ]  # fmt: skip
    own = params.model_copy(
        update={
            "designs": {"alleinerziehende": SampleDesign(clusters="kita")},
            "closed_lists": {},
            "target_groups": groups,
            "disclosure": Disclosure.model_construct(min_n=1, bracket_below=1),
            "weighting": params.weighting.model_copy(update={"min_cell": 1, "noise": 0.0}),
        }
    )
    return {
        name: _estimated(people, codebook, own.model_copy(update={"margins": of}))
        for name, of in (("plain", []), ("raked", margins))
    }


@pytest.mark.parametrize("weighting", ["plain", "raked"])
@pytest.mark.parametrize("aid", ["ja", "nein"])
@pytest.mark.parametrize("centres", CENTRES)
def test_medians_in_few_clusters_have_rs_interval_around_one_half(
    weighting: str, aid: str, centres: str, made: dict[str, pd.DataFrame], golden: pd.Series
) -> None:
    row = made[weighting].loc[f"alleinerziehende/weg/-/{centres}_{aid}/median"]
    at = f"{weighting}/{centres}/{aid}"
    assert row["n"] == golden[f"{at}/n"]
    assert row["estimate"] == golden[f"{at}/median"]
    assert (row["ci_low"], row["ci_high"]) == (golden[f"{at}/low"], golden[f"{at}/high"])
    t = stdtrit(golden[f"{at}/df"], 0.975)
    assert row["se"] == pytest.approx((row["ci_high"] - row["ci_low"]) / 2 / t, rel=1e-12)


def test_svyquantile_differs_because_it_inverts_the_share_up_to_the_median(
    made: dict[str, pd.DataFrame], people: pd.DataFrame, golden: pd.Series
) -> None:
    """By arithmetic: F(median) ± t·se gives R's bounds, NaN outside 0-1; ours differ in some groups."""
    different = 0
    for weighting, centres, aid in product(("plain", "raked"), CENTRES, ("ja", "nein")):
        at = f"{weighting}/{centres}/{aid}"
        row = made[weighting].loc[f"alleinerziehende/weg/-/{centres}_{aid}/median"]
        inside = people["kita"].isin(CENTRES[centres]) & (people["sgb2"] == aid)
        own = people[inside & people["weg"].notna()].sort_values("weg")
        x = own["weg"].to_numpy()
        w = row["weights"].loc[own["respondent"]].to_numpy()
        reach = np.cumsum(w) / w.sum()
        half = stdtrit(golden[f"{at}/df"], 0.975) * golden[f"{at}/se"]
        share = golden[f"{at}/share"]
        assert share == pytest.approx(w[x <= row["estimate"]].sum() / w.sum(), rel=1e-8)
        for column, bound in (("low", share - half), ("high", share + half)):
            theirs = golden[f"{at}/svyquantile_{column}"]
            if 0 <= bound < reach[0]:
                assert theirs == x[1]  # survey:::qs takes the value after the first
            elif 0 <= bound <= 1:
                assert theirs == x[np.argmax(reach >= bound - 1e-12)]
                different += theirs != row[f"ci_{column}"]
            else:
                assert np.isnan(theirs)
    assert different >= 5
