"""``bedarf questionnaire …``: what is made from the definitions in ``questionnaires/``."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import PipelineError, closest
from pipeline.workspace import Workspace, replacing

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.params import Params
    from pipeline.questionnaire.model import Questionnaire
    from pipeline.questionnaire.typesetting import Look

CHANNEL = "[a-z][a-z0-9]{0,19}"  # as in data/input/feld.csv

app = typer.Typer(
    help="Check questionnaires and make what the field needs from them.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Variant(StrEnum):
    """Instruments derived from one definition."""

    MAIN = "main"
    EVENT = "event"
    PRETEST = "pretest"


Name = Annotated[
    str,
    typer.Argument(help="alleinerziehende, arbeitgeber, einrichtungen, or a path to a .yaml file."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File to write; a name of its own by default.")
]
Language = Annotated[
    str | None, typer.Option("--language", "-l", help="Two letters, for example en.")
]
Which = Annotated[
    Variant, typer.Option("--variant", help="main, event (short version) or pretest.")
]


@app.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(help="Questionnaires; all by default.", metavar="NAME")
    ] = None,
    variant: Which = Variant.MAIN,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail the check, too.")] = False,
    waived: Annotated[bool, typer.Option("--waived", help="Show waived findings, too.")] = False,
) -> None:
    """List design faults: order, length, readability, wording, scales, missing 'keine Angabe'."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    known = [field.id for field in _params().fields_of_action]
    failed = False
    for name in names or [str(name) for name in _params().questionnaires]:
        errors, warnings = _check_one(_load(name, variant), known, console, waived)
        failed = failed or errors > 0 or (strict and warnings > 0)
    if failed:
        raise typer.Exit(1)


def _check_one(
    questionnaire: Questionnaire, known: list[str], console: Console, waived: bool
) -> tuple[int, int]:
    """Print the findings of one questionnaire; how many errors and warnings."""
    from pipeline.questionnaire.checks import check as find
    from pipeline.questionnaire.timing import estimate

    findings = find(questionnaire, known)
    colours = {"error": "red", "warning": "yellow", "note": "blue"}
    for finding in findings:
        if finding.waived and not waived:
            continue
        console.print(
            f"[{colours[finding.severity]}]{finding.severity}[/] ({finding.rule})", end=" "
        )
        console.print(f"{finding.where}: {finding.what}", markup=False)
        last = f"waived: {finding.waived}" if finding.waived else f"do: {finding.advice}"
        console.print(f"  {last}", style="dim", markup=False)
    time = estimate(questionnaire)
    active = [finding for finding in findings if not finding.waived]
    errors = sum(finding.severity == "error" for finding in active)
    console.print(
        f"[bold]{questionnaire.name}[/]: {time.items} items, about {time.minutes:.0f} minutes; "
        f"{errors} errors, {len(active) - errors} warnings, {len(findings) - len(active)} waived."
    )
    for language in questionnaire.languages[1:]:
        console.print(f"  {_state(questionnaire, language)}", style="dim", markup=False)
    return errors, len(active) - errors


def _state(questionnaire: Questionnaire, language: str) -> str:
    """How far a translation is."""
    from pipeline.questionnaire.deployable import missing_texts
    from pipeline.questionnaire.texts import source_texts

    total = len(source_texts(questionnaire))
    done = total - len(missing_texts(questionnaire, language))
    reviewed = questionnaire.reviewed.get(language)
    review = f"reviewed by {reviewed}" if reviewed else "not reviewed, so it cannot be deployed"
    if changed := questionnaire.unconfirmed.get(language):
        review = f"{len(changed)} changed since the review, so it cannot be deployed: {', '.join(changed)}"
    return f"{language}: {done} of {total} texts translated, {review}"


@app.command()
def lss(
    name: Name,
    output: Output = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", "-l", help="Languages of the survey, German first; repeatable."),
    ] = None,
    variant: Which = Variant.MAIN,
    closed: Annotated[
        bool, typer.Option("--closed", help="For a closed list of participants: no time stamps.")
    ] = False,
) -> None:
    """Write the structure that LimeSurvey 5.6 and 6.x import (.lss)."""
    from pipeline.questionnaire.checks import refuse_errors
    from pipeline.questionnaire.lss import compile_lss

    questionnaire = _load(name, variant)
    refuse_errors(questionnaire, [field.id for field in _params().fields_of_action])
    languages = _base_first(questionnaire, language)
    text = compile_lss(questionnaire, _params(), languages=languages, closed=closed)
    _write(_target(output, questionnaire, "", ".lss"), text.encode())
    left_out = [code for code in questionnaire.languages if code not in questionnaire.reviewed]
    if left_out and not languages:
        typer.echo(
            f"left out, because nobody has reviewed the translation: {', '.join(left_out)}",
            err=True,
        )


@app.command()
def codebook(name: Name, output: Output = None, language: Language = None) -> None:
    """Write the codebook: a page (.html), a table (.csv) or SPSS labels (.sps), by the file's ending."""
    from pipeline.questionnaire import codebook as table
    from pipeline.questionnaire.codebook_page import codebook_page
    from pipeline.questionnaire.spss import labels

    questionnaire = _load(name)
    target = _target(output, questionnaire, "-codebuch", ".html")
    language = _known(questionnaire, language)
    makers = {
        ".html": lambda: codebook_page(questionnaire, language),
        ".csv": lambda: (
            "\ufeff"
            + table(questionnaire, language=language).to_csv(
                index=False, sep=";", lineterminator="\n"
            )
        ),
        ".sps": lambda: labels(questionnaire, language),
    }
    if target.suffix not in makers:
        raise PipelineError(
            f"a codebook cannot be written as '{target.suffix}'",
            str(target),
            hint="use .html, .csv or .sps",
        )
    _write(target, makers[target.suffix]().encode())


@app.command()
def paper(
    name: Name,
    output: Output = None,
    language: Language = None,
    variant: Which = Variant.MAIN,
    channel: Annotated[
        str, typer.Option("--channel", help="Batch code printed in the foot, for example kita.")
    ] = "",
) -> None:
    """Write the paper form (PDF)."""
    from pipeline.questionnaire.paper import paper as make

    if channel and not re.fullmatch(CHANNEL, channel):
        raise PipelineError(f"'{channel}' is no channel code", "--channel",
                            "it has to match the `kanal` of data/input/feld.csv",
                            "use a-z and 0-9, at most 20")  # fmt: skip
    questionnaire = _load(name, variant)
    language = _known(questionnaire, language)
    data = make(questionnaire, _params(), language=language, channel=channel, look=_look())
    suffix = f"-{channel}" if channel else ""
    if language != questionnaire.languages[0]:
        suffix = f"-{language}{suffix}"
    _write(_target(output, questionnaire, f"-bogen{suffix}", ".pdf"), data)


@app.command()
def entry(name: Name, output: Output = None, variant: Which = Variant.MAIN) -> None:
    """Write the Excel sheet into which paper forms are typed."""
    from pipeline.questionnaire.entry import entry_sheet

    questionnaire = _load(name, variant)
    _write(_target(output, questionnaire, "-eingabe", ".xlsx"), entry_sheet(questionnaire))


@app.command()
def columns(name: Name, output: Output = None, variant: Which = Variant.MAIN) -> None:
    """Write the draft of a column map (YAML) for answers in SPSS or another table."""
    from pipeline.questionnaire.column_map import draft

    questionnaire = _load(name, variant)
    text = draft(questionnaire)
    _write(_target(output, questionnaire, "-spalten", ".yaml"), text.encode())


@app.command()
def preview(
    name: Name, output: Output = None, language: Language = None, variant: Which = Variant.MAIN
) -> None:
    """Write a page that shows every question with filter, role and reason (HTML)."""
    from pipeline.questionnaire.preview import preview as make
    from pipeline.questionnaire.privacy import values

    questionnaire = _load(name, variant)
    shown = _known(questionnaire, language)
    text = make(questionnaire, shown, values(_params(), shown))
    _write(_target(output, questionnaire, "-vorschau", ".html"), text.encode())


@app.command()
def guide(
    name: Annotated[str, typer.Argument(help="leitfaden_interview or leitfaden_gruppe.")],
    output: Output = None,
) -> None:
    """Write a guide for expert interviews or group discussions (PDF)."""
    from pipeline.questionnaire.guides import guide as make
    from pipeline.questionnaire.guides import load as read

    found = read(_path(name))
    target = output or Path(f"{found.guide}.pdf")
    _write(target, make(found, _params(), look=_look()))


@app.command()
def translate(
    name: Name,
    language: Annotated[str, typer.Argument(help="Its code, for example uk, ar or tr.")],
    reviewed: Annotated[
        bool,
        typer.Option(
            "--reviewed", help="All texts as they stand were compared with the German ones."
        ),
    ] = False,
) -> None:
    """Write or complete the file for a translation; existing texts stay.

    With --reviewed nothing is written there: it is recorded which texts were compared, so that a text which
    changes afterwards is not deployed unread.
    """
    from pipeline.questionnaire.translation import confirm, template

    path = _path(name)
    questionnaire = _load(name)
    if not re.fullmatch("[a-z]{2,3}", language) or language == questionnaire.languages[0]:
        raise PipelineError(f"'{language}' is no language to translate into", "translate",
                            hint="give its code in small letters, for example uk, ar or tr")  # fmt: skip
    if reviewed:
        count = confirm(path, questionnaire, language)
        typer.echo(f"{count} texts in '{language}' are recorded as reviewed")
        return
    target, missing = template(path, questionnaire, language)
    typer.echo(f"{target}: {missing} texts to translate")
    if language not in questionnaire.languages:
        typer.echo(
            f"add it to {path.name}: languages: [{', '.join([*questionnaire.languages, language])}]"
        )


@app.command()
def changes(
    old: Annotated[
        str, typer.Argument(help="The earlier definition (.yaml), as the pretest had it.")
    ],
    new: Annotated[str, typer.Argument(help="The later definition: a name or a .yaml file.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; printed by default.")
    ] = None,
) -> None:
    """Write the log of changes between two definitions (pretest and main survey)."""
    from pipeline.questionnaire import load
    from pipeline.questionnaire.changes import change_log

    text = change_log(load(_path(old)), load(_path(new)))
    if output is None:
        typer.echo(text)
    else:
        _write(output, text.encode())


def _path(name: str) -> Path:
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    folder = Workspace.find().questionnaires
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = sorted(p.stem for p in folder.glob("*.yaml") if not p.name.startswith("_"))
        raise PipelineError(
            f"there is no questionnaire '{name}'", "questionnaires/", hint=closest(name, known)
        )
    return path


def _load(name: str, variant: Variant = Variant.MAIN) -> Questionnaire:
    from pipeline.questionnaire import load
    from pipeline.questionnaire.variants import event, pretest

    questionnaire = load(_path(name))
    makers = {Variant.EVENT: event, Variant.PRETEST: pretest}
    return makers[variant](questionnaire) if variant in makers else questionnaire


def _params() -> Params:
    from pipeline import params

    return params.load(Workspace.find().params_file)


def _look() -> Look:
    """Colours and logo of the network; the house's own where it says nothing."""
    from pipeline.questionnaire.typesetting import look_of

    return look_of(Workspace.find(), _params())


def _base_first(questionnaire: Questionnaire, languages: list[str] | None) -> list[str] | None:
    if not languages:
        return None
    base = questionnaire.languages[0]
    return [base, *(language for language in languages if language != base)]


def _known(questionnaire: Questionnaire, language: str | None) -> str:
    if language is None:
        return questionnaire.languages[0]
    if language not in questionnaire.languages:
        raise PipelineError(
            f"the questionnaire has no language '{language}'",
            questionnaire.where(),
            hint=f"it has: {', '.join(questionnaire.languages)}; add it to `languages:`",
        )
    return language


def _target(output: Path | None, questionnaire: Questionnaire, part: str, suffix: str) -> Path:
    if output is not None:
        return output
    variant = "" if questionnaire.variant == "main" else f"-{questionnaire.variant}"
    return Path(f"{questionnaire.name}{variant}{part}{suffix}")


def _write(path: Path, data: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(data)
    typer.echo(f"{path} ({len(data) / 1000:.0f} kB)")
