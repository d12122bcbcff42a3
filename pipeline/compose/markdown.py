"""Quarto Markdown as both engines read it: paragraphs, named divs, figures, pipe tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.compose.language import lang

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#@$|~^])")
# A line that begins like an item of a list ("1. Stock", "a) Hof", "- Rathaus -") or of a glossary (": …")
_ITEM = re.compile(r"(\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]+))([.)])(?=\s|$)|([-+:])")


def escape(text: str) -> str:
    """Text from data, so that nothing in it is read as markup, at the beginning of a line either."""
    plain = _SPECIAL.sub(r"\\\1", " ".join(text.split(" ")).replace("\n", " ").strip())
    if item := _ITEM.match(plain):
        sign = item.start(item.lastindex or 0)
        return f"{plain[:sign]}\\{plain[sign:]}"
    return plain


def paragraphs(*parts: str) -> str:
    """Blocks with an empty line between them; empty blocks drop out."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def stop(text: str) -> str:
    """A sentence with its full stop; none is added behind an abbreviation (``… Muster e. V.``)."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def sentences(*parts: str) -> str:
    """Sentences of one paragraph; empty ones drop out."""
    return lang.fixed(" ".join(part.strip() for part in parts if part.strip()))


def heading(level: int, text: str, identifier: str = "") -> str:
    """A heading, with an id for references where one is given."""
    return f"{'#' * level} {escape(text)}" + (f" {{#{identifier}}}" if identifier else "")


def div(name: str, *blocks: str, depth: int = 3, **attributes: str) -> str:
    """A named div; ``depth`` is the number of colons, larger for an outer one. Empty without content."""
    inner = [b.strip("\n") for b in blocks if b.strip()]
    if not inner:
        return ""
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    fence = ":" * depth
    body = "\n\n".join(inner)
    return f"{fence} {{.{name}{given}}}\n{body}\n{fence}"


def big_number(value: str, label: str, source: str) -> str:
    """A number that carries a page: number, what it counts, where it is from."""
    return div("grosse-zahl", lang.fixed(value), lang.fixed(label), lang.fixed(source))


def number_row(numbers: Iterable[str]) -> str:
    """Big numbers side by side."""
    return div("zahlenreihe", *numbers, depth=4)


def figure(identifier: str, caption: str, alt: str, folder: str = "_gen/charts") -> str:
    """A chart with its caption, id and text alternative."""
    text = alt.replace('"', "'").replace("{", "(").replace("}", ")").replace("<", "\\<")
    return f'![{escape(caption)}]({folder}/{identifier}.svg){{#fig-{identifier} fig-alt="{text}"}}'


def listing(items: Iterable[str]) -> str:
    """A bullet list."""
    return "\n".join(f"- {lang.fixed(item)}" for item in items if item)


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    align: str,
    caption: str = "",
    identifier: str = "",
    *,
    widths: Sequence[int] = (),
) -> str:
    """A pipe table.

    Args:
        header: titles of the columns.
        rows: cells, already written as text (not yet escaped).
        align: one letter per column: ``l``, ``r`` or ``c``.
        caption: with ``identifier`` (without ``tbl-``) below it.
        identifier: for references.
        widths: relative widths of the columns, for tables with long cells.
    """
    if not rows:
        return ""
    cell = [
        " | ".join(lang.fixed(escape(c)).strip() or " " for c in row) for row in (header, *rows)
    ]
    spread = widths or [10] * len(header)
    marks = {"l": (":", "-"), "r": ("-", ":"), "c": (":", ":")}
    rule = "|".join(
        f"{marks[a][0]}{'-' * w}{marks[a][1]}" for a, w in zip(align, spread, strict=True)
    )
    lines = [f"| {cell[0]} |", f"|{rule}|", *(f"| {c} |" for c in cell[1:])]
    if caption:
        given = f" {{#tbl-{identifier}}}" if identifier else ""
        lines += ["", f": {lang.fixed(escape(caption))}{given}"]
    return "\n".join(lines)
