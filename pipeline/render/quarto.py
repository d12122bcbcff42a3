"""The real Quarto, where it is installed. It works in a copy, since it leaves files beside its sources."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.render import webfonts
from pipeline.render.builtin import fonts
from pipeline.render.job import ENGLISH, PROJECT, WRITERS, Job

STYLE = "design/bedarfskompass.css"
_OWN = ("_output", ".quarto")


def find() -> Path | None:
    """The Quarto program: ``QUARTO_PATH``, then PATH, then the package ``quarto-cli``."""
    given = os.environ.get("QUARTO_PATH")
    for candidate in [given, given and str(Path(given) / "bin" / "quarto")]:
        if candidate and (found := shutil.which(candidate)):
            return Path(found)
    if found := shutil.which("quarto"):
        return Path(found)
    package = importlib.util.find_spec("quarto_cli")
    if package and package.origin:
        name = "quarto.exe" if os.name == "nt" else "quarto"
        inside = sorted(Path(package.origin).parent.rglob(f"bin/{name}"))
        return inside[0] if inside else None
    return None


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
        if job.english:  # JSON is YAML too
            settings = json.dumps(job.project | ENGLISH, ensure_ascii=False, default=str)
            (copy / PROJECT).write_text(settings, encoding="utf-8")
        command = [str(program), "render", f"{job.name}.qmd", "--to", WRITERS[output]]
        command += ["-M", f"demo:{str(job.demo).lower()}"]
        command += ["-M", f"netzlogo:{job.logo}"] if job.logo else []
        env = os.environ | {
            "TYPST_FONT_PATHS": os.pathsep.join(fonts()),
            "TYPST_IGNORE_SYSTEM_FONTS": "true",
            "SOURCE_DATE_EPOCH": str(int(job.timestamp.timestamp())),
        }
        done = subprocess.run(
            command,
            cwd=copy,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        made = copy / "_output" / f"{job.name}.{output}"
        if done.returncode or not made.is_file():
            said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
            raise PipelineError(
                f"Quarto stopped: {said}",
                f"{job.reports.name}/{job.name}.qmd",
                hint="try the built-in engine: bedarf render --engine builtin",
            )
        shutil.copyfile(made, target)
