"""The brochure's pages: one message a page, big numbers, a chart per field, quotes, where to find help."""

from __future__ import annotations

from pipeline.compose import german, markdown
from pipeline.compose.context import Context, slug
from pipeline.compose.public import Row
from pipeline.compose.sections import fields, overview

FIXED_PAGES = 4  # cover, numbers, what happens next, imprint
OFFERS_PER_PAGE = 7


def pages(ctx: Context) -> dict[str, str]:
    """The includes of the brochure by name; together they fill whole sheets of four pages."""
    guide = _guide_pages(ctx)
    room = [
        r["field_of_action"]
        for r in ctx.public.ranking
        if ctx.public.needs_of(r["field_of_action"])
    ]
    wanted = _sheets(FIXED_PAGES + len(guide) + 3) - FIXED_PAGES - len(guide)
    shown = room[: max(wanted, 0)]
    return {
        "titel": _cover(ctx),
        "zahlen": _numbers(ctx),
        "felder": markdown.paragraphs(*(_field(ctx, f) for f in shown)),
        "stimmen": _voices(ctx, shown),
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
        "# Viele, und viele Antworten {.unnumbered}"
        if not overview.numbers(ctx)
        else f"# Alleinerziehende {markdown.escape(ctx.region_in)} {{.unnumbered}}",
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


def _voices(ctx: Context, shown: list[str]) -> str:
    quotes = [q for f in [*(f for f in ctx.public.field_names if f not in shown), *shown] for q in ctx.public["quotes"]
              if q["field_of_action"] == f and q["released"]]  # fmt: skip
    return markdown.div(
        "seite",
        "# Was jetzt geschieht {.unnumbered}",
        *(fields.quote(q) for q in quotes[:1]),
        _next(ctx),
        depth=5,
    )


def _next(ctx: Context) -> str:
    top = [r for r in ctx.public.ranking if r["rank_low"] == 1]
    if not top:
        return ""
    names = [
        german.quoted(ctx.public.field_names.get(r["field_of_action"], r["field_of_action"]))
        for r in top[:5]
    ]
    verb = "liegt vorn" if len(names) == 1 else "liegen vorn"
    return markdown.sentences(
        f"{markdown.escape(german.joined(names))} {verb}. Welche Handlungsfelder das Netzwerk zuerst angeht, entscheidet die "
        "Steuerungsgruppe auf Grundlage dieser Ergebnisse."
    )


def _guide_pages(ctx: Context) -> list[str]:
    """Where to find help: released offers by category, a page for every few of them."""
    offers = [o for o in ctx.public["offers"] if o["released"]]
    groups: dict[str, list[Row]] = {}
    for offer in sorted(offers, key=lambda o: (o["name"], o["place"] or "")):
        groups.setdefault(str(offer["categories"]).split(",")[0].strip(), []).append(offer)
    out, page, room = [], [], OFFERS_PER_PAGE
    for category in sorted(groups):
        for k, offer in enumerate(groups[category]):
            if room == 0:
                out.append(page)
                page, room = [], OFFERS_PER_PAGE
            if k == 0 or not page:
                page.append(f"## {markdown.escape(category)} {{.unnumbered}}")
            page.append(_offer(offer))
            room -= 1
    if page:
        out.append(page)
    return [
        markdown.div(
            "seite",
            *(["# Wo Sie Hilfe finden {.unnumbered}"] if k == 0 else []),
            markdown.div("wegweiser", *blocks, depth=4),
            depth=5,
        )
        for k, blocks in enumerate(out[:6])
    ]


def _offer(offer: Row) -> str:
    place = str(offer["place"] or "").strip()
    first = f"**{markdown.escape(str(offer['name']))}**" + (
        f" · {markdown.escape(place)}" if place else ""
    )
    second = [offer["institution"], offer["address"], offer["contact"], offer["opening_times"]]
    cost = f"Kosten: {offer['cost']}" if offer["cost"] else ""
    rest = " · ".join(markdown.escape(german.fixed(str(t))) for t in [*second, cost] if t)
    return f"{first}\\\n{rest}"


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
