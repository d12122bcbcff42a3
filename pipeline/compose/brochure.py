"""The brochure's pages: one message a page, big numbers, a chart per field, quotes, where to find help."""

from __future__ import annotations

from typing import Any

from pipeline.compose import german, guide, imprint, invitation, markdown, sentences
from pipeline.compose.context import Context, slug
from pipeline.compose.decision import decision_of, sentence
from pipeline.compose.sections import experts, fields, overview

FIXED_PAGES = 4  # cover, numbers, what happens next, imprint
LEAST_FIELDS = 3
BARS = 5
LINES = 8  # of their labels
WIDTH = 62  # letters of a line
ROOMY = 24  # lines of a decision up to which each field has a heading of its own


def pages(ctx: Context) -> dict[str, str]:
    """The includes of the brochure by name; together they fill whole sheets of four pages."""
    directory = guide.pages(ctx)
    messages = [page for page in (_unknown(ctx), _employers(ctx)) if page]
    chosen = [f["id"] for f in (decision_of(ctx.public) or {"fields": []})["fields"]]
    order = dict.fromkeys([*chosen, *(r["field_of_action"] for r in ctx.public.ranking)])
    able = [f for f in order if ctx.public.needs_of(f)]
    others = FIXED_PAGES + len(directory) + len(messages)
    wanted = _sheets(others + LEAST_FIELDS) - others
    shown = able[:wanted]
    instead = _instead(ctx, wanted - len(shown), others + len(shown))
    return {
        "zahlen": _numbers(ctx),
        "felder": markdown.paragraphs(*(_field(ctx, f) for f in shown), *instead),
        "botschaften": markdown.paragraphs(*messages),
        "ausblick": _next(ctx, shown, invited=invitation.own_page(ctx) in instead),
        "wegweiser": markdown.paragraphs(*directory),
        "impressum": imprint.page(ctx),
    }


def _sheets(count: int) -> int:
    """The next multiple of four, at least 8 and at most 16."""
    return min(16, max(8, -(-count // 4) * 4))


def _instead(ctx: Context, missing: int, others: int) -> list[str]:
    """Pages in place of fields that cannot be shown; a sheet that cannot be filled is left out."""
    pages = invitation.pages(ctx, missing)
    if len(pages) < missing:
        pages.append(invitation.own_page(ctx))
    return pages[: max(len(pages) - (others + len(pages)) % 4, 0)]


def _numbers(ctx: Context) -> str:
    return markdown.paragraphs(
        markdown.number_row(overview.numbers(ctx)), _both(ctx), ctx.shown("region-vergleich")
    )


def _both(ctx: Context) -> str:
    mothers, fathers = ctx.public.indicator("ae_muetter"), ctx.public.indicator("ae_vaeter")
    if not (mothers and fathers):
        return ""
    share = german.percent(fathers["value"] / (mothers["value"] + fathers["value"]))
    return markdown.sentences(
        f"Die meisten Alleinerziehenden sind Mütter. In {share} der Haushalte lebt ein Vater mit "
        "seinen Kindern "
        "(Kinder jeden Alters). Diese Broschüre meint beide."
    )


def _field(ctx: Context, field: str) -> str:
    needs = ctx.public.needs_of(field)
    need = needs[0]
    full = ctx.shown(f"feld-{slug(field)}")
    able = fields.fitting(ctx, needs[:BARS], LINES)
    chart = full if len(needs) == able else fields.bars(ctx, field, needs, BARS, LINES)
    name = ctx.public.field_name(field)
    said = fields.quotes(ctx, field, 1)
    seen = experts.view_of(ctx, [n["need"] for n in needs[:3]])
    return markdown.div(
        "seite",
        markdown.div(
            "handlungsfeld",
            f"# {markdown.escape(name)} {{.unnumbered}}",
            overview.big(ctx, need),
            chart,
            markdown.sentences(fields.people(ctx, need), fields.parents(ctx, need)),
            _offers(ctx, field) if len(needs) < BARS else "",
            *(said or [markdown.sentences(markdown.escape(seen))]),
            depth=5,
            feld=field,
        ),
        depth=6,
    )


def _offers(ctx: Context, field: str) -> str:
    """What the Wegweiser holds for a field."""
    count = sum(o["field_of_action"] == field and o["released"] for o in ctx.public["offers"])
    if not count:
        return ""
    verb = "steht" if count == 1 else "stehen"
    return f"Im Wegweiser {verb} dazu {german.counted(count, 'Angebot', 'Angebote')}."


def _unknown(ctx: Context) -> str:
    """Offers that exist and are little known."""
    chart = ctx.shown("bekanntheit")
    if not chart:
        return ""
    listed = any(o["released"] for o in ctx.public["offers"])  # then there is a Wegweiser
    title = (
        "Vieles gibt es schon – aber viele kennen es nicht" if listed else "Was viele nicht kennen"
    )
    more = "Wo Sie Hilfe finden, steht auf den letzten Seiten." if listed else ""
    unknown = {
        c["field_of_action"] for c in ctx.public["coverage"] if c["verdict"] == "unknown" and listed
    }
    said = [
        q for q in ctx.public["quotes"]
        if q["released"] and "Fachkraft" in q["source_type"] and q["field_of_action"] in unknown
    ]  # fmt: skip
    return markdown.div(
        "seite",
        f"# {title} {{.unnumbered}}",
        chart,
        more,
        *(fields.quote(q) for q in sorted(said, key=lambda q: q["quote"])[:1]),
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
        _obstacle(ctx),
        *(fields.quote(q) for q in sorted(quotes, key=lambda q: q["quote"])[:1]),
        depth=5,
    )


def _obstacle(ctx: Context) -> str:
    """What establishments name most often as an obstacle."""
    found = ctx.charts.get("betriebe-huerden")
    return markdown.escape(f"{found.finding}.") if found else ""


def _next(ctx: Context, shown: list[str], *, invited: bool) -> str:
    """What the figures lead to, and one voice from a field that has no page of its own.

    Args:
        ctx: the context.
        shown: fields that have a page.
        invited: whether another page says how to take part.
    """
    unseen = [f for f in ctx.public.field_names if f not in shown]
    quotes = [q for f in unseen for q in fields.quotes(ctx, f, 1)][:1]
    made = decision_of(ctx.public)
    if made is not None:
        return markdown.paragraphs(_decided(made), *quotes)
    if not ctx.public.needs_of():
        more = "" if invited else invitation.take_part(ctx)
        return markdown.paragraphs(fields.nothing(), more, *quotes)
    return markdown.paragraphs(_undecided(ctx), ctx.shown("rangfolge"), *quotes)


def _decided(made: dict[str, Any]) -> str:
    """What was chosen and why, each field's rank, and who sees to it; denser where much was written."""
    changed = "Die Daten haben sich seit dem Beschluss geändert." if made["changed"] else ""
    steps = [(f["short"], *_step(f)) for f in made["fields"]]
    lines = sum(2 + -(-len(reason) // WIDTH) - (-len(who) // WIDTH) for _, reason, who in steps)
    escape = markdown.escape
    if lines <= ROOMY:
        rows = [
            f"## {escape(name)} {{.unnumbered}}\n\n{german.fixed(escape(why))}\\\n{german.fixed(escape(who))}"
            for name, why, who in steps
        ]
    else:
        rows = [
            markdown.listing(
                [f"**{escape(n)}:** {escape(why)} {escape(who)}" for n, why, who in steps]
            )
        ]
    return markdown.paragraphs(markdown.sentences(escape(sentence(made))), changed, *rows)


def _step(field: dict[str, Any]) -> tuple[str, str]:
    """The reason, and a line with rank, who is responsible and until when."""
    reason = field["reason"] if field["reason"].endswith((".", "!", "?")) else f"{field['reason']}."
    rank = sentences.rank_words(field["rank_low"], field["rank_high"])
    until = f", bis {field['until']}" if field["until"] else ""
    return reason, markdown.stop(f"{rank}. Verantwortlich: {field['responsible']}{until}")


def _undecided(ctx: Context) -> str:
    top = [r for r in ctx.public.ranking if r["rank_low"] == 1]
    if not top:
        return fields.nothing()
    names = german.joined(
        [german.quoted(ctx.public.field_name(r["field_of_action"])) for r in top[:5]]
    )
    verb = "liegt vorn" if len(top) == 1 else "liegen vorn"
    return markdown.sentences(
        f"{markdown.escape(names)} {verb}. Welche Handlungsfelder das Netzwerk zuerst angeht, "
        "entscheidet die "
        "Steuerungsgruppe auf Grundlage dieser Ergebnisse."
    )
