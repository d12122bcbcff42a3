"""Leaving a channel out: plain arithmetic without margins, and a channel that matters is seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.params import Params
from pipeline.weight import weight
from pipeline.weight.sensitivity import without_each_channel

LIMITS = (0.2, 5.0, 30)
EVEN = (np.ones(400), np.ones(400))


def _survey(n: int, tilt: float, seed: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sixty questions; in the channel ``a`` more people (``tilt``) are in need."""
    random = np.random.default_rng(seed)
    channel = random.choice(["a", "b", "c"], n, p=[0.3, 0.65, 0.05])
    people = pd.DataFrame({"kanal": channel})
    for i in range(60):
        bad = random.random(n) < 0.3 + tilt * (channel == "a")
        people[f"Q{i:02d}"] = np.where(bad, "1", "2")
    book = pd.DataFrame(
        [
            {"variable": f"Q{i:02d}", "category": code, "need": need}
            for i in range(60)
            for code, need in (("1", 1.0), ("2", 0.0))
        ]
    )
    return people, book


def test_without_margins_it_is_the_share_of_the_others() -> None:
    people, book = _survey(400, 0.0)
    one = np.zeros(400, dtype=np.intp)
    found = without_each_channel(people, book, EVEN, (one, []), LIMITS)
    assert list(found) == ["a", "b"]
    needy = (people.filter(like="Q") == "1").astype(float)
    change = (needy[people["kanal"] != "a"].mean() - needy.mean()).abs()
    assert found["a"]["largest_change"] == pytest.approx(change.max(), abs=0.005)
    assert found["a"]["mean_change"] == pytest.approx(change.mean(), abs=0.0005)


def test_about_one_in_twenty_moves_by_chance_and_most_where_a_channel_matters() -> None:
    one = np.zeros(400, dtype=np.intp)
    chance = []
    for seed in range(20):
        people, book = _survey(400, 0.0, seed)
        found = without_each_channel(people, book, EVEN, (one, []), LIMITS)
        chance.append(found["a"]["beyond_chance"])
    assert np.mean(chance) == pytest.approx(0.05, abs=0.02)
    people, book = _survey(400, 0.3)
    found = without_each_channel(people, book, EVEN, (one, []), LIMITS)
    assert found["a"]["beyond_chance"] > 0.8


def test_the_others_are_raked_again_so_a_channel_of_one_margin_moves_nothing(
    people: Callable[..., pd.DataFrame],
    codebook: pd.DataFrame,
    indicators: pd.DataFrame,
    params: Params,
) -> None:
    """Only ``sgb2`` decides the need and the channel: after raking, the channel does not matter."""
    sample = people(800)
    random = np.random.default_rng(2)
    sample["kanal"] = np.where(
        (sample["sgb2"] == "ja") & (random.random(800) < 0.5), "jobcenter", "offen"
    )
    book = codebook.copy()
    own = book["variable"] == "sgb2"
    book["need"] = book["need"].astype(float)
    book.loc[own & (book["category"] == "ja"), "need"] = 1.0
    book.loc[own & (book["category"] == "nein"), "need"] = 0.0
    known = params.model_copy(
        update={"margins": [m for m in params.margins if m.id in ("geschlecht", "sgb2")]}
    )
    result = weight({"alleinerziehende": sample}, book, indicators, known)
    found = result.metrics["without_channel"]
    assert set(found) <= {"jobcenter", "offen"}
    assert found["jobcenter"]["largest_change"] == 0
