"""What a document may use, checked before any engine runs: all faults at once, with file and line.

Quarto and pandoc drop or print verbatim what they do not know. Here nothing is silently lost.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Fault, PipelineError
from pipeline.render.sources import SHORTCODE, Source, lookup

# The named divs: a name is a Typst function, a CSS class and an entry of design/bausteine.lua.
DIVS: dict[str, tuple[str, ...]] = {
    "kernaussage": (), "grosse-zahl": (), "zahlenreihe": (), "quelle": (), "zitat": (), "hinweis": (),
    "demo": (), "randnotiz": (), "handlungsfeld": ("feld",), "seite": (), "titelseite": (),
    "wegweiser": (), "impressum": (), "kontakt": (), "breit": (), "klein": (),
}  # fmt: skip
CALLOUTS = ("note", "tip", "warning", "important", "caution")
SHORTCODES = ("include", "var", "meta")
REFERENCES = ("fig", "tbl", "sec")
_CLASSES = {*DIVS, *(f"callout-{kind}" for kind in CALLOUTS), "unnumbered", "unlisted"}
_ATTRIBUTES = {"fig-alt", "width", "height", "title", "tbl-colwidths", "lang", "feld", "alt"}

_ATTR = r"\{(?:[^{}\"\n]|\"[^\"]*\")*\}"
_FENCE = re.compile(r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)$", re.M)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)([^\n]+?)(?<!`)\1(?!`)(?P<raw>\{[^}\n]*\})?")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_DIV = re.compile(r"^[ ]{0,3}:{3,}[ \t]*(?P<attr>[^\n]*?)[ \t]*$", re.M)
_IMAGE = re.compile(
    rf"!\[(?P<caption>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<src>[^()\n]*)\)(?P<attr>{_ATTR})?"
)
_ATTRS = re.compile(_ATTR)
_REF = re.compile(r"(?<![\w.@/\\-])-?@(?P<id>[A-Za-z][\w-]*(?:[.:][\w-]+)*)")
_HTML = re.compile(r"(?<!\\)</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")
_TEX = re.compile(r"(?<!\\)\\[A-Za-z]+")
_HEADING = re.compile(r"^(?P<level>#{1,6})[ \t]+(?P<text>[^\n]+)$", re.M)
_LINK = re.compile(r"\]\(#(?P<id>[^)\s]+)\)")
_NOTE = re.compile(r"\[\^(?P<id>[^\]\s]+)\](?P<definition>:)?")
_MATH = re.compile(r"(?<![\\$])\$(?=\S)[^$\n]+?(?<=\S)\$(?!\d)")
_TABLE_CAPTION = re.compile(
    rf"^[ ]{{0,3}}(?:Table)?:[ ]+(?P<text>[^\n]*?)(?P<attr>{_ATTR})[ \t]*$", re.M
)


@dataclass
class _Text:
    """The body, and the same with everything blanked out that is no running text."""

    source: Source
    raw: str
    prose: str
    ids: dict[str, str]

    def fault(self, offset: int, what: str, why: str = "", hint: str = "") -> Fault:
        return Fault(what, self.source.where(offset), why, hint)


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
    prose, code_faults = _without_code(source, raw)
    text = _Text(source, raw, prose, {})
    faults = [*source.faults, *code_faults]
    for rule in (
        _ids,
        _shortcodes,
        _divs,
        _classes,
        _images,
        _references,
        _foreign,
        _headings,
        _notes,
    ):
        faults += rule(text) if rule is not _shortcodes else _shortcodes(text, facts, meta)
    faults += _front_shortcodes(source, facts, meta)
    if faults:
        raise PipelineError.of(sorted(dict.fromkeys(faults), key=_order))


def _order(fault: Fault) -> tuple[str, int]:
    file, _, line = fault.where.rpartition(", line ")
    return file, int(line) if line.isdigit() else 0


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _without_code(source: Source, raw: str) -> tuple[str, list[Fault]]:
    """Blank out code and comments; refuse cells, raw blocks and inline expressions."""
    faults: list[Fault] = []
    text = raw
    for comment in _COMMENT.finditer(raw):
        text = _blank(text, comment.start(), comment.end())
    position = 0
    while match := _FENCE.search(text, position):
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
        position = end.end() if end else len(text)
        text = _blank(text, match.start(), position)
    for match in list(_SPAN.finditer(text)):
        if match["raw"] and match["raw"].startswith("{=") or re.match(r"\{\w+\} |r ", match[2]):
            faults.append(
                Fault(
                    f"an inline expression ({match[0]}) is not allowed here",
                    source.where(match.start()),
                    "documents hold no code",
                    "cite a fact: {{< var key >}}",
                )
            )
        text = _blank(text, match.start(), match.end())
    return text, faults


def _parse(attr: str) -> tuple[list[str], list[str], dict[str, str]]:
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


def _attributes(
    text: _Text,
) -> Iterator[tuple[re.Match[str], list[str], list[str], dict[str, str]]]:
    for match in _ATTRS.finditer(text.prose):
        if match[0].startswith("{{"):
            continue
        if re.match(r"\{\s*[#.\-\w]", match[0]):
            yield match, *_parse(match[0])


def _close(word: str, known: Iterable[str]) -> str:
    names = list(known)
    found = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if found:
        return f"did you mean '{found[0]}'?"
    return f"known: {', '.join(names[:20])}" if names else ""


def _ids(text: _Text) -> Iterator[Fault]:
    for match, ids, _classes_, _values in _attributes(text):
        for name in ids:
            if name in text.ids:
                yield text.fault(
                    match.start(),
                    f"the id '{name}' stands twice",
                    f"the first one: {text.ids[name]}",
                    "give each its own id",
                )
            text.ids.setdefault(name, text.source.where(match.start()))


def _shortcodes(text: _Text, facts: dict[str, Any], meta: dict[str, Any]) -> Iterator[Fault]:
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
        hint = _close(key, _keys(data))
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


def _divs(text: _Text) -> Iterator[Fault]:
    stack: list[tuple[int, str]] = []
    for match in _DIV.finditer(text.prose):
        attr = match["attr"].rstrip(":").strip()
        if attr:
            stack.append((match.start(), attr))
            if not re.fullmatch(r"\{.*\}|[\w-]+", attr):
                yield text.fault(
                    match.start(), f"this div cannot be read: {attr}", "", "write ::: {.name}"
                )
        elif stack:
            stack.pop()
        else:
            yield text.fault(
                match.start(), "this ::: closes nothing", "no div is open here", "remove the line"
            )
    for offset, attr in stack:
        yield text.fault(offset, f"the div {attr} is not closed", "", "add a line ::: after it")


def _classes(text: _Text) -> Iterator[Fault]:
    for match in _DIV.finditer(text.prose):
        attr = match["attr"].rstrip(":").strip()
        if re.fullmatch(r"[\w-]+", attr) and attr not in _CLASSES:
            hint = _close(attr, [*DIVS])
            yield text.fault(match.start(), f"the div '{attr}' is not known", "", hint)
    for match, ids, classes, values in _attributes(text):
        for name in classes:
            if name not in _CLASSES:
                hint = _close(name, [*DIVS, *(c for c in _CLASSES if c not in DIVS)])
                yield text.fault(match.start(), f"the class '{name}' is not known", "", hint)
        for key in values:
            if key not in _ATTRIBUTES:
                hint = _close(key, sorted(_ATTRIBUTES))
                yield text.fault(match.start(), f"the attribute '{key}' is not known", "", hint)
        for name in classes:
            for key in DIVS.get(name, ()):
                if key not in values:
                    yield text.fault(
                        match.start(), f"'{name}' needs {key}", "", f'write {{.{name} {key}="…"}}'
                    )
        if not ids and not classes and not values:
            yield text.fault(match.start(), f"{match[0]} cannot be read", "", "write {{.name}}")


def _images(text: _Text) -> Iterator[Fault]:
    for match in _IMAGE.finditer(text.prose):
        ids, _classes_, values = _parse(match["attr"] or "")
        src = match["src"].split(' "')[0].strip()
        if "{{<" in src:
            continue
        if re.match(r"[a-z]+:", src):
            yield text.fault(
                match.start(), f"the picture {src} is not local", "", "put the file below reports/"
            )
        elif not (text.source.folder / src.lstrip("/")).is_file():
            hint = (
                "charts are made by `bedarf run`" if src.startswith("_gen/") else "check the path"
            )
            yield text.fault(match.start(), f"the picture {src} does not exist", "", hint)
        if not values.get("fig-alt", "" if ids else match["caption"]).strip():
            yield text.fault(
                match.start(),
                f"the picture {src} has no alternative text",
                "people who do not see it get nothing",
                'add {fig-alt="…"}: the finding and its two or three numbers',
            )
        if any(name.startswith("fig-") for name in ids) and not match["caption"].strip():
            yield text.fault(match.start(), f"the figure {src} has no caption", "", "![Caption](…)")
    for match in _TABLE_CAPTION.finditer(text.prose):
        ids = _parse(match["attr"])[0]
        if any(name.startswith("tbl-") for name in ids) and not match["text"].strip():
            yield text.fault(
                match.start(), f"the table {ids[0]} has no caption", "", ": Caption {#…}"
            )


def _references(text: _Text) -> Iterator[Fault]:
    prose = _ATTRS.sub(lambda m: " " * len(m[0]), text.prose)
    prose = re.sub(r"\]\([^)\n]*\)", lambda m: " " * len(m[0]), prose)
    targets = [name for name in text.ids if name.split("-")[0] in REFERENCES]
    for match in _REF.finditer(prose):
        if match["id"] not in targets:
            hint = _close(match["id"], targets)
            what = f"the reference @{match['id']} leads nowhere"
            yield text.fault(match.start(), what, "", hint or "write \\@ for the sign itself")
    for match in _LINK.finditer(text.prose):
        if match["id"] not in text.ids:
            hint = _close(match["id"], text.ids)
            yield text.fault(match.start(), f"the link #{match['id']} leads nowhere", "", hint)


def _foreign(text: _Text) -> Iterator[Fault]:
    why = "it would be dropped without a word in one of the formats"
    prose = _MATH.sub(lambda m: " " * len(m[0]), text.prose)
    for match in _HTML.finditer(prose):
        hint = "use Markdown or a named div; write \\< for the sign"
        yield text.fault(match.start(), f"HTML ({match[0]}) is not allowed", why, hint)
    for match in _TEX.finditer(prose):
        hint = "use Markdown; write \\\\ for a backslash"
        yield text.fault(match.start(), f"TeX ({match[0]}) is not allowed", why, hint)


def _headings(text: _Text) -> Iterator[Fault]:
    spans = _callout_spans(text)
    last = 0
    for match in _HEADING.finditer(text.prose):
        if any(start < match.start() < end for start, end in spans):
            continue
        level = len(match["level"])
        if level > last + 1:
            yield text.fault(
                match.start(),
                f"the heading jumps from level {last} to level {level}",
                "people who hear the page find their way by levels",
                f"write {'#' * (last + 1)} here",
            )
        last = level


def _callout_spans(text: _Text) -> list[tuple[int, int]]:
    spans, stack = [], []
    for match in _DIV.finditer(text.prose):
        if match["attr"].strip(": "):
            stack.append((match.start(), "callout-" in match["attr"]))
        elif stack:
            start, callout = stack.pop()
            spans += [(start, match.start())] if callout else []
    return spans


def _notes(text: _Text) -> Iterator[Fault]:
    marks = list(_NOTE.finditer(text.prose))
    line_start: Callable[[re.Match[str]], bool] = lambda m: (
        text.prose[m.start() - 1 : m.start()] in ("", "\n")
    )  # noqa: E731
    defined = {m["id"] for m in marks if m["definition"] and line_start(m)}
    for match in marks:
        if not (match["definition"] and line_start(match)) and match["id"] not in defined:
            yield text.fault(
                match.start(),
                f"the footnote [^{match['id']}] has no text",
                "",
                f"add [^{match['id']}]: …",
            )


def pictures(source: Source) -> list[Path]:
    """The picture files that a document shows."""
    found = (m["src"].split(' "')[0].strip() for m in _IMAGE.finditer(source.text))
    return [source.folder / src.lstrip("/") for src in dict.fromkeys(found)]
