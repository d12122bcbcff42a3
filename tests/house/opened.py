"""Runs at the start of every Python process of a traced run (as ``sitecustomize``): notes what a stage uses.

Files that Python itself opens are seen by an audit hook. Parquet files are opened by a C++ library, so the
two functions that read them are wrapped. Which parts of ``params.yaml`` a stage looks at is noted too.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_COMMAND = sys.orig_argv


class _Watching(MetaPathFinder):
    """Does something to a module as soon as the stage itself has imported it."""

    def __init__(self, name: str, action: Callable[[Any], None]) -> None:
        self.name, self.action = name, action

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name != self.name:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        run = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            run(module)
            self.action(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _when_imported(name: str, action: Callable[[Any], None]) -> None:
    sys.meta_path.insert(0, _Watching(name, action))


def _trace(stage: str, folder: Path) -> None:
    files: set[str] = set()
    params: set[str] = set()

    def opened(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            path, mode, flags = arguments
            if not (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and "w" not in str(mode):
                files.add(os.path.abspath(path))  # noqa: PTH100  (no Path inside of a hook)

    sys.addaudithook(opened)

    def noting(function: Any) -> Any:
        def wrapped(path: Any, *arguments: Any, **named: Any) -> Any:
            files.add(os.path.abspath(path))  # noqa: PTH100
            return function(path, *arguments, **named)

        return wrapped

    def of_tables(module: Any) -> None:
        module.read_table = noting(module.read_table)

    def of_params(module: Any) -> None:
        load, look = module.load, module.Params.__getattribute__

        def looking(self: Any, name: str) -> Any:
            if name in module.Params.model_fields:
                params.add(name)
            return look(self, name)

        def loading(path: Any) -> Any:
            loaded = load(path)
            module.Params.__getattribute__ = looking
            return loaded

        module.load = loading

    _when_imported("pipeline.workspace", of_tables)
    _when_imported("pyarrow.parquet", of_tables)
    _when_imported("pipeline.params", of_params)

    def write() -> None:
        lines = [f"file\t{name}" for name in sorted(files)]
        lines += [f"param\t{name}" for name in sorted(params)]
        (folder / f"{stage}.txt").write_text("\n".join(lines), encoding="utf-8")

    atexit.register(write)


if _COMMAND[1:3] == ["-m", "pipeline.stages"] and len(_COMMAND) == 4:
    _trace(_COMMAND[3], Path(os.environ["BEDARF_TRACE"]))
