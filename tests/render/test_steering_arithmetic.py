"""The board's arithmetic in a real browser: scores, ranks and tipping weights are those of Python."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from pipeline.assess import ranks
from pipeline.render import board
from pipeline.workspace import Workspace
from tests.render import steering_data
from tests.render.browser import needs_chromium, run

pytestmark = needs_chromium
WEIGHTS: list[dict[str, float]] = [
    {"need": 3, "severity": 2, "reach": 1, "inequality": 1, "offer_gap": 2, "readiness": 1},
    {"need": 1, "severity": 1, "reach": 1, "inequality": 1, "offer_gap": 1, "readiness": 1},
    {"need": 5, "severity": 0, "reach": 0, "inequality": 0.5, "offer_gap": 0, "readiness": 0},
    {"need": 0, "severity": 0, "reach": 0, "inequality": 0, "offer_gap": 0, "readiness": 2.5},
]


def in_python(data: dict[str, Any], weights: dict[str, float]) -> ranks.Ranking:
    names = [c["id"] for c in data["criteria"] if c["available"]]
    p, m = len(data["fields"]), len(names)
    upper = np.zeros((p * m, p * m))
    upper[np.triu_indices(p * m)] = data["covariance"]
    matrix = (upper + upper.T - np.diag(np.diag(upper))).reshape(p, m, p, m)
    w = np.array([weights[c] for c in names])
    w = w / w.sum()
    score = np.array([[f["values"][c] for c in names] for f in data["fields"]]) @ w
    return ranks.rank(score, np.einsum("c,fcgd,d->fg", w, matrix, w), data["df"])


@pytest.mark.parametrize("spread", [0.05, 0.6, 3.0])
def test_scores_and_rank_sets_agree_with_python_to_1e_9(ws: Workspace, spread: float) -> None:
    data = steering_data.write(ws.root, steering_data.public(3, spread))
    page = board(ws)
    found = run(
        page,
        "const d=JSON.parse(document.getElementById('daten').textContent);"
        f"return {json.dumps(WEIGHTS)}.map(w=>Kompass.assess(d,w))",
    )
    for weights, browser in zip(WEIGHTS, found, strict=True):
        python = in_python(data, weights)
        for key, wanted in (("score", python.score), ("se", python.se)):
            np.testing.assert_allclose([f[key] for f in browser], wanted, rtol=0, atol=1e-9)
        assert abs(browser[0]["critical"] - python.critical) < 1e-9
        for key, ranked in (
            ("rank", python.rank),
            ("rank_low", python.low),
            ("rank_high", python.high),
        ):
            assert [f[key] for f in browser] == ranked.tolist()


def test_default_weights_show_what_the_pipeline_ranked(ws: Workspace) -> None:
    data = steering_data.write(ws.root, steering_data.public(5))
    found = run(
        board(ws),
        "const d=JSON.parse(document.getElementById('daten').textContent);"
        "return Kompass.assess(d,Object.fromEntries(d.criteria.map(c=>[c.id,c.weight])))",
    )
    for field, browser in zip(data["fields"], found, strict=True):
        for key in ("score", "ci_low", "ci_high"):
            assert abs(field[key] - browser[key]) < 1e-9
        assert [field[k] for k in ("rank", "rank_low", "rank_high")] == [
            browser[k] for k in ("rank", "rank_low", "rank_high")
        ]


def test_feasibility_counts_once_every_field_is_judged(ws: Workspace) -> None:
    """Entered points count with their weight and have no sampling error."""
    data = steering_data.write(ws.root, steering_data.public(3))
    names = [c["id"] for c in data["criteria"] if c["available"]]
    weights = {**WEIGHTS[0], "feasibility": 2}
    entered = {f["id"]: float(i) for i, f in enumerate(data["fields"])}
    found = run(
        board(ws),
        f"""
        const d=JSON.parse(document.getElementById('daten').textContent), judged={json.dumps(entered)};
        const boxes=[...document.querySelectorAll('#machbarkeit input')];
        const slider=document.getElementById('g-feasibility');
        const fill=b=>{{b.value=judged[b.dataset.feld];b.dispatchEvent(new Event('input'))}};
        boxes.slice(1).forEach(fill); const early=slider.disabled; fill(boxes[0]);
        return {{early,late:slider.disabled,weight:slider.value,
                 result:Kompass.assess(d,{json.dumps(weights)},judged)}}
        """,
    )
    assert (found["early"], found["late"], found["weight"]) == (True, False, "1")
    total = sum(weights.values())
    for field, browser in zip(data["fields"], found["result"], strict=True):
        own = sum(weights[c] * field["values"][c] for c in names) + 2 * entered[field["id"]]
        assert abs(browser["score"] - own / total) < 1e-9
    plain = in_python(data, WEIGHTS[0])
    shrunk = (total - 2) / total
    np.testing.assert_allclose([b["se"] for b in found["result"]], plain.se * shrunk, atol=1e-9)


@pytest.mark.parametrize("top", [1, 3])
def test_tipping_weights_are_where_the_first_fields_change(ws: Workspace, top: int) -> None:
    """Against a fine walk along every single weight: the first change of the set of the first fields."""
    data = steering_data.write(ws.root, steering_data.public(3))
    names = [c["id"] for c in data["criteria"] if c["available"]]
    tips = run(
        board(ws),
        "const d=JSON.parse(document.getElementById('daten').textContent);"
        f"return Kompass.tipping(d,{json.dumps(WEIGHTS[1])},null,5,{top})",
    )
    points = np.array([[f["values"][c] for c in names] for f in data["fields"]])
    ids = [f["id"] for f in data["fields"]]
    weights = np.array([WEIGHTS[1][c] for c in names], dtype=float)

    def leading(criterion: int, weight: float) -> set[str]:
        other = weights.copy()
        other[criterion] = weight
        return {ids[i] for i in np.argsort(-(points @ other))[:top]}

    assert tips
    found = {t["criterion"]: t for t in tips}
    for i, name in enumerate(names):
        own = leading(i, weights[i])
        walk = sorted(np.linspace(0, 5, 5001), key=lambda w, now=weights[i]: abs(w - now))
        changed = next((w for w in walk if leading(i, w) != own), None)
        assert (changed is None) == (name not in found), name
        if changed is not None:
            tip = found[name]
            assert abs(tip["weight"] - changed) <= 0.001 + 1e-9
            step = 1e-6 if tip["weight"] > tip["now"] else -1e-6
            assert leading(i, tip["weight"] - step) == own
            assert leading(i, tip["weight"] + step) == own - {tip["out"]} | {tip["field"]}


def test_a_weight_that_must_vanish_is_not_said_to_be_less_than_nothing(ws: Workspace) -> None:
    """The second field leads once the gap counts less than 2 * 0.01 / 1 = 0.02, which is written as 0."""
    data = steering_data.write(ws.root, steering_data.public(3))
    first, second = data["fields"][:2]
    for field in data["fields"]:
        field["values"] = dict.fromkeys(field["values"], 5.0 if field in (first, second) else 1.0)
    first["values"]["offer_gap"], second["values"]["offer_gap"] = 8.0, 7.0
    second["values"]["severity"] = 5.01
    (ws.reports / "_gen" / "board.json").write_text(json.dumps(data), encoding="utf-8")
    text = run(board(ws), "return document.body.textContent")
    assert (
        f"{second['short']} stünde vorn, wenn „Lücke im Angebot“ nicht zählte (jetzt 2\u2011fach)"
        in text
    )
    assert "als 0\u2011fach" not in text


@pytest.mark.parametrize("top", [0, 1, 3])
def test_every_order_change_that_a_single_weight_brings_is_named(ws: Workspace, top: int) -> None:
    """Against a walk in steps of a thousandth over every weight from 0 to 5, in both directions."""
    data = steering_data.write(ws.root, steering_data.public(6))
    names = [c["id"] for c in data["criteria"] if c["available"]]
    rows = run(
        board(ws),
        "const d=JSON.parse(document.getElementById('daten').textContent);"
        f"return Kompass.stable(d,{json.dumps(WEIGHTS[0])},null,5,{top})",
    )
    points = np.array([[f["values"][c] for c in names] for f in data["fields"]])
    ids = [f["id"] for f in data["fields"]]
    weights = np.array([WEIGHTS[0][c] for c in names], dtype=float)

    def order(criterion: int, weight: float) -> list[str]:
        other = weights.copy()
        other[criterion] = weight
        return [ids[i] for i in np.argsort(-(points @ other), kind="stable")]

    def kept(criterion: int, weight: float) -> bool:
        now, then = order(criterion, weights[criterion]), order(criterion, weight)
        return set(now[:top]) == set(then[:top]) if top else now == then

    changes = 0
    for i, row in enumerate(rows):
        assert row["criterion"] == names[i]
        down = np.arange(weights[i], -1e-9, -0.001)
        up = np.arange(weights[i], 5 + 1e-9, 0.001)
        for side, walk in (("below", down), ("above", up)):
            first = next((w for w in walk if not kept(i, float(w))), None)
            found = row[side]
            assert (first is None) == (found is None), (names[i], side, first, found)
            if first is not None:
                changes += 1
                assert abs(found["weight"] - first) <= 0.001 + 1e-9
                step = -1e-6 if side == "below" else 1e-6
                after = order(i, found["weight"] + step)
                assert after.index(found["up"]) < after.index(found["down"])
                before = order(i, found["weight"] - step)
                assert before.index(found["down"]) < before.index(found["up"])
    assert changes > 0
