"""What the project carries along is exactly what its tool takes from the originals."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

from pipeline.indicators import embedding
from pipeline.indicators.readers.figures import FIXED
from pipeline.indicators.store import EMBEDDED


def test_the_tool_makes_the_same_files_from_the_originals(
    shared: Path, root: Path, tmp_path: Path
) -> None:
    embedding.main(shared / "data", tmp_path, tmp_path)
    pairs = [(tmp_path / "regions.csv", root / "pipeline/indicators/regions.csv")]
    for name in ("embedded", "data/input/statistik"):
        here = root / name if name.startswith("data") else EMBEDDED
        assert sorted(p.name for p in (tmp_path / name).iterdir()) == sorted(
            p.name for p in here.iterdir()
        )
        pairs += [(made, here / made.name) for made in (tmp_path / name).iterdir()]
    for made, kept in pairs:
        first, second = made.read_bytes(), kept.read_bytes()
        if made.suffix == ".gz":  # packed bytes depend on the zlib at hand
            first, second = gzip.decompress(first), gzip.decompress(second)
        assert first == second, made.name


def test_every_row_names_its_source_period_and_terms(root: Path) -> None:
    files = [*EMBEDDED.glob("*.gz"), *(root / "data/input/statistik").glob("*.csv")]
    assert files
    for path in files:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        for row in csv.DictReader(lines, delimiter=";"):
            assert all(row[column] for column in FIXED if column not in ("name", "retrieved_on")), (
                path.name
            )


def test_what_is_carried_stays_small() -> None:
    sizes = {path.name: path.stat().st_size for path in EMBEDDED.iterdir()}
    assert sum(sizes.values()) < 600_000
    assert (EMBEDDED.parent / "regions.csv").stat().st_size < 500_000
