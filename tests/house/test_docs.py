"""What documents for people point to exists."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app

CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def pages(root: Path) -> list[Path]:
    """Every Markdown page of the repository that people read."""
    return sorted(
        file
        for pattern in ("*.md", "docs/*.md", "benchmarks/*.md", "questionnaires/*.md")
        for file in root.glob(pattern)
    )


def test_every_relative_link_leads_somewhere(root: Path) -> None:
    dead = [
        f"{page.relative_to(root)}: {target}"
        for page in pages(root)
        for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))
        if not (page.parent / target).exists()
    ]
    assert not dead


def test_every_command_that_a_page_names_exists(root: Path) -> None:
    runner = CliRunner()
    named = {
        match
        for page in pages(root)
        for match in re.findall(r"\bbedarf ([a-z]+)\b", page.read_text(encoding="utf-8"))
    }
    assert len(named) > 8
    for name in sorted(named):
        result = runner.invoke(app, [name, "--help"])
        assert result.exit_code == 0, f"bedarf {name}: {result.output}"


def test_every_command_explains_itself() -> None:
    runner = CliRunner()
    for command in app.registered_commands:
        result = runner.invoke(app, [str(command.name), "--help"])
        assert result.exit_code == 0
        assert len(result.output.splitlines()) > 6, command.name


@pytest.mark.parametrize("width", [80, 100])
def test_explanations_break_where_the_window_does(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = CliRunner().invoke(app, ["publish", "--help"]).output
    explained = text[text.index("Start page") : text.index("Arguments")].split("\n")
    lines = [line.strip() for line in explained if line.strip() and "─" not in line]
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.split()[0]) > width - 4, line


@pytest.mark.parametrize("page", ["README.md", "README.de.md", "docs/tutorial.md"])
def test_the_first_pages_name_no_machine(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    assert not re.search(r"(^|[\s(`])/(home|root|work|opt|tmp)/", text)


def test_the_architecture_names_every_room_and_module_of_the_house(root: Path) -> None:
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    house = [p for p in (root / "pipeline").iterdir() if p.suffix == ".py" or p.is_dir()]
    names = {f"{p.name}/" if p.is_dir() else p.name for p in house if not p.name.startswith("_")}
    assert len(names) > 20
    assert not {name for name in names if f"`{name}`" not in text}
