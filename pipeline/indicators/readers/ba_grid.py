"""A table found on a sheet: its head, columns and rows, and how to find one of them by what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.errors import PipelineError
from pipeline.indicators.readers.labels import period_of

_REGION = re.compile(r"\b(\d{8}|\d{5})\s+([A-ZÄÖÜ][^()\d]*?)\s*(?:\(|$)|\(\s*(\d{8}|\d{5})\s*\)")
_NAMED = re.compile(r"(?:Region|Gebiet|Kreis|Ort)\s*:\s*(.+)$")


@dataclass(frozen=True)
class GridRow:
    """One row with figures: index from 0, heading and label, and value with status by column."""

    index: int
    path: tuple[str, ...]
    cells: dict[int, tuple[float | None, str]]
    key: str = ""

    @property
    def label(self) -> str:
        """The row's own label, without its heading."""
        return self.path[-1]


@dataclass(frozen=True)
class Grid:
    """The table of one sheet.

    Attributes:
        head: the lines of text above the table.
        columns: header labels from the top down, by column index from 0.
        rows: rows with figures, in order; ``key`` holds a regional key that stands in the row.
        notes: the lines below the table.
        unlabelled: indices of rows that have figures and no label; nothing can refer to them.
    """

    workbook: str
    sheet: str
    head: tuple[str, ...]
    columns: dict[int, tuple[str, ...]]
    rows: tuple[GridRow, ...]
    notes: tuple[str, ...]
    unlabelled: tuple[int, ...] = ()

    @property
    def where(self) -> str:
        """How messages call the sheet."""
        return f"{self.workbook}, sheet {self.sheet}"

    @property
    def region(self) -> str | None:
        """Key of the region that the lines above the table name, or its name after ``Region:``."""
        for line in self.head:
            found = _REGION.search(line)
            if found:
                return found[1] or found[3]
        for line in self.head:
            named = _NAMED.search(line)
            if named:
                return named[1].strip()
        return next((line for line in self.head if line == "Deutschland"), None)

    @property
    def period(self) -> str | None:
        """The period that the lines above the table name, ISO; the table is believed, not the file name."""
        return next((p for line in self.head if (p := period_of(line))), None)

    def column(self, pattern: str) -> int:
        """The first column whose header matches.

        Raises:
            PipelineError: none does; the message lists the headers that are there.
        """
        for index, path in sorted(self.columns.items()):
            if re.search(pattern, " | ".join(path)):
                return index
        heads = "; ".join(" | ".join(path) for path in self.columns.values())
        raise self._missing(f"no column is headed like '{pattern}'", heads)

    def row(self, pattern: str) -> GridRow:
        """The first row whose heading and label (joined by `` | ``) match.

        Raises:
            PipelineError: none does; the message lists the labels that are there.
        """
        for row in self.rows:
            if re.search(pattern, " | ".join(row.path)):
                return row
        labels = "; ".join(" | ".join(row.path) for row in self.rows[:40])
        raise self._missing(f"no row is labelled like '{pattern}'", labels)

    def _missing(self, what: str, there: str) -> PipelineError:
        return PipelineError(
            what, self.where, f"there are: {there}",
            "check that this is the right table; if the publisher changed it, report this message",
        )  # fmt: skip
