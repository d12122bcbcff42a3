"""Fact sheets, press figures and slides: made of the same sentences, and they fit their pages."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest

from pipeline.params import Params
from pipeline.render import render
from pipeline.workspace import Workspace

Composed = tuple[Workspace, Params]


def text(composed: Composed, name: str) -> str:
    return (composed[0].generated / f"{name}.md").read_text(encoding="utf-8")


def test_every_field_with_figures_has_one_sheet(composed: Composed) -> None:
    sheets = text(composed, "faktenblaetter/felder")
    fields = re.findall(r'\{\.handlungsfeld feld="(\w+)"\}', sheets)
    assert fields
    assert len(fields) == len(set(fields)) == sheets.count("{.seite}")


def test_sheets_and_slides_say_what_the_report_says(composed: Composed) -> None:
    report = text(composed, "analyse/felder")
    leads = re.findall(r"\{\.kernaussage\}\n(.+)\n", text(composed, "faktenblaetter/felder"))
    assert leads
    assert all(lead in report for lead in leads)


def test_the_press_table_names_base_and_interval(composed: Composed) -> None:
    table = [line for line in text(composed, "presse/zahlen").splitlines() if line[:1] == "|"]
    assert table[0] == "| Bedarf | Handlungsfeld | Anteil | Intervall | n |"
    assert len(table) > 3


@pytest.mark.parametrize("name", ["faktenblaetter", "presse", "folien"])
def test_documents_are_set_and_fit_their_pages(
    composed: Composed,
    root: Path,
    tmp_path: Path,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import pypdf

    shutil.copytree(composed[0].root, tmp_path / "netz")
    ws = Workspace(tmp_path / "netz")
    shutil.copytree(root / "reports" / "design", ws.reports / "design", dirs_exist_ok=True)
    for file in (f"{name}.qmd", "_quarto.yml", "_brand.yml"):
        shutil.copyfile(root / "reports" / file, ws.reports / file)
    shutil.copyfile(root / "params.yaml", ws.params_file)
    (made,) = render(ws, name, ["pdf"], engine="builtin")
    assert "does not fit" not in capsys.readouterr().err
    reader = pypdf.PdfReader(io.BytesIO(made.read_bytes()))
    box = reader.pages[0].mediabox
    assert (box.width > box.height) == (name == "folien")
    assert all("DEMODATEN" in page.extract_text() for page in reader.pages[name == "folien" :])
    pages = text(composed, "faktenblaetter/felder").count("{.seite}")
    if name == "faktenblaetter":
        assert len(reader.pages) == pages
