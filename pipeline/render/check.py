"""What a document may use, checked before any engine runs: all faults at once, with file and line.

Quarto and pandoc drop or print verbatim what they do not know. Here nothing is silently lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.errors import Fault, PipelineError, closest
from pipeline.render import front, markup, rules_blocks, rules_words
from pipeline.render.rules import RULES
from pipeline.render.sources import SHORTCODE, Source, lookup

SHORTCODES = ("include", "var", "meta")
_MORE = (
    rules_blocks.apart, rules_blocks.underlined, rules_blocks.headings, rules_blocks.divs_begin_lines,
    rules_blocks.tables, rules_blocks.belongs, rules_words.signs, rules_words.half_shortcodes,
    rules_words.pictures, rules_words.bearers, rules_words.math, rules_words.notes, rules_words.links,
)  # fmt: skip


def check(source: Source, facts: dict[str, Any], meta: dict[str, Any]) -> None:
    """Hold a document against what both engines understand.

    Args:
        source: the document with its includes.
        facts: ``_variables.yml``.
        meta: the document's metadata.

    Raises:
        PipelineError: every fault, sorted by file and line.
    """
    raw = source.text
    prose, code_faults = markup.without_code(source, raw)
    text = markup.Text(source, raw, prose, {}, set())
    faults = [*source.faults, *code_faults]
    for rule in (*RULES, *_MORE):
        faults += rule(text)
    faults += _shortcodes(text, facts, meta)
    faults += _front_shortcodes(source, facts, meta)
    faults += front.faults(source)
    if not meta.get("title") and not source.faults:  # an unreadable front matter has been told
        where = f"{source.folder.name}/{source.name}.qmd, line 1"
        faults.append(
            Fault("the document has no title", where, "", "add title: … to its front matter")
        )
    if faults:
        raise PipelineError.of(sorted(dict.fromkeys(faults), key=_order))


def _order(fault: Fault) -> tuple[str, int]:
    file, _, line = fault.where.rpartition(", line ")
    return file, int(line) if line.isdigit() else 0


def _shortcodes(text: markup.Text, facts: dict[str, Any], meta: dict[str, Any]) -> Iterator[Fault]:
    for match in re.finditer(r"\{\{+<", text.raw):
        line = text.raw[match.start() : text.raw.find("\n", match.start())]
        code = SHORTCODE.match(line)
        problem = _shortcode(code, facts, meta) if code else None
        if code is None:
            problem = ("this shortcode is not closed", "", "write {{< name key >}} on one line")
        if problem:
            yield text.fault(match.start(), *problem)


def _front_shortcodes(
    source: Source, facts: dict[str, Any], meta: dict[str, Any]
) -> Iterator[Fault]:
    def walk(data: Any, loc: tuple[str | int, ...]) -> Iterator[Fault]:
        if isinstance(data, dict | list):
            items = data.items() if isinstance(data, dict) else enumerate(data)
            for key, value in items:
                yield from walk(value, (*loc, key))
        elif isinstance(data, str):
            for match in SHORTCODE.finditer(data):
                problem = _shortcode(match, facts, meta)
                if problem and source.front_file:
                    yield Fault(problem[0], source.front_file.where(loc), *problem[1:])

    yield from walk(source.front, ())


def _shortcode(
    match: re.Match[str], facts: dict[str, Any], meta: dict[str, Any]
) -> tuple[str, str, str] | None:
    name, _, key = match["body"].partition(" ")
    key = key.strip()
    if name not in SHORTCODES:
        return f"the shortcode '{name}' is not known", "", f"known: {', '.join(SHORTCODES)}"
    if name == "include":
        return "an include must stand alone on its line", "", "put it on a line of its own"
    data, what = (facts, "fact") if name == "var" else (meta, "metadata key")
    try:
        value = lookup(data, key)
    except KeyError:
        hint = closest(key, _keys(data))
        return f"the {what} '{key}' does not exist", "", hint
    if isinstance(value, dict | list):
        return (
            f"the {what} '{key}' is a group",
            "",
            f"name one: {', '.join(list(_keys(value))[:8])}",
        )
    if value is None or value == "":
        return (
            f"the {what} '{key}' has no value",
            "nothing is known, or it may not be published (too few answers)",
            "take the sentence out or cite another fact",
        )
    return None


def _keys(data: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _keys(value, f"{prefix}{key}.")
    else:
        yield prefix.rstrip(".")
