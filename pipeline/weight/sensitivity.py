"""What the results owe to each channel: the survey weighted again without it.

An open survey finds people where it is handed out. If a channel brings people who live otherwise, even
with the same margins, results hang on it; then shares move further than when as many people were left out
by chance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline import sums
from pipeline.weight.raking import CellMargin, Floats, Ints, rake, trim

IN_NEED = 0.5
CRITICAL = 1.96  # two-sided 5 % of a normal deviate


def without_each_channel(
    people: pd.DataFrame,
    book: pd.DataFrame,
    weights: tuple[Floats, Floats],
    cells: tuple[Ints, list[CellMargin]],
    limits: tuple[float, float, int],
) -> dict[str, dict[str, float]]:
    """Leave one channel out, rake and trim the others anew, and compare all shares in need.

    Args:
        people: respondents of one questionnaire, with ``kanal``.
        book: its codebook.
        weights: with everybody, final and before raking.
        cells: each respondent's raking cell, and the margins on cells.
        limits: smallest and largest weight, and how many must be in the channel and outside it.

    Returns:
        By channel: ``mean_change`` and ``largest_change`` (absolute, 0-1) of the shares in
        need, and ``beyond_chance``: the share of them (0-1) that moved further than in 95 % of cases when as
        many were left out at random; 0.05 is to be expected.
    """
    if "kanal" not in people or not len(people):
        return {}
    low, high, fewest = limits
    names = people["kanal"].fillna("").astype(str)
    sizes = names.value_counts()
    kept = sorted(
        str(c) for c, n in sizes.items() if c and n >= fewest and len(people) - n >= fewest
    )
    needy, valid = _needs(people, book, fewest)
    if not kept or not needy.shape[1]:
        return {}
    final, design = weights
    draws = np.array([(names != channel).to_numpy() for channel in kept], dtype=np.float64)
    cell_of, margins = cells
    base = sums.by_category(draws * design, cell_of, int(cell_of.max()) + 1)
    factors = rake(base, margins)
    if margins:
        factors = trim(base, margins, factors, low, high)
    again = draws * design * factors.factors[:, cell_of]
    before, after = _shares(final[None, :], needy, valid), _shares(again, needy, valid)
    answered = valid.sum(axis=0)
    left = draws @ valid
    effect = len(final) * (final**2).sum() / final.sum() ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = before * (1 - before) * effect / answered * (answered / left - 1)
        change = np.abs(after - before)
        beyond = change > CRITICAL * np.sqrt(spread)
    counted = (left >= fewest) & (spread > 0)
    return {
        channel: {
            "mean_change": round(float(change[i, counted[i]].mean()), 3),
            "largest_change": round(float(change[i, counted[i]].max()), 2),
            "beyond_chance": round(float(beyond[i, counted[i]].mean()), 2),
        }
        for i, channel in enumerate(kept)
        if counted[i].any()
    }


def _needs(people: pd.DataFrame, book: pd.DataFrame, fewest: int) -> tuple[Floats, Floats]:
    """In need, and validly answered: respondents x questions that measure a need."""
    rows = book[book["need"].notna() & book["category"].notna()]
    needy, valid = [], []
    for variable, own in rows.groupby("variable", sort=True):
        if variable not in people:
            continue
        severity = people[variable].map(dict(zip(own["category"], own["need"], strict=True)))
        answers = severity.to_numpy(dtype=float)
        if np.isfinite(answers).sum() >= fewest:
            valid.append(np.isfinite(answers))
            needy.append(answers >= IN_NEED)
    shape = (len(needy), len(people))
    return (
        np.array(needy, dtype=np.float64).reshape(shape).T,
        np.array(valid, dtype=np.float64).reshape(shape).T,
    )


def _shares(weights: Floats, needy: Floats, valid: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return (sums.of_columns(needy, weights.T) / sums.of_columns(valid, weights.T)).T
