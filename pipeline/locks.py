"""One writer per stage: a lock for what writes a stage's files, whoever starts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import PipelineError
from pipeline.workspace import Workspace, sweep

SECONDS = 600
# The documents of a stage that makes more than one of another name
_OF_STAGE = {"handouts": ("faktenblaetter", "presse", "folien")}


@contextmanager
def alone(ws: Workspace, stage: str) -> Iterator[None]:
    """Hold a stage's lock; what a killed writer of its documents left half-done is removed first.

    Raises:
        PipelineError: another process holds it for more than :data:`SECONDS`.
    """
    from filelock import FileLock, Timeout

    path = ws.root / ".dvc" / "tmp" / "stages" / f"{stage}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=SECONDS)
    except Timeout:
        raise PipelineError(
            f"the stage {stage} has been running elsewhere for more than {SECONDS // 60} minutes",
            ws.name_of(path),
            "an interrupted run may have left it behind",
            "end that Python process, then try again",
        ) from None
    try:
        for document in _OF_STAGE.get(stage, (stage,)):
            sweep(ws.output, document, older_than=0)
        yield
    finally:
        lock.release()


def stage_of(document: str) -> str:
    """The stage that makes a document (its own name, where no stage does)."""
    return next((stage for stage, names in _OF_STAGE.items() if document in names), document)
