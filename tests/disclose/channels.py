"""Reads every number out of what is published besides tables, and holds it against what may be known.

Channels: facts, texts (also those that charts show and describe pictures), data of charts, tables as CSV and
workbook, the board's data and its page. Each fault is one line that names the file.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import yamlfile
from tests.disclose.known import BRACKETS, STEP, Known, per_cent

THOUSANDS = re.compile(r"(?<=\d)[\u202f\u2009](?=\d{3}(?!\d))")
SPACES = re.compile(r"[\u00a0\u202f\u2009]|&nbsp;")
SKIPPED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|https?://\S+|_gen/\S+?(?=\))|\{\{<.*?>\}\}")
DECIMAL = re.compile(r"(?<![\w.,-])(\d+),(\d+)(?!\d|[.,]\d)")
PERCENT = re.compile(r"(?<![\w.,])(\d+)(?:,0)?(?: bis (\d+))? ?%")
SIZE = re.compile(r"\bn = (\d+)")
PAIR = re.compile(r"(?<![\w.,])(\d+) von (\d+)(?!\w|[.,]\d)")
INTERVAL = re.compile(r"(\d+) ?%(?:<br>|, | \()Intervall (\d+) bis (\d+)")
BRACKETED = re.compile(r"\[(\d+) ?%\]")
SCALES = (10, 100)  # "6,6 von 10 Punkten"
EXACT_UP_TO = 12
OFFICIAL = (  # files that show official figures too, or factors made of them
    "region", "region-gemeinden", "region-vergleich", "region-trend", "kennzahlen", "zahlen", "methode",
    "impressum",
)  # fmt: skip
COUNTS = ("n", "begonnen", "bis zum Ende", "ausgewertet")
SIZES_OF_BOARD = r"/(n|n_firms|n_parents)$|^/respondents/"
Rows = list[list[Any]]


def plain(text: str) -> str:
    """A text with simple spaces, numbers in one piece, without dates and addresses."""
    return SKIPPED.sub(" ", SPACES.sub(" ", THOUSANDS.sub("", text)))


def of_text(known: Known, text: str, single: bool = False, official: bool = False) -> Iterator[str]:
    """Faults of a text.

    Args:
        known: what may be known.
        text: as it is printed.
        single: it is about one figure (a chart's tip), so that its n belongs to its shares.
        official: official figures may stand in it.
    """
    text = plain(text)
    for whole, digits in DECIMAL.findall(text):
        if not known.has(float(f"{whole}.{digits}"), len(digits), official):
            yield f"{whole},{digits} is no public figure"
    sizes = [int(n) for n in SIZE.findall(text)]
    yield from (f"n = {n} is not public" for n in sizes if n not in known.sizes)
    for some, of in PAIR.findall(text):
        if int(of) not in SCALES and (int(some), int(of)) not in known.counted:
            yield f"{some} von {of} is not public"
    for share in BRACKETED.findall(text):
        if int(share) % STEP:
            yield f"[{share} %] is finer than published"
    if single and len(sizes) == 1:
        yield from _of_one(known, text, sizes[0])
    else:
        for found in INTERVAL.findall(text):
            if tuple(map(int, found)) not in known.limits:
                yield f"{found[0]} % ({found[1]} bis {found[2]}) stands in no public row"


def _of_one(known: Known, text: str, n: int) -> Iterator[str]:
    if found := INTERVAL.search(text):
        share, low, high = (int(part) for part in found.groups())
        if (share, low, high, n) not in known.intervals:
            yield f"{share} % ({low} bis {high}), n = {n} stands in no public row"
        return
    for share, _ in PERCENT.findall(text):
        yield from of_share(known, int(share), n)


def of_share(known: Known, share: int, n: int) -> Iterator[str]:
    """Faults of a share of so many answers, in per cent."""
    if (share, n) not in known.shares:
        yield f"{share} % of n = {n} stands in no public row"
    elif n < BRACKETS and share % STEP and not any(of == n for _, of in known.counted):
        yield f"{share} % of n = {n} is finer than published"


def of_number(known: Known, value: float, official: bool = False) -> Iterator[str]:
    """Faults of a stored number in per cent, points or whatever the channel uses."""
    if float(value * 2).is_integer():  # halves: bars of both sides meet in the middle of an answer
        return
    digits = f"{abs(value):.{EXACT_UP_TO}f}".rstrip("0").partition(".")[2]
    if not known.has(value, len(digits), official):
        yield f"{value} is no public figure"


def walk(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All leaves of a JSON tree with their paths."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from walk(value, f"{path}/{key}")
    elif isinstance(tree, list):
        for k, value in enumerate(tree):
            yield from walk(value, f"{path}/{k}")
    else:
        yield path, tree


def of_chart(known: Known, chart: dict[str, Any], official: bool) -> Iterator[str]:
    """Faults of a chart's data: every number, every tip, and whether both say the same."""
    for path, leaf in walk(chart["data"]):
        if isinstance(leaf, str):
            if re.search(r"/(hovertext|text|name|x|y)(/|$)", path):
                yield from (f"{path}: {f}" for f in of_text(known, leaf, True, official))
        elif isinstance(leaf, int | float) and not isinstance(leaf, bool):
            yield from (f"{path}: {f}" for f in of_number(known, leaf, official))
    for trace in chart["data"]:
        along = "x" if trace.get("orientation") == "h" or trace["type"] == "scatter" else "y"
        tips = trace.get("hovertext") or []
        if len(tips) != len(trace[along]):
            continue
        for value, tip in zip(trace[along], tips, strict=True):
            if isinstance(value, int | float) and " %" in plain(tip):
                said = {int(s) for s, _ in PERCENT.findall(plain(tip))}
                if float(value).is_integer() and abs(int(value)) not in said | {0}:
                    yield f"{value} is drawn and not said: {tip}"


def of_facts(known: Known, facts: list[dict[str, Any]], variables: dict[str, Any]) -> Iterator[str]:
    """Faults of facts: shares are held against their own rows."""
    rows = _shares_by_key(known)
    printed = {path.strip("/").replace("/", "."): text for path, text in walk(variables)}
    for fact in facts:
        key = fact["key"]
        if printed.get(key, "") != fact["text"]:
            yield f"{key}: printed is '{printed.get(key)}'"
        if key not in rows:
            official, value = key.startswith("region."), fact.get("value")
            yield from (f"{key}: {f}" for f in of_text(known, fact["text"], official=official))
            if value is not None:
                yield from (f"{key}: {f}" for f in of_number(known, value, official))
            continue
        row, text = rows[key], plain(fact["text"])
        if row is None:
            if text or any(fact.get(c) is not None for c in ("value", "n", "ci_low", "ci_high")):
                yield f"{key}: is withheld and has a value"
        elif isinstance(row, str):
            if text != row:
                yield f"{key}: '{text}' instead of '{row}'"
        else:
            said = [int(s) for s, _ in PERCENT.findall(text)]
            if said != [per_cent(row[0])] or DECIMAL.search(text):
                yield f"{key}: '{text}' instead of {row[0]}"
            for column, right in zip(("value", "ci_low", "ci_high", "n"), row, strict=True):
                found = fact.get(column)
                if found is not None and not _same(found, right):
                    yield f"{key}: {column} {found} instead of {right}"


def _same(a: Any, b: Any) -> bool:
    return pd.notna(a) and pd.notna(b) and abs(float(a) - float(b)) < 1e-9


def _safe(part: Any) -> str:
    return re.sub(r"[^a-z0-9_]", "_", str(part).lower()) or "_"


def _shares_by_key(known: Known) -> dict[str, Any]:
    """Key of a fact -> its row (share, limits, n); None: withheld; text: counted institutions."""
    out: dict[str, Any] = {}
    estimates = known.tables["estimates"]
    for r in estimates[estimates["statistic"] == "share"].itertuples():
        parts = (r.questionnaire, r.variable, r.category or "_", r.target_group)
        row: Any = (r.estimate, r.ci_low, r.ci_high, r.n)
        if r.questionnaire == "einrichtungen":
            row = f"{int(r.n_category)} von {int(r.n)}" if pd.notna(r.n_category) else None
        key = ".".join(("anteil", *map(_safe, parts)))
        out.setdefault(key, None if r.status == "withheld" else row)
    for r in known.tables["needs"].itertuples():
        row = (r.in_need, r.in_need_low, r.in_need_high, r.n)
        key = f"bedarf.{_safe(r.need)}.{_safe(r.target_group)}"
        out.setdefault(key, None if r.status == "withheld" else row)
    return out


def of_table(
    known: Known, header: list[str], rows: Rows, groups: dict[str, str], official: bool
) -> Iterator[str]:
    """Faults of a printed table: of every cell, and of what stands together in a row.

    Args:
        known: what may be known.
        header: its columns.
        rows: cells as text or as numbers; per cents as text.
        groups: label of a target group as a column may carry it -> group.
        official: it shows official figures.
    """
    for row in rows:
        cells = dict(zip(header, row, strict=False))
        for column, cell in cells.items():
            if isinstance(cell, str):
                yield from of_text(known, cell, official=official)
            if column in COUNTS and str(cell).isdigit() and int(cell) not in known.sizes:
                yield f"{column} = {cell} is not public"
            group = groups.get(column) or groups.get(str(row[0]))
            share = _whole(cell)
            if group and share is not None and share not in known.groups[group]:
                yield f"{column}: {share} % is not public of {group}"
        yield from _of_row(known, cells)


def _whole(cell: Any) -> int | None:
    found = PERCENT.fullmatch(plain(str(cell)).strip("[] "))
    return int(found[1]) if found and not found[2] else None


def _of_row(known: Known, cells: dict[str, Any]) -> Iterator[str]:
    n = str(cells.get("n", ""))
    first = next((c for c in ("alle", "Anteil") if c in cells), None)
    if not n.isdigit():
        return
    limits = re.match(r"(\d+) bis (\d+) ?%", plain(str(cells.get("Intervall", ""))))
    if first and limits:
        share = _whole(cells[first])
        if (share, int(limits[1]), int(limits[2]), int(n)) not in known.intervals:
            yield f"{share} % ({limits[0]}), n = {n} stands in no public row"
    elif not first:
        for cell in cells.values():
            share = _whole(cell)
            if share is not None:
                yield from of_share(known, share, int(n))


def sheets(file: Path) -> Iterator[tuple[str, list[str], Rows]]:
    """Tables of the workbook, with per cents as their full text again, however many digits are stored."""
    from openpyxl import load_workbook

    for sheet in load_workbook(file).worksheets[1:]:
        lines = list(sheet.iter_rows(min_row=3))
        header = [str(c.value or "") for c in lines[0]]
        yield sheet.title, header, [[_cell(c) for c in line] for line in lines[1:]]
        yield sheet.title, ["Titel"], [[str(c.value or "")] for c in sheet[1]]


def _cell(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, float) or (value is not None and "%" in cell.number_format):
        scaled = float(value) * 100 if "%" in cell.number_format else float(value)
        text = f"{scaled:.{EXACT_UP_TO}f}".rstrip("0").rstrip(".").replace(".", ",")
        return f"{text} %" if "%" in cell.number_format else text
    return "" if value is None else value


def of_board(known: Known, board: dict[str, Any]) -> Iterator[str]:
    """Faults of the board's data."""
    needs = known.tables["needs"].set_index(["target_group", "need"])
    for group, shares in board["shares"].items():
        for need, found in shares.items():
            row = needs.loc[(group, need)]
            right = [row["in_need"], row["in_need_low"], row["in_need_high"], row["n"]]
            wrong = any(
                f is not None and not _same(f, r) for f, r in zip(found, right, strict=True)
            )
            if row["status"] == "withheld" or wrong:
                yield f"shares/{group}/{need}: {found} instead of {right}"
    for path, leaf in walk({k: v for k, v in board.items() if k != "shares"}):
        if isinstance(leaf, str):
            official = "/context/" in path
            yield from (f"{path}: {f}" for f in of_text(known, leaf, official=official))
        elif isinstance(leaf, float) and not known.has(leaf, EXACT_UP_TO):
            yield from (f"{path}: {f}" for f in of_number(known, leaf * 100) if leaf)
        elif re.search(SIZES_OF_BOARD, path) and leaf is not None and leaf not in known.sizes:
            yield f"{path}: n = {leaf} is not public"
    for path, item in _items(board["fields"]):
        yield from (f"fields{path}: {f}" for f in _of_item(known, item))


def _items(tree: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(tree, dict):
        yield path, tree
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        if isinstance(value, dict | list):
            yield from _items(value, f"{path}/{key}")


def _of_item(known: Known, item: dict[str, Any]) -> Iterator[str]:
    n, share = item.get("n"), item.get("share")
    if n is None:
        return
    if "count" in item:
        if (item["count"], n) not in known.counted:
            yield f"{item['count']} of {n} is not public"
    elif share is not None and item.get("low") is not None:
        row = (per_cent(share), per_cent(item["low"]), per_cent(item["high"]), n)
        if row not in known.intervals:
            yield f"{row} stands in no public row"
    elif share is not None:
        yield from of_share(known, per_cent(share), n)


def of_page(known: Known, page: str) -> Iterator[str]:
    """Faults of the board's page: its embedded data, and what can be read on it."""
    data = re.search(r'<script type="application/json" id="daten">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    yield from of_board(known, json.loads(html.unescape(data[1])))
    read = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    told = re.findall(r'(?:title|aria-label|alt)="([^"]*)"', read)
    for text in (re.sub(r"<[^>]*>", " ", read), *told):
        yield from of_text(known, html.unescape(text), official=True)


def faults(reports: Path, known: Known, groups: dict[str, str]) -> list[str]:
    """All numbers in ``reports`` that public tables do not explain."""
    made = reports / "_gen"
    found: list[tuple[str, Iterator[str]]] = []

    def hold(file: Path, against: Iterator[str]) -> None:
        found.append((file.relative_to(reports).as_posix(), against))

    facts = json.loads((made / "facts.json").read_text(encoding="utf-8"))["facts"]
    variables = yamlfile.load(reports / "_variables.yml").data
    hold(made / "facts.json", of_facts(known, facts, variables))
    for file in sorted(made.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        hold(file, of_text(known, text, official=file.stem in OFFICIAL))
    for file in sorted((made / "charts").rglob("*.json")):
        chart = json.loads(file.read_text(encoding="utf-8"))
        hold(file, of_chart(known, chart, file.stem in OFFICIAL))
    for file in sorted((made / "tables").glob("*.csv")):
        header, rows = _csv(file)
        hold(file, of_table(known, header, rows, groups, file.stem in OFFICIAL))
    workbook = made / "tables" / "tabellen.xlsx"
    for title, header, rows in sheets(workbook):
        official = title.partition(" ")[2] in OFFICIAL
        against = of_table(known, header, rows, groups, official)
        hold(workbook, (f"{title}: {f}" for f in against))
    board = made / "board.json"
    hold(board, of_board(known, json.loads(board.read_text(encoding="utf-8"))))
    page = reports / "_output" / "board.html"
    hold(page, of_page(known, page.read_text(encoding="utf-8")))
    return [f"{name}: {fault}" for name, of_file in found for fault in of_file]


def _csv(file: Path) -> tuple[list[str], Rows]:
    import csv

    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream, delimiter=";"))
    return lines[1], [list(line) for line in lines[2:]]
