"""From raw codes to typed responses: codes, numbers, and every way of being missing kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.clean.case import OTHER, Case, Cells, Mask, Variable, both
from pipeline.clean.spelling import YES_NO, day
from pipeline.tables import NO_ANSWER, NOT_ASKED

if TYPE_CHECKING:
    import pandas as pd


FOREIGN = ("csv ", "spss ")  # how sources of these kinds are called


def responses(case: Case) -> pd.DataFrame:
    """tables: responses, of those who are still in.

    Returns:
        The contract's columns, then per variable of the codebook: a ``str`` column of codes,
        ``NOT_ASKED`` or ``NO_ANSWER`` (dates as YYYY-MM-DD, free text masked); for numbers a ``float64``
        column with NaN and a ``str`` column ``<variable>__missing``.
    """
    import pandas as pd

    columns = _meta(case)
    reached = _reached(case)
    for i, variable in enumerate(case.variables.values()):
        if variable.kind == "numeric":
            numbers, why = _numeric(case, variable, reached >= i)
            columns[variable.name] = numbers[case.keep]
            columns[f"{variable.name}__missing"] = pd.array(why[case.keep], dtype="str")
            continue
        cells = _codes(case, variable, reached >= i)
        columns[variable.name] = pd.array(cells[case.keep], dtype="str")
    return pd.DataFrame(columns)


def _meta(case: Case) -> dict[str, object]:
    import pandas as pd

    kept = case.meta[case.keep]
    day = kept["submitted_at"].dt.strftime("%Y-%m-%d")
    return {
        "respondent": kept["respondent"].astype("str").to_numpy(),
        "submitted_on": pd.array(day.to_numpy(dtype=object), dtype="str"),
        "duration_s": kept["duration_s"].to_numpy(dtype="float64"),
        "mode": kept["mode"].astype("str").to_numpy(),
        "kanal": pd.array(kept["kanal"].to_numpy(dtype=object), dtype="str"),
        "language": kept["language"].astype("str").to_numpy(),
        "complete": kept["complete"].to_numpy(dtype=bool),
    }


def _reached(case: Case) -> np.ndarray:
    """Position of the last variable that was shown; all of them for a complete questionnaire.

    LimeSurvey gives null for an unanswered number or ranking, shown or not; this tells the two apart.
    """
    last = np.full(len(case), -1)
    for i, name in enumerate(case.variables):
        last[case.shown(name)] = i
    last[case.meta["complete"].to_numpy(dtype=bool)] = len(case.variables)
    return last


def _numeric(case: Case, variable: Variable, reached: Mask) -> tuple[np.ndarray, Cells]:
    answered = case.answered(variable.name) & case.keep
    numbers = np.full(len(case), np.nan)
    numbers[answered] = [float(c.replace(",", ".")) for c in case.cells[variable.name][answered]]
    asked = case.asked(variable.name).true & reached & ~_unmapped(case, variable.name)
    shown = case.shown(variable.name) | asked
    why = np.full(len(case), None, dtype=object)
    why[~answered & shown] = NO_ANSWER
    why[~answered & ~shown] = NOT_ASKED
    return numbers, why


def _codes(case: Case, variable: Variable, reached: Mask) -> Cells:
    cells = case.cells[variable.name].copy()
    if variable.kind == "multiple":
        return _ticks(case, variable)
    shown, answered = case.shown(variable.name), case.answered(variable.name)
    if variable.kind == "ranking":
        siblings = case.questions("ranking")[variable.question]
        shown = both([case.shown(v.name) for v in siblings], len(case))
        unmapped = np.logical_and.reduce([_unmapped(case, v.name) for v in siblings])
        shown |= case.asked(variable.name).true & reached & ~unmapped
    if variable.kind == "date":
        cells[answered] = [day(cell) for cell in cells[answered]]
    if variable.yes_no:
        cells[answered] = [YES_NO.get(cell, cell) for cell in cells[answered]]
    if variable.name == f"{variable.question}_other":
        shown = _chose_other(case, variable)
    shown = shown & ~case.absent[variable.name]
    cells[~answered & shown] = NO_ANSWER
    cells[~answered & ~shown] = NOT_ASKED
    return cells


def _chose_other(case: Case, variable: Variable) -> Mask:
    """Who was asked what *other* means: those who chose it; a multiple choice asks nobody apart."""
    chosen = case.cells.get(variable.question, np.full(len(case), None, dtype=object))
    return np.asarray(chosen == OTHER)


def _ticks(case: Case, variable: Variable) -> Cells:
    """``ja`` and ``nein``; a question without any tick counts as no answer where „nichts davon“ exists.

    LimeSurvey gives null for items without a tick, too. In a table of another program null for everybody
    means that its column map leaves the item out: it was not asked.
    """
    items = case.questions("multiple")[variable.question]
    ticked = case.answered(variable.name)
    any_shown = both([case.shown(v.name) for v in items], len(case))
    texts = [n for n in (f"{variable.question}_other",) if n in case.cells]
    any_ticked = both([case.answered(n) for n in [v.name for v in items] + texts], len(case))
    cells = np.full(len(case), "nein", dtype=object)
    cells[ticked] = "ja"
    if any(v.exclusive for v in items):
        cells[any_shown & ~any_ticked] = NO_ANSWER
    cells[~any_shown | _unmapped(case, variable.name)] = NOT_ASKED
    return cells


def _unmapped(case: Case, name: str) -> Mask:
    """Whose source does not have this item, or is a foreign table in which nobody has a cell of it."""
    out = case.absent[name].copy()
    sources = case.meta["source"].astype(str).to_numpy(dtype=object)
    shown = case.shown(name)
    for source in set(sources):
        own = sources == source
        if str(source).startswith(FOREIGN) and not shown[own].any():
            out |= own
    return out
