"""A folder for the web: start page, report, brochure, board and open data. Static, offline, no cookies."""

from __future__ import annotations

import shutil
import tempfile
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

    Args:
        ws: the network's folder, with the results of a complete run.
        folder: new, empty, or made by an earlier publication.
        licence: terms of use of the network's own results.

    Returns:
        The files, relative to ``folder``.

    Raises:
        PipelineError: results are missing, the start page has faults, or the folder holds something else.
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
        if folder.exists():
            folder.rename(Path(name) / "alt")
        new.rename(folder)
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


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
    if ws.root.is_relative_to(folder) or folder in (ws.reports, ws.output, ws.public):
        faults.append(
            Fault(
                "the network's own folder cannot be published into", str(folder), "", "name another"
            )
        )
    if faults:
        raise PipelineError.of(faults)
