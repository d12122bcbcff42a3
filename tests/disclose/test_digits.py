"""No digit beyond the rounding leaves the wall, in any table.

All weights are changed by a millionth. What is rounded stays; a column that carries exact figures moves.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline import params as parameters
from pipeline.stages import STAGES
from pipeline.workspace import Workspace, read_table, write_table

TINY = 1e-6
EDGE = 0.005  # share of cells that may lie so near the edge between two rounded figures
WEIGHTED = {
    "estimates": "estimate", "tests": "difference", "needs": "in_need", "need_parts": "estimate",
    "need_tests": "difference", "fields": "value", "covariance": "covariance", "ranking": "score",
    "circumstances": "effect", "margins": "after",
}  # fmt: skip
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, root: Path) -> tuple[Tables, Tables]:
    """The demo's public tables, and these with other weights."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(root / "params.yaml", folder / "params.yaml")
    shutil.copytree(root / "questionnaires", folder / "questionnaires")
    shutil.copytree(root / "data" / "input", folder / "data" / "input")
    ws = Workspace(folder)
    params = parameters.load(ws.params_file)
    for name in ("collect", "indicators", "clean", "weight", "estimate", "assess", "disclose"):
        STAGES[name](ws, params)
    shutil.copytree(ws.public, folder / "first")
    weighted = ws.interim / "weighted"
    tables = {
        name: read_table(weighted / f"{name}.parquet")
        for name in ("weights", "replicates", "margins")
    }
    people = tables["weights"]
    moved = 1 + TINY * np.random.default_rng(1).standard_normal(len(people))
    moved[(people["questionnaire"] == "einrichtungen").to_numpy()] = 1.0  # counted, never weighted
    write_table(weighted / "weights.parquet", people.assign(weight=people["weight"] * moved))
    keys = ["questionnaire", "respondent"]
    of = people[keys].assign(moved=moved)
    copies = tables["replicates"].merge(of, on=keys, how="left", validate="1:1")
    columns = [c for c in copies.columns if c not in {*keys, "moved"}]
    copies[columns] = copies[columns].mul(copies["moved"], axis=0)
    write_table(weighted / "replicates.parquet", copies.drop(columns="moved"))
    after = np.clip(tables["margins"]["after"] * (1 + TINY), 0, 1)
    write_table(weighted / "margins.parquet", tables["margins"].assign(after=after))
    for name in ("estimate", "assess", "disclose"):
        STAGES[name](ws, params)
    read = [
        {file.stem: read_table(file) for file in sorted(place.glob("*.parquet"))}
        for place in (folder / "first", ws.public)
    ]
    return read[0], read[1]


def _moving(first: Tables, second: Tables) -> set[tuple[str, str]]:
    """Columns that differ in more cells than lie at an edge."""
    found = set()
    for name, table in first.items():
        other = second[name]
        assert len(table) == len(other), name
        for column in table.columns:
            a, b = table[column], other[column]
            differ = ~((a == b) | (a.isna() & b.isna()))
            if differ.fillna(True).mean() > EDGE:
                found.add((name, column))
    return found


def test_no_public_table_carries_a_digit_of_the_weights(
    twice: tuple[Tables, Tables],
) -> None:
    first, second = twice
    assert _moving(first, second) == set()


@pytest.mark.parametrize("name", sorted(WEIGHTED))
def test_an_exact_figure_in_any_table_would_be_found(
    name: str, twice: tuple[Tables, Tables]
) -> None:
    """Planted in one column: what stands there, with the digits of before the wall."""
    first, second = twice
    column = WEIGHTED[name]
    random = np.random.default_rng(2)
    exact = first[name][column].astype(float) + 0.001 * random.random(len(first[name]))
    leaking = {**first, name: first[name].assign(**{column: exact})}
    moved = {**second, name: second[name].assign(**{column: exact * (1 + TINY)})}
    assert _moving(leaking, moved) == {(name, column)}
