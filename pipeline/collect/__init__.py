"""Brings the answers of every source into one raw table per questionnaire. Knows no meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Params
    from pipeline.questionnaire import Questionnaire
    from pipeline.workspace import Workspace


def collect(
    ws: Workspace, params: Params, questionnaires: dict[str, Questionnaire]
) -> dict[str, pd.DataFrame]:
    """Read every source that ``params.yaml`` names.

    Args:
        ws: the network's folder.
        params: its parameters; ``sources`` and ``seed`` are used.
        questionnaires: the loaded definitions by name.

    Returns:
        The raw table of each questionnaire (columns: :data:`pipeline.collect.raw.META`, then one per
        variable of the codebook), sorted by respondent.

    Raises:
        PipelineError: a source that is missing or broken, a respondent that stands in two sources.
    """
    from pipeline.collect.sources import collect as read_sources

    return read_sources(ws, params, questionnaires)
