"""Where in a document's text the markup is: divs, pictures, attributes, references; and what is only code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import Fault
from pipeline.render.sources import Source

ATTR = r"\{(?:[^{}\"\n]|\"[^\"]*\")*\}"
FENCE = re.compile(r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)$", re.M)
SPAN = re.compile(r"(?<!`)(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)(?P<raw>\{[^}\n]*\})?")
COMMENT = re.compile(r"<!--.*?-->", re.S)
DIV = re.compile(r"^[ ]{0,3}:{3,}[ \t]*(?P<attr>[^\n]*?)[ \t]*$", re.M)
IMAGE = re.compile(
    rf"!\[(?P<caption>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((?P<src>[^()\n]*)\)(?P<attr>{ATTR})?"
)
ATTRS = re.compile(ATTR)
REF = re.compile(r"(?<![\w.@/\\-])-?@(?P<id>[A-Za-z][\w-]*(?:[.:][\w-]+)*)")
HTML = re.compile(r"(?<!\\)</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")
TEX = re.compile(r"(?<!\\)\\[A-Za-z]+")
HEADING = re.compile(r"^(?P<level>#{1,6})[ \t]+(?P<text>[^\n]+)$", re.M)
LINK = re.compile(r"\]\(#(?P<id>[^)\s]+)\)")
NOTE = re.compile(r"\[\^(?P<id>[^\]\s]+)\](?P<definition>:)?")
MATH = re.compile(r"(?<![\\$])\$(?=\S)[^$\n]+?(?<=\S)\$(?!\d)")
TABLE_CAPTION = re.compile(
    rf"^[ ]{{0,3}}(?:Table)?:[ ]+(?P<text>[^\n]*?)(?P<attr>{ATTR})[ \t]*$", re.M
)


@dataclass
class Text:
    """The body, and the same with everything blanked out that is no running text."""

    source: Source
    raw: str
    prose: str
    ids: dict[str, str]
    unnumbered: set[str]

    def fault(self, offset: int, what: str, why: str = "", hint: str = "") -> Fault:
        """A fault at a position of the text."""
        return Fault(what, self.source.where(offset), why, hint)


def blank(text: str, start: int, end: int) -> str:
    """The text with spaces from ``start`` to ``end``; line ends stay."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def without_code(source: Source, raw: str) -> tuple[str, list[Fault]]:
    """Blank out code and comments; refuse cells, raw blocks and inline expressions."""
    faults: list[Fault] = []
    text = raw
    for comment in COMMENT.finditer(raw):
        text = blank(text, comment.start(), comment.end())
    position = 0
    while match := FENCE.search(text, position):
        close = re.compile(
            rf"^[ ]{{0,3}}{match['fence'][0]}{{{len(match['fence'])},}}[ \t]*$", re.M
        )
        end = close.search(text, match.end())
        if re.match(r"\{[^.#]", match["info"]):
            kind = "raw block" if match["info"].startswith("{=") else "code cell"
            faults.append(
                Fault(
                    f"a {kind} ({match['info']}) is not allowed here",
                    source.where(match.start()),
                    "documents hold text only; numbers and charts come from `bedarf run`",
                    "use a fact, a chart or a named div instead",
                )
            )
        if end is None:
            faults.append(
                Fault(
                    "this code block is not closed",
                    source.where(match.start()),
                    "the rest of the document would be taken for code, or printed with its signs",
                    f"add a line {match['fence']} after it",
                )
            )
        position = end.end() if end else len(text)
        text = blank(text, match.start(), position)
    for match in list(SPAN.finditer(text)):
        raw_inline = (match["raw"] or "").startswith("{=")
        if raw_inline or re.match(r"\{\w+\} |r ", match[2]):
            faults.append(
                Fault(
                    f"an inline expression ({match[0]}) is not allowed here",
                    source.where(match.start()),
                    "documents hold no code",
                    "cite a fact: {{< var key >}}",
                )
            )
        text = blank(text, match.start(), match.end())
    for match in re.finditer("<!--|-->", text):
        faults.append(
            Fault(
                "this comment is not closed" if match[0] == "<!--" else "this closes no comment",
                source.where(match.start()),
                "it would be printed",
                "a comment stands between <!-- and -->",
            )
        )
    return text, faults


def parse(attr: str) -> tuple[list[str], list[str], dict[str, str]]:
    """Identifiers, classes and attributes of ``{#id .class key="value"}``."""
    values = dict(re.findall(r"([\w-]+)=\"([^\"]*)\"", attr))
    rest = re.sub(r"[\w-]+=\"[^\"]*\"", " ", attr.strip("{}"))
    values |= dict(re.findall(r"([\w-]+)=(\S+)", rest))
    words = re.sub(r"[\w-]+=\S+", " ", rest).split()
    return (
        [w[1:] for w in words if w[0] == "#"],
        [w[1:] for w in words if w[0] == "."] + (["unnumbered"] if "-" in words else []),
        values,
    )


def attributes(
    text: Text,
) -> Iterator[tuple[re.Match[str], list[str], list[str], dict[str, str]]]:
    """Every ``{…}`` in running text: the match, its ids, classes and attributes."""
    for match in ATTRS.finditer(text.prose):
        if match[0].startswith("{{"):
            continue
        if re.match(r"\{\s*[#.\-\w]", match[0]):
            yield match, *parse(match[0])
