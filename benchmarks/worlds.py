"""Invented networks whose truth is known exactly: people, firms and institutions for ``benchmarks.ranking``.

Every criterion of the score has a true value. It follows from the model by numerical integration or by
counting, never from a sample:

- *people* belong to four cells (mothers and fathers, with and without basic income support). Cells answer
  with different readiness, so that weights must repair the sample. A common burden and one per field make
  needs hang together; whom a matter concerns, who knows an offer and who is in need differ by cell;
- *firms* have a readiness of their own that moves their answers to all fields;
- *institutions* are all that a network has: their share is a count, and so is its truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.assess import criteria
from pipeline.assess.items import Items

Array = NDArray[np.float64]

ITEMS, FIRMS, INSTITUTIONS = 40, 120, 26
BURDEN, OWN, FIRM = 0.8, 0.5, 1.0
CELLS = np.array([0.574, 0.246, 0.148, 0.032])  # w/no, w/yes, m/no, m/yes: sex and income support
SEX = np.array([0, 0, 1, 1])
SGB2 = np.array([0, 1, 0, 1])
ANSWERING = np.array([1.0, 1.35, 0.55, 0.55 * 1.35])  # relative readiness to answer
TARGETS = {"geschlecht": np.array([0.82, 0.18]), "sgb2": np.array([0.722, 0.278])}
_NODES, _MASS = np.polynomial.hermite_e.hermegauss(40)


@dataclass(frozen=True)
class World:
    """One truth.

    Attributes:
        owner: field of each item.
        odds, concerned, known: log odds by cell and item: in need, concerned, knows the offer.
        bad: chance that a need is of the worst severity, by item.
        usable, offerable, asked: by item: an offer with room exists, could exist, awareness is asked.
        ready: log odds by field that a firm would take part.
        taking_part: institutions x fields, the whole network.
        values: criterion -> true value by field (share, mean or variance).
    """

    owner: NDArray[np.int64]
    odds: Array
    concerned: Array
    known: Array
    bad: Array
    usable: NDArray[np.bool_]
    offerable: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    ready: Array
    taking_part: NDArray[np.bool_]
    values: dict[str, Array]

    def score(self, weights: dict[str, float]) -> Array:
        """True score by field, cut at the anchors as it is published."""
        total = sum(weights[c] for c in self.values)
        parts = [
            weights[c] / total * criteria.cut(criteria.points(c, v)) for c, v in self.values.items()
        ]
        return np.asarray(np.sum(parts, axis=0))


def world(rng: np.random.Generator, spread: float, fields: int) -> World:
    """Draw a truth; ``spread`` 0 makes all fields equal in every criterion."""
    owner = np.arange(ITEMS) % fields

    def by_field(scale: float) -> Array:
        return spread * scale * rng.normal(size=fields)[owner]

    within = np.tile([-0.4, 0.0, 0.2, 0.3, -0.1], fields)[:ITEMS] if spread else np.zeros(ITEMS)
    gaps = np.outer(SEX, by_field(1.0)) + np.outer(SGB2, by_field(1.0))
    odds = -0.7 + by_field(1.0) + within + gaps
    concerned = 0.8 + by_field(0.8) + 0.3 * np.outer(SGB2, np.ones(ITEMS))
    known = -0.3 + by_field(0.8) + within - 0.3 * np.outer(SEX, np.ones(ITEMS))
    bad = np.clip(0.5 + 0.3 * by_field(1.0), 0.05, 0.95)
    chance = rng.random(ITEMS) if spread else np.zeros(ITEMS)
    chance[:fields] *= 0.8  # something could be offered for at least one need of every field
    offerable = chance < 0.8
    usable = offerable & (chance < 0.6)
    asked = np.arange(ITEMS) // fields % 2 == 0  # awareness of every second item
    ready = 0.2 + spread * 0.8 * rng.normal(size=fields)
    works = rng.random((INSTITUTIONS, fields if spread else 1)) < 0.5
    taking_part = np.broadcast_to(works, (INSTITUTIONS, fields))
    need = _share(odds, np.hypot(BURDEN, OWN))
    reach = 1 / (1 + np.exp(-concerned))
    aware = 1 / (1 + np.exp(-known))
    member = (np.arange(fields)[:, None] == owner[None, :]).astype(float)
    inside = reach * CELLS[:, None]  # weight of those concerned, cell by item
    share = (inside * need).sum(axis=0) / inside.sum(axis=0)
    values = {
        "need": member @ share / member.sum(axis=1),
        "severity": member @ (share * (0.5 + 0.5 * bad)) / (member @ share),
        "reach": member @ (CELLS @ reach) / member.sum(axis=1),
        "inequality": (_between(need, inside, member, SEX) + _between(need, inside, member, SGB2)) / 2,
        "offer_gap": _gap(share, CELLS @ aware, member, usable, offerable, asked),
        "readiness": (taking_part.mean(axis=0) + _share(ready[None, :], FIRM)[0]) / 2,
    }  # fmt: skip
    return World(
        owner, odds, concerned, known, bad, usable, offerable, asked, ready, taking_part, values
    )


def _share(odds: Array, deviation: float) -> Array:
    """Mean of the logistic over a normal shift, by Gauss-Hermite integration."""
    shifted = odds[..., None] + deviation * _NODES
    return np.asarray((1 / (1 + np.exp(-shifted))) @ (_MASS / _MASS.sum()))


def _between(need: Array, inside: Array, member: Array, side: NDArray[np.int64]) -> Array:
    """Variance of the fields' mean share in need between two groups of cells."""

    def mean(cells: NDArray[np.bool_]) -> Array:
        share = (inside * need)[cells].sum(axis=0) / inside[cells].sum(axis=0)
        return np.asarray(member @ share / member.sum(axis=1))

    everyone = mean(np.ones(len(CELLS), dtype=bool))
    out = np.zeros(len(member))
    for group in (0, 1):
        out += CELLS[side == group].sum() * (mean(side == group) - everyone) ** 2
    return out


def _gap(  # noqa: PLR0917 - one caller
    share: Array, aware: Array, member: Array, usable: NDArray[np.bool_],
    offerable: NDArray[np.bool_], asked: NDArray[np.bool_],
) -> Array:  # fmt: skip
    mean = member @ (asked * aware) / (member @ asked)
    known = np.where(asked, aware, member.T @ mean)
    gap = np.where(usable, 1 - known, 1.0)
    weight = member * (offerable * share)
    total = weight.sum(axis=1)
    return np.asarray(
        np.divide(weight @ gap, total, out=np.full(len(total), np.nan), where=total > 0)
    )


@dataclass(frozen=True)
class Sample:
    """What a network collects: the single parents' items and cells, and the answers of all three."""

    items: Items
    cell: NDArray[np.int64]
    responses: dict[str, pd.DataFrame]


def sample(rng: np.random.Generator, truth: World, people: int, fields: list[str]) -> Sample:
    """Draw one network's answers."""
    tilted = CELLS * ANSWERING
    cell = rng.choice(len(CELLS), size=people, p=tilted / tilted.sum())
    burden = BURDEN * rng.normal(size=(people, 1)) + OWN * rng.normal(size=(people, len(fields)))

    def yes(odds: Array) -> NDArray[np.bool_]:
        return np.asarray(rng.random((people, ITEMS)) < 1 / (1 + np.exp(-odds)))

    needed = yes(truth.odds[cell] + burden[:, truth.owner])
    applies, worst = yes(truth.concerned[cell]), rng.random((people, ITEMS)) < truth.bad
    severity = np.where(needed, np.where(worst, 1.0, 0.5), 0.0)
    aware = np.where(truth.asked, yes(truth.known[cell]).astype(float), np.nan)
    unknown = np.full((people, ITEMS), np.nan)
    names = [f"item{i}" for i in range(ITEMS)]
    items = Items(
        names=names, labels=names, fields=[fields[i] for i in truth.owner], offerable=truth.offerable,
        severity=np.where(applies, severity, np.nan), applies=applies.astype(float), importance=unknown,
        satisfaction=unknown, aware=aware, used=unknown, unmet=unknown, barrier=unknown,
    )  # fmt: skip
    own = FIRM * rng.normal(size=(FIRMS, 1))
    willing = rng.random((FIRMS, len(fields))) < 1 / (1 + np.exp(-(truth.ready + own)))
    return Sample(
        items,
        cell,
        {
            "alleinerziehende": pd.DataFrame(
                {"geschlecht": np.array(["w", "m"])[SEX[cell]], "sgb2": np.array(["nein", "ja"])[SGB2[cell]]}
            ),
            "arbeitgeber": pd.DataFrame(
                np.where(willing, "ja", "nein"), columns=[f"bereit_{f}" for f in fields]
            ),
            "einrichtungen": pd.DataFrame(
                np.where(truth.taking_part, "ja", "nein"), columns=[f"arbeitet_{f}" for f in fields]
            ).assign(mitmachen="ja"),
        },
    )  # fmt: skip


def codebook(fields: list[str]) -> pd.DataFrame:
    """Codebook of the firms' and institutions' questions."""
    rows = [
        ("arbeitgeber", f"bereit_{f}", "single", "wish", f, code, value)
        for f in fields
        for code, value in (("nein", 0.0), ("ja", 1.0))
    ]
    rows += [("einrichtungen", f"arbeitet_{f}", "multiple", "use", f, "ja", 1.0) for f in fields]
    rows += [("einrichtungen", "mitmachen", "multiple", "wish", None, "ja", 1.0)]
    names = ["questionnaire", "variable", "kind", "role", "field_of_action", "category", "value"]
    return pd.DataFrame(rows, columns=names).assign(missing_kind=None, item=None)
