"""Rules for where blocks begin and end: what pandoc would print as it stands, run together or swallow.

Pandoc takes a heading, list, table, quotation or div for such only behind an empty line. Right below a line
of text it is printed with its signs. A row with more cells than its table loses them without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.errors import Fault
from pipeline.render import markup

_STARTS = {
    "heading": re.compile(r"#{1,6}[ \t]+\S"),
    "list": re.compile(r"[-+*][ \t]+\S"),
    "table": re.compile(r"\|.*\|[ \t]*$"),
    "quotation": re.compile(r">[ \t]"),
    "div": re.compile(r":{3,}[ \t]*[^\s:]"),
}
_NO_TEXT = re.compile(r"#{1,6}[ \t]|:{3,}|\|.*\|[ \t]*$|[+|][-=+:]+|: ")
_ITEM = re.compile(r"[ ]*(?:[-+*]|\d+[.)])[ \t]|[ ]{2,}|\t")
_UNDERLINE = re.compile(r"(?:=+|-{2,})[ \t]*$")
_ROW = re.compile(r"[ ]{0,3}\|.*\|[ \t]*$")
_SEPARATOR = re.compile(r"[ ]{0,3}\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$")


def lines(text: markup.Text) -> Iterator[tuple[int, str, str]]:
    """Every line of running text with its position and the line before it."""
    offset, before = 0, ""
    for line in text.prose.split("\n"):
        yield offset, line, before
        offset += len(line) + 1
        before = line


def apart(text: markup.Text) -> Iterator[Fault]:
    """A block stands behind an empty line."""
    in_list = False
    for offset, line, before in lines(text):
        if not before.strip():
            in_list = bool(_ITEM.match(line))
            continue
        in_list = in_list or bool(_ITEM.match(before))
        for what, start in _STARTS.items():
            if not start.match(line) or (what == "list" and in_list):
                continue
            if _NO_TEXT.match(before) or (what == "quotation" and before.startswith(">")):
                continue
            yield text.fault(
                offset,
                f"this {what} stands right below a line of text",
                "it would be printed with its signs, as part of that paragraph",
                "put an empty line before it",
            )
            break


def underlined(text: markup.Text) -> Iterator[Fault]:
    """A line of hyphens below text makes it a heading; between two of them, lines vanish as settings."""
    settings = False
    for offset, line, before in lines(text):
        if settings:
            settings = line.rstrip() not in ("---", "...")
        elif line.rstrip() == "---" and not before.strip() and offset:
            rest = text.prose[offset + 4 :]
            settings = bool(rest[:1].strip()) and bool(re.search(r"^(?:---|\.\.\.)$", rest, re.M))
            if settings:
                what = "settings stand in the middle of the text"
                why = "the engines would take these lines out"
                yield text.fault(offset, what, why, "move them to the top, or write *** for a rule")
        elif _UNDERLINE.match(line) and before.strip() and not _NO_TEXT.match(before):
            yield text.fault(
                offset,
                f"the line {line.strip()[:12]} makes a heading of the text above it",
                "its level is not checked",
                "write # or ## before the heading; for a rule leave a line empty and write ***",
            )


def headings(text: markup.Text) -> Iterator[Fault]:
    """A heading has a space behind its signs and attributes that are closed."""
    for offset, line, before in lines(text):
        if before.strip():
            continue
        if re.match(r"#{1,6}[^#\s.\d]", line):
            what = "this heading needs a space behind #"
            yield text.fault(offset, what, "it would be printed as it stands", "write # Title")
        elif re.match(r"#{1,6}[ \t]", line) and re.search(r"\{[^{}<]*$", line):
            what = "the attributes of this heading are not closed"
            yield text.fault(offset, what, "they would be printed", "write # Title {#sec-name}")


def divs_begin_lines(text: markup.Text) -> Iterator[Fault]:
    """A div's signs stand at the beginning of their line."""
    for offset, line, _ in lines(text):
        if re.match(r"(?:[ ]{4,}|[ ]*\t|[ ]*>).*:::", line):
            what = "this ::: does not stand at the beginning of its line"
            yield text.fault(offset, what, "", "a div begins and ends at the left margin")


def tables(text: markup.Text) -> Iterator[Fault]:
    """Every row of a table has as many cells as its heading."""
    columns, head = 0, ""
    for offset, line, before in lines(text):
        if not _ROW.match(line):
            if columns and line.strip():
                yield text.fault(
                    offset, "text stands right below a table", "", "put an empty line between them"
                )
            columns, head = 0, ""
        elif not head:
            head = line
            follows = text.prose[offset + len(line) + 1 :].split("\n", 1)[0]
            if not before.strip() and not _SEPARATOR.match(follows):
                yield text.fault(
                    offset,
                    "this table has no line |---|---| below its heading",
                    "it would be printed with its signs",
                    "add it: as many parts as there are columns",
                )
        elif not columns:
            columns = _cells(line)
            if _cells(head) != columns and _SEPARATOR.match(line):
                yield _uneven(text, offset - len(head) - 1, _cells(head), columns)
        elif _cells(line) > columns:
            yield _uneven(text, offset, _cells(line), columns)


def _cells(row: str) -> int:
    return len(re.sub(r"\\\|", "", row.strip()).strip("|").split("|"))


def _uneven(text: markup.Text, offset: int, cells: int, columns: int) -> Fault:
    noun = "cell" if cells == 1 else "cells"
    return text.fault(
        offset,
        f"this row has {cells} {noun}, the table {columns}",
        "what does not fit would be dropped without a word",
        "count the | signs; write \\| for the sign itself",
    )


def belongs(text: markup.Text) -> Iterator[Fault]:
    """Attributes stand right behind what they belong to."""
    for match in markup.ATTRS.finditer(text.prose):
        start = text.prose.rfind("\n", 0, match.start()) + 1
        line = text.prose[start : match.start()]
        raw = text.raw[max(match.start() - 1, 0)]  # code is blanked in the running text
        if match[0].startswith("{{") or not re.match(r"\{\s*[#.]", match[0]):
            continue
        own_line = re.match(r"[ ]*(?:>[ ]*)*(?:#{1,6}[ \t]|:{3,}|(?:Table)?:[ ])", line)
        if not own_line and raw not in ")]`":
            yield text.fault(
                match.start(),
                f"{match[0]} belongs to nothing",
                "it would be printed",
                "write [words]{.name}, a div ::: {.name}, or remove it",
            )
