"""What two publications together tell: attacked with numbers made by hand and with surveys that grow."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from pipeline.disclose import disclose
from pipeline.disclose.ledger import definitions, entries
from pipeline.disclose.scores import agree
from pipeline.disclose.since import too_close
from pipeline.params import Params, TargetGroup

Survey = Callable[..., dict[str, pd.DataFrame]]
Counts = dict[str, dict[str, int]]
CODES = ["a", "b", "c"]


def _group(name: str, **where: list[str]) -> TargetGroup:
    ((variable, codes),) = where.items()
    return TargetGroup.model_validate(
        {"id": name, "label": name, "where": {"variable": variable, "is": codes}}
    )


MOTHERS, FATHERS = _group("muetter", sex=["w"]), _group("vaeter", sex=["m"])


def _with(params: Params, *groups: TargetGroup) -> Params:
    return params.model_copy(update={"target_groups": list(groups)})


def _shown(counts: Counts) -> pd.DataFrame:
    """Public estimates in whole per cent of some groups' counts."""
    return pd.DataFrame(
        [
            {
                "questionnaire": "alleinerziehende", "variable": "K1", "target_group": group,
                "statistic": "share", "category": code, "estimate": round(count / sum(own.values()), 2),
                "n": sum(own.values()), "status": "value",
            }
            for group, own in counts.items()
            for code, count in own.items()
        ]
    )  # fmt: skip


def _closed(before: Counts, after: Counts, params: Params, then: Params | None = None) -> set[str]:
    ledger = entries(_shown(before), "2026-11-02", then or params)
    return {unit[2] for unit in too_close(_shown(after), ledger, params)}


@pytest.mark.parametrize(
    ("before", "after", "close"),
    [
        ({"a": 160, "b": 240}, {"a": 161, "b": 242}, False),  # any of 0 to 3 may have said a
        ({"a": 160, "b": 240}, {"a": 163, "b": 240}, False),  # 40 per cent again
        (
            {"a": 161, "b": 239},
            {"a": 164, "b": 239},
            True,
        ),  # 158 to 162, then 164 to 167: two or three
    ],
)
def test_what_three_newcomers_said_must_stay_open(
    before: dict[str, int], after: dict[str, int], close: bool, params: Params
) -> None:
    closed = _closed({"alle": before}, {"alle": after}, _with(params))
    assert bool(closed) is close


def test_newcomers_who_are_not_in_a_group_are_protected(params: Params) -> None:
    """Thirty new answers, 27 of them of mothers: three others, and hundred people hide no count."""
    params = _with(params, MOTHERS)
    before = {"alle": {"a": 40, "b": 30}, "muetter": {"a": 20, "b": 19}}
    after = {"alle": {"a": 55, "b": 45}, "muetter": {"a": 32, "b": 34}}
    assert _closed(before, after, params) == {"muetter"}
    more = {"alle": {"a": 63, "b": 47}, "muetter": {"a": 32, "b": 34}}  # thirteen others
    assert _closed(before, more, params) == set()
    assert "muetter" in _closed(after, before, params)  # taken back again


def test_a_group_is_who_is_in_it_not_what_it_is_called(params: Params) -> None:
    young, younger = _group("unter_6", age=["u3", "u6"]), _group("unter_3", age=["u3"])
    old_name, new_name = _group("sgb2", aid=["ja"]), _group("buergergeld", aid=["ja"])
    apart = _group("ab_6", age=["u18"])
    told = {"a": 22, "b": 21}
    assert _closed(
        {"unter_3": {"a": 20, "b": 19}},
        {"unter_6": told},
        _with(params, young),
        _with(params, younger),
    ) == {"unter_6"}  # a wider group, four people more
    assert _closed(
        {"sgb2": {"a": 20, "b": 19}},
        {"buergergeld": told},
        _with(params, new_name),
        _with(params, old_name),
    ) == {"buergergeld"}
    assert not _closed(
        {"unter_3": {"a": 20, "b": 19}},
        {"ab_6": told},
        _with(params, apart),
        _with(params, younger),
    )  # other people


def test_definitions_are_written_in_one_way(params: Params) -> None:
    one, other = _group("x", age=["u6", "u3"]), _group("y", age=["u3", "u6"])
    found = definitions(_with(params, one, other))
    assert found == {"alle": "*", "x": "age=u3|u6", "y": "age=u3|u6"}


def test_scores_are_held_back_where_most_answers_are(
    survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    codes = np.array(["a"] * 30 + ["b"] * 20)
    score = {
        "field_of_action": ["kinderbetreuung"], "score": [5.0], "se": [0.2], "ci_low": [4.6],
        "ci_high": [5.4], "rank": [1], "rank_low": [1], "rank_high": [1], "marginal_low": [1],
        "marginal_high": [1], "share_top3": [1.0],
    }  # fmt: skip
    field = {
        "field_of_action": ["kinderbetreuung"], "criterion": ["need"], "value": [5.0], "se": [0.2],
        "weight": [1.0],
    }  # fmt: skip
    made = {
        **survey(codes, {}), "codebook": codebook, "ranking": pd.DataFrame(score),
        "fields": pd.DataFrame(field),
    }  # fmt: skip
    ledger = entries(disclose(params, made)["estimates"], "2026-11-02", params)
    later = {**made, **survey(np.append(codes, ["a"] * 3), {}), "ledger": ledger}
    assert len(disclose(params, {**made, "ledger": ledger})["ranking"]) == 1
    public = disclose(params, later)
    assert public["ranking"].empty
    assert public["fields"]["value"].isna().all()


def _narrowest(before: pd.DataFrame, after: pd.DataFrame, few: dict[str, int], most: int) -> float:
    """Intruder's integer program: counts of old and new people in and out of the group, both publications.

    Returns:
        By how many people the least certain count of few newcomers is open, less what it should be.
    """
    kinds = list(product(("old", "new"), ("in", "out"), CODES))
    at = {kind: i for i, kind in enumerate(kinds)}
    rows, low, high = [], [], []
    for time, table in ((("old",), before), (("old", "new"), after)):
        for r in table[table["status"] != "withheld"].itertuples():
            sides = ("in", "out") if r.target_group == "alle" else ("in",)
            row = np.zeros(len(kinds))
            row[[at[t, s, r.category] for t in time for s in sides]] = 1.0
            step = {"value": 0.01, "rounded": 0.05}[r.status]
            rows += [row, sum(_row(at, t, s) for t in time for s in sides)]
            low += [np.ceil((r.estimate - step / 2) * r.n - 1e-9), r.n]
            high += [np.floor((r.estimate + step / 2) * r.n + 1e-9), r.n]
    known = [LinearConstraint(np.array(rows), low, high)]
    all_new = {}  # what is known of all newcomers together, who are enough: so many said it, or did not
    for code in CODES:
        least, most_of = _ends(at, [("new", side, code) for side in ("in", "out")], known)
        all_new[code] = min(most_of, after["n"].max() - before["n"].max() - least)
    worst = np.inf
    for side, people in few.items():
        if not 0 < people < most:
            continue
        fixed = LinearConstraint(_row(at, "new", side), people, people)
        for code in CODES:
            least, most_of = _ends(at, [("new", side, code)], [*known, fixed])
            worst = min(worst, most_of - least - min(people, 5, all_new[code]))
    return worst


def _ends(
    at: dict[tuple[str, str, str], int],
    kinds: list[tuple[str, str, str]],
    known: list[LinearConstraint],
) -> tuple[float, float]:
    """Least and largest number of people of some kinds."""
    goal = np.zeros(len(at))
    goal[[at[kind] for kind in kinds]] = 1.0
    ends = [
        milp(sign * goal, integrality=np.ones(len(at)), bounds=Bounds(0, np.inf), constraints=known)
        for sign in (1, -1)
    ]
    assert all(end.status == 0 for end in ends)
    return float(ends[0].fun), float(-ends[1].fun)


def _row(at: dict[tuple[str, str, str], int], time: str, side: str) -> np.ndarray:
    row = np.zeros(len(at))
    row[[at[time, side, code] for code in CODES]] = 1.0
    return row


@pytest.mark.parametrize("guarded", [True, False])
def test_surveys_that_grow_are_attacked_with_integers(
    guarded: bool, survey: Survey, codebook: pd.DataFrame, params: Params
) -> None:
    """Sixteen surveys get new answers, few of them of one side; without the ledger some are told."""
    params = _with(params, MOTHERS)
    told = 0
    for seed in range(16):
        random = np.random.default_rng(seed)
        n, extra, rare = int(random.integers(70, 300)), int(random.integers(12, 60)), 2 + seed % 7
        codes = random.choice(CODES, n + extra, p=[0.45, 0.35, 0.2])
        mother = np.append(random.random(n) < 0.55, np.arange(extra) >= rare)
        tables = [
            {**survey(codes[:size], {"muetter": mother[:size]}), "codebook": codebook}
            for size in (n, n + extra)
        ]
        first = disclose(params, tables[0])["estimates"]
        ledger = {"ledger": entries(first, "2026-11-02", params)} if guarded else {}
        second = disclose(params, {**tables[1], **ledger})["estimates"]
        told += _narrowest(first, second, {"out": rare}, 10) < 0
    assert told == 0 if guarded else told > 2


def test_a_score_of_thirds_is_exact_although_weights_are_written_with_eight_digits() -> None:
    fields = pd.DataFrame(
        {
            "field_of_action": "x",
            "criterion": ["a", "b", "c"],
            "value": [1.0, 2.0, 4.5],
            "weight": 0.33333333,
        }
    )
    ranking = pd.DataFrame({"field_of_action": ["x"], "score": [0.0]})
    assert agree(ranking, fields)["score"].tolist() == pytest.approx([2.5], abs=1e-12)


@pytest.mark.parametrize(("weight", "known"), [(0.0, True), (0.5, False)])
def test_a_score_counts_nothing_unknown_as_zero(weight: float, known: bool) -> None:
    """Without weight a criterion may be unknown; one that counts leaves no score."""
    fields = pd.DataFrame(
        {
            "field_of_action": "x",
            "criterion": ["need", "severity"],
            "value": [4.0, np.nan],
            "weight": [1.0 - weight, weight],
        }
    )
    score = agree(pd.DataFrame({"field_of_action": ["x"], "score": [0.0]}), fields)["score"]
    assert (score.tolist() == [4.0]) is known
    assert score.isna().tolist() == [not known]
