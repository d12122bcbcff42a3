"""An intruder who knows every weight: integer programs over what weighted shares of a small survey allow.

Raked surveys of 100 to 600 people (5 or 9 % fathers) go through weighting, estimation and the wall. The
intruder knows the margins, how many people are in each crossing of sex, benefits and, in half of the runs,
number of children, the weights that occur there (not whose they are), and every published share. Unknown are
x[kind of people, category], whole numbers, and s[kind, category], the sums of their weights: x people weigh
at least what the x lightest of their kind do, and at most what the heaviest do.

Counted are crossings of two groups, of one to nine people, of which a category is narrowed to a width under
five: beyond what the same intruder knows of the smallest publishable set around them, in people; and beyond
what the published sum of weights of such a set alone lets them have. The target is none of the second kind
among crossings of two margins; what is left is said in docs/methode.md. With ``even`` everybody counts one.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from pipeline.disclose import disclose
from pipeline.disclose.rare import affected
from pipeline.estimate import estimate
from pipeline.params import Margin, Params, TargetGroup, load
from pipeline.weight import weight

Floats = NDArray[np.float64]
Kind = tuple[str, str, str]

QUESTIONNAIRE = "alleinerziehende"
ANSWERS = {"geschlecht": ("w", "m"), "sgb2": ("ja", "nein"), "kinder": ("k1", "k3")}
CODES = ("a", "b", "c")
TARGETS = {"geschlecht": (8271, 1729), "sgb2": (2256, 7744)}  # as in the demo
GROUPS = {
    "muetter": (0, "w"), "vaeter": (0, "m"), "sgb2": (1, "ja"), "ohne_sgb2": (1, "nein"),
    "drei_kinder": (2, "k3"),
}  # fmt: skip
HALF = {"value": 0.005, "rounded": 0.025}  # of a step of published shares
LEAST, FEW = 5, 10  # width of a protected count; people who are protected
SIZES, SURVEYS, SEED = (100, 150, 250, 400, 600), 12, 20261102
CHORDS = 12  # of a kind's least and largest sum of weights; more bend it no further
SLACK = 1e-6
SECONDS = 10.0  # for one integer program; what it found until then is possible
LOOSER = (0.0, 1e-5, 1e-4)  # bounds are loosened where the solver fails on them


@dataclass(frozen=True)
class Survey:
    """One survey as it was answered, and what is public of it.

    Attributes:
        people: answers to :data:`ANSWERS` and to the question ``Q1``.
        weights: final weights, in the same order.
        public: released shares of ``Q1`` without units in which rare answers were made even.
    """

    people: pd.DataFrame
    weights: Floats
    public: pd.DataFrame


def draw(n: int, seed: int, many: float = 0.1) -> pd.DataFrame:
    """Answers of ``n`` people; 5 % (9 % for odd seeds) are fathers, ``many`` (0-1) have many children."""
    random = np.random.default_rng([SEED, seed, n])
    fathers = (0.05, 0.09)[seed % 2]
    shares = {
        "geschlecht": (1 - fathers, fathers),
        "sgb2": (0.44, 0.56),
        "kinder": (1 - many, many),
    }
    people = {v: random.choice(ANSWERS[v], n, p=p) for v, p in shares.items()}
    people["Q1"] = random.choice(CODES, n, p=(0.45, 0.35, 0.2))
    return pd.DataFrame({"respondent": [f"r{i}" for i in range(n)], **people})


def conduct(people: pd.DataFrame, params: Params, *, even: bool = False) -> Survey:
    """Weight (not if ``even``), estimate and disclose."""
    book, official = _codebook(), _indicators()
    changed = params.model_copy(
        update={
            "margins": [] if even else _margins(),
            "target_groups": _groups(),
            "designs": {},
            "closed_lists": {},
            "weighting": params.weighting.model_copy(update={"replicates": 2}),
        }
    )
    answers = {QUESTIONNAIRE: people.assign(kanal="x")}
    weighted = weight(answers, book, official, changed)
    made = estimate(answers, book, weighted.weights, weighted.replicates, changed)
    tables = {"estimates": made.estimates, "kinds": made.kinds, "codebook": book}
    public = disclose(changed, tables)["estimates"]
    flat = affected(made.estimates, changed.disclosure)
    own = public[(public["variable"] == "Q1") & (public["statistic"] == "share")]
    own = own[[(QUESTIONNAIRE, "Q1", g) not in flat for g in own["target_group"]]]
    by_id = weighted.weights.set_index("respondent")["weight"]
    weights = by_id.loc[people["respondent"]].to_numpy(dtype=float)
    return Survey(people, weights, own[own["status"] != "withheld"])


@dataclass
class Intruder:
    """What the intruder can work out of a survey."""

    survey: Survey
    _ends: dict[tuple[frozenset[Kind], str, bool], tuple[float, float]] = field(
        default_factory=dict
    )

    @cached_property
    def of(self) -> list[Kind]:
        """Each respondent's kind."""
        return list(self.survey.people[list(ANSWERS)].itertuples(index=False, name=None))

    @cached_property
    def sizes(self) -> Counter[Kind]:
        """People of each kind."""
        return Counter(self.of)

    @cached_property
    def weights(self) -> dict[Kind, Floats]:
        """Weights that occur in each kind, ascending."""
        found: dict[Kind, list[float]] = {}
        for kind, w in zip(self.of, self.survey.weights, strict=True):
            found.setdefault(kind, []).append(w)
        return {kind: np.sort(w) for kind, w in found.items()}

    @cached_property
    def at(self) -> dict[tuple[Kind, str], int]:
        """Place of x[kind, category]; s is that of all x further."""
        return {key: i for i, key in enumerate(product(sorted(self.sizes), CODES))}

    @cached_property
    def known(self) -> LinearConstraint:
        """Everything that is known, as linear constraints."""
        x, rows, low, high = len(self.at), [], [], []

        def add(parts: dict[int, float], least: float, most: float) -> None:
            row = np.zeros(2 * x)
            row[list(parts)] = list(parts.values())
            rows.append(row)
            low.append(least - SLACK)
            high.append(most + SLACK)

        for kind, w in self.weights.items():
            places = [self.at[kind, code] for code in CODES]
            add(dict.fromkeys(places, 1.0), len(w), len(w))
            add(dict.fromkeys((x + i for i in places), 1.0), w.sum(), w.sum())
            for lightest, least, most in ((w, 0.0, np.inf), (w[::-1], -np.inf, 0.0)):
                sums = np.concatenate([[0.0], np.cumsum(lightest)])
                for j in np.unique(np.linspace(0, len(w) - 1, CHORDS).round().astype(int)):
                    slope = float(sums[j + 1] - sums[j])
                    start = float(sums[j]) - slope * j
                    for i in places:
                        add({i: -slope, x + i: 1.0}, least + start, most + start)
        told = self.survey.public[["target_group", "category", "status", "estimate"]]
        for group, code, status, share in told.to_numpy(dtype=object):
            inside = _inside(group, self.sizes)
            total, half = self._total(inside), HALF[status]
            parts = {x + self.at[kind, code]: 1.0 for kind in inside}
            add(parts, (share - half) * total, (share + half) * total)
        return LinearConstraint(np.array(rows), np.array(low), np.array(high))

    def _total(self, kinds: frozenset[Kind]) -> float:
        return float(sum(self.weights[kind].sum() for kind in kinds))

    def ends(
        self, kinds: frozenset[Kind], code: str, *, of_weights: bool = False
    ) -> tuple[float, float]:
        """Least and largest number of a category among some kinds, or its sum of weights."""
        key = (kinds, code, of_weights)
        if key not in self._ends:
            x = len(self.at)
            goal = np.zeros(2 * x)
            goal[[self.at[kind, code] + x * of_weights for kind in kinds]] = 1.0
            whole = np.repeat([1.0, 0.0], x) * (not of_weights)
            self._ends[key] = self._least(goal, whole), -self._least(-goal, whole)
        return self._ends[key]

    def _least(self, goal: Floats, whole: Floats) -> float:
        for more in LOOSER:
            known = LinearConstraint(self.known.A, self.known.lb - more, self.known.ub + more)
            found = milp(
                goal, integrality=whole, bounds=Bounds(0, np.inf), constraints=known,
                options={"time_limit": SECONDS},
            )  # fmt: skip
            if found.x is not None:
                return float(found.fun)
        raise RuntimeError("the true answers must be possible")

    def crossings(self) -> list[tuple[bool, frozenset[Kind]]]:
        """Crossings of two groups of one to nine people; True where both are margins."""
        found = []
        for (i, first), (j, second) in combinations(enumerate(ANSWERS.values()), 2):
            for a, b in product(first, second):
                kinds = frozenset(k for k in self.sizes if k[i] == a and k[j] == b)
                if 0 < sum(self.sizes[k] for k in kinds) < FEW:
                    found.append((j < len(TARGETS), kinds))
        return found

    def told(self) -> list[tuple[bool, int, int, bool]]:
        """Narrowed counts.

        Returns:
            whether it is a crossing of margins; people in it; width; whether it is narrowed beyond what one
            published figure of a set around it tells.
        """
        found = []
        for of_margins, kinds in self.crossings():
            people = sum(self.sizes[k] for k in kinds)
            light = np.cumsum(np.sort(np.concatenate([self.weights[k] for k in kinds])))
            for code in CODES:
                width = round(np.subtract(*self.ends(kinds, code)[::-1]))
                if width >= min(LEAST, people):
                    continue
                counts, alone = [], []
                for wide, n in self._around(kinds):
                    low, high = self.ends(wide, code)
                    counts += [high, n - low]
                    low, high = self.ends(wide, code, of_weights=True)
                    reach = np.array([high, self._total(wide) - low]) + 10 * SLACK
                    alone += np.searchsorted(light, reach, side="right").tolist()
                if width < min(LEAST, people, *counts) - SLACK:
                    beyond = width < min(LEAST, people, *counts, *alone) - SLACK
                    found.append((of_margins, people, width, beyond))
        return found

    def _around(self, kinds: frozenset[Kind]) -> list[tuple[frozenset[Kind], int]]:
        """Publishable sets with some kinds in them: groups, and all but a group."""
        everybody = frozenset(self.sizes)
        sets = {everybody}
        for group in GROUPS:
            inside = _inside(group, self.sizes)
            sets |= {inside, everybody - inside}
        sized = [(wide, sum(self.sizes[k] for k in wide)) for wide in sets if kinds <= wide]
        return [(wide, n) for wide, n in sized if n >= FEW]


def _inside(group: str, kinds: Counter[Kind]) -> frozenset[Kind]:
    if group == "alle":
        return frozenset(kinds)
    place, code = GROUPS[group]
    return frozenset(k for k in kinds if k[place] == code)


def _codebook() -> pd.DataFrame:
    rows = [
        {
            "questionnaire": QUESTIONNAIRE, "variable": variable, "question": variable, "item": None,
            "label": variable, "kind": "single", "category": code, "category_label": code, "order": i,
            "value": None, "need": None, "field_of_action": None, "role": "margin",
            "missing_kind": None, "universe": None, "sensitive": False,
        }
        for variable, codes in {**ANSWERS, "Q1": CODES}.items()
        for i, code in enumerate(codes)
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"value": float, "need": float})


def _indicators() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator": f"{v}_{code}", "region": "06440", "region_name": "", "period": "2024",
                "value": float(value), "unit": "Personen", "status": "value", "source": "erfunden",
                "table": "", "retrieved_on": None, "file": "", "sha256": "",
            }
            for v, values in TARGETS.items()
            for code, value in zip(ANSWERS[v], values, strict=True)
        ]
    )  # fmt: skip


def _margins() -> list[Margin]:
    return [
        Margin.model_validate(
            {
                "id": v,
                "variable": v,
                "targets": {c: {"indicator": f"{v}_{c}", "region": "06440"} for c in ANSWERS[v]},
            }
        )
        for v in TARGETS
    ]


def _groups() -> list[TargetGroup]:
    names = list(ANSWERS)
    return [
        TargetGroup.model_validate(
            {"id": g, "label": g, "where": {"variable": names[place], "is": [code]}}
        )
        for g, (place, code) in GROUPS.items()
    ]


def attacked(n: int, params: Params, *, many: float, even: bool = False) -> str:
    """One line about :data:`SURVEYS` surveys."""
    surveys = [conduct(draw(n, seed, many), params, even=even) for seed in range(SURVEYS)]
    found = [Intruder(survey).told() for survey in surveys]
    units = pd.concat([s.public.drop_duplicates("target_group") for s in surveys])
    status = units["status"].value_counts()
    widths = Counter(told[2] for survey in found for told in survey)
    margins, others, beyond = (
        sum(any(fits(told) for told in survey) for survey in found)
        for fits in (lambda t: t[0], lambda t: not t[0], lambda t: t[3])
    )
    return (
        f"{margins} margins, {others} others, {beyond} beyond one figure; widths "
        f"{dict(sorted(widths.items()))}; shown {status.get('value', 0)} + {status.get('rounded', 0)}"
    )


def main() -> None:
    params = load(Path(__file__).resolve().parent.parent / "params.yaml")
    print(
        f"surveys of {SURVEYS} in which a count is narrowed; units shown: whole per cent + rounded"
    )
    for n in SIZES:
        for name, many, even in (
            ("two margins", 0.0, False), ("and a group", 0.1, False), ("... even", 0.1, True)
        ):  # fmt: skip
            start = time.process_time()
            line = attacked(n, params, many=many, even=even)
            print(f"{n}, {name}: {line} ({time.process_time() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
