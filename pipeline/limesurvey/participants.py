"""Closed lists: people who get a personal link by mail. Their addresses stay here and on the server.

``data/raw/participants/<questionnaire>.csv`` (never in git, never read by a stage) has the columns
``vorname;nachname;email;sprache``. Answers of closed lists are anonymous: LimeSurvey keeps no tie between
token and answer, and no time.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import Fault, PipelineError
from pipeline.limesurvey.server import Server, StatusError, is_status
from pipeline.workspace import Workspace

COLUMNS = ("vorname", "nachname", "email", "sprache")
PAGE = 1000
BATCH = 100
MAX_REASONS = 3
_MAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
_ADDRESS = re.compile(r"\S*@\S*")


@dataclass(frozen=True)
class Person:
    """One row of the list; ``line`` is where it stands in the file."""

    first_name: str
    last_name: str
    email: str
    language: str
    line: int = field(default=0, compare=False)

    @property
    def row(self) -> dict[str, str]:
        """As LimeSurvey takes it; the server makes the token."""
        return {
            "firstname": self.first_name, "lastname": self.last_name, "email": self.email,
            "language": self.language,
        }  # fmt: skip


@dataclass(frozen=True)
class Mailing:
    """What became of invitations or reminders; ``failed`` counts people, without naming them.

    ``reasons`` are the server's own words for what failed, each once, without addresses; ``lines`` are
    where those people stand in the list.
    """

    sent: int
    failed: int
    reasons: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


def path(ws: Workspace, questionnaire: str) -> Path:
    """Where the list lies."""
    return ws.raw / "participants" / f"{questionnaire}.csv"


def load(file: Path, languages: Sequence[str]) -> list[Person]:
    """Read a list.

    Raises:
        PipelineError: every fault, by line; addresses are not repeated in messages.
    """
    name = f"participants/{file.name}"
    if not file.is_file():
        raise PipelineError(
            "the list of participants is missing", name,
            hint=f"create it with the columns {';'.join(COLUMNS)}",
        )  # fmt: skip
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    if not rows or [c.strip() for c in rows[0]] != list(COLUMNS):
        raise PipelineError(
            "the headings are wrong", f"{name}, line 1", hint=f"write {';'.join(COLUMNS)}"
        )
    people: list[Person] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for line, cells in enumerate(rows[1:], start=2):
        where = f"{name}, line {line}"
        if not any(c.strip() for c in cells):
            continue
        if len(cells) != len(COLUMNS):
            faults.append(Fault(f"{len(cells)} cells instead of {len(COLUMNS)}", where))
            continue
        first, last, email, language = (c.strip() for c in cells)
        if not _MAIL.fullmatch(email):
            faults.append(Fault("the mail address is not one", where))
        if email.casefold() in seen:
            faults.append(Fault("the mail address stands here twice", where))
        if language and language not in languages:
            faults.append(
                Fault(f"the survey has no language '{language}'", where, hint=", ".join(languages))
            )
        seen.add(email.casefold())
        people.append(Person(first, last, email, language or languages[0], line))
    if faults:
        raise PipelineError.of(faults)
    return people


def on_server(server: Server, survey_id: int) -> list[dict[str, Any]]:
    """Everybody in the survey's table, with state."""
    found: list[dict[str, Any]] = []
    names = ["email", "sent", "remindersent", "completed", "emailstatus"]
    while True:
        try:
            page = server.call("list_participants", survey_id, len(found), PAGE, False, names)
        except PipelineError as error:
            if is_status(error, "participants found"):
                return found
            raise
        found += page
        if len(page) < PAGE:
            return found


def missing(server: Server, survey_id: int, people: Sequence[Person]) -> list[Person]:
    """Who is in the list but not on the server; everybody where there is no table of participants yet."""
    try:
        there = {_address(row) for row in on_server(server, survey_id)}
    except StatusError:
        return list(people)
    return [p for p in people if p.email.casefold() not in there]


def add(server: Server, survey_id: int, people: Sequence[Person]) -> int:
    """Add who is not there yet; returns how many were added.

    Raises:
        PipelineError: the server refused rows (by number), or lost some.
    """
    there = {_address(row) for row in on_server(server, survey_id)}
    new = [p for p in people if p.email.casefold() not in there]
    refused: list[Fault] = []
    for start in range(0, len(new), BATCH):
        rows = server.call(
            "add_participants", survey_id, [p.row for p in new[start : start + BATCH]], True
        )
        for n, row in enumerate(rows):
            if row.get("errors") or not row.get("token"):
                refused.append(
                    Fault(f"the server refused participant {start + n + 1} of {len(new)} new ones",
                          server.host, "; ".join(sorted(row.get("errors") or ["no token"])))
                )  # fmt: skip
    if refused:
        raise PipelineError.of(refused)
    missing = len(new) - (len(on_server(server, survey_id)) - len(there))
    if missing:
        raise PipelineError(f"{missing} participants did not arrive on the server", server.host)
    return len(new)


def sign(server: Server, survey_id: int, name: str, address: str) -> None:
    """Let mails come from the network: without this they bear the server administrator's address.

    Args:
        server: a session.
        survey_id: which survey.
        name: of the sender.
        address: of the sender; replies and mails that come back go there.
    """
    sender = {"admin": name[:50], "adminemail": address, "bounce_email": address}
    server.call("set_survey_properties", survey_id, sender)


def to_invite(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who had no mail yet, has not answered, and did not ask for none."""
    return [r for r in rows if _no(r.get("sent")) and _no(r.get("completed")) and not _opted_out(r)]


def to_remind(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who had a mail, has not answered, and did not ask for no more."""
    return [
        r for r in rows if not _no(r.get("sent")) and _no(r.get("completed")) and not _opted_out(r)
    ]


def mail(
    server: Server,
    survey_id: int,
    kind: Literal["invite", "remind"],
    people: Sequence[Person] = (),
) -> Mailing:
    """Invite who was not invited yet, or remind who was invited and has not answered.

    The call's summary can say "0 left to send" although single mails failed, so every row is read.

    Args:
        server: a session.
        survey_id: which survey.
        kind: of mail.
        people: the list, to say in which lines those stand whom a mail did not reach.

    Raises:
        PipelineError: the server's faults.
    """
    rows = on_server(server, survey_id)
    chosen = to_invite(rows) if kind == "invite" else to_remind(rows)
    lines = {p.email.casefold(): p.line for p in people if p.line}
    where = {int(r["tid"]): lines.get(_address(r)) for r in chosen}
    sent = failed = 0
    reasons: set[str] = set()
    unreached: set[int] = set()
    numbers = list(where)
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        if kind == "invite":
            answer = server.send_mail("invite_participants", survey_id, batch, True)
        else:
            answer = server.send_mail("remind_participants", survey_id, None, None, batch)
        good = {int(tid) for tid, row in answer.items() if row.get("status") in ("OK", "sent")}
        bad = [row for tid, row in answer.items() if int(tid) not in good]
        sent += len(good)
        failed += len(batch) - len(good)
        unreached |= {line for tid in batch if tid not in good and (line := where[tid])}
        reasons |= {_reason(row) for row in bad}
    return Mailing(sent, failed, tuple(sorted(reasons)[:MAX_REASONS]), tuple(sorted(unreached)))


def _reason(row: dict[str, Any]) -> str:
    text = _ADDRESS.sub("…", str(row.get("error") or "no reason given"))
    return " ".join(text.split())


def _opted_out(row: dict[str, Any]) -> bool:
    return str(row.get("emailstatus") or "").casefold() == "optout"


def _address(row: dict[str, Any]) -> str:
    info = row.get("participant_info") or row
    return str(info.get("email", "")).casefold()


def _no(value: Any) -> bool:
    return value in (None, "", "N")
