"""The real Quarto, where it is installed. It works in a copy, since it leaves files beside its sources."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.render import webfonts
from pipeline.render.builtin import fonts
from pipeline.render.job import ENGLISH, PROJECT, WRITERS, Job

STYLE = "design/bedarfskompass.css"
OLDEST = (1, 9)  # Typst partials, brand and pdf-standard as our documents use them
SECONDS_TO_ANSWER, SECONDS_TO_RENDER = 60, 600
_BUILT_IN = "leave Quarto out: bedarf render --engine builtin"
_OWN = ("_output", ".quarto")


def choose(engine: str) -> tuple[Path | None, str]:
    """The Quarto program that makes the documents, or none: then the built-in engine does.

    Args:
        engine: ``quarto`` insists; ``auto`` leaves a Quarto out that will not do; ``builtin`` never asks.

    Returns:
        The program, and what is to be said about one that was left out.

    Raises:
        PipelineError: Quarto is wanted, and not there or not usable.
    """
    if engine == "builtin":
        return None, ""
    try:
        program = find()
        if program:
            version(program)
    except PipelineError as error:
        if engine == "quarto":
            raise
        fault = error.faults[0]
        why = f" ({fault.why})" if fault.why else ""
        return None, f"{fault.where}: {fault.what}{why}; the built-in engine is used"
    if program is None and engine == "quarto":
        raise PipelineError(
            "Quarto is not installed",
            why="it is looked for on PATH, in QUARTO_PATH and in the package quarto-cli",
            hint="leave out --engine quarto: the built-in engine needs nothing else",
        )
    return program, ""


def find() -> Path | None:
    """The Quarto program: ``QUARTO_PATH``, else on PATH, else of the package ``quarto-cli``.

    Raises:
        PipelineError: ``QUARTO_PATH`` names something that is no program.
    """
    given = os.environ.get("QUARTO_PATH")
    if given:
        for candidate in (given, str(Path(given) / "bin" / "quarto")):
            if found := shutil.which(candidate):
                return Path(found)
        raise PipelineError(
            "this is no program",
            f"QUARTO_PATH={given}",
            hint=f"mend QUARTO_PATH or unset it, or {_BUILT_IN}",
        )
    if found := shutil.which("quarto"):
        return Path(found)
    package = importlib.util.find_spec("quarto_cli")
    if package and package.origin:
        name = "quarto.exe" if os.name == "nt" else "quarto"
        inside = sorted(Path(package.origin).parent.rglob(f"bin/{name}"))
        return inside[0] if inside else None
    return None


def version(program: Path) -> str:
    """The version that the program gives.

    Raises:
        PipelineError: it does not start, does not answer, gives no version or is older than :data:`OLDEST`.
    """
    said = _run([str(program), "--version"], SECONDS_TO_ANSWER, str(program)).stdout.strip()
    number = re.fullmatch(r"(\d+)\.(\d+)\.\d+\S*", said)
    oldest = ".".join(map(str, OLDEST))
    if number is None:
        raise PipelineError(
            f"this program is not Quarto: asked for its version it says '{said[:80]}'",
            str(program),
            hint=f"mend QUARTO_PATH, or {_BUILT_IN}",
        )
    if (int(number[1]), int(number[2])) < OLDEST:
        raise PipelineError(
            f"Quarto {said} is too old",
            str(program),
            f"the documents need {oldest} or newer",
            f"install it from https://quarto.org, or {_BUILT_IN}",
        )
    return said


def _run(
    command: list[str], seconds: int, where: str, **place: Any
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", errors="replace",
            stdin=subprocess.DEVNULL, timeout=seconds, check=False, **place,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        problem = f"Quarto did not finish within {seconds} seconds and was stopped"
    except OSError as error:
        problem = f"Quarto does not start: {error.strerror or error}"
    raise PipelineError(problem, where, hint=f"mend QUARTO_PATH, or {_BUILT_IN}")


def _plain(said: str) -> str:
    """What a program said, without colours and without the trace of its own code."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", said).splitlines()
    lines = [line for line in lines if not re.match(r"\s+at |Stack trace:", line)]
    return "\n".join(line for line in lines if line.strip())


def _settings(job: Job) -> str:
    """The project's settings for this document alone; JSON is YAML too.

    Quarto reads every document of a project before it makes one, and stops where one includes a file that
    is not there: those in another language or half-written must not hinder this one.
    """
    project = job.project | (ENGLISH if job.english else {})
    own = project.get("project")
    only = {"project": (own if isinstance(own, dict) else {}) | {"render": [f"{job.name}.qmd"]}}
    return json.dumps(project | only, ensure_ascii=False, default=str)


def render(job: Job, output: str, target: Path, program: Path) -> None:
    """Make ``html`` or ``pdf`` with Quarto and copy it to ``target``.

    Raises:
        PipelineError: Quarto stops or writes nothing; with the end of what it said.
    """
    with tempfile.TemporaryDirectory(prefix="bedarf-quarto-") as name:
        copy = Path(name) / "reports"
        shutil.copytree(job.reports, copy, ignore=shutil.ignore_patterns(*_OWN))
        if output == "html":
            with (copy / STYLE).open("a", encoding="utf-8") as style:
                style.write(webfonts.css())
        (copy / PROJECT).write_text(_settings(job), encoding="utf-8")
        if job.english:
            facts = json.dumps(job.facts, ensure_ascii=False)
            (copy / "_variables.yml").write_text(facts, encoding="utf-8")
        if job.source.name != job.name:  # in a further language: results bear the document's name
            (copy / f"{job.source.name}.qmd").replace(copy / f"{job.name}.qmd")
        command = [str(program), "render", f"{job.name}.qmd", "--to", WRITERS[output]]
        command += ["-M", f"demo:{str(job.demo).lower()}"]
        command += ["-M", f"netzlogo:{job.logo}"] if job.logo else []
        env = os.environ | {
            "TYPST_FONT_PATHS": os.pathsep.join(fonts()),
            "TYPST_IGNORE_SYSTEM_FONTS": "true",
            "SOURCE_DATE_EPOCH": str(int(job.timestamp.timestamp())),
        }
        where = job.place
        done = _run(command, SECONDS_TO_RENDER, where, cwd=copy, env=env)
        made = copy / "_output" / f"{job.name}.{output}"
        if done.returncode or not made.is_file():
            said = "\n".join(_plain(done.stdout + done.stderr).splitlines()[-15:])
            raise PipelineError(f"Quarto stopped: {said}", where, hint=_BUILT_IN)
        shutil.copyfile(made, target)
