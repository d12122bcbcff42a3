"""One rule per table; a table without a rule does not pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline import tables as contracts
from pipeline.disclose import (
    contrasts,
    counts,
    figures,
    mosaic,
    parts,
    rare,
    rest,
    scores,
    since,
    themes,
)
from pipeline.disclose.question import ALL, NAMES, UNIT, WITHHELD, by_size
from pipeline.errors import Fault, PipelineError
from pipeline.params import Disclosure, Params

DIGITS = 12
USED_ONLY = ("kinds", "ledger", "sums")
PERSONAL = (
    "respondent",
    "submitted_on",
    "started_at",
    "submitted_at",
    "duration_s",
    "ipaddr",
    "token",
)
MOST_SILENT = 0.5  # of everybody's answers, from which on scores are held back too
EMPTIED = ["estimate", "se", "ci_low", "ci_high", "n", "n_category", "n_effective", "deff"]


def pass_through(params: Params, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """See :func:`pipeline.disclose.disclose`."""
    _refuse(tables)
    limits = params.disclosure
    public: dict[str, pd.DataFrame] = {}
    if "estimates" in tables:
        public["estimates"] = _estimates(tables, params)
    for name, table in tables.items():
        if name in USED_ONLY or name == "estimates":
            continue
        if name == "tests":
            estimates = _needed("estimates", public, name)
            public[name] = figures.tests(table, estimates, _untold(tables, params))
        elif name in FIGURES:
            estimates = _needed("estimates", public, name)
            public[name] = FIGURES[name](table, estimates, tables["codebook"], limits)
        elif name == "need_parts":
            public[name] = parts.need_parts(table, _needed("needs", public, name), limits)
        elif name == "need_tests":
            needs = _needed("needs", public, name)
            told = rest.telling(tables["kinds"], params) if "kinds" in tables else set()
            closed = figures.items_of(told, tables["codebook"])
            public[name] = contrasts.need_tests(table, needs, closed, limits)
        elif name == "margins":
            made, shown = tables.get("estimates"), public.get("estimates")
            public[name] = counts.margins(table, made, shown, limits)
        elif name in scores.RULES:
            public[name] = scores.RULES[name](table, _everybody(tables, public, limits), limits)
        else:
            public[name] = RULES[name](table, limits)
    if "ranking" in public and "fields" in public:
        public["ranking"] = scores.agree(public["ranking"], public["fields"])
    checked = {name: _checked(name, _digits(table)) for name, table in public.items()}
    return {name: checked[name] for name in sorted(checked)}


def _refuse(tables: dict[str, pd.DataFrame]) -> None:
    faults = []
    for name, table in tables.items():
        personal = sorted(set(table.columns) & set(PERSONAL))
        if personal:
            faults.append(
                Fault(
                    f"the table '{name}' has one row per respondent ({', '.join(personal)})",
                    "data/public",
                    "nothing about single respondents passes the wall",
                    "pass estimates instead",
                )
            )
        elif name not in (
            *RULES,
            *FIGURES,
            *scores.RULES,
            *USED_ONLY,
            "estimates",
            "margins",
            "tests",
            "need_tests",
            "need_parts",
        ):
            faults.append(
                Fault(
                    f"there is no rule for the table '{name}'",
                    "data/public",
                    "what has no rule is not published",
                    "add a rule to pipeline/disclose/wall.py",
                )
            )
    if faults:
        raise PipelineError.of(faults)


def _everybody(
    tables: dict[str, pd.DataFrame], public: dict[str, pd.DataFrame], limits: Disclosure
) -> int:
    """Status of what is said of all single parents together; withheld where nobody was asked.

    Also where most of their answers are held back because of an earlier publication: fields are made of the
    same shares.
    """
    if "estimates" not in tables:
        return WITHHELD
    table = tables["estimates"]
    own = (table["questionnaire"] == scores.QUESTIONNAIRE) & (table["target_group"] == ALL)
    enough = own & (table["n"] >= limits.min_n)
    silent = public["estimates"].loc[enough.to_numpy(), "status"] == NAMES[WITHHELD]
    if enough.any() and silent.mean() > MOST_SILENT:
        return WITHHELD
    return by_size(int(table.loc[own, "n"].max()) if own.any() else 0, limits)


def _untold(tables: dict[str, pd.DataFrame], params: Params) -> set[tuple[str, str, str]]:
    """Units that may be shown, but not compared with all others."""
    of_few = rare.affected(tables["estimates"], params.disclosure)
    if "kinds" not in tables:
        return of_few
    return of_few | rest.telling(tables["kinds"], params)


def _needed(name: str, public: dict[str, pd.DataFrame], by: str) -> pd.DataFrame:
    if name not in public:
        raise PipelineError(f"the table '{by}' cannot pass without the table '{name}'")
    return public[name]


def _estimates(tables: dict[str, pd.DataFrame], params: Params) -> pd.DataFrame:
    used = (tables.get("kinds"), tables.get("sums"))
    out = figures.estimates(tables["estimates"], used, tables["codebook"], params)
    ledger = tables.get("ledger")
    _silence(out, since.too_close(out, ledger, params))
    _silence(out, mosaic.told(out, tables["estimates"], ledger, params))
    return out


def _silence(out: pd.DataFrame, close: set[tuple[str, str, str]]) -> None:
    if not close:
        return
    rows = pd.MultiIndex.from_frame(out[UNIT]).isin(list(close))
    for column in EMPTIED:
        out[column] = out[column].mask(rows)
    out["status"] = out["status"].mask(rows, NAMES[WITHHELD])


def _as_it_is(table: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """What was public before, or says nothing about people."""
    del limits
    return table


def _released(table: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """Only what somebody released by hand."""
    del limits
    return table[table["released"].astype(bool)].reset_index(drop=True)


def _indicators(table: pd.DataFrame, limits: Disclosure) -> pd.DataFrame:
    """A value that the office suppressed must not be there."""
    del limits
    hidden = table[(table["status"] == "suppressed") & table["value"].notna()]
    if not hidden.empty:
        raise PipelineError.of(
            [
                Fault(
                    f"the indicator '{row.indicator}' ({row.region}, {row.period}) is marked suppressed "
                    "and has a value",
                    str(row.file),
                    hint="correct the reader or the entry; a suppressed value is empty",
                )
                for row in hidden.head(12).itertuples()
            ]
        )
    return table


Rule = Callable[[pd.DataFrame, Disclosure], pd.DataFrame]
RULES: dict[str, Rule] = {
    "codebook": _as_it_is,
    "indicators": _indicators,
    "participation": counts.participation,
    "quality": counts.quality,
    "response_rates": counts.response_rates,
    "codes": counts.codes,
    "offers": _released,
    "quotes": _released,
    "themes": themes.themes,
    "goals": _as_it_is,
    "decision": _as_it_is,
    "confirmation": _as_it_is,
    "channels": _as_it_is,
}
FIGURES = {"needs": figures.needs, "circumstances": figures.circumstances}
PUBLIC_CONTRACTS = {
    name: f"public_{name}"
    for name in (
        "estimates",
        "needs",
        "need_parts",
        "need_tests",
        "quality",
        "circumstances",
        "codes",
        "themes",
    )
}
UNCHECKED = ("goals", "decision")


def _digits(table: pd.DataFrame) -> pd.DataFrame:
    """Floats in 12 digits and without a negative zero, so that every processor writes the same bytes."""
    out = table.reset_index(drop=True)
    for name in out.select_dtypes("float").columns:
        values = out[name].to_numpy(dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            size = np.where(
                np.isfinite(values) & (values != 0), np.floor(np.log10(np.abs(values))), 0.0
            )
            scale = 10.0 ** (DIGITS - 1 - size)
            rounded = np.where(np.isfinite(values), np.round(values * scale) / scale, values)
        out[name] = rounded + 0.0
    return out


def _checked(name: str, table: pd.DataFrame) -> pd.DataFrame:
    return table if name in UNCHECKED else contracts.check(PUBLIC_CONTRACTS.get(name, name), table)
