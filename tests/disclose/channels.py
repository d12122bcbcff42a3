"""Reads every number out of what is published besides tables, and holds it against what may be known.

Texts (also those that charts show and describe pictures), data of charts, printed tables, the board's data,
facts. Each fault is one line. Which files hold them say :mod:`sources` and :mod:`documents`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.compose import english, german
from tests.disclose.known import BRACKETS, STEP, Known, per_cent

THOUSANDS = re.compile(r"(?<=\d)[\u202f\u2009](?=\d{3}(?!\d))")
SPACES = re.compile(r"[\u00a0\u202f\u2009]|&nbsp;")
SKIPPED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|https?://\S+|_gen/\S+?(?=\))|\{\{<.*?>\}\}")
DECIMAL = re.compile(r"(?<![\w.,-])(\d+),(\d+)(?!\d|[.,]\d)")
PERCENT = re.compile(r"(?<![\w.,])(\d+)(?:,0)?(?: bis (\d+))? ?(?:%|Prozent\b)")
SIZE = re.compile(r"\bn = (\d+)(?: bis (\d+))?")
NUMERALS = {language.numeral(k): k for language in (german, english) for k in range(2, 13)}
COUNT = rf"\d+|{'|'.join(NUMERALS)}"
PAIR = re.compile(
    rf"(?<![\w.,])({COUNT}) von (?:den |allen )?({COUNT})(?!\w|[.,]\d)", re.IGNORECASE
)
PEOPLE = re.compile(  # of whom the survey counts; those of official statistics are hundreds and more
    rf"(?<![\w.,–-])(?<!von )((?i:{COUNT})) (?:der |befragten? |of the )?"
    r"(?:Befragten?|Väter|Vätern|Mütter|Müttern|Antworten|respondents|fathers|mothers|answers)\b"
)
HUNDREDS = 100
IN_WORDS = {(2, 3), (3, 4), (2, 5), (3, 5), (4, 5), (9, 10)}  # shares in words, not counts
INTERVAL = re.compile(
    r"(\d+) ?%(?:(?:<br>|, | \()Intervall| \() ?(\d+)(?: ?%)? bis (\d+) ?(?:%|Prozent\b)"
)
SPAN = re.compile(r"Intervall (?:um den Wert reicht von )?(\d+) bis (\d+)")
ESCAPED = re.compile(r"\\([^\w\s])")  # of Markdown: "1\. September"
BRACKETED = re.compile(r"\[(\d+) ?%\]")
CARRIED = {  # what traces are made of: marks, their places, intervals, texts and looks
    "type", "orientation", "mode", "name", "x", "y", "base", "error_x", "hovertext", "hoverinfo", "text",
    "textposition", "textangle", "insidetextanchor", "textfont", "marker", "line",
}  # fmt: skip
PLACED = re.compile(r"^/layout/(annotations/\d+/[xy]|shapes/\d+/[xy][01])$")
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
    sizes = [int(n) for span in SIZE.findall(text) for n in span if n]
    yield from (f"n = {n} is not public" for n in sizes if n not in known.sizes)
    for said in PAIR.findall(text):
        some, of = (NUMERALS.get(number.lower()) or int(number) for number in said)
        in_words = not said[1].isdigit() and (some, of) in IN_WORDS
        if not in_words and of not in SCALES and (some, of) not in known.counted:
            yield f"{some} von {of} is not public"
    for said_n in PEOPLE.findall(text):
        n = NUMERALS.get(said_n.lower()) or int(said_n)
        if n not in known.sizes and not (official and n >= HUNDREDS and known.has(n, 0, True)):
            yield f"{n} people are not public"
    for share in BRACKETED.findall(text):
        if int(share) % STEP:
            yield f"[{share} %] is finer than published"
    if single and len(sizes) == 1:
        yield from _of_one(known, text, sizes[0])
    else:
        for found in INTERVAL.findall(text):
            if tuple(map(int, found)) not in known.limits:
                yield f"{found[0]} % ({found[1]} bis {found[2]}) stands in no public row"
        for low, high in SPAN.findall(text):
            if (int(low), int(high)) not in known.spans:
                yield f"the interval {low} bis {high} stands in no public row"


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
    """Faults of a chart's data: every number, every text, and whether marks and tips say the same."""
    for path, leaf in walk(chart):
        if isinstance(leaf, str):
            tip = re.search(r"/data/.*/(hovertext|text)(/|$)", path) is not None
            yield from (f"{path}: {f}" for f in of_text(known, leaf, tip, official))
        elif type(leaf) in (int, float) and (path.startswith("/data/") or PLACED.search(path)):
            yield from (f"{path}: {f}" for f in of_number(known, leaf, official))
    for trace in chart["data"]:
        yield from (f"{name}: no chart of ours carries that" for name in set(trace) - CARRIED)
        along = "x" if trace.get("orientation") == "h" or trace["type"] == "scatter" else "y"
        tips = [plain(tip) for tip in trace.get("hovertext") or []]
        if len(tips) == len(trace[along]):
            for k, tip in enumerate(tips):
                yield from _of_mark(trace, along, k, tip)
                if not official and not re.search(r"%|von 100?\b", tip):  # it counts something
                    yield from _of_count(known, trace[along][k])


def _of_count(known: Known, count: Any) -> Iterator[str]:
    if isinstance(count, int | float) and count > 0 and count not in known.sizes | known.issued:
        yield f"{count} is drawn and not public"


def _of_mark(trace: dict[str, Any], along: str, k: int, tip: str) -> Iterator[str]:
    """Whether a mark in whole per cent lies where its tip says, with the interval that the tip says."""
    value = trace[along][k]
    if not isinstance(value, int | float) or not float(value).is_integer() or " %" not in tip:
        return
    if abs(int(value)) not in {int(s) for s, _ in PERCENT.findall(tip)} | {0}:
        yield f"{value} is drawn and not said: {tip}"
    error = trace.get(f"error_{along}") or {}
    ends = [(error.get(name) or [0] * (k + 1))[k] for name in ("arrayminus", "array")]
    drawn = (value - ends[0], value + ends[1]) if any(ends) else None
    said = SPAN.search(tip)
    if drawn != (said and (int(said[1]), int(said[2]))):
        yield f"the interval {drawn} is drawn and not said: {tip}"


def of_facts(known: Known, facts: list[dict[str, Any]], variables: dict[str, Any]) -> Iterator[str]:
    """Faults of facts: shares are held against their own rows."""
    rows = _shares_by_key(known)
    printed = {path.strip("/").replace("/", "."): text for path, text in walk(variables)}
    for fact in facts:
        key = fact["key"]
        if ESCAPED.sub(r"\1", printed.get(key, "")) != fact["text"]:
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
