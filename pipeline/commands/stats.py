"""``bedarf stats``: official statistics of the region; what is there, what is missing, where to get it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pipeline.indicators.coverage import Line
    from pipeline.indicators.figure import Figure

app = typer.Typer(
    help="Official statistics: add downloaded files, see what is there and what is missing.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@app.command()
def add(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Files as downloaded (xlsx, csv, zip), or a folder of them.", metavar="FILE…"
        ),
    ],
    region: Annotated[
        str | None,
        typer.Option(help="Official key (AGS), for workbooks that name only a job centre."),
    ] = None,
) -> None:
    """Add downloaded files of the statistical offices and the Bundesagentur für Arbeit.

    Each file is recognised by its content, copied to data/raw/statistics under a stable name and registered
    with DVC. Files are never changed; a newer one of the same kind goes before an older one.
    """
    from pipeline import params as parameters
    from pipeline.indicators import downloads
    from pipeline.workspace import Workspace

    ws = Workspace.find()
    home = parameters.load(ws.params_file).network.region
    console = _console()
    with console.status(f"reading {len(files)} file(s)"):
        added, faults = downloads.add(ws, files, home=home, region=region)
    for entry in added:
        mark = "[green]✓[/]" if entry.is_new else "[dim]=[/]"
        console.print(f"{mark} [bold]{entry.content.title}[/]  [dim]{ws.name_of(entry.target)}[/]")
        console.print(
            f"  {_summary(entry.content)}" + ("" if entry.is_new else "; was there already")
        )
        for remark in entry.remarks:
            console.print(f"  [yellow]![/] {remark}")
    if any(entry.is_new for entry in added):
        console.print("\nNext: bedarf stats list, then bedarf run", style="dim")
    if faults:
        raise PipelineError.of(faults)


@app.command("list")
def list_() -> None:
    """Show which indicators the report can use, for which period, and what is missing."""
    from datetime import date

    from pipeline import params as parameters
    from pipeline.indicators import coverage, regions
    from pipeline.workspace import Workspace

    ws = Workspace.find()
    home = parameters.load(ws.params_file).network.region
    lines = coverage.survey(ws, home)
    console = _console()
    table = _table("indicator", "newest", "period", "from", "title", elastic="title")
    for line in lines:
        if line.newest is not None:
            since = f" ({line.periods})" if line.periods > 1 else ""
            table.add_row(
                line.entry.id, _value(line.newest), line.newest.period + since, line.origin,
                f"[dim]{line.entry.title}[/]",
            )  # fmt: skip
    console.print(f"[bold]{regions.lookup(home).label}[/] ({home}); periods in brackets")
    console.print(table)
    missing = [line for line in lines if line.newest is None or line.newest.value is None]
    if missing:
        console.print(f"\n[bold]Missing[/] ({len(missing)})")
    for line in missing:
        text = f"[yellow]–[/] {line.entry.id} [dim]{line.entry.title}[/]{_reason(line)}"
        console.print(text, soft_wrap=True)
    wanted = {product.id: product for line in missing for product in line.wanted}
    for product in wanted.values():
        shown = coverage.address(product, home, date.today())
        console.print(f"\n[bold]{shown.title}[/] ({shown.often})", soft_wrap=True)
        console.print(f"  {shown.file}\n  {shown.page}", soft_wrap=True, style="dim")


@app.command()
def show(
    what: Annotated[str, typer.Argument(help="An indicator's id, or a file.", metavar="ID|FILE")],
) -> None:
    """Show all figures of an indicator with their source, or what a file holds."""
    from pipeline import params as parameters
    from pipeline.indicators import catalogue, downloads, table
    from pipeline.workspace import Workspace

    console = _console()
    if Path(what).is_file():
        content = downloads.inspect(Path(what))
        console.print(f"[bold]{content.title}[/]\n{_summary(content)}")
        for name in content.indicators:
            console.print(f"  {catalogue.load()[name].title} [dim]{name}[/]")
        return
    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    entry = catalogue.load().get(what)
    if entry is None:
        raise PipelineError(
            f"there is no indicator '{what}'",
            hint=f"{_near(what)}bedarf stats list shows all of them",
        )
    home, order = params.network.region, table.wanted_regions(params)
    found = table.evaluate(ws, order)[what]
    newest = {f.region: f for f in found}
    console.print(f"[bold]{entry.title}[/] ({entry.unit})\n{entry.definition}", soft_wrap=True)
    if entry.compare:
        console.print(f"Vergleich: {entry.compare}", soft_wrap=True)
    grid = _table("region", "period", "value", "95 %", "status")
    own = [f for f in found if f.region == home]
    rest = [newest[key] for key in order if key in newest and key != home]
    for figure in [*own, *rest]:
        interval = (
            f"{_number(figure.low, figure)} – {_number(figure.high, figure)}" if figure.high else ""
        )
        mark = " [yellow]angenommen[/]" * figure.assumed
        grid.add_row(
            f"{figure.region_name} [dim]{figure.region}[/]", figure.period, _value(figure), interval,
            ("" if figure.status == "value" else figure.status) + mark,
        )  # fmt: skip
    console.print(grid)
    for text in dict.fromkeys(t for f in own[-1:] for t in (f.note, f.citation) if t):
        console.print(text, soft_wrap=True, style="dim")
    if not own:
        console.print("[yellow]–[/] nothing for the network's own region; see bedarf stats list")


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _table(*heads: str, elastic: str = "region") -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    for head in heads:
        right = head in ("newest", "value")
        table.add_column(
            head, justify="right" if right else "left", no_wrap=True,
            overflow="ellipsis", ratio=1 if head == elastic else None,
        )  # fmt: skip
    return table


def _summary(content: object) -> str:
    from pipeline.indicators import regions
    from pipeline.indicators.downloads import Content

    assert isinstance(content, Content)
    places = sorted(content.regions)
    try:
        where = regions.lookup(places[0]).label if len(places) == 1 else f"{len(places)} regions"
    except PipelineError:
        where = places[0]
    periods = content.periods
    when = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    used = len(content.indicators)
    return (
        f"{where}, {when}, {content.figures:,} figures, used by {used} indicator{'s' * (used != 1)}"
    )


def _value(figure: Figure) -> str:
    return figure.status if figure.value is None else _number(figure.value, figure)


def _number(value: float | None, figure: Figure) -> str:
    if value is None:
        return ""
    if figure.unit == "Anteil":
        return f"{value * 100:.1f} %".replace(".", ",")
    text = f"{value:,.0f}" if value >= 1000 or float(value).is_integer() else f"{value:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))


def _reason(line: Line) -> str:
    if line.newest is not None:
        return f": {line.newest.status} ({line.newest.period})"
    return f" – ask: {line.entry.ask}" if line.entry.ask else ""


def _near(name: str) -> str:
    import difflib

    from pipeline.indicators import catalogue

    found = difflib.get_close_matches(name, catalogue.load(), 1)
    return f"perhaps '{found[0]}'; " if found else ""
