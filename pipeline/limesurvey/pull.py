"""Bring the answers home: whole, counted twice, and noticed when they change.

Every pull reads all answers of the survey in ranges, keeps those that are new or different from the pull
before, and is published only if what it saw agrees with the server's own counts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.limesurvey import checks, drift, export, pulls, register
from pipeline.limesurvey.drift import Drift
from pipeline.limesurvey.export import Counts
from pipeline.limesurvey.rows import Writer
from pipeline.limesurvey.server import Server
from pipeline.limesurvey.structure import Structure
from pipeline.workspace import Workspace

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Target:
    """What to pull and where it belongs.

    Attributes:
        name: the questionnaire, or a name of its own for a foreign survey.
        survey_id: on the server.
        folder: below ``data/raw``.
        definition_sha256: of the definition that was deployed; None for a foreign survey.
        structure: as the definition wants it; None where there is no definition to hold it against.
        redefined: the definition was restructured since it was deployed.
        shorter: it may be a shorter version, not deployed by ``bedarf deploy``.
        notes: what the analyst should know of this target, whatever the pull finds.
    """

    name: str
    survey_id: int
    folder: Path
    definition_sha256: str | None = None
    structure: Structure | None = None
    redefined: bool = False
    shorter: bool = False
    notes: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What a pull found; ``pull`` is None when the server had nothing new."""

    target: Target
    on_server: Counts
    pull: pulls.Pull | None
    new: int = 0
    continued: int = 0
    changed: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    headings: list[str] | None = None
    drift: Drift = field(default_factory=Drift)
    reshaped: bool = False
    notes: list[str] = field(default_factory=list)


def locked(ws: Workspace) -> AbstractContextManager[Any]:
    """Keeps a second pull out of the same network while this one runs.

    Raises:
        PipelineError: another pull is going on.
    """
    from filelock import FileLock, Timeout

    path = ws.root / ".dvc" / "tmp" / "pull.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        return lock.acquire(timeout=0)
    except Timeout:
        raise PipelineError(
            "another pull is going on in this folder",
            ws.name_of(path),
            "two at once would fetch and register the same answers twice",
            "wait until it has finished; if its window was closed, end that Python process",
        ) from None


def pull(
    ws: Workspace,
    server: Server,
    target: Target,
    *,
    accept_deleted: bool = False,
    moved: bool = False,
    progress: Progress | None = None,
    rows: int = export.ROWS,
) -> Outcome:
    """Fetch, check and publish what is new of one survey. The caller holds :func:`locked`.

    Args:
        ws: the network's folder.
        server: a session.
        target: which survey, and where its pulls lie.
        accept_deleted: answers that are gone from the server are to be left out from now on.
        moved: the survey now lives on another server than in earlier pulls.
        progress: called with answers seen and expected.
        rows: ids per call.

    Returns:
        What was found; a second pull without anything new publishes nothing.

    Raises:
        PipelineError: the server's faults; counts that do not agree; a full disk. Then nothing is published.
    """
    pulls.sweep(target.folder)
    register.register(ws, register.unregistered(target.folder))
    before = pulls.find(target.folder, target.survey_id)
    checks.same_server(before, server, moved)
    when = checks.moment_after(before)
    expected = export.count(server, target.survey_id)
    try:
        with pulls.drafting(target.folder, target.survey_id, when) as draft:
            known = before[-1].known() if before else iter(())
            with Writer(draft.file(".json"), draft.file(".ids.tsv"), known, server.host) as writer:
                watch = _watcher(writer, expected.total, progress)
                _fetch(
                    export.bodies(server, target.survey_id, expected.total, rows=rows),
                    writer,
                    watch,
                )
                writer.finish()
            counted = export.count(server, target.survey_id)
            checks.counts_agree(writer.on_server, expected, counted, target.name, server)
            outcome = _outcome(target, writer, before, accept_deleted, server)
            if target.structure is not None:
                outcome.drift = drift.check(
                    server, target.survey_id, target.structure, shorter=target.shorter
                )
                checks.same_survey(outcome.drift, target.name, target.survey_id)
            if before and not _news(outcome):
                return outcome
            previous = before[-1].name if before else None
            manifest = _manifest(outcome, writer, previous, when, server)
            manifest["server_counts"] = counted.as_dict()
            outcome.pull = pulls.publish(draft, manifest)
    except OSError as error:
        raise PipelineError(
            f"the answers cannot be written ({error.strerror or type(error).__name__})",
            ws.name_of(target.folder),
            "nothing of this pull was kept; earlier pulls are untouched",
            "free some space on the disk (or check the folder's permissions), then run bedarf pull again",
        ) from None
    register.register(ws, [outcome.pull.folder])
    return outcome


def _watcher(writer: Writer, expected: int, progress: Progress | None) -> Callable[[], None]:
    return lambda: progress(writer.on_server.total, expected) if progress else None


def _fetch(bodies: Iterator[bytes], writer: Writer, watch: Callable[[], None]) -> None:
    """Write one range while the next is on its way; never more than two are held in memory."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        pending: Future[None] | None = None
        for body in bodies:
            if pending is not None:
                pending.result()
                watch()
            pending = worker.submit(writer.take, body)
        if pending is not None:
            pending.result()
    watch()


def _outcome(
    target: Target, writer: Writer, before: list[pulls.Pull], accept: bool, server: Server
) -> Outcome:
    absent = {i for p in before for i in p.ids("gone")} | set(writer.gone)
    absent -= {i for p in before for i in p.ids("deleted")}
    if accept and absent and not writer.on_server.total:
        raise PipelineError(
            "none of the answers pulled earlier is on the server any more",
            f"survey {target.survey_id}",
            "that happens when a survey is deactivated and activated again: the answers lie in an archive",
            "leave out --accept-deleted: what was pulled before stays",
        )
    changed = writer.changed
    notes = list(target.notes)
    if server.noise:
        notes.append(f"PHP messages before the server's answers: {server.noise}")
    columns = before[-1].manifest.get("headings") if before else None
    reshaped = bool(columns and writer.headings and columns != writer.headings)
    if reshaped:
        notes.append(
            "the survey's columns have changed since the last pull: all answers were fetched anew"
        )
        changed = []
    return Outcome(
        target, writer.on_server, None, writer.new, writer.continued, changed, writer.gone,
        sorted(absent) if accept else [], writer.headings, reshaped=reshaped, notes=notes,
    )  # fmt: skip


def _news(outcome: Outcome) -> bool:
    return bool(
        outcome.new
        or outcome.continued
        or outcome.changed
        or outcome.gone
        or outcome.deleted
        or outcome.reshaped
    )


def _manifest(
    outcome: Outcome,
    writer: Writer,
    previous: str | None,
    when: datetime,
    server: Server,
) -> dict[str, Any]:
    target = outcome.target
    return {
        "format": pulls.FORMAT,
        "questionnaire": target.name,
        "survey_id": target.survey_id,
        "definition_sha256": target.definition_sha256,
        "server": server.host,
        "server_version": server.version,
        "pulled_at": when.isoformat(),
        "follows": previous,
        "sha256": writer.sha256,
        "ids_sha256": writer.ids_sha256,
        "counts": writer.written.as_dict(),
        "on_server": writer.on_server.as_dict(),
        "new": outcome.new,
        "continued": outcome.continued,
        "changed": outcome.changed,
        "gone": outcome.gone,
        "deleted": outcome.deleted,
        "renamed": outcome.drift.renamed,
        "drift": outcome.drift.lines,
        "headings": outcome.headings or [],
        "notes": outcome.notes,
    }
