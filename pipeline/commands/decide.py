"""``bedarf decide`` and ``bedarf explain``: what the steering group decided, and what a score is made of."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.errors import Fault, PipelineError, closest
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from pipeline.params import Params


def decide(
    file: Annotated[
        Path,
        typer.Argument(help="entscheidung.yaml, as the steering board saved it.", metavar="FILE"),
    ],
    other_data: Annotated[
        bool,
        typer.Option(
            "--other-data",
            help="Record a decision taken on other data than the present ones; documents say so.",
        ),
    ] = False,
) -> None:
    """Check a decision of the steering group and record it.

    It is copied to data/input/entscheidung.yaml. After the next `bedarf run`, report, brochure and board show
    what was chosen and why, and say if the data have changed since.
    """
    from rich.console import Console

    from pipeline import params as parameters
    from pipeline.assess import decision
    from pipeline.commands import decide_recount
    from pipeline.compose.decision import fingerprint
    from pipeline.compose.public import Public

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    if not file.is_file():
        raise PipelineError(
            "the file does not exist",
            str(file),
            hint="name the file that the board saved; browsers put it into Downloads",
        )
    found = decision.read(file, [f.id for f in params.fields_of_action])
    if strange := _strange(found.data, params, file.name):
        raise PipelineError.of(strange)
    public = Public.load(ws, params)
    current = fingerprint(public)
    changed = found.fingerprint != current
    if changed and not other_data:
        raise PipelineError(
            "the decision was taken on other data than the present ones",
            str(file),
            f"data then {found.fingerprint[:12]}, data now {current[:12]}",
            "open the present board (reports/_output/board.html), check the decision and save it again; "
            "or record it as it is: bedarf decide FILE --other-data",
        )
    if not changed and (unlike := decide_recount.faults(public, found.data, file.name)):
        raise PipelineError.of(unlike)
    target = ws.input / decision.FILE
    if file.resolve() != target.resolve():
        from pipeline.workspace import write_text

        write_text(target, file.read_text(encoding="utf-8-sig"))
    console = Console(highlight=False)
    console.print(f"[green]✓[/] recorded in {ws.name_of(target)}")
    for row in found.table().itertuples():
        console.print(f"  {row.field_of_action}: {row.responsible}", markup=False)
    if changed:
        console.print("[yellow]![/] taken on other data; every document will say so")
    console.print("\nNext: bedarf run; then bedarf goals", style="dim")


def _strange(data: dict[str, Any], params: Params, name: str) -> list[Fault]:
    """A decision of another network, or one that nobody can have taken yet."""
    out = []
    theirs, network = data.get("netzwerk"), params.network.name
    if theirs is not None and theirs != network:
        out.append(
            Fault(
                f"this is the decision of another network: '{theirs}'",
                name,
                f"this one is '{network}'",
                "choose the right file; if the network has a new name, write it into the file",
            )
        )
    latest = params.document.date + timedelta(days=365)
    if date.fromisoformat(data["beschlossen_am"]) > latest:
        out.append(
            Fault(
                f"'beschlossen_am' lies far in the future ({data['beschlossen_am']})",
                name,
                "more than a year after the documents' date in params.yaml",
                "write the day on which the group decided",
            )
        )
    return out


def explain(
    field: Annotated[
        str | None,
        typer.Argument(
            help="Id of a field of action; all of them in short by default.", metavar="FIELD"
        ),
    ] = None,
) -> None:
    """Open a score down to answers: criteria, needs, and the questions and categories behind them."""
    from rich.console import Console

    from pipeline import params as parameters
    from pipeline.compose import explain as explaining
    from pipeline.compose.public import Public

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    public = Public.load(ws, params)
    known = [f.id for f in params.fields_of_action]
    if field is not None and field not in known:
        raise PipelineError(
            f"the field of action '{field}' is not known",
            "bedarf explain",
            hint=closest(field, known),
        )
    explaining.show(public, field, Console(highlight=False))
