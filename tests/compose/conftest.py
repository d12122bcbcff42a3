"""One composed network for the tests that look at what is written."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.compose import compose
from pipeline.compose.charts import drawing
from pipeline.params import Params
from pipeline.workspace import Workspace


def _example() -> ModuleType:
    path = Path(__file__).with_name("example.py")
    spec = importlib.util.spec_from_file_location("compose_example", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example() -> ModuleType:
    """Builds public folders of a made-up network."""
    return _example()


@pytest.fixture(scope="session", autouse=True)
def _no_second_process() -> Iterator[None]:
    """Charts are drawn in the process of the tests; `test_drawing` starts others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "processors", lambda: 1)
        yield


@pytest.fixture(scope="session")
def composed(
    example: ModuleType, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, Params]:
    """The made-up network after the stage compose."""
    ws, params = example.workspace(tmp_path_factory.mktemp("network"), root)
    compose(ws, params)
    return ws, params
