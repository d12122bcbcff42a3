"""Behind the wall: what disclose makes of tables that it changes."""

from __future__ import annotations

from typing import Any

from pipeline.tables.contract import CONTRACTS, at_least, between, columns, contract, one_of
from pipeline.tables.words import RELEASE


def _public(name: str, *, n: str, **more: Any) -> Any:
    """A contract with a count that may be empty and further columns."""
    import pandera.pandas as pa

    counts = {n: {"dtype": "Int64", "nullable": True}}
    schema = CONTRACTS[name]().update_columns(counts)
    return schema.add_columns(
        {
            column: pa.Column("str", checks=list(rules), coerce=True)
            for column, rules in more.items()
        }
    )


@contract
def _public_estimates() -> Any:
    """Estimates with ``status``; withheld rows have no numbers, rounded ones only figure and n."""
    return _public("estimates", n="n", status=[one_of(RELEASE)])


@contract
def _public_needs() -> Any:
    return _public("needs", n="n", status=[one_of(RELEASE)]).remove_columns(["n_in_need"])


@contract
def _public_need_parts() -> Any:
    return CONTRACTS["need_parts"]().remove_columns(["fewest"])


@contract
def _public_need_tests() -> Any:
    return CONTRACTS["need_tests"]().remove_columns(["fewest"])


@contract
def _public_circumstances() -> Any:
    """Only effects that are released, in whole points (0.01)."""
    return columns(
        field_of_action="str", target_group="str", effect=("float64", between(-1, 1)), ci_low="float64",
        ci_high="float64", p_adjusted="float64", n=("int64", at_least(0)),
    )  # fmt: skip


@contract
def _public_codes() -> Any:
    """Shares of texts (0-1) instead of counts; ``status`` as for estimates."""
    return columns(
        questionnaire="str", variable="str", code="str", share=("float64", between(0, 1)),
        texts=("int64", at_least(1)), kappa="float64?", status=("str", one_of(RELEASE)),
    )  # fmt: skip


@contract
def _public_quality() -> Any:
    """Counts below the smallest cell are empty."""
    return _public("quality", n="count").update_columns({"share": {"nullable": True}})


@contract
def _ledger() -> Any:
    """Units released in earlier publications."""
    return columns(
        published_on="str", questionnaire="str", variable="str", target_group="str",
        n=("int64", at_least(0)), status=("str", one_of(RELEASE)), shares="str",
    )  # fmt: skip
