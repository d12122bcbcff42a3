"""A folder for the web: start page, report, brochure, board and open data. Static, offline, no cookies."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from pipeline.errors import Fault, PipelineError
from pipeline.render import opendata
from pipeline.render.sources import plain
from pipeline.workspace import Workspace

START = "startseite"
FILES = (
    "bedarfsanalyse.html", "bedarfsanalyse.pdf", "broschuere.html", "broschuere.pdf", "board.html",
    "faktenblaetter.pdf", "folien.pdf", "presse.pdf",
)  # fmt: skip
OPTIONAL = ("plotly.min.js",)
WORKBOOK = "tabellen.xlsx"  # the report's tables, a sheet each, with source and notes


def publish(ws: Workspace, folder: Path, licence: str = opendata.DEFAULT_LICENCE) -> list[Path]:
    """Write the folder, whole or not at all; what an earlier publication left there is replaced.

    While the folders change places, the earlier one lies beside as ``<folder>-vorher``.

    Args:
        ws: the network's folder, with the results of a complete run.
        folder: new, empty, or made by an earlier publication.
        licence: terms of use of the network's own results.

    Returns:
        The files, relative to ``folder``.

    Raises:
        PipelineError: results are missing, the start page has faults, the folder holds something else, or it
            could not be exchanged.
    """
    from pipeline.render import builtin
    from pipeline.render.job import prepare

    folder = folder.resolve()
    _refuse(ws, folder)
    job = prepare(ws, START)
    meta = job.meta("html")
    edition = opendata.Edition(
        plain(str(meta["title"])),
        plain(str(meta.get("netzwerk", ""))),
        job.day.isoformat(),
        licence,
        job.demo,
    )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as name:
        new = Path(name) / "neu"
        new.mkdir()
        (new / "index.html").write_bytes(builtin.html(job))
        for file in (*FILES, *(f for f in OPTIONAL if (ws.output / f).is_file())):
            shutil.copyfile(ws.output / file, new / file)
        opendata.write(ws, new, edition)
        shutil.copyfile(ws.generated / "tables" / WORKBOOK, new / opendata.FOLDER / WORKBOOK)
        for book in sorted((ws.generated / "tables").glob(f"*/{WORKBOOK}")):  # in further languages
            shutil.copyfile(book, new / opendata.FOLDER / f"tabellen_{book.parent.name}.xlsx")
        _exchange(new, folder)
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _before(folder: Path) -> Path:
    """Where the earlier publication lies while the new one takes its place."""
    return folder.with_name(f"{folder.name}-vorher")


def _exchange(new: Path, folder: Path) -> None:
    """Put the new folder in the place of the earlier one, which is there until the new one is.

    Raises:
        PipelineError: a folder could not be renamed; says where the earlier publication is now.
    """
    before, there = _before(folder), folder.exists()
    try:
        if there:
            folder.rename(before)
        new.rename(folder)
    except OSError as error:
        with suppress(OSError):
            if before.exists() and not folder.exists():
                before.rename(folder)
        kept = (
            f"the earlier one lies in {before}"
            if before.exists()
            else "the earlier one is as it was"
        )
        raise PipelineError(
            f"the new publication could not take its place ({error.strerror or error})",
            str(folder),
            kept if there else "nothing was published",
            "is a file of it or the folder open in another program? Close it, then publish again"
            + (f"; first rename {before.name} to {folder.name}" if before.exists() else ""),
        ) from None
    shutil.rmtree(before, ignore_errors=True)


def _refuse(ws: Workspace, folder: Path) -> None:
    faults = [
        Fault(
            "a result is missing",
            f"reports/_output/{name}",
            "",
            "make everything first: bedarf run",
        )
        for name in FILES
        if not (ws.output / name).is_file()
    ]
    workbook = ws.generated / "tables" / WORKBOOK
    if not workbook.is_file():
        where = workbook.relative_to(ws.root).as_posix()
        faults.append(Fault("a result is missing", where, "", "make everything first: bedarf run"))
    if not any(ws.public.glob("*.parquet")):
        faults.append(Fault("there are no public tables", "data/public", "", "bedarf run"))
    ours = folder / opendata.FOLDER / opendata.PACKAGE
    if folder.exists() and not (folder.is_dir() and (ours.is_file() or not any(folder.iterdir()))):
        faults.append(
            Fault(
                "the folder holds something else",
                str(folder),
                "a publication replaces the folder's whole content",
                "name a new folder, or one made by bedarf publish before",
            )
        )
    if _before(folder).exists():
        faults.append(
            Fault(
                "something is left of a publication that was interrupted",
                str(_before(folder)),
                f"it may be the last whole one, and the next would have to lay {folder.name} there",
                f"rename it to {folder.name} where that is missing or not whole; else delete it",
            )
        )
    if ws.root.is_relative_to(folder) or folder in (ws.reports, ws.output, ws.public):
        faults.append(
            Fault(
                "the network's own folder cannot be published into", str(folder), "", "name another"
            )
        )
    if faults:
        raise PipelineError.of(faults)
