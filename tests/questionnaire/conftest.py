"""Shipped instruments, and small definitions written for one test."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import params, questionnaire
from pipeline.params import Params
from pipeline.questionnaire import Questionnaire

NAMES = ("alleinerziehende", "arbeitgeber", "einrichtungen")
HEADER = """\
questionnaire: probe
version: 1
unit: establishment
title: Probe
target_population: alle
cover:
  occasion: Anlass
  use: Verwendung
  anonymity: Die Teilnahme ist freiwillig und anonym.
  duration: Das dauert 5 Minuten.
  end: Danke.
  after: Bis bald.
  screened_out: Danke trotzdem.
"""

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def instruments(root: Path) -> dict[str, Questionnaire]:
    return {name: questionnaire.load(root / "questionnaires" / f"{name}.yaml") for name in NAMES}


@pytest.fixture(scope="session")
def single_parents(instruments: dict[str, Questionnaire]) -> Questionnaire:
    return instruments["alleinerziehende"]


@pytest.fixture(scope="session")
def demo(root: Path) -> Params:
    return params.load(root / "params.yaml")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a definition from its questions (YAML, one page) or from whole pages."""

    def write(
        questions: str = "", *, pages: str = "", header: str = HEADER, extra: str = ""
    ) -> Path:
        path = tmp_path / "probe.yaml"
        body = pages or (
            "- id: seite\n  title: Seite\n  questions:\n"
            + textwrap.indent(textwrap.dedent(questions).strip(), "    ")
        )
        text = (
            header
            + textwrap.dedent(extra)
            + "pages:\n"
            + textwrap.indent(textwrap.dedent(body), "  ")
        )
        path.write_text(text + "\n", encoding="utf-8")
        return path

    return write


def question(code: str, kind: str = "single", **more: str) -> str:
    """A valid question as YAML; `more` adds or replaces keys (values are YAML)."""
    keys = {"kind": kind, "text": f"Frage {code}", "why": "Grund.", "role": "context"}
    if kind in ("single", "yes_no", "dropdown"):
        keys["options"] = (
            "[{code: ja, text: ja}, {code: nein, text: nein},"
            " {code: kA, text: keine Angabe, missing: declined}]"
        )
    if kind in ("multiple", "ranking"):
        keys["options"] = "[{code: a, text: eins}, {code: b, text: zwei}]"
    if kind in ("array", "dual", "numerics"):
        keys["items"] = "[{code: '1', text: erste}, {code: '2', text: zweite}]"
    if kind == "array":
        keys["options"] = (
            "[{code: x, text: oft}, {code: y, text: nie}, {code: kA, text: keine Angabe, missing: declined}]"
        )
    if kind == "dual":
        keys["sides"] = (
            "[{text: links, role: importance, options: [{code: x, text: oft}, {code: y, text: nie}]},"
            " {text: rechts, role: satisfaction, options: [{code: p, text: gut}, {code: q, text: schlecht}]}]"
        )
    keys |= more
    lines = [f"- code: {code}", *(f"  {name}: {value}" for name, value in keys.items() if value)]
    return "\n".join(lines) + "\n"
