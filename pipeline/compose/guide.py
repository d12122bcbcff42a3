"""The Wegweiser of the brochure: released offers by category, for people who look for help."""

from __future__ import annotations

from pipeline.compose import german, imprint, markdown
from pipeline.compose.context import Context
from pipeline.compose.public import Row

LINES_PER_PAGE = 39
CHARACTERS_PER_LINE = 82
MOST_PAGES = 6
TITLE = "Wo Sie Hilfe finden"
TITLE_LINES = 3.0
HEADING_LINES = 2.6
BOX_LINES = 8.0  # whom to ask, with the QR code


def pages(ctx: Context) -> list[str]:
    """The pages: as few as hold all offers, evenly filled."""
    offers = [o for o in ctx.public["offers"] if o["released"]]
    if not offers:
        return []
    entries = _entries(offers)
    box = imprint.current(ctx)
    above = TITLE_LINES + (BOX_LINES if box else 0)
    least = len(_sheets(entries, LINES_PER_PAGE, above))
    limits = range(20, LINES_PER_PAGE + 1)
    even = next(limit for limit in limits if len(_sheets(entries, limit, above)) == least)
    return [
        markdown.div(
            "seite",
            *([f"# {TITLE} {{.unnumbered}}", box] if k == 0 else []),
            markdown.div("wegweiser", *blocks, depth=4),
            depth=5,
        )
        for k, blocks in enumerate(_sheets(entries, even, above)[:MOST_PAGES])
    ]


def _entries(offers: list[Row]) -> list[tuple[str, str]]:
    """Category and text of every offer, by category and name; an offer stands under its first category."""
    found = []
    for offer in offers:
        category = str(offer["categories"]).split(",")[0].strip()
        found.append((category, str(offer["name"]), _offer(offer)))
    return [(category, text) for category, _, text in sorted(found)]


def _sheets(entries: list[tuple[str, str]], limit: int, above: float) -> list[list[str]]:
    """Blocks of each page of at most ``limit`` lines; ``above`` are taken on the first."""
    sheets: list[list[str]] = [[]]
    used, last = above, ""
    for category, text in entries:
        need = _lines(text) + (HEADING_LINES if category != last else 0)
        if used + need > limit and sheets[-1]:
            sheets.append([])
            used, need = 0.0, _lines(text) + HEADING_LINES
        if category != last or not sheets[-1]:
            more = " (Fortsetzung)" if category == last else ""
            sheets[-1].append(f"## {markdown.escape(category)}{more} {{.unnumbered}}")
        sheets[-1].append(text)
        used, last = used + need, category
    return sheets


def _lines(text: str) -> float:
    """Lines of print that an offer takes, with the space below it."""
    return sum(-(-len(line) // CHARACTERS_PER_LINE) for line in text.split("\n")) + 0.5


def _offer(offer: Row) -> str:
    place = str(offer["place"] or "").strip()
    lines = [
        f"**{markdown.escape(str(offer['name']))}**"
        + (f" · {markdown.escape(place)}" if place else ""),
        _dotted(offer["institution"], offer["address"]),
        _dotted(*str(offer["contact"] or "").split(", ")),
        _dotted(offer["opening_times"], f"Kosten: {offer['cost']}" if offer["cost"] else ""),
    ]
    return "\\\n".join(line for line in lines if line)


def _dotted(*parts: str | None) -> str:
    return " · ".join(markdown.escape(german.fixed(str(p))) for p in parts if p)
