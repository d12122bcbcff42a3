"""Einrichtungen und Angebote: counted, never estimated; needs held against what exists."""

from __future__ import annotations

from pipeline.compose import markdown, questions, sentences
from pipeline.compose.charts.marks import n_words
from pipeline.compose.context import Context
from pipeline.compose.language import lang
from pipeline.compose.sections.experts import NAME, shortages
from pipeline.compose.sections.overview import usable

MOST = 18
MOST_SHORTAGES = 8
VERDICTS = {
    "covered": "gedeckt",
    "gap": "Lücke",
    "duplicate": "mehrfach vorhanden",
    "unknown": "vorhanden, wenig bekannt",
}


def write(ctx: Context) -> str:
    """Institutions' view, awareness, and the comparison of needs and offers."""
    return markdown.paragraphs(_institutions(ctx), awareness(ctx), _offers(ctx), coverage(ctx))


def _institutions(ctx: Context) -> str:
    count = usable(ctx, NAME)
    if not count:
        return "Für diesen Bericht liegen keine Antworten von Einrichtungen vor."
    rows = [(s.label, s.said, s.total) for s in shortages(ctx)]
    text = markdown.sentences(
        "Eine Einrichtung hat geantwortet."
        if count == 1
        else f"{lang.number(count)} Einrichtungen haben geantwortet.",
        "Ihre Antworten werden gezählt, nicht hochgerechnet.",
        markdown.escape(
            f"Am häufigsten sehen sie eine Lücke bei {lang.quoted(rows[0][0])}: "
            f"{sentences.of_counted(rows[0][1], rows[0][2], 'Einrichtungen')} sagen, es fehle oder "
            "reiche bei Weitem nicht."
        )
        if rows
        else "",
    )
    table = ctx.table(
        ["Was aus Sicht der Einrichtungen fehlt", "Einrichtungen"],
        [[label, f"{said} von {total}"] for label, said, total in rows[:MOST_SHORTAGES]],
        "lr",
        "Angebote, die fehlen oder bei Weitem nicht reichen",
        "einrichtungen",
        source=ctx.survey_source(NAME),
        widths=(46, 16),
    )
    return markdown.paragraphs(text, table)


def awareness(ctx: Context) -> str:
    """Which offers single parents do not know."""
    rows = []
    for question in questions.all_of(ctx.public, "alleinerziehende"):
        if question.role != "awareness":
            continue
        for variable in question.variables:
            lowest = questions.scale(
                ctx.public, questions.Question("alleinerziehende", "", "", "", (variable,))
            )
            if (
                lowest
                and (
                    f := ctx.public.figure("alleinerziehende", variable, lowest[0]["category"])
                ).known
            ):
                rows.append((ctx.public.item_name("alleinerziehende", variable), f))
    rows.sort(key=lambda r: (-r[1].share, r[0]))
    if len(rows) < 3:
        return ""
    label, top = rows[0]
    subject = sentences.share_of(top)
    plot = questions.bars(rows, ctx.theme.field_colour("information"))
    chart = ctx.chart(
        "bekanntheit",
        plot,
        finding=f"{lang.capital(subject.text)} {subject.verb('kennt', 'kennen')} das Angebot "
        f"{lang.quoted(label)} nicht",
        subtitle="Anteil der Befragten, die das Angebot nicht kennen, in Prozent, "
        f"mit Intervall (95 %); {n_words(plot.rows)}",
        source=ctx.survey_source(),
        caption="Angebote, die am wenigsten bekannt sind",
        alt="Balkendiagramm, unbekannt ist: "
        + "; ".join(f"{name}: {sentences.evidence(f)}" for name, f in rows[:3])
        + ".",
    )
    known = [(name, f) for name, f in rows if f.share < 0.5]
    unknown = len(rows) - len(known)
    many = "ist eines" if unknown == 1 else f"sind {lang.numeral(unknown)}"
    text = (
        f"Von {lang.numeral(len(rows))} abgefragten Angeboten {many} mindestens der Hälfte der "
        "Befragten unbekannt."
    )
    return markdown.paragraphs(markdown.sentences(text if known != rows else ""), chart)


def _offers(ctx: Context) -> str:
    offers = [o for o in ctx.public["offers"] if o["released"]]
    if not offers:
        return ""
    counts = {f: sum(o["field_of_action"] == f for o in offers) for f in ctx.public.field_names}
    none = [lang.quoted(ctx.public.field_names[f]) for f, n in counts.items() if n == 0]
    rows = sorted(counts.items(), key=lambda x: (-x[1], x[0]))
    listed = lang.joined([f"{ctx.public.field_names[f]} ({lang.number(n)})" for f, n in rows if n])
    return markdown.sentences(
        "Das Verzeichnis enthält "
        f"{lang.counted(len(offers), 'freigegebenes Angebot', 'freigegebene Angebote')}, nach "
        f"Handlungsfeldern: {markdown.escape(listed)}.",
        markdown.escape(f"Kein Angebot ist erfasst für {lang.joined(none)}.") if none else "",
    )


def coverage(ctx: Context) -> str:
    """Needs that no known offer with room meets, the largest first; how many others are met."""
    if not ctx.public["offers"]:  # without a directory there is nothing to hold needs against
        return ""
    order = {"gap": 0, "unknown": 1, "duplicate": 2}
    found = [c for c in ctx.public["coverage"] if c["verdict"] in order]
    found.sort(key=lambda c: (order[c["verdict"]], -(c["in_need"] or 0), c["need"]))
    covered = sum(c["verdict"] == "covered" for c in ctx.public["coverage"])
    rows = [
        [
            ctx.public.need_name(c["need"]),
            sentences.figure(ctx.public.need(c["need"])) or "–",
            lang.number(c["offers"]),
            lang.percent(c["awareness"]) if c["awareness"] is not None else "–",
            VERDICTS[c["verdict"]],
        ]
        for c in found
    ]
    table = ctx.table(
        ["Bedarf", "mit Bedarf", "Angebote", "bekannt bei", "Urteil"],
        rows[:MOST],
        "lrrrl",
        "Bedarf und Angebot: wo etwas fehlt oder unbekannt ist",
        "abgleich",
        widths=(42, 12, 10, 12, 24),
    )
    text = markdown.sentences(
        "@tbl-abgleich stellt den Bedarf der Alleinerziehenden den verzeichneten Angeboten gegenüber. "
        "*Lücke* heißt: Es gibt kein Angebot mit freien Plätzen."
        if table
        else "",
        f"Für {lang.counted(covered, 'weiteren Bedarf', 'weitere Bedarfe')} gibt es ein bekanntes Angebot."
        if covered
        else "",
    )
    return markdown.paragraphs(text, table)
