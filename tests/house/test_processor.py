"""The same bytes on another processor: the demo's tables and texts, as an old one without AVX makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.commands.run import environment
from pipeline.stages import STAGES
from tests.house.chain import fresh_copy, hashes

pytestmark = pytest.mark.slow
OLD = {
    "OPENBLAS_CORETYPE": "Prescott",
    "OPENBLAS_NUM_THREADS": "1",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-AVX512F",
}
MADE = ("data/interim", "data/processed", "data/public", "reports/_gen")
SUMS = """
import numpy as np
r = np.random.default_rng(1)
a, b = r.random((200, 300)), r.random((300, 200))
print((a @ b).tobytes().hex(), np.linalg.inv(a[:, :200]).tobytes().hex())
"""


OURS = """
import numpy as np
from pipeline import sums
r = np.random.default_rng(1)
answers, weights = r.integers(0, 5, (400, 30)) / 4, r.random((400, 200)) + 0.3
print(sums.of_columns(answers, weights).tobytes().hex())
print(sums.by_category(weights.T, np.arange(400) % 7, 7).tobytes().hex())
"""


def _python(folder: Path, more: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment() | more, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_our_sums_are_the_same_to_the_last_bit(root: Path) -> None:
    if _python(root, {}, "-c", SUMS) == _python(root, OLD, "-c", SUMS):
        pytest.skip("this machine's libraries know no other processor to play")
    assert _python(root, {}, "-c", OURS) == _python(root, OLD, "-c", OURS)


def test_another_processor_writes_the_same_bytes(root: Path, tmp_path: Path) -> None:
    here = fresh_copy(root, tmp_path / "here")
    code = {"PYTHONPATH": str(here)}
    if _python(here, code, "-c", SUMS) == _python(here, code | OLD, "-c", SUMS):
        pytest.skip("this machine's libraries know no other processor to play")
    stages = list(STAGES)[: list(STAGES).index("compose") + 1]
    made = []
    for other in ({}, OLD):
        for stage in stages:
            _python(here, code | other, "-m", "pipeline.stages", stage)
        made.append(hashes(here, *MADE))
    assert len(made[0]) > 100
    assert made[0] == made[1]
