"""Tables that plainly keep their contract, told without pandera.

Only certainty counts: whatever is not plainly in order goes to pandera, which decides and words the fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.tables.contract import Column, Contract, Law

if TYPE_CHECKING:
    import pandas as pd


def admitted(contract: Contract, table: pd.DataFrame) -> pd.DataFrame | None:
    """The table with the contract's types if it plainly keeps the contract, otherwise None."""
    if not table.columns.is_unique or (contract.strict and set(table) - set(contract.columns)):
        return None
    typed = {}
    for name, column in contract.columns.items():
        if name not in table:
            if column.required:
                return None
            continue
        made = table[name]
        values = _typed(made, column.kind)
        if values is None or not _lawful(values, column):
            return None
        if values is not made:
            typed[name] = values
    out = table.assign(**typed)
    if contract.unique and out.duplicated(list(contract.unique)).any():
        return None
    return out if all(law(out).all() for law in contract.together.values()) else None


def _typed(values: pd.Series, kind: Any) -> pd.Series | None:
    """Values of a type; None where the change of type could lose or make up something."""
    if str(values.dtype) == kind:
        return values
    there = values.dropna()
    plain = values.empty or (
        (str(values.dtype) == "object" and kind == "str" and all(type(v) is str for v in there))
        or (str(values.dtype) == "int64" and kind == "Int64")
        or (str(values.dtype) == "float64" and kind == "Int64" and (there % 1 == 0).all())
    )
    return values.astype(kind) if plain else None


def _lawful(values: pd.Series, column: Column) -> bool:
    if values.hasnans and not column.nullable:
        return False
    there = values.dropna() if column.laws else values
    return all(_holds(law, there) for law in column.laws)


def _holds(law: Law, values: pd.Series) -> bool:
    match law.name, law.arguments:
        case "isin", (words,):
            return bool(values.isin(words).all())
        case "in_range", (low, high):
            return bool(values.between(low, high).all())
        case "ge", (low,):
            return bool((values >= low).all())
    return False
