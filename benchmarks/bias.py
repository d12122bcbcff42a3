"""What weights repair: how far shares lie from a population that is known, by simulated surveys.

The population is the demo's documented truth (``data/input/simulation.yaml``): people drawn from it, all of
whom answer everything. Who takes part in a survey follows its ``teilnahme``: fathers, migrants and those in
full-time work less readily, those with benefits more. Each survey goes through ``pipeline.weight`` with the
population's own distribution as margins. Margins are sex and benefits, as in the demo; migration and work are
not among them, so part of the bias must remain.

Printed for surveys of 150 and 400, over all shares of questions asked of at least a fifth, in points:

- *bias*: distance of a share's mean over all surveys from the truth, averaged over shares; beside it what
  this mean would be by chance alone, were there none;
- *error*: distance of a share in a single survey from the truth, averaged over surveys and shares;
- the share with the largest bias.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from pipeline import questionnaire
from pipeline.clean import clean
from pipeline.collect import raw, truth
from pipeline.collect.asks import condition
from pipeline.collect.columns import holds
from pipeline.collect.simulate import simulate
from pipeline.estimate.encode import variables
from pipeline.params import Cleaning, Margin, Params, load
from pipeline.weight import weight

Floats = NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
TRUTH = ROOT / "data/input/simulation.yaml"
QUESTIONNAIRE = "alleinerziehende"
PEOPLE, SURVEYS, SIZES, SEED = 20_000, 1000, (150, 400), 20261102
ASKED = 0.2  # of all people: 30 of 150, the fewest whose shares are published in whole per cent
MARGINS = {"geschlecht": ("w", "m"), "sgb2": ("ja", "nein")}
WAYS: dict[str, tuple[tuple[str, ...], float]] = {
    "unweighted": ((), 0.0),
    "sex": (("geschlecht",), 0.0),
    "benefits": (("sgb2",), 0.0),
    "both": (tuple(MARGINS), 0.0),
    "both, with noise": (tuple(MARGINS), 0.2),
}  # margins and `weighting.noise`
EVERYBODY = {
    "anzahl": PEOPLE,
    "teilnahme": [],
    "luecken": {"ohne_antwort": 0, "keine_angabe": 0, "abbruch_je_seite": 0},
    "stoerungen": {},
}  # fmt: skip


@dataclass(frozen=True)
class Population:
    """Everybody's answers, and how readily each takes part.

    Attributes:
        answers: table ``responses``.
        book: the codebook.
        readiness: of each person, relative to the others.
    """

    answers: pd.DataFrame
    book: pd.DataFrame
    readiness: Floats

    @cached_property
    def shares(self) -> tuple[list[str], Floats, Floats]:
        """Names of shares; whether each person gave that answer; whether any valid one (people x shares)."""
        names, given, valid = [], [], []
        for variable in variables(self.answers, self.book):
            has = variable.position >= 0
            if variable.codes is None or has.mean() < ASKED:
                continue
            for i, code in enumerate(variable.codes):
                yes = variable.position == i
                if 0 < yes.sum() < has.sum():
                    names.append(f"{variable.name} = {code}")
                    given.append(yes)
                    valid.append(has)
        return names, np.column_stack(given).astype(float), np.column_stack(valid).astype(float)

    def estimated(self, rows: NDArray[np.intp], weights: Floats) -> Floats:
        """All shares among some people (0-1)."""
        _, given, valid = self.shares
        return np.asarray((weights @ given[rows]) / (weights @ valid[rows]))

    @cached_property
    def official(self) -> pd.DataFrame:
        """Table ``indicators``: how many people have each answer of a margin."""
        rows = [
            {
                "indicator": f"{v}_{code}", "region": "06440", "region_name": "", "period": "2026",
                "value": float((self.answers[v] == code).sum()), "unit": "Personen",
                "status": "value", "source": "simuliert", "table": "", "retrieved_on": None,
                "file": "", "sha256": "",
            }
            for v, codes in MARGINS.items()
            for code in codes
        ]  # fmt: skip
        return pd.DataFrame(rows)


def population(params: Params) -> Population:
    """Draw :data:`PEOPLE` people from the documented truth; all of them answer."""
    definition = questionnaire.load(ROOT / params.questionnaires[QUESTIONNAIRE].definition)
    book = questionnaire.codebook(definition)
    known = yaml.safe_load(TRUTH.read_text(encoding="utf-8"))["frageboegen"][QUESTIONNAIRE]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / TRUTH.name
        everything = {"frageboegen": {QUESTIONNAIRE: {**known, **EVERYBODY}}}
        path.write_text(yaml.safe_dump(everything, allow_unicode=True), encoding="utf-8")
        answers = simulate(definition, path, SEED)
    everybody = Cleaning(
        speeder_share_of_median=0, min_answered_share=0, straightline_min_items=999
    )
    table = raw.table(answers, book["variable"])
    people = clean(table, book, everybody, QUESTIONNAIRE).responses
    survey, _ = truth.load(TRUTH, QUESTIONNAIRE)
    columns = {str(name): people[name].to_numpy(dtype=object) for name in people}
    readiness = np.ones(len(people))
    for line in survey.teilnahme:
        readiness[holds(condition(line.wenn), columns, len(people))] *= line.faktor
    return Population(people, book, readiness)


def simulated(everybody: Population, n: int, way: str, params: Params, surveys: int) -> Floats:
    """All shares in simulated surveys of ``n`` people (surveys x shares); the same people in every way."""
    margins, noise = WAYS[way]
    limits = params.weighting.model_copy(update={"noise": noise, "replicates": 2})
    own = params.model_copy(
        update={
            "margins": [_margin(name) for name in margins],
            "designs": {}, "closed_lists": {}, "weighting": limits,
        }
    )  # fmt: skip
    chances = everybody.readiness / everybody.readiness.sum()
    out = []
    for survey in range(surveys):
        random = np.random.default_rng([SEED, n, survey])
        rows = np.sort(random.choice(len(chances), n, replace=False, p=chances))
        weights = np.ones(n)
        if margins:
            people = everybody.answers.iloc[rows]
            made = weight({QUESTIONNAIRE: people}, everybody.book, everybody.official, own).weights
            by_id = made.set_index("respondent")["weight"]
            weights = by_id.loc[people["respondent"]].to_numpy(dtype=float)
        out.append(everybody.estimated(rows, weights))
    return np.array(out)


def _margin(variable: str) -> Margin:
    targets = {code: {"indicator": f"{variable}_{code}"} for code in MARGINS[variable]}
    return Margin.model_validate({"id": variable, "variable": variable, "targets": targets})


def main(surveys: int = SURVEYS) -> None:
    """Print bias and error of shares for every way of weighting."""
    params = load(ROOT / "params.yaml")
    everybody = population(params)
    names = everybody.shares[0]
    people = len(everybody.answers)
    known = everybody.estimated(np.arange(people), np.ones(people))
    print(f"{len(names)} shares, {people} people, {surveys} surveys; per cent points")
    for n in SIZES:
        for way in WAYS:
            start = time.process_time()
            found = simulated(everybody, n, way, params, surveys) - known
            bias, error = found.mean(axis=0), np.abs(found).mean()
            chance = (found.std(axis=0, ddof=1) / np.sqrt(surveys)).mean() * np.sqrt(2 / np.pi)
            most = int(np.abs(bias).argmax())
            print(
                f"n {n}, {way}: bias {100 * np.abs(bias).mean():.2f} (by chance {100 * chance:.2f}), "
                f"error {100 * error:.2f}; largest bias {100 * bias[most]:+.1f} ({names[most]}); "
                f"{time.process_time() - start:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
