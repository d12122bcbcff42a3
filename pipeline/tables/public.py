"""Behind the wall: what disclose makes of tables that it changes."""

from __future__ import annotations

from dataclasses import replace

from pipeline.tables.contract import (
    CONTRACTS,
    Column,
    Contract,
    at_least,
    between,
    columns,
    contract,
    one_of,
)
from pipeline.tables.words import RELEASE

RELEASED = Column("str", laws=(one_of(RELEASE),))


def _public(name: str, *, n: str, **more: Column) -> Contract:
    """A contract with a count that may be empty and further columns."""
    inside = CONTRACTS[name]()
    count = replace(inside.columns[n], kind="Int64", nullable=True)
    return inside.with_columns(**{n: count}, **more)


@contract
def _public_estimates() -> Contract:
    """Estimates with ``status``; withheld rows have no numbers, rounded ones only figure and n."""
    return _public("estimates", n="n", status=RELEASED)


@contract
def _public_needs() -> Contract:
    return _public("needs", n="n", status=RELEASED).without("n_in_need", "in_need_of_all")


@contract
def _public_need_parts() -> Contract:
    return CONTRACTS["need_parts"]().without("fewest")


@contract
def _public_need_tests() -> Contract:
    return CONTRACTS["need_tests"]().without("fewest")


@contract
def _public_circumstances() -> Contract:
    """Only effects that are released, in whole points (0.01)."""
    return columns(
        field_of_action="str", target_group="str", effect=("float64", between(-1, 1)), ci_low="float64",
        ci_high="float64", p_adjusted="float64", n=("int64", at_least(0)),
    )  # fmt: skip


@contract
def _public_themes() -> Contract:
    """Codes that enough segments share or a released quotation shows; small numbers are empty: words only."""
    return columns(field_of_action="str", theme="str", speakers="str?", segments="Int64?")


@contract
def _public_codes() -> Contract:
    """Shares of texts (0-1) instead of counts; ``status`` as for estimates."""
    return columns(
        questionnaire="str", variable="str", code="str", share=("float64", between(0, 1)),
        texts=("int64", at_least(1)), kappa="float64?", status=("str", one_of(RELEASE)),
    )  # fmt: skip


@contract
def _public_quality() -> Contract:
    """Counts below the smallest cell are empty."""
    quality = _public("quality", n="count")
    return quality.with_columns(share=replace(quality.columns["share"], nullable=True))


@contract
def _ledger() -> Contract:
    """Units released in earlier publications."""
    return columns(
        published_on="str", questionnaire="str", variable="str", target_group="str",
        n=("int64", at_least(0)), status=("str", one_of(RELEASE)), shares="str",
        definition="str",
    )  # fmt: skip
