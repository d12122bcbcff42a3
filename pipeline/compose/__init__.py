"""From what passed the disclosure wall to what documents include: facts, sentences, charts, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.params import Params
    from pipeline.workspace import Workspace


def compose(ws: Workspace, params: Params) -> None:
    """Write ``reports/_variables.yml`` and everything below ``reports/_gen``.

    Args:
        ws: the network's folder; only ``data/public`` and ``reports/_brand.yml`` are read.
        params: names, labels of groups and fields, limits of disclosure, document date.

    Raises:
        PipelineError: the stage ``disclose`` has not run.
    """
    from pipeline.compose.build import run

    run(ws, params)
