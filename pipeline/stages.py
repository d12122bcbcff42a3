"""The stages that DVC runs, one function each: read, call one room, check, write.

``python -m pipeline.stages NAME`` runs one stage in the network's folder. Imports are lazy, so that a
stage pays only for the room it uses. A lock keeps a stage that outlived a killed run from writing
beside the next run.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import locks
from pipeline.errors import Fault, PipelineError, told_by_system
from pipeline.workspace import Workspace, read_table, write_table, write_text

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Params
    from pipeline.questionnaire import Questionnaire

Stage = Callable[[Workspace, "Params"], None]
Document = Callable[[Workspace], None]
STAGES: dict[str, Stage] = {}
DOCUMENTS: dict[str, Document] = {}  # stages that only set what `compose` has written
DEBUG = "BEDARF_DEBUG"  # set by `bedarf --debug`: show tracebacks

# Each stage owns one folder.
COLLECTED, CLEANED, WEIGHTED = "collected", "cleaned", "weighted"  # below data/interim
INDICATORS, ESTIMATED, ASSESSED = "indicators", "estimated", "assessed"  # below data/processed
OF_CLEANING = ("quality", "participation", "response_rates")
ESTIMATES = ("estimates", "tests", "kinds", "circumstances", "sums")
ASSESSMENT = (
    "needs", "need_parts", "need_tests", "fields", "covariance", "ranking", "offers", "coverage", "quotes",
    "themes", "decision", "confirmation", "channels",
)  # fmt: skip
BEFORE_THE_WALL = {
    f"data/interim/{COLLECTED}": ("codebook",),
    f"data/interim/{CLEANED}": OF_CLEANING,
    f"data/interim/{WEIGHTED}": ("margins",),
    f"data/processed/{INDICATORS}": ("indicators",),
    f"data/processed/{ESTIMATED}": ESTIMATES,
    f"data/processed/{ASSESSED}": (*ASSESSMENT, "codes"),
}


def _stage(function: Stage) -> Stage:
    STAGES[function.__name__] = function
    return function


def _document(function: Document) -> Document:
    DOCUMENTS[function.__name__] = function
    return function


@_stage
def collect(ws: Workspace, params: Params) -> None:
    """Every source of answers -> one raw table per questionnaire, and the codebook of all."""
    import pandas as pd

    from pipeline import questionnaire
    from pipeline.collect import collect as collect_answers

    definitions = load_questionnaires(ws, params)
    books = [questionnaire.codebook(definition) for definition in definitions.values()]
    _write(
        ws.interim / COLLECTED / "codebook.parquet", pd.concat(books, ignore_index=True), "codebook"
    )
    for name, raw in collect_answers(ws, params, definitions).items():
        write_table(ws.interim / COLLECTED / f"{name}.parquet", raw)


@_stage
def indicators(ws: Workspace, params: Params) -> None:
    """Official files -> the table of indicators."""
    from pipeline.indicators import build

    _write(ws.processed / INDICATORS / "indicators.parquet", build(ws, params), "indicators")


@_stage
def clean(ws: Workspace, params: Params) -> None:
    """Raw answers -> typed responses; what was dropped and why."""
    import pandas as pd

    from pipeline.clean import clean as clean_answers

    codebook = _codebook(ws)
    cleaned = {
        name: clean_answers(
            read_table(ws.interim / COLLECTED / f"{name}.parquet"),
            codebook,
            params.cleaning,
            name,
            params.closed_lists.get(name),
        )
        for name in params.questionnaires
    }
    for name, result in cleaned.items():
        _write(ws.interim / CLEANED / f"{name}.parquet", result.responses, "responses")
    for table in OF_CLEANING:
        joined = pd.concat([getattr(r, table) for r in cleaned.values()], ignore_index=True)
        _write(ws.interim / CLEANED / f"{table}.parquet", joined, table)


@_stage
def weight(ws: Workspace, params: Params) -> None:
    """Responses + official margins -> weights, replicate weights, and how well they fit."""
    from pipeline.weight import weight as weight_responses

    result = weight_responses(
        _responses(ws, params),
        _codebook(ws),
        read_table(ws.processed / INDICATORS / "indicators.parquet"),
        params,
    )
    _write(ws.interim / WEIGHTED / "weights.parquet", result.weights, "weights")
    _write(ws.interim / WEIGHTED / "replicates.parquet", result.replicates, "replicates")
    _write(ws.interim / WEIGHTED / "margins.parquet", result.margins, "margins")
    write_text(ws.processed / "metrics.json", _json(result.metrics))


@_stage
def estimate(ws: Workspace, params: Params) -> None:
    """Weighted responses -> every answer in every target group, and tests between groups."""
    from pipeline.estimate import estimate as estimate_all

    result = estimate_all(
        _responses(ws, params),
        _codebook(ws),
        read_table(ws.interim / WEIGHTED / "weights.parquet"),
        read_table(ws.interim / WEIGHTED / "replicates.parquet"),
        params,
    )
    for table in ESTIMATES:
        _write(ws.processed / ESTIMATED / f"{table}.parquet", getattr(result, table), table)


@_stage
def assess(ws: Workspace, params: Params) -> None:
    """Estimates, offers, interviews -> needs, fields of action and their ranking."""
    from pipeline.assess import assess as assess_needs
    from pipeline.clean import coding
    from pipeline.clean.masking import personal

    result = assess_needs(
        ws,
        params,
        _responses(ws, params),
        _codebook(ws),
        read_table(ws.processed / ESTIMATED / "estimates.parquet"),
        read_table(ws.processed / ESTIMATED / "tests.parquet"),
        read_table(ws.processed / INDICATORS / "indicators.parquet"),
        read_table(ws.interim / WEIGHTED / "weights.parquet"),
        read_table(ws.interim / WEIGHTED / "replicates.parquet"),
        personal,
    )
    open_answers = coding.coded(
        _responses(ws, params), _codebook(ws), ws.input / coding.FILE, f"data/input/{coding.FILE}"
    )
    _write(ws.processed / ASSESSED / "codes.parquet", open_answers, "codes")
    for table in ASSESSMENT:
        _write(ws.processed / ASSESSED / f"{table}.parquet", getattr(result, table), table)


@_stage
def disclose(ws: Workspace, params: Params) -> None:
    """Everything that may be published -> data/public. Nothing identifying passes."""
    from pipeline.disclose import counts, ledger
    from pipeline.disclose import disclose as release

    tables = {
        table: read_table(ws.root / folder / f"{table}.parquet")
        for folder, names in BEFORE_THE_WALL.items()
        for table in names
    }
    published = ledger.read(ws.input / ledger.FILE, f"data/input/{ledger.FILE}")
    if published is not None:
        tables["ledger"] = published
    public = release(params, tables)
    for name, table in public.items():
        write_table(ws.public / f"{name}.parquet", table)
    metrics = json.loads((ws.processed / "metrics.json").read_text(encoding="utf-8"))
    shown = counts.metrics(metrics, public.get("participation"), params.disclosure)
    shown = counts.gaps(shown, public.get("margins"))
    write_text(ws.public / "meta.json", _json({"demo": params.is_demo, "metrics": shown}))


@_stage
def compose(ws: Workspace, params: Params) -> None:
    """What passed the wall -> facts, sentences, charts and tables that documents include."""
    from pipeline.compose import compose as compose_documents

    compose_documents(ws, params, _translated_codebook(ws, params))


@_document
def bedarfsanalyse(ws: Workspace) -> None:
    """The needs-analysis report."""
    from pipeline.render import render

    render(ws, "bedarfsanalyse", ["html", "pdf", "docx"])


@_document
def broschuere(ws: Workspace) -> None:
    """The brochure."""
    from pipeline.render import render

    render(ws, "broschuere", ["pdf", "html"])


@_document
def handouts(ws: Workspace) -> None:
    """Fact sheets, figures for the press, slides for the council."""
    from concurrent.futures import ThreadPoolExecutor

    from pipeline.render import render

    with ThreadPoolExecutor() as pool:  # pandoc and Typst work outside of Python
        for made in [
            pool.submit(render, ws, document, ["pdf"])
            for document in ("faktenblaetter", "presse", "folien")
        ]:
            made.result()


@_document
def board(ws: Workspace) -> None:
    """The steering board."""
    from pipeline.render import board as render_board

    render_board(ws)


def load_questionnaires(ws: Workspace, params: Params) -> dict[str, Questionnaire]:
    """The definitions that ``params.yaml`` names.

    Raises:
        PipelineError: the faults of all definitions together.
    """
    from pipeline import questionnaire

    loaded: dict[str, Questionnaire] = {}
    faults: list[Fault] = []
    for name, entry in params.questionnaires.items():
        try:
            loaded[str(name)] = questionnaire.load(ws.root / entry.definition)
        except PipelineError as error:
            faults += error.faults
    if faults:  # of a file that several questionnaires share, once
        raise PipelineError.of(list(dict.fromkeys(faults)))
    return loaded


def _translated_codebook(ws: Workspace, params: Params) -> list[dict[str, Any]]:
    """Labels in the language of the report; none where that is German."""
    language = params.document.language
    if language == "de":
        return []
    import pandas as pd

    from pipeline import questionnaire

    books = [
        questionnaire.codebook(definition, language=language)
        for definition in load_questionnaires(ws, params).values()
        if language in definition.languages
    ]
    rows = pd.concat(books, ignore_index=True) if books else pd.DataFrame()
    return [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]


def _codebook(ws: Workspace) -> pd.DataFrame:
    return read_table(ws.interim / COLLECTED / "codebook.parquet")


def _responses(ws: Workspace, params: Params) -> dict[str, pd.DataFrame]:
    return {n: read_table(ws.interim / CLEANED / f"{n}.parquet") for n in params.questionnaires}


def _write(path: Path, table: pd.DataFrame, contract: str) -> None:
    from pipeline import digits, tables

    write_table(path, digits.rounded(contract, tables.check(contract, table)))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def run(name: str, ws: Workspace) -> None:
    """Run one stage under its lock.

    Raises:
        PipelineError: the stage's fault, or another process still runs the same stage here.
    """
    if name in DOCUMENTS:
        with locks.alone(ws, name):
            DOCUMENTS[name](ws)
        return
    from pipeline import params as parameters

    params = parameters.load(ws.params_file)
    with locks.alone(ws, name):
        STAGES[name](ws, params)


def unexpected(error: Exception) -> PipelineError:
    """A fault of the program itself or of the machine, told without a traceback."""
    if isinstance(error, OSError) and (told := told_by_system(error.errno)):
        return PipelineError(told[0], str(error.filename or ""), hint=told[1])
    if isinstance(error, OSError) and error.filename:
        return PipelineError(
            f"the file cannot be read or written ({error.strerror})",
            str(error.filename),
            hint="is it open in another program, the folder read-only or the disk full? Then try again",
        )
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = (
        f"{Path(frame.tb_frame.f_code.co_filename).name}, line {frame.tb_lineno}" if frame else ""
    )
    return PipelineError(
        f"this is a fault of the program, not yours ({type(error).__name__}: {error})",
        where,
        hint="run `bedarf --debug run` and report what it prints",
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the stage named on the command line; 1 after a fault, 2 for wrong usage."""
    arguments = sys.argv[1:] if arguments is None else arguments
    known = [*STAGES, *DOCUMENTS]
    if len(arguments) != 1 or arguments[0] not in known:
        sys.stderr.write(f"usage: python -m pipeline.stages {{{','.join(known)}}}\n")
        return 2
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads for small matrices wait, not work
    try:
        run(arguments[0], Workspace.find())
    except PipelineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Exception as error:
        if DEBUG in os.environ:
            raise
        sys.stderr.write(f"{unexpected(error)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
