"""Design weights: how many people of the population each respondent was drawn for.

Where ``designs`` names the population of each stratum, a respondent of stratum *h* stands for ``N_h / n_h``
people (with clusters: ``M_h / m_h`` clusters, all of whose people were asked). That weight comes before
raking, as in R's ``svydesign(strata = ~h, fpc = ~N)``; whoever did not answer the question that defines the
strata keeps the unweighted share. Strata with fewer than ``weighting.min_cell`` respondents share one weight,
by the rule of margins (:mod:`pipeline.weight.margins`), so that nobody's weight tells who they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.errors import PipelineError
from pipeline.weight.margins import Margin, collapse
from pipeline.weight.population import empty_faults
from pipeline.weight.raking import Floats

if TYPE_CHECKING:
    from pipeline.params import Params
    from pipeline.weight.sampling import Sampling

ID = "schichten"
SOURCE = "Grundgesamtheit der Schichten laut Auswahlliste"
DIFFERENCE = (
    "Schichten der Auswahl: Wer aus einer dünner befragten Schicht kommt, zählt von vornherein mehr; das "
    "Anpassen an die übrigen Ränder verschiebt die Anteile wieder ein wenig."
)
ENOUGH = 3  # times the smallest cell: with fewer answers an empty stratum is no fault yet


def strata_margin(
    params: Params, name: str, sampling: Sampling, book: pd.DataFrame
) -> Margin | None:
    """The population's distribution over strata, laid on the respondents; None where it is not declared.

    Args:
        params: designs and the smallest cell.
        name: of the questionnaire.
        sampling: its strata, with how many units were drawn in each.
        book: its codebook.

    Raises:
        PipelineError: a stratum that carries 5 % or more of the population has no respondent.
    """
    design = {str(key): value for key, value in params.designs.items()}.get(name)
    if design is None or not design.population or design.strata is None:
        return None
    rows = book[(book["variable"] == design.strata) & book["category"].isin([*design.population])]
    rows = rows.sort_values("order")
    codes = tuple(dict.fromkeys([*rows["category"], *design.population]))
    codes_of = pd.Index(codes).get_indexer(pd.Index(sampling.stratum))
    codes_of = np.where(codes_of < 0, len(codes), codes_of).astype(np.intp)
    counts = np.bincount(codes_of, minlength=len(codes) + 1)[:-1]
    units = np.array([sampling.drawn.get(code, 0) for code in codes])
    known = np.array([design.population[code] for code in codes], dtype=float)
    people = known if design.clusters is None else known / np.maximum(units, 1) * counts
    least = params.weighting.min_cell
    ordered = bool(len(rows) == len(codes) and rows["value"].notna().all())
    margin = Margin(
        ID, design.strata, False, codes, people / people.sum(), SOURCE, codes_of,
        collapse(counts, least, ordered=ordered), DIFFERENCE,
    )  # fmt: skip
    faults = empty_faults(margin, f"params.yaml, designs, {name}, population", ENOUGH * least)
    if faults:
        raise PipelineError.of(faults)
    return margin


def design_weights(margin: Margin | None, n: int) -> Floats:
    """Design weights of ``n`` respondents, mean 1; ones where no population is declared."""
    if margin is None or not margin.usable:
        return np.ones(n)
    cells = margin.on_cells()
    counts = np.bincount(cells.category, minlength=len(cells.targets) + 1)[:-1]
    each = np.append(cells.targets * counts.sum() / np.maximum(counts, 1), 1.0)
    return np.asarray(each[cells.category], dtype=np.float64)
