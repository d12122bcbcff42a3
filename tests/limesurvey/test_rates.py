"""Response rates in ``bedarf status``: AAPOR's, for closed lists only."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from pipeline.commands.limesurvey_rates import dispositions, show
from pipeline.limesurvey.export import Counts
from pipeline.limesurvey.status import Status
from pipeline.samples import ClosedList


def said(found: Status, gross: ClosedList | None) -> str:
    out = StringIO()
    show(Console(file=out, soft_wrap=True), found, gross)
    return out.getvalue()


def test_an_open_link_has_no_rate() -> None:
    assert said(Status(1, counts=Counts(50, 3)), None) == ""


def test_a_list_with_tokens_has_its_rate_from_the_server() -> None:
    found = Status(1, counts=Counts(6, 5), invited=20, responded=6, unwritten=2, opted_out=2)
    people = dispositions(found, None)
    assert people is not None
    assert (people.complete, people.refusal, people.unknown_eligible) == (6, 2, 12)
    text = said(found, None)
    assert "6 of 20 have answered: RR1 30%, RR3 30%" in text
    assert "2 of the list have had no mail and have not answered" in text


def test_a_list_that_was_written_to_otherwise_is_counted_by_its_channel() -> None:
    gross = ClosedList(
        source="Verteiler", invited=40, undeliverable=2, refused=1, not_eligible=4, kanal="netz"
    )
    found = Status(1, counts=Counts(30, 9), channels={"netz": [9, 3], "": [21, 6]})
    people = dispositions(found, gross)
    assert people is not None
    assert (people.complete, people.refusal, people.unknown_other, people.not_eligible) == (
        9,
        4,
        2,
        4,
    )
    assert people.unknown_eligible == 40 - 9 - 4 - 2 - 4
    share = 13 / 17  # eligible of those of whom it is known
    assert f"RR1 {9 / 36:.0%}, RR3 {9 / (13 + share * 23):.0%}" in said(found, gross)


def test_more_answers_than_invitations_make_no_rate() -> None:
    gross = ClosedList(source="Verteiler", invited=5)
    assert "more came back than the 5" in said(Status(1, counts=Counts(6, 0)), gross)


def test_numbers_of_another_list_are_not_mixed_in() -> None:
    gross = ClosedList(source="Verteiler", invited=40, undeliverable=2)
    text = said(Status(1, invited=3, responded=1), gross)
    assert "speaks of 40" in text
    assert "1 of 3 have answered: RR1 33%" in text
