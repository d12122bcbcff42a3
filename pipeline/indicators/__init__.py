"""Official statistics: from files as downloaded to one table in which every value names its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Params
    from pipeline.workspace import Workspace


def build(ws: Workspace, params: Params) -> pd.DataFrame:
    """The table ``indicators`` of a network; see :func:`pipeline.indicators.table.build`."""
    from pipeline.indicators import table as room

    return room.build(ws, params)
