"""The board's data: only what may be shown, in sentences that the figures bear."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.compose import board, board_evidence
from pipeline.compose.decision import fingerprint
from tests.render import steering_data


@pytest.fixture
def public() -> Any:
    return steering_data.public(2)


def test_the_covariance_is_in_the_order_of_fields_and_criteria(public: Any) -> None:
    data = board.from_public(public)
    names = [c["id"] for c in data["criteria"] if c["available"]]
    keys = [(f["id"], c) for f in data["fields"] for c in names]
    assert len(data["covariance"]) == len(keys) * (len(keys) + 1) // 2
    variance = {
        (r["field_a"], r["criterion_a"]): r["covariance"]
        for r in public["covariance"]
        if (r["field_a"], r["criterion_a"]) == (r["field_b"], r["criterion_b"])
    }
    diagonal = np.cumsum([0, *range(len(keys), 1, -1)])
    for key, at in zip(keys, diagonal, strict=True):
        assert data["covariance"][at] == variance[key]


def test_a_criterion_that_is_not_known_everywhere_has_no_weight(public: Any) -> None:
    data = board.from_public(public)
    unknown = next(c for c in data["criteria"] if c["id"] == "feasibility")
    assert (unknown["available"], unknown["weight"]) == (False, 0)
    assert all("feasibility" not in f["values"] for f in data["fields"])


def test_withheld_and_bracketed_groups(public: Any) -> None:
    for row in public.tables["needs"]:
        if row["target_group"] == "vaeter":
            row |= {"status": "rounded", "n": 20, "in_need_low": None, "in_need_high": None}
        if row["target_group"] == "muetter":
            row |= {"status": "withheld", "in_need": None}
    data = board.from_public(public)
    assert [g["id"] for g in data["groups"]] == ["alle", "vaeter"]
    shares = next(iter(data["shares"]["vaeter"].values()))
    assert shares[1:3] == [None, None]
    assert "muetter" not in data["shares"]
    field = data["fields"][0]
    assert [g["id"] for g in field["groups"]] == ["alle"]
    assert "„Mütter“" in field["too_small"]
    assert "kommt hier niemand zu Wort" in field["too_small"]


def test_a_group_too_small_for_figures_is_heard_where_somebody_speaks_for_it(public: Any) -> None:
    for row in public.tables["needs"]:
        if row["target_group"] in {"vaeter", "muetter"}:
            row["status"] = "withheld"
    first = board.from_public(public)["fields"][0]["id"]
    quote = {"source_type": "Interview", "field_of_action": first, "theme": "Zeit", "quote": "Nie."}
    public.tables["quotes"] = [quote | {"target_group": "vaeter", "released": True}]
    field = board.from_public(public)["fields"][0]
    assert "In den Gesprächen zu Wort kommt: „Väter“." in field["too_small"]
    assert field["quotes"] == [
        {"text": "„Nie.“", "source": "Interview", "theme": "Zeit", "group": "Väter"}
    ]
    public.tables["quotes"].append(quote | {"target_group": "muetter", "released": False})
    assert board.from_public(public)["fields"][0]["too_small"] == field["too_small"]


def test_the_finding_names_the_largest_need_and_its_offers(public: Any) -> None:
    first = board.from_public(public)["fields"][0]
    need = first["needs"][0]
    assert first["finding"].startswith(f"„{need['label']}“: ")
    assert "Angebot" not in first["finding"]
    public.tables["coverage"] = [
        {"need": need["id"], "field_of_action": first["id"], "offers": 1, "in_need": 0.3, "awareness": 0.3,
         "verdict": "unknown"}
    ]  # fmt: skip
    assert "aber nur 30\u202f% kennen es" in board.from_public(public)["fields"][0]["finding"]


def test_one_need_that_makes_most_of_a_field_is_named() -> None:
    def need(share: float) -> dict[str, Any]:
        return {"share": share, "label": "X"}

    assert "„X“" in board_evidence.dominated([need(0.6), need(0.2)])
    assert board_evidence.dominated([need(0.3), need(0.3)]) == ""
    assert "einzigen" in board_evidence.dominated([need(0.3)])
    assert board_evidence.dominated([]) == ""


def test_the_fingerprint_changes_with_the_figures_and_with_nothing_else(public: Any) -> None:
    before = fingerprint(public)
    public.tables["quotes"] = []
    for rows in public.tables.values():
        rows.reverse()
    assert fingerprint(public) == before
    public.tables["needs"][0]["in_need"] += 1e-6
    assert fingerprint(public) != before
