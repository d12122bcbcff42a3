"""Answers and groups made by hand, for tests of the wall."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

Survey = Callable[..., dict[str, pd.DataFrame]]


def codes_of(n: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).choice(["a", "b", "c"], n, p=[0.52, 0.31, 0.17])


def first(n: int, size: int, start: int = 0) -> np.ndarray:
    return (np.arange(n) >= start) & (np.arange(n) < start + size)


def status_of(public: dict[str, pd.DataFrame], variable: str = "Q1") -> dict[str, str]:
    rows = public["estimates"].query("variable == @variable")
    assert (rows.groupby("target_group")["status"].nunique() == 1).all()
    return dict(zip(rows["target_group"], rows["status"], strict=True))
