"""A small public folder of a made-up network: every figure follows from its position, nothing is drawn."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import params as parameters
from pipeline import questionnaire
from pipeline.params import Params
from pipeline.workspace import Workspace, write_table
from tests.compose import official

GROUPS = (
    "alle",
    "muetter",
    "vaeter",
    "sgb2",
    "ohne_sgb2",
    "erwerbstaetig",
    "nicht_erwerbstaetig",
    "drei_kinder",
)
SIZES = {"alle": 200, "muetter": 160, "vaeter": 24, "sgb2": 80, "ohne_sgb2": 110, "drei_kinder": 7}


def workspace(root: Path, repository: Path) -> tuple[Workspace, Params]:
    """A network's folder with ``data/public`` filled."""
    for name in ("params.yaml", "questionnaires", "reports"):
        source = repository / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("_gen", "_output", "_variables.yml", ".quarto")
            shutil.copytree(source, root / name, ignore=ignore)
        else:
            shutil.copy(source, root / name)
    ws = Workspace(root)
    params = parameters.load(ws.params_file)
    for name, table in tables(ws, params).items():
        write_table(ws.public / f"{name}.parquet", table)
    meta = {"demo": True, "metrics": {"n_effective": 148.2, "usable": {"alleinerziehende": 200}}}
    (ws.public / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    return ws, params


def tables(ws: Workspace, params: Params) -> dict[str, pd.DataFrame]:
    """All public tables."""
    book = pd.concat(
        [
            questionnaire.codebook(questionnaire.load(ws.root / q.definition))
            for q in params.questionnaires.values()
        ],
        ignore_index=True,
    )
    needs = _needs(book)
    fields = [f.id for f in params.fields_of_action]
    return {
        "codebook": book,
        "estimates": _estimates(book),
        "needs": needs,
        "tests": pd.DataFrame(columns=["key", "contrast", "difference", "p_adjusted"]).astype(
            "str"
        ),
        "ranking": _ranking(fields),
        "fields": _criteria(fields),
        "covariance": pd.DataFrame(
            columns=["field_a", "criterion_a", "field_b", "criterion_b", "covariance"]
        ),
        "participation": _participation(),
        "quality": pd.DataFrame(
            [
                ("speeder", "alleinerziehende", None, 9, 0.04, "excluded", None),
                ("out_of_scope", "alleinerziehende", None, 11, 0.05, "excluded", None),
            ],
            columns=["rule", "questionnaire", "variable", "count", "share", "action", "note"],
        ),
        "margins": official.margins(),
        "channels": pd.DataFrame(
            [
                ("alleinerziehende", "kita", "Kindertagesstätten", "link", 900),
                ("alleinerziehende", "jobcenter", "Jobcenter", "bogen", None),
                ("arbeitgeber", "kammer", "Kammern", "link", None),
            ],
            columns=["questionnaire", "kanal", "label", "kind", "issued"],
        ).astype({"issued": "Int64"}),
        "indicators": official.indicators(),
        "offers": _offers(),
        "coverage": _coverage(needs),
        "quotes": pd.DataFrame(
            [
                (
                    "Interview, Alleinerziehende",
                    "kinderbetreuung",
                    "Randzeiten",
                    None,
                    "Diese eine Stunde entscheidet über alles.",
                    True,
                ),
                (
                    "Interview, Alleinerziehende",
                    "arbeit",
                    "Suche",
                    None,
                    "Nicht freigegebener Satz.",
                    False,
                ),
            ],
            columns=[
                "source_type",
                "field_of_action",
                "theme",
                "target_group",
                "quote",
                "released",
            ],
        ),
    }


def _released(share: float, n: int) -> dict[str, Any]:
    """A share as the wall lets it pass: withheld below 10, in steps of five points below 30."""
    if n < 10:
        return {"value": None, "low": None, "high": None, "n": None, "status": "withheld"}
    if n < 30:
        return {
            "value": round(share * 20) / 20,
            "low": None,
            "high": None,
            "n": n,
            "status": "rounded",
        }
    share = round(share, 2)
    half = round(1.96 * (share * (1 - share) / n) ** 0.5, 2)
    return {
        "value": share,
        "low": max(share - half, 0),
        "high": min(share + half, 1),
        "n": n,
        "status": "value",
    }


def _size(questionnaire_name: str, group: str) -> int:
    if questionnaire_name == "alleinerziehende":
        return SIZES.get(group, 95)
    return {"arbeitgeber": 62, "einrichtungen": 26}[questionnaire_name] if group == "alle" else 0


def _estimates(book: pd.DataFrame) -> pd.DataFrame:
    rows = []
    valid = book[book["missing_kind"].isna() & book["category"].notna()]
    for position, ((name, variable), found) in enumerate(
        valid.groupby(["questionnaire", "variable"], sort=False)
    ):
        codes = list(found["category"])
        weights = [1 + (position + 3 * k) % 5 for k in range(len(codes))]
        for group in GROUPS:
            n = _size(str(name), group)
            for code, weight in zip(codes, weights, strict=True):
                share = weight / sum(weights)
                known = _released(share, n)
                if name == "einrichtungen" and known["value"] is not None:
                    known |= {"low": None, "high": None, "status": "value"}
                counted = round(share * n) if name == "einrichtungen" and n else None
                rows.append(
                    {
                        "key": f"{name}/{variable}/{code}/{group}/share",
                        "questionnaire": name,
                        "variable": variable,
                        "category": code,
                        "target_group": group,
                        "statistic": "share",
                        "estimate": known["value"],
                        "ci_low": known["low"],
                        "ci_high": known["high"],
                        "n": known["n"],
                        "n_category": counted,
                        "status": known["status"],
                    }
                )
    return pd.DataFrame(rows).astype({"n": "Int64", "n_category": "Int64", "estimate": "float64"})


def _needs(book: pd.DataFrame) -> pd.DataFrame:
    own = book[(book["questionnaire"] == "alleinerziehende") & book["need"].notna()]
    own = own.assign(item=own["item"].fillna(own["variable"]))
    rows = []
    for position, (item, found) in enumerate(own.groupby("item", sort=False)):
        first = found.iloc[0]
        for place, group in enumerate(GROUPS):
            known = _released(
                min(0.1 + (position * 7 % 50) / 100 + 0.04 * place, 0.95), SIZES.get(group, 95)
            )
            firm = known["status"] == "value"
            rows.append(
                {
                    "need": item,
                    "field_of_action": first["field_of_action"],
                    "label": first["label"],
                    "target_group": group,
                    "importance": 0.5 + (position * 11 % 40) / 100 if position % 3 else None,
                    "satisfaction": 0.3 + (position * 13 % 40) / 100 if position % 3 else None,
                    "in_need": known["value"],
                    "in_need_low": known["low"],
                    "in_need_high": known["high"],
                    "n": known["n"],
                    "status": known["status"],
                    "people_low": 1000.0 if firm else None,
                    "people": 1200.0 if firm else None,
                    "people_high": 1400.0 if firm else None,
                    "severity": 0.6 if firm else None,
                    "gap": None,
                    "awareness": 0.4 if firm else None,
                }
            )
    return pd.DataFrame(rows).astype({"n": "Int64"})


def _ranking(fields: list[str]) -> pd.DataFrame:
    rows = [
        {
            "field_of_action": f,
            "score": 7.0 - 0.4 * k,
            "se": 0.2,
            "ci_low": 6.6 - 0.4 * k,
            "ci_high": 7.4 - 0.4 * k,
            "rank": k + 1,
            "rank_low": max(1, k),
            "rank_high": min(len(fields), k + 2),
            "share_top3": float(k < 3),
        }
        for k, f in enumerate(fields)
    ]
    return pd.DataFrame(rows)


def _criteria(fields: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f, c, 3.0 + k, 0.3, w)
            for k, f in enumerate(fields)
            for c, w in (("need", 0.6), ("offer_gap", 0.4))
        ],
        columns=["field_of_action", "criterion", "value", "se", "weight"],
    )


def _participation() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("alleinerziehende", "kita", "simulated", 140, 130, 121),
            ("alleinerziehende", "jobcenter", "simulated", 90, 82, 79),
            ("arbeitgeber", "kammer", "simulated", 70, 64, 62),
            ("einrichtungen", "post", "simulated", 28, 26, 26),
        ],
        columns=["questionnaire", "kanal", "mode", "received", "complete", "usable"],
    )


def _offers() -> pd.DataFrame:
    base = {
        "kind": "Beratung",
        "institution": "Beratungsstelle Muster e. V.",
        "address": "Musterstraße 1, 61169 Friedberg",
        "contact": "06031 000000, rat@muster.example",
        "opening_times": "Mo–Fr 9:00–12:00",
        "cost": "kostenlos",
        "categories": "Beratung",
        "field_of_action": "information",
        "place": "Friedberg (Hessen)",
        "need": "anlaufstelle, ueberblick",
        "description": "Beratung ohne Termin.",
        "conditions": None,
        "places": None,
        "utilisation": None,
        "last_checked": "2026-06-15",
    }
    rows = [
        {
            **base,
            "offer": f"o{k}",
            "name": f"Sprechstunde {k}",
            "released": k != 3,
            "web": "https://www.muster.example/sprechstunde" if k == 1 else None,
        }
        for k in range(5)
    ]
    return pd.DataFrame(rows)


def _coverage(needs: pd.DataFrame) -> pd.DataFrame:
    own = needs[needs["target_group"] == "alle"].head(8)
    verdicts = ["covered", "gap", "unknown", "duplicate"] * 2
    return pd.DataFrame(
        {"need": own["need"].to_list(), "field_of_action": own["field_of_action"].to_list(), "offers": 1,
         "in_need": own["in_need"].to_list(), "awareness": 0.4, "verdict": verdicts}
    )  # fmt: skip
