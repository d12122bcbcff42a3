"""Where things lie in a network's folder, and how files are written so that no half file is ever seen."""

from __future__ import annotations

import glob
import os
import posixpath
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError, told_by_system

if TYPE_CHECKING:
    import pandas as pd

ABANDONED = 600  # seconds after which a temporary file has lost its writer


@dataclass(frozen=True)
class Workspace:
    """The folder of one network (it holds ``params.yaml``)."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """The nearest folder with a ``params.yaml``, from ``start`` (default: here) upwards.

        Raises:
            PipelineError: there is none.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "params.yaml").is_file():
                return cls(folder)
        raise PipelineError(
            "there is no params.yaml here or in a folder above",
            str(here),
            hint="change into your network's folder, or make one: bedarf init FOLDER --region AGS",
        )

    @property
    def params_file(self) -> Path:  # noqa: D102
        return self.root / "params.yaml"

    @property
    def questionnaires(self) -> Path:
        """Definitions of the instruments, in git."""
        return self.root / "questionnaires"

    @property
    def input(self) -> Path:
        """What people write by hand, in git."""
        return self.root / "data" / "input"

    @property
    def raw(self) -> Path:
        """Pulls and downloaded files: immutable, DVC-tracked, never in git."""
        return self.root / "data" / "raw"

    @property
    def interim(self) -> Path:
        """Respondent-level tables made by stages."""
        return self.root / "data" / "interim"

    @property
    def processed(self) -> Path:
        """Aggregated tables made by stages, before the disclosure wall."""
        return self.root / "data" / "processed"

    @property
    def public(self) -> Path:
        """What passed the disclosure wall."""
        return self.root / "data" / "public"

    @property
    def reports(self) -> Path:
        """Documents, texts and brand."""
        return self.root / "reports"

    @property
    def generated(self) -> Path:
        """Facts, charts, tables and sentences that documents include."""
        return self.reports / "_gen"

    @property
    def output(self) -> Path:
        """Finished documents."""
        return self.reports / "_output"

    def name_of(self, path: Path) -> str:
        """A path as messages show it: relative to the workspace, with forward slashes."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def leads_out(path: str) -> bool:
    """Whether a path that somebody wrote leaves the folder that it is relative to, by any system's rules."""
    way = path.replace("\\", "/")
    if way.startswith("/") or PureWindowsPath(path).drive:
        return True
    return posixpath.normpath(way).split("/")[0] == ".."


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write to a temporary sibling that takes the place of ``path`` only when the block succeeded.

    The sibling is ``.<name>.tmp-…`` in the same folder; it is removed when the block fails. One that a killed
    process left behind goes with the next writing.

    Raises:
        PipelineError: the disk is full, the folder read-only, the file open in another program.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent, path.stem, path.suffix)
        temporary = path.parent / f".{path.stem}.tmp-{secrets.token_hex(4)}{path.suffix}"
        temporary.touch(exist_ok=False)  # readable for whom the user's umask allows
    except OSError as error:
        raise _refused(error, path) from None
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        ours = error.filename is None or Path(os.fsdecode(error.filename)) == temporary
        if ours and told_by_system(error.errno):
            raise _refused(error, path) from None
        raise
    finally:
        temporary.unlink(missing_ok=True)


def sweep(folder: Path, stem: str, suffix: str = "", *, older_than: float = ABANDONED) -> None:
    """Remove what a writer of a file left behind that was killed; a living one is never that old."""
    for rest in folder.glob(f".{glob.escape(stem)}.tmp-*{glob.escape(suffix)}"):
        with suppress(OSError):
            if time.time() - rest.stat().st_mtime > older_than:
                rest.unlink()


def _refused(error: OSError, path: Path) -> PipelineError:
    what, hint = told_by_system(error.errno) or (
        f"the file cannot be written ({error.strerror or error})",
        "try again",
    )
    return PipelineError(what, str(path), hint=hint)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with Unix line ends, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as Parquet, whole or not at all, with bytes that depend on its content alone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    with replacing(path) as temporary:
        pq.write_table(arrow, temporary, compression="zstd", store_schema=False)


def read_table(path: Path) -> pd.DataFrame:
    """Read a table that a stage wrote.

    Raises:
        PipelineError: it is not there.
    """
    import pandas as pd

    if not path.is_file():
        raise PipelineError(
            "a table of an earlier stage is missing",
            f"{path.parent.name}/{path.name}",
            hint="run the whole pipeline: bedarf run",
        )
    return pd.read_parquet(path)
