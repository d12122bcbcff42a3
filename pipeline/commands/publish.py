"""``bedarf publish``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import freshness
from pipeline import params as parameters
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace, read_table


def publish(
    folder: Annotated[Path, typer.Argument(help="New, empty, or from an earlier publication.")],
    licence: Annotated[
        str | None,
        typer.Option(help="Terms of use of your own results; dl-de/by-2-0 by default."),
    ] = None,
) -> None:
    """Put what may be public into a folder that can be uploaded as it is.

    Start page, report, brochure, board and open data (CSV with a description of each column). The pages ask
    no other server for anything. What is shown is noted in data/input/veroeffentlicht.csv, which the next run
    heeds: numbers that two publications together would give away are held back. Keep that file in git.
    """
    from rich.console import Console
    from rich.markup import escape

    from pipeline.disclose import ledger
    from pipeline.render.opendata import DEFAULT_LICENCE
    from pipeline.render.publish import publish as write

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    now = freshness.try_take(ws)
    if now is None or not freshness.is_fresh(ws, now):
        raise PipelineError(
            "something has changed since the last complete run",
            why="only what all stages have made together is published",
            hint="run `bedarf run`, look at the results, then publish",
        )
    files = write(ws, folder, licence or DEFAULT_LICENCE)
    console = Console(highlight=False)
    size = sum((folder / file).stat().st_size for file in files) / 1e6
    console.print(
        f"[green]✓[/] {len(files)} files, {size:.1f} MB, in [bold]{escape(str(folder))}[/]: open index.html"
    )
    if params.is_demo:
        console.print("  Simulated answers (DEMODATEN): nothing is noted as published.")
        return
    shown = ledger.entries(
        read_table(ws.public / "estimates.parquet"), params.document.date.isoformat(), params
    )
    added = ledger.append(ws.input / ledger.FILE, shown.astype({"n": "int64"}))
    console.print(
        f"  {added} released results noted in data/input/{ledger.FILE}; commit that file."
    )
