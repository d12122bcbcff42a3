"""Runs at the start of every Python process of a traced run (as ``sitecustomize``): notes what a stage uses.

Files that Python itself opens are seen by an audit hook. Parquet files are opened by a C++ library, so the
two functions that read them are wrapped. Which parts of ``params.yaml`` a stage looks at is noted too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

_COMMAND = sys.orig_argv


def _trace(stage: str, folder: Path) -> None:
    files: set[str] = set()
    params: set[str] = set()

    def opened(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            path, mode, flags = arguments
            if not (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and "w" not in str(mode):
                files.add(os.path.abspath(path))  # noqa: PTH100  (no Path inside of a hook)

    sys.addaudithook(opened)
    import atexit

    import pyarrow.parquet as pq

    import pipeline.params as parameters
    from pipeline import workspace

    def noting(function: Any) -> Any:
        def wrapped(path: Any, *arguments: Any, **named: Any) -> Any:
            files.add(os.path.abspath(path))  # noqa: PTH100
            return function(path, *arguments, **named)

        return wrapped

    workspace.read_table = noting(workspace.read_table)
    pq.read_table = noting(pq.read_table)
    load, look = parameters.load, parameters.Params.__getattribute__

    def loading(path: Any) -> Any:
        loaded = load(path)

        def looking(self: Any, name: str) -> Any:
            if name in parameters.Params.model_fields:
                params.add(name)
            return look(self, name)

        parameters.Params.__getattribute__ = looking  # type: ignore[method-assign,assignment]
        return loaded

    parameters.load = loading

    def write() -> None:
        lines = [f"file\t{name}" for name in sorted(files)]
        lines += [f"param\t{name}" for name in sorted(params)]
        (folder / f"{stage}.txt").write_text("\n".join(lines), encoding="utf-8")

    atexit.register(write)


if _COMMAND[1:3] == ["-m", "pipeline.stages"] and len(_COMMAND) == 4:
    _trace(_COMMAND[3], Path(os.environ["BEDARF_TRACE"]))
