"""Files that are not what they say: a clear message, bounded time and memory, nothing half-read."""

from __future__ import annotations

import ast
import contextlib
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import PipelineError
from pipeline.indicators.readers import recognise, textfile, workbook
from pipeline.indicators.readers.model import Cell
from tests.indicators import books


def read_all(path: Path) -> list[Cell]:
    return [cell for table in recognise.read(path) for cell in table.cells()]


def refused(path: Path) -> str:
    with pytest.raises(PipelineError) as error:
        read_all(path)
    return str(error.value)


@pytest.mark.parametrize("name", ["Arbeitsmarkt-kommunal_06440011.xlsx", "13211.csv"])
@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html><head><title>404</title></head></html>",
        b"\xef\xbb\xbf\r\n<html><body>Sitzung abgelaufen</body></html>",
    ],
)
def test_an_error_page_under_a_tables_name_is_called_a_web_page(
    tmp_path: Path, name: str, page: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(page)
    assert "web page" in refused(path)


def test_an_empty_file_and_one_of_zeros_are_called_empty(tmp_path: Path) -> None:
    for content in (b"", b"\0" * 5000, b"\r\n \n"):
        path = tmp_path / "a.xlsx"
        path.write_bytes(content)
        assert "empty" in refused(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "nichts.xlsx")
    assert str(tmp_path) in refused(tmp_path)
    assert "no file" in refused(Path(os.devnull))  # as /dev/zero, which never ends


def test_a_download_that_was_cut_off_is_called_damaged(shared: Path, tmp_path: Path) -> None:
    data = next((shared / "data/ba").rglob("*.xlsx")).read_bytes()
    path = tmp_path / "a.xlsx"
    for size in (4, 1000, len(data) // 2, len(data) - 30):
        path.write_bytes(data[:size])
        assert "damaged" in refused(path) or "not an Excel" in refused(path)


def test_flipped_bytes_in_a_sheet_are_noticed_or_harmless(shared: Path, tmp_path: Path) -> None:
    original = next((shared / "data/ba").rglob("*06440011*.xlsx"))
    data = bytearray(original.read_bytes())
    expected = [c[:5] for c in recognise.read(original)[0].cells()]
    path = tmp_path / "a.xlsx"
    for position in range(500, len(data), len(data) // 60):
        changed = bytearray(data)
        changed[position] ^= 0xFF
        path.write_bytes(changed)
        try:
            found = [c[:5] for c in recognise.read(path)[0].cells()]
        except PipelineError:
            continue
        assert found == expected


def test_no_damage_by_chance_ends_in_a_traceback(shared: Path, tmp_path: Path) -> None:
    chance = random.Random(20261102)
    data = shared / "data"
    seeds = [
        next((data / "ba").rglob("*06440011*")).read_bytes(),
        (data / "genesis/classic_table_csv/13211-02-05-4_2023.csv").read_bytes(),
        next((data / "genesis/ffcsv_v5").glob("12211-0001*")).read_bytes(),
        (data / "zensus2022/Regionaltabelle_Haushalte.csv").read_bytes()[:100_000],
        books.report(tmp_path / "r.xlsx").read_bytes(),
    ]
    path = tmp_path / "x"
    for _ in range(300):
        changed = bytearray(chance.choice(seeds))
        for _ in range(chance.choice([1, 2, 20])):
            place = chance.randrange(len(changed))
            match chance.randrange(3):
                case 0:
                    changed[place] = chance.randrange(256)
                case 1:
                    del changed[place : place + chance.choice([1, 10, 1000])]
                case _:
                    changed[place:place] = chance.choice([b'"', b";", b"\0", b"\xff", b"9" * 300])
        path.write_bytes(changed)
        with contextlib.suppress(PipelineError):
            read_all(path)


@pytest.mark.parametrize("name", ["13211", "12411", "zensus"])
def test_line_ends_of_old_macs_give_the_same_cells(shared: Path, tmp_path: Path, name: str) -> None:
    original = {
        "13211": shared / "data/genesis/classic_table_csv/13211-02-05-4_2025.csv",
        "12411": next((shared / "data/genesis/ffcsv_v5").glob("12411*")),
        "zensus": shared / "data/zensus2022/Regionaltabelle_Erwerbsstatus.csv",
    }[name]
    path = tmp_path / original.name
    path.write_bytes(original.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r"))
    assert [c[:6] for c in read_all(path)] == [c[:6] for c in read_all(original)]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("zensus", (";80777360;", ";80777360²;"), "line 2, column 5: '80777360²' is neither"),
        ("zensus", ("20220515;00", "20229999;00"), "line 2: '20229999' is no day"),
        ("12411", ("2024-12-31", "2024-13-45"), "line 2: '2024-13-45' is no day"),
        ("12411", (";08222;", ";8222;"), "'8222' is no regional key"),
        ("13211", ("\n2025;DG", "\n31.02.2025;DG"), "'31.02.2025' is not a year or a day"),
        ("13211", ("\n2025;DG", "\n0000;DG"), "'0000' is not a year or a day"),
        ("13211", (";8019;", f";{'8' * 5000};"), f"'{'8' * 39}…' is neither"),
    ],
)
def test_what_no_office_writes_is_named_with_its_line(
    shared: Path, tmp_path: Path, name: str, change: tuple[str, str], message: str
) -> None:
    folder = shared / "data/genesis"
    original = {
        "13211": folder / "classic_table_csv/13211-02-05-4_2025.csv",
        "12411": next((folder / "ffcsv_v5").glob("12411*")),
        "zensus": shared / "data/zensus2022/Regionaltabelle_Erwerbsstatus.csv",
    }[name]
    text = textfile.read(original).replace("\r\n", "\n")
    assert change[0] in text
    path = tmp_path / original.name
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    assert message in refused(path)


def test_an_unclosed_quote_is_named_with_its_line(shared: Path, tmp_path: Path) -> None:
    text = textfile.read(next((shared / "data/genesis/ffcsv_v5").glob("12411-01-01-4*")))
    path = tmp_path / "12411.csv"
    path.write_text(text.replace(";Insgesamt;", ';"Insgesamt;', 1), encoding="utf-8")
    message = refused(path)
    assert "cannot be split into cells" in message or "columns" in message


def test_a_protected_workbook_asks_to_remove_the_password(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    # an encrypted workbook is an OLE file whose directory names the stream EncryptedPackage
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(ole + b"\0" * 2000)
    assert "password" in refused(path)


def test_an_old_or_broken_ole_file_is_refused_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 4000)
    assert "cannot be read" in refused(path)


@pytest.mark.parametrize("forge", [False, True])
def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path, forge: bool) -> None:
    path = books.bomb(tmp_path / "bombe.xlsx", megabytes=600, forge=forge)
    assert path.stat().st_size < 1_000_000
    begin = time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "unpacks to more than" in refused(path)
    assert time.process_time() - begin < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB


def test_a_bomb_inside_an_archive_is_refused_too(tmp_path: Path) -> None:
    path = books.zipped(tmp_path / "a.zip", **{"tabelle.csv": b"Tabelle: 1\n" + b";" * 400_000_000})
    assert "unpacks to more than" in refused(path)


def test_a_workbook_of_100_megabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(100_000_000)
    begin = time.process_time()
    message = refused(path)
    assert "MB" in message or "damaged" in message
    assert time.process_time() - begin < 5


def test_a_text_table_of_50_megabytes_is_read_and_one_of_100_refused(
    shared: Path, tmp_path: Path
) -> None:
    source = (shared / "data/zensus2022/Regionaltabelle_Haushalte.csv").read_bytes()
    head, _, body = source.partition(b"\n")
    path = tmp_path / "gross.csv"
    path.write_bytes(head + b"\n" + body * (50_000_000 // len(body)))
    code = (
        "import resource, sys, time; from pathlib import Path; begin = time.process_time();"
        "resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000));"
        "from pipeline.indicators.readers import recognise;"
        "[table] = recognise.read(Path(sys.argv[1]));"
        "assert next(iter(table.cells({'06440'}))).value == 139291;"
        "assert time.process_time() - begin < 10"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    path.write_bytes(head + b"\n" + body * (100_000_000 // len(body)))
    assert "at most 60 MB are read" in refused(path)


def test_formulas_give_their_stored_results_and_macros_are_not_run(
    shared: Path, tmp_path: Path
) -> None:
    original = next((shared / "data/ba").rglob("*06440011*.xlsx"))
    path = tmp_path / "a.xlsm"
    cell = re.compile(rb'(<c r="C10"[^>]*>)<v>([^<]*)</v>')
    changed = books.with_part(
        original, path, "xl/worksheets/sheet3.xml", cell, rb"\1<f>1/0</f><v>\2</v>"
    )
    assert changed == 1
    wanted = [(c.where, c.value) for c in read_all(original)]
    assert [(c.where, c.value) for c in read_all(path)] == wanted


def test_a_formula_that_was_never_computed_is_refused_with_its_cell(
    shared: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(next((shared / "data/ba").rglob("*06440011*.xlsx")))
    book["Daten"]["C10"] = "=500+32"  # openpyxl stores no result
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert "formula in cell C10 has no stored result" in refused(path)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576">' + "<c><v>1</v></c>" * 300 + "</row>",
        "<row r='900000'><c r = 'xfd900000'><v>1</v></c></row>",
    ],
)
def test_two_cells_far_apart_do_not_fill_the_memory(tmp_path: Path, rows: str) -> None:
    path = books.raw_sheet(tmp_path / "a.xlsx", rows)
    limit = 4_000_000_000
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))\n"
        "from pathlib import Path\n"
        "from pipeline.indicators.readers import recognise\n"
        f"recognise.read(Path({str(path)!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1  # an error, not an abort
    assert "a sheet spans" in done.stderr


def test_a_binary_workbook_asks_for_another_format(tmp_path: Path) -> None:
    path = books.zipped(
        tmp_path / "a.xlsb", **{"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x"}
    )
    assert ".xlsb" in refused(path)


def test_a_pdf_and_an_archive_in_an_archive_are_called_so(tmp_path: Path) -> None:
    pdf = tmp_path / "amr.xlsx.pdf"
    pdf.write_bytes(b"%PDF-1.7\n\xe2\xe3\xcf\xd3")
    assert "this is a PDF" in refused(pdf)
    inner = books.zipped(tmp_path / "inner.zip", **{"a.csv": b"a;b"})
    outer = books.zipped(tmp_path / "outer.zip", **{"inner.zip": inner.read_bytes()})
    assert "an archive within an archive" in refused(outer)


def test_another_table_is_refused_with_a_list_of_known_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "Haushaltsplan"
    book.active["B2"] = 7
    path = books.save(book, tmp_path / "plan.xlsx")
    message = refused(path)
    assert "no kind that is known" in message
    assert "Arbeitsmarkt kommunal" in message
    book.active["A3"], book.active["B3"] = "Straßenbau", "rund 8.000"
    assert "no kind that is known" in refused(books.save(book, tmp_path / "plan.xlsx"))
    text = tmp_path / "adressen.csv"
    text.write_text("Name;Straße\nMuster;Weg 1\n", encoding="utf-8")
    assert "no kind that is known" in refused(text)


def test_binary_rubbish_is_not_taken_for_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 50)
    assert "not a text file" in refused(path)


def test_an_archive_may_hold_workbooks_and_litter(shared: Path, tmp_path: Path) -> None:
    originals = sorted((shared / "data/ba").rglob("*.xlsx"))[:3]
    files = {f"amk/{p.name}": p.read_bytes() for p in originals}
    path = books.zipped(tmp_path / "amk-06440-0-202412-zip.zip", **files, **{"__MACOSX/x": b"1"})
    tables = recognise.read(path)
    assert [next(iter(t.names)) for t in tables] == ["06440001", "06440002", "06440003"]


def test_documents_beside_the_tables_of_an_archive_are_passed_over(
    shared: Path, tmp_path: Path
) -> None:
    original = next((shared / "data/ba").rglob("*06440011*.xlsx"))
    files = {"Hinweise.pdf": b"%PDF-1.7", "liesmich.txt": b"hallo", "a.xlsx": original.read_bytes()}
    assert len(recognise.read(books.zipped(tmp_path / "amk.zip", **files))) == 1


def test_an_empty_archive_and_one_with_a_foreign_file_are_refused(tmp_path: Path) -> None:
    assert "the archive is empty" in refused(books.zipped(tmp_path / "a.zip"))
    assert "b.zip/x.txt" in refused(books.zipped(tmp_path / "b.zip", **{"x.txt": b"hallo"}))


def test_an_extension_does_not_matter_where_the_content_is_clear(
    shared: Path, tmp_path: Path
) -> None:
    original = next((shared / "data/ba").rglob("*06440011*.xlsx"))
    path = tmp_path / "ohne_endung"
    path.write_bytes(original.read_bytes())
    assert recognise.read(path)[0].kind == "ba_arbeitsmarkt_kommunal"


def test_limits_hold_for_the_largest_official_workbook_known(shared: Path) -> None:
    book = workbook.open_workbook(shared / "data/ags/AuszugGV2Q2024.xlsx")
    assert len(book.rows(book.sheets[1])) == 16030


def test_readers_know_no_topic_and_import_only_errors_and_limits(root: Path) -> None:
    allowed = {"pipeline.errors", "pipeline.workbook_limits", "python_calamine"}
    for path in (root / "pipeline/indicators/readers").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "lleinerzieh" not in source, path.name
        for node in ast.walk(ast.parse(source)):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                own = name.startswith("pipeline.indicators.readers")
                assert (
                    own or name in allowed or name.partition(".")[0] in sys.stdlib_module_names
                ), name


def test_the_readers_work_alone_in_another_project(
    root: Path, shared: Path, tmp_path: Path
) -> None:
    package = tmp_path / "pipeline"
    shutil.copytree(root / "pipeline/indicators/readers", package / "indicators/readers")
    for module in ("errors.py", "workbook_limits.py"):
        shutil.copy(root / "pipeline" / module, package)
    for folder in (package, package / "indicators"):
        (folder / "__init__.py").touch()
    original = next((shared / "data/ba").rglob("*06440011*.xlsx"))
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from pathlib import Path;"
        "from pipeline.indicators.readers import recognise;"
        f"assert recognise.__file__.startswith({str(tmp_path)!r});"
        f"[table] = recognise.read(Path({str(original)!r})); print(len(list(table.cells())))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True)
    assert done.stdout.strip() == b"165"


def test_reading_a_table_loads_no_pandas() -> None:
    code = (
        "import sys; from pipeline.indicators.readers import recognise;"
        "assert not {'pandas', 'numpy', 'openpyxl', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
