"""All questionnaires, all variables, all groups: the room's three tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.errors import PipelineError
from pipeline.estimate import Estimates, contrasts, employees
from pipeline.estimate.circumstances import circumstances
from pipeline.estimate.encode import Floats, Variable, positions, variables
from pipeline.estimate.groups import Groups, Patterns, fold, members
from pipeline.estimate.intervals import effective_n, share, student
from pipeline.estimate.kinds import Kinds
from pipeline.estimate.linear import Calibration, Figures, calibration, solve
from pipeline.estimate.quantiles import median
from pipeline.estimate.strata import of_table, segments
from pipeline.estimate.tabulate import Table, Tabulator, categories, scores
from pipeline.params import Params

COUNTED = ("einrichtungen",)
SCALE = 3  # values from which a scale has a mean
COLUMNS = [
    "variable", "category", "target_group", "statistic", "estimate", "se", "ci_low", "ci_high", "n",
    "n_category", "n_effective", "deff", "unit",
]  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One questionnaire, ready to be counted."""

    name: str
    groups: Groups
    patterns: Patterns
    common: Calibration
    count: Tabulator

    @property
    def size(self) -> int:
        """Number of target groups."""
        return len(self.groups.names)


def everything(
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    weights: pd.DataFrame,
    params: Params,
) -> Estimates:
    """See :func:`pipeline.estimate.estimate`."""
    estimates, tests, kinds = [], [], []
    for name in sorted(responses):
        people, book = responses[name], codebook[codebook["questionnaire"] == name]
        sample = _sample(name, people, book, weights, params)
        parts, found, answered = [], [], {}
        alike = Kinds.among(sample.groups, sample.patterns)
        for variable in variables(people, book):
            table = sample.count.table(variable.position, variable.size)
            solved = None if variable.codes is None else solve(categories(table), sample.common)
            parts += _rows(variable, table, solved, sample)
            answered[variable.name] = alike.answered(table)
            if solved is not None and name not in COUNTED:
                found += contrasts.candidates(
                    variable,
                    contrasts.Answers(table, solved, sample.common),
                    sample.groups,
                    params.disclosure.bracket_below,
                )
        estimates.append(_table(name, parts))
        tests.append(contrasts.corrected(name, found))
        kinds.append(alike.table(name, answered))
    figures, differences, alike_people = (
        pd.concat([t for t in made if len(t)] or made[:1], ignore_index=True)
        for made in (estimates, tests, kinds)
    )
    models = circumstances(responses, codebook, weights, params)
    by_employees, sums = employees.figures(responses, codebook, weights, params)
    if len(by_employees):
        figures = pd.concat([figures, by_employees], ignore_index=True)
    return Estimates(figures, differences, alike_people, models, sums)


def one_table(
    name: str, people: pd.DataFrame, book: pd.DataFrame, weights: pd.DataFrame, params: Params
) -> pd.DataFrame:
    """Estimates of one questionnaire alone."""
    sample = _sample(name, people, book, weights, params)
    parts = []
    for variable in variables(people, book):
        table = sample.count.table(variable.position, variable.size)
        solved = None if variable.codes is None else solve(categories(table), sample.common)
        parts += _rows(variable, table, solved, sample)
    return _table(name, parts)


def _sample(
    name: str, people: pd.DataFrame, book: pd.DataFrame, weights: pd.DataFrame, params: Params
) -> Sample:
    own = weights[weights["questionnaire"] == name]
    index = pd.Index(own["respondent"])
    rows = index.get_indexer(pd.Index(people["respondent"])) if index.is_unique else np.array([-1])
    if (rows < 0).any():
        raise PipelineError(
            f"the weights do not belong to the answers of '{name}'",
            "data/interim/weighted/weights.parquet",
            hint="run the pipeline again from the stage weight: bedarf run",
        )
    values = own["weight"].to_numpy(dtype=float)[rows]
    names, cells = [""], np.zeros(len(rows), dtype=np.intp)
    if "cell" in own and own["cell"].notna().any():
        names = sorted(str(cell) for cell in own["cell"].dropna().unique())
        cells = positions(own["cell"], names)[rows]
    correction, strata = correction_of(name, people, own, params), None
    design = of_table(own.iloc[rows], lonely_of(name, params))
    if design is not None:
        cells, of, strata = segments(design, cells)
        names = [names[cell] for cell in of]
    groups = members(name, people, book, params.target_groups)
    patterns = fold(groups, cells)
    count = Tabulator(patterns, len(names), values)
    base = own["base_weight"].to_numpy(dtype=float)[rows] if "base_weight" in own else None
    common = calibration(cells, names, values, correction, strata, base=base)
    return Sample(name, groups.without_members(), patterns, common, count)


def lonely_of(name: str, params: Params) -> str:
    """The rule for strata with one cluster of a questionnaire's design."""
    design = {str(key): value for key, value in params.designs.items()}.get(name)
    return "fail" if design is None else design.lonely


def correction_of(name: str, people: pd.DataFrame, weights: pd.DataFrame, params: Params) -> float:
    """Finite population correction as the weights tell it; from the list where they do not."""
    if "correction" in weights and weights["correction"].notna().all() and len(weights):
        return float(weights["correction"].max())
    listed = {str(key): value for key, value in params.closed_lists.items()}.get(name)
    if listed is None:
        return 1.0
    others = int((people["kanal"] != listed.kanal).sum()) if "kanal" in people else len(people)
    return listed.correction(len(people), others)


def _correction(sample: Sample) -> float:
    """By how much effective n may exceed n; where a whole stratum was asked, at least 1/N as for lists."""
    strata = sample.common.strata
    if strata is None:
        return sample.common.correction
    return float(np.maximum(strata.correction, 1 / strata.drawn).min())


def _rows(
    variable: Variable, table: Table, solved: Figures | None, sample: Sample
) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    if solved is not None and variable.codes is not None:
        found.append(_shares(variable, table, solved, sample))
    if sample.name in COUNTED:
        return found
    unit = "number" if variable.codes is None else "scale"
    if variable.codes is None or np.isfinite(variable.values).sum() >= SCALE:
        found.append(_mean(variable, table, variable.values, ("mean", unit), sample))
        middle = median(table, variable.values, sample.common)
        found.append(_median(variable, middle, unit, sample))
    if np.isfinite(variable.needs).any():
        found.append(_mean(variable, table, variable.needs, ("score", "score"), sample))
    return found


def _shares(variable: Variable, table: Table, solved: Figures, sample: Sample) -> dict[str, object]:
    g, k = sample.size, variable.size
    own = _first(solved, g)
    effective, deff = effective_n(own.n, own.kish, own.spread, own.var, _correction(sample))
    low, high = share(own.mu, effective, own.df, own.n)
    if sample.name in COUNTED:
        missing = np.full((g, k), np.nan)
        se = low = high = effective = deff = missing
    else:
        se = np.sqrt(own.var)
    return {
        "variable": variable.name,
        "category": np.tile(np.array(variable.codes, dtype=object), g),
        "target_group": np.repeat(np.array(sample.groups.names, dtype=object), k),
        "statistic": "share",
        "estimate": own.mu, "se": se, "ci_low": low, "ci_high": high, "n": own.n,
        "n_category": table.n[:g].sum(axis=1), "n_effective": effective, "deff": deff,
        "unit": "share",
    }  # fmt: skip


def _mean(
    variable: Variable, table: Table, values: Floats, kind: tuple[str, str], sample: Sample
) -> dict[str, object]:
    own = _first(solve(scores(table, values), sample.common), sample.size)
    effective, deff = effective_n(own.n, own.kish, own.spread, own.var, _correction(sample))
    se = np.sqrt(own.var)
    low, high = student(own.mu, se, own.df)
    if kind[0] == "score":
        low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    return {
        "variable": variable.name, "category": None,
        "target_group": np.array(sample.groups.names, dtype=object), "statistic": kind[0],
        "estimate": own.mu, "se": se, "ci_low": low, "ci_high": high, "n": own.n,
        "n_category": np.full(sample.size, np.nan), "n_effective": effective, "deff": deff,
        "unit": kind[1],
    }  # fmt: skip


def _median(
    variable: Variable, middle: tuple[Floats, ...], unit: str, sample: Sample
) -> dict[str, object]:
    value, se, low, high, n = (part[: sample.size] for part in middle)
    missing = np.full(sample.size, np.nan)
    return {
        "variable": variable.name, "category": None,
        "target_group": np.array(sample.groups.names, dtype=object), "statistic": "median",
        "estimate": value, "se": se, "ci_low": low, "ci_high": high, "n": n,
        "n_category": missing, "n_effective": missing, "deff": missing, "unit": unit,
    }  # fmt: skip


def _first(solved: Figures, groups: int) -> Figures:
    """The groups without their complements."""
    return Figures(*(getattr(solved, name)[:groups] for name in Figures.__dataclass_fields__))


def _table(questionnaire: str, parts: list[dict[str, object]]) -> pd.DataFrame:
    columns: dict[str, list[np.ndarray]] = {name: [] for name in COLUMNS}
    for part in parts:
        length = np.size(np.asarray(part["estimate"]))
        for name in COLUMNS:
            value = part[name]
            if isinstance(value, np.ndarray):
                columns[name].append(value.reshape(-1))
            else:
                columns[name].append(np.full(length, value, dtype=object))
    data = {name: np.concatenate(c) if c else np.array([]) for name, c in columns.items()}
    table = pd.DataFrame(data)
    text = ["variable", "category", "target_group", "statistic", "unit"]
    table[text] = table[text].astype("str")
    numbers = ["estimate", "se", "ci_low", "ci_high", "n_effective", "deff"]
    table[numbers] = table[numbers].astype(float)
    table["n"] = table["n"].round().astype("int64")
    table["n_category"] = table["n_category"].astype(float).round().astype("Int64")
    key = (
        questionnaire + "/" + table["variable"] + "/" + table["category"].fillna("-") + "/"
        + table["target_group"] + "/" + table["statistic"]
    )  # fmt: skip
    table.insert(0, "key", key)
    table.insert(1, "questionnaire", questionnaire)
    return table
