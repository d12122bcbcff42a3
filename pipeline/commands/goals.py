"""``bedarf goals``: the draft of a Zielsystem for what the steering group decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import Fault, PipelineError
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from pipeline.compose.public import Public


def goals(
    before: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the network as it was at the first wave: its figures become the baselines.",
            metavar="FOLDER",
        ),
    ] = None,
) -> None:
    """Draft the Zielsystem (logframe) of the chosen fields as .docx and .xlsx.

    Baselines, intervals, sources and the smallest change that a second survey could show are filled in;
    goals, activities and targets are left to the group, with guidance. Needs a recorded decision.
    With --before, every indicator shows the change since the first wave with its interval, where both waves
    were weighted to the same margins and reached people alike.
    """
    from rich.console import Console
    from rich.markup import escape

    from pipeline import params as parameters
    from pipeline.compose import goals as drafts
    from pipeline.compose.decision import decision_of
    from pipeline.compose.public import Public
    from pipeline.render import goals as documents

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    public = Public.load(ws, params)
    first = _first_wave(before) if before else None
    hindrances = _hindrances(ws.public, before / "data" / "public") if before else []
    found = drafts.goals(public, first, comparable=not hindrances)
    if not found:
        raise PipelineError(
            "nothing is decided yet",
            "data/input/entscheidung.yaml",
            hint="save a decision on the steering board, then: bedarf decide FILE; bedarf run",
        )
    console = Console(highlight=False)
    title = f"Zielsystem – {params.network.name}"
    decision = decision_of(public)
    changed = bool(decision and decision["changed"])
    for path in documents.write(
        ws, found, title=title, day=params.document.date, demo=public.demo, changed=changed
    ):
        console.print(f"[green]✓[/] {ws.name_of(path)}")
    for fault in hindrances:
        reason = escape(f"{fault.what}; {fault.why}\n  {fault.hint}")
        console.print(f"[yellow]![/] not compared with the first wave: {reason}")
    if changed:
        console.print("[yellow]![/] the data have changed since the decision was taken")


def _first_wave(folder: Path) -> Public:
    from pipeline import params as parameters
    from pipeline.compose.public import Public

    ws = Workspace(folder.resolve())
    if not ws.params_file.is_file():
        raise PipelineError(
            "this is no folder of a network",
            str(folder),
            "it has no params.yaml",
            "give the folder in which the first wave was evaluated",
        )
    return Public.load(ws, parameters.load(ws.params_file))


def _hindrances(present: Path, before: Path) -> list[Fault]:
    from pipeline.estimate.waves import Wave, hindrances
    from pipeline.workspace import read_table

    waves = [
        Wave(
            *(
                read_table(folder / f"{t}.parquet")
                for t in ("estimates", "margins", "participation")
            )
        )
        for folder in (before, present)
    ]
    return hindrances(waves[0], waves[1])
