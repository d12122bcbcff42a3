"""A small made-up survey with known codes, and the reference data of R's survey package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.params import Params, load

Answers = dict[str, pd.DataFrame]


def _rows(questionnaire: str, variable: str, codes: list[str], **more: Any) -> list[dict[str, Any]]:
    values = more.pop("values", [None] * len(codes))
    needs = more.pop("needs", [None] * len(codes))
    return [
        {
            "questionnaire": questionnaire, "variable": variable, "question": variable, "item": None,
            "label": variable, "kind": "single", "category": code, "category_label": code,
            "order": i, "value": values[i], "need": needs[i], "field_of_action": None,
            "role": "context", "missing_kind": "declined" if code == "kA" else None,
            "universe": None, "sensitive": False, **more,
        }
        for i, code in enumerate(codes)
    ]  # fmt: skip


@pytest.fixture(scope="session")
def codebook() -> pd.DataFrame:
    mine, field = "alleinerziehende", {"field_of_action": "kinderbetreuung"}
    scale = {
        "values": [1.0, 2.0, 3.0, 4.0, None], "needs": [1.0, 0.5, 0.0, 0.0, None],
        "role": "satisfaction", "kind": "array",
    }  # fmt: skip
    rows = [
        *_rows(mine, "geschlecht", ["w", "m", "d", "kA"], role="margin"),
        *_rows(mine, "sgb2", ["ja", "nein", "kA"], role="margin"),
        *_rows(mine, "erwerb", ["voll", "teil", "mini", "ausb", "such", "haus", "sonst", "kA"]),
        *_rows(mine, "alterj", ["u3", "u6", "u10", "u14", "u18"], role="target_group"),
        *_rows(mine, "kinder", ["k1", "k2", "k3", "k4"], role="target_group"),
        *_rows(mine, "migration", ["ja", "nein", "kA"], role="target_group"),
        *_rows(mine, "K1_a", ["1", "2", "3", "4", "kA"], **scale, **field),
        *_rows(mine, "K2_a", ["ja", "nein"], kind="multiple", role="wish", **field),
        *_rows(mine, "weg", [""], kind="numeric", role="context"),
        *_rows(mine, "frei", [""], kind="text", role="open"),
        *_rows("arbeitgeber", "groesse", ["g1", "g2", "g3"], values=[1.0, 2.0, 3.0],
               role="target_group"),
        *_rows("arbeitgeber", "teilzeit", ["ja", "nein", "kA"], role="use",
               field_of_action="arbeit"),
        *_rows("einrichtungen", "lotse", ["ja", "nein"], role="use"),
    ]  # fmt: skip
    book = pd.DataFrame(rows)
    book["category"] = book["category"].replace({"": None})
    return book


@pytest.fixture(scope="session")
def answers() -> Callable[..., Answers]:
    def build(n: int = 400, seed: int = 3) -> Answers:
        random = np.random.default_rng(seed)

        def draw(codes: list[str], p: list[float], size: int = n) -> np.ndarray:
            return random.choice(codes, size, p=p)

        mine = pd.DataFrame(
            {
                "respondent": [f"a{i:06d}" for i in range(n)],
                "geschlecht": draw(["w", "m", "d", "kA", "_no_answer"], [0.86, 0.1, 0.01, 0.02, 0.01]),
                "sgb2": draw(["ja", "nein", "kA"], [0.45, 0.5, 0.05]),
                "erwerb": draw(["voll", "teil", "such", "haus", "kA"], [0.3, 0.3, 0.2, 0.15, 0.05]),
                "alterj": draw(["u3", "u6", "u10", "u14", "u18"], [0.2] * 5),
                "kinder": draw(["k1", "k2", "k3", "k4"], [0.6, 0.3, 0.08, 0.02]),
                "migration": draw(["ja", "nein", "kA"], [0.3, 0.65, 0.05]),
            }
        )  # fmt: skip
        sgb2 = (mine["sgb2"] == "ja").to_numpy()
        worse = random.choice(["1", "2", "3", "4", "kA", "_not_asked"], n,
                              p=[0.35, 0.25, 0.2, 0.1, 0.03, 0.07])  # fmt: skip
        better = random.choice(["1", "2", "3", "4", "kA", "_no_answer"], n,
                               p=[0.1, 0.2, 0.3, 0.3, 0.03, 0.07])  # fmt: skip
        mine["K1_a"] = np.where(sgb2, worse, better)
        mine["K2_a"] = draw(["ja", "nein", "_not_asked"], [0.3, 0.6, 0.1])
        mine["weg"] = np.where(
            random.random(n) < 0.1, np.nan, random.integers(1, 60, n).astype(float)
        )
        mine["weg__missing"] = np.where(mine["weg"].isna(), "_no_answer", None)
        mine["frei"] = "text"
        firms = pd.DataFrame(
            {
                "respondent": [f"b{i:03d}" for i in range(90)],
                "groesse": draw(["g1", "g2", "g3"], [0.45, 0.45, 0.1], 90),
                "teilzeit": draw(["ja", "nein", "kA"], [0.5, 0.4, 0.1], 90),
            }
        )
        houses = pd.DataFrame(
            {"respondent": [f"c{i:02d}" for i in range(26)], "lotse": ["ja"] * 18 + ["nein"] * 8}
        )
        return {"alleinerziehende": mine, "arbeitgeber": firms, "einrichtungen": houses}

    return build


@pytest.fixture(scope="session")
def raked() -> Callable[[Answers], pd.DataFrame]:
    """Weights raked by plain loops, independent of the room under test."""

    def build(answers: Answers) -> pd.DataFrame:
        tables = []
        for name, people in answers.items():
            table = pd.DataFrame({"questionnaire": name, "respondent": people["respondent"]})
            table["base_weight"] = table["weight"] = 1.0
            table["trimmed"], table["cell"] = False, None
            if name == "alleinerziehende":
                sex = people["geschlecht"].where(people["geschlecht"].isin(["w", "m"]), "-")
                aid = people["sgb2"].where(people["sgb2"].isin(["ja", "nein"]), "-")
                wanted = (
                    (sex, {"w": 0.88, "m": 0.12}),
                    (aid, {"ja": 0.35, "nein": 0.65}),
                )
                for _ in range(200):
                    for codes, shares in wanted:
                        known = (codes != "-").sum()
                        for code, share in shares.items():
                            mask = codes == code
                            table.loc[mask, "weight"] *= (
                                share * known / table.loc[mask, "weight"].sum()
                            )
                        rest = codes == "-"
                        if rest.any():
                            table.loc[rest, "weight"] *= (
                                rest.sum() / table.loc[rest, "weight"].sum()
                            )
                table["cell"] = "geschlecht=" + sex + "|sgb2=" + aid
            tables.append(table)
        return pd.concat(tables, ignore_index=True)

    return build


@pytest.fixture(scope="session")
def params(root: Path) -> Params:
    return load(root / "params.yaml")
