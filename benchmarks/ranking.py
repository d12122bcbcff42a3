"""Do the rank sets hold what they promise? 2,000 simulated networks with known, correlated truth.

100 truths (:mod:`benchmarks.worlds`) with 20 samples each. A network has nine fields with four or five needs,
400 single parents, 120 firms and 26 institutions. Answers go the way of real ones: raking, trimming and
normalisation in every one of 200 replicates -> all criteria as :func:`pipeline.assess.assess` makes them
(need, severity, reach, inequality with its floor, gap in offers, readiness; in the steps of their
publication) -> covariance -> rank sets. Weights are the demo's. Truths differ in how far fields lie apart,
from exact ties to clear orders.

Goals: all nine sets hold the true ranks in at least 95 % (minus two Monte Carlo errors); pairs that lie four
standard errors of their difference apart are separated in at least 75 %. The standard error that counts is
the true one, between the samples of one truth. The mean width of the sets is what a reader pays for it.
Besides: 9 fields x 40 items x 500 replicates in at most 2 seconds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks import worlds
from pipeline import assess
from pipeline import params as parameters
from pipeline.assess import criteria, fields, needs
from pipeline.params import Params
from pipeline.weight import bootstrap, raking

Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
TRUTHS, SAMPLES = 100, 20
PEOPLE = 400
REPLICATES = 200
SPREADS = (0.0, 0.1, 0.3, 0.8)  # standard deviation of the fields' log odds
SEED = 2024
Z = 1.959963984540054
NO_ESTIMATES = pd.DataFrame(columns=["questionnaire", "target_group", "variable", "n"])


def weighted(cell: NDArray[np.int64], replicates: int, seed: int, params: Params) -> Array:
    """People x (1 + replicates): weights raked, trimmed and normalised, each replicate anew."""
    n = len(cell)
    draws = np.vstack([np.ones(n), bootstrap.multipliers(n, replicates, seed, "benchmark")])
    base = draws @ np.eye(len(worlds.CELLS))[cell]
    margins = [
        raking.CellMargin(worlds.SEX, worlds.TARGETS["geschlecht"]),
        raking.CellMargin(worlds.SGB2, worlds.TARGETS["sgb2"]),
    ]
    limits = params.weighting
    raked = raking.trim(
        base, margins, raking.rake(base, margins), limits.min_weight, limits.max_weight
    )
    out: Array = (draws * raked.factors[:, cell]).T
    return out


def estimate(
    got: worlds.Sample, truth: worlds.World, book: pd.DataFrame, params: Params, replicates: int
) -> tuple[fields.Scored, dict[str, Array]]:
    """Rank the fields as the pipeline does."""
    people = got.responses["alleinerziehende"]
    values = assess._criteria(
        params=params, responses=got.responses, codebook=book, estimates=NO_ESTIMATES, found=got.items,
        matrix=weighted(got.cell, replicates, params.seed, params),
        members=needs.groups(people, params.target_groups), usable=truth.usable,
    )  # fmt: skip
    ids = [f.id for f in params.fields_of_action]
    return fields.score(ids, values, params.assessment.weights.model_dump(), len(people)), values


@dataclass
class Tally:
    """What was counted over all networks."""

    covered: dict[float, list[bool]] = field(default_factory=lambda: {s: [] for s in SPREADS})
    alone: list[float] = field(default_factory=list)
    width: dict[float, list[float]] = field(default_factory=lambda: {s: [] for s in SPREADS})
    far: list[bool] = field(default_factory=list)
    far_told: list[bool] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)
    inside: list[float] = field(default_factory=list)
    off: dict[str, list[Array]] = field(default_factory=dict)


def one_truth(tally: Tally, truth: worlds.World, spread: float, first: int, params: Params) -> None:
    """Draw and judge all samples of a truth."""
    ids = [f.id for f in params.fields_of_action]
    book = worlds.codebook(ids)
    score = truth.score(params.assessment.weights.model_dump())
    apart = np.subtract.outer(score, score)
    best = 1 + (apart < -1e-12).sum(axis=1)
    last = len(ids) - (apart > 1e-12).sum(axis=1)
    points, above = [], []
    for i in range(first, first + SAMPLES):
        rng = np.random.default_rng([SEED, i])
        own = params.model_copy(update={"seed": i})
        got = worlds.sample(rng, truth, PEOPLE, ids)
        found, values = estimate(got, truth, book, own, REPLICATES)
        ranked = found.ranked
        tally.covered[spread].append(bool(((ranked.low <= best) & (last <= ranked.high)).all()))
        single = (ranked.marginal_low <= best) & (last <= ranked.marginal_high)
        tally.alone.append(float(single.mean()))
        tally.width[spread].append(float((ranked.high - ranked.low + 1).mean()))
        tally.inside.append(float((np.abs(ranked.score - score) <= Z * ranked.se).mean()))
        tally.far_told += ranked.above[_four(apart, ranked.spread)].tolist()
        tally.wrong += ranked.above[apart < -1e-12].tolist()
        points.append(ranked.score)
        above.append(ranked.above)
        for name, true in truth.values.items():
            off = criteria.cut(values[name][:, 0]) - criteria.cut(criteria.points(name, true))
            tally.off.setdefault(name, []).append(off)
    true_spread = np.array([np.subtract.outer(p, p) for p in points]).std(axis=0, ddof=1)
    pairs = _four(apart, true_spread)
    tally.far += [bool(x) for one in above for x in one[pairs]]


def _four(apart: Array, spread: Array) -> NDArray[np.bool_]:
    """Pairs that lie 4 to 4.5 standard errors of their difference apart."""
    ratio = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0)
    pairs: NDArray[np.bool_] = (ratio >= 4) & (ratio < 4.5)
    return pairs


def demo() -> Params:
    """The demo's fields, weights and limits, with the groups that the simulated people answer."""
    params = parameters.load(ROOT / "params.yaml")
    known = [g for g in params.target_groups if g.id in ("muetter", "vaeter", "sgb2", "ohne_sgb2")]
    return params.model_copy(update={"target_groups": known})


def speed(params: Params) -> float:
    """Seconds for 9 fields x 40 items x 500 replicates, weights given."""
    ids = [f.id for f in params.fields_of_action]
    rng = np.random.default_rng(SEED)
    truth = worlds.world(rng, 0.3, len(ids))
    got = worlds.sample(rng, truth, PEOPLE, ids)
    book = worlds.codebook(ids)
    start = time.process_time()
    estimate(got, truth, book, params, 500)
    return time.process_time() - start


def main(truths: int = TRUTHS) -> None:
    params = demo()
    rng = np.random.default_rng(SEED)
    print(
        f"speed: 9 fields x 40 items x 500 replicates in {speed(params):.2f} s of processor time (goal: 2)"
    )
    tally = Tally()
    for i in range(truths):
        spread = SPREADS[i % len(SPREADS)]
        truth = worlds.world(rng, spread, len(params.fields_of_action))
        one_truth(tally, truth, spread, i * SAMPLES, params)
    report(tally)


def report(tally: Tally) -> None:
    """Print what was found, beside its goal."""
    every = [x for hits in tally.covered.values() for x in hits]
    floor = 0.95 - 2 * np.sqrt(0.95 * 0.05 / len(every))
    print(f"networks: {len(every)}, {PEOPLE} people, {REPLICATES} replicates")
    print(f"all nine sets hold the true ranks: {np.mean(every):.4f} (goal: at least {floor:.4f})")
    for spread, hits in tally.covered.items():
        if hits:
            width = np.mean(tally.width[spread])
            print(
                f"  fields apart by {spread:g} on the log odds: {np.mean(hits):.4f} of {len(hits)}, "
                f"mean width of a set {width:.2f}"
            )
    print(f"one set looked at alone holds its true rank: {np.mean(tally.alone):.4f}")
    print(f"interval of a score holds the true score: {np.mean(tally.inside):.4f}")
    for words, pairs in (("true", tally.far), ("estimated", tally.far_told)):
        print(
            f"pairs 4 to 4.5 {words} standard errors apart, separated: {np.mean(pairs):.4f} of "
            f"{len(pairs)} (goal: 0.75)"
        )
    print(f"pairs put in the wrong order: {np.mean(tally.wrong):.5f} of {len(tally.wrong)}")
    print(f"mean width of a set: {np.mean([w for s in tally.width.values() for w in s]):.2f} ranks")
    for name, off in tally.off.items():
        apart = np.array(off)
        print(
            f"{name}: mean error {apart.mean():+.3f} points, standard deviation {apart.std():.3f}"
        )


if __name__ == "__main__":
    main()
