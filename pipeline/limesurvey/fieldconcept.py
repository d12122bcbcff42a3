"""The field concept, ``data/input/feld.csv``: through which channels people are reached, and when.

Columns (German, separated by semicolons; a line that begins with ``#`` is a remark):

- ``kanal``: a short code (``jobcenter``), which fills the hidden question ``kanal``;
- ``bezeichnung``: its name on posters and lists;
- ``art``: ``link`` (open link with QR code), ``bogen`` (paper forms with the link) or ``liste`` (a closed
  list of participants with personal tokens, ``data/raw/participants/<fragebogen>.csv``);
- ``partner``: who hands it out;
- ``fragebogen``: the questionnaire;
- ``von``, ``bis``: first and last day, ``2026-09-01`` or ``01.09.2026``;
- ``ausgegeben``: links or forms handed out, where somebody counted them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

from pipeline.errors import Fault, PipelineError
from pipeline.limesurvey.transport import is_loopback
from pipeline.params import is_jobcentre
from pipeline.workspace import Workspace

FILE = "feld.csv"
COLUMNS = ("kanal", "bezeichnung", "art", "partner", "fragebogen", "von", "bis", "ausgegeben")
KINDS = ("link", "bogen", "liste")


@dataclass(frozen=True)
class Channel:
    """One row; ``issued`` is None where nobody counted."""

    code: str
    label: str
    kind: str
    partner: str
    questionnaire: str
    start: date | None
    end: date | None
    issued: int | None

    @property
    def is_jobcentre(self) -> bool:
        """Whether it is handed out where advisers decide about benefits."""
        return is_jobcentre(f"{self.code} {self.label} {self.partner}")


@dataclass(frozen=True)
class Period:
    """The days on which a questionnaire is open; None where the field concept leaves it open."""

    start: date | None
    end: date | None

    @property
    def settings(self) -> dict[str, str]:
        """As LimeSurvey's settings: from the first minute of the first day to the last of the last."""
        return {
            "startdate": f"{self.start.isoformat()} 00:00:00" if self.start else "",
            "expires": f"{self.end.isoformat()} 23:59:59" if self.end else "",
        }


def load(ws: Workspace, questionnaires: Iterable[str]) -> list[Channel]:
    """Read the field concept; no file means no channels.

    Raises:
        PipelineError: every fault of the file, with its line.
    """
    path = ws.input / FILE
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PipelineError(
            "the file is not UTF-8", FILE, hint="save it with encoding UTF-8"
        ) from None
    numbered = [
        (n, line)
        for n, line in enumerate(text.splitlines(), start=1)
        if line.strip(" ;") and not line.startswith("#")
    ]
    if not numbered:
        return []
    rows = list(csv.reader((line for _, line in numbered), delimiter=";"))
    head = [cell.strip() for cell in rows[0]]
    if set(head) != set(COLUMNS) or len(head) != len(COLUMNS):
        raise PipelineError(
            "the headings are not those of a field concept", f"{FILE}, line {numbered[0][0]}",
            f"found: {'; '.join(head)}", f"write: {';'.join(COLUMNS)}",
        )  # fmt: skip
    reader = _Reader(tuple(questionnaires))
    for (number, _), cells in zip(numbered[1:], rows[1:], strict=True):
        reader.take(number, head, cells)
    if reader.faults:
        raise PipelineError.of(reader.faults)
    return reader.channels


class _Reader:
    """Rows on their way to channels; collects faults instead of stopping at the first."""

    def __init__(self, questionnaires: tuple[str, ...]) -> None:
        self.known = questionnaires
        self.channels: list[Channel] = []
        self.faults: list[Fault] = []

    def take(self, line: int, head: Sequence[str], cells: Sequence[str]) -> None:
        where = f"{FILE}, line {line}"
        if len(cells) != len(head):
            self.faults.append(Fault(f"{len(cells)} cells instead of {len(head)}", where))
            return
        row = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
        before = len(self.faults)
        if not re.fullmatch(r"[a-z][a-z0-9]{0,19}", row["kanal"]):
            self._fault(
                where, f"'{row['kanal']}' is no channel code", "use a-z and 0-9, at most 20"
            )
        if row["art"] not in KINDS:
            self._fault(where, f"'{row['art']}' is no 'art'", f"write one of: {', '.join(KINDS)}")
        if row["fragebogen"] not in self.known:
            self._fault(
                where,
                f"'{row['fragebogen']}' is no questionnaire",
                f"known: {', '.join(self.known)}",
            )
        if any(
            c.code == row["kanal"] and c.questionnaire == row["fragebogen"] for c in self.channels
        ):
            self._fault(where, f"the channel '{row['kanal']}' stands here twice", "remove one")
        start, end = self._day(where, row, "von"), self._day(where, row, "bis")
        if start and end and end < start:
            self._fault(where, "'bis' is before 'von'", "correct the dates")
        issued = row["ausgegeben"]
        if issued and not issued.isdecimal():
            self._fault(
                where, f"'{issued}' is no number of links or forms", "write digits, or nothing"
            )
        if len(self.faults) == before:
            self.channels.append(
                Channel(row["kanal"], row["bezeichnung"] or row["kanal"], row["art"], row["partner"],
                        row["fragebogen"], start, end, int(issued) if issued else None)
            )  # fmt: skip

    def _fault(self, where: str, what: str, hint: str) -> None:
        self.faults.append(Fault(what, where, hint=hint))

    def _day(self, where: str, row: Mapping[str, str], name: str) -> date | None:
        text = row[name]
        german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
        if german:
            text = f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}"
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._fault(where, f"'{row[name]}' in '{name}' is no date", "write it as 01.09.2026")
            return None


def of(channels: Iterable[Channel], questionnaire: str) -> list[Channel]:
    """The channels of one questionnaire."""
    return [c for c in channels if c.questionnaire == questionnaire]


def period(channels: Sequence[Channel]) -> Period:
    """From the first day of any channel to the last day of any; open where a channel leaves it open."""
    starts, ends = [c.start for c in channels], [c.end for c in channels]
    first = [d for d in starts if d] if all(starts) else []
    last = [d for d in ends if d] if all(ends) else []
    return Period(min(first, default=None), max(last, default=None))


def survey_link(rpc_url: str, survey_id: int, language: str, channel: str | None = None) -> str:
    """The public address of a survey; ``kanal`` fills the hidden question of that name.

    Args:
        rpc_url: RemoteControl's address, in either of LimeSurvey's forms (path, or ``?r=``).
        survey_id: on that server.
        language: of the first page.
        channel: the channel's code.

    ``newtest`` starts afresh: on a shared tablet nobody sees the answers of the person before.
    """
    parts = urlsplit(rpc_url)
    query: dict[str, str] = {}
    if "r" in parse_qs(parts.query):
        path = parts.path
        query = {"r": "survey/index", "sid": str(survey_id)}
    else:
        path = re.sub(r"/admin/remotecontrol/?$", "", parts.path).rstrip("/") + f"/{survey_id}"
    query |= {"newtest": "Y", "lang": language}
    if channel:
        query["kanal"] = channel
    return parts._replace(path=path, query=urlencode(query), fragment="").geturl()


def public_address(rpc_url: str, public: str, *, insecure: bool = False) -> str:
    """RemoteControl's address as respondents would reach it: their server name, the same path below it.

    Args:
        rpc_url: as the analyst's computer reaches it.
        public: ``LIMESURVEY_PUBLIC_URL``, the address that stands on posters; empty where it is the same.
        insecure: allow http (test servers).

    Raises:
        PipelineError: not a web address, or without encryption.
    """
    if not public:
        return rpc_url
    parts, own = urlsplit(public), urlsplit(rpc_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PipelineError(
            "the public address of the LimeSurvey server is not a web address",
            "LIMESURVEY_PUBLIC_URL", hint="write it like https://umfragen.example.de",
        )  # fmt: skip
    if parts.scheme == "http" and not insecure and not is_loopback(public):
        raise PipelineError(
            "respondents would answer without encryption", "LIMESURVEY_PUBLIC_URL",
            "anybody on the way could read their answers", "use https://",
        )  # fmt: skip
    tail = re.search(r"(/index\.php)?(/admin/remotecontrol/?)?$", own.path)
    path = re.sub(r"/(index\.php)?/?$", "", parts.path) + (tail[0] if tail else "")
    return parts._replace(path=path, query=own.query, fragment="").geturl()
