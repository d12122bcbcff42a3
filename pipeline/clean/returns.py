"""Response rates of closed lists: what the list says, and what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.clean.aapor import Dispositions, disposition, eligibility, response_rates
from pipeline.clean.case import Case, Mask
from pipeline.clean.rules.too_few import answered_share
from pipeline.errors import PipelineError, closest

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from pipeline.samples import ClosedList

NOT_PERSONS = ("test_entry", "duplicate")
COLUMNS = ["questionnaire", "source", "invited", "interviewed", "e"]
RATES = [f"rr{i}" for i in range(1, 7)]


def table(case: Case, gross: ClosedList | None) -> pd.DataFrame:
    """tables: response_rates; no row without a closed list.

    Args:
        case: after all rules.
        gross: what the network recorded of its list.

    Raises:
        PipelineError: more came back than were invited; nobody came by the list's channel.
    """
    import pandas as pd

    text, numbers = dict.fromkeys(COLUMNS[:2], "str"), dict.fromkeys(COLUMNS[2:4], "int64")
    types: dict[str, Any] = {**text, **numbers, **dict.fromkeys(["e", *RATES], "float64")}
    if gross is None:
        return pd.DataFrame(columns=[*COLUMNS, *RATES]).astype(types)
    found = dispositions(case, gross)
    rates = response_rates(found)
    row = {
        "questionnaire": case.questionnaire,
        "source": gross.source,
        "invited": gross.invited,
        "interviewed": found.complete + found.partial,
        "e": eligibility(found),
        **{name: rates[name.upper()] for name in RATES},
    }
    return pd.DataFrame([row]).astype(types)


def dispositions(case: Case, gross: ClosedList) -> Dispositions:
    """Everybody on the list, once.

    Used questionnaires are complete or partial by their share of answers; a used one below half, an early
    break-off and one that was dropped for its quality count as refusals, so that no rate is flattered.
    """
    here = ~_by(case, NOT_PERSONS)
    if gross.kanal is not None:
        here &= _by_the_list(case, gross.kanal, here)
    outside = here & _by(case, ("out_of_scope",))
    shares: np.ndarray = answered_share(case)
    kinds = [disposition(float(share)) for share in shares[here & case.keep]]
    dropped = int((here & ~case.keep & ~outside).sum())
    known = int(here.sum()) + gross.undeliverable + gross.refused + gross.not_eligible
    if known > gross.invited:
        raise PipelineError(
            f"{gross.invited} were invited to '{case.questionnaire}', but {known} are accounted for",
            f"params.yaml, closed_lists, {case.questionnaire}",
            f"{int(here.sum())} questionnaires came back; the rest is undeliverable, refused or not eligible",
            "correct the numbers; if an open link was used too, name the list's channel as `kanal`",
        )
    return Dispositions(
        complete=kinds.count("complete"),
        partial=kinds.count("partial"),
        refusal=kinds.count("refusal") + dropped + gross.refused,
        unknown_eligible=gross.invited - known,
        unknown_other=gross.undeliverable,
        not_eligible=int(outside.sum()) + gross.not_eligible,
    )


def _by_the_list(case: Case, kanal: str, people: Mask) -> Mask:
    """Who came by the channel of the list.

    Raises:
        PipelineError: nobody did, though questionnaires came by other channels.
    """
    channels = case.meta["kanal"].fillna("")
    here: Mask = (channels == kanal).to_numpy()
    if people.any() and not (here & people).any():
        found = sorted({c for c in channels[people] if c})
        raise PipelineError(
            f"no questionnaire of '{case.questionnaire}' came by the list's channel '{kanal}'",
            f"params.yaml, closed_lists, {case.questionnaire}, kanal",
            f"{int(people.sum())} came by other channels; the list would have a response rate of 0",
            f"{closest(kanal, found)}; while nobody has answered by the list, leave it out of `closed_lists`",
        )
    return here


def _by(case: Case, rules: tuple[str, ...]) -> Mask:
    import numpy as np

    return np.isin(case.excluded_by, rules)
