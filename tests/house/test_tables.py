"""Contracts of the tables: what passes without pandera would have passed pandera too, with the same types."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pandera.errors
import pytest

from pipeline import tables
from pipeline.errors import PipelineError
from pipeline.tables import quick
from pipeline.tables.contract import Column, Contract

CONTRACTS = sorted(tables.CONTRACTS)
SAMPLES = {
    "str": ("a", "b", "c"), "float64": (0.5, 0.25, 1.0), "int64": (1, 2, 3), "Int64": (1, 2, 3),
    "bool": (True, False, True),
}  # fmt: skip


def sample(contract: Contract) -> pd.DataFrame:
    """Three rows that keep a contract."""
    table = pd.DataFrame(
        {
            name: pd.Series(_words(column) or SAMPLES[column.kind], dtype=column.kind)
            for name, column in contract.columns.items()
        }
    )
    return table.assign(status="value") if contract.together else table


def _words(column: Column) -> tuple[str, ...]:
    words = next((law.arguments[0] for law in column.laws if law.name == "isin"), ())
    return tuple(words[i % len(words)] for i in range(3)) if words else ()


def variants(contract: Contract) -> Iterator[tuple[str, pd.DataFrame]]:
    """Tables that keep the contract and tables that break it, in every column."""
    good = sample(contract)
    yield "good", good
    yield "empty", good.head(0)
    yield "empty, without types", pd.DataFrame(columns=list(good.columns), dtype=object)
    yield "rows in another order", good.iloc[::-1]
    yield "columns in another order", good[list(good.columns)[::-1]]
    yield "a column more", good.assign(surplus=1)
    yield "a column twice", pd.concat([good, good.iloc[:, :1]], axis=1)
    yield "a row twice", pd.concat([good, good.head(1)], ignore_index=True)
    yield "every value unknown", good.assign(status="suppressed") if "status" in good else good
    values = (None, "never agreed", "3", -1, 1.5, 2**53)
    alike = {column: name for name, column in contract.columns.items()}  # one of each sort
    for column, name in alike.items():
        yield f"without {name}", good.drop(columns=name)
        for value in values:
            changed = pd.Series([value, *good[name][1:]], dtype=object)
            for kind in {"object", "float64", "int64", column.kind}:
                try:
                    typed = changed.astype(kind)
                except (TypeError, ValueError, OverflowError):
                    continue
                yield f"{value!r} in {name} as {kind}", good.assign(**{name: typed})


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_passes_without_pandera_passes_it_too(name: str) -> None:
    contract = tables.CONTRACTS[name]()
    schema = contract.schema()
    passed, stopped = 0, 0
    for what, table in variants(contract):
        admitted = quick.admitted(contract, table)
        if admitted is None:
            stopped += 1
            continue
        passed += 1
        try:
            expected = schema.validate(table, lazy=True)
        except pandera.errors.SchemaErrors as error:
            pytest.fail(f"{what}: pandera stops it: {error.failure_cases}")
        pd.testing.assert_frame_equal(admitted, expected, check_exact=True, obj=what)
    assert passed >= 4
    assert stopped >= 4


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_sample_that_is_in_order_passes_at_once(name: str) -> None:
    contract = tables.CONTRACTS[name]()
    assert quick.admitted(contract, sample(contract)) is not None


def test_a_broken_law_is_told_with_table_row_and_column() -> None:
    table = sample(tables.CONTRACTS["ranking"]()).assign(share_top3=[0.5, 1.5, 0.2])
    with pytest.raises(PipelineError) as caught:
        tables.check("ranking", table)
    assert "share_top3" in str(caught.value)
    assert "table ranking, row 1" in str(caught.value)


def test_a_table_in_order_does_not_load_pandera(root: Path) -> None:
    code = (
        "import sys, pandas as pd; from pipeline import tables;"
        "tables.check('kinds', pd.DataFrame({'questionnaire': ['a'], 'variable': ['b'],"
        "'inside': ['c'], 'outside': ['d'], 'n': [1], 'weight': [1.5]}));"
        "sys.exit('pandera' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
