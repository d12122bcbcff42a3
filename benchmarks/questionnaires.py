"""Compiling questionnaires: the shipped ones, and definitions of up to 1,000 questions.

Targets: the largest instrument under 0.5 s; time grows no faster than the number of questions. The floor
beside it is reading the same file as YAML, without understanding it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline import params, questionnaire, yamlfile
from pipeline.questionnaire.entry import entry_sheet
from pipeline.questionnaire.lss import compile_lss
from pipeline.questionnaire.paper import paper
from pipeline.questionnaire.preview import preview

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
HEAD = """questionnaire: probe
version: 1
unit: establishment
title: Probe
target_population: alle
cover: {occasion: a, use: b, anonymity: freiwillig, duration: d, end: e, after: f}
pages:
- id: s
  title: S
  questions:
"""
QUESTION = """  - code: q{n}
    kind: single
    text: Wie oft war das in den letzten zwölf Monaten so?
    why: Messung
    role: context
    options: [{{code: a, text: oft}}, {{code: b, text: selten}}, {{code: kA, text: k. A., missing: declined}}]
"""


def main() -> None:
    demo = params.load(ROOT / "params.yaml")
    for path in sorted((ROOT / "questionnaires").glob("[a-z]*.yaml")):
        if path.stem.startswith("leitfaden"):
            continue
        definition = questionnaire.load(path)
        steps: dict[str, Callable[[], object]] = {
            "YAML alone": lambda path=path: yamlfile.load(path),
            "load and compile": lambda path=path: compile_lss(questionnaire.load(path), demo),
            "paper form": lambda definition=definition: paper(definition, demo),
            "entry sheet": lambda definition=definition: entry_sheet(definition),
            "preview": lambda definition=definition: preview(definition),
        }
        times = ", ".join(f"{name} {_median(step) * 1000:.0f} ms" for name, step in steps.items())
        print(f"{path.stem}: {times}")
    _growth(demo)


def _growth(demo: params.Params) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.yaml"
        seconds = {}
        for count in (100, 300, 1_000):
            path.write_text(HEAD + "".join(QUESTION.format(n=n) + _filter(n) for n in range(count)))
            seconds[count] = _median(lambda: compile_lss(questionnaire.load(path), demo))
    shown = ", ".join(f"{count} questions {s * 1000:.0f} ms" for count, s in seconds.items())
    print(f"growth: {shown}; 1,000 against 100: {seconds[1_000] / seconds[100]:.1f} x (linear: 10)")


def _filter(n: int) -> str:
    return f"    when: q{n - 1} == a\n" if n % 10 else ""


def _median(action: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)
