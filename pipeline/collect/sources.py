"""Every source of a questionnaire into one raw table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.collect import raw
from pipeline.collect.rules import rules_of
from pipeline.errors import Fault, PipelineError

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Params, Source
    from pipeline.questionnaire import Questionnaire
    from pipeline.workspace import Workspace

BY_COLUMN_MAP = ("csv", "spss")


def collect(
    ws: Workspace, params: Params, questionnaires: dict[str, Questionnaire]
) -> dict[str, pd.DataFrame]:
    """See :func:`pipeline.collect.collect`."""
    from pipeline.questionnaire import codebook

    tables: dict[str, pd.DataFrame] = {}
    for name, definition in questionnaires.items():
        book = codebook(definition)
        answers: list[raw.Answer] = []
        for source in params.sources.get(name, []):  # type: ignore[call-overload]
            answers += _read(ws, source, definition, book, params.seed)
        _tell_apart(answers)
        _refuse_repeated(answers, name)
        tables[name] = raw.table(answers, book["variable"])
    return tables


def _read(
    ws: Workspace,
    source: Source,
    definition: Questionnaire,
    book: pd.DataFrame,
    seed: int,
) -> list[raw.Answer]:
    if source.kind == "simulation":
        from pipeline.collect import simulate

        return simulate.simulate(definition, ws.root / str(source.truth), seed)
    variables = list(dict.fromkeys(book["variable"]))
    path = below_raw(ws, str(source.path))
    label = f"{source.kind} {ws.name_of(path)}"
    if source.kind == "limesurvey" and path.is_file():
        from pipeline.collect import limesurvey_csv

        return limesurvey_csv.read(path, rules_of(book), label)
    if source.kind == "limesurvey":
        from pipeline.collect import limesurvey

        return limesurvey.read(path, variables, label)
    if source.kind == "entry_sheet":
        from pipeline.collect import entry_sheet

        return entry_sheet.read(path, book, label)
    columns = below_raw(ws, str(source.columns))
    if source.kind == "spss":
        from pipeline.collect import spss

        return spss.read(path, columns, variables, label, rules_of(book))
    from pipeline.collect import csvfile

    return csvfile.read(path, columns, variables, label, rules_of(book))


def below_raw(ws: Workspace, path: str) -> Path:
    """The file or folder that a source names; only what lies in ``data/raw/responses`` is tracked.

    Args:
        ws: the network's folder.
        path: relative to it, to ``data/raw`` or to ``data/raw/responses``.

    Raises:
        PipelineError: it is not there, or lies elsewhere.
    """
    home = (ws.raw / "responses").resolve()
    for folder in (ws.root, ws.raw, home):
        candidate = folder / path
        if candidate.exists() and home in (candidate.resolve(), *candidate.resolve().parents):
            return candidate
    raise PipelineError(
        f"the source '{path}' does not lie in data/raw/responses",
        "params.yaml, sources",
        "the pipeline notices changes of what lies there, and of nothing else",
        "put the file, with its column map beside it, or the folder there; pulls are fetched by bedarf pull",
    )


def _tell_apart(answers: list[raw.Answer]) -> None:
    """Two tables may both number their rows from 1: such respondents get their source into their id."""
    sources: dict[str, set[str]] = {}
    for answer in answers:
        sources.setdefault(answer.respondent, set()).add(answer.source)
    for answer in answers:
        if len(sources[answer.respondent]) > 1 and answer.source.split(" ", 1)[0] in BY_COLUMN_MAP:
            answer.respondent = raw.opaque(answer.source, answer.respondent)


def _refuse_repeated(answers: list[raw.Answer], name: str) -> None:
    first: dict[str, str] = {}
    faults = []
    for answer in answers:
        if answer.respondent in first:
            faults.append(
                Fault(
                    f"respondent {answer.respondent} stands in two sources",
                    f"params.yaml, sources.{name}",
                    f"{first[answer.respondent]} and {answer.source}",
                    "name every source once",
                )
            )
        first.setdefault(answer.respondent, answer.source)
    if faults:
        raise PipelineError.of(faults[:10])
