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


def test_sheets_slides_and_brochure_lead_with_the_figure_of_the_report(composed: Composed) -> None:
    by_field = r'feld="(\w+)"\}(.+?)(?=feld="|\Z)'
    leads = {
        field: re.search(r"\{\.kernaussage\}\n.*?(\d+)\u202f%", part, re.DOTALL)
        for field, part in re.findall(by_field, text(composed, "analyse/felder"), re.DOTALL)
    }
    for document in ("faktenblaetter/felder", "folien/inhalt", "broschuere/felder"):
        sheets = re.findall(by_field, text(composed, document), re.DOTALL)
        assert sheets
        for field, part in sheets:
            figure = re.search(r"\{\.grosse-zahl\}\n(?:rund )?(\d+)\u202f%\n", part)
            said = leads[field]
            assert figure, f"{document}: {field}"
            assert said, f"{document}: {field}"
            assert figure[1] == said[1], f"{document}: {field}"


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
