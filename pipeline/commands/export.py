"""``bedarf export``: cleaned answers as SPSS, CSV and Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import params as parameters
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace, read_table

if TYPE_CHECKING:
    import pandas as pd

WEIGHTS = (
    ("base_weight", "gewicht_auswahl"),
    ("weight_employees", "gewicht_beschaeftigte"),
    ("weight", "gewicht"),
)
FORMATS = ("sav", "csv", "parquet")


def export(
    questionnaires: Annotated[
        list[str] | None,
        typer.Argument(help="Which ones; all by default.", metavar="QUESTIONNAIRE"),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--to", help="Folder for the files; data/interim/export by default."),
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--format", help="sav, csv or parquet; may be given several times."),
    ] = None,
    texts: Annotated[
        bool, typer.Option("--texts", help="Take open answers along (masked).")
    ] = False,
) -> None:
    """Write the cleaned answers for colleagues who use SPSS, R, Stata or a spreadsheet.

    The files hold rows of respondents: they are confidential and must not be published. SPSS files carry
    labels and missing values, a syntax file beside them the weight and multiple response sets; CSV comes
    with a codebook. Weights are included where there are any.
    """
    from rich.console import Console

    from pipeline.clean.export import export as write

    ws = Workspace.find()
    params = parameters.load(ws.params_file)
    chosen = _known(questionnaires or list(params.questionnaires), list(params.questionnaires))
    formats = [_format(kind) for kind in kinds or FORMATS]
    codebook = read_table(ws.interim / "collected" / "codebook.parquet")
    weights = ws.interim / "weighted" / "weights.parquet"
    console = Console(highlight=False)
    folder = folder or ws.interim / "export"  # never in git
    for name in chosen:
        responses = read_table(ws.interim / "cleaned" / f"{name}.parquet")
        if weights.is_file():
            responses = with_weights(responses, read_table(weights), name)
        stem = f"{name}_DEMODATEN" if (responses["mode"] == "simulated").any() else name
        files = write(
            responses,
            codebook,
            folder,
            name,
            formats=formats,  # type: ignore[arg-type]
            texts=texts,
            stem=stem,
        )
        console.print(f"[green]✓[/] {name}: {len(responses)} rows")
        for file in files:
            console.print(f"  {ws.name_of(file)}", markup=False)
    console.print("[dim]Confidential: rows of respondents. Do not publish, do not put into git.[/]")


def with_weights(responses: pd.DataFrame, weights: pd.DataFrame, name: str) -> pd.DataFrame:
    """Responses with the column ``gewicht`` (mean 1) where the questionnaire is weighted.

    Employers weighted by employees too get ``gewicht_beschaeftigte`` beside it; where strata were drawn with
    unequal density, ``gewicht_auswahl`` is the weight before raking (R: ``weights`` of ``svydesign``).

    Raises:
        PipelineError: the weights were made from other answers.
    """
    own = weights[weights["questionnaire"] == name].set_index("respondent")
    if own.empty:
        return responses
    if set(own.index) != set(responses["respondent"]):
        raise PipelineError(
            f"the weights do not belong to the answers of '{name}'",
            "data/interim/weighted/weights.parquet",
            "answers were cleaned again since the weights were made; some would go out without a weight",
            "run the pipeline first: bedarf run",
        )
    out = responses.copy()
    for column, title in WEIGHTS:
        if column in own and own[column].notna().all():
            values = responses["respondent"].map(own[column])
            if column == "base_weight" and values.nunique() <= 1:
                continue
            position = list(responses.columns).index("complete") + 1
            out.insert(position, title, (values / values.mean()).round(8))
    return out


def _known(asked: list[str], known: list[str]) -> list[str]:
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise PipelineError(
            f"there is no questionnaire '{unknown[0]}'",
            "bedarf export",
            hint=f"write one of: {', '.join(known)}",
        )
    return asked


def _format(kind: str) -> str:
    if kind not in FORMATS:
        raise PipelineError(
            f"'{kind}' is no format", "bedarf export", hint=f"write one of: {', '.join(FORMATS)}"
        )
    return kind
