"""Definitions of what is asked, and what is made from them: codebook, LimeSurvey structure, paper form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.questionnaire.model import Questionnaire

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Questionnaire", "codebook", "load"]


def load(path: Path, *, scales: Path | None = None, places: Path | None = None) -> Questionnaire:
    """Read and check a definition; see :func:`pipeline.questionnaire.loading.load`."""
    from pipeline.questionnaire.loading import load

    return load(path, scales=scales, places=places)


def codebook(questionnaire: Questionnaire, *, language: str = "de") -> pd.DataFrame:
    """Every variable and category as a table; see :func:`pipeline.questionnaire.table.codebook`."""
    from pipeline.questionnaire.table import codebook

    return codebook(questionnaire, language=language)
