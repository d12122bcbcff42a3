"""Strata, clusters and finite populations through the stages weight and estimate give R's numbers.

``tests/golden/clusters.R`` states the R calls (R 4.2.2, survey 4.1-1): ``svydesign(ids, strata, fpc)``, where
a population is named with its weights N/n, raked by ``calibrate``, with ``options(survey.lonely.psu = …)``;
``clusters.csv`` holds made-up answers in 28 day-care centres of four towns, one of which has a single centre.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from pipeline.errors import PipelineError
from pipeline.estimate import Estimates, estimate
from pipeline.estimate.intervals import logit
from pipeline.params import Disclosure, Margin, Params
from pipeline.samples import ClosedList, SampleDesign
from pipeline.weight import Weighting, weight

PEOPLE = {"nord": 900, "sued": 600, "ost": 500, "west": 70}
CENTRES = {"nord": 40, "sued": 25, "ost": 20, "west": 3}
DESIGNS = {
    "clusters": {"clusters": "kita"},
    "strata": {"strata": "ort"},
    "finite": {"strata": "ort", "population": PEOPLE},
    "both": {"strata": "ort", "clusters": "kita"},
    "both_finite": {"strata": "ort", "clusters": "kita", "population": CENTRES},
}
RULES = ("adjust", "average", "certainty")
GROUPS = ("alle", "vaeter", "sgb2", "migration")
CLOSE = {"rel": 1e-6, "abs": 1e-9}


@pytest.fixture(scope="module")
def golden(root: Path) -> pd.Series:
    return pd.read_csv(root / "tests/golden/clusters_r.csv").set_index("key")["value"]


@pytest.fixture(scope="module")
def parents(root: Path) -> pd.DataFrame:
    people = pd.read_csv(root / "tests/golden/clusters.csv", dtype=str)
    people["weg"] = people["weg"].astype(float)
    people["kanal"] = "x"
    return people


@pytest.fixture(scope="module")
def book(codebook: pd.DataFrame, parents: pd.DataFrame) -> pd.DataFrame:
    like = codebook[codebook["variable"] == "migration"].iloc[:1]
    more = [
        like.assign(variable=name, category=code, category_label=code, role="context", order=i)
        for name in ("ort", "kita")
        for i, code in enumerate(sorted(set(parents[name])))
    ]
    return pd.concat([codebook, *more], ignore_index=True)


@pytest.fixture(scope="module")
def official() -> pd.DataFrame:
    values = {"w": 88.0, "m": 12.0, "ja": 35.0, "nein": 65.0}
    return pd.DataFrame(
        {
            "indicator": list(values), "region": "06440", "period": "2024", "value": list(values.values()),
            "status": "value", "source": "s", "table": "t",
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def stages(
    parents: pd.DataFrame, book: pd.DataFrame, official: pd.DataFrame, params: Params
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Params]:
    """What both stages read."""
    return parents, book, official, params


def _params(params: Params, design: SampleDesign | None, groups: tuple[str, ...]) -> Params:
    margins = [
        Margin.model_validate(
            {"id": name, "variable": name, "targets": {c: {"indicator": c} for c in codes}}
        )
        for name, codes in (("geschlecht", "wm"), ("sgb2", ("ja", "nein")))
    ]
    return params.model_copy(
        update={
            "designs": {} if design is None else {"alleinerziehende": design},
            "closed_lists": {},
            "margins": margins,
            "target_groups": [g for g in params.target_groups if g.id in groups],
            "disclosure": Disclosure.model_construct(min_n=1, bracket_below=1),
            # R knows no protection: no stratum or margin is merged or left out for being small
            "weighting": params.weighting.model_copy(update={"min_cell": 1, "noise": 0.0}),
        }
    )


Made = dict[tuple[str, str], tuple[Weighting, Estimates]]


@pytest.fixture(scope="module")
def made(parents: pd.DataFrame, book: pd.DataFrame, official: pd.DataFrame, params: Params) -> Made:
    """Both stages' results for every design and rule."""
    out = {}
    answers = {"alleinerziehende": parents}
    for name, parts in DESIGNS.items():
        for rule in RULES:
            design = SampleDesign.model_validate({**parts, "lonely": rule})
            own = _params(params, design, GROUPS)
            weighting = weight(answers, book, official, own)
            out[name, rule] = weighting, estimate(answers, book, weighting.weights, None, own)
    return out


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("group", GROUPS)
def test_shares_means_errors_and_intervals_equal_rs(
    design: str, rule: str, group: str, made: Made, golden: pd.Series
) -> None:
    table = made[design, rule][1].estimates.set_index("key")
    at = f"{design}/{rule}/{group}"
    for code in "14":
        row = table.loc[f"alleinerziehende/K1_a/{code}/{group}/share"]
        assert row["estimate"] == pytest.approx(golden[f"{at}/K1_a/{code}/share"], **CLOSE)
        assert row["se"] == pytest.approx(golden[f"{at}/K1_a/{code}/se"], **CLOSE)
    row = table.loc[f"alleinerziehende/K1_a/-/{group}/mean"]
    assert row["estimate"] == pytest.approx(golden[f"{at}/scale/mean"], **CLOSE)
    assert row["se"] == pytest.approx(golden[f"{at}/scale/mean_se"], **CLOSE)
    t = stdtrit(golden[f"{at}/scale/df"], 0.975)
    assert (row["ci_high"] - row["ci_low"]) / 2 / row["se"] == pytest.approx(t, rel=1e-6)
    row = table.loc[f"alleinerziehende/weg/-/{group}/median"]
    assert row["estimate"] == golden[f"{at}/weg/median"]


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("group", GROUPS)
def test_logit_intervals_equal_svyciprop(
    design: str, group: str, made: Made, golden: pd.Series
) -> None:
    row = (
        made[design, "adjust"][1]
        .estimates.set_index("key")
        .loc[f"alleinerziehende/K1_a/1/{group}/share"]
    )
    at = f"{design}/adjust/{group}"
    low, high = logit(row["estimate"], row["se"], golden[f"{at}/scale/df"])
    assert low == pytest.approx(golden[f"{at}/K1_a/1/logit_low"], rel=1e-6)
    assert high == pytest.approx(golden[f"{at}/K1_a/1/logit_high"], rel=1e-6)


def test_rare_answers_in_few_clusters_have_rs_beta_interval(made: Made, golden: pd.Series) -> None:
    """``svyciprop(method = "beta")``: effective n, at most n, shrinks with the degrees of freedom."""
    compared = 0
    for (design, rule), (_, result) in made.items():
        if "finite" in design:  # there effective n may exceed n: who answered is not uncertain
            continue
        table = result.estimates.set_index("key")
        for group in GROUPS:
            for answer in ("geschlecht/d", "K1_a/1", "K1_a/4"):
                row = table.loc[f"alleinerziehende/{answer}/{group}/share"]
                rare = row["n_effective"] * min(row["estimate"], 1 - row["estimate"]) < 5
                at = f"{design}/{rule}/{group}/{answer}"
                if not rare or f"{at}/beta_low" not in golden:
                    continue
                assert row["ci_low"] == pytest.approx(golden[f"{at}/beta_low"], rel=1e-6)
                assert row["ci_high"] == pytest.approx(golden[f"{at}/beta_high"], rel=1e-6)
                compared += 1
    assert compared >= 20


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("group", ["sgb2", "migration"])
def test_tests_between_groups_equal_svyglm(
    design: str, rule: str, group: str, made: Made, golden: pd.Series
) -> None:
    result = made[design, rule][1]
    row = result.tests.set_index("key").loc[f"alleinerziehende/K1_a/1+2/{group}/share"]
    at = f"{design}/{rule}/contrast/{group}"
    assert row["difference"] == pytest.approx(golden[f"{at}/difference"], **CLOSE)
    df = (
        golden[f"{design}/{rule}/alle/scale/df"]
        if "both" in design or design == "clusters"
        else None
    )
    df = df if df is not None else 400 - 4
    half = (row["ci_high"] - row["ci_low"]) / 2 / stdtrit(df, 0.975)
    assert half == pytest.approx(golden[f"{at}/se"], **CLOSE)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("design", DESIGNS)
def test_circumstances_equal_svyglm(design: str, rule: str, made: Made, golden: pd.Series) -> None:
    rows = made[design, rule][1].circumstances.set_index("target_group")
    for k, group in enumerate(("vaeter", "sgb2", "migration"), start=1):
        at = f"{design}/{rule}/model/{k}"
        assert rows.loc[group, "effect"] == pytest.approx(golden[f"{at}/effect"], **CLOSE)
        assert rows.loc[group, "se"] == pytest.approx(golden[f"{at}/effect_se"], **CLOSE)


def test_replicates_vary_between_clusters_as_the_linearised_error_says(
    parents: pd.DataFrame, book: pd.DataFrame, official: pd.DataFrame, params: Params
) -> None:
    """Shares raked anew in 2,000 replicates; a bootstrap's own error is about 1/√(2 · 2000) = 1.6 %."""
    design = SampleDesign.model_validate({**DESIGNS["both_finite"], "lonely": "certainty"})
    own = _params(params, design, GROUPS)
    own = own.model_copy(
        update={"weighting": own.weighting.model_copy(update={"replicates": 2000})}
    )
    answers = {"alleinerziehende": parents}
    made = weight(answers, book, official, own)
    copies = made.replicates.drop(columns=["questionnaire", "respondent"]).to_numpy()
    kita = parents["kita"].to_numpy()
    drawn = copies[kita == "k03"]
    assert (
        np.ptp(drawn / made.weights["weight"].to_numpy()[kita == "k03"][:, None], axis=0) < 3
    ).all()
    valid = parents["K1_a"].isin(list("1234")).to_numpy()
    y = (parents["K1_a"] == "1").to_numpy()[valid]
    shares = (copies[valid] * y[:, None]).sum(axis=0) / copies[valid].sum(axis=0)
    table = estimate(answers, book, made.weights, None, own).estimates.set_index("key")
    se = table.loc["alleinerziehende/K1_a/1/alle/share", "se"]
    assert shares.std() == pytest.approx(se, rel=0.1)
    alone = _params(params, None, GROUPS)
    naive = estimate(answers, book, made.weights.assign(stratum=None), None, alone).estimates
    assert se > 1.3 * naive.set_index("key").loc["alleinerziehende/K1_a/1/alle/share", "se"]


def test_a_group_within_one_cluster_has_no_error(
    parents: pd.DataFrame, book: pd.DataFrame, official: pd.DataFrame, params: Params
) -> None:
    """R says 0: the residuals of the only cluster add up to nothing. That is no knowledge."""
    design = SampleDesign.model_validate({"clusters": "kita"})
    own = _params(params, design, GROUPS)
    inside = (parents["kita"] == "k05") & (np.arange(len(parents)) % 2 == 0)
    people = parents.assign(migration=np.where(inside, "ja", "nein"))
    weighting = weight({"alleinerziehende": people}, book, official, own)
    made = estimate({"alleinerziehende": people}, book, weighting.weights, None, own)
    rows = made.estimates[made.estimates["target_group"] == "migration"]
    assert rows["estimate"].notna().all()
    assert rows[["se", "ci_low", "ci_high", "deff"]].isna().all().all()
    assert not made.tests["key"].str.contains("/migration/").any()


def test_without_strata_and_clusters_a_design_of_single_respondents_changes_nothing(
    parents: pd.DataFrame, book: pd.DataFrame, official: pd.DataFrame, params: Params
) -> None:
    people = parents.assign(kita=[f"k{i}" for i in range(len(parents))])
    alone = pd.concat([book[book["variable"] != "kita"], book[book["variable"] == "kita"].iloc[:1]])
    found = []
    for design in (None, SampleDesign.model_validate({"clusters": "kita"})):
        own = _params(params, design, GROUPS)
        weighting = weight({"alleinerziehende": people}, alone, official, own)
        made = estimate({"alleinerziehende": people}, alone, weighting.weights, None, own)
        table = made.estimates[made.estimates["variable"] != "kita"]
        found.append((table, weighting.replicates))
    pd.testing.assert_frame_equal(found[0][0], found[1][0], check_exact=False, rtol=1e-9)
    pd.testing.assert_frame_equal(found[0][1], found[1][1])


def test_what_cannot_be_computed_is_refused_with_advice(
    parents: pd.DataFrame, book: pd.DataFrame, official: pd.DataFrame, params: Params
) -> None:
    def message(parts: dict[str, object]) -> str:
        own = _params(params, SampleDesign.model_validate(parts), GROUPS)
        with pytest.raises(PipelineError) as caught:
            weight({"alleinerziehende": parents}, book, official, own)
        return str(caught.value)

    assert "there is no variable 'stadt'" in message({"strata": "stadt"})
    numbers = message({"strata": "weg"})
    assert "'weg' cannot define strata" in numbers
    assert "no answer codes (a number" in numbers
    lonely = message(DESIGNS["both"])
    assert "stratum 'west' of 'ort' has one cluster" in lonely
    assert "`lonely: adjust`" in lonely
    few = {**DESIGNS["finite"], "population": {"nord": 100, "sued": 600, "ost": 500}}
    text = message(few)
    assert "'nord' of 'ort' has 171 respondents, more than its population of 100" in text
    assert "'west' of 'ort' has 17 respondents, and no population" in text


def test_one_cluster_without_strata_is_refused_in_plain_words(
    stages: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Params],
) -> None:
    parents, book, official, params = stages
    own = _params(params, SampleDesign.model_validate({"clusters": "kanal"}), GROUPS)
    with pytest.raises(PipelineError, match="the sample has one cluster"):
        weight({"alleinerziehende": parents}, book, official, own)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_stratum_of_which_everybody_answered_leaves_finite_intervals(
    stages: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Params],
) -> None:
    """Its part of the error is 0; no effective n is infinite, and every interval holds its estimate."""
    parents, book, official, params = stages
    people = {"nord": 900, "sued": 600, "ost": 500, "west": int((parents["ort"] == "west").sum())}
    design = SampleDesign.model_validate({"strata": "ort", "population": people})
    own = _params(params, design, GROUPS)
    weighting = weight({"alleinerziehende": parents}, book, official, own)
    made = estimate({"alleinerziehende": parents}, book, weighting.weights, None, own).estimates
    rows = made[(made["statistic"] == "share") & (made["n"] > 1)]
    assert np.isfinite(rows[["se", "ci_low", "ci_high", "n_effective"]]).all().all()
    assert (rows["ci_low"] <= rows["estimate"] + 1e-12).all()
    assert (rows["ci_high"] >= rows["estimate"] - 1e-12).all()


@pytest.mark.parametrize(("design", "frame"), [(True, 100), (False, 100), (False, 8000)])
def test_a_list_corrects_every_error_by_the_population_that_the_weights_speak_of(
    stages: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Params], design: bool, frame: int
) -> None:
    """By arithmetic: 400 of 500 on the list answered; with a frame of 8,000 the list is only a part of it."""
    parents, book, official, params = stages
    declared = SampleDesign.model_validate({"strata": "ort"}) if design else None
    own = _params(params, declared, GROUPS)
    figures = official.assign(value=official["value"] * frame / 100)
    listed = {"alleinerziehende": ClosedList(source="s", invited=500)}
    errors, effects = [], []
    for lists in ({}, listed):
        both = own.model_copy(update={"closed_lists": lists})
        weighting = weight({"alleinerziehende": parents}, book, figures, both)
        made = estimate({"alleinerziehende": parents}, book, weighting.weights, None, both)
        errors.append(made.estimates.query("statistic == 'share'")["se"].to_numpy())
        effects.append(made.circumstances["se"].to_numpy())
    left = np.sqrt(1 - 400 / max(500, frame))
    np.testing.assert_allclose(errors[1], errors[0] * left, rtol=1e-9)
    np.testing.assert_allclose(effects[1], effects[0] * left, rtol=1e-9)
