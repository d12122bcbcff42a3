"""What is public does not let anybody work out the answers of a few; planted leaks are found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.disclose import disclose
from pipeline.disclose.figures import estimates as release
from pipeline.params import Params, TargetGroup
from tests.disclose.attack import (
    Definition,
    Puzzle,
    World,
    crossings,
    differences,
    leaks,
    looks_of,
    puzzle,
)

Survey = Callable[..., dict[str, pd.DataFrame]]
CODES = ["a", "b", "c"]
GROUPS: dict[str, Definition | None] = {
    "alle": None, "muetter": ("sex", ("w",)), "vaeter": ("sex", ("m",)), "sgb2": ("aid", ("ja",)),
    "ohne_sgb2": ("aid", ("nein",)), "unter_3": ("age", ("u3",)), "ab_3": ("age", ("u6", "u18")),
    "ab_6": ("age", ("u18",)), "drei_kinder": ("number", ("k3",)),
}  # fmt: skip
ANSWERS = {
    "sex": ["w", "m", "d", "-"], "aid": ["ja", "nein", "-"], "age": ["u3", "u6", "u18"],
    "number": ["k1", "k3"],
}  # fmt: skip


def _world(n: int, seed: int) -> tuple[World, np.ndarray]:
    """Made-up people; a few are divers or say nothing of themselves."""
    random = np.random.default_rng(seed)
    chances = {
        "sex": [0.87, 0.1, 0.02, 0.01], "aid": [0.46, 0.5, 0.04], "age": [0.15, 0.25, 0.6],
        "number": [0.94, 0.06],
    }  # fmt: skip
    people = pd.DataFrame(
        {name: random.choice(codes, n, p=chances[name]) for name, codes in ANSWERS.items()}
    )
    return World(ANSWERS, GROUPS, people), random.choice(CODES, n, p=[0.5, 0.35, 0.15])


def _tables(world: World, codes: np.ndarray, survey: Survey) -> dict[str, pd.DataFrame]:
    people = world.people
    named = {g: d for g, d in GROUPS.items() if d is not None}
    members = {g: world.inside(g, people) for g in named}
    outside = {
        g: ~members[g] & (people[variable] != "-").to_numpy() for g, (variable, _) in named.items()
    }
    return survey(codes, members, outside=outside)


def _with_groups(params: Params) -> Params:
    groups = [
        TargetGroup.model_validate(
            {"id": g, "label": g, "where": {"variable": d[0], "is": list(d[1])}}
        )
        for g, d in GROUPS.items()
        if d is not None
    ]
    return params.model_copy(update={"target_groups": groups})


def _in_need(joined: pd.DataFrame, public: pd.DataFrame) -> pd.DataFrame:
    """The share of two categories together, where it is published like its parts: a need."""
    rows = joined[joined["category"] == "a"].assign(category="a+b")
    status = dict(zip(public["target_group"], public["status"], strict=True))
    return rows[[s == status[g] for g, s in zip(rows["target_group"], rows["status"], strict=True)]]


def _attacked(
    n: int, seed: int, inputs: tuple[Survey, pd.DataFrame, Params]
) -> tuple[World, Puzzle, pd.DataFrame]:
    survey, codebook, params = inputs
    world, codes = _world(n, seed)
    params = _with_groups(params)
    public = disclose(params, {**_tables(world, codes, survey), "codebook": codebook})["estimates"]
    joined = _tables(world, np.where(codes == "b", "a", codes), survey)
    needs = _in_need(disclose(params, {**joined, "codebook": codebook})["estimates"], public)
    known = pd.concat([public, needs], ignore_index=True)
    return world, puzzle(world, CODES, known, looks_of(known, survey, codebook, params)), public


@pytest.mark.parametrize(("n", "seed"), [(45, 11), (120, 5)])
def test_differences_of_overlapping_groups_are_not_narrowed(
    n: int, seed: int, inputs: tuple[Survey, pd.DataFrame, Params]
) -> None:
    """Without the guard of overlaps the first survey gives away a category of eight people."""
    world, found, public = _attacked(n, seed, inputs)
    small = differences(world, 10)
    assert small
    assert leaks(found, 10, small) == []
    assert (public["status"] != "withheld").any()


@pytest.mark.parametrize(("n", "seed"), [(25, 0), (80, 0)])
def test_crossings_that_nobody_declared_are_not_narrowed(
    n: int, seed: int, inputs: tuple[Survey, pd.DataFrame, Params]
) -> None:
    """Groups held against each other alone give away mothers with a child under three at n = 80."""
    world, found, public = _attacked(n, seed, inputs)
    small = crossings(world, 10)
    assert small
    assert leaks(found, 10, small) == []
    assert (public["status"] != "withheld").any()


@pytest.mark.parametrize(("n", "seed"), [(414, 1), (250, 3), (169, 4), (120, 5), (60, 6), (35, 7)])
def test_no_protected_count_is_narrowed(
    n: int, seed: int, inputs: tuple[Survey, pd.DataFrame, Params]
) -> None:
    _, found, public = _attacked(n, seed, inputs)
    assert (public["status"] != "withheld").any()
    assert leaks(found, 10) == []


def test_a_planted_leak_is_found(survey: Survey, codebook: pd.DataFrame, params: Params) -> None:
    """Three people under three: published in the open, and hidden by the wall."""
    world, codes = _world(60, 8)
    world.people["age"] = ["u3"] * 3 + ["u18"] * 57
    params = _with_groups(params)
    made = {**_tables(world, codes, survey), "codebook": codebook}
    public = disclose(params, made)["estimates"]
    looks = looks_of(made["estimates"], survey, codebook, params)
    assert leaks(puzzle(world, CODES, public, looks), params.disclosure.min_n) == []
    careless = release(
        made["estimates"].assign(variable=lambda t: t["variable"] + t["target_group"]),
        None, codebook, params,
    )  # fmt: skip
    told = leaks(puzzle(world, CODES, careless, looks), params.disclosure.min_n)
    assert any("alle without ab_3" in leak or "unter_3" in leak for leak in told)
