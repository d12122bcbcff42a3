"""The brochure's pages: one message a page, big numbers, a chart per field, quotes, where to find help."""

from __future__ import annotations

from pipeline.compose import german, markdown
from pipeline.compose.context import Context, slug
from pipeline.compose.public import Row
from pipeline.compose.sections import fields, overview

FIXED_PAGES = 4  # cover, numbers, what happens next, imprint
LEAST_FIELDS = 3
LINES_PER_PAGE = 37
CHARACTERS_PER_LINE = 82


def pages(ctx: Context) -> dict[str, str]:
    """The includes of the brochure by name; together they fill whole sheets of four pages."""
    guide = _guide_pages(ctx)
    messages = [page for page in (_unknown(ctx), _employers(ctx)) if page]
    able = [
        r["field_of_action"]
        for r in ctx.public.ranking
        if ctx.public.needs_of(r["field_of_action"])
    ]
    others = FIXED_PAGES + len(guide) + len(messages)
    shown = able[: _sheets(others + LEAST_FIELDS) - others]
    return {
        "titel": _cover(ctx),
        "zahlen": _numbers(ctx),
        "felder": markdown.paragraphs(*(_field(ctx, f) for f in shown)),
        "botschaften": markdown.paragraphs(*messages),
        "stimmen": _next(ctx, shown),
        "wegweiser": markdown.paragraphs(*guide),
        "impressum": _imprint(ctx),
    }


def _sheets(count: int) -> int:
    """The next multiple of four, at least 8 and at most 16."""
    return min(16, max(8, -(-count // 4) * 4))


def _cover(ctx: Context) -> str:
    return markdown.div(
        "titelseite",
        f"# Was Alleinerziehende {markdown.escape(ctx.region_in)} brauchen {{.unnumbered}}",
        "Ergebnisse der Bedarfsanalyse",
    )


def _numbers(ctx: Context) -> str:
    return markdown.div(
        "seite",
        f"# Alleinerziehende {markdown.escape(ctx.region_in)} {{.unnumbered}}",
        markdown.number_row(overview.numbers(ctx)),
        _both(ctx),
        depth=5,
    )


def _both(ctx: Context) -> str:
    mothers, fathers = ctx.public.indicator("ae_muetter"), ctx.public.indicator("ae_vaeter")
    if not (mothers and fathers):
        return ""
    share = german.percent(fathers["value"] / (mothers["value"] + fathers["value"]))
    return markdown.sentences(
        f"Die meisten Alleinerziehenden sind Mütter. In {share} der Haushalte lebt ein Vater mit seinen Kindern "
        "(Kinder jeden Alters). Diese Broschüre meint beide."
    )


def _field(ctx: Context, field: str) -> str:
    need = ctx.public.needs_of(field)[0]
    chart = ctx.shown(f"feld-{slug(field)}")
    name = ctx.public.field_names.get(field, field)
    return markdown.div(
        "seite",
        markdown.div(
            "handlungsfeld",
            f"# {markdown.escape(name)} {{.unnumbered}}",
            markdown.div("kernaussage", fields.lead(ctx, need)),
            chart,
            fields.parents(ctx, need),
            *fields.quotes(ctx, field, 1),
            depth=5,
            feld=field,
        ),
        depth=6,
    )


def _unknown(ctx: Context) -> str:
    """Offers that exist and are little known."""
    chart = ctx.shown("bekanntheit")
    if not chart:
        return ""
    return markdown.div(
        "seite",
        "# Vieles gibt es schon – nur kennt es kaum jemand {.unnumbered}",
        chart,
        "Wo Sie diese und andere Hilfen finden, steht auf den letzten Seiten.",
        depth=5,
    )


def _employers(ctx: Context) -> str:
    """What single parents wish and establishments offer."""
    chart = ctx.shown("arbeitszeit")
    if not chart:
        return ""
    quotes = [
        q for q in ctx.public["quotes"] if q["released"] and "Arbeitgeber" in q["source_type"]
    ]
    return markdown.div(
        "seite",
        "# Was Betriebe tun können {.unnumbered}",
        chart,
        *(fields.quote(q) for q in sorted(quotes, key=lambda q: q["quote"])[:1]),
        depth=5,
    )


def _next(ctx: Context, shown: list[str]) -> str:
    """What the figures lead to, and one voice from a field that has no page of its own."""
    unseen = [f for f in ctx.public.field_names if f not in shown]
    quotes = [q for f in unseen for q in fields.quotes(ctx, f, 1)]
    return markdown.div(
        "seite",
        "# Was jetzt geschieht {.unnumbered}",
        _decision(ctx),
        ctx.shown("rangfolge"),
        *quotes[:1],
        depth=5,
    )


def _decision(ctx: Context) -> str:
    top = [r for r in ctx.public.ranking if r["rank_low"] == 1]
    if not top:
        return ""
    names = [
        german.quoted(ctx.public.field_names.get(r["field_of_action"], r["field_of_action"]))
        for r in top[:5]
    ]
    verb = "liegt vorn" if len(names) == 1 else "liegen vorn"
    return markdown.sentences(
        f"{markdown.escape(german.joined(names))} {verb}. Welche Handlungsfelder das Netzwerk zuerst angeht, "
        "entscheidet die Steuerungsgruppe auf Grundlage dieser Ergebnisse."
    )


def _guide_pages(ctx: Context) -> list[str]:
    """Where to find help: released offers by category, as many on a page as fit."""
    offers = [o for o in ctx.public["offers"] if o["released"]]
    groups: dict[str, list[Row]] = {}
    for offer in sorted(offers, key=lambda o: (o["name"], o["place"] or "")):
        groups.setdefault(str(offer["categories"]).split(",")[0].strip(), []).append(offer)
    pages: list[list[str]] = [[]]
    used = 3.0
    for category in sorted(groups):
        for k, offer in enumerate(groups[category]):
            text = _offer(offer)
            need = _lines(text) + (2.6 if k == 0 or not pages[-1] else 0)
            if used + need > LINES_PER_PAGE:
                pages.append([])
                used = 0.0
            if k == 0 or not pages[-1]:
                more = " (Fortsetzung)" if k else ""
                pages[-1].append(f"## {markdown.escape(category)}{more} {{.unnumbered}}")
            pages[-1].append(text)
            used += need
    return [
        markdown.div(
            "seite",
            *(["# Wo Sie Hilfe finden {.unnumbered}"] if k == 0 else []),
            markdown.div("wegweiser", *blocks, depth=4),
            depth=5,
        )
        for k, blocks in enumerate(pages[:6])
        if blocks
    ]


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


def _imprint(ctx: Context) -> str:
    network, contact = ctx.public.params.network, ctx.public.params.network.contact
    address = ", ".join(p for p in (contact.street, contact.city) if p)
    reach = " · ".join(p for p in (contact.phone, contact.email, contact.web) if p)
    partners = german.joined([p.name for p in network.partners])
    n = overview.usable(ctx, "alleinerziehende")
    period = ctx.public.params.document.field_period
    method = [
        f"{german.number(n)} Alleinerziehende mit Kindern unter 18 Jahren haben vom {period} freiwillig geantwortet."
        if n and period else "",
        "Ihre Antworten sind nach amtlichen Zahlen gewichtet; eine Zufallsstichprobe sind sie nicht.",
        f"Ergebnisse von weniger als {ctx.public.params.disclosure.min_n} Personen werden nicht gezeigt.",
    ]  # fmt: skip
    return markdown.div(
        "seite",
        "# Über diese Broschüre {.unnumbered}",
        markdown.sentences("**So ist gefragt worden.**", *method),
        _demo(ctx),
        markdown.div(
            "kontakt",
            f"**{markdown.escape(contact.organisation)}**",
            markdown.escape(german.joined([p for p in (contact.person,) if p])),
            markdown.escape(address),
            markdown.escape(reach),
            depth=4,
        ),
        markdown.div(
            "impressum",
            f"Herausgegeben von: {markdown.escape(network.name)}",
            f"Partner: {markdown.escape(partners)}" if partners else "",
            f"V.{german.THIN}i.{german.THIN}S.{german.THIN}d.{german.THIN}P.: {markdown.escape(network.responsible)}"
            if network.responsible
            else "",
            f"Förderung: {markdown.escape(network.funding)}" if network.funding else "",
            f"Stand: {ctx.as_of}",
            depth=4,
        ),
        depth=5,
    )


def _demo(ctx: Context) -> str:
    if not ctx.public.demo:
        return ""
    return markdown.div(
        "demo",
        "**DEMODATEN.** Die Antworten sind simuliert, Netzwerk, Partner und Angebote erfunden. Die amtlichen Zahlen sind echt.",
        depth=4,
    )
