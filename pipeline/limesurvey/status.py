"""How the field is going: counts per channel, day and page, from the columns that this needs and no more."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeline.errors import PipelineError
from pipeline.limesurvey import export, participants
from pipeline.limesurvey.export import Counts, InactiveError
from pipeline.limesurvey.plan import survey_properties
from pipeline.limesurvey.server import Server, StatusError, decode_json

SYSTEM = ("id", "submitdate", "lastpage", "startlanguage", "startdate")
NO_DATE = "1980-01-01"  # what LimeSurvey writes for surveys without time stamps


@dataclass
class Status:
    """One survey in the field.

    Attributes:
        state: ``live``, ``not yet open``, ``over``, ``not active`` or ``missing``.
        counts: by the server's own count.
        channels: channel -> [complete, incomplete]; "" where none was given.
        days: day (ISO) -> finished answers.
        median_s: median duration of finished answers in seconds, None where times are not kept.
        dropped: last page that was sent (0: none) -> unfinished answers.
        pages: titles of pages, from 1.
        composition: variable -> code -> finished answers.
        languages: language -> finished answers.
        invited, responded: of a closed list on the server, None for open surveys.
        unwritten: of that list, who would get an invitation now.
        opted_out: who asked for no more mails.
    """

    survey_id: int
    state: str = "missing"
    counts: Counts = field(default_factory=lambda: Counts(0, 0))
    channels: dict[str, list[int]] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    median_s: float | None = None
    dropped: dict[int, int] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    composition: dict[str, dict[str, int]] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    invited: int | None = None
    responded: int | None = None
    unwritten: int = 0
    opted_out: int = 0


def read(server: Server, survey_id: int, variables: Sequence[str]) -> Status:
    """Ask the server.

    Args:
        server: a session.
        survey_id: which survey.
        variables: single-choice questions whose composition is wanted.

    Raises:
        PipelineError: the server's faults.
    """
    status = Status(survey_id)
    properties = survey_properties(server, survey_id)
    if properties is None:
        return status
    status.state = _state(properties)
    groups = server.call("list_groups", survey_id, properties["language"])
    groups.sort(key=lambda g: int(g["group_order"]))
    status.pages = [str(g["group_name"]) for g in groups]
    try:
        status.counts = export.count(server, survey_id)
    except InactiveError:
        return status
    _closed_list(server, survey_id, status)
    titles = _columns(server, survey_id, (*variables, "kanal"))
    wanted = [name for name in SYSTEM if name in titles.values()] + [
        column for column, title in titles.items() if title not in SYSTEM
    ]
    durations: list[float] = []
    for row in _rows(server, status, wanted):
        _count(status, row, variables, durations)
    status.median_s = statistics.median(durations) if durations else None
    return status


def _state(properties: Mapping[str, Any]) -> str:
    if properties.get("active") != "Y":
        return "not active"
    now = datetime.now()
    for name, word, over in (("startdate", "not yet open", False), ("expires", "over", True)):
        text = properties.get(name)
        if text and (datetime.fromisoformat(str(text)) < now) == over:
            return word
    return "live"


def _closed_list(server: Server, survey_id: int, status: Status) -> None:
    summary = server.call("get_summary", survey_id)
    if isinstance(summary, dict) and int(summary.get("token_count") or 0):
        status.invited = int(summary["token_count"])
        status.responded = int(summary.get("token_completed") or 0)
        status.opted_out = int(summary.get("token_opted_out") or 0)
        if int(summary.get("token_sent") or 0) < status.invited:
            try:
                status.unwritten = len(
                    participants.to_invite(participants.on_server(server, survey_id))
                )
            except StatusError:
                return  # this user may not read the list


def _columns(server: Server, survey_id: int, titles: Sequence[str]) -> dict[str, str]:
    """Column name -> title, for the system's columns and the questions asked for."""
    found = server.call("get_fieldmap", survey_id)
    out = {}
    for column, info in found.items():
        if column in SYSTEM:
            out[column] = column
        elif info.get("title") in titles and not info.get("aid"):
            out[column] = info["title"]
    return out


def _rows(server: Server, status: Status, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    bodies = export.bodies(server, status.survey_id, status.counts.total, fields=columns)
    for body in bodies:
        try:
            yield from decode_json(body)["responses"]
        except (ValueError, KeyError) as error:
            raise PipelineError(
                "an export cannot be read", server.host, type(error).__name__, "try again"
            ) from None


def _count(
    status: Status, row: Mapping[str, Any], variables: Sequence[str], durations: list[float]
) -> None:
    complete = bool(row.get("submitdate"))
    channel = status.channels.setdefault(row.get("kanal") or "", [0, 0])
    channel[0 if complete else 1] += 1
    if not complete:
        page = int(row.get("lastpage") or 0)
        status.dropped[page] = status.dropped.get(page, 0) + 1
        return
    submitted, started = str(row["submitdate"]), str(row.get("startdate") or "")
    language = str(row.get("startlanguage") or "")
    status.languages = dict(Counter(status.languages) + Counter([language]))
    if not submitted.startswith(NO_DATE):
        day = submitted[:10]
        status.days[day] = status.days.get(day, 0) + 1
        if started:
            seconds = datetime.fromisoformat(submitted) - datetime.fromisoformat(started)
            durations.append(seconds.total_seconds())
    for variable in dict.fromkeys(variables):
        code = row.get(variable)
        if code:
            codes = status.composition.setdefault(variable, {})
            codes[str(code)] = codes.get(str(code), 0) + 1


def expected_shares(
    targets: Mapping[str, Any], values: Mapping[tuple[str, str], float], region: str
) -> dict[str, float]:
    """Official share of each category of a margin; empty where a figure is missing.

    Args:
        targets: category (``a``, or ``a+b`` joined) -> one or several ``params.Target``.
        values: (indicator, region) -> figure.
        region: the network's own.
    """
    sums = {}
    for code, given in targets.items():
        several = given if isinstance(given, list) else [given]
        found = [values.get((t.indicator, t.region or region)) for t in several]
        known = [value for value in found if value is not None]
        if len(known) < len(found):
            return {}
        sums[code] = sum(known)
    total = sum(sums.values())
    return {code: value / total for code, value in sums.items()} if total > 0 else {}
