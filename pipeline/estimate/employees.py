"""Employers' answers weighted by employees: how many people work where something is offered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.estimate.encode import variables
from pipeline.estimate.groups import ALL
from pipeline.params import Params

EMPLOYERS, EMPLOYEES = "arbeitgeber", "beschaeftigte"
COLUMN = "weight_employees"
SUMS = ["questionnaire", "variable", "total", "largest", "second"]


def figures(
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    weights: pd.DataFrame,
    params: Params,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Estimates for the group ``beschaeftigte``, and table ``sums``; both empty without such weights.

    Errors are those of post-stratification to the employees of each size class.
    """
    from pipeline.estimate.build import one_table

    empty = pd.DataFrame(columns=SUMS)
    own = weights[weights["questionnaire"] == EMPLOYERS]
    if EMPLOYERS not in responses or COLUMN not in own or own[COLUMN].isna().any() or own.empty:
        return pd.DataFrame(), empty
    people, book = responses[EMPLOYERS], codebook[codebook["questionnaire"] == EMPLOYERS]
    table = one_table(EMPLOYERS, people, book, own.assign(weight=own[COLUMN]), params)
    table = table[table["target_group"] == ALL].reset_index(drop=True)
    table["target_group"] = EMPLOYEES
    table["key"] = [key.replace(f"/{ALL}/", f"/{EMPLOYEES}/") for key in table["key"]]
    w = own.set_index("respondent")[COLUMN].reindex(people["respondent"]).to_numpy(dtype=float)
    rows = []
    for variable in variables(people, book):
        of_all = np.sort(np.append(w[variable.position >= 0], [0.0, 0.0]))[::-1]
        rows.append((EMPLOYERS, variable.name, of_all.sum(), of_all[0], of_all[1]))
    return table, pd.DataFrame(rows, columns=SUMS)
