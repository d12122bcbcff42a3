"""Groups made of answers to one question, mostly places: what several of them tell together of a small one.

Two places and a third, shown as a region this year, less both places, shown last year, are the third. So are
the regions {a, b} and {b, c} less the region {c} and so on, in one publication or in two. Subtraction of
disjoint groups within one publication is guarded elsewhere (:mod:`pipeline.disclose.units`), a group and an
earlier one in :mod:`pipeline.disclose.since`; here it is sums and differences of any number of units.

People are cut into cells: by their answer, and by the publication since which they have taken part. Each
shown unit is a sum of cells. If a combination of units gives a small cell but for few people, the cell is as
good as told: rounding is not counted as protection, since the next publication is rounded differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.disclose.kinds import Floats
from pipeline.disclose.ledger import definitions, entries
from pipeline.disclose.question import ALL, NAMES, VAGUE, WHOLE, WITHHELD
from pipeline.disclose.since import Shown, Unit, by_question
from pipeline.params import Params

UNSAID = "-"  # the cell of those who gave no answer
NOTHING = 1e-6
LITTLE = 0.05  # of rounding, enough to choose between combinations that tell the same
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Mosaic:
    """Units of one question whose groups are made of the answers to one variable.

    Attributes:
        units: as published, or about to be.
        rows: units x cells.
        sizes: people in every cell, about.
        small: cells together that are few people.
        min_n: so many may be shown.
    """

    units: tuple[Shown, ...]
    rows: Flags
    sizes: Floats
    small: tuple[Flags, ...]
    min_n: int


def told(
    public: pd.DataFrame, estimates: pd.DataFrame, ledger: pd.DataFrame | None, params: Params
) -> set[Unit]:
    """Units of new public estimates that with others would tell of fewer than ``min_n`` people.

    Args:
        public: public estimates about to be published.
        estimates: table ``estimates``, which knows how many gave each answer.
        ledger: earlier publications.
        params: limits of disclosure, and what defines the target groups.
    """
    if (public["status"] == NAMES[WITHHELD]).all():
        return set()
    meaning = definitions(params)
    step = {NAMES[0]: WHOLE, NAMES[1]: params.disclosure.round_to / 100}
    now = by_question(entries(public, "", params), step, meaning)
    before = by_question(ledger, step, meaning) if ledger is not None else {}
    counts = _counts(estimates)
    found: set[Unit] = set()
    for question, units in now.items():
        every = [*units, *before.get(question, [])]
        for variable in _variables(every):
            own = [u for u in every if u.definition is not None and set(u.definition) <= {variable}]
            if not _combined(own, variable):
                continue
            found |= {u.unit for u in _recut(own)}
            own = [u for u in own if u.unit not in found or not u.is_new]
            answers = counts.get((question[0], variable), {})
            while closed := _next(_mosaic(own, variable, answers, params.disclosure.min_n)):
                found.add(closed.unit)
                own.remove(closed)
    return found


def _counts(estimates: pd.DataFrame) -> dict[tuple[str, str], dict[str, float]]:
    own = estimates[(estimates["target_group"] == ALL) & (estimates["statistic"] == "share")]
    out: dict[tuple[str, str], dict[str, float]] = {}
    columns = (own[c] for c in ("questionnaire", "variable", "category", "n_category"))
    for name, variable, code, n in zip(*columns, strict=True):
        out.setdefault((name, variable), {})[str(code)] = float(n)
    return out


def _variables(units: list[Shown]) -> list[str]:
    single = (u.definition for u in units if u.definition and len(u.definition) == 1)
    return list(dict.fromkeys(variable for one in single for variable in one))


def _combined(units: list[Shown], variable: str) -> bool:
    """Whether there is more to see than one publication of groups within each other or apart."""
    new, old = (
        {u.definition[variable] for u in units if u.definition and u.is_new == side}
        for side in (True, False)
    )
    crossing = any(a & b and a - b and b - a for a in new for b in new)
    return bool(new) and (crossing or bool(old - new))


def _recut(units: list[Shown]) -> list[Shown]:
    """New units of groups cut otherwise than before, where whole per cents are exact numbers of people."""
    earlier = [u.definition for u in units if not u.is_new]
    exact = all(u.n * WHOLE < 1 for u in units if u.is_new)
    cut = any(earlier) and exact
    return [u for u in units if cut and u.is_new and u.definition and u.definition not in earlier]


def _mosaic(units: list[Shown], variable: str, counts: dict[str, float], min_n: int) -> Mosaic:
    days = {u.day: float(u.n) for u in units if u.definition == {}}
    total = days.get("") or max(float(u.n) for u in units)
    codes = set(counts) | {c for u in units if u.definition for c in u.definition[variable]}
    named = sorted(codes)
    people = np.array([counts.get(code, 0.0 if counts else 1.0) for code in named])
    people *= min(1.0, total / max(people.sum(), 1.0))  # some did not answer this question
    people = np.append(people, max(total - people.sum(), 0.0))
    ends = sorted({*days.values(), total})
    layers = np.diff([0.0, *ends]) / max(total, 1.0)  # who took part since which publication
    inside = np.array(
        [
            [not u.definition or code in u.definition[variable] for code in [*named, UNSAID]]
            for u in units
        ]
    )
    since = np.array([[end <= days.get(u.day, total) for end in ends] for u in units])
    rows = (inside[:, :, None] & since[:, None, :]).reshape(len(units), -1)
    sizes = (people[:, None] * layers).reshape(-1)
    small = []
    for places in _protected(inside[:, :-1], people[:-1], min_n):
        for k in range(len(ends)):
            cells = np.zeros((len(people), len(ends)), dtype=bool)
            cells[:-1, : k + 1] = places[:, None]
            small.append(cells.reshape(-1))
    return Mosaic(tuple(units), rows, sizes, tuple(small), min_n)


def _protected(inside: Flags, people: Floats, min_n: int) -> Iterator[Flags]:
    """Single answers, and answers that are in the same groups, of fewer people than may be shown."""
    alike = {column.tobytes(): (column == inside.T).all(axis=1) for column in inside.T}
    for places in (*np.eye(len(people), dtype=bool), *alike.values()):
        if 0 < people[places].sum() < min_n:
            yield places


def _next(mosaic: Mosaic) -> Shown | None:
    """The smallest new unit that is needed to tell something; None if nothing is told, or all is old."""
    new = np.array([u.is_new for u in mosaic.units])
    widths = np.array([LITTLE * np.floor(u.n * u.step) for u in mosaic.units])
    crossing = _crossing(mosaic, new)
    for cells in mosaic.small:
        both = _cheapest(mosaic, widths, cells)
        if not _tells(mosaic, both[1], cells):
            continue
        sides = (
            (~new,) if crossing else (~new, new)
        )  # the wall has looked at new ones without crossing
        alone = [_cheapest(mosaic, np.where(side, widths, np.inf), cells)[0] for side in sides]
        used = [
            u for u, y in zip(mosaic.units, both[1], strict=True)
            if abs(y) > NOTHING and u.is_new and u.definition
        ]  # fmt: skip
        if used and both[0] < min(alone) - NOTHING:
            return min(used, key=lambda u: (u.n, u.unit))
    return None


def _crossing(mosaic: Mosaic, new: Flags) -> bool:
    rows = mosaic.rows[new]
    return any((a & b).any() and (a & ~b).any() and (b & ~a).any() for a in rows for b in rows)


def _tells(mosaic: Mosaic, y: Floats, cells: Flags) -> bool:
    few = float(mosaic.sizes[cells].sum())
    others = float(mosaic.sizes @ np.abs(y @ mosaic.rows - cells))
    return others < VAGUE or few + others < mosaic.min_n


def _cheapest(mosaic: Mosaic, widths: Floats, cells: Flags) -> tuple[float, Floats]:
    """Combination of units that comes nearest to some cells.

    Args:
        mosaic: units and cells.
        widths: of each unit, by how many people rounding leaves a count open; infinite: not to be used.
        cells: what is looked for.

    Returns:
        By how many people the cells' counts stay open; the units' coefficients. It is the dual of the linear
        program that an intruder solves, without the sums of categories.
    """
    usable = np.isfinite(widths)
    key = (mosaic.rows[usable].tobytes(), int(usable.sum()), widths[usable].tobytes())
    cost, found = _solved(key, mosaic.sizes.tobytes(), cells.tobytes())
    y = np.zeros(len(widths))
    y[usable] = found
    return cost, y


@lru_cache(maxsize=4096)
def _solved(key: tuple[bytes, int, bytes], sizes: bytes, cells: bytes) -> tuple[float, Floats]:
    from scipy.optimize import linprog

    m, w = np.frombuffer(sizes), np.frombuffer(key[2])
    target = np.frombuffer(cells, dtype=bool).astype(float)
    if not key[1]:
        return float(m @ target), np.empty(0)
    rows = np.frombuffer(key[0], dtype=bool).reshape(key[1], -1).astype(float)
    # y = a - b; rows.T @ y - p + q = target, all at least zero
    eye = np.eye(len(m))
    result = linprog(
        np.concatenate([w, w, m, m]) + NOTHING * 1e-3,
        A_eq=np.hstack([rows.T, -rows.T, -eye, eye]), b_eq=target, bounds=(0, None), method="highs",
    )  # fmt: skip
    y = result.x[: len(w)] - result.x[len(w) : 2 * len(w)]
    return float(result.fun), y
