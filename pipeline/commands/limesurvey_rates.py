"""Response rates in ``bedarf status``: for closed lists only, after AAPOR, before any cleaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.clean.aapor import Dispositions
    from pipeline.limesurvey.status import Status
    from pipeline.samples import ClosedList


def show(console: Console, found: Status, gross: ClosedList | None) -> None:
    """One or two lines for a closed list, none for open links: nobody knows how many saw them.

    Args:
        console: where to.
        found: the field.
        gross: what ``params.yaml`` says of a list that was written to without LimeSurvey.
    """
    from pipeline.clean.aapor import response_rates

    if not found.invited and gross is None:
        return
    invited = found.invited or (gross.invited if gross else 0)
    if found.invited and gross and gross.invited != found.invited:
        console.print(
            f"  [yellow]![/] params.yaml, closed_lists, speaks of {gross.invited} invited; the list on the "
            f"server has {found.invited}, which is what counts here"
        )
        gross = None
    people = dispositions(found, gross)
    if people is None:
        console.print(
            f"  [yellow]![/] closed list: more came back than the {invited} who were invited. If an open "
            "link was used too, name the list's channel in params.yaml, closed_lists: kanal"
        )
        return
    rates = response_rates(people)
    values = ", ".join(
        f"{name} {rate:.0%}" for name in ("RR1", "RR3") if (rate := rates[name]) is not None
    )
    console.print(
        f"  closed list: {people.complete} of {invited} have answered: {values} (AAPOR, so far, not cleaned)"
    )
    if found.unwritten:
        console.print(
            f"  {found.unwritten} of the list have had no mail and have not answered: "
            "bedarf deploy --mail invite"
        )


def dispositions(found: Status, gross: ClosedList | None) -> Dispositions | None:
    """Everybody on the list, once; None where more came back than were invited.

    Of a list with tokens the server knows who has answered and who asked for no more mails. Of a list that
    was written to otherwise, finished answers of its channel count as complete, and unfinished ones as
    break-offs (refusals), as far as the list has room for them: somebody may have begun twice.
    """
    from pipeline.clean.aapor import Dispositions

    undeliverable = gross.undeliverable if gross else 0
    not_eligible = gross.not_eligible if gross else 0
    refused = gross.refused if gross else 0
    if found.invited:
        invited, complete, broken_off = found.invited, found.responded or 0, 0
        refused += found.opted_out
    else:
        assert gross is not None
        invited = gross.invited
        complete, broken_off = (
            found.channels.get(gross.kanal, [0, 0])
            if gross.kanal
            else (found.counts.complete, found.counts.incomplete)
        )
    rest = invited - complete - refused - undeliverable - not_eligible
    if rest < 0:
        return None
    broken_off = min(broken_off, rest)
    return Dispositions(
        complete=complete, refusal=refused + broken_off, unknown_eligible=rest - broken_off,
        unknown_other=undeliverable, not_eligible=not_eligible,
    )  # fmt: skip
