"""The Wegweiser of the brochure: released offers by category, for people who look for help."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.compose import imprint, markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang, say
from pipeline.compose.public import Row

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NUMBER = re.compile(r"^(?:\+|0)[\d /()-]{4,}$")
QR_FOLDER = "_gen/bilder"
LONG_ADDRESS = 44
LINES_PER_PAGE = 39
CHARACTERS_PER_LINE = 82
BESIDE_A_CODE = 66  # characters of a line that has a QR code at its right
CODE_WIDTH = 16  # mm; phones read 15 and more
CODE_LINES = 4.4
MOST_PAGES = 6
TITLE_LINES = 3.0
HEADING_LINES = 2.6
BOX_LINES = 8.0  # whom to ask, with the QR code
REST_LINES = 2.5


@dataclass(frozen=True)
class Entry:
    """An offer as it is printed; ``size`` is the number of lines that it takes, with the space below."""

    category: str
    name: str
    text: str
    size: float


def pages(ctx: Context) -> list[str]:
    """The pages: as few as hold all offers, evenly filled.

    Too many offers for the brochure are said in fewer words; what even then finds no room is counted on the
    last page, and no category loses all of its offers before another one.
    """
    offers = [o for o in ctx.public["offers"] if o["released"]]
    if not offers:
        return []
    box = imprint.current(ctx)
    above = TITLE_LINES + (BOX_LINES if box else 0)
    entries = _entries(offers, _full)
    if len(_sheets(entries, LINES_PER_PAGE, above)) > MOST_PAGES:
        entries = _entries(offers, _short)
    shown = _fitting(entries, above)
    least = len(_sheets(shown, LINES_PER_PAGE, above))
    limits = range(20, LINES_PER_PAGE + 1)
    even = next(limit for limit in limits if len(_sheets(shown, limit, above)) == least)
    sheets = _sheets(shown, even, above)
    if len(shown) < len(offers):
        sheets[-1].append(_rest(ctx, len(shown), len(offers)))
    title = say("Wo Sie Hilfe finden", "Where you find help")
    return [
        markdown.div(
            "seite",
            *([f"# {title} {{.unnumbered}}", box] if k == 0 else []),
            markdown.div("wegweiser", *blocks, depth=4),
            depth=5,
        )
        for k, blocks in enumerate(sheets)
    ]


def codes(ctx: Context) -> dict[str, str]:
    """QR codes that the pages show: name of the picture -> address."""
    return {
        _code_file(o): str(o["web"]) for o in ctx.public["offers"] if o["released"] and o.get("web")
    }


def _fitting(entries: list[Entry], above: float) -> list[Entry]:
    """As many as the pages hold; while they are too many, the largest category gives up its last offer."""
    shown, room = list(entries), LINES_PER_PAGE - REST_LINES
    if len(_sheets(shown, LINES_PER_PAGE, above)) <= MOST_PAGES:
        return shown
    while len(_sheets(shown, room, above)) > MOST_PAGES:
        counts = Counter(e.category for e in shown)
        largest = max(counts, key=lambda c: (counts[c], c))
        shown.remove([e for e in shown if e.category == largest][-1])
    return shown


def _rest(ctx: Context, shown: int, total: int) -> str:
    who = markdown.escape(ctx.public.params.network.contact.organisation)
    return say(
        f"*Hier stehen {shown} von {lang.number(total)} Angeboten. Alle nennt Ihnen: {who}.*",
        f"*Here are {shown} of {lang.number(total)} offers. Ask for all of them: {who}.*",
    )


def _entries(offers: list[Row], written: Callable[[Row], Entry]) -> list[Entry]:
    """Every offer by category and name; it stands under its first category."""
    return sorted((written(offer) for offer in offers), key=lambda e: (e.category, e.name, e.text))


def _sheets(entries: list[Entry], limit: float, above: float) -> list[list[str]]:
    """Blocks of each page of at most ``limit`` lines; ``above`` are taken on the first."""
    sheets: list[list[str]] = [[]]
    used, last = above, ""
    for entry in entries:
        need = entry.size + (HEADING_LINES if entry.category != last else 0)
        if used + need > limit and sheets[-1]:
            sheets.append([])
            used, need = 0.0, entry.size + HEADING_LINES
        if entry.category != last or not sheets[-1]:
            more = say(" (Fortsetzung)", " (continued)") if entry.category == last else ""
            sheets[-1].append(f"## {markdown.escape(entry.category)}{more} {{.unnumbered}}")
        sheets[-1].append(entry.text)
        used, last = used + need, entry.category
    return sheets


def _full(offer: Row) -> Entry:
    """Name, institution, how to reach it, when and at what cost; a QR code where it has a page of its own."""
    cost = say(f"Kosten: {offer['cost']}", f"Cost: {offer['cost']}") if offer["cost"] else ""
    lines = [
        _head(offer),
        _dotted(offer["institution"], offer["address"]),
        _dotted(*str(offer["contact"] or "").split(", ")),
        _dotted(offer["opening_times"], cost),
    ]
    code = ""
    if offer.get("web"):
        address = str(offer["web"])
        lines.append(f"[{markdown.escape(_spoken(address))}]({_linked(address)})")
        alt = say("QR-Code", "QR code")
        code = f'![]({QR_FOLDER}/{_code_file(offer)}){{width="{CODE_WIDTH}mm" fig-alt="{alt}: {address}"}}'
    return _entry(offer, lines, code)


def _short(offer: Row) -> Entry:
    """Name and place, who offers it and how to reach them."""
    contact = str(offer["contact"] or "").split(", ")[0]
    return _entry(offer, [_head(offer), _dotted(offer["institution"], contact)], "")


def _entry(offer: Row, lines: list[str], code: str) -> Entry:
    lines = [line for line in lines if line]
    text = "\\\n".join(lines)
    width = BESIDE_A_CODE if code else CHARACTERS_PER_LINE
    size = float(sum(-(-len(_LINK.sub(r"\1", line)) // width) for line in lines))
    if code:
        text, size = markdown.div("angebot", text, code), max(size, CODE_LINES)
    category = str(offer["categories"]).split(",")[0].strip()
    return Entry(category, str(offer["name"]), text, size + 0.5)


def _head(offer: Row) -> str:
    place = str(offer["place"] or "").strip()
    return f"**{markdown.escape(str(offer['name']))}**" + (
        f" · {markdown.escape(place)}" if place else ""
    )


def _code_file(offer: Row) -> str:
    return f"qr-{offer['offer'].replace('_', '-')}.svg"


def _spoken(address: str) -> str:
    """An address as people write it: without protocol and last slash; the host alone where it is long."""
    short = re.sub(r"^https://(www\.)?", "", address).rstrip("/")
    return short if len(short) <= LONG_ADDRESS else short.partition("/")[0]


def _linked(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29")


def _dotted(*parts: str | None) -> str:
    return " · ".join(markdown.escape(_whole(lang.fixed(str(p)))) for p in parts if p)


def _whole(text: str) -> str:
    """A telephone number is not torn apart at a line's end."""
    return _NUMBER.sub(lambda found: found[0].replace(" ", lang.FIXED), text)
