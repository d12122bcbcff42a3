"""What a stage really reads is what ``dvc.yaml`` says that it reads."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import declared, preflight
from pipeline import params as parameters
from pipeline.commands import run
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace
from tests.house.chain import bedarf, fresh_copy

# Messages alone come of them, and who may write; the version is printed by `compose`, which depends on it
MESSAGES = (
    "pipeline/errors.py", "pipeline/paramfaults.py", "pipeline/locks.py", "pipeline/__init__.py",
)  # fmt: skip
# Folders whose files may be missing in the demo: pulls, downloads, the ledger of what was published, logos
MAY_BE_EMPTY = {
    "collect": {  # no source in the demo
        "data/raw/responses",
        "pipeline/numerals.py",
        "pipeline/workbook_limits.py",
    },
    "indicators": {"data/raw/statistics"},
    "assess": {"data/raw/responses"},
    "disclose": {"data/input"},
    "bedarfsanalyse": {"reports/bilder"},
    "broschuere": {"reports/bilder"},
    "handouts": {"reports/bilder"},
}
# Read only where params.yaml says document.language: en
IN_ENGLISH = {
    "compose": {"pipeline/questionnaire", "questionnaires", "reports/texte/en/eigene_worte.yaml"},
    "bedarfsanalyse": {"reports/bedarfsanalyse.en.qmd", "reports/texte/en/analyse"},
    "handouts": {f"reports/{name}.en.qmd" for name in ("faktenblaetter", "folien", "presse")},
}
# Looked at only where a network has a sample design
MAY_BE_IDLE = {"estimate": {"closed_lists"}, "weight": {"closed_lists"}}
# Read by pandoc and Typst, which no hook of Python sees (seen with strace)
BY_ENGINES = {"reports/design", "reports/_gen"}


@pytest.fixture(scope="module")
def traced(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The demo after a run whose stages noted what they used, and the folder of the notes."""
    folder = fresh_copy(root, tmp_path_factory.mktemp("traced") / "netz")
    notes, hook = folder.parent / "notes", folder.parent / "hook"
    notes.mkdir()
    hook.mkdir()
    shutil.copy(Path(__file__).parent / "opened.py", hook / "sitecustomize.py")
    path = os.pathsep.join([str(hook), str(folder)])
    bedarf(folder, "run", env={"BEDARF_TRACE": str(notes), "PYTHONPATH": path})
    return folder, notes


def test_dvc_looks_only_where_stages_read(root: Path) -> None:
    from dvc.repo import Repo

    with Repo(str(root)) as repo:  # else it walks through all packages of .venv in every run
        seen = {
            Path(folder).relative_to(root).parts[0]
            for folder, _, _ in repo.dvcignore.walk(repo.fs, str(root))
            if Path(folder) != root
        }
    assert seen - {".hypothesis"} == {"data", "pipeline", "questionnaires", "reports"}


def of(folder: Path) -> dict[str, dict[str, Any]]:
    stages: dict[str, dict[str, Any]] = yaml.safe_load((folder / "dvc.yaml").read_text("utf-8"))[
        "stages"
    ]
    return stages


def used(notes: Path, stage: str, kind: str) -> list[str]:
    lines = (notes / f"{stage}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1] for line in lines if line.startswith(f"{kind}\t")]


def files(folder: Path, notes: Path, stage: str) -> set[str]:
    """What a stage read below the network's folder; compiled code counts as its source."""
    inside = [Path(name) for name in used(notes, stage, "file") if name.startswith(f"{folder}/")]
    names = {path.relative_to(folder).as_posix() for path in inside if path.is_file()}
    return {re.sub(r"__pycache__/(\w+)\.[\w.-]+$", r"\1.py", name) for name in names}


def covered(name: str, by: set[str]) -> bool:
    return any(name == entry or name.startswith(f"{entry}/") for entry in by)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="paths as on Unix")
def test_a_stage_reads_nothing_that_dvc_does_not_know_and_knows_nothing_that_it_does_not_read(
    traced: tuple[Path, Path],
) -> None:
    folder, notes = traced
    for stage, entry in of(folder).items():
        deps = set(entry["deps"])
        outs = {out if isinstance(out, str) else next(iter(out)) for out in entry["outs"]}
        read = files(folder, notes, stage)
        assert len(read) > 10, stage
        known = deps | outs | {"params.yaml", *MESSAGES, "reports/_output/plotly.min.js"}
        behind = {
            name for name in read if not covered(name, known) and "/tmp/" not in name
        }  # the stage's own lock
        assert behind == set(), stage
        engines = BY_ENGINES if any(out.endswith(".pdf") for out in outs) else set()
        idle = {dep for dep in deps if not any(covered(name, {dep}) for name in read)}
        other = MAY_BE_EMPTY.get(stage, set()) | IN_ENGLISH.get(stage, set())
        assert idle <= other | engines, stage


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="paths as on Unix")
def test_a_stage_looks_at_no_parameter_that_it_does_not_declare(
    traced: tuple[Path, Path],
) -> None:
    folder, notes = traced
    for stage, entry in of(folder).items():
        declared = {name.split(".")[0] for name in entry.get("params", [])}
        looked = set(used(notes, stage, "param"))
        assert looked <= declared, stage
        if any(out.startswith("data/") for out in entry["outs"] if isinstance(out, str)):
            assert declared <= looked | MAY_BE_IDLE.get(stage, set()), stage


def test_an_included_text_that_no_stage_lists_stops_the_run(root: Path, tmp_path: Path) -> None:
    folder = fresh_copy(root, tmp_path / "netz")
    ws = Workspace(folder)
    assert list(declared.files(ws)) == []
    with (ws.reports / "presse.qmd").open("a", encoding="utf-8") as document:
        document.write("\n{{< include texte/analyse/region.md >}}\n")
    (fault,) = preflight.faults(ws, parameters.load(ws.params_file))
    assert fault.what == "the stage handouts does not know of reports/texte/analyse/region.md"
    assert fault.where.startswith("reports/presse.qmd, line ")
    assert "under deps of handouts" in fault.hint


def test_a_picture_that_no_stage_lists_stops_the_run(root: Path, tmp_path: Path) -> None:
    folder = fresh_copy(root, tmp_path / "netz")
    ws = Workspace(folder)
    (ws.reports / "fotos").mkdir()
    (ws.reports / "fotos" / "haus.svg").write_text("<svg/>", encoding="utf-8")
    (ws.reports / "bilder" / "haus.svg").write_text("<svg/>", encoding="utf-8")
    text = ws.reports / "texte" / "analyse" / "region.md"
    lines = '\n![](fotos/haus.svg){fig-alt="Haus"}\n\n![](bilder/haus.svg){fig-alt="Haus"}\n'
    text.write_text("Text\n" + lines, encoding="utf-8")
    (fault,) = declared.files(ws)
    assert "reports/fotos/haus.svg" in fault.what
    assert fault.where == "reports/texte/analyse/region.md, line 3"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "ERROR: failed to reproduce 'board': [Errno 30] Read-only file system: '/n/board.html'",
            "/n/board.html: the folder is read-only",
        ),
        (
            "ERROR: failed to reproduce 'board': [Errno 28] No space left on device",
            "stage board: the disk",
        ),
        (
            "ERROR: failed to reproduce 'board': [WinError 32] The process cannot access the file "
            "because it is being used by another process: 'C:\\n\\board.html'",
            "board.html: the file may not be written",
        ),
    ],
)
def test_what_the_system_refuses_to_dvc_is_told_in_our_words(said: str, expected: str) -> None:
    with pytest.raises(PipelineError) as caught:
        run._fail([said], ["board"])
    assert expected in str(caught.value)
