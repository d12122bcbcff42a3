"""``bedarf run`` and ``bedarf check``."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__, freshness, yamlfile
from pipeline import params as parameters
from pipeline.errors import Fault, PipelineError, closest, told_by_system
from pipeline.workspace import Workspace, write_text

VERSION_FILE = ".bedarf-version"  # what a network's stages depend on instead of our source code
_STAGE = re.compile(r"Running stage '([^']+)'|Stage '([^']+)' (?:didn't change|is cached)")
_NOISE = re.compile(
    r"^(> |Updating lock file|Use `dvc push`|Data and pipelines are up to date|To track the changes|"
    r"To enable auto staging|WARNING: .* is empty|WARNING: Process .*RWLock|.*rwlock|\s*$|\tgit add|"
    r"\s*dvc config|Verifying|'.*\.dvc' didn't change|Generating lock)"
)


def run(
    targets: Annotated[
        list[str] | None,
        typer.Argument(help="Stages or documents to make; all by default.", metavar="STAGE"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Make everything again, changed or not.")
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Show what DVC prints, without progress display.")
    ] = False,
) -> None:
    """Take answers and official statistics to report, brochure and steering board.

    Only what has changed since the last run is made again. An interrupted run goes on where it stopped.
    """
    from pipeline import preflight

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    stamp_version(ws)
    started, began = time.monotonic(), time.time()
    before = freshness.try_take(ws)
    if before and not (targets or force) and freshness.is_fresh(ws, before):
        _report(ws, [], 0.0)
        return
    freshness.forget(ws)
    if faults := preflight.faults(ws, params):
        raise PipelineError.of(faults)
    _known(targets or [], ws)
    command = [
        sys.executable,
        "-m",
        "dvc",
        "repro",
        *(targets or []),
        *(["--force"] if force else []),
    ]
    if plain:
        code = subprocess.run(command, cwd=ws.root, env=environment(), check=False).returncode
        if code:
            raise typer.Exit(1)
        return
    made = _run_with_progress(command, ws, _stage_count(ws, targets))
    if before and not targets:
        freshness.remember(ws, before)
    _report(ws, made, time.monotonic() - started, since=began if targets else None)


def check() -> None:
    """Check params.yaml, questionnaires and what stands in data/input; all faults at once, with advice."""
    from rich.console import Console
    from rich.markup import escape

    from pipeline import preflight

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    if faults := preflight.faults(ws, params):
        raise PipelineError.of(faults)
    console = Console(highlight=False)
    console.print(
        f"[green]✓[/] params.yaml and the questionnaires ({', '.join(params.questionnaires)})"
    )
    console.print("  are in order, so are data/input and the raw files.")
    for field, questions in preflight.unranked(ws, params).items():
        console.print(
            f"[yellow]–[/] params.yaml, fields_of_action: '{escape(field)}' is not among them, but questions "
            f"name it ({escape(', '.join(questions))}); their answers stand in the annex and count "
            "for no field"
        )
    if lines := preflight.unfilled(ws):
        console.print(
            f"[yellow]–[/] params.yaml, line {', '.join(lines)}: still to be filled in "
            "(“Bitte eintragen” would be printed)"
        )


def environment() -> dict[str, str]:
    """The environment in which stages find this Python and its packages."""
    env = dict(os.environ)
    folder = str(Path(sys.executable).parent)
    env["PATH"] = folder + os.pathsep + env.get("PATH", "")
    env.update(PYTHONUTF8="1", DVC_NO_ANALYTICS="1")
    return env


def stamp_version(ws: Workspace) -> None:
    """In a network of one's own: note the version of the program, so that a new one re-runs stages."""
    file = ws.root / VERSION_FILE
    text = f"{__version__}\n"
    if not (ws.root / "pipeline").is_dir() and (
        not file.is_file() or file.read_text(encoding="utf-8") != text
    ):
        write_text(file, text)


def _stage_count(ws: Workspace, targets: list[str] | None) -> int | None:
    if targets:
        return None
    stages = yamlfile.load(ws.root / "dvc.yaml").data.get("stages", {})
    return len(stages)


def _run_with_progress(command: list[str], ws: Workspace, total: int | None) -> list[str]:
    """Run DVC; returns the stages that were made. Stage output and errors are shown as they come."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    console = Console(highlight=False)
    made: list[str] = []
    output: list[str] = []
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        Elapsed(),
    )
    process = subprocess.Popen(
        command, cwd=ws.root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    assert process.stdout is not None
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("checking what has changed", total=total)
            seen = 0
            for line in process.stdout:
                match = _STAGE.search(line)
                if match:
                    progress.update(task, completed=seen, description=match[1] or match[2])
                    seen += 1
                    if match[1]:
                        made.append(match[1])
                elif not _NOISE.match(line):
                    output.append(line.rstrip())
        code = process.wait()
    except KeyboardInterrupt:
        process.wait()
        console.print("Stopped. Nothing half-written was kept; `bedarf run` goes on from here.")
        raise typer.Exit(130) from None
    if code < 0 and os.name != "nt":
        raise PipelineError(
            "the run was ended from outside",
            f"stage {made[-1]}" if made else "",
            hint="run `bedarf run` again: what was finished is kept",
        )
    if code:
        _fail(output, made)
    for line in output:
        console.print(line, style="dim", markup=False)
    return made


def _known(targets: list[str], ws: Workspace) -> None:
    stages = yamlfile.load(ws.root / "dvc.yaml").data.get("stages", {})
    unknown = [target for target in targets if target not in stages]
    if unknown:
        raise PipelineError(f"there is no stage '{unknown[0]}'", hint=closest(unknown[0], stages))


def _fail(output: list[str], made: list[str]) -> None:
    """Say why DVC stopped: the stage's own words, or DVC's reason in ours."""
    text = "\n".join(output)
    where = f"stage {made[-1]}" if made else ""
    hint = "mend it and run `bedarf run` again: what was finished is kept"
    if "Unable to acquire lock" in text or "it is being blocked by" in text:
        raise PipelineError(
            "another run is still going in this folder",
            why="two runs at once would write the same files",
            hint="wait until it has finished, or end that process, then run `bedarf run` again",
        )
    missing = re.findall(r"missing data '[^']*': (.+)|dependency '([^']+)' does not exist", text)
    if missing:
        raise PipelineError.of(
            [
                Fault(
                    "a file that the pipeline reads is missing",
                    first or second,
                    hint="put it back (from git, or a copy), then run `bedarf run` again",
                )
                for first, second in missing
            ]
        )
    if "dvc.lock" in text and ("parse" in text or "valid" in text):
        raise PipelineError(
            "dvc.lock cannot be read",
            "dvc.lock",
            "it notes what the last run made",
            "delete it and run again",
        )
    refused = re.search(r"\[(Errno|WinError) (\d+)\] [^:\n]*(?::? '([^'\n]+)')?", text)
    if refused and "\n  do:" not in text:
        number = int(refused[2]) if refused[1] == "Errno" else errno.EACCES
        if words := told_by_system(number):
            raise PipelineError(words[0], refused[3] or where, hint=words[1])
    told = [line for line in output if not line.startswith("ERROR: failed to reproduce")]
    ended = re.search(r"exited with -?(9|15|137|143)\b", text)
    if ended and not told:
        raise PipelineError(
            "the stage was ended from outside", where, hint="run `bedarf run` again"
        )
    if "\n  do:" in "\n".join(told) or re.search(r"exited with 1\b", text):
        sys.stderr.write("\n".join(told) + "\n")
        raise PipelineError("the run stopped", where, hint=hint)
    raise PipelineError.of([Fault(text or "the run stopped", where, "", hint)])


def _report(ws: Workspace, made: list[str], seconds: float, *, since: float | None = None) -> None:
    """Say what was made and where it lies.

    Args:
        ws: the network's folder.
        made: stages that ran.
        seconds: how long they took.
        since: only documents written since then are results; None after a whole run.
    """
    from rich.console import Console

    console = Console(highlight=False)
    if made:
        noun = "stage" if len(made) == 1 else "stages"
        console.print(f"[green]✓[/] {len(made)} {noun} made in {seconds:.0f} s: {', '.join(made)}")
    else:
        console.print("[green]✓[/] Nothing has changed: everything is up to date.")
    files = sorted(f for f in ws.output.glob("*.*") if not f.name.startswith("."))
    if since is not None:
        files = [f for f in files if f.stat().st_mtime >= since]
        if not files:
            console.print("No document was made anew: [bold]bedarf run[/] makes them all.")
    if files:
        console.print(f"Results in [bold]{ws.name_of(ws.output)}/[/]:")
        for file in files:
            console.print(f"  {file.name:<28} {file.stat().st_size / 1e6:5.1f} MB")
