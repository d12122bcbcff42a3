"""Response rates of closed lists, after AAPOR.

Source: The American Association for Public Opinion Research, Standard Definitions: Final Dispositions of
Case Codes and Outcome Rates for Surveys, 10th edition (2023), sections "Response Rates" and, for partial
interviews, "Internet Surveys of Specifically Named Persons". Open links have no list and hence no rate.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dispositions:
    """How the persons of a closed list ended up; all are counts of persons.

    Attributes:
        complete: I, complete questionnaires.
        partial: P, partial questionnaires that are used.
        refusal: R, refusals and break-offs.
        non_contact: NC, known to be eligible, never reached.
        other: O, eligible, reached, no answer for another reason.
        unknown_eligible: UH, nothing is known (no reaction to the invitation).
        unknown_other: UO, unknown for another reason (invitation came back).
        not_eligible: NE, found to be outside the target population.
    """

    complete: int = 0
    partial: int = 0
    refusal: int = 0
    non_contact: int = 0
    other: int = 0
    unknown_eligible: int = 0
    unknown_other: int = 0
    not_eligible: int = 0

    def __post_init__(self) -> None:
        negative = [name for name, count in vars(self).items() if count < 0]
        if negative:
            raise ValueError(f"a count of persons cannot be negative: {', '.join(negative)}")


def eligibility(d: Dispositions) -> float:
    """The share *e* of the unknown cases that is eligible, by proportional allocation (0-1).

    As many of the unknown as of the known: eligible / (eligible + not eligible); 1 if nothing is known.
    """
    known = d.complete + d.partial + d.refusal + d.non_contact + d.other
    return known / (known + d.not_eligible) if known + d.not_eligible else 1.0


def response_rates(d: Dispositions, e: float | None = None) -> dict[str, float | None]:
    """AAPOR's six response rates.

    Args:
        d: the dispositions of a closed list.
        e: share of unknown cases that is eligible, 0-1; :func:`eligibility` by default.

    Returns:
        ``RR1`` (least) to ``RR6`` (most), 0-1; None where nobody is in the denominator.

    Raises:
        ValueError: ``e`` outside 0-1.
    """
    share = eligibility(d) if e is None else e
    if not 0 <= share <= 1:
        raise ValueError(f"e is a share between 0 and 1, not {share}")
    interviewed = d.complete + d.partial
    eligible = interviewed + d.refusal + d.non_contact + d.other
    unknown = d.unknown_eligible + d.unknown_other
    denominators = (eligible + unknown, eligible + share * unknown, eligible)
    rates: dict[str, float | None] = {}
    for i, denominator in enumerate(denominators):
        for j, numerator in enumerate((d.complete, interviewed)):
            rates[f"RR{2 * i + j + 1}"] = numerator / denominator if denominator else None
    return rates


def disposition(answered_share: float, *, eligible: bool = True) -> str:
    """What one returned questionnaire counts as.

    AAPOR leaves the limits to the survey and names 50 % and 80 % of the applicable questions as usual.

    Args:
        answered_share: answered of the questions meant for the person, 0-1.
        eligible: belongs to the target population.

    Returns:
        A field of :class:`Dispositions`: ``complete`` (more than 80 %), ``partial`` (from 50 %),
        ``refusal`` (a break-off) or ``not_eligible``.
    """
    if not eligible:
        return "not_eligible"
    if answered_share > 0.8:
        return "complete"
    return "partial" if answered_share >= 0.5 else "refusal"
