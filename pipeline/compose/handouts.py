"""Handouts: a fact sheet per field of action, figures for the press, slides for the council."""

from __future__ import annotations

from pipeline.compose import imprint, markdown, sentences
from pipeline.compose.context import Context, slug
from pipeline.compose.decision import decision_of
from pipeline.compose.language import lang, say
from pipeline.compose.public import Row as Record
from pipeline.compose.sections import experts, fields, overview
from pipeline.compose.sections.wording import name_of

MOST_NEEDS = 7  # lines of the press table
MOST_OFFERS = 6  # lines on a fact sheet
MOST_POINTS = 2  # below the numbers of a slide
SLIDES = 3  # fields with a slide of their own


def texts(ctx: Context) -> dict[str, str]:
    """The includes of the three documents by name; all other sections must have been written before."""
    ranked = [r["field_of_action"] for r in ctx.public.ranking]
    order = [*ranked, *(f for f in ctx.public.field_names if f not in ranked)]
    able = [field for field in order if ctx.public.needs_of(field)]
    return {
        "faktenblaetter/felder": markdown.paragraphs(
            *(_sheet(ctx, field) for field in able), "" if able else _region(ctx)
        ),
        "presse/zahlen": _press(ctx),
        "presse/impressum": imprint.plain(ctx),
        "folien/inhalt": markdown.paragraphs(
            _numbers(ctx),
            "" if able else _chart(ctx, _where(ctx), "region-vergleich", fields.nothing()),
            _chart(
                ctx,
                say("Was am häufigsten fehlt", "What is lacking most often"),
                "groesste-bedarfe",
                *_points(ctx),
            ),
            *(_field(ctx, field) for field in able[:SLIDES]),
            _chart(
                ctx,
                say("Angebote, die kaum jemand kennt", "Services that hardly anybody knows"),
                "bekanntheit",
                _unknown(ctx),
            ),
            _chart(
                ctx,
                say("Was Betriebe anbieten", "What businesses offer"),
                "arbeitszeit",
                _obstacle(ctx),
            ),
            _chart(ctx, _first(), "rangfolge", overview.leading_fields(ctx), _tie()),
            _decision(ctx),
            _method(ctx),
        ),
    }


def _sheet(ctx: Context, field: str) -> str:
    """A field of action on one page."""
    needs = ctx.public.needs_of(field)
    found = ctx.charts.get(f"gruppen-{slug(field)}")
    return markdown.div(
        "seite",
        markdown.div(
            "handlungsfeld",
            f"# {markdown.escape(_full_name(ctx, field))} {{.unnumbered}}",
            overview.big(ctx, needs[0]),
            ctx.shown(f"feld-{slug(field)}"),
            markdown.sentences(fields.people(ctx, needs[0]), fields.parents(ctx, needs[0])),
            markdown.sentences(
                _offers(ctx, field),
                markdown.escape(experts.view_of(ctx, [n["need"] for n in needs[:3]])),
            ),
            f"{markdown.escape(found.finding)}." if found else "",
            *fields.quotes(ctx, field, 1),
            depth=5,
            feld=field,
        ),
        depth=6,
    )


def _where(ctx: Context) -> str:
    return say(f"Alleinerziehende {ctx.region_in}", f"Single parents {ctx.region_in}")


def _region(ctx: Context) -> str:
    """The one sheet of a network whose answers may not be shown: official figures and whom to ask."""
    return markdown.div(
        "seite",
        f"# {markdown.escape(_where(ctx))} {{.unnumbered}}",
        markdown.number_row(overview.numbers(ctx)),
        ctx.shown("region-vergleich"),
        fields.nothing(),
        imprint.contact(ctx),
        depth=5,
    )


def _full_name(ctx: Context, field: str) -> str:
    return next((f.name for f in ctx.public.params.fields_of_action if f.id == field), field)


def _offers(ctx: Context, field: str) -> str:
    """What there is, by name; the guide of the brochure says more."""
    rows = [o for o in ctx.public["offers"] if o["field_of_action"] == field and o["released"]]
    rows.sort(key=lambda o: (str(o["name"]), str(o["institution"])))
    lines = [f"{o['name']} ({o['institution']})" for o in rows[:MOST_OFFERS]]
    if len(rows) > MOST_OFFERS:
        more = lang.numeral(len(rows) - MOST_OFFERS)
        lines.append(say(f"und {more} weitere", f"and {more} more"))
    head = say("**Was es gibt:** ", "**What there is:** ") if rows else ""
    return markdown.sentences(head + markdown.escape("; ".join(lines)) + "." if rows else "")


def _press(ctx: Context) -> str:
    table = _table(ctx)
    largest = say("Die größten Bedarfe", "The largest needs")
    return markdown.paragraphs(
        markdown.number_row(overview.numbers(ctx)),
        markdown.div("kernaussage", overview.leading_fields(ctx)),
        markdown.listing(overview.points(ctx)),
        *([f"## {largest} {{.unnumbered}}", table] if table else [fields.nothing()]),
        ctx.shown("rangfolge"),
        f"## {say('Wie gefragt wurde', 'How people were asked')} {{.unnumbered}}",
        markdown.sentences(*imprint._method(ctx)),
        _how_to_cite(ctx),
    )


def _table(ctx: Context) -> str:
    needs = ctx.public.needs_of()[:MOST_NEEDS]
    sure = any(sentences.interval(ctx.public.need(n["need"])) for n in needs)
    head = (
        say("Bedarf", "Need"),
        say("Handlungsfeld", "Field of action"),
        say("Anteil", "Share"),
        *((say("Intervall", "Interval"),) if sure else ()),
        "n",
    )
    return ctx.table(
        head,
        [_line(ctx, n, sure=sure) for n in needs],
        "llrrr" if sure else "llrr",
        say(
            "Befragte Alleinerziehende mit Bedarf, Hindernis oder Schwierigkeit",
            "Single parents surveyed with a need, obstacle or difficulty",
        ),
        "groesste",
        widths=(36, 22, 10, 16, 8) if sure else (48, 24, 12, 8),
    )


def _line(ctx: Context, need: Record, *, sure: bool) -> tuple[str, ...]:
    figure = ctx.public.need(need["need"])
    interval = (sentences.interval(figure) or "–",) if sure else ()
    field = ctx.public.field_names[need["field_of_action"]]
    n = lang.number(figure.n) if figure.n is not None else "–"
    return (name_of(ctx, need), field, sentences.figure(figure), *interval, n)


def _how_to_cite(ctx: Context) -> str:
    return markdown.div(
        "hinweis",
        markdown.sentences(
            say(
                "Bitte schreiben Sie „befragte Alleinerziehende“: Die Befragung ist keine "
                "Zufallsstichprobe. Unterschiede zwischen Gruppen nennen Sie bitte nur, wo der Bericht "
                "sie belastbar nennt. Quelle:",
                "Please write ‘single parents surveyed’: the survey is not a random sample. Please "
                "report differences between groups only where the report calls them reliable. Source:",
            ),
            markdown.escape(
                f"{ctx.public.params.network.name}, {say('Bedarfsanalyse', 'needs analysis')} {ctx.year}."
            ),
        ),
    )


def _slide(title: str, *blocks: str, field: str = "") -> str:
    """A slide; one about a field of action bears its colour."""
    if not any(block.strip() for block in blocks):
        return ""
    content = [f"# {markdown.escape(title)} {{.unnumbered}}", *blocks]
    if field:
        content = [markdown.div("handlungsfeld", *content, depth=6, feld=field)]
    return markdown.div("seite", *content, depth=7)


def _chart(ctx: Context, title: str, chart: str, *texts: str, field: str = "") -> str:
    shown = ctx.shown(chart)
    if not shown:
        return ""
    columns = [markdown.div("spalte", *blocks, depth=4) for blocks in ((shown,), texts)]
    return _slide(title, markdown.div("spalten", *columns, depth=5), field=field)


def _numbers(ctx: Context) -> str:
    lead = markdown.div("kernaussage", overview.leading_fields(ctx))
    few = markdown.listing(overview.points(ctx)[:MOST_POINTS])
    return _slide(
        say("Auf einen Blick", "At a glance"), markdown.number_row(overview.numbers(ctx)), lead, few
    )


def _points(ctx: Context) -> list[str]:
    """What the largest needs mean for mothers and fathers."""
    needs = ctx.public.needs_of()
    if not needs:
        return []
    parents = fields.parents(ctx, needs[0]) or str(fields.NEITHER)
    return [markdown.sentences(fields.people(ctx, needs[0])), parents]


def _field(ctx: Context, field: str) -> str:
    need = ctx.public.needs_of(field)[0]
    return _chart(
        ctx,
        ctx.public.field_names[field],
        f"feld-{slug(field)}",
        overview.big(ctx, need),
        markdown.sentences(fields.parents(ctx, need)),
        field=field,
    )


def _unknown(ctx: Context) -> str:
    found = [c for c in ctx.public["coverage"] if c["verdict"] == "unknown"]
    if not found:
        return ""
    count = lang.counted(len(found), say("Bedarf gibt", "need"), say("Bedarfe gibt", "needs"))
    return say(
        f"Für {count} es Angebote, die wenige kennen.",
        f"For {count} there are services that few know.",
    )


def _obstacle(ctx: Context) -> str:
    found = ctx.charts.get("betriebe-huerden")
    return markdown.escape(f"{found.finding}.") if found else ""


def _first() -> str:
    return say("Was zuerst?", "What first?")


def _tie() -> str:
    return say(
        "Wo sich die Balken überlappen, ist die Reihenfolge offen.",
        "Where bars overlap, the order is open.",
    )


def _decision(ctx: Context) -> str:
    made = decision_of(ctx.public)
    if made is None:
        return ""
    lines = [
        f"**{markdown.escape(f['short'])}:** {markdown.escape(str(f['reason']))}"
        for f in made["fields"]
    ]
    title = say(f"Beschlossen am {made['date_text']}", f"Decided on {made['date_text']}")
    return _slide(title, markdown.listing(lines))


def _method(ctx: Context) -> str:
    return _slide(
        say("Was die Zahlen sagen und was nicht", "What the figures say and what they do not"),
        markdown.listing(imprint._method(ctx)),
        say(
            "Ergebnisse gelten für die Befragten; Intervalle sind modellgestützt. Alle Tabellen und die "
            "Methode stehen im Bericht.",
            "Results hold for the respondents; intervals are model-based. All tables and the method are "
            "in the report.",
        ),
        imprint.demo(ctx),
    )
