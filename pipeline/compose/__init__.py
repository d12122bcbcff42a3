"""From what passed the disclosure wall to what documents include: facts, sentences, charts, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.params import Params
    from pipeline.workspace import Workspace


def compose(ws: Workspace, params: Params, codebook: list[dict[str, Any]] | None = None) -> None:
    """Write ``reports/_variables.yml`` and everything below ``reports/_gen``.

    With ``document.language: en`` report and handouts are written in English too (``_gen/…/en``); brochure
    and board stay German.

    Args:
        ws: the network's folder; reads ``data/public``, ``reports/_brand.yml``, own words in English.
        codebook: labels of the questionnaires in the language of the report, where it is not German.
        params: names, labels of groups and fields, limits of disclosure, document date.

    Raises:
        PipelineError: the stage ``disclose`` has not run; names of the network have no English.
    """
    from pipeline.compose.build import run

    run(ws, params, codebook)
