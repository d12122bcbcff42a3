"""What people wrote by hand for this room, checked before any answer is there (``bedarf check``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.assess import QUESTIONNAIRE, decision, every_field_asked, interviews, items, offers
from pipeline.errors import Fault, PipelineError

if TYPE_CHECKING:
    from pipeline.params import Params
    from pipeline.workspace import Workspace


def faults(
    ws: Workspace, params: Params, codebook: pd.DataFrame, personal: interviews.Personal
) -> list[Fault]:
    """Faults of offers, interviews and decision, and fields of action that nobody is asked about.

    Args:
        ws: the network's folder; ``data/input`` is read, missing files are fine.
        params: fields of action.
        codebook: table ``codebook`` of the single parents' questionnaire, for the needs that offers name.
        personal: finds what may name somebody in a quotation.
    """
    ids = [field.id for field in params.fields_of_action]
    groups = [g.id for g in params.target_groups if g.questionnaire == QUESTIONNAIRE]
    nobody = pd.DataFrame(columns=["respondent", *codebook["variable"].unique()])
    asked = items.build(nobody, codebook)
    file = ws.input / decision.FILE

    def decided() -> list[Fault]:
        if file.is_file():
            decision.read(file, ids, name=f"data/input/{decision.FILE}")
        return []

    def every_field() -> list[Fault]:
        every_field_asked(ids, asked)
        return []

    readings: list[Callable[[], list[Fault]]] = [
        lambda: offers.read(ws.input, ids, asked.names, "", offers.latest_check(params))[1].faults,
        lambda: interviews.read(ws.input, ids, groups, personal)[1].faults,
        every_field,
        decided,
    ]
    found: list[Fault] = []
    for reading in readings:
        try:
            found += reading()
        except PipelineError as error:
            found += error.faults
    return found
