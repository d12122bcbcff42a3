"""Rooms know only what they may know; nothing climbs over the disclosure wall."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

ROOMS = (
    "questionnaire", "limesurvey", "collect", "indicators", "clean", "weight", "estimate", "assess",
    "disclose", "compose", "render",
)  # fmt: skip
GROUND = {
    "digits",
    "errors",
    "numerals",
    "paramfaults",
    "params",
    "pictures",
    "samples",
    "spreadsheets",
    "sums",
    "tables",
    "workbook_limits",
    "workspace",
    "yamlfile",
    "zipped",
}
# Who may look into the room questionnaire: those who need labels or the model itself.
LABELS = {"limesurvey", "collect", "clean", "weight", "estimate", "assess"}


def imports(file: Path) -> set[str]:
    """The modules below ``pipeline`` that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline"):
            parts = node.module.split(".")
            if len(parts) > 1:
                found.add(parts[1])
            else:
                found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "pipeline" and len(parts) > 1:
                    found.add(parts[1])
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_the_ground_and_no_other_room(root: Path, room: str) -> None:
    allowed = GROUND | {room, "__version__"} | ({"questionnaire"} if room in LABELS else set())
    for file in sorted((root / "pipeline" / room).rglob("*.py")):
        assert imports(file) <= allowed, f"{file.relative_to(root)}: {imports(file) - allowed}"


def test_readers_of_official_files_know_nothing_of_the_topic(root: Path) -> None:
    for file in (root / "pipeline" / "indicators" / "readers").glob("*.py"):
        assert imports(file) <= {"errors", "indicators", "workbook_limits"}, file.name
        text = file.read_text(encoding="utf-8").lower()
        assert "alleinerziehend" not in text, file.name


def test_stages_behind_the_wall_depend_on_public_data_alone(root: Path) -> None:
    stages = yaml.safe_load((root / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    for name in ("compose", "bedarfsanalyse", "broschuere", "handouts", "board"):
        data = [dep for dep in stages[name]["deps"] if dep.startswith("data/")]
        assert set(data) <= {"data/public"}, name
        outs = [out if isinstance(out, str) else next(iter(out)) for out in stages[name]["outs"]]
        assert all(out.startswith("reports/_") for out in outs), name


def test_compose_and_render_open_nothing_before_the_wall(root: Path) -> None:
    for room in ("compose", "render"):
        for file in sorted((root / "pipeline" / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("ws"):
                    assert node.attr not in ("interim", "processed", "raw"), f"{file}:{node.lineno}"
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    for word in ("data/interim", "data/processed", "data/raw"):
                        assert word not in node.value, f"{file}:{node.lineno}"
