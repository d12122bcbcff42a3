"""Strata and clusters of ``params.designs`` laid on the respondents.

Who did not answer the question that defines the strata is in a stratum of their own (``-``); who did not
name a cluster is one of their own. Clusters of one name in two strata are two clusters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline import tables
from pipeline.errors import Fault, PipelineError
from pipeline.paramfaults import WITHOUT_CODES
from pipeline.params import Params
from pipeline.samples import SampleDesign

UNKNOWN = "-"
COLUMNS = ("kanal", "mode")  # what is known of respondents without being asked


@dataclass(frozen=True)
class Sampling:
    """How respondents came into the sample.

    Attributes:
        stratum: name of each respondent's stratum.
        cluster: name of each respondent's cluster, unique over strata; None where people were drawn.
        correction: finite population correction of each respondent's stratum, 1 without one.
        drawn: units drawn in each stratum: respondents, or clusters that respondents named.
    """

    stratum: np.ndarray
    cluster: np.ndarray | None
    correction: np.ndarray
    drawn: dict[str, int] = field(default_factory=dict)

    @property
    def units(self) -> np.ndarray:
        """What was drawn, a number for each respondent: their cluster, or themselves."""
        if self.cluster is None:
            return np.arange(len(self.stratum))
        return np.asarray(pd.factorize(self.cluster)[0])


def resolve(
    params: Params, name: str, people: pd.DataFrame, book: pd.DataFrame, frame: float = 0
) -> Sampling:
    """The design of a questionnaire; one stratum of respondents where none is declared.

    Args:
        params: designs and closed lists.
        name: of the questionnaire.
        people: its respondents.
        book: its codebook.
        frame: size of the population that the weights reproduce; 0 without one.

    Raises:
        PipelineError: unknown variables, strata by numbers or texts; strata with one cluster although the
            rule is ``fail``, strata whose population is missing or smaller than what was drawn: all at once.
    """
    n = len(people)
    design = {str(key): value for key, value in params.designs.items()}.get(name)
    listed = {str(key): value for key, value in params.closed_lists.items()}.get(name)
    others = int((people["kanal"] != listed.kanal).sum()) if listed and "kanal" in people else n
    overall = 1.0 if listed is None else listed.correction(n, others, frame)
    if design is None:
        return Sampling(np.full(n, UNKNOWN, dtype=object), None, np.full(n, overall))
    where = f"params.yaml, designs, {name}"
    wanted = [v for v in (design.strata, design.clusters) if v is not None]
    unknown = [v for v in wanted if v not in people or v not in {*book["variable"], *COLUMNS}]
    if unknown:
        raise PipelineError.of(
            [Fault(f"there is no variable '{v}'", where, "", "name a question") for v in unknown]
        )
    if design.strata not in {None, *COLUMNS, *book.loc[book["category"].notna(), "variable"]}:
        raise PipelineError(
            f"'{design.strata}' cannot define strata: nearly everybody would be in one alone",
            where,
            hint=WITHOUT_CODES,
        )
    stratum = np.full(n, UNKNOWN, dtype=object)
    if design.strata is not None:
        stratum = _answers(people, book, design.strata, stratum)
    cluster, named = None, np.ones(n, dtype=bool)
    if design.clusters is not None:
        own = np.array([f"-{i}" for i in range(n)], dtype=object)
        answers = _answers(people, book, design.clusters, own)
        named = answers != own
        cluster = np.array(
            [f"{h}/{c}" for h, c in zip(stratum, answers, strict=True)], dtype=object
        )
    drawn = _drawn(stratum, cluster, named)
    faults = _lonely(design, _drawn(stratum, cluster), where)
    faults += _population(design, drawn, where)
    if faults:
        raise PipelineError.of(faults)
    if design.population:
        left = {h: 1 - drawn.get(h, 0) / size for h, size in design.population.items()}
        corrections = np.array([left.get(h, 1.0) for h in stratum], dtype=float)
        return Sampling(stratum, cluster, corrections, drawn)
    whole = 1.0 if cluster is not None else overall
    return Sampling(stratum, cluster, np.full(n, whole), drawn)


def _answers(
    people: pd.DataFrame, book: pd.DataFrame, variable: str, else_: np.ndarray
) -> np.ndarray:
    """Each respondent's valid answer, or what stands for none."""
    given = people[variable].astype(object)
    rows = book[book["variable"] == variable]
    declined = rows.loc[rows["missing_kind"].notna(), "category"]
    none = given.isna() | given.isin([tables.NOT_ASKED, tables.NO_ANSWER, "", *declined])
    return np.where(none.to_numpy(), else_, given.astype(str).to_numpy(dtype=object))


def _drawn(
    stratum: np.ndarray, cluster: np.ndarray | None, counted: np.ndarray | None = None
) -> dict[str, int]:
    """Units in each stratum; with ``counted`` only those of the respondents that it marks."""
    units = pd.DataFrame(
        {"h": stratum, "c": np.arange(len(stratum)) if cluster is None else cluster}
    )
    known = units if counted is None else units[counted]
    found = {str(h): int(m) for h, m in known.groupby("h")["c"].nunique().items()}
    return {str(h): found.get(str(h), 0) for h in sorted(set(stratum))}


def _named(stratum: str) -> str:
    return "without an answer" if stratum == UNKNOWN else f"'{stratum}'"


def _stratum(design: SampleDesign, name: str) -> str:
    if design.strata is None:
        return "the sample"
    return f"the stratum {_named(name)} of '{design.strata}'"


def _lonely(design: SampleDesign, units: dict[str, int], where: str) -> list[Fault]:
    """Strata with one unit where no rule for them was chosen."""
    unit = "respondent" if design.clusters is None else "cluster"
    return [
        Fault(
            f"{_stratum(design, h)} has one {unit}",
            where,
            "one alone does not show how much others vary",
            f"ask more {unit}s there, use another variable, or choose a rule: `lonely: adjust` "
            "(counts its distance from the overall mean), `average` or `certainty` (adds nothing)",
        )
        for h, m in units.items()
        if design.lonely == "fail" and m == 1
    ]


def _population(design: SampleDesign, drawn: dict[str, int], where: str) -> list[Fault]:
    """Strata whose population is missing, too small, or says nothing; who is in none needs none."""
    unit = "respondent" if design.clusters is None else "cluster"
    found = []
    for h, m in drawn.items():
        if not design.population or h == UNKNOWN:
            continue
        size = design.population.get(h)
        if size is None or size < m:
            found.append(
                Fault(
                    f"the stratum {_named(h)} of '{design.strata}' has {m} {unit}s"
                    + (f", more than its population of {size}" if size else ", and no population"),
                    where,
                    "weights and errors need how many there are altogether",
                    "correct or add it under `population:`, or leave `population` out",
                )
            )
        elif m == 0:
            found.append(
                Fault(
                    f"nobody of the stratum {_named(h)} of '{design.strata}' named a cluster",
                    where,
                    f"of its population of {size} nobody knows how many were drawn",
                    f"ask '{design.clusters}' there, or leave `population` out",
                )
            )
    return found
