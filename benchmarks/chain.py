"""The whole chain: a cold run of the demo, and a run with nothing to do against a trivial DVC project.

Targets: cold at most 30 s on 2 cores; nothing to do at most 1.3 x `dvc repro` of two trivial stages.
As many trivial stages as the demo has, each with one parameter, show how much of that is DVC's own.
Seconds of the processor stand beside those of the clock: they can be read on a machine that has other work
(not on Windows, where those of child processes are not counted).
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline import yamlfile
from pipeline.commands.run import environment

ROOT = Path(__file__).resolve().parent.parent
MADE = shutil.ignore_patterns(
    ".git", ".venv", "interim", "processed", "public", "_gen", "_output", "_variables.yml",
    "cache", "tmp", "dvc.lock", "__pycache__", ".*_cache", ".hypothesis",
)  # fmt: skip
Seconds = tuple[float, float]  # of the clock, of the processor
TRIVIAL = """stages:
  one:
    cmd: python -c "open('one.txt', 'w').write('1')"
    outs: [one.txt]
  two:
    cmd: python -c "open('two.txt', 'w').write('2')"
    deps: [one.txt]
    outs: [two.txt]
"""
STAGE = """  s{n}:
    cmd: python -c "open('{n}.txt', 'w').write('{n}')"
    params: [seed]
    outs: [{n}.txt]
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        demo = Path(scratch) / "demo"
        shutil.copytree(ROOT, demo, ignore=MADE)
        trivial = Path(scratch) / "trivial"
        shutil.copytree(demo / ".dvc", trivial / ".dvc")
        (trivial / "dvc.yaml").write_text(TRIVIAL, encoding="utf-8")
        many = Path(scratch) / "many"
        shutil.copytree(demo / ".dvc", many / ".dvc")
        shutil.copy(demo / "params.yaml", many)
        stages = yamlfile.load(demo / "dvc.yaml").data["stages"]
        (many / "dvc.yaml").write_text(
            "stages:\n" + "".join(STAGE.format(n=n) for n in range(len(stages))), encoding="utf-8"
        )
        dvc = [sys.executable, "-m", "dvc", "repro"]
        bedarf = [str(Path(sys.executable).parent / "bedarf"), "run"]
        cold = _seconds(bedarf, demo)
        _seconds(dvc, trivial)
        _seconds(dvc, many)
        idle: dict[str, list[Seconds]] = {
            name: [] for name in ("trivial", "trivial, as many", "bedarf run", "dvc repro")
        }
        for _ in range(7):  # interleaved, so that a busy machine slows all
            idle["trivial"].append(_seconds(dvc, trivial))
            idle["trivial, as many"].append(_seconds(dvc, many))
            idle["bedarf run"].append(_seconds(bedarf, demo))
            idle["dvc repro"].append(_seconds(dvc, demo))
    print(
        f"cold, all documents     {cold[0]:6.1f} s (target <= 30)   {cold[1]:6.1f} s of the processor"
    )
    base = _medians(idle["trivial"])
    for name, runs in idle.items():
        clock, processor = _medians(runs)
        print(
            f"{name + ', idle':<22}  {clock:6.2f} s   {processor:5.2f} s of the processor   ratio "
            f"{clock / base[0]:.2f} and {processor / base[1]:.2f} (target <= 1.3)"
        )


def _medians(runs: list[Seconds]) -> Seconds:
    clock, processor = zip(*runs, strict=True)
    return statistics.median(clock), statistics.median(processor)


def _seconds(command: list[str], folder: Path) -> Seconds:
    start, before = time.perf_counter(), os.times()
    result = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    if result.returncode:
        sys.exit(f"{command} failed in {folder}:\n{result.stdout}{result.stderr}")
    after = os.times()
    processor = after.children_user - before.children_user
    processor += after.children_system - before.children_system
    return time.perf_counter() - start, processor or float("nan")
