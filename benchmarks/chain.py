"""The whole chain: a cold run of the demo, and a run with nothing to do against a trivial DVC project.

Targets: cold at most 30 s on 2 cores; nothing to do at most 1.3 x `dvc repro` of two trivial stages.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.commands.run import environment

ROOT = Path(__file__).resolve().parent.parent
MADE = shutil.ignore_patterns(
    ".git", ".venv", "interim", "processed", "public", "_gen", "_output", "_variables.yml",
    "cache", "tmp", "dvc.lock", "__pycache__", ".*_cache", ".hypothesis",
)  # fmt: skip
TRIVIAL = """stages:
  one:
    cmd: python -c "open('one.txt', 'w').write('1')"
    outs: [one.txt]
  two:
    cmd: python -c "open('two.txt', 'w').write('2')"
    deps: [one.txt]
    outs: [two.txt]
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        demo = Path(scratch) / "demo"
        shutil.copytree(ROOT, demo, ignore=MADE)
        trivial = Path(scratch) / "trivial"
        shutil.copytree(demo / ".dvc", trivial / ".dvc")
        (trivial / "dvc.yaml").write_text(TRIVIAL, encoding="utf-8")
        dvc = [sys.executable, "-m", "dvc", "repro"]
        bedarf = [str(Path(sys.executable).parent / "bedarf"), "run"]
        cold = _seconds(bedarf, demo)
        _seconds(dvc, trivial)
        idle = {"bedarf run": [], "dvc repro": [], "trivial": []}  # type: dict[str, list[float]]
        for _ in range(7):  # interleaved, so that a busy machine slows all three
            idle["bedarf run"].append(_seconds(bedarf, demo))
            idle["dvc repro"].append(_seconds(dvc, demo))
            idle["trivial"].append(_seconds(dvc, trivial))
    base = statistics.median(idle["trivial"])
    print(f"cold run, all documents   {cold:6.1f} s   (target <= 30)")
    print(f"trivial dvc repro, idle   {base:6.2f} s")
    for name in ("bedarf run", "dvc repro"):
        seconds = statistics.median(idle[name])
        print(
            f"{name + ', idle':<25} {seconds:6.2f} s   ratio {seconds / base:.2f} (target <= 1.3)"
        )


def _seconds(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    result = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    if result.returncode:
        sys.exit(f"{command} failed in {folder}:\n{result.stdout}{result.stderr}")
    return time.perf_counter() - start
