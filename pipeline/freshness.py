"""Know within milliseconds that nothing has changed since the last complete run.

DVC compares hashes; starting it for that costs more than all comparisons. So a complete run leaves a
fingerprint (name, size and time of every input, taken before the run, and of every output, taken after
it). As long as both still hold, DVC need not be started. Any doubt means: ask DVC.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace, write_text

_SKIPPED = ("__pycache__", ".quarto")


@dataclass(frozen=True)
class Fingerprint:
    """Digests of a network's inputs and outputs."""

    inputs: str
    outputs: str

    def __str__(self) -> str:
        return f"{self.inputs} {self.outputs}\n"


def take(ws: Workspace) -> Fingerprint:
    """The fingerprint of what the stages of ``dvc.yaml`` read and write now.

    Raises:
        PipelineError: ``dvc.yaml`` is missing or broken.
    """
    stages: dict[str, Any] = yamlfile.load(ws.root / "dvc.yaml").data["stages"]
    outs = {name for stage in stages.values() for name in _names(stage, "outs", "metrics")}
    deps = {name for stage in stages.values() for name in _names(stage, "deps")}
    made = tuple(f"{out}/" for out in outs)  # a stage may read one file of another's folder
    deps = {name for name in deps - outs if not name.startswith(made)}
    inputs = {*deps, "dvc.yaml", "params.yaml"}
    return Fingerprint(_digest(ws.root, inputs), _digest(ws.root, {*outs, "dvc.lock"}))


def is_fresh(ws: Workspace, now: Fingerprint) -> bool:
    """Whether the last run was complete and nothing has changed since."""
    try:
        return _file(ws).read_text(encoding="utf-8") == str(now)
    except OSError:
        return False


def remember(ws: Workspace, before: Fingerprint) -> None:
    """Note a complete run: its inputs as they were ``before`` it, its outputs as they are now."""
    write_text(_file(ws), str(Fingerprint(before.inputs, take(ws).outputs)))


def forget(ws: Workspace) -> None:
    """Forget the last complete run."""
    _file(ws).unlink(missing_ok=True)


def try_take(ws: Workspace) -> Fingerprint | None:
    """Like :func:`take`; None where ``dvc.yaml`` has no stages to look at (DVC will say what is wrong)."""
    try:
        return take(ws)
    except (PipelineError, KeyError, TypeError, AttributeError):
        return None


def _file(ws: Workspace) -> Path:
    return ws.root / ".dvc" / "tmp" / "bedarf-fresh"


def _names(stage: dict[str, Any], *sections: str) -> Iterable[str]:
    for section in sections:
        for entry in stage.get(section, []):
            yield entry if isinstance(entry, str) else next(iter(entry))


def _digest(root: Path, names: set[str]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(names):
        for path, stat in _files(str(root / name)):
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(start: str) -> Iterable[tuple[str, os.stat_result]]:
    try:
        entries = sorted(os.scandir(start), key=lambda entry: entry.name)
    except NotADirectoryError:
        yield start, Path(start).stat()
        return
    except OSError:
        return
    for entry in entries:
        if entry.name in _SKIPPED or entry.name.endswith(".pyc"):
            continue
        if entry.is_dir():
            yield from _files(entry.path)
        else:
            yield entry.path, entry.stat()
