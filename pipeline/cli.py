"""The command ``bedarf``: thin over the stages and rooms.

Commands live in ``pipeline/commands``, one file each; their imports are lazy, so that ``--help`` is quick.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.commands import (
    decide,
    doctor,
    export,
    goals,
    init,
    limesurvey,
    publish,
    questionnaire,
    render,
    run,
    stats,
    texts,
)
from pipeline.errors import PipelineError
from pipeline.stages import DEBUG, unexpected

HELP = """
Needs analysis for local networks that support single parents.

From the questionnaire to the printed report, in one folder per network:

\b
  1  bedarf init FOLDER --region AGS --name NAME   a network of your own
  2  bedarf check                                  is all filled in well?
  3  bedarf questionnaire paper alleinerziehende   print a questionnaire
  4  bedarf pull                                   answers from LimeSurvey
  5  bedarf stats add FILE…                        official statistics
  6  bedarf run                                    report, brochure, board

Results lie in reports/_output. Every command explains itself:
bedarf COMMAND --help. Guide for analysts (in German): README.de.md,
in a network of your own LIESMICH.md.
"""

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
START, FIELD, DATA, RESULTS = "Start", "Survey", "Data", "Results"


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"bedarfskompass {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the full traceback of an error.")
    ] = False,
) -> None:
    """Options of every command."""


app.command("init", rich_help_panel=START)(init.init)
app.command("check", rich_help_panel=START)(run.check)
app.command("doctor", rich_help_panel=START)(doctor.doctor)
app.add_typer(questionnaire.app, name="questionnaire", rich_help_panel=FIELD)
app.command("deploy", rich_help_panel=FIELD)(limesurvey.deploy)
app.command("status", rich_help_panel=FIELD)(limesurvey.status)
app.command("pull", rich_help_panel=DATA)(limesurvey.pull)
app.add_typer(stats.app, name="stats", rich_help_panel=DATA)
app.command("export", rich_help_panel=DATA)(export.export)
app.command("texts", rich_help_panel=DATA)(texts.texts)
app.command("run", rich_help_panel=RESULTS)(run.run)
app.command("render", rich_help_panel=RESULTS)(render.render)
app.command("publish", rich_help_panel=RESULTS)(publish.publish)
app.command("decide", rich_help_panel=RESULTS)(decide.decide)
app.command("goals", rich_help_panel=RESULTS)(goals.goals)
app.command("explain", rich_help_panel=RESULTS)(decide.explain)


def _flowing(commands: typer.Typer) -> None:
    """Let the lines of an explanation break where the window does, not where the source code does."""
    for command in commands.registered_commands:
        text = inspect.cleandoc(
            command.help or (command.callback and command.callback.__doc__) or ""
        )
        parts = re.split(r"\n\s*\n", text)
        command.help = "\n\n".join(p if p.startswith("\b") else " ".join(p.split()) for p in parts)
    for group in commands.registered_groups:
        if group.typer_instance:
            _flowing(group.typer_instance)


_flowing(app)


def main() -> None:
    """Entry point: a fault becomes a message and exit code 1, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    debug = "--debug" in sys.argv
    if debug:
        os.environ[DEBUG] = "1"
    try:
        app()
    except PipelineError as error:
        if debug:
            raise
        _show(error)
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        _show(unexpected(error))
        sys.exit(1)


def _show(error: PipelineError) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False)
    for fault in error.faults:
        text = Text()
        text.append("✗ ", style="bold red")
        text.append(f"{fault.where}: " if fault.where else "", style="bold")
        text.append(fault.what)
        for label, part in (("why", fault.why), ("do", fault.hint)):
            if part:
                text.append(f"\n  {label:<4}", style="dim")
                text.append(part)
        console.print(text, soft_wrap=True)


if __name__ == "__main__":
    main()
