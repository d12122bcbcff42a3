"""An intruder who knows every weight: integer programs over the cells of the margins."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from pipeline.disclose import disclose
from pipeline.disclose.rare import affected
from pipeline.params import Params, TargetGroup

Survey = Callable[..., dict[str, pd.DataFrame]]
CODES = ["a", "b", "c"]
CELLS = list(product("wm", ("ja", "nein")))
GROUPS = {
    "muetter": ("sex", "w"),
    "vaeter": ("sex", "m"),
    "sgb2": ("aid", "ja"),
    "ohne": ("aid", "nein"),
}
BOTH = dict(zip(CELLS, (0.461, 1.259, 0.974, 2.66), strict=True))  # as the demo's margins give them
ONE = dict(zip(CELLS, (0.5, 1.4, 0.5, 1.4), strict=True))


def _in(group: str, cell: tuple[str, str]) -> bool:
    return group == "alle" or GROUPS[group][1] in cell


def _told(  # noqa: PLR0917 - one puzzle
    survey: Survey,
    codebook: pd.DataFrame,
    params: Params,
    n: int,
    seed: int,
    weight: dict[tuple[str, str], float],
) -> int:
    """Counts of cells of fewer than ten people that the published weighted shares narrow."""
    random = np.random.default_rng(seed)
    sex, aid = random.choice(["w", "m"], n, p=[0.95, 0.05]), random.choice(["ja", "nein"], n)
    codes = random.choice(CODES, n, p=[0.45, 0.35, 0.2])
    cells = list(zip(sex, aid, strict=True))
    members = {g: np.array([_in(g, cell) for cell in cells]) for g in GROUPS}
    declared = [
        TargetGroup.model_validate({"id": g, "label": g, "where": {"variable": v, "is": [code]}})
        for g, (v, code) in GROUPS.items()
    ]
    params = params.model_copy(update={"target_groups": declared})
    outside = {g: ~inside for g, inside in members.items()}
    made = survey(codes, members, outside=outside, weights=np.array([weight[c] for c in cells]))
    public = disclose(params, {**made, "codebook": codebook})["estimates"]
    evened = {unit[2] for unit in affected(made["estimates"], params.disclosure)}
    sizes = {cell: cells.count(cell) for cell in CELLS}
    at = {kind: i for i, kind in enumerate(product(CELLS, CODES))}
    rows, low, high = [], [], []
    for cell in CELLS:
        rows.append(np.array([float(k[0] == cell) for k in at]))
        low, high = [*low, sizes[cell]], [*high, sizes[cell]]
    for r in public[public["status"] != "withheld"].itertuples():
        if r.target_group in evened:
            continue
        total = sum(weight[cell] * sizes[cell] for cell in CELLS if _in(r.target_group, cell))
        half = {"value": 0.005, "rounded": 0.025}[r.status]
        rows.append(
            np.array([weight[c] * (code == r.category) * _in(r.target_group, c) for c, code in at])
        )
        low, high = (
            [*low, (r.estimate - half) * total - 1e-9],
            [*high, (r.estimate + half) * total + 1e-9],
        )
    known = LinearConstraint(np.array(rows), low, high)

    def ends(chosen: list[tuple[str, str]], code: str) -> tuple[float, float]:
        goal = np.array([float(k[0] in chosen and k[1] == code) for k in at])
        found = [
            milp(
                s * goal, integrality=np.ones(len(at)), bounds=Bounds(0, np.inf), constraints=known
            )
            for s in (1, -1)
        ]
        assert all(f.status == 0 for f in found)
        return found[0].fun, -found[1].fun

    told = 0
    for cell, code in product([c for c in CELLS if 0 < sizes[c] < 10], CODES):
        least, most = ends([cell], code)
        around = []
        for group in ("alle", *GROUPS):
            inside = [c for c in CELLS if _in(group, c)]
            people = sum(sizes[c] for c in inside)
            if cell in inside and people >= 10:
                few, many = ends(inside, code)
                around += [many, people - few]
        told += most - least < min(5, sizes[cell], *around) - 1e-6
    return told


@pytest.mark.parametrize("seed", range(4))
def test_weights_of_one_margin_tell_no_small_cell(
    seed: int, survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    """What the room ``weight`` uses where few fathers would share a weight (:func:`margins.apart`)."""
    assert _told(survey, codebook, params, 100, seed, ONE) == 0


def test_weights_of_cells_of_few_people_would_tell_them(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    """The planted leak: a few fathers with benefits have a weight of their own."""
    told = [_told(survey, codebook, params, 100, seed, BOTH) for seed in range(4)]
    assert sum(told) > 4
