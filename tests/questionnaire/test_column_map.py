"""The draft of a column map is what ``collect`` reads once the other file's columns stand in it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline import questionnaire
from pipeline.collect import columnmap
from pipeline.collect.rules import rules_of
from pipeline.errors import PipelineError
from pipeline.questionnaire.column_map import draft
from pipeline.questionnaire.variables import variables

NAMES = ("alleinerziehende", "arbeitgeber", "einrichtungen")


def filled(text: str) -> str:
    """What somebody makes of the draft whose file calls every column as we do."""
    lines = []
    for line in text.splitlines():
        name = line.strip().split(":", 1)[0]
        lines.append(line.replace("…", name) if line.startswith("  ") and "…" in line else line)
    return "\n".join(lines)


@pytest.mark.parametrize("name", NAMES)
def test_the_filled_draft_translates_every_code(root: Path, tmp_path: Path, name: str) -> None:
    definition = questionnaire.load(root / "questionnaires" / f"{name}.yaml")
    book = questionnaire.codebook(definition)
    path = tmp_path / "plan.yaml"
    path.write_text(filled(draft(definition)), encoding="utf-8")
    names = [v.name for v in variables(definition)]
    plan = columnmap.load(path, names, rules_of(book))
    assert list(plan.columns) == names
    rows = [{v: "1" if c.values else "frei" for v, c in plan.columns.items()}]
    (answer,) = columnmap.answers(rows, plan, "x", "x")
    for variable in variables(definition):
        codes = [category.code for category in variable.categories]
        first = "Y" if variable.kind == "multiple" and codes else (codes or ["frei"])[0]
        assert answer.values[variable.name] == first


def test_codes_that_yaml_reads_as_something_else_are_quoted(root: Path) -> None:
    """A code such as 5 stays 5; nothing turns into a truth value, and the questions stand beside."""
    definition = questionnaire.load(root / "questionnaires" / "alleinerziehende.yaml")
    text = draft(definition)
    ours = yaml.safe_load(text)["columns"]["zufriedena_1"]["values"]
    assert [str(code) for code in ours.values()][:2] == ["5", "4"]
    assert not any(isinstance(code, bool) for code in ours.values())
    assert "# Verteilweg" not in text
    assert "Alter" in text


def test_an_empty_draft_is_refused_with_what_is_missing(root: Path, tmp_path: Path) -> None:
    definition = questionnaire.load(root / "questionnaires" / "arbeitgeber.yaml")
    path = tmp_path / "plan.yaml"
    path.write_text(draft(definition), encoding="utf-8")
    plan = columnmap.load(path, [v.name for v in variables(definition)])
    with pytest.raises(PipelineError, match="no column '…'"):
        columnmap.answers([{"F1": "1"}], plan, "x", "x")
