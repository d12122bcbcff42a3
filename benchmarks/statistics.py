"""Reading official statistics: 25 BA workbooks and three Zensus tables, against a bare read of the bytes.

Targets: at most 3 s together, and at most 1.5 x what openpyxl and pandas need to bring the same cells into
memory without understanding them. Then the stage `indicators` of the demo in a fresh process. Each line says
seconds of the processor, which other programs on the machine disturb less, and of the clock; medians of RUNS.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
RUNS = 5
STAGE = """
import time; begin = time.process_time(), time.perf_counter()
from pathlib import Path
from pipeline import indicators, params
from pipeline.workspace import Workspace
ws = Workspace(Path.cwd())
indicators.build(ws, params.load(ws.params_file))
print(time.process_time() - begin[0], time.perf_counter() - begin[1])
"""


def main() -> None:
    _stage()
    books = sorted((DATA / "ba").rglob("*.xlsx"))
    tables = sorted((DATA / "zensus2022").glob("*.csv"))
    if not books or not tables:
        print("reading originals: skipped, needs ../shared/data (not part of the project)")
        return
    ours: list[Seconds] = []
    bare: list[Seconds] = []
    cells = 0
    for _ in range(RUNS):  # interleaved, so that a busy machine slows both
        spent, cells = _timed(lambda: _read([*books, *tables]))
        ours.append(spent)
        bare.append(_timed(lambda: _bare(books, tables))[0])
    mine, theirs = _median(ours), _median(bare)
    size = sum(p.stat().st_size for p in [*books, *tables]) / 1e6
    print(f"{len(books)} workbooks and {len(tables)} Zensus tables, {size:.1f} MB, {cells:,} cells")
    print(f"understood by our readers  {_text(mine)}   (target <= 3)")
    print(
        f"bare openpyxl and pandas   {_text(theirs)}   ratio {mine[0] / theirs[0]:.2f} (target <= 1.5)"
    )


Seconds = tuple[float, float]  # of the processor, of the clock


def _timed(work: Callable[[], int]) -> tuple[Seconds, int]:
    begin = time.process_time(), time.perf_counter()
    result = work()
    return (time.process_time() - begin[0], time.perf_counter() - begin[1]), result


def _median(runs: list[Seconds]) -> Seconds:
    return statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs)


def _text(seconds: Seconds) -> str:
    return f"{seconds[0]:6.2f} s processor, {seconds[1]:6.2f} s clock"


def _read(files: list[Path]) -> int:
    """Every cell of every file, recognised by content."""
    from pipeline.indicators.readers import recognise

    return sum(1 for path in files for table in recognise.read(path) for _ in table.cells())


def _bare(books: list[Path], tables: list[Path]) -> int:
    """The same bytes into memory: the one data sheet of each workbook, every column of each table."""
    import openpyxl
    import pandas as pd

    count = 0
    for path in books:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        count += sum(len(row) for row in book["Daten"].iter_rows(values_only=True))
        book.close()
    for path in tables:
        count += pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig").size
    return count


def _stage() -> None:
    seconds: list[Seconds] = []
    for _ in range(RUNS):
        result = subprocess.run(
            [sys.executable, "-c", STAGE], cwd=ROOT, capture_output=True, text=True, check=True
        )
        processor, clock = result.stdout.split()
        seconds.append((float(processor), float(clock)))
    print(f"stage indicators, imports  {_text(_median(seconds))}   (target <= 0.7)")


if __name__ == "__main__":
    main()
