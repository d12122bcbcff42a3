"""Say what a file is by looking into it, and read it with the reader that knows the kind."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.indicators.readers import (
    arbeitsmarkt_kommunal,
    figures,
    genesis_classic,
    textfile,
    workbook,
    zensus,
)
from pipeline.indicators.readers.model import Table

KNOWN = (
    "BA: Arbeitsmarkt kommunal (.xlsx)",
    "Regionalstatistik/GENESIS: table as CSV",
    "Zensus 2022: Regionaltabelle Haushalte, Demografie or Erwerbsstatus (.csv)",
)


def read(path: Path) -> Table:
    """Read an official file of any known kind.

    Raises:
        PipelineError: missing, damaged, or of no known kind (the hint lists the known ones).
    """
    data = workbook.read_bytes(path, textfile.MAX_BYTES)
    if data[:4] == b"PK\x03\x04" or path.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".xlsb"):
        book = workbook.open_workbook(path)
        if arbeitsmarkt_kommunal.matches(book):
            return arbeitsmarkt_kommunal.read(book)
        raise _unknown(path)
    if data[:2] == b"\x1f\x8b":
        return figures.read(path)
    text = textfile.decode(data, path.name)
    if zensus.is_zensus(text[:60]):
        return zensus.read(text, path.name)
    if genesis_classic.matches(text):
        return genesis_classic.read(text, path.name)
    if text.lstrip("\ufeff").startswith("# kind:"):
        return figures.read(path)
    raise _unknown(path)


def _unknown(path: Path) -> PipelineError:
    return PipelineError(
        "this file is of no kind that is known here",
        path.name,
        hint="known are: " + "; ".join(KNOWN),
    )
