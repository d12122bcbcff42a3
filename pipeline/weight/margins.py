"""From ``params.margins`` and official indicators to what raking needs; small cells are collapsed here.

Rule for small cells: a category with fewer than ``weighting.min_cell`` respondents is merged, smallest
first: on an ordered scale (the codebook gives values) into the smaller of its neighbours, otherwise into the
smallest other category. A margin of which one category is left is not used; its gap is still reported. An
*empty* category that carries 5 % or more of the population is refused, no weight can stand for nobody; while
there are too few answers to weight at all (three times the smallest cell), it is not. Refused too are
official values that cannot be (negative; 0 where people answered) and margins that forget answers of many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline import params as parameters
from pipeline.errors import Fault, PipelineError
from pipeline.params import JOINED, answer_codes
from pipeline.weight import naming, official
from pipeline.weight.population import empty_faults, value_faults
from pipeline.weight.raking import CellMargin, Floats, Ints

ENOUGH = 3  # times the smallest cell: with fewer answers nothing is weighted yet


@dataclass(frozen=True)
class Margin:
    """A margin laid on the respondents of one questionnaire.

    Attributes:
        id: as in ``params.yaml``.
        variable: the variable it is about.
        assumed: its targets are an assumption, or made of figures that are.
        categories: in the questionnaire's order; answer codes that share an official value are joined
            (``teil+mini``).
        targets: their shares (0-1) in the population; None when no official value exists.
        source: where the targets come from, or why there are none.
        category_of: index of each respondent's category; ``len(categories)`` = no known category.
        merged: index of the collapsed category that each category belongs to.
        difference: how the official definition differs from the survey's, in words.
        total: sum of the official values; 0 where there are none.
        official: the indicators behind each category (:func:`pipeline.weight.official.named`).
    """

    id: str
    variable: str
    assumed: bool
    categories: tuple[str, ...]
    targets: Floats | None
    source: str
    category_of: Ints
    merged: Ints
    difference: str = ""
    total: float = 0.0
    official: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it can be raked to: official values and at least two collapsed categories."""
        return self.targets is not None and len(set(self.merged.tolist())) > 1

    @property
    def names(self) -> list[str]:
        """Names of the collapsed categories (``u3+u6``) and, last, of the rest (``-``)."""
        groups = range(int(self.merged.max()) + 1)
        joined = [JOINED.join(np.array(self.categories)[self.merged == g]) for g in groups]
        return [*joined, "-"]

    def on_cells(self) -> CellMargin:
        """The collapsed margin with one cell per respondent."""
        if self.targets is None:
            raise ValueError(f"margin {self.id} has no targets")
        wanted = np.bincount(self.merged, weights=self.targets).astype(np.float64)
        position = np.append(self.merged, len(wanted))
        return CellMargin(position[self.category_of], wanted)


def resolve(
    params: parameters.Params,
    questionnaire: str,
    responses: pd.DataFrame,
    codebook: pd.DataFrame,
    indicators: pd.DataFrame,
) -> list[Margin]:
    """All margins of a questionnaire.

    Args:
        params: the margins and the smallest cell.
        questionnaire: its name.
        responses: its respondents.
        codebook: all questionnaires.
        indicators: official values; the latest period with a value counts.

    Raises:
        PipelineError: every unknown variable, code, indicator and empty category at once.
    """
    faults: list[Fault] = []
    found: list[Margin] = []
    book = codebook[codebook["questionnaire"] == questionnaire]
    for margin in params.margins:
        if margin.questionnaire != questionnaire:
            continue
        where = f"params.yaml, margins, {margin.id}"
        wrong = naming.faults(margin, book, indicators, params.network.region, where)
        if wrong:
            faults += wrong
            continue
        resolved, values = _resolve(margin, params, responses, book, indicators)
        enough = ENOUGH * params.weighting.min_cell
        left_out = naming.left_out(margin, responses, book)
        impossible = value_faults(resolved, values, left_out, where, enough)
        faults += impossible or empty_faults(resolved, where, enough)
        found.append(resolved)
    if faults:
        raise PipelineError.of(faults)
    return found


def _resolve(
    margin: parameters.Margin,
    params: parameters.Params,
    responses: pd.DataFrame,
    book: pd.DataFrame,
    indicators: pd.DataFrame,
) -> tuple[Margin, Floats]:
    """Lay a margin on the respondents; besides, the official value of each category (NaN: none)."""
    rows = book[book["variable"] == margin.variable]
    categories = naming.categories(margin, rows)
    home = params.network.region
    values = official.totals(margin.targets, categories, indicators, home)
    usable = bool(np.isfinite(values).all() and values.sum() > 0)
    index = {code: i for i, joined in enumerate(categories) for code in answer_codes(joined)}
    place = pd.Index(list(index)).get_indexer(pd.Index(responses[margin.variable]))
    of = np.array([*index.values(), len(categories)], dtype=np.intp)[
        place
    ]  # not found is -1: the last
    counts = np.bincount(of, minlength=len(categories) + 1)[: len(categories)]
    scale = rows.loc[rows["category"].isin(list(index)), "value"]
    resolved = Margin(
        margin.id,
        margin.variable,
        margin.assumed or official.assumed(margin.targets, indicators, home),
        categories,
        values / values.sum() if usable else None,
        official.sources(margin.targets, categories, indicators, home),
        of,
        collapse(counts, params.weighting.min_cell, ordered=bool(scale.notna().all())),
        margin.difference.strip(),
        float(values.sum()) if usable else 0.0,
        tuple(map(official.named, official.behind(margin.targets, categories))),
    )
    return resolved, values


def collapse(counts: np.ndarray, smallest: int, *, ordered: bool) -> Ints:
    """Merge categories until each has at least ``smallest`` respondents or one is left.

    Args:
        counts: respondents per category, in the questionnaire's order.
        smallest: fewest respondents that may stand alone.
        ordered: only neighbours may be merged.

    Returns:
        For each category the index (from 0, in order) of the merged category.
    """
    groups = [[i] for i in range(len(counts))]
    sizes = [int(c) for c in counts]
    while len(groups) > 1 and min(sizes) < smallest:
        small = sizes.index(min(sizes))
        others = [i for i in range(len(groups)) if i != small]
        if ordered:
            others = [i for i in others if abs(i - small) == 1]
        into = min(others, key=lambda i: (sizes[i], i))
        keep, drop = sorted((small, into))
        groups[keep] += groups.pop(drop)
        sizes[keep] += sizes.pop(drop)
    merged = np.empty(len(counts), dtype=np.intp)
    for index, members in enumerate(groups):
        merged[members] = index
    return merged
