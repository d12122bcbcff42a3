"""The whole chain on the demo, as a user runs it: from a zip download without .git to the documents."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.commands.run import environment
from tests.house import demo_decision
from tests.house.chain import DOCUMENTS, bedarf, fresh_copy, hashes, stages_made
from tests.render.browser import CHROMIUM

pytestmark = pytest.mark.slow
BEGINNINGS = {".pdf": b"%pdf-", ".html": b"<!doc", ".docx": b"pk"}
MADE = ("data/interim", "data/processed", "data/public", "reports/_gen", "reports/_output")


@pytest.fixture(scope="module")
def demo(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo after its first run."""
    folder = fresh_copy(root, tmp_path_factory.mktemp("chain") / "Netz werk äöü")
    bedarf(folder, "run")
    return folder


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo after its first run, to be changed."""
    return shutil.copytree(demo, tmp_path / "demo", copy_function=shutil.copy2)


def test_one_command_makes_every_document(demo: Path) -> None:
    for name in DOCUMENTS:
        file = demo / "reports" / "_output" / name
        assert file.stat().st_size > 20_000, name
        assert file.read_bytes()[:5].lower().startswith(BEGINNINGS[file.suffix]), name


def test_a_second_run_does_nothing_with_and_without_dvc(demo: Path) -> None:
    before = hashes(demo, *MADE)
    assert stages_made(bedarf(demo, "run").stdout) == set()
    plain = bedarf(demo, "run", "--plain", "--force", "board").stdout
    assert "Running stage 'board'" in plain
    repro = subprocess.run(
        [sys.executable, "-m", "dvc", "repro"], cwd=demo, env=environment() | {"PYTHONPATH": str(demo)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Running stage" not in repro.stdout
    assert hashes(demo, *MADE) == before


def test_two_runs_give_the_same_bytes(demo: Path, root: Path, tmp_path: Path) -> None:
    other = fresh_copy(root, tmp_path / "other")
    bedarf(other, "run")
    assert hashes(other, *MADE) == hashes(demo, *MADE)


def test_changing_one_text_renders_only_its_document(copy: Path) -> None:
    text = next(iter(sorted((copy / "reports" / "texte" / "broschuere").glob("*.md"))))
    text.write_text(text.read_text(encoding="utf-8") + "\nEin Satz mehr.\n", encoding="utf-8")
    assert stages_made(bedarf(copy, "run").stdout) == {"broschuere"}


def test_changing_a_margin_runs_again_from_weight(copy: Path) -> None:
    file = copy / "params.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("  - id: sgb2\n    questionnaire")
    end = text.index("\nweighting:", start)
    file.write_text(text[:start] + text[end:], encoding="utf-8")
    made = stages_made(bedarf(copy, "run").stdout)
    assert {"weight", "estimate", "assess", "disclose", "compose"} <= made
    assert not made & {"collect", "indicators", "clean"}


def test_the_demos_decision_is_of_its_data_and_stands_in_every_document(copy: Path) -> None:
    """It fails when the demo's data have changed: ``make demo-decision``, then commit the new file."""
    from pypdf import PdfReader

    from pipeline import params as parameters
    from pipeline.commands import decide_recount
    from pipeline.compose.decision import decision_of
    from pipeline.compose.public import Public
    from pipeline.workspace import Workspace
    from pipeline.yamlfile import load

    ws = Workspace(copy)
    public = Public.load(ws, parameters.load(ws.params_file))
    made = decision_of(public)
    assert made is not None
    assert not made["changed"], "the demo's data have changed: make demo-decision"
    file = ws.input / "entscheidung.yaml"
    assert decide_recount.faults(public, load(file).data, file.name) == []
    bedarf(copy, "goals")
    for name in ("bedarfsanalyse.pdf", "broschuere.pdf"):
        pages = PdfReader(ws.output / name).pages
        text = " ".join(" ".join(p.extract_text() for p in pages).replace("\u00ad", "").split())
        for field in made["fields"]:
            for said in (field["responsible"], field["reason"].split(",")[0].split(".")[0]):
                # a table breaks words at its columns
                assert said.replace(" ", "") in text.replace("-", "").replace(" ", ""), (name, said)
    board = (ws.output / "board.html").read_text(encoding="utf-8")
    assert all(field["reason"] in board for field in made["fields"])
    assert (ws.output / "zielsystem.docx").is_file()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on PATH")
def test_the_demos_decision_is_what_its_board_saves(demo: Path, tmp_path: Path) -> None:
    """The recorded file was not written by hand: the same clicks on the demo's board give its very bytes."""
    saved = demo_decision.hold(demo / "reports" / "_output" / "board.html", tmp_path)
    text = saved.read_text(encoding="utf-8")
    assert text == (demo / "data/input/entscheidung.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith("# DEMODATEN")


def test_every_page_and_export_says_demodaten(demo: Path) -> None:
    from pypdf import PdfReader

    for name in ("bedarfsanalyse.pdf", "broschuere.pdf"):
        reader = PdfReader(demo / "reports" / "_output" / name)
        silent = [
            i for i, page in enumerate(reader.pages, 1) if "DEMODATEN" not in page.extract_text()
        ]
        assert not silent, f"{name}: pages {silent}"
    for name in ("bedarfsanalyse.html", "board.html"):
        assert "DEMODATEN" in (demo / "reports" / "_output" / name).read_text(encoding="utf-8")
    charts = sorted((demo / "reports" / "_gen" / "charts").glob("*.svg"))
    of_answers = [chart for chart in charts if not chart.name.startswith("region-")]
    assert len(of_answers) > 20
    for chart in of_answers:  # those of official figures alone are no demo
        assert "DEMODATEN" in chart.read_text(encoding="utf-8"), chart.name


def test_no_document_shows_a_programs_leftovers(demo: Path) -> None:
    from pypdf import PdfReader

    texts = {
        name: "\n".join(p.extract_text() for p in PdfReader(demo / "reports/_output" / name).pages)
        for name in ("bedarfsanalyse.pdf", "broschuere.pdf")
    }
    html = (demo / "reports/_output/bedarfsanalyse.html").read_text(encoding="utf-8")
    texts["html"] = re.sub(r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", " ", html, flags=re.S)
    leftovers = re.compile(r"\bnan\b|\bNaN\b|\bNone\b|\{\{<|\?@|\bTrue\b|\bFalse\b|\d\.\d+ %")
    for name, text in texts.items():
        assert not leftovers.findall(text), (name, leftovers.findall(text)[:5])


@pytest.mark.skipif(os.name == "nt", reason="signals as on Unix")
@pytest.mark.parametrize("victim", ["stage", "dvc"])
def test_a_killed_run_is_taken_up_by_the_next(
    root: Path, demo: Path, tmp_path: Path, victim: str
) -> None:
    folder = fresh_copy(root, tmp_path / "killed")
    env = environment() | {"PYTHONPATH": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "dvc", "repro"], cwd=folder, env=env,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    stage = _wait_for_stage(folder, process)
    os.kill(stage if victim == "stage" else process.pid, signal.SIGKILL)
    if victim == "stage":
        assert process.wait(60) != 0
    else:
        process.wait(60)
    bedarf(folder, "run")
    assert hashes(folder, *MADE) == hashes(demo, *MADE)
    assert not [f for f in folder.rglob(".*.tmp-*") if ".dvc" not in f.parts]


def _wait_for_stage(folder: Path, process: subprocess.Popen[bytes]) -> int:
    """The process id of a running stage of this folder (read from /proc)."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes()
                here = (entry / "cwd").resolve() == folder.resolve()
            except OSError:
                continue
            if here and b"pipeline.stages" in command and b"-c" not in command.split(b"\0")[:2]:
                return int(entry.name)
        time.sleep(0.01)
    pytest.fail("no stage was seen running")


def test_a_broken_params_file_stops_the_run_before_anything_is_lost(copy: Path) -> None:
    before = hashes(copy, *MADE)
    file = copy / "params.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nunknown_key: 1\n", encoding="utf-8")
    result = bedarf(copy, "run", ok=False)
    assert result.returncode == 1
    assert "unknown_key" in result.stdout
    assert "Traceback" not in result.stdout
    assert hashes(copy, *MADE) == before


def test_a_missing_file_is_named_with_the_stage(copy: Path) -> None:
    (copy / "questionnaires" / "arbeitgeber.yaml").unlink()
    result = bedarf(copy, "run", ok=False)
    assert result.returncode == 1
    assert "arbeitgeber.yaml" in result.stdout
    assert "Traceback" not in result.stdout
