"""The tables that pass between rooms: their columns, types and laws.

Names are ``snake_case``; units are in the name or in a ``unit`` column; shares are 0-1, never per cent;
every count says of what. A stage checks what it writes with :func:`check`; nothing else passes a door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import Fault, PipelineError
from pipeline.tables import answers, fields, figures, public, quick  # noqa: F401  (contracts enter)
from pipeline.tables.contract import CONTRACTS
from pipeline.tables.words import (
    FLAG_ACTIONS,
    INDICATOR_STATUS,
    KINDS,
    MISSING_KINDS,
    MODES,
    NO_ANSWER,
    NOT_ASKED,
    RELEASE,
    ROLES,
    STATISTICS,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CONTRACTS",
    "FLAG_ACTIONS",
    "INDICATOR_STATUS",
    "KINDS",
    "MISSING_KINDS",
    "MODES",
    "NOT_ASKED",
    "NO_ANSWER",
    "RELEASE",
    "ROLES",
    "STATISTICS",
    "check",
    "without_missing",
]


def check(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Hold a table against its contract.

    Args:
        name: one of the schemas of this module (``responses``, ``codebook`` ...).
        table: what a room made.

    Returns:
        The same rows with columns in the contract's order and of the contract's types.

    Raises:
        PipelineError: all violations at once, with column and first offending row. This is a fault of
            the program or of a hand-made table, not of the analyst.
    """
    contract = CONTRACTS[name]()
    admitted = quick.admitted(contract, table)
    if admitted is not None:
        return admitted
    import pandera.errors

    try:
        return contract.schema().validate(table, lazy=True)  # type: ignore[no-any-return]
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.head(12).itertuples()
        faults = [
            Fault(
                f"column '{case.column}' breaks the rule {case.check} (found: {case.failure_case!r})",
                f"table {name}, row {case.index}",
                hint="please report this with the output of `bedarf run --debug`",
            )
            for case in cases
        ]
        raise PipelineError.of(faults) from None


def without_missing(codebook: pd.DataFrame) -> pd.DataFrame:
    """The codebook's rows for valid answers (neither *declined* nor *don't know*)."""
    return codebook[codebook["missing_kind"].isna()]
