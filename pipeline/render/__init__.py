"""Documents from sources that hold no code: by Quarto or the built-in engine; the steering board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.render.documents import render

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.workspace import Workspace

__all__ = ["board", "render"]


def board(ws: Workspace) -> Path:
    """Write the steering board; see :func:`pipeline.render.steering.board`."""
    from pipeline.render.steering import board

    return board(ws)
