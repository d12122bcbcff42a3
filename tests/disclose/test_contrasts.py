"""What tests of needs between groups may say: no more than the published shares."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.disclose.contrasts import need_tests
from pipeline.params import Disclosure

PUBLIC = pd.DataFrame(
    [("platz", "a", 0.61, "value"), ("platz", "b", 0.50, "value"), ("platz", "c", 0.50, "rounded")],
    columns=["need", "target_group", "in_need", "status"],
)


def test_only_pairs_of_published_whole_per_cents_pass_and_give_no_finer_difference() -> None:
    numbers = {
        "difference": 0.1149,
        "ci_low": 0.0151,
        "ci_high": 0.2147,
        "p": 0.02412,
        "p_adjusted": 1e-5,
    }
    pairs = [("a", "b"), ("a", "c"), ("c", "rest"), ("a", "rest"), ("d", "b")]
    rows = [
        {
            "need": "platz",
            "field_of_action": "x",
            "group_a": a,
            "group_b": b,
            **numbers,
            "fewest": 3,
        }
        for a, b in pairs
    ]
    public = need_tests(pd.DataFrame(rows), PUBLIC, set(), Disclosure())
    assert list(zip(public["group_a"], public["group_b"], strict=True)) == [
        ("a", "b"),
        ("a", "rest"),
    ]
    first = public.iloc[0]
    assert first["difference"] == pytest.approx(0.11)
    assert (first["ci_low"], first["ci_high"]) == pytest.approx((0.01, 0.21))
    assert (first["p"], first["p_adjusted"]) == pytest.approx((0.024, 0.001))
    assert need_tests(pd.DataFrame(rows)[:0], PUBLIC, set(), Disclosure()).empty
    few = pd.DataFrame(rows).assign(fewest=[2, 3, 3, 3, 3])
    left = need_tests(few, PUBLIC, {("platz", "a")}, Disclosure())
    assert left.empty  # one pair rests on two people, the other's rest is another group and a few
    assert "fewest" not in public.columns
