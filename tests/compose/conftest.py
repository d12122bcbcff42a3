"""One composed network for the tests that look at what is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.compose import compose
from pipeline.compose.charts import drawing
from pipeline.params import Params
from pipeline.workspace import Workspace
from tests.compose import example as made_up


@pytest.fixture(scope="session")
def example() -> ModuleType:
    """Builds public folders of a made-up network."""
    return made_up


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
