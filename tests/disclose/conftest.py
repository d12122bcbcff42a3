"""Tables before the wall, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.params import Params, load

Members = dict[str, np.ndarray]


@pytest.fixture(scope="session")
def params(root: Path) -> Params:
    return load(root / "params.yaml")


@pytest.fixture(scope="session")
def codebook() -> pd.DataFrame:
    rows = [
        {
            "questionnaire": "alleinerziehende", "variable": variable, "question": variable,
            "item": f"item_{variable}", "label": variable, "kind": "single", "category": code,
            "category_label": code, "order": i, "value": None, "need": None,
            "field_of_action": "kinderbetreuung", "role": "unmet_need", "missing_kind": None,
            "universe": None, "sensitive": sensitive,
        }
        for variable, sensitive in (("Q1", False), ("G1", True))
        for i, code in enumerate(["a", "b", "c"])
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"value": float, "need": float})


@pytest.fixture(scope="session")
def survey() -> Callable[..., dict[str, pd.DataFrame]]:
    """Estimates and kinds, by plain counting."""

    def build(
        codes: np.ndarray,
        members: Members,
        variable: str = "Q1",
        outside: Members | None = None,
        weights: np.ndarray | None = None,
    ) -> dict[str, pd.DataFrame]:
        w = np.ones(len(codes)) if weights is None else weights
        groups = {"alle": np.ones(len(codes), dtype=bool), **members}
        rows: list[dict[str, Any]] = []
        for group, inside in groups.items():
            n, total = int(inside.sum()), w[inside].sum()
            for code in ("a", "b", "c"):
                p = w[inside & (codes == code)].sum() / total if n else np.nan
                se = np.sqrt(p * (1 - p) / n) if n else np.nan
                rows.append(
                    {
                        "key": f"alleinerziehende/{variable}/{code}/{group}/share",
                        "questionnaire": "alleinerziehende", "variable": variable, "category": code,
                        "target_group": group, "statistic": "share", "estimate": p, "se": se,
                        "ci_low": max(p - 2 * se, 0), "ci_high": min(p + 2 * se, 1), "n": n,
                        "n_category": int((inside & (codes == code)).sum()), "n_effective": float(n),
                        "deff": 1.0, "unit": "share",
                    }
                )  # fmt: skip
        kinds: dict[tuple[str, str], list[float]] = {}
        for k, weight in enumerate(w):
            inside = "|".join(g for g, who in groups.items() if who[k])
            others = "|".join(g for g, known in (outside or {}).items() if known[k])
            kinds.setdefault((inside, others), []).append(weight)
        columns = ["questionnaire", "variable", "inside", "outside", "n", "weight"]
        counted = [
            ("alleinerziehende", variable, *kind, len(each), float(sum(each)))
            for kind, each in kinds.items()
        ]
        return {
            "estimates": pd.DataFrame(rows),
            "kinds": pd.DataFrame(counted, columns=columns),
        }

    return build


@pytest.fixture(scope="session")
def inputs(
    survey: Callable[..., dict[str, pd.DataFrame]], codebook: pd.DataFrame, params: Params
) -> tuple[Callable[..., dict[str, pd.DataFrame]], pd.DataFrame, Params]:
    return survey, codebook, params
