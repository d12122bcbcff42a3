"""What a deployment would do, before it does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.errors import PipelineError
from pipeline.limesurvey import export, lockfile, structure
from pipeline.limesurvey.lockfile import Entry
from pipeline.limesurvey.server import Server, is_status
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


def make(server: Server, wishes: Sequence[Wish], entries: Sequence[Entry]) -> list[Step]:
    """Compare wishes with what the lock file and the server say; changes nothing.

    Raises:
        PipelineError: the server's faults.
    """
    return [_step(server, wish, entries) for wish in wishes]


def _step(server: Server, wish: Wish, entries: Sequence[Entry]) -> Step:
    entry = lockfile.find(list(entries), wish.name, wish.wave, server.host)
    if entry is None:
        return Step(wish, "create")
    properties = survey_properties(server, entry.survey_id)
    if properties is None:
        gone = "" if entry.state == "incomplete" else "it is not on the server any more"
        return Step(wish, "create", entry, reason=gone)
    if is_unfinished(server, entry.survey_id, properties):
        return Step(wish, "create", entry, leftover=entry.survey_id)
    return _compared(server, wish, entry, properties)


def _compared(server: Server, wish: Wish, entry: Entry, properties: dict[str, Any]) -> Step:
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
    if fixed and answers:
        return Step(
            wish, "update" if rest else "refuse", entry, differences=rest, refused=fixed,
            by_hand=texts, answers=answers,
            reason=f"{answers} answers are there: a survey with answers is never restructured. Undo the "
            f"changes, or start a new wave (wave: {wish.wave + 1} in params.yaml)",
        )  # fmt: skip
    if (fixed or texts) and not answers:
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
