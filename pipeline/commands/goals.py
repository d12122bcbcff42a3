"""``bedarf goals``: the draft of a Zielsystem for what the steering group decided."""

from __future__ import annotations

from pipeline.errors import PipelineError
from pipeline.workspace import Workspace


def goals() -> None:
    """Draft the Zielsystem (logframe) of the chosen fields as .docx and .xlsx.

    Baselines, intervals, sources and the smallest change that a second survey could show are filled in;
    goals, activities and targets are left to the group, with guidance. Needs a recorded decision.
    """
    from rich.console import Console

    from pipeline import params as parameters
    from pipeline.compose import goals as drafts
    from pipeline.compose.decision import decision_of
    from pipeline.compose.public import Public
    from pipeline.render import goals as documents

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    public = Public.load(ws, params)
    found = drafts.goals(public)
    if not found:
        raise PipelineError(
            "nothing is decided yet",
            "data/input/entscheidung.yaml",
            hint="save a decision on the steering board, then: bedarf decide FILE; bedarf run",
        )
    console = Console(highlight=False)
    title = f"Zielsystem – {params.network.name}"
    for path in documents.write(ws, found, title=title, day=params.document.date, demo=public.demo):
        console.print(f"[green]✓[/] {ws.name_of(path)}")
    decision = decision_of(public)
    if decision and decision["changed"]:
        console.print("[yellow]![/] the data have changed since the decision was taken")
