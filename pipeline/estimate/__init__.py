"""Every answer in every target group, with what is known about its error, and tests between groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Params


@dataclass(frozen=True)
class Estimates:
    """What the room gives.

    Attributes:
        estimates: table ``estimates``.
        tests: table ``tests``: group against complement.
        kinds: table ``kinds``: respondents with a valid answer by the groups that they are in; the disclosure
            wall needs it to see what a reader can work out. Never published.
        circumstances: table ``circumstances``: who is in need in a field of action, all else being equal.
        sums: table ``sums``: what shares weighted by employees are made of, for the rule of dominance.
            Never published.
    """

    estimates: pd.DataFrame
    tests: pd.DataFrame
    kinds: pd.DataFrame
    circumstances: pd.DataFrame
    sums: pd.DataFrame


def estimate(
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    weights: pd.DataFrame,
    replicates: pd.DataFrame | None,
    params: Params,
) -> Estimates:
    """Estimate shares, means, medians and scores of every variable in every target group.

    Base of every figure: respondents who were asked and gave a valid answer. *Not asked*, *no answer*,
    *declined* and *don't know* are in no base and have no rows of their own; ``n`` shows what is left.

    - ``share``: of each category (0-1). Interval: Wilson on effective n, Clopper-Pearson (beta) on effective
      n where ``n_effective * min(p, 1 - p)`` is below 5.
    - ``mean`` and ``median``: of the categories' ``value`` (scales with three or more values) or of a
      number; base: answers with a value. Interval: Student's t; Woodruff (JASA 1952) for the median.
    - ``score``: mean severity, the codebook's ``need`` (0-1); base: answers with a need.

    Standard errors are linearised with residuals from the raking margins (Deville and Särndal, JASA
    1992), as R's ``survey`` computes them; the last digits of trimming are left to the replicates.
    Employers are grouped by the categories of their size class and, where they are weighted to a frame with
    employees, given a second time for the group ``beschaeftigte``: weighted by employees; institutions are
    counted (``share`` with ``n_category`` of ``n``; no error, no tests).

    Args:
        responses: table ``responses`` per questionnaire.
        codebook: table ``codebook``.
        weights: table ``weights``.
        replicates: table ``replicates``; not needed here, since linearisation is exact and costs less.
        params: target groups, and the limit below which groups are not tested.
    """
    from pipeline.estimate.build import everything

    return everything(responses, codebook, weights, params)
