"""What a margin names: a question, its answer codes in categories, and indicators. All of it must exist."""

from __future__ import annotations

import pandas as pd

from pipeline import params as parameters
from pipeline.errors import Fault, closest
from pipeline.paramfaults import WITHOUT_CODES, torn, unanswered
from pipeline.params import JOINED, answer_codes
from pipeline.weight.official import several
from pipeline.weight.population import context_faults, contradictions

NO_INDICATOR = (
    "`bedarf stats list` shows all indicators; what none of them means stands in "
    "data/input/eigene_angaben.csv and begins with 'eigene_'"
)


def faults(
    margin: parameters.Margin, book: pd.DataFrame, indicators: pd.DataFrame, home: str, where: str
) -> list[Fault]:
    """Everything that a margin names and that is not there, or cannot be.

    Args:
        margin: as in ``params.yaml``.
        book: codebook of its questionnaire.
        indicators: table ``indicators``.
        home: the network's region, which counts where a target names none.
        where: where the margin stands.
    """
    rows = book[book["variable"] == margin.variable].sort_values("order")
    if rows.empty:
        asked = [str(name) for name in book["variable"].unique()]
        what = f"the questionnaire has no variable '{margin.variable}'"
        return [Fault(what, where, "", closest(margin.variable, asked))]
    found = []
    codes = list(dict.fromkeys(rows["category"].dropna()))
    scale = list(rows.loc[rows["value"].notna() & rows["missing_kind"].isna(), "category"])
    missing = list(rows.loc[rows["missing_kind"].notna(), "category"])
    advice = f"its codes: {', '.join(codes)}" if codes else WITHOUT_CODES
    for category in margin.targets:
        unknown = [code for code in answer_codes(category) if code not in codes]
        found += [
            Fault(
                f"'{margin.variable}' has no answer code '{code}'",
                where,
                "",
                advice,
            )
            for code in unknown
        ]
        found += torn(category, scale, where)
        found += unanswered(category, missing, where)
    known = indicators["indicator"].unique()
    given = [*margin.targets.values(), *margin.employees.values()]
    meant = [t for targets in given for t in several(targets)]
    names = sorted({t.indicator for t in meant})
    here = indicators[indicators["region"].isin({t.region or home for t in meant})]
    found += contradictions(names, here, where)
    found += context_faults(margin.id, margin.questionnaire, names, indicators, where)
    found += [
        Fault(f"there is no indicator '{name}'", where, "", closest(name, known, NO_INDICATOR))
        for name in names
        if name not in known
    ]
    return found


def categories(margin: parameters.Margin, rows: pd.DataFrame) -> tuple[str, ...]:
    """A margin's categories in the questionnaire's order, and in it the codes that they join.

    Args:
        margin: as in ``params.yaml``.
        rows: its question in the codebook.
    """
    place = {code: i for i, code in enumerate(rows.sort_values("order")["category"])}
    sorted_codes = [sorted(answer_codes(key), key=place.__getitem__) for key in margin.targets]
    return tuple(JOINED.join(codes) for codes in sorted(sorted_codes, key=lambda c: place[c[0]]))


def left_out(
    margin: parameters.Margin, responses: pd.DataFrame, book: pd.DataFrame
) -> dict[str, int]:
    """How many gave a valid answer that the margin names no target for, by answer code."""
    rows = book[(book["variable"] == margin.variable) & book["missing_kind"].isna()]
    counts = responses[margin.variable].value_counts()
    named = {code for category in margin.targets for code in answer_codes(category)}
    others = [c for c in rows["category"].dropna() if c not in named]
    return {str(c): int(counts.get(c, 0)) for c in others if counts.get(c, 0)}
