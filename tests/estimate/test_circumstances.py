"""Models of who is in need: against R's svyglm, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.estimate.circumstances import DECIDED, circumstances, fit, marginal_effect
from pipeline.estimate.design import Design
from pipeline.params import Params, TargetGroup

Answers = dict[str, pd.DataFrame]


def test_coefficients_and_covariance_equal_svyglm(
    root: Path, raked: Callable[[Answers], pd.DataFrame]
) -> None:
    """``svyglm(bad ~ father + benefits + abroad, subset(d, ok), family = quasibinomial)``, raked."""
    golden = pd.read_csv(root / "tests/golden/parents_r.csv").set_index("key")["value"]
    people = pd.read_csv(root / "tests/golden/parents.csv", dtype=str)
    weights = raked({"alleinerziehende": people})
    valid = people["K1_a"].isin(["1", "2", "3", "4"]) & people["geschlecht"].isin(["w", "m", "d"])
    valid &= people["sgb2"].isin(["ja", "nein"]) & people["migration"].isin(["ja", "nein"])
    used = valid.to_numpy()
    flags = [people["geschlecht"] == "m", people["sgb2"] == "ja", people["migration"] == "ja"]
    x = np.column_stack([np.ones(used.sum()), *(flag[used].astype(float) for flag in flags)])
    y = people["K1_a"][used].isin(["1", "2"]).to_numpy(dtype=float)
    found = fit(x, y, Design.of(weights["weight"]), weights["cell"].to_numpy(), used)
    for k in range(4):
        assert found.coefficients[k] == pytest.approx(golden[f"model/{k}/coefficient"], rel=1e-6)
        assert np.sqrt(found.covariance[k, k]) == pytest.approx(golden[f"model/{k}/se"], rel=1e-6)


def test_marginal_effects_and_their_errors_equal_rs_delta_method(
    root: Path,
    raked: Callable[[Answers], pd.DataFrame],
    codebook: pd.DataFrame,
    params: Params,
) -> None:
    """The stage's own table, from answers to effects; the R calls stand in tests/golden/parents.R."""
    golden = pd.read_csv(root / "tests/golden/parents_r.csv").set_index("key")["value"]
    answers = {"alleinerziehende": pd.read_csv(root / "tests/golden/parents.csv", dtype=str)}
    groups = ["vaeter", "sgb2", "migration"]
    three = params.model_copy(
        update={"target_groups": [g for g in params.target_groups if g.id in groups]}
    )
    table = circumstances(answers, codebook, raked(answers), three).set_index("target_group")
    for k, group in enumerate(groups, start=1):
        row = table.loc[group]
        assert row["effect"] == pytest.approx(golden[f"model/{k}/effect"], rel=1e-6)
        assert row["se"] == pytest.approx(golden[f"model/{k}/effect_se"], rel=1e-6)
        assert np.log(row["odds_ratio"]) == pytest.approx(
            golden[f"model/{k}/coefficient"], rel=1e-6
        )


def test_coefficients_equal_statsmodels() -> None:
    """Program statsmodels 0.14: ``GLM(y, x, family=Binomial(), freq_weights=w).fit(tol=1e-12)``."""
    import statsmodels.api as sm

    random = np.random.default_rng(3)
    n = 400
    x = np.column_stack([np.ones(n), (random.random((n, 4)) < 0.3).astype(float)])
    y = (random.random(n) < 0.2 + 0.1 * x[:, 1:].sum(axis=1)).astype(float)
    w = random.uniform(0.3, 3, n)
    theirs = sm.GLM(y, x, family=sm.families.Binomial(), freq_weights=w).fit(tol=1e-12)
    ours = fit(x, y, Design.of(w), np.full(n, ""), np.ones(n, dtype=bool))
    np.testing.assert_allclose(ours.coefficients, theirs.params, rtol=1e-9)


def test_a_circumstance_that_decides_the_outcome_ends_without_a_model() -> None:
    y = np.array([1.0] * 20 + [0.0] * 40)
    x = np.column_stack([np.ones(60), y])
    found = fit(x, y, Design.of(np.ones(60)), np.full(60, ""), np.ones(60, dtype=bool))
    assert np.abs(found.coefficients).max() > DECIDED


def test_the_marginal_effect_of_the_only_circumstance_is_the_difference_of_shares() -> None:
    random = np.random.default_rng(1)
    n = 300
    flag = (random.random(n) < 0.4).astype(float)
    y = (random.random(n) < 0.3 + 0.2 * flag).astype(float)
    w = random.uniform(0.5, 2, n)
    x = np.column_stack([np.ones(n), flag])
    found = fit(x, y, Design.of(w), np.full(n, ""), np.ones(n, dtype=bool))
    effect, se = marginal_effect(found, 1)
    one, zero = flag == 1, flag == 0
    shares = [np.average(y[part], weights=w[part]) for part in (one, zero)]
    assert effect == pytest.approx(shares[0] - shares[1], abs=1e-9)
    parts = [
        w[part] * (y[part] - share) / w[part].sum()
        for part, share in zip((one, zero), shares, strict=True)
    ]
    assert se == pytest.approx(np.sqrt(n / (n - 1) * sum((z**2).sum() for z in parts)), rel=1e-6)


def test_every_field_has_its_circumstances_or_says_why_not(
    answers: Callable[..., Answers],
    codebook: pd.DataFrame,
    raked: Callable[[Answers], pd.DataFrame],
    params: Params,
) -> None:
    sample = answers(900)
    table = circumstances(sample, codebook, raked(sample), params)
    rows = table.set_index("target_group")
    assert rows.loc["sgb2", "effect"] == pytest.approx(0.35, abs=0.15)
    assert rows.loc["sgb2", "p"] < 0.001
    assert not {"alle", "muetter", "ohne_sgb2", "kind_6_plus", "erwerbstaetig"} & set(rows.index)
    few = {"alleinerziehende": sample["alleinerziehende"].head(60)}
    small = circumstances(few, codebook, raked(few), params)
    assert small["effect"].isna().all()
    assert small["note"].str.contains("parameters").all()


@pytest.fixture(scope="module")
def modelled(
    answers: Callable[..., Answers],
    codebook: pd.DataFrame,
    raked: Callable[[Answers], pd.DataFrame],
    params: Params,
) -> Callable[[list[TargetGroup]], pd.DataFrame]:
    """The stage's table of 900 respondents with more target groups than ``params.yaml`` declares."""
    sample = answers(900)
    weights = raked(sample)

    def build(more: list[TargetGroup]) -> pd.DataFrame:
        groups = [*params.target_groups, *more]
        wider = params.model_copy(update={"target_groups": groups})
        return circumstances(sample, codebook, weights, wider)

    return build


@pytest.fixture(scope="module")
def declared(modelled: Callable[[list[TargetGroup]], pd.DataFrame]) -> pd.DataFrame:
    """The table with the target groups of ``params.yaml`` alone."""
    return modelled([])


def _group(name: str, **where: list[str]) -> TargetGroup:
    conditions = [{"variable": variable, "is": codes} for variable, codes in where.items()]
    return TargetGroup.model_validate({"id": name, "label": name, "where": conditions})


@pytest.mark.parametrize(
    "implied",
    [
        _group("u3_nochmal", alterj=["u3"]),
        _group("unter_6", alterj=["u3", "u6"]),
        _group("nur_vaeter", geschlecht=["m"]),
    ],
    ids=lambda group: str(group.id),
)
def test_a_circumstance_that_others_tell_already_is_named_and_changes_nothing(
    implied: TargetGroup,
    declared: pd.DataFrame,
    modelled: Callable[[list[TargetGroup]], pd.DataFrame],
) -> None:
    """R's ``glm`` has NA for the coefficient of such a column, and the same others."""
    found = modelled([implied])
    noted = found[found["note"].notna()]
    assert noted["target_group"].tolist() == [implied.id]
    assert noted["effect"].isna().all()
    others = found[found["note"].isna()].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        others.drop(columns="note"), declared.drop(columns="note"), check_dtype=False
    )


def test_a_circumstance_that_everybody_has_is_none(
    declared: pd.DataFrame, modelled: Callable[[list[TargetGroup]], pd.DataFrame]
) -> None:
    everybody = _group("mit_kind", kinder=["k1", "k2", "k3", "k4"])
    pd.testing.assert_frame_equal(modelled([everybody]), declared, check_dtype=False)
