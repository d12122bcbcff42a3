"""Turns raw answers into typed responses; counts and names everything that it drops or changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Cleaning


@dataclass(frozen=True)
class Cleaned:
    """What cleaning gives (contracts of the same names in :mod:`pipeline.tables`).

    Attributes:
        responses: one row per usable respondent, sorted by ``respondent``.
        quality: what was excluded, set missing, masked or flagged, by rule.
        participation: counts of questionnaires by channel and mode.
    """

    responses: pd.DataFrame
    quality: pd.DataFrame
    participation: pd.DataFrame


def clean(
    raw: pd.DataFrame, codebook: pd.DataFrame, rules: Cleaning, questionnaire: str
) -> Cleaned:
    """Clean one questionnaire's answers.

    Args:
        raw: the raw table that ``collect`` made.
        codebook: tables: codebook; rows of other questionnaires are ignored.
        rules: thresholds from ``params.yaml``.
        questionnaire: its name in the codebook.

    Returns:
        Responses, quality and participation.

    Raises:
        PipelineError: the codebook does not know the questionnaire, or a condition cannot be read.
    """
    from pipeline.clean import participation, typed
    from pipeline.clean.case import Case
    from pipeline.clean.rules import ORDER

    case = Case.of(raw, codebook, rules, questionnaire)
    for rule in ORDER:
        rule(case)
    responses = typed.responses(case)
    return Cleaned(responses, case.quality(), participation.table(case))
