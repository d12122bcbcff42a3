"""Questionnaires with too few answers to be used, above all early break-offs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.clean.case import Case, Mask, both

RULE = "too_few_answers"


def run(case: Case) -> None:
    """Exclude those who answered less than the least share of the questions meant for them."""
    least = case.rules.min_answered_share
    few = answered_share(case) < least
    case.exclude(RULE, few, f"Weniger als {round(100 * least)} % der Fragen beantwortet")


def answered_share(case: Case) -> npt.NDArray[np.float64]:
    """Answered of the questions meant for the respondent, 0-1, whether or not they were reached.

    A row of an array counts as a question; a multiple choice and a ranking count once; free text does
    not count, nor does what a filter rules out, nor what a source did not ask anybody (an earlier survey with
    fewer questions).
    """
    meant = np.zeros(len(case))
    answered = np.zeros(len(case))
    sources = _sources(case)
    for names in _units(case):
        asked = both([case.asked(name).true for name in names], len(case))
        asked &= _posed(both([case.shown(name) for name in names], len(case)), sources)
        given: Mask = both([case.answered(name) for name in names], len(case))
        meant += asked | given
        answered += given
    return np.divide(answered, meant, out=np.zeros(len(case)), where=meant > 0)


def _sources(case: Case) -> list[Mask]:
    """Respondents of each source in which somebody reached the end: there, what nobody saw was not asked."""
    names = case.meta["source"].astype(str).to_numpy(dtype=object)
    complete = case.meta["complete"].to_numpy(dtype=bool)
    return [names == name for name in sorted(set(names[complete]))]


def _posed(shown: Mask, sources: list[Mask]) -> Mask:
    """For whom a question stood in the source that they came from."""
    posed = np.ones(len(shown), dtype=bool)
    for own in sources:
        posed[own] = shown[own].any()
    return posed


def _units(case: Case) -> list[list[str]]:
    units = [
        [v.name for v in q] for k in ("multiple", "ranking") for q in case.questions(k).values()
    ]
    return units + [
        [v.name] for v in case.variables.values() if v.kind not in {"multiple", "ranking", "text"}
    ]
