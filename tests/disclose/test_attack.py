"""What is public does not let anybody work out the answers of a few; a planted leak is found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.disclose import disclose
from pipeline.params import Params
from tests.disclose.attack import Looks, Members, leaks, puzzle

Survey = Callable[..., dict[str, pd.DataFrame]]
CODES = ["a", "b", "c"]


def _people(n: int, seed: int) -> tuple[np.ndarray, Members]:
    """Made-up answers, and groups as a network declares them; a few people say nothing of themselves."""
    random = np.random.default_rng(seed)
    sex = random.choice(["w", "m", "-"], n, p=[0.88, 0.10, 0.02])
    aid = random.choice(["ja", "nein", "-"], n, p=[0.46, 0.5, 0.04])
    age = random.choice(["u3", "u6", "u10", "u18"], n, p=[0.15, 0.25, 0.3, 0.3])
    small = random.random(n) < 0.06
    members = {
        "muetter": sex == "w", "vaeter": sex == "m", "sgb2": aid == "ja", "ohne_sgb2": aid == "nein",
        "unter_3": age == "u3", "drei_bis_5": age == "u6", "ab_6": np.isin(age, ["u10", "u18"]),
        "ab_3": age != "u3", "klein": small,
    }  # fmt: skip
    return random.choice(CODES, n, p=[0.5, 0.35, 0.15]), members


def _looks(
    members: Members, survey: Survey, codebook: pd.DataFrame, params: Params, status: dict[str, str]
) -> Looks:
    """What would be published for every possible count, by the wall itself."""
    found: Looks = {}
    for group, inside in members.items():
        n = int(inside.sum())
        if n == 0:
            continue
        looks: list[tuple[float, ...]] = []
        for count in range(n + 1):
            codes = np.array(["a"] * count + ["b"] * (n - count))
            tables = survey(codes, {})
            rows = tables["estimates"].query("category == 'a'")
            if status.get(group) == "rounded":  # coarser because of what subtraction would give
                row = disclose(
                    params,
                    {"estimates": rows.assign(n=20, n_category=0), "codebook": codebook},
                )["estimates"].iloc[0]
            else:
                row = disclose(params, {"estimates": rows, "codebook": codebook})["estimates"].iloc[
                    0
                ]
            looks.append((row["estimate"], row["ci_low"], row["ci_high"], row["se"]))
        found[group, n] = looks
    return found


@pytest.mark.parametrize(("n", "seed"), [(400, 1), (400, 2), (169, 3), (169, 4), (60, 5), (60, 6)])
def test_no_protected_count_is_narrowed(
    n: int, seed: int, survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    codes, members = _people(n, seed)
    public = disclose(params, {**survey(codes, members), "codebook": codebook})["estimates"]
    status = dict(zip(public["target_group"], public["status"], strict=True))
    everyone = {"alle": np.ones(n, dtype=bool), **members}
    looks = _looks(everyone, survey, codebook, params, status)
    found = puzzle(everyone, np.ones(n, dtype=bool), CODES, public, looks)
    assert leaks(found, params.disclosure.min_n) == []


def test_a_planted_leak_is_found(survey: Survey, codebook: pd.DataFrame, params: Params) -> None:
    """Without overlaps the wall cannot see that one group is another one but for three people."""
    n = 60
    codes, _ = _people(n, 7)
    members = {"outer": np.arange(n) < 50, "inner": np.arange(n) < 47}
    made = survey(codes, members)
    blind = disclose(params, {"estimates": made["estimates"], "codebook": codebook})["estimates"]
    everyone = {"alle": np.ones(n, dtype=bool), **members}
    status = dict(zip(blind["target_group"], blind["status"], strict=True))
    assert status["inner"] == "value"
    looks = _looks(everyone, survey, codebook, params, status)
    found = puzzle(everyone, np.ones(n, dtype=bool), CODES, blind, looks)
    assert any("outer without inner" in leak for leak in leaks(found, params.disclosure.min_n))
    seeing = disclose(params, {**made, "codebook": codebook})["estimates"]
    found = puzzle(everyone, np.ones(n, dtype=bool), CODES, seeing, looks)
    assert leaks(found, params.disclosure.min_n) == []
