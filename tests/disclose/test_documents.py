"""Finished documents say no more than public tables do; leaks planted in each kind of file are found.

Read are the demo's documents as the last run left them: report (page, PDF, Word), brochure, fact sheets,
slides, press sheet, board and drawings. Shares in whole per cent and, where official figures stand, with one
decimal cannot be told from public ones here; for these the sources are read (``test_channels``).
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.workspace import read_table
from tests.disclose import channels, documents
from tests.disclose.known import Known, known

FEW = 8  # a number of answers that is public nowhere
SAID = f"Von den Vätern (n = {FEW}) sagen das 43,271 %."


@pytest.fixture(scope="module")
def reports(root: Path) -> Path:
    """What the last run of the demo made."""
    folder = root / "reports"
    if not (folder / "_output" / "bedarfsanalyse.docx").is_file():
        pytest.skip("needs the demo's documents: bedarf run")
    return folder


@pytest.fixture(scope="module")
def may(root: Path, reports: Path) -> Known:
    folder = root / "data" / "public"
    tables = {file.stem: read_table(file) for file in sorted(folder.glob("*.parquet"))}
    return known(tables, json.loads((folder / "meta.json").read_text(encoding="utf-8"))["metrics"])


def test_every_number_of_the_documents_is_explained_by_public_tables(
    reports: Path, may: Known
) -> None:
    assert FEW not in may.sizes
    assert documents.faults(reports, may) == []


def _page(file: Path, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("</body>", f"{new}</body>", 1), encoding="utf-8")


def _hidden(file: Path) -> None:
    _page(file, f'<div style="display:none">{SAID}</div>')


def _comment(file: Path) -> None:
    _page(file, f"<!-- {SAID} -->")


def _meta(file: Path) -> None:
    _page(file, f'<meta name="description" content="{SAID}">')


def _custom_data(file: Path) -> None:
    """Exact figures that a chart carries and does not show."""
    text = file.read_text(encoding="utf-8")
    new = re.sub(r'("customdata"|"x"): ?\[', r"\1:[43.2718,", text, count=1)
    assert new != text
    file.write_text(new, encoding="utf-8")


def _word(file: Path, part: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    text = parts[part].decode("utf-8")
    parts[part] = change(text).encode("utf-8")
    assert parts[part].decode("utf-8") != text
    with zipfile.ZipFile(file, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def _word_text(file: Path) -> None:
    more = f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{SAID}</w:t></w:r></w:p>"
    _word(file, "word/document.xml", lambda t: t.replace("<w:body>", f"<w:body>{more}", 1))


def _word_alternative(file: Path) -> None:
    _word(file, "word/document.xml", lambda t: re.sub(r'descr="', f'descr="{SAID} ', t, count=1))


def _word_property(file: Path) -> None:
    end = "</cp:coreProperties>"
    more = f"<dc:description>{SAID}</dc:description>{end}"
    _word(file, "docProps/core.xml", lambda t: t.replace(end, more))


def _word_workbook(file: Path) -> None:
    """Data of a chart that Word could edit."""
    with zipfile.ZipFile(file, "a") as parts:
        parts.writestr("word/embeddings/chart.xlsx", b"PK")


def _print(file: Path, change: Callable[[object], None]) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(file))
    change(writer)
    writer.write(file)


def _print_metadata(file: Path) -> None:
    _print(file, lambda w: w.add_metadata({"/Subject": SAID}))  # type: ignore[attr-defined]


def _print_attachment(file: Path) -> None:
    _print(file, lambda w: w.add_attachment("antworten.csv", b"1;2"))  # type: ignore[attr-defined]


def _print_page(file: Path) -> None:
    import typst
    from pypdf import PdfReader

    source = file.with_suffix(".typ")
    source.write_text(SAID, encoding="utf-8")
    page = PdfReader(_bytes(typst.compile(source)))
    _print(file, lambda w: w.append(page))  # type: ignore[attr-defined]


def _bytes(content: object) -> object:
    import io

    assert isinstance(content, bytes)
    return io.BytesIO(content)


def _drawn_text(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("</svg>", f"<!-- {SAID} --></svg>"), encoding="utf-8")


def _drawn_title(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("</svg>", f"<title>{SAID}</title></svg>"), encoding="utf-8")


def _drawn_bar(file: Path) -> None:
    """A bar of 51.9 instead of 52 per cent."""
    text = file.read_text(encoding="utf-8")
    value = min(v for v in json.loads(file.with_suffix(".json").read_text("utf-8"))["data"][0]["x"])
    bars = re.findall(r'<path d="(M [^"]*z\s*)"', text)
    widths = [(documents.bars(f'<path d="{bar}"'), bar) for bar in bars]
    width, bar = min(((w[0][0], b) for w, b in widths if w), key=lambda pair: pair[0])
    right = max(float(x) for x in re.findall(r"[ML] (\S+) ", bar))
    moved = right - width * 0.1 / value
    file.write_text(text.replace(bar, bar.replace(f"{right:.6f}", f"{moved:.6f}")), "utf-8")
    assert file.read_text(encoding="utf-8") != text


REPORT = "_output/bedarfsanalyse"
PLANTS = [
    (f"{REPORT}.html", (_hidden, _comment, _meta, _custom_data)),
    (f"{REPORT}.docx", (_word_text, _word_alternative, _word_property, _word_workbook)),
    ("_output/presse.pdf", (_print_metadata, _print_attachment, _print_page)),
    ("_gen/charts/feld-finanzen.svg", (_drawn_text, _drawn_title, _drawn_bar)),
]


@pytest.mark.parametrize(
    ("name", "plant"), [(name, plant) for name, plants in PLANTS for plant in plants]
)
def test_a_leak_planted_in_a_document_is_found(
    name: str, plant: Callable[[Path], None], reports: Path, may: Known, tmp_path: Path
) -> None:
    """In a folder that holds this file alone."""
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    shutil.copyfile(reports / name, file)
    data = (reports / name).with_suffix(".json")
    if data.is_file():
        shutil.copyfile(data, file.with_suffix(".json"))
    assert documents.faults(tmp_path, may) == []
    plant(file)
    found = documents.faults(tmp_path, may)
    assert found
    assert all(fault.startswith(file.name) for fault in found)


@pytest.mark.parametrize(
    "text",
    [
        f"Among fathers (n = {FEW}) this is a third.", f"That is what 3 of {FEW} fathers say.",
        "43.271% of those asked say so.", "Just under half (47%, interval 3 to 98%) say so.",
        "Among fathers it is [43%].",
    ],
)  # fmt: skip
def test_a_leak_in_an_english_text_is_found(text: str, may: Known) -> None:
    assert list(channels.of_text(may, documents.as_german(text)))


def test_english_numbers_that_are_public_are_no_leak(may: Known) -> None:
    share, low, high, n = max(may.intervals)
    row = (
        may.tables["estimates"].query("questionnaire == 'einrichtungen' and n_category > 0").iloc[0]
    )
    text = (
        f"{share}%, interval {low} to {high}; {int(row['n_category'])} of {int(row['n'])} "
        f"institutions; 6.6 of 10 points on 2 November 2026; n = {n}; 1,234 households"
    )
    assert not [
        f for f in channels.of_text(may, documents.as_german(text), official=True) if "6,6" not in f
    ]
