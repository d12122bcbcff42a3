"""Turns raw answers into typed responses; counts and names everything that it drops or changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Cleaning
    from pipeline.samples import ClosedList


@dataclass(frozen=True)
class Cleaned:
    """What cleaning gives (contracts of the same names in :mod:`pipeline.tables`).

    Attributes:
        responses: one row per usable respondent, sorted by ``respondent``.
        quality: what was excluded, set missing, masked or flagged, by rule.
        participation: counts of questionnaires by channel and mode.
        response_rates: AAPOR's rates of a closed list; empty for open links.
    """

    responses: pd.DataFrame
    quality: pd.DataFrame
    participation: pd.DataFrame
    response_rates: pd.DataFrame


def clean(
    raw: pd.DataFrame,
    codebook: pd.DataFrame,
    rules: Cleaning,
    questionnaire: str,
    gross: ClosedList | None = None,
) -> Cleaned:
    """Clean one questionnaire's answers.

    Args:
        raw: the raw table that ``collect`` made.
        codebook: tables: codebook; rows of other questionnaires are ignored.
        rules: thresholds from ``params.yaml``.
        questionnaire: its name in the codebook.
        gross: what is known of the list that was invited; None for open links.

    Returns:
        Responses, quality, participation and response rates.

    Raises:
        PipelineError: the codebook does not know the questionnaire, a condition cannot be read, or more
            came back than were invited.
    """
    from pipeline.clean import participation, returns, typed
    from pipeline.clean.case import Case
    from pipeline.clean.rules import ORDER

    case = Case.of(raw, codebook, rules, questionnaire)
    for rule in ORDER:
        rule(case)
    responses = typed.responses(case)
    rates = returns.table(case, gross)
    return Cleaned(responses, case.quality(), participation.table(case), rates)
