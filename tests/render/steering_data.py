"""A board's data from invented criteria: real scoring, real tables, little text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from pipeline import params as parameters
from pipeline.assess import criteria, fields
from pipeline.compose import board
from pipeline.compose.public import Public
from pipeline.params import Params

ROOT = Path(__file__).resolve().parents[2]
REPLICATES = 200
KNOWN = [c for c in criteria.CRITERIA if c != "feasibility"]


def demo_params() -> Params:
    return parameters.load(ROOT / "params.yaml")


def values(seed: int, spread: float = 0.4) -> dict[str, Any]:
    """Criterion -> fields x (1 + replicates); fields and criteria are correlated."""
    rng = np.random.default_rng(seed)
    p, m = 9, len(KNOWN)
    truth = rng.uniform(2, 8, size=(p, m))
    root = rng.normal(size=(p * m, p * m)) / np.sqrt(p * m)
    noise = (root @ rng.normal(size=(p * m, REPLICATES))).reshape(p, m, REPLICATES) * spread
    return {
        c: np.concatenate([truth[:, i : i + 1], truth[:, i : i + 1] + noise[:, i]], axis=1)
        for i, c in enumerate(KNOWN)
    }


def public(seed: int, spread: float = 0.4, weights: dict[str, float] | None = None) -> Public:
    """Public tables of an invented survey."""
    params = demo_params()
    ids = [f.id for f in params.fields_of_action]
    found = fields.score(
        ids, values(seed, spread), weights or params.assessment.weights.model_dump(), 400
    )
    needs = [
        {
            "need": f"bedarf_{i}_{k}", "field_of_action": name, "label": f"etwas <Nr. {k}> & mehr",
            "target_group": group, "importance": 0.7, "satisfaction": 0.4, "gap": 0.3,
            "in_need": 0.2 + 0.05 * k, "in_need_low": 0.15, "in_need_high": 0.5, "severity": 0.8,
            "awareness": 0.3, "n": 120, "people": 800.0, "people_low": 600.0, "people_high": 1000.0,
            "status": "value",
        }
        for i, name in enumerate(ids)
        for k in range(3)
        for group in ("alle", "muetter", "vaeter")
    ]  # fmt: skip
    tables = {
        "fields": _rows(found.fields),
        "covariance": _rows(found.covariance),
        "ranking": _rows(found.ranking),
        "needs": needs,
        "coverage": [],
        "offers": [],
        "quotes": [
            {"source_type": "Interview", "field_of_action": ids[0], "quote": "</script><b>x",
             "theme": "<i>Zeit", "target_group": None, "released": True}
        ],
    }  # fmt: skip
    return Public(params, tables, {"demo": True})


def _rows(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_dict("records")
    return [
        {k: None if isinstance(v, float) and np.isnan(v) else v for k, v in row.items()}
        for row in rows
    ]


def write(folder: Path, source: Public) -> dict[str, Any]:
    """``board.json`` in a network's folder; returns its content."""
    data = board.from_public(source)
    path = folder / "reports" / "_gen" / "board.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return data
