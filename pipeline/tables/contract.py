"""What a contract is written in: columns with types and laws, and the register of all contracts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CONTRACTS: dict[str, Callable[[], Any]] = {}


def contract(build: Callable[[], Any]) -> Callable[[], Any]:
    """Enter a function that builds a schema under its own name without the leading underscore."""
    CONTRACTS[build.__name__.strip("_")] = build
    return build


def columns(**specs: Any) -> Any:
    """A strict, ordered, coercing schema; ``?`` behind a type means that it may be missing."""
    import pandera.pandas as pa

    out = {}
    for name, spec in specs.items():
        kind, *rules = spec if isinstance(spec, tuple) else (spec,)
        kind = "Int64?" if kind == "int64?" else kind  # numpy integers cannot be missing
        out[name] = pa.Column(
            kind.rstrip("?"), checks=rules or None, nullable=kind.endswith("?"), coerce=True
        )
    return pa.DataFrameSchema(out, strict=True, ordered=False, coerce=False)


def one_of(values: tuple[str, ...]) -> Any:
    """The law that a value is one of these words."""
    import pandera.pandas as pa

    return pa.Check.isin(values)


def between(low: float, high: float) -> Any:
    """The law that a number lies between two others, which may be reached."""
    import pandera.pandas as pa

    return pa.Check.in_range(low, high)


def at_least(low: float) -> Any:
    """The law that a number is not below another."""
    import pandera.pandas as pa

    return pa.Check.ge(low)
