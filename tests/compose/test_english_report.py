"""The report in English: nothing German is left in it, nothing is lost, German documents stay as they are."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from pipeline import params as parameters
from pipeline import preflight, stages
from pipeline.compose import translated
from pipeline.compose.public import read_rows
from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.render import render
from pipeline.render.job import prepare
from pipeline.workspace import Workspace
from tests.compose.german_words import german_in

# Modules that write documents which exist in German only, and the German halves of parallel modules.
GERMAN_ALONE = {
    "board.py", "board_evidence.py", "board_firms.py", "board_offers.py", "brochure.py", "explain.py",
    "german.py", "guide.py", "invitation.py", "shares.py", "labels.py", "translated.py", "english.py",
    "labels_english.py",
}  # fmt: skip
HANDOUTS = ("faktenblaetter", "presse", "folien")
# What stands beside its English: how many arguments, the last one English.
PAIRS = {"say": 2, "Text": 2, "People": 4}
GERMAN_HALVES = {
    "share_of",
    "part_of",
    "_conversion",
}  # their English halves are functions of their own
FROM_DATA = {  # as other rooms write it, and how it is told from the rest
    "eigene Berechnung", "Lizenz: Nutzung mit Quellenangabe",
    "Alleinerziehende Mütter mit Kindern unter 18 Jahren",
    "Alleinerziehende Väter mit Kindern unter 18 Jahren",
}  # fmt: skip
QUOTE = "Diese eine Stunde entscheidet über alles."  # of the made-up network
# Names and titles that stay German wherever they stand.
OFFICIAL = (
    "Statistische Ämter des Bundes und der Länder", "Statistik der Bundesagentur für Arbeit",
    "Statistisches Bundesamt", "Regionaldatenbank Deutschland", "Zahl der Woche Nr. 20 vom 16. Mai 2023",
    "Datenlizenz Deutschland – Namensnennung – Version 2.0", "Regionaltabelle Haushalte",
    "Regionaltabelle Demografie", "Regionaltabelle Erwerbsstatus", "Arbeitsmarkt kommunal", "Bürgergeld",
    "Bildung und Teilhabe", "Länder",
)  # fmt: skip


def in_english(example: ModuleType, root: Path, folder: Path) -> tuple[Workspace, Params]:
    """The made-up network with ``document.language: en``, not composed yet."""
    ws, _ = example.workspace(folder, root)
    text = ws.params_file.read_text(encoding="utf-8")
    ws.params_file.write_text(text.replace("language: de", "language: en"), encoding="utf-8")
    with (ws.reports / translated.FILE).open("a", encoding="utf-8") as own:
        own.write(f'"{QUOTE}": "That one hour decides everything."\n')
    return ws, parameters.load(ws.params_file)


@pytest.fixture(scope="session")
def english(
    example: ModuleType, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, Params]:
    """The made-up network after the stage compose, its report in English."""
    ws, params = in_english(example, root, tmp_path_factory.mktemp("english"))
    stages.STAGES["compose"](ws, params)
    return ws, params


def names(ws: Workspace, params: Params) -> set[str]:
    """Names of people, places and institutions."""
    network = params.network
    found = {network.name, network.short_name, network.region_label, network.responsible}
    found |= {p.name for p in network.partners}
    found |= {v for v in network.contact.model_dump().values() if v}
    places = {str(r["region_name"]) for r in read_rows(ws.public / "indicators.parquet")}
    found |= places | {name.split(", ")[0] for name in places}
    for row in read_rows(ws.public / "offers.parquet"):
        found |= {str(row["name"]), str(row["institution"])}
    return {*found, *OFFICIAL}


def texts(ws: Workspace) -> Iterator[tuple[str, str]]:
    """Every English text that `bedarf run` writes or a network ships, with its name."""
    folders = [
        *(ws.generated / name / "en" for name in HANDOUTS),
        ws.generated / "analyse" / "en",
        ws.generated / "tables" / "en",
        ws.reports / "texte/en/analyse",
    ]
    files = [
        f for folder in folders for f in sorted(folder.iterdir()) if f.suffix in (".md", ".csv")
    ]
    for file in [*files, *sorted(ws.reports.glob("*.en.qmd"))]:
        text = re.sub(r"<!--.*?-->", "", file.read_text(encoding="utf-8"), flags=re.S)
        text = re.sub(
            r"\{\{<.*?>\}\}|\{[#.][^}]*?(?=fig-alt|\})|\]\([^)]*\)|@\w+-[\w-]+", " ", text
        )
        yield file.name, text
    for file in sorted((ws.generated / "charts" / "en").glob("*.json")):
        yield file.name, "\n".join(_strings(json.loads(file.read_text(encoding="utf-8"))))
    facts = yaml.safe_load((ws.generated / "variables_en.yml").read_text(encoding="utf-8"))
    yield "variables_en.yml", "\n".join(_strings(facts))


def _strings(tree: Any) -> Iterator[str]:
    """All texts of a tree, without keys, ids and styles."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key not in (
                "id",
                "color",
                "symbol",
                "family",
                "locale",
                "separators",
                "kontakt_city",
            ):
                yield from _strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _strings(value)
    elif isinstance(tree, str):
        yield re.sub(r"<[^>]*>", " ", tree)


def test_the_detector_finds_german_and_lets_english_and_names_pass() -> None:
    assert german_in("Der Anteil ist höher") == ["Anteil", "Der", "höher", "ist"]
    found = german_in("The share is 24,3 % in Rosbach v. d. Höhe", ["Rosbach v. d. Höhe"])
    assert found == ["24,3"]
    assert german_in("54 % on 02.11.2026") == ["02.11.2026", "4 %"]
    assert german_in("11,405 people; 54% of 1,234,567 on 2 November 2026: a man was here.") == []


def test_no_german_is_left_in_the_english_report(english: tuple[Workspace, Params]) -> None:
    ws, params = english
    allowed = names(ws, params)
    found = {name: words for name, text in texts(ws) if (words := german_in(text, allowed))}
    assert found == {}
    assert sum(1 for _ in texts(ws)) > 60


def test_the_german_files_are_the_same_bytes_whatever_the_report_speaks(
    english: tuple[Workspace, Params], composed: tuple[Workspace, Params]
) -> None:
    ours, theirs = english[0].generated, composed[0].generated
    german = sorted(p.relative_to(theirs) for p in theirs.rglob("*") if p.is_file())
    for path in german:
        assert (ours / path).read_bytes() == (theirs / path).read_bytes(), path
    extra = {p.relative_to(ours) for p in ours.rglob("*") if p.is_file()} - set(german)
    assert extra
    assert all("en" in p.parts or p.stem.endswith("_en") for p in extra)


def test_both_languages_have_the_same_facts_charts_and_tables(
    english: tuple[Workspace, Params],
) -> None:
    ws, _ = english
    german = json.loads((ws.generated / "facts.json").read_text(encoding="utf-8"))["facts"]
    other = json.loads((ws.generated / "facts_en.json").read_text(encoding="utf-8"))["facts"]
    assert [(f["key"], f.get("value"), f["status"]) for f in german] == [
        (f["key"], f.get("value"), f["status"]) for f in other
    ]
    for folder, suffix in (("charts", "*.svg"), ("tables", "*.csv")):
        own = {p.name for p in (ws.generated / folder / "en").glob(suffix)}
        both = {p.name for p in (ws.generated / folder).glob(suffix)}
        assert own
        assert {n for n in both - own if not n.startswith(("auswahl-", "groesste."))} == set()


def test_plotly_speaks_the_language_of_the_chart(english: tuple[Workspace, Params]) -> None:
    ws, _ = english
    chart = json.loads(
        (ws.generated / "charts/en/region-vergleich.json").read_text(encoding="utf-8")
    )
    assert chart["layout"]["separators"] == ".,"
    assert chart["config"]["locale"] == "en"
    assert chart["layout"]["xaxis"]["ticksuffix"] == "%"
    german = json.loads((ws.generated / "charts/region-vergleich.json").read_text(encoding="utf-8"))
    assert german["layout"]["separators"] == ",\u202f"
    assert german["config"]["locale"] == "de"


def test_the_report_passes_the_check_in_both_languages(
    english: tuple[Workspace, Params], composed: tuple[Workspace, Params]
) -> None:
    job = prepare(english[0], "bedarfsanalyse")
    assert (job.name, job.source.name, job.english) == ("bedarfsanalyse", "bedarfsanalyse.en", True)
    assert "What single parents in the Wetteraukreis need" in str(job.meta("pdf")["title"])
    german = prepare(composed[0], "bedarfsanalyse")
    assert (german.name, german.source.name, german.english) == (
        "bedarfsanalyse",
        "bedarfsanalyse",
        False,
    )


def test_quarto_gets_the_english_source_and_facts_under_the_document_s_name(
    english: tuple[Workspace, Params], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "quarto"
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = --version ]; then echo 1.9.38; exit; fi\n'
        'mkdir _output; cat "$2" _variables.yml _quarto.yml > "_output/${2%.qmd}.html"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(program))
    ws = Workspace(tmp_path / "network")
    shutil.copytree(english[0].root, ws.root)
    made = render(ws, "bedarfsanalyse", ["html"], engine="quarto")
    assert made[0] == ws.output / "bedarfsanalyse.html"
    text = made[0].read_text(encoding="utf-8")
    assert "# At a glance {#sec-ueberblick}" in text
    assert '"region_in": "in the Wetteraukreis"' in text
    assert '"toc-title": "Contents"' in text


@pytest.mark.parametrize("document", HANDOUTS)
def test_handouts_are_english_too(english: tuple[Workspace, Params], document: str) -> None:
    job = prepare(english[0], document)
    assert (job.name, job.source.name, job.english) == (document, f"{document}.en", True)
    assert "single parents" in job.text


def test_other_documents_stay_german_and_say_so(
    english: tuple[Workspace, Params], capsys: pytest.CaptureFixture[str]
) -> None:
    job = prepare(english[0], "broschuere")
    assert not job.english
    assert "broschuere: params.yaml says document.language: en" in capsys.readouterr().err


def test_a_text_without_counterpart_is_named(
    english: tuple[Workspace, Params], tmp_path: Path
) -> None:
    ws = Workspace(tmp_path / "network")
    shutil.copytree(english[0].root, ws.root)
    (ws.reports / "texte/analyse/neu.md").write_text("Ein neuer Text.\n", encoding="utf-8")
    with pytest.raises(PipelineError) as caught:
        prepare(ws, "bedarfsanalyse")
    (fault,) = caught.value.faults
    assert fault.where == "reports/texte/analyse/neu.md, line 1"
    assert "reports/texte/en/analyse/neu.md" in fault.hint


def test_names_without_english_are_all_named_at_once(
    example: ModuleType, root: Path, tmp_path: Path
) -> None:
    ws, params = in_english(example, root, tmp_path)
    own = ws.reports / translated.FILE
    kept = [
        line
        for line in own.read_text(encoding="utf-8").splitlines()
        if not line.startswith(('"Mütter"', '"im Wetteraukreis"'))
    ]
    own.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(PipelineError) as caught:
        stages.STAGES["compose"](ws, params)
    hints = [fault.hint for fault in caught.value.faults]
    assert hints == ['add the line  "im Wetteraukreis": …', 'add the line  "Mütter": …']


def test_what_is_missing_is_said_before_a_run(
    example: ModuleType, root: Path, tmp_path: Path
) -> None:
    ws, params = in_english(example, root, tmp_path)
    assert preflight.translation(ws, params) == []
    own = ws.reports / translated.FILE
    own.write_text(own.read_text(encoding="utf-8").replace('"Väter"', '"Onkel"'), encoding="utf-8")
    (ws.reports / "texte/en/analyse/region.md").unlink()
    found = preflight.translation(ws, params)
    assert [fault.where for fault in found] == [
        "reports/texte/en/eigene_worte.yaml",
        "reports/texte/analyse/region.md, line 1",
    ]
    german = params.model_copy(
        update={"document": params.document.model_copy(update={"language": "de"})}
    )
    assert preflight.translation(ws, german) == []


def test_a_quote_without_english_says_that_it_is_german(
    example: ModuleType, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ws, params = in_english(example, root, tmp_path)
    own = ws.reports / translated.FILE
    lines = own.read_text(encoding="utf-8").splitlines()
    own.write_text("\n".join(line for line in lines if QUOTE not in line), encoding="utf-8")
    stages.STAGES["compose"](ws, params)
    text = (ws.generated / "analyse/en/felder.md").read_text(encoding="utf-8")
    assert f"‘{QUOTE} (in German)’" in text
    said = capsys.readouterr().err
    assert f'"{QUOTE}": …' in said
    assert "Nicht freigegebener Satz" not in said


def test_german_runs_never_load_english() -> None:
    code = (
        "import sys; from pipeline.compose import build, sentences, labels; "
        "from pipeline.compose.sentences import Figure; "
        "sentences.share_of(Figure(.5, .4, .6, 90)); labels.standing_alone('Ihr Kind'); "
        "print([m for m in sys.modules if 'english' in m or 'translated' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_german_text_in_the_code_stands_beside_its_english(root: Path) -> None:
    """Also those that no demo prints: a German literal is the first argument of ``say`` or ``Text``."""
    lone = []
    for file in sorted((root / "pipeline" / "compose").rglob("*.py")):
        if file.name in GERMAN_ALONE or file.name == "needs.py":
            continue
        lone += [f"{file.name}:{line}: {text}" for line, text in lonely_german(file)]
    assert lone == []


def lonely_german(file: Path) -> list[tuple[int, str]]:
    """German literals without an English one beside them, and English ones that are German."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    paired: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := getattr(node.func, "id", "")) in PAIRS:
            assert len(node.args) == PAIRS[name], f"{file.name}:{node.lineno}"
            paired |= {id(part) for german in node.args[:-1] for part in ast.walk(german)}
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            paired |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.FunctionDef) and node.name in GERMAN_HALVES:
            paired |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.FunctionDef | ast.Module | ast.ClassDef) and ast.get_docstring(
            node
        ):
            first = node.body[0]
            paired |= {id(part) for part in ast.walk(first)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in paired
        and " " in node.value.strip()
        and node.value not in FROM_DATA
        and german_in(re.sub(r"@\w+-[\w-]+", " ", node.value), (*OFFICIAL, "bedarf run"))
    ]


def test_a_lonely_german_text_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "section.py"
    file.write_text(
        'a = say("Der Anteil ist hoch", "The share is high")\nb = "Der Anteil ist hoch"\n'
    )
    assert lonely_german(file) == [(2, "Der Anteil ist hoch")]


def test_stages_depend_on_what_the_language_changes(root: Path) -> None:
    made = yaml.safe_load((root / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    assert {"questionnaires", "reports/texte/en/eigene_worte.yaml"} <= set(made["compose"]["deps"])
    assert "document" in made["compose"]["params"]
    report = made["bedarfsanalyse"]
    assert {"reports/bedarfsanalyse.en.qmd", "reports/texte/en/analyse"} <= set(report["deps"])
    assert "document.language" in report["params"]
    assert {f"reports/{name}.en.qmd" for name in HANDOUTS} <= set(made["handouts"]["deps"])
    assert "document.language" in made["handouts"]["params"]


def test_both_sources_have_the_same_chapters_and_include_the_same_parts(root: Path) -> None:
    def shape(name: str) -> list[str]:
        text = (root / "reports" / name).read_text(encoding="utf-8")
        found = re.findall(r"\{#sec-[\w-]+\}|\{\.unnumbered\}|include \S+", text)
        return [part.replace("/en/", "/") for part in found]

    for document in ("bedarfsanalyse", *HANDOUTS):
        assert shape(f"{document}.en.qmd") == shape(f"{document}.qmd")
