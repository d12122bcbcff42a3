"""Help for tests that run the whole chain in a copy of the repository, as a fresh clone has it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline.commands.run import environment

MADE = shutil.ignore_patterns(
    ".git", ".venv", "interim", "processed", "public", "_gen", "_output", "_variables.yml",
    "cache", "tmp", "dvc.lock", "__pycache__", ".*_cache", ".hypothesis", "tests", ".env",
)  # fmt: skip
DOCUMENTS = (
    "bedarfsanalyse.html", "bedarfsanalyse.pdf", "bedarfsanalyse.docx", "broschuere.pdf",
    "broschuere.html", "board.html", "faktenblaetter.pdf", "folien.pdf", "presse.pdf",
)  # fmt: skip


def fresh_copy(root: Path, to: Path) -> Path:
    """The repository without ``.git``, tests and everything that is made."""
    shutil.copytree(root, to, ignore=MADE)
    return to


def bedarf(
    folder: Path, *arguments: str, ok: bool = True, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in a network's folder; its code comes from the folder where it has one."""
    around = environment()
    if (folder / "pipeline").is_dir():
        around["PYTHONPATH"] = str(folder)
    around.pop("QUARTO_PATH", None)
    around |= env or {}
    result = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments], cwd=folder, env=around, text=True,
        encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if ok:
        assert result.returncode == 0, result.stdout
    return result


def stages_made(output: str) -> set[str]:
    """The stages that a run says it made."""
    for line in output.replace("\n  ", " ").splitlines():
        if re.search(r"\bstages? made in\b", line):
            return {name.strip() for name in line.split(": ", 1)[1].split(",")}
    assert "Nothing has changed" in output, output
    return set()


def hashes(folder: Path, *below: str) -> dict[str, str]:
    """SHA-256 of every file below some folders, by relative path."""
    return {
        os.path.relpath(file, folder): hashlib.sha256(file.read_bytes()).hexdigest()
        for part in below
        for file in sorted((folder / part).rglob("*"))
        if file.is_file()
    }
