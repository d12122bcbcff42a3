"""Register pulls with DVC, so that ``dvc push`` takes them along."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.workspace import Workspace


def unregistered(folder: Path) -> list[Path]:
    """Published pulls that have no ``.dvc`` file beside them (a pull was killed before it could)."""
    return [
        path
        for path in sorted(folder.glob("*/"))
        if not path.name.startswith(".")
        and ((path / f"{path.name}.manifest.yaml").is_file() or (path / "codebook.csv").is_file())
        and not path.with_name(f"{path.name}.dvc").is_file()
    ]


def register(ws: Workspace, folders: list[Path]) -> None:
    """``dvc add`` of whole pulls.

    Raises:
        PipelineError: DVC is busy or failed; the pulls are safe and the next pull registers them.
    """
    if not folders:
        return
    environment = dict(os.environ, PYTHONUTF8="1", DVC_NO_ANALYTICS="1")
    result = subprocess.run(
        [sys.executable, "-m", "dvc", "add", "--quiet", *[ws.name_of(f) for f in folders]],
        cwd=ws.root, env=environment, capture_output=True, text=True, encoding="utf-8",
        errors="replace", check=False,
    )  # fmt: skip
    if result.returncode == 0:
        return
    output = re.sub(r"\s+", " ", result.stderr + result.stdout).strip()
    busy = "lock" in output
    raise PipelineError(
        "the answers were fetched, but are not registered with DVC yet",
        ", ".join(ws.name_of(f) for f in folders),
        "another run is going on in this folder" if busy else output[-300:],
        "run bedarf pull again" + (" when it has finished" if busy else "") + ": it registers them",
    )
