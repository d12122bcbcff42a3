"""``bedarf render``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.workspace import Workspace


class Format(StrEnum):
    """What a document can become."""

    html = "html"
    pdf = "pdf"
    docx = "docx"
    print = "print"


class Engine(StrEnum):
    """Which program sets the document."""

    auto = "auto"
    quarto = "quarto"
    builtin = "builtin"


def render(
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOCUMENT",
            help="Names of documents in reports/ (bedarfsanalyse, broschuere); all by default.",
        ),
    ] = None,
    formats: Annotated[
        list[Format] | None,
        typer.Option(
            "--format",
            "-f",
            help="Only this format; may be given more than once. print: a PDF with 3 mm bleed.",
        ),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(
            help="auto takes Quarto if it is installed and will do, else the built-in engine."
        ),
    ] = Engine.auto,
) -> None:
    """Set documents from the results of the last run, without running the stages before.

    For work on texts and design. Every unknown fact, reference or building block is reported with file and
    line before anything is written.
    """
    from rich.console import Console

    from pipeline import locks
    from pipeline.render import render as render_document

    ws = Workspace.find()
    console = Console(highlight=False)
    for name in documents or _documents(ws.reports):
        document = Path(name).stem
        with console.status(f"{name} …"), locks.alone(ws, locks.stage_of(document)):
            wanted = [str(item) for item in formats] if formats else None
            files = render_document(ws, document, wanted, engine=engine.value)
        for file in files:
            console.print(f"[green]✓[/] {ws.name_of(file)}  {file.stat().st_size / 1e6:.1f} MB")


def _documents(reports: Path) -> list[str]:
    """Every document once, whatever its languages."""
    from pipeline.render.translation import is_source

    return sorted(path.stem for path in reports.glob("*.qmd") if not is_source(path))
