"""Holds what documents are made of against what may be known: facts, texts, charts, tables, the board's data.

In every language that the folder of reports speaks; what is in English is read as German would write it.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from tests.disclose import channels, english, office, webpages
from tests.disclose.documents import held
from tests.disclose.known import Known
from tests.disclose.said import Table

ENGLISH = "en"
Seen = dict[tuple[str, bytes], list[str]]  # name and digest of a file -> its faults


def faults(
    reports: Path, known: Known, groups: dict[str, str], seen: Seen | None = None
) -> list[str]:
    """All numbers in ``reports`` that public tables do not explain.

    Args:
        reports: with ``_gen``, ``_variables.yml`` and ``_output/board.html``.
        known: what may be known.
        groups: label of a target group, in any language -> group.
        seen: faults of files that were read before; the same bytes are not read again.
    """
    made = reports / "_gen"
    before = {} if seen is None else seen
    found: list[str] = []

    def hold(file: Path, against: Iterator[str], *beside: Path) -> None:
        name = file.relative_to(reports).as_posix()
        content = b"".join(path.read_bytes() for path in (file, *beside))
        key = (name, hashlib.sha256(content).digest())
        if key not in before:
            before[key] = [f"{name}: {fault}" for fault in against]
        found.extend(before[key])

    for facts, printed in (
        (made / "facts.json", reports / "_variables.yml"),
        (made / "facts_en.json", made / "variables_en.yml"),
    ):
        if facts.is_file():
            hold(facts, _of_facts(known, facts, printed), printed)
    for file in sorted(made.rglob("*.md")):
        hold(file, _of_text(known, file))
    for file in sorted((made / "charts").rglob("*.json")):
        hold(file, _of_chart(known, file))
    for file in sorted((made / "tables").rglob("*.csv")):
        hold(file, _of_csv(known, file, groups))
    for file in sorted((made / "tables").rglob("*.xlsx")):
        hold(file, _of_workbook(known, file, groups))
    hold(made / "board.json", _of_board(known, made / "board.json"))
    hold(reports / "_output" / "board.html", _of_page(known, reports / "_output" / "board.html"))
    return found


def is_english(file: Path) -> bool:
    """Whether a generated file is for the English report; it says so by its place or name."""
    return ENGLISH in file.parts or file.stem.endswith(f"_{ENGLISH}")


def _german(file: Path, tree: Any) -> Any:
    return english.tree_as_german(tree) if is_english(file) else tree


def _of_facts(known: Known, file: Path, printed: Path) -> Iterator[str]:
    facts = json.loads(file.read_text(encoding="utf-8"))["facts"]
    variables = yamlfile.load(printed).data
    yield from channels.of_facts(known, _german(file, facts), _german(file, variables))


def _of_text(known: Known, file: Path) -> Iterator[str]:
    text = _german(file, file.read_text(encoding="utf-8"))
    yield from channels.of_text(known, text, official=file.stem in channels.OFFICIAL)


def _of_chart(known: Known, file: Path) -> Iterator[str]:
    chart = _german(file, json.loads(file.read_text(encoding="utf-8")))
    yield from channels.of_chart(known, chart, file.stem in channels.OFFICIAL)


def _of_csv(known: Known, file: Path, groups: dict[str, str]) -> Iterator[str]:
    header, *rows = _csv(file)
    if is_english(file):
        header, rows = english.table_as_german(header, rows)
    official = file.stem in channels.OFFICIAL
    yield from channels.of_table(known, header, rows, groups, official)


def _of_workbook(known: Known, file: Path, groups: dict[str, str]) -> Iterator[str]:
    for piece in office.of_workbook(file.read_bytes()):
        said = english.piece_as_german(piece) if is_english(file) else piece
        title = piece.place.partition(" ")[2]
        official = not isinstance(piece, Table) or title in channels.OFFICIAL
        yield from (f"{piece.place}: {f}" for f in held(known, said, groups, official))


def _of_board(known: Known, file: Path) -> Iterator[str]:
    yield from channels.of_board(known, json.loads(file.read_text(encoding="utf-8")))


def _of_page(known: Known, file: Path) -> Iterator[str]:
    for piece in webpages.of_page(file.read_bytes()):
        yield from held(known, piece, {})


def _csv(file: Path) -> channels.Rows:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))[1:]
