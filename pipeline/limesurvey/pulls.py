"""Pulls as they lie in ``data/raw/responses/<questionnaire>``: one folder each, never changed again.

A folder ``<time>-<survey id>`` holds three files of the same name: ``.json`` (the rows that are new or
have changed since the pull before, each exactly as the server gave it), ``.manifest.yaml`` (what the pull
is) and ``.ids.tsv`` (every row on the server at that time: id, hash, ``c`` complete or ``i`` incomplete), by
which the next pull notices what has changed or gone. The folder appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipeline import yamlfile
from pipeline.errors import PipelineError

TEMPORARY = ".tmp-pull-"
FORMAT = 1
_BLOCK = 1 << 20


class Known(NamedTuple):
    """A row as the last pull saw it."""

    id: int
    digest: str
    complete: bool


@dataclass(frozen=True)
class Pull:
    """A published pull; ``manifest`` as written."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The folder's name, which its files bear too."""
        return self.folder.name

    @property
    def survey_id(self) -> int:
        """The survey on the server."""
        return int(self.manifest["survey_id"])

    def ids(self, key: str) -> list[int]:
        """A list of answer ids of the manifest (``gone``, ``deleted``, ``changed``)."""
        return [int(i) for i in self.manifest.get(key) or []]

    def known(self) -> Iterator[Known]:
        """Every row on the server at that time, by ascending id.

        Raises:
            PipelineError: the list of ids is missing or not the one that was written.
        """
        path = self.folder / f"{self.name}.ids.tsv"
        where = f"{self.folder.parent.name}/{self.name}"
        if not path.is_file() or sha256_of(path) != self.manifest["ids_sha256"]:
            raise PipelineError(
                "the list of ids of the last pull is missing or was changed",
                where,
                "without it nobody can say what is new",
                "restore it: python -m dvc checkout",
            )
        with path.open(encoding="ascii") as lines:
            for line in lines:
                number, digest, state = line.rstrip("\n").split("\t")
                yield Known(int(number), digest, state == "c")


@dataclass
class Draft:
    """A pull in the making: a hidden folder that takes its name when everything in it is right."""

    folder: Path
    name: str
    notes: list[str] = field(default_factory=list)

    def file(self, suffix: str) -> Path:
        """One of the pull's files."""
        return self.folder / f"{self.name}{suffix}"


def find(folder: Path, survey_id: int | None = None) -> list[Pull]:
    """Published pulls of a questionnaire, oldest first; of one survey where asked for.

    Raises:
        PipelineError: a folder without a readable manifest.
    """
    pulls = []
    for path in sorted(folder.glob("*/*.manifest.yaml")):
        if path.parent.name.startswith(".") or path.name != f"{path.parent.name}.manifest.yaml":
            continue
        data = yamlfile.load(path, name=f"{folder.name}/{path.name}").data
        if isinstance(data, dict) and "survey_id" in data:
            pulls.append(Pull(path.parent, data))
    return [p for p in pulls if survey_id is None or p.survey_id == survey_id]


def answered(raw: Path) -> frozenset[int]:
    """Surveys of which answers were pulled at any time.

    Args:
        raw: the network's ``data/raw``.
    """
    manifests = [yamlfile.load(path).data for path in raw.rglob("*.manifest.yaml")]
    return frozenset(
        int(found["survey_id"])
        for found in manifests
        if isinstance(found, dict) and sum((found.get("counts") or {}).values())
    )


def sweep(folder: Path) -> int:
    """Remove what killed pulls left behind; returns how many there were."""
    leftovers = list(folder.glob(f"{TEMPORARY}*"))
    for path in leftovers:
        shutil.rmtree(path, ignore_errors=True)
    return len(leftovers)


@contextmanager
def drafting(folder: Path, survey_id: int, when: datetime) -> Iterator[Draft]:
    """A hidden folder for a new pull; whatever happens, it is gone afterwards unless published."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}-{survey_id}"
    temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=folder))
    try:
        yield Draft(temporary, name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def publish(draft: Draft, manifest: dict[str, Any]) -> Pull:
    """Write the manifest and let the folder appear under its name, in one step.

    Raises:
        OSError: no space, no right to write.
    """
    import yaml

    text = "# Written by bedarf pull. Raw files are never edited.\n" + yaml.safe_dump(
        manifest, sort_keys=False, allow_unicode=True, width=100
    )
    with draft.file(".manifest.yaml").open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.folder.chmod(0o755)
    target = draft.folder.parent / draft.name
    draft.folder.rename(target)
    _sync_folder(target.parent)
    return Pull(target, manifest)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable where the system can (Windows cannot open folders)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sha256_of(path: Path) -> str:
    """The checksum of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
