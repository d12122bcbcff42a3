"""Finished documents say no more than public tables do; leaks planted in each kind of file are found.

Read is what the last run of the demo made, as ``bedarf publish`` puts it out, and what else lies in the
folder of documents: pages, PDF, Word, workbooks, open data, drawings, pictures. A kind of file that nobody
reads is a fault. The small network of ``test_channels`` has documents in English. Shares in whole per cent
and, where official figures stand, with one decimal cannot be told from public ones here; for these the
sources are read.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import params as parameters
from pipeline.compose import goals
from pipeline.compose.public import Public
from pipeline.render import goals as goals_documents
from pipeline.render.publish import publish
from pipeline.workspace import Workspace, read_table
from tests.disclose import channels, documents, planted, planted_office
from tests.disclose.english import as_german
from tests.disclose.known import Known, known

FEW = planted.FEW
Plant = Callable[[Path], object]


@pytest.fixture(scope="module")
def reports(root: Path) -> Path:
    """What the last run of the demo made."""
    folder = root / "reports"
    if not (folder / "_output" / "bedarfsanalyse.docx").is_file():
        pytest.skip("needs the demo's documents: bedarf run")
    return folder


@pytest.fixture(scope="module")
def may(root: Path, reports: Path) -> Known:
    folder = root / "data" / "public"
    tables = {file.stem: read_table(file) for file in sorted(folder.glob("*.parquet"))}
    return known(tables, json.loads((folder / "meta.json").read_text(encoding="utf-8"))["metrics"])


@pytest.fixture(scope="module")
def web(root: Path, reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as it is published; beside it a photograph, and a workbook of few sheets."""
    from openpyxl import load_workbook
    from PIL import Image

    folder = tmp_path_factory.mktemp("web") / "netz"
    publish(Workspace(root), folder)
    Image.new("RGB", (8, 8)).save(folder.parent / "foto.jpg")
    book = load_workbook(folder / "daten" / "tabellen.xlsx")
    for sheet in book.worksheets[1:]:
        if not sheet.title.endswith("groesste"):
            book.remove(sheet)
    book.save(folder.parent / "wenige.xlsx")
    return folder


def test_every_number_of_what_is_published_is_explained_by_public_tables(
    web: Path, may: Known
) -> None:
    assert FEW not in may.sizes
    assert documents.faults(web, may) == []


def test_what_is_made_and_not_published_says_no_more(reports: Path, may: Known) -> None:
    """Word files, drawings and pictures; marks of drawings lie where the rounded figures are."""
    kinds = {".docx", ".svg", ".png"}
    files = [f for f in sorted(reports.glob("_*/**/*")) if f.suffix in kinds]
    assert {f.suffix for f in files} == kinds
    found = [
        f"{file.name}: {fault}"
        for file in files
        for fault in documents.of_file(may, f"{file.name}", file.read_bytes(), {})
    ]
    assert found == []
    assert documents.drawn(reports / "_gen" / "charts") == []


def test_the_draft_of_goals_says_no_more(root: Path, may: Known, tmp_path: Path) -> None:
    """A Word file and a workbook that the group goes on working with."""
    ws = Workspace(root)
    params = parameters.load(ws.params_file)
    drafts = goals.goals(Public.load(ws, params), None)
    files = goals_documents.write(
        Workspace(tmp_path), drafts, title="Ziele", day=params.document.date, demo=True
    )
    assert {file.suffix for file in files} == {".docx", ".xlsx"}
    assert documents.faults(tmp_path, may) == []


PLANTS = {
    "broschuere.html": planted.PAGE,
    "presse.pdf": planted_office.PRINT,
    "plotly.min.js": planted.LIBRARY,
    "daten/estimates.csv": planted.CSV,
    "daten/datapackage.json": planted.DESCRIPTION,
    "daten/LIZENZ.txt": planted.LINES | planted.FOLDER,
    "../wenige.xlsx": planted_office.EXCEL,
    "../foto.jpg": planted.PHOTO,
    "reports/_output/bedarfsanalyse.docx": planted_office.WORD,
    "reports/_gen/charts/matrix.png": planted.PICTURE,
    "reports/_gen/charts/feld-finanzen.svg": planted.DRAWING,
}


def _places(plants: dict[str, dict[str, Plant]]) -> list[object]:
    return [
        pytest.param(name, plant, id=f"{Path(name).name}: {place}")
        for name, of_file in plants.items()
        for place, plant in of_file.items()
    ]


@pytest.fixture
def file(name: str, web: Path, reports: Path, tmp_path: Path) -> Path:
    """One file of those that were made, in a folder of its own."""
    source = reports.parent / name if name.startswith("reports/") else web / name
    shutil.copyfile(source, tmp_path / source.name)
    return tmp_path / source.name


@pytest.mark.parametrize(("name", "plant"), _places(PLANTS))
def test_a_leak_planted_in_a_file_is_found(
    file: Path, plant: Plant, may: Known, tmp_path: Path
) -> None:
    """Nothing is found before; what is found names the file, or the one that was laid beside it."""
    assert documents.faults(tmp_path, may) == []
    plant(file)
    found = documents.faults(tmp_path, may)
    assert found
    new = {path.name for path in tmp_path.iterdir()} - {file.name} or {file.name}
    assert {fault.split(": ")[0] for fault in found} == new


@pytest.mark.parametrize(
    ("name", "plant"),
    _places({"feld-finanzen.svg": planted.BARS, "gruppen-finanzen.svg": planted.DOTS}),
)
def test_a_mark_that_lies_where_the_exact_figure_is_is_found(
    name: str, plant: Plant, reports: Path, tmp_path: Path
) -> None:
    charts = reports / "_gen" / "charts"
    for file in (charts / name, (charts / name).with_suffix(".json")):
        shutil.copyfile(file, tmp_path / file.name)
    assert documents.drawn(tmp_path) == []
    plant(tmp_path / name)
    assert documents.drawn(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        f"Among fathers (n = {FEW}) this is a third.", f"n = 150 to {FEW}", f"n = {FEW}",
        f"That is what 3 of {FEW} fathers say.", f"That is what 3 out of {FEW} fathers say.",
        f"That is what 3 of the {FEW} fathers say.", "Three of eight fathers say so.",
        "Three out of the eight fathers say so.", "43.271% of those asked say so.",
        "43.271 per cent say so.", "43.271 percent say so.",
        "Just under half (47%, interval 3 to 98%) say so.", "Just under half (47%, interval 3% to 98%).",
        "Just under half (interval 3% to 98%) say so.", "The interval around it is 3% to 98%.",
        f"{FEW} fathers say so.", f"{FEW} of the mothers say so.", "Eight respondents say so.",
        "Among fathers it is [43%].", "Among fathers it is [43 per cent].",
    ],
)  # fmt: skip
def test_a_leak_in_an_english_text_is_found(text: str, may: Known) -> None:
    assert list(channels.of_text(may, as_german(text)))


@pytest.mark.parametrize(
    "text",
    [
        f"n = 150 bis {FEW}", f"Das sagen {FEW} Väter.", "Das sagen acht der Befragten.",
        "Ausgangswert 47 % (3 % bis 98 %, n = 408)",
        "Drei von acht Vätern sagen das.", "Drei von den acht Vätern sagen das.",
        "Etwa die Hälfte (Intervall 3 bis 98 %).", "Das Intervall um den Wert reicht von 3 bis 98 %.",
    ],
)  # fmt: skip
def test_a_leak_in_a_german_text_is_found(text: str, may: Known) -> None:
    assert list(channels.of_text(may, text))


def test_english_numbers_that_are_public_are_no_leak(may: Known) -> None:
    share, low, high, n = max(may.intervals)
    row = (
        may.tables["estimates"].query("questionnaire == 'einrichtungen' and n_category > 0").iloc[0]
    )
    text = (
        f"{share}%, interval {low} to {high}; {share}% (interval {low}% to {high}%); "
        f"{int(row['n_category'])} of {int(row['n'])} institutions; four in five; 2 November 2026; "
        f"n = {n}; 1,234 households; 5.1 “Money – benefits” page 10"
    )
    assert list(channels.of_text(may, as_german(text), official=True)) == []


def test_german_numbers_that_are_public_are_no_leak(may: Known) -> None:
    share, low, high, n = max(may.intervals)
    text = (
        f"Knapp vier von fünf Befragten ({share} %, Intervall {low} bis {high} %; n = {n}), sechs von "
        "zehn Punkten, zwei von drei Feldern, am 2.11.2026, 8\u202f931 Mütter und Väter mit drei Kindern"
    )
    assert list(channels.of_text(may, text, official=True)) == []
