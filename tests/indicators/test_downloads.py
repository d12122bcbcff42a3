"""`bedarf stats add`: whole or not at all, once, under a stable name, registered with DVC."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import PipelineError
from pipeline.indicators import downloads
from pipeline.indicators.store import downloads as files_of
from pipeline.workspace import Workspace
from tests.indicators import books


@pytest.fixture
def ws(tmp_path: Path, demo: Workspace) -> Workspace:
    """A network without git, as `bedarf init` or a zip download leaves it."""
    root = tmp_path / "netz"
    (root / "data/raw/statistics").mkdir(parents=True)
    (root / ".dvc").mkdir()
    (root / ".dvc/config").write_text(
        (demo.root / ".dvc/config").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (root / ".dvcignore").write_text(
        (demo.root / ".dvcignore").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (root / "params.yaml").write_text(
        demo.params_file.read_text(encoding="utf-8"), encoding="utf-8"
    )
    return Workspace(root)


def names(ws: Workspace) -> list[str]:
    return sorted(p.name for p in (ws.raw / "statistics").iterdir())


def test_originals_get_stable_names_and_dvc_pointers(ws: Workspace, shared: Path) -> None:
    data = shared / "data"
    given = [
        next((data / "ba").rglob("*06440011*")),
        data / "zensus2022/Regionaltabelle_Erwerbsstatus.csv",
        data / "genesis/classic_table_csv/13211-02-05-4_2025.csv",
        next((data / "genesis/ffcsv_v5").glob("12411-01-01-4*")),
    ]
    added, faults = downloads.add(ws, given, home="06440")
    assert not faults
    wanted = [
        "arbeitsmarkt-kommunal_06440011_2024.xlsx",
        "genesis_12411-01-01-4_2024-12-31.csv",
        "genesis_13211-02-05-4_2025.csv",
        "zensus-erwerb_2022-05-15.csv",
    ]
    assert names(ws) == sorted(wanted + [f"{name}.dvc" for name in wanted])
    for entry, path in zip(added, given, strict=True):
        assert entry.is_new
        assert entry.target.read_bytes() == path.read_bytes()
    assert (ws.root / ".dvc/cache").is_dir()


def test_adding_again_changes_nothing_and_another_content_gets_another_name(
    ws: Workspace, shared: Path, tmp_path: Path
) -> None:
    original = shared / "data/genesis/classic_table_csv/13211-02-05-4_2025.csv"
    downloads.add(ws, [original], home="06440")
    before = {p.name: p.stat().st_mtime_ns for p in (ws.raw / "statistics").iterdir()}
    [again], _ = downloads.add(ws, [original], home="06440")
    assert not again.is_new
    assert {p.name: p.stat().st_mtime_ns for p in (ws.raw / "statistics").iterdir()} == before
    revised = tmp_path / "neu.csv"
    revised.write_bytes(original.read_bytes().replace(b";8019;", b";8020;"))
    [other], _ = downloads.add(ws, [revised], home="06440")
    assert other.target.name == "genesis_13211-02-05-4_2025-2.csv"
    assert (
        ws.raw / "statistics/genesis_13211-02-05-4_2025.csv"
    ).read_bytes() == original.read_bytes()


def test_a_faulty_file_does_not_keep_good_ones_out_and_leaves_nothing(
    ws: Workspace, shared: Path, tmp_path: Path
) -> None:
    page = tmp_path / "amr-06440-0-202606-xlsx.xlsx"
    page.write_bytes(b"<!DOCTYPE html><html>404</html>")
    good = shared / "data/genesis/classic_table_csv/13211-02-05-4_2023.csv"
    added, faults = downloads.add(ws, [page, tmp_path / "fehlt.csv", good], home="06440")
    assert [entry.target.name for entry in added] == ["genesis_13211-02-05-4_2023.csv"]
    assert len(faults) == 2
    assert "web page" in faults[0].what
    assert len(names(ws)) == 2


def test_an_analyst_is_told_what_does_not_fit(ws: Workspace, shared: Path, tmp_path: Path) -> None:
    wrong_year = tmp_path / "13211_2019.csv"
    wrong_year.write_bytes(
        (shared / "data/genesis/classic_table_csv/13211-02-05-4_2023.csv").read_bytes()
    )
    other = next((shared / "data/genesis/ffcsv_v5").glob("12211-0001*"))
    foreign = books.households_by_county(tmp_path / "bg.xlsx")
    [first], _ = downloads.add(ws, [wrong_year], home="06440")
    assert first.remarks == ("its name says 2019, its figures are of 2023: the table is believed",)
    [second], _ = downloads.add(ws, [other], home="06440")
    assert "no indicator of the catalogue uses this table" in second.remarks
    assert any("says nothing about Wetteraukreis" in r for r in second.remarks)
    [third], _ = downloads.add(ws, [foreign], home="06440")
    assert third.remarks == ()
    assert third.content.indicators == ("ae_sgb2_ja", "bg_insgesamt")


def test_a_job_centre_workbook_is_stored_with_its_region_and_found_again(
    ws: Workspace, tmp_path: Path
) -> None:
    path = books.eckwerte(tmp_path / "jc-eckwerte-t43512-0-202606-xlsx.xlsx")
    _, faults = downloads.add(ws, [path], home="06440")
    assert "region is missing" in faults[0].what
    [entry], _ = downloads.add(ws, [path], home="06440", region="06440")
    assert entry.target.name == "eckwerte-jobcenter_06440_2026-06.xlsx"
    assert downloads.inspect(entry.target).regions == {"06440"}


def test_an_archive_of_all_municipalities_is_kept_as_it_is(
    ws: Workspace, shared: Path, tmp_path: Path
) -> None:
    originals = sorted((shared / "data/ba").rglob("*.xlsx"))
    archive = books.zipped(tmp_path / "amk.zip", **{p.name: p.read_bytes() for p in originals})
    [entry], _ = downloads.add(ws, [archive], home="06440")
    assert entry.target.name == "arbeitsmarkt-kommunal_06440_2024.zip"
    assert len(entry.content.tables) == 25
    assert "alo_frauen" in entry.content.indicators


def test_a_folder_stands_for_its_files(ws: Workspace, shared: Path) -> None:
    added, faults = downloads.add(ws, [shared / "data/ba"], home="06440")
    assert len(added) == 25
    assert not faults


def test_a_file_that_dvc_could_not_register_is_registered_by_the_next_call(
    ws: Workspace, shared: Path
) -> None:
    original = shared / "data/genesis/classic_table_csv/13211-02-05-4_2025.csv"
    config = ws.root / ".dvc/config"
    text = config.read_text(encoding="utf-8")
    config.write_text("[core\n", encoding="utf-8")
    with pytest.raises(PipelineError, match="not registered with DVC yet"):
        downloads.add(ws, [original], home="06440")
    assert names(ws) == ["genesis_13211-02-05-4_2025.csv"]
    config.write_text(text, encoding="utf-8")
    [entry], _ = downloads.add(ws, [original], home="06440")
    assert not entry.is_new
    assert "genesis_13211-02-05-4_2025.csv.dvc" in names(ws)


@pytest.mark.skipif(os.name == "nt", reason="signals as on Unix")
def test_a_killed_add_leaves_only_whole_files(ws: Workspace, shared: Path) -> None:
    files = sorted((shared / "data/ba").rglob("*.xlsx"))
    code = (
        "import sys; from pathlib import Path; from pipeline.workspace import Workspace;"
        "from pipeline.indicators import downloads; print('go', flush=True);"
        "downloads.add(Workspace(Path(sys.argv[1])), [Path(p) for p in sys.argv[2:]], home='06440')"
    )
    whole = {p.read_bytes() for p in files}
    for delay in (0.01, 0.03, 0.06, 0.1, 0.2):
        command = [sys.executable, "-c", code, str(ws.root), *map(str, files)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for path in files_of(ws):
            assert path.read_bytes() in whole
    added, faults = downloads.add(ws, files, home="06440")
    assert len(added) == 25
    assert not faults
    assert len(names(ws)) == 50  # 25 files, 25 pointers, nothing half-written


def test_a_second_add_at_the_same_time_is_refused(ws: Workspace, shared: Path) -> None:
    original = shared / "data/genesis/classic_table_csv/13211-02-05-4_2025.csv"
    with downloads.locked(ws), pytest.raises(PipelineError, match="another `bedarf stats add`"):
        downloads.add(ws, [original], home="06440")


def test_a_row_that_the_publisher_renamed_is_named_with_its_sheet(
    ws: Workspace, shared: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(next((shared / "data/ba").rglob("*06440011*.xlsx")))
    for row in book["Daten"].iter_rows():
        for cell in row:
            if cell.value == "Langzeitarbeitslose":
                cell.value = "Ein Jahr und länger arbeitslos"
    path = tmp_path / "amk.xlsx"
    book.save(path)
    [entry], _ = downloads.add(ws, [path], home="06440")
    [remark] = entry.remarks
    assert "sheet Daten has no" in remark
    assert "Langzeitarbeitslose" in remark
    assert "alo_langzeit" in remark


def test_a_renamed_row_of_a_second_hand_workbook_is_named_in_plain_words(
    ws: Workspace, tmp_path: Path
) -> None:
    path = books.report(tmp_path / "amr-06440-0-202701-xlsx.xlsx")
    book = openpyxl.load_workbook(path)
    for row in book["Eckwerte"].iter_rows():
        for cell in row:
            if cell.value == "Gemeldete Arbeitsstellen":
                cell.value = "Offene Stellen"
    book.save(path)
    [entry], _ = downloads.add(ws, [path], home="06440")
    assert (
        "sheet Eckwerte has no 'Gemeldete Arbeitsstellen, Bestand', so it does not give stellen"
        in entry.remarks
    )
    assert entry.content.indicators == ("alo_monat",)


def test_files_with_the_same_fault_share_one_message(ws: Workspace, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    for path in paths:
        path.write_text("Name;Wert\nx;1\n", encoding="utf-8")
    _, [fault] = downloads.add(ws, paths, home="06440")
    assert fault.where == "a.csv, b.csv, c.csv"


def test_a_folder_without_files_is_not_passed_over(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    added, [fault] = downloads.add(ws, [tmp_path / "leer"], home="06440")
    assert not added
    assert "folder without files" in fault.what
