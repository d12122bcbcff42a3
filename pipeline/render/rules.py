"""The rules for a document's markup: one small function each, which yields faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline import pictures, yamlfile
from pipeline.errors import Fault, closest
from pipeline.render import markup

# The named divs: a name is a Typst function, a CSS class and an entry of design/bausteine.lua.
DIVS: dict[str, tuple[str, ...]] = {
    "kernaussage": (), "grosse-zahl": (), "zahlenreihe": (), "quelle": (), "zitat": (), "hinweis": (),
    "demo": (), "randnotiz": (), "handlungsfeld": ("feld",), "seite": (), "titelseite": (),
    "wegweiser": (), "impressum": (), "kontakt": (), "angebot": (), "logos": (),
    "breit": (), "klein": (), "spalten": (),
    "spalte": (), "vorspann": (),
}  # fmt: skip
CALLOUTS = ("note", "tip", "warning", "important", "caution")
REFERENCES = ("fig", "tbl", "sec")
_GENERATED = "_gen/"  # charts and codes: made by us, without anything besides
_CLASSES = {*DIVS, *(f"callout-{kind}" for kind in CALLOUTS), "unnumbered", "unlisted"}
_ATTRIBUTES = {"fig-alt", "width", "height", "title", "tbl-colwidths", "lang", "feld", "alt"}


def _ids(text: markup.Text) -> Iterator[Fault]:
    for match, ids, classes, _values in markup.attributes(text):
        for name in ids:
            if name in text.ids:
                yield text.fault(
                    match.start(),
                    f"the id '{name}' stands twice",
                    f"the first one: {text.ids[name]}",
                    "give each its own id",
                )
            text.ids.setdefault(name, text.source.where(match.start()))
        if "unnumbered" in classes:
            text.unnumbered.update(ids)


def _divs(text: markup.Text) -> Iterator[Fault]:
    stack: list[tuple[int, str]] = []
    for match in markup.DIV.finditer(text.prose):
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


def _classes(text: markup.Text) -> Iterator[Fault]:
    for match in markup.DIV.finditer(text.prose):
        attr = match["attr"].rstrip(":").strip()
        if re.fullmatch(r"[\w-]+", attr) and attr not in _CLASSES:
            hint = closest(attr, [*DIVS])
            yield text.fault(match.start(), f"the div '{attr}' is not known", "", hint)
    for match, ids, classes, values in markup.attributes(text):
        for name in classes:
            if name not in _CLASSES:
                hint = closest(name, [*DIVS, *(c for c in _CLASSES if c not in DIVS)])
                yield text.fault(match.start(), f"the class '{name}' is not known", "", hint)
        for key in values:
            if key not in _ATTRIBUTES:
                hint = closest(key, sorted(_ATTRIBUTES))
                yield text.fault(match.start(), f"the attribute '{key}' is not known", "", hint)
        for name in classes:
            for key in DIVS.get(name, ()):
                if key not in values:
                    yield text.fault(
                        match.start(), f"'{name}' needs {key}", "", f'write {{.{name} {key}="…"}}'
                    )
        if not ids and not classes and not values:
            yield text.fault(match.start(), f"{match[0]} cannot be read", "", "write {.name}")


def _fields(text: markup.Text) -> Iterator[Fault]:
    used = [(m, values["feld"]) for m, _, _, values in markup.attributes(text) if "feld" in values]
    if not used:
        return
    brand = yamlfile.load(text.source.folder / "_brand.yml", name="reports/_brand.yml").data
    colours = brand.get("color", {}).get("palette", {})
    for match, field in used:
        if field not in colours:
            yield text.fault(
                match.start(),
                f"the field of action '{field}' has no colour",
                "",
                closest(field, colours),
            )


def _links(text: markup.Text) -> Iterator[Fault]:
    for match in re.finditer(r"(?<!\\)(?:\\\\)*\]\(\s*<?(?P<scheme>[A-Za-z][\w+.-]*):", text.prose):
        if match["scheme"].lower() not in ("http", "https", "mailto", "tel"):
            what = f"a link may not begin with {match['scheme']}:"
            yield text.fault(match.start(), what, "", "use https:, mailto: or tel:")


def _images(text: markup.Text) -> Iterator[Fault]:
    for match in markup.IMAGE.finditer(text.prose):
        ids, _, values = markup.parse(match["attr"] or "")
        src = match["src"].split(' "')[0].strip()
        if "{{<" in src:
            continue
        if re.match(r"[a-z]+:", src):
            yield text.fault(
                match.start(), f"the picture {src} is not local", "", "put the file below reports/"
            )
        elif ".." in src.split("/"):
            yield text.fault(
                match.start(),
                f"the picture {src} leaves reports/",
                "",
                "put the file below reports/",
            )
        elif not (text.source.folder / src.lstrip("/")).is_file():
            hint = (
                "charts are made by `bedarf run`"
                if src.startswith(_GENERATED)
                else "check the path"
            )
            yield text.fault(match.start(), f"the picture {src} does not exist", "", hint)
        elif not src.lstrip("/").startswith(_GENERATED):
            file = text.source.folder / src.lstrip("/")
            yield from pictures.faults(file, src, text.source.where(match.start()))
        if not values.get("fig-alt", "" if ids else match["caption"]).strip():
            yield text.fault(
                match.start(),
                f"the picture {src} has no alternative text",
                "people who do not see it get nothing",
                'add {fig-alt="…"}: the finding and its two or three numbers',
            )
        figure = any(name.startswith("fig-") for name in ids)
        if figure and not match["caption"].strip():
            yield text.fault(match.start(), f"the figure {src} has no caption", "", "![Caption](…)")
        if match["caption"].strip() and not figure:
            yield text.fault(
                match.start(),
                f"the picture {src} has a caption but no id",
                "the engines would number it differently",
                "add {#fig-…}, or leave the caption empty: ![](…){fig-alt=…}",
            )
        before = text.prose[: match.start()].rsplit("\n", 1)[-1]
        after = text.prose[match.end() :].split("\n", 1)[0]
        if figure and (before.strip() or after.strip()):
            yield text.fault(
                match.start(),
                f"the figure {src} stands inside a paragraph",
                "",
                "put it between empty lines",
            )
    for match in markup.TABLE_CAPTION.finditer(text.prose):
        ids = markup.parse(match["attr"])[0]
        if any(name.startswith("tbl-") for name in ids) and not match["text"].strip():
            yield text.fault(
                match.start(), f"the table {ids[0]} has no caption", "", ": Caption {#…}"
            )


def _tables(text: markup.Text) -> Iterator[Fault]:
    lines = text.prose.split("\n")
    offset = 0
    for i, line in enumerate(lines):
        if re.match(r" {0,3}(?:Table)?: +\S", line) and "{#tbl-" not in line:
            before = next((t for t in reversed(lines[:i]) if t.strip()), "")
            after = next((t for t in lines[i + 1 :] if t.strip()), "")
            if before.lstrip().startswith(("|", "+-")) or after.lstrip().startswith(("|", "+-")):
                yield text.fault(
                    offset,
                    "the table's caption has no id",
                    "Quarto's PDF would lose it",
                    "add {#tbl-…} to it",
                )
        offset += len(line) + 1


def _references(text: markup.Text) -> Iterator[Fault]:
    prose = markup.ATTRS.sub(lambda m: " " * len(m[0]), text.prose)
    prose = re.sub(r"\]\([^)\n]*\)", lambda m: " " * len(m[0]), prose)
    targets = [name for name in text.ids if name.split("-")[0] in REFERENCES]
    for match in markup.REF.finditer(prose):
        if match["id"] not in targets:
            hint = closest(match["id"], targets)
            what = f"the reference @{match['id']} leads nowhere"
            yield text.fault(match.start(), what, "", hint or "write \\@ for the sign itself")
        elif match["id"] in text.unnumbered:
            what = f"@{match['id']} has no number to refer to"
            yield text.fault(match.start(), what, "", f"write [the title](#{match['id']})")
    for match in markup.LINK.finditer(text.prose):
        if match["id"] not in text.ids:
            hint = closest(match["id"], text.ids)
            yield text.fault(match.start(), f"the link #{match['id']} leads nowhere", "", hint)


def _foreign(text: markup.Text) -> Iterator[Fault]:
    why = "it would be dropped without a word in one of the formats"
    prose = markup.MATH.sub(lambda m: " " * len(m[0]), text.prose)
    for match in markup.HTML.finditer(prose):
        hint = "use Markdown or a named div; write \\< for the sign"
        yield text.fault(match.start(), f"HTML ({match[0]}) is not allowed", why, hint)
    for match in markup.TEX.finditer(prose):
        hint = "use Markdown; write \\\\ for a backslash"
        yield text.fault(match.start(), f"TeX ({match[0]}) is not allowed", why, hint)


def _headings(text: markup.Text) -> Iterator[Fault]:
    spans = _callout_spans(text)
    last = 0
    for match in markup.HEADING.finditer(text.prose):
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


def _callout_spans(text: markup.Text) -> list[tuple[int, int]]:
    spans, stack = [], []
    for match in markup.DIV.finditer(text.prose):
        if match["attr"].strip(": "):
            stack.append((match.start(), "callout-" in match["attr"]))
        elif stack:
            start, callout = stack.pop()
            spans += [(start, match.start())] if callout else []
    return spans


def _defines(text: markup.Text, note: re.Match[str]) -> bool:
    return bool(note["definition"]) and text.prose[: note.start()][-1:] in ("", "\n")


def _notes(text: markup.Text) -> Iterator[Fault]:
    marks = list(markup.NOTE.finditer(text.prose))
    defined = {m["id"] for m in marks if _defines(text, m)}
    for match in marks:
        if not _defines(text, match) and match["id"] not in defined:
            yield text.fault(
                match.start(),
                f"the footnote [^{match['id']}] has no text",
                "",
                f"add [^{match['id']}]: …",
            )


RULES: tuple[Callable[[markup.Text], Iterator[Fault]], ...] = (
    _ids, _divs, _classes, _fields, _images, _tables, _references, _foreign, _headings, _links, _notes,
)  # fmt: skip
