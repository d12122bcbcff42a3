"""Groups are held against each other as a survey statistician would do it, and no more is said than that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from pipeline.assess import contrasts


def group(name: str, variable: str, *codes: str) -> Any:
    """A declared target group with one condition."""
    return SimpleNamespace(id=name, conditions=[SimpleNamespace(variable=variable, codes=codes)])


DECLARED = [
    group("muetter", "geschlecht", "w"),
    group("vaeter", "geschlecht", "m"),
    group("drei_kinder", "kinder", "k3"),
]


def survey(n: int, shares: tuple[float, float], seed: int = 1) -> dict[str, Any]:
    """Mothers and fathers in turn, in need with the given chances; bootstrap replicates."""
    rng = np.random.default_rng(seed)
    women = np.arange(n) % 2 == 0
    needed = (rng.random(n) < np.where(women, *shares)).astype(float)
    answers = pd.DataFrame(
        {
            "geschlecht": np.where(women, "w", "m"),
            "kinder": np.where(np.arange(n) % 5 == 0, "k3", np.where(np.arange(n) % 7, "k1", "kA")),
        }
    )
    weights = np.column_stack([np.ones(n), rng.multinomial(n, np.full(n, 1 / n), size=400).T])
    items = SimpleNamespace(in_need=needed[:, None], names=["platz"], fields=["betreuung"])
    members = {
        "alle": np.ones(n, dtype=bool), "muetter": women, "vaeter": ~women,
        "drei_kinder": (answers["kinder"] == "k3").to_numpy(),
    }  # fmt: skip
    return {
        "items": items, "weights": weights, "responses": answers, "declared": DECLARED, "members": members,
    }  # fmt: skip


def test_equal_weights_give_the_textbook_test_of_two_shares() -> None:
    data = survey(800, (0.6, 0.45))
    row = contrasts.build(**data).set_index("group_a").loc["muetter"]
    women, needed = data["members"]["muetter"], data["items"].in_need[:, 0]
    a, b = needed[women], needed[~women]
    se = np.sqrt(a.var() / len(a) + b.var() / len(b))
    assert row["group_b"] == "vaeter"
    assert row["difference"] == pytest.approx(a.mean() - b.mean())
    # 400 replicates know a standard error to 1 / sqrt(800), three of which are 11 per cent
    half = (row["ci_high"] - row["ci_low"]) / 2
    assert half / stats.t.ppf(0.975, 398) == pytest.approx(se, rel=0.11)
    assert row["p"] == pytest.approx(
        2 * stats.t.sf(abs(row["difference"]) / (half / stats.t.ppf(0.975, 399)), 399)
    )


def test_who_declined_belongs_to_no_rest() -> None:
    data = survey(400, (0.5, 0.5))
    found = contrasts.pairs(data["responses"], data["declared"], data["members"])
    assert set(found) == {("muetter", "vaeter"), ("drei_kinder", "rest")}
    inside, rest = found["drei_kinder", "rest"]
    assert set(data["responses"]["kinder"][rest]) == {"k1"}
    assert not (inside & rest).any()


def test_small_sides_and_rare_answers_are_not_tested() -> None:
    assert contrasts.build(**survey(58, (0.5, 0.5))).empty  # 29 on each side
    assert contrasts.build(**survey(200, (0.02, 0.02))).empty  # two expected on each side


def test_correction_is_that_of_an_independent_program() -> None:
    p = np.random.default_rng(3).random(40) ** 3
    assert contrasts.benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])
    assert contrasts.benjamini_hochberg(np.array([])).size == 0


def test_equal_groups_are_called_different_as_seldom_as_promised() -> None:
    """Nothing differs: 200 surveys of one pair each, 5 per cent and three Monte Carlo errors (4.6)."""
    called = []
    for seed in range(200):
        data = survey(300, (0.4, 0.4), seed)
        data["declared"] = DECLARED[:2]
        called.append(bool((contrasts.build(**data)["p_adjusted"] < 0.05).any()))
    assert np.mean(called) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
