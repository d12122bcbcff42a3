"""The pandoc program that came with its package, whatever else a machine has installed."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.errors import PipelineError


def program() -> str:
    """Where pandoc lies.

    ``pypandoc.get_pandoc_path`` would start every pandoc on PATH and take the newest: the same sources would
    give other bytes on another machine.

    Raises:
        PipelineError: the package brought no program.
    """
    import pypandoc

    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    path = Path(pypandoc.__file__).parent / "files" / name
    if not path.is_file():
        raise PipelineError(
            "pandoc is missing",
            str(path),
            "it comes with the package pypandoc_binary",
            "install again: make report (or pip install -c constraints.txt -e .)",
        )
    return str(path)
