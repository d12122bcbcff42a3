"""Rules within a line: signs that print cannot show, half shortcodes, unreadable pictures, dead links."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from pipeline.errors import Fault
from pipeline.render import markup
from pipeline.render.documents import FORMATS

_HALF = re.compile(r"(?<!\{)\{<\s*\w|\{\{ *(?:var|meta|include)\b|\{\{&lt;")
_SIZE = re.compile(r"\d+(?:\.\d+)?(?:%|cm|mm|in|pt)$")
_SIGN = re.compile(r"[^\n\t\x20-\x7e\u00a0-\u01ff\u2010-\u2027\u202f-\u205f]")
_PICTOGRAPHS = 0x1F000  # from here on no text font has a sign
_DIRECTION = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they show text in another order
)
# What a web page of the network has beside the documents themselves
_BESIDE = ("board.html", "daten/", "index.html")


def signs(text: markup.Text) -> Iterator[Fault]:
    """Every sign can be printed."""
    for match in _SIGN.finditer(text.raw):
        sign = match[0]
        kind = unicodedata.category(sign)
        if kind in ("Cc", "Co", "Cn", "Cs") or sign in _DIRECTION or ord(sign) >= _PICTOGRAPHS:
            name = unicodedata.name(sign, "a sign that cannot be seen")
            yield text.fault(
                match.start(),
                f"the sign U+{ord(sign):04X} ({name.lower()}) cannot be printed",
                "the typeface of the documents has no such sign",
                "remove it or say it in words",
            )


def half_shortcodes(text: markup.Text) -> Iterator[Fault]:
    """A shortcode has both braces and both angles."""
    for match in _HALF.finditer(text.prose):
        what = f"this looks like a shortcode and is none: {match[0].strip()} …"
        yield text.fault(match.start(), what, "it would be printed", "write {{< var key >}}")


def pictures(text: markup.Text) -> Iterator[Fault]:
    """A picture is written ``![…](file){…}``, with a plain file name and sizes that both engines know."""
    known = {match.start() for match in markup.IMAGE.finditer(text.prose)}
    for match in re.finditer(r"(?<!\\)!\[", text.prose):
        if match.start() not in known:
            yield text.fault(
                match.start(),
                "this picture cannot be read",
                "it would be printed as it stands, or not be found",
                'write ![Caption](file){#fig-name fig-alt="…"}; a file name has no ( ) or spaces',
            )
    for match in markup.IMAGE.finditer(text.prose):
        if '"' in match["src"] or "'" in match["src"]:
            what = "a picture's title would be dropped"
            yield text.fault(match.start(), what, "", "put it into the caption or fig-alt")
        values = markup.parse(match["attr"] or "")[2]
        for side in ("width", "height"):
            if side in values and not _SIZE.match(values[side]):
                yield text.fault(
                    match.start(),
                    f"{side}={values[side]} is no size on paper",
                    "",
                    f"write {side}=60% or {side}=8cm",
                )


def bearers(text: markup.Text) -> Iterator[Fault]:
    """What is called fig-, tbl- or sec- is a picture, a table or a heading."""
    pictures_end = {match.end() for match in markup.IMAGE.finditer(text.prose)}
    for match, ids, _, _ in markup.attributes(text):
        line = text.prose[text.prose.rfind("\n", 0, match.start()) + 1 : match.start()]
        is_heading = bool(re.match(r"#{1,6}[ \t]", line))
        is_table = bool(re.match(r"[ ]{0,3}(?:Table)?: ", line))
        is_picture = match.end() in pictures_end
        for name in ids:
            kind = name.split("-")[0]
            right = {"fig": is_picture, "tbl": is_table, "sec": is_heading}.get(kind, True)
            if not right:
                bearer = {"fig": "a picture", "tbl": "a table's caption", "sec": "a heading"}[kind]
                yield text.fault(
                    match.start(),
                    f"the id '{name}' stands on something else than {bearer}",
                    "it has no number to refer to",
                    f"give it to {bearer}, or another name",
                )


def math(text: markup.Text) -> Iterator[Fault]:
    """Formulas are not read aloud, so a tagged PDF refuses them."""
    for match in re.finditer(r"\$\$.+?\$\$", text.prose, re.S):
        yield _formula(text, match)
    prose = re.sub(r"\$\$.+?\$\$", lambda m: re.sub(r"[^\n]", " ", m[0]), text.prose, flags=re.S)
    for match in markup.MATH.finditer(prose):
        yield _formula(text, match)


def _formula(text: markup.Text, match: re.Match[str]) -> Fault:
    return text.fault(
        match.start(),
        f"a formula ({match[0][:30]}) is not allowed",
        "people who hear the page get nothing of it",
        "say it in words, or write \\$ for the sign itself",
    )


def notes(text: markup.Text) -> Iterator[Fault]:
    """Every footnote that has a text is asked for, and has one text."""
    marks = list(markup.NOTE.finditer(text.prose))
    defined = [m for m in marks if m["definition"] and text.prose[: m.start()][-1:] in ("", "\n")]
    used = {m["id"] for m in marks if m not in defined}
    count = Counter(m["id"] for m in defined)
    for match in defined:
        if match["id"] not in used:
            what = f"no place refers to the footnote [^{match['id']}]"
            yield text.fault(match.start(), what, "it would be dropped without a word", "remove it")
        elif count[match["id"]] > 1:
            what = f"the footnote [^{match['id']}] has two texts"
            yield text.fault(
                match.start(), what, "the first would be lost", "give each its own name"
            )


def links(text: markup.Text) -> Iterator[Fault]:
    """A link without https: leads to a document of this network."""
    documents = {path.stem for path in text.source.folder.glob("*.qmd")} | set(FORMATS)
    for match in re.finditer(r"(?<!\\)(?P<mark>!?)\[[^\[\]\n]*\]\((?P<to>[^()\n]*)\)", text.prose):
        to = match["to"].strip().strip("<>")
        if match["mark"] or re.match(r"#|[A-Za-z][\w+.-]*:|\{\{<", to):
            continue
        name = to.partition("#")[0]
        stem, _, suffix = name.partition(".")
        made = stem in documents and suffix in ("html", "pdf", "docx")
        if not made and not name.startswith(_BESIDE):
            yield text.fault(
                match.start(),
                f"the link to '{to}' leads nowhere",
                "beside the documents there is no such file",
                "write https://… for a web page, or name a document: "
                + ", ".join(f"{stem}.html" for stem in sorted(documents)),
            )
    defined = set(re.findall(r"^[ ]{0,3}\[([^\]^\n][^\]\n]*)\]:", text.prose, re.M))
    for match in re.finditer(r"\]\[(?P<name>[^\[\]\n]*)\]", text.prose):
        if match["name"] and match["name"] not in defined:
            what = f"the link [{match['name']}] has no address"
            yield text.fault(match.start(), what, "it would be printed", "write [words](https://…)")
