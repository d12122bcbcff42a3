"""Whether a decision's weights and ranks are those of the data that it names.

The fingerprint says which data a decision was taken on, not that its numbers are theirs: somebody may have
edited a rank by hand. So the ranks are computed again from the public tables, as the board does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.errors import Fault

if TYPE_CHECKING:
    from pipeline.compose.public import Public

TOLERANCE = 1e-5  # points; the board writes six decimals
HINT = "open the board (reports/_output/board.html), check the decision and save it again"


def faults(public: Public, data: dict[str, Any], name: str) -> list[Fault]:
    """What does not fit together in a decision on the present data.

    Args:
        public: the present public tables.
        data: the decision's content, checked already.
        name: how messages call the file.
    """
    from pipeline.assess import ranks

    wanted = public.params.assessment.weights.model_dump()
    known = _known(public)
    out = []
    agreed = {c: wanted[c] if c in known else 0 for c in wanted}
    if {c: data["gewichte_vereinbart"].get(c, 0) for c in wanted} != agreed:
        there = ", ".join(f"{c}: {w:g}" for c, w in agreed.items())
        out.append(
            Fault(
                "'gewichte_vereinbart' is not what params.yaml says", name, f"there: {there}", HINT
            )
        )
    ids = [str(r["field_of_action"]) for r in public.ranking]
    if not public["covariance"]:
        return (
            out  # too few respondents: neither errors nor ranks of one's own weights are published
        )
    score, covariance = _scored(public, ids, known, data)
    found = ranks.rank(score, covariance, public.params.weighting.replicates - 1)
    told = {r["feld"]: r for r in data["rangfolge"]}
    out += _agreed(public, told, name)
    for i, field in enumerate(ids):
        row = told[field]
        true = (int(found.rank[i]), int(found.low[i]), int(found.high[i]))
        said = (row["platz"], row["platz_von"], row["platz_bis"])
        if said != true or abs(row.get("punkte", score[i]) - score[i]) > TOLERANCE:
            out.append(
                Fault(
                    f"rank and points of '{field}' are not those of the data with these weights",
                    name,
                    f"rank {true[0]}, from {true[1]} to {true[2]}, {score[i]:.3f} points",
                    HINT,
                )
            )
    return out


def _agreed(public: Public, told: dict[str, dict[str, Any]], name: str) -> list[Fault]:
    """Ranks with the agreed weights, where the file has them: they are the published ones."""
    out = []
    for row in public.ranking:
        said = told[row["field_of_action"]]
        true = {
            "vereinbart": row["rank"],
            "vereinbart_von": row["rank_low"],
            "vereinbart_bis": row["rank_high"],
        }
        if any(k in said and said[k] != v for k, v in true.items()):
            out.append(
                Fault(
                    f"the rank of '{row['field_of_action']}' with the agreed weights is not that of the data",
                    name,
                    f"rank {row['rank']}, from {row['rank_low']} to {row['rank_high']}",
                    HINT,
                )
            )
    return out


def _known(public: Public) -> list[str]:
    """Criteria that every field has a value for, in the order of the tables."""
    by_name: dict[str, list[float | None]] = {}
    for row in public["fields"]:
        by_name.setdefault(row["criterion"], []).append(row["value"])
    return [c for c, values in by_name.items() if None not in values]


def _scored(
    public: Public, ids: list[str], known: list[str], data: dict[str, Any]
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], np.ndarray[Any, np.dtype[np.float64]]]:
    """Points and their covariance for the chosen weights; what the group judged has no sampling error."""
    chosen, judged = data["gewichte_gewaehlt"], data.get("machbarkeit") or {}
    raw = np.array([chosen.get(c, 0) for c in known], dtype=float)
    own = float(chosen.get("feasibility", 0)) if judged and "feasibility" not in known else 0.0
    total = raw.sum() + own
    weight = raw / total
    values = {(r["field_of_action"], r["criterion"]): r["value"] for r in public["fields"]}
    points = np.array([[values[f, c] for c in known] for f in ids], dtype=float)
    entered = np.array([judged.get(f, 0) for f in ids], dtype=float)
    at = {(f, c): (i, k) for i, f in enumerate(ids) for k, c in enumerate(known)}
    blocks = np.zeros((len(ids), len(known)) * 2)
    for row in public["covariance"]:
        a, b = at[row["field_a"], row["criterion_a"]], at[row["field_b"], row["criterion_b"]]
        blocks[(*a, *b)] = blocks[(*b, *a)] = row["covariance"]
    return points @ weight + own / total * entered, np.einsum(
        "c,fcgd,d->fg", weight, blocks, weight
    )
