"""``bedarf texts``: open answers for coders, and how far two coders agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import params as parameters
from pipeline.workspace import Workspace, read_table, replacing

CODES = "codes.csv"


def texts(
    folder: Annotated[
        Path | None,
        typer.Option("--to", help="Folder for the sheets; data/interim/export by default."),
    ] = None,
) -> None:
    """Write the masked open answers as sheets for two coders; show how far their codes agree.

    The coders write into data/input/codes.csv (text_id;kodierer;code, one row per code, "-" where none
    fits). The sheets are confidential. A quotation may be used only where zitat_erlaubt says ja.
    """
    from rich.console import Console
    from rich.markup import escape

    from pipeline.clean import coding

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    folder = folder or ws.interim / "export"  # never in git
    console = Console(highlight=False)
    codebook = read_table(ws.interim / "collected" / "codebook.parquet")
    known: set[str] = set()
    for name in params.questionnaires:
        responses = read_table(ws.interim / "cleaned" / f"{name}.parquet")
        sheet = coding.sheet(responses, codebook, name)
        known |= set(sheet["text_id"])
        path = folder / f"{name}_texte.csv"
        with replacing(path) as temporary:
            sheet.to_csv(
                temporary, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n"
            )
        console.print(f"[green]✓[/] {name}: {len(sheet)} texts in {escape(ws.name_of(path))}")
    if (ws.input / CODES).is_file():
        _show(coding.read_codes(ws.input / CODES, known, f"data/input/{CODES}"))
    console.print("[dim]Confidential, though masked. Do not publish, do not put into git.[/]")


def _show(codes: list[tuple[str, str, str]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from pipeline.clean import coding

    counts = coding.frequencies(codes)
    table = Table(
        "Code", "Texts (agreed)", "First coder", "Second coder", "Both", "Kappa", box=None
    )
    rows = {a.code: a for a in coding.agreement(codes)}
    for code in sorted({*counts, *rows}, key=lambda c: (-counts.get(c, 0), c)):
        found = rows.get(code)
        more = ["", "", "", ""]
        if found:
            kappa = "undefined" if found.kappa is None else f"{found.kappa:.2f}"
            more = [str(found.first), str(found.second), str(found.both), kappa]
        table.add_row(escape(code), str(counts.get(code, 0)), *more)
    Console(highlight=False).print(table)
