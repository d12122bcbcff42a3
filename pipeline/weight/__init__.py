"""Weights: what each usable answer counts for, how well that fits official margins, and replicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Params


@dataclass(frozen=True)
class Weighting:
    """What the room gives.

    Attributes:
        weights: table ``weights``, sorted by respondent; the mean weight of a questionnaire is 1. ``cell``
            names the raking cell (``geschlecht=w|sgb2=ja``), empty where nothing was raked.
        margins: table ``margins``; shares among respondents with a known category.
        replicates: table ``replicates``: bootstrap weights, columns ``r000`` ….
        metrics: counts and diagnostics as plain numbers, for ``dvc metrics`` and the method page.
    """

    weights: pd.DataFrame
    margins: pd.DataFrame
    replicates: pd.DataFrame
    metrics: dict[str, Any]


def weight(
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    indicators: pd.DataFrame,
    params: Params,
) -> Weighting:
    """Weight the answers of every questionnaire.

    Single parents are raked to the margins of ``params.margins``; *divers* and missing keep their
    unweighted share. Employers are raked to margins of their own (size classes) from 100 answers on and count
    1 each below; institutions always count 1. Replicates are the rescaled bootstrap of
    Rao and Wu (JASA 1988); each one redoes raking and trimming. Institutions are not sampled: their
    replicate weights are 1.

    Args:
        responses: table ``responses`` per questionnaire.
        codebook: table ``codebook``.
        indicators: table ``indicators``: official values that the margins name.
        params: margins, limits of weighting, seed.

    Raises:
        PipelineError: a margin names an unknown indicator or answer code, a category that should carry
            5 % or more of the population has no respondent, margins contradict each other, or weights
            would have to exceed every reasonable limit. The hint says what to change.
    """
    from pipeline.weight.build import weighting

    return weighting(responses, codebook, indicators, params)
