"""What a contract is written in: columns with types and laws, and the register of all contracts.

pandera decides whether a table keeps its contract (:meth:`Contract.schema`). Loading it costs more than
checking all tables of a stage, so ``pipeline.tables.quick`` looks first whether there is anything to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Law:
    """What every value that is there keeps; ``name`` is the check's name in pandera."""

    name: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """A column's pandas type, whether values may be missing, whether the column may."""

    kind: str
    nullable: bool = False
    laws: tuple[Law, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Contract:
    """Columns by name; ``strict``: no others; ``together``: laws by name that whole rows keep."""

    columns: Mapping[str, Column]
    strict: bool = True
    unique: tuple[str, ...] = ()
    together: Mapping[str, Callable[[pd.DataFrame], pd.Series[bool]]] = field(default_factory=dict)

    def optional(self, *names: str) -> Contract:
        """The same, where these columns may be absent."""
        return self.with_columns(
            **{name: replace(self.columns[name], required=False) for name in names}
        )

    def with_columns(self, **more: Column) -> Contract:
        """The same, with further or other columns."""
        return replace(self, columns={**self.columns, **more})

    def without(self, *names: str) -> Contract:
        """The same without these columns."""
        kept = {name: column for name, column in self.columns.items() if name not in names}
        return replace(self, columns=kept)

    def schema(self) -> Any:
        """The contract as pandera holds tables against it."""
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {
                name: pa.Column(
                    column.kind,
                    checks=[getattr(pa.Check, law.name)(*law.arguments) for law in column.laws],
                    nullable=column.nullable,
                    required=column.required,
                    coerce=True,
                )
                for name, column in self.columns.items()
            },
            checks=[pa.Check(law, name=name) for name, law in self.together.items()],
            strict=self.strict,
            unique=list(self.unique) or None,
        )


CONTRACTS: dict[str, Callable[[], Contract]] = {}


def contract(build: Callable[[], Contract]) -> Callable[[], Contract]:
    """Enter a function that builds a contract under its own name without the leading underscore."""
    CONTRACTS[build.__name__.strip("_")] = build
    return build


def columns(**specs: str | tuple[str, Law]) -> Contract:
    """A contract with these columns and no others; ``?`` behind a type: values may be missing."""
    out = {}
    for name, spec in specs.items():
        kind, *laws = spec if isinstance(spec, tuple) else (spec,)
        kind = "Int64?" if kind == "int64?" else kind  # numpy integers cannot be missing
        out[name] = Column(kind.rstrip("?"), kind.endswith("?"), tuple(laws))
    return Contract(out)


def one_of(values: tuple[str, ...]) -> Law:
    """The law that a value is one of these words."""
    return Law("isin", (values,))


def between(low: float, high: float) -> Law:
    """The law that a number lies between two others, which may be reached."""
    return Law("in_range", (low, high))


def at_least(low: float) -> Law:
    """The law that a number is not below another."""
    return Law("ge", (low,))
