"""``bedarf stats``: official statistics of the region; what is there, what is missing, where to get it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pipeline.indicators.catalogue import Indicator
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
            help="Files as downloaded (xlsx, csv, zip), or a folder of them.", metavar="FILE"
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
    from rich.markup import escape

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
        name = escape(ws.name_of(entry.target))
        console.print(f"{mark} [bold]{escape(entry.content.title)}[/]  [dim]{name}[/]")
        console.print(
            f"  {escape(_summary(entry.content))}" + ("" if entry.is_new else "; was there already")
        )
        for remark in entry.remarks:
            console.print(f"  [yellow]![/] {escape(remark)}")
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
    console.print(f"[bold]{regions.lookup(home).label}[/] ({home}); in brackets: number of periods")
    console.print(_known([line for line in lines if line.newest is not None], console.width))
    _print_gaps(console, lines)
    missing = [line for line in lines if line.open]
    if not missing:
        return
    console.print(f"\n[bold]Missing or only assumed[/] ({len(missing)})")
    wanted = {product.id: product for line in missing for product in line.wanted}
    for product in wanted.values():
        shown = coverage.address(product, home, date.today())
        console.print(f"\n[bold]{shown.title}[/], {shown.often}, gives", soft_wrap=True)
        for line in missing:
            if product in line.wanted:
                console.print(f"  {_named(line)}", soft_wrap=True)
        console.print(f"  file: {shown.file}\n  page: {shown.page}", soft_wrap=True, style="dim")
    asked = [line for line in missing if not line.wanted]
    if asked:
        console.print("\n[bold]To ask for and to enter in data/input/eigene_angaben.csv[/]")
    for line in asked:
        console.print(f"  {_named(line)}", soft_wrap=True)
        console.print(f"    ask: {line.entry.ask}", soft_wrap=True, style="dim")


@app.command()
def show(
    what: Annotated[str, typer.Argument(help="An indicator's id, or a file.", metavar="ID|FILE")],
) -> None:
    """Show all figures of an indicator with their source, or what a file holds."""
    from pipeline import params as parameters
    from pipeline.indicators import own, regions, table
    from pipeline.workspace import Workspace

    console = _console()
    if Path(what).exists():
        _show_file(console, Path(what))
        return
    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    entry = own.entries(ws).get(what)
    if entry is None:
        if "." in what or "/" in what:
            raise PipelineError("the file does not exist", what, hint="check the path")
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
    grid = _grid()
    here_first = [f for f in found if f.region == home]
    here = regions.widest(home)  # a town that is its own county, or Land, is shown once
    rest = [newest[key] for key in order if key in newest and regions.widest(key) != here]
    for figure in [*here_first, *rest]:
        interval = (
            f"{_number(figure.low, figure)} – {_number(figure.high, figure)}" if figure.high else ""
        )
        mark = " [yellow]angenommen[/]" * figure.assumed
        grid.add_row(
            f"{figure.region_name} [dim]{figure.region}[/]", figure.period,
            _number(figure.value, figure) or "–", interval,
            ("" if figure.status == "value" else figure.status) + mark,
        )  # fmt: skip
    console.print(grid)
    cited = here_first[-1:] or sorted(found, key=lambda figure: figure.period)[-1:]
    for text in dict.fromkeys(t for f in cited for t in (f.note, f.citation) if t):
        console.print(text, soft_wrap=True, style="dim", markup=False)
    if not here_first:
        console.print(f"[yellow]–[/] {_why_nothing(entry, home)}")


def _show_file(console: Console, path: Path) -> None:
    """What a file holds, with the figures of one region, so that they can be compared with the file."""
    from rich.markup import escape

    from pipeline import params as parameters
    from pipeline.indicators import downloads
    from pipeline.workspace import Workspace

    content = downloads.inspect(path)
    try:
        home = parameters.load(Workspace.find().params_file).network.region
    except PipelineError:  # outside of a network a file can be shown, too
        home = ""
    console.print(f"[bold]{escape(content.title)}[/]\n{escape(_summary(content))}")
    for entry, cell in downloads.sample(content, home):
        value = cell.status if cell.value is None else f"{cell.value:,.1f}".removesuffix(".0")
        value = value.translate(str.maketrans(",.", ".,")) if cell.value is not None else value
        unit = " %" if cell.unit == "Prozent" else ""
        console.print(
            f"  {entry.title} · [dim]{entry.id}[/]: {value}{unit} "
            f"[dim]({cell.region}, {cell.period}, {escape(cell.where)})[/]",
            soft_wrap=True,
        )
    for line in content.lost:
        console.print(f"  [yellow]![/] {escape(line)}", soft_wrap=True)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _known(lines: list[Line], width: int) -> Table:
    """What there is: the title first, its id beside it or, on a narrow terminal, behind it."""
    from rich.table import Table

    wide = width >= 130
    table = Table(box=None, pad_edge=False, header_style="dim", expand=wide)
    table.add_column("indicator", ratio=1 if wide else None)
    if wide:
        table.add_column("id", no_wrap=True)
    for head in ("newest", "period", "from"):
        table.add_column(head, justify="right" if head == "newest" else "left", no_wrap=True)
    for line in lines:
        if line.newest is not None:
            many = f" ({line.periods})" if line.periods > 1 else ""
            figures = (_value(line.newest), line.newest.period + many, line.origin)
            title, name = line.entry.title, f"[dim]{line.entry.id}[/]"
            if wide:
                table.add_row(title, name, *figures)
            else:
                table.add_row(f"{title} · {name}", *figures[:2], figures[2].partition(" ")[0])
    return table


def _print_gaps(console: Console, lines: list[Line]) -> None:
    """Municipalities that lack a figure, once for all indicators that lack the same ones."""
    groups: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for line in lines:
        if line.lacking:
            groups.setdefault((line.lacking, line.lacking_period[:4]), []).append(line.entry.title)
    for (places, year), titles in groups.items():
        more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
        console.print(
            f"\n[yellow]![/] {titles[0]}{more}: nothing for {year} of {', '.join(places)}, so "
            f"they cannot be added up for the county"
        )


def _grid() -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("region")
    for head in ("period", "value", "95 %", "status"):
        table.add_column(head, justify="right" if head == "value" else "left", no_wrap=True)
    return table


def _why_nothing(entry: Indicator, home: str) -> str:
    from pipeline.indicators import regions

    level = regions.lookup(home).level
    if entry.only not in (None, level):
        return f"the source has it for the level '{entry.only}' only, never for a {level}"
    return "nothing for the network's own region; bedarf stats list says where to get it"


def _named(line: Line) -> str:
    so_far = f" ({line.newest.period} assumed)" if line.newest is not None else ""
    return f"{line.entry.title} · [dim]{line.entry.id}[/]{so_far}"


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
    whole = value >= 1000 or float(value).is_integer() or figure.high is not None
    text = f"{value:,.0f}" if whole else f"{value:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))


def _near(name: str) -> str:
    import difflib

    from pipeline.indicators import catalogue

    found = difflib.get_close_matches(name, catalogue.load(), 1)
    return f"perhaps '{found[0]}'; " if found else ""
