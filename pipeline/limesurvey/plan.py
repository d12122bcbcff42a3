"""What a deployment would do, before it does anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pipeline.errors import PipelineError
from pipeline.limesurvey import export, lockfile, structure
from pipeline.limesurvey.lockfile import Entry
from pipeline.limesurvey.server import Server, StatusError, is_status
from pipeline.limesurvey.structure import Difference
from pipeline.limesurvey.wishes import MARK, Wish

Action = Literal["create", "replace", "activate", "update", "nothing", "refuse"]


@dataclass(frozen=True)
class Step:
    """What happens to one questionnaire.

    Attributes:
        action: ``create``; ``replace`` (nobody has answered: delete and create anew under the same
            number); ``activate``; ``update`` (texts and settings that can change at any time);
            ``nothing``; ``refuse``.
        entry: of the lock file, None before the first deployment.
        leftover: an unfinished survey that is removed first.
        differences: between definition and server.
        refused: changes that are not made because answers are there.
        by_hand: changes that only a person can make in LimeSurvey.
        answers: on the server.
        reason: why it is refused, or what to know.
        wanted: the number to ask for, where it is neither the entry's nor the wish's own.
    """

    wish: Wish
    action: Action
    entry: Entry | None = None
    leftover: int | None = None
    differences: Sequence[Difference] = field(default_factory=list)
    refused: Sequence[Difference] = field(default_factory=list)
    by_hand: Sequence[Difference] = field(default_factory=list)
    answers: int = 0
    reason: str = ""
    wanted: int = 0

    @property
    def number(self) -> int:
        """The survey's number on the server, as it is or as it will be asked for."""
        return self.wanted or (self.entry.survey_id if self.entry else self.wish.survey_id)


def make(
    server: Server,
    wishes: Sequence[Wish],
    entries: Sequence[Entry],
    pulled: Collection[int] = (),
) -> list[Step]:
    """Compare wishes with what the lock file and the server say; changes nothing.

    Args:
        server: a session.
        wishes: what is wanted.
        entries: of the lock file.
        pulled: surveys of which answers were pulled (:func:`pipeline.limesurvey.pulls.answered`). Their
            numbers are never given to a new survey, whose answers would bear the same ids.

    Raises:
        PipelineError: the server's faults.
    """
    return [_step(server, wish, entries, pulled) for wish in wishes]


def _step(server: Server, wish: Wish, entries: Sequence[Entry], pulled: Collection[int]) -> Step:
    entry = lockfile.find(list(entries), wish.name, wish.wave, server.host)
    if entry is None:
        return _unlisted(server, wish, pulled)
    properties = survey_properties(server, entry.survey_id)
    if properties is None:
        gone = "" if entry.state == "incomplete" else "it is not on the server any more"
        number = free_number(server, entry.survey_id, pulled)
        return Step(wish, "create", entry, reason=gone, wanted=number)
    if is_unfinished(server, entry.survey_id, properties):
        return Step(wish, "create", entry, leftover=entry.survey_id)
    return _compared(server, wish, entry, properties, pulled)


def _unlisted(server: Server, wish: Wish, pulled: Collection[int]) -> Step:
    """No entry in the lock file: create, or find again what the file has forgotten."""
    number = free_number(server, wish.survey_id, pulled)
    if number == wish.survey_id:
        return Step(wish, "create")
    other = Step(
        wish, "create", wanted=number,
        reason=f"the number {wish.survey_id} belongs to another survey: {number} is used",
    )  # fmt: skip
    try:
        properties = survey_properties(server, wish.survey_id)
        if properties is None:
            return other
        found = structure.from_server(server, wish.survey_id, wish.structure)
    except PipelineError:
        return other  # somebody else's, and not for us to see
    if any(
        d.kind == "structure" or d.where.startswith("title")
        for d in structure.compare(wish.structure, found)
    ):
        return other
    state: lockfile.State = "live" if properties["active"] == "Y" else "ready"
    entry = Entry(wish.name, wish.wave, server.host, wish.survey_id, state, wish.definition_sha256)
    step = _compared(server, wish, entry, properties, pulled)
    return replace(
        step, reason=step.reason or "the lock file does not know it: it is entered again"
    )


def free_number(server: Server, wanted: int, taken: Collection[int] = ()) -> int:
    """The wanted survey id, or the next that is free: another's survey is never touched."""
    while True:
        try:
            if wanted not in taken and survey_properties(server, wanted) is None:
                return wanted
        except StatusError:
            pass  # there is one, and it is somebody else's
        wanted = 100_000 + (wanted - 100_000 + 1) % 900_000


def _compared(
    server: Server,
    wish: Wish,
    entry: Entry,
    properties: dict[str, Any],
    pulled: Collection[int],
) -> Step:
    active = properties["active"] == "Y"
    answers = export.count(server, entry.survey_id).total if active else 0
    found = structure.from_server(server, entry.survey_id, wish.structure)
    differences = structure.compare(wish.structure, found)
    fixed = [d for d in differences if d.kind == "structure"]
    texts = [d for d in differences if d.kind == "question text"]
    rest = [d for d in differences if d.kind in ("text", "setting")]
    was_live = entry.state in ("live", "closed")
    if was_live and not active:
        return Step(
            wish, "refuse", entry, refused=differences,
            reason="it was deactivated on the server: its answers lie in an archive table. Activate it "
            f"there to go on, or start a new wave (wave: {wish.wave + 1} in params.yaml)",
        )  # fmt: skip
    answered = bool(answers) or entry.survey_id in pulled
    if fixed and answered:
        there = f"{answers} answers are there" if answers else "answers were pulled from it"
        return Step(
            wish, "update" if rest else "refuse", entry, differences=rest, refused=fixed,
            by_hand=texts, answers=answers,
            reason=f"{there}: a survey with answers is never restructured. Undo the "
            f"changes, or start a new wave (wave: {wish.wave + 1} in params.yaml)",
        )  # fmt: skip
    if (fixed or texts) and not answered:
        return Step(wish, "replace", entry, differences=differences)
    if rest:
        return Step(wish, "update", entry, differences=rest, by_hand=texts, answers=answers)
    if not active:
        return Step(wish, "activate", entry)
    return Step(wish, "nothing", entry, by_hand=texts, answers=answers)


def survey_properties(server: Server, survey_id: int) -> dict[str, Any] | None:
    """A survey's settings, None where there is no such survey.

    Raises:
        PipelineError: it exists, but this user may not see it; server faults.
    """
    try:
        found = server.call("get_survey_properties", survey_id)
    except PipelineError as error:
        if is_status(error, "invalid survey"):
            return None
        raise
    return dict(found)


def is_unfinished(server: Server, survey_id: int, properties: dict[str, Any]) -> bool:
    """Whether a deployment left it behind: never active, and its title says so or cannot be read."""
    if properties.get("active") == "Y":
        return False
    try:
        texts = server.call(
            "get_language_properties", survey_id, ["surveyls_title"], properties.get("language")
        )
    except PipelineError:
        return True
    title = texts.get("surveyls_title") if isinstance(texts, dict) else None
    return not title or str(title).startswith(MARK.strip())
