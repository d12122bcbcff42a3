"""Answers out of a server: in ranges of ids, because LimeSurvey's time grows with the size of one export."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import PipelineError
from pipeline.limesurvey.server import Server, UnreadableError, is_status

log = logging.getLogger(__name__)

ROWS = 2000  # per call; one call for 100,000 rows took 553 s, ranges of 2,000 some 0.3 s each
LAST_ID = 2**31 - 1
SMALLEST = 100
WIDEST = 16  # times ROWS: how far a range stretches across a gap in the ids
NO_ROWS = "could not get max id"
NO_TABLE = "survey table does not exist"
TRIES = 3
EMPTY = base64.b64encode(b'{"responses": []}').decode()
_ROW = b'{"id":'


@dataclass(frozen=True)
class Counts:
    """Rows on the server by status, as ``get_summary`` counts them."""

    complete: int
    incomplete: int

    @property
    def total(self) -> int:
        """All rows."""
        return self.complete + self.incomplete

    def as_dict(self) -> dict[str, int]:
        """For the manifest."""
        return {"complete": self.complete, "incomplete": self.incomplete}


class InactiveError(PipelineError):
    """The survey has no table of answers: never activated, or deactivated and its answers archived."""


def count(server: Server, survey_id: int) -> Counts:
    """How many answers the server says it has.

    Raises:
        InactiveError: the survey is not active.
        PipelineError: no such survey, no permission, server faults.
    """
    try:
        summary: Any = server.call("get_summary", survey_id)
    except PipelineError as error:
        if is_status(error, "invalid surveyid"):
            raise _absent(survey_id, server) from None
        raise
    if not isinstance(summary, dict) or "completed_responses" not in summary:
        raise InactiveError(
            f"survey {survey_id} is not active on the server: it has no answers to fetch",
            server.host,
            "it was never activated, or it was deactivated and its answers lie in an archive table",
            "activate it in LimeSurvey. Archived answers come back with Responses > Import "
            "(from deactivated survey; preserve the response IDs, else they count twice). What was pulled "
            "before is safe in data/raw",
        )
    return Counts(int(summary["completed_responses"]), int(summary["incomplete_responses"]))


def _absent(survey_id: int, server: Server) -> PipelineError:
    return PipelineError(
        f"there is no survey {survey_id} on the server", server.host,
        hint="check the number in LimeSurvey's list of surveys and in data/limesurvey.lock.yaml",
    )  # fmt: skip


def bodies(
    server: Server,
    survey_id: int,
    expected: int,
    *,
    rows: int = ROWS,
    fields: Sequence[str] | None = None,
) -> Iterator[bytes]:
    """All answers as JSON exports of consecutive ranges of ids, ascending.

    Ids have gaps. As soon as no more than one call's rows are left to come, the last range is open, so
    that answers which arrive meanwhile come along.

    Args:
        server: where.
        survey_id: which survey.
        expected: rows on the server, from :func:`count`.
        rows: how many ids one call asks for; halved when the server chokes on it.
        fields: names of the columns to fetch (as the field map calls them); all by default.

    Raises:
        PipelineError: the server refused, or did not answer even for small ranges.
    """
    first, span, seen = 1, rows, 0
    while expected:
        rest = expected - seen
        last = LAST_ID if rest <= rows else min(first + span - 1, LAST_ID)
        try:
            body = _range(server, survey_id, (first, last), fields)
        except UnreadableError as error:
            if not error.smaller or rows // 2 < SMALLEST:
                raise
            rows = span = rows // 2
            if last == LAST_ID:
                expected = max(expected, seen + rows + 1)
            log.warning("the server choked on %d answers at once; going on with %d", rows * 2, rows)
            continue
        found = body.count(_ROW)
        seen += found
        if found:
            yield body
        if last >= LAST_ID:
            return
        first = last + 1
        span = rows if found else min(span * 2, rows * WIDEST)


def _range(
    server: Server, survey_id: int, ids: tuple[int, int], fields: Sequence[str] | None
) -> bytes:
    """One range; an export that arrives damaged is asked for again."""
    for _ in range(TRIES):
        payload = _export(server, survey_id, ids, fields)
        try:
            body = binascii.a2b_base64(payload, strict_mode=True)
        except (TypeError, ValueError, binascii.Error):
            continue
        if body[-20:].rstrip().endswith(b"]}"):
            return body
    raise UnreadableError(
        "the server's export is damaged (not base64, or cut off)", server.host,
        f"answers {ids[0]} to {ids[1]} of survey {survey_id}, {TRIES} times",
        "run bedarf pull again; if it stays, a plugin of the server may change its answers",
    )  # fmt: skip


def _export(
    server: Server, survey_id: int, ids: tuple[int, int], fields: Sequence[str] | None
) -> Any:
    some = [list(fields)] if fields else []
    try:
        return server.call(
            "export_responses", survey_id, "json", None, "all", "code", "short", *ids, *some
        )
    except PipelineError as error:
        if is_status(error, NO_ROWS):
            return EMPTY
        if is_status(error, NO_TABLE):
            raise InactiveError(
                f"survey {survey_id} was deactivated while its answers were fetched", server.host,
                hint="activate it again, then run bedarf pull; nothing was kept of this one",
            ) from None  # fmt: skip
        raise
