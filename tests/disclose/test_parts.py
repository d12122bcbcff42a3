"""Parts of needs behind the wall: rounded as the shares are, and silent where those are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.disclose.parts import need_parts
from pipeline.params import Disclosure

PUBLIC = pd.DataFrame(
    {"need": ["a", "a", "a"], "target_group": ["alle", "klein", "weg"],
     "status": ["value", "rounded", "withheld"]}
)  # fmt: skip


def row(
    part: str, estimate: float, n: int, group: str = "alle", fewest: int = 10
) -> dict[str, Any]:
    return {"need": "a", "field_of_action": "f", "target_group": group, "part": part,
            "estimate": estimate, "ci_low": estimate - 0.0449, "ci_high": estimate + 0.0551,
            "n": n, "fewest": fewest}  # fmt: skip


def test_whole_per_cent_of_large_groups_alone() -> None:
    rows = [
        row("importance", 0.6149, 40), row("satisfaction", 0.3051, 40), row("gap", 0.3098, 40),
        row("severity", 0.777, 12), row("awareness", 0.5, 29), row("unmet", 0.4, 50, "klein"),
        row("unmet", 0.4, 50, "weg"),
    ]  # fmt: skip
    out = need_parts(pd.DataFrame(rows), PUBLIC, Disclosure())
    assert out["part"].tolist() == ["importance", "satisfaction", "gap", "severity"]
    first = out.iloc[0]
    assert [round(first[c], 9) for c in ("estimate", "ci_low", "ci_high")] == [0.61, 0.57, 0.67]
    assert round(out.iloc[2]["estimate"], 9) == 0.3  # 0.61 less 0.31, not 0.3098
    assert out["n"].isna().tolist() == [False, False, False, True]


def test_the_severity_of_a_few_people_is_not_said() -> None:
    out = need_parts(pd.DataFrame([row("severity", 0.8, 9)]), PUBLIC, Disclosure())
    assert out.empty


def test_a_share_that_rests_on_one_or_two_people_is_left_out() -> None:
    """Three fathers of one in eight weigh as little as one mother: people count, not weights."""
    rows = [
        row("use", 0.05, 40, fewest=2), row("awareness", 0.95, 40, fewest=1),
        row("barrier", 0.03, 40, fewest=3), row("importance", 0.4, 40, fewest=1),
    ]  # fmt: skip
    out = need_parts(pd.DataFrame(rows), PUBLIC, Disclosure())
    assert out["part"].tolist() == ["barrier", "importance"]
    assert "fewest" not in out.columns
