"""Results per field of action: what is missing, for whom, what is offered, what people say."""

from __future__ import annotations

from pipeline.compose import markdown, sentences
from pipeline.compose.charts import marks
from pipeline.compose.charts.bars import Bars
from pipeline.compose.charts.marks import Row
from pipeline.compose.charts.theme import PRINT_WIDTH, wrap
from pipeline.compose.context import Context, slug
from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import ALL
from pipeline.compose.public import Row as Record
from pipeline.compose.sections import experts, groups
from pipeline.compose.sections.wording import name_of, predicate, words

AT_MOST = 7
MOST_LINES = 12
NEITHER = Text(
    "Für Mütter und Väter getrennt liegen zu wenige Antworten vor; gemeint sind beide.",
    "There are too few answers to show mothers and fathers separately; both are meant.",
)


def write(ctx: Context) -> str:
    """All fields, in the order of their ranks."""
    ranked = [r["field_of_action"] for r in ctx.public.ranking]
    order = [*ranked, *(f for f in ctx.public.field_names if f not in ranked)]
    if not ctx.public.needs_of():
        return nothing()
    tops = [needs[0] for field in order if (needs := ctx.public.needs_of(field))]
    unknown = tops and not any(parents(ctx, need) for need in tops)
    return markdown.paragraphs(
        markdown.sentences(_order(ranked), _certainty(ctx)),
        str(NEITHER) if unknown else "",
        largest(ctx),
        *(one(ctx, field) for field in order),
    )


def _certainty(ctx: Context) -> str:
    """How figures show their certainty: by lines where there are intervals."""
    if any(ctx.public.need(n["need"]).firm for n in ctx.public.needs_of()):
        return say(
            "Die dünnen Linien in den Abbildungen zeigen, wie unsicher ein Wert ist.",
            "The thin lines in the figures show how uncertain a value is.",
        )
    return say(
        "Weil wenige geantwortet haben, sind alle Werte grob gerundet.",
        "Because few answered, all values are roughly rounded.",
    )


def _order(ranked: list[str]) -> str:
    """In which order the fields stand; that there is no ranking where too little is known for one."""
    if ranked:
        return say(
            "Die Felder stehen in der Reihenfolge der Rangfolge aus @sec-handlungsfelder.",
            "The fields stand in the order of the ranking in @sec-handlungsfelder.",
        )
    return say(
        "Für eine Rangfolge liegen zu wenige Angaben vor; die Reihenfolge der Felder sagt nichts aus.",
        "There are too few data for a ranking; the order of the fields says nothing.",
    )


def nothing() -> str:
    """Said once where nothing at all may be published."""
    return say(
        "Es haben zu wenige Alleinerziehende geantwortet, um Ergebnisse zu veröffentlichen.",
        "Too few single parents answered for results to be published.",
    )


def largest(ctx: Context) -> str:
    """The largest needs of all fields in one picture, each in the colour of its field."""
    needs = ctx.public.needs_of()[:AT_MOST]
    if len(needs) < 3:
        return ""
    figures = [(name_of(ctx, n), ctx.public.need(n["need"])) for n in needs]
    rows = [
        Row(name, figure, True, colour=ctx.theme.field_colour(n["field_of_action"]))
        for n, (name, figure) in zip(needs, figures, strict=True)
    ]
    numbers = "; ".join(f"{r.label}: {sentences.evidence(r.value)}" for r in rows[:3])
    certainty = marks.certainty(r.value for r in rows)
    named = list(dict.fromkeys(ctx.public.field_names[n["field_of_action"]] for n in needs))
    text = say(
        f"Die {lang.numeral(len(needs))} größten Werte stammen aus "
        f"{lang.counted(len(named), 'einem Feld', 'Feldern')}: ",
        f"The {lang.numeral(len(needs))} highest values come from "
        f"{lang.counted(len(named), 'field', 'fields')}: ",
    )
    return markdown.paragraphs(
        markdown.sentences(markdown.escape(f"{text}{lang.joined(named)}.")),
        ctx.chart(
            "groesste-bedarfe",
            Bars(rows),
            finding=sentences.order_words(figures),
            subtitle=say(
                f"Die größten Werte aller Handlungsfelder: Anteil der Befragten in Prozent, {certainty}; "
                "Farbe: Handlungsfeld",
                f"The highest values of all fields of action: share of respondents in per cent, {certainty}; "
                "colour: field of action",
            ),
            source=ctx.survey_source(),
            caption=say(
                "Die größten Bedarfe aller Handlungsfelder",
                "The largest needs of all fields of action",
            ),
            alt=_bars_told(len(rows), numbers),
        ),
    )


def _bars_told(bars: int, numbers: str) -> str:
    """The text alternative of bars: how many, and the largest."""
    return say(
        f"Balkendiagramm, {lang.counted(bars, 'Balken', 'Balken')}. Am größten: {numbers}.",
        f"Bar chart with {lang.counted(bars, 'bar', 'bars')}. Largest: {numbers}.",
    )


def one(ctx: Context, field: str) -> str:
    """One field of action with its charts; a note where nothing may be published."""
    full = next((f.name for f in ctx.public.params.fields_of_action if f.id == field), field)
    needs = ctx.public.needs_of(field)
    head = markdown.heading(2, full, f"sec-feld-{slug(field)}")
    if not needs:
        body = [
            say(
                "Zu diesem Feld liegen zu wenige Antworten vor, um Zahlen zu veröffentlichen.",
                "There are too few answers on this field to publish figures.",
            )
        ]
    else:
        top = needs[0]
        body = [
            markdown.div("kernaussage", lead(ctx, top)),
            bars(ctx, field, needs),
            markdown.div("randnotiz", people(ctx, top)),
            markdown.sentences(_more(ctx, needs)),
        ]
    seen = experts.view_of(ctx, [n["need"] for n in needs[:3]])
    body += [markdown.sentences(offers(ctx, field), markdown.escape(seen))]
    if needs:  # behind the text, so that a page that the picture does not fit on is filled with it
        body += [groups.chart(ctx, field, needs[0]["need"]), compared(ctx, needs[0])]
    body += quotes(ctx, field, 2 if len(needs) < AT_MOST - 1 else 1)
    return markdown.div("handlungsfeld", head, *body, depth=5, feld=field)


def lead(ctx: Context, need: Record) -> str:
    """The sentence that a field begins with."""
    figure = ctx.public.need(need["need"])
    subject = sentences.share_of(figure)
    start = lang.capital(sentences.with_figure(subject, figure))
    return lang.fixed(markdown.escape(f"{start} {predicate(ctx, need, plural=subject.plural)}."))


def bars(
    ctx: Context, field: str, needs: list[Record], most: int = AT_MOST, lines: int = MOST_LINES
) -> str:
    """The chart of a field: its needs by size; those that may be the largest are coloured.

    At most ``most`` bars whose labels take at most ``lines`` lines.
    """
    shown = needs[: fitting(ctx, needs[:most], lines)]
    figures = [(name_of(ctx, n), ctx.public.need(n["need"])) for n in shown]
    ahead = sentences.leading(figures)
    rows = [Row(name, figure, name in ahead) for name, figure in figures]
    numbers = "; ".join(f"{r.label}: {sentences.evidence(r.value)}" for r in rows[:3])
    shorts = {words(ctx, n["need"]).short for n in shown}
    several = say("mit Bedarf, Hindernis oder Schwierigkeit", "with a need, obstacle or difficulty")
    what = shorts.pop() if len(shorts) == 1 else several
    clause = what.startswith("die ")  # a clause stands between commas, a phrase does not
    certainty = marks.certainty(figure for _, figure in figures)
    return ctx.chart(
        f"feld-{slug(field)}" if most == AT_MOST else f"auswahl-{slug(field)}",
        Bars(rows, ctx.theme.field_colour(field)),
        finding=sentences.order_beside(figures),  # the largest share leads the page already
        subtitle=say(
            f"Anteil der Befragten{f', {what},' if clause else f' {what}'} in Prozent, {certainty}",
            f"Share of respondents {what} in per cent, {certainty}",
        ),
        source=ctx.survey_source(),
        caption=say(
            f"Bedarfe im Handlungsfeld {ctx.public.field_names[field]}",
            f"Needs in the field of action {lang.quoted(ctx.public.field_names[field])}",
        ),
        alt=_bars_told(len(rows), numbers),
    )


def fitting(ctx: Context, needs: list[Record], most: int = MOST_LINES) -> int:
    """How many bars leave room on the page: long labels take two lines."""
    lines = 0
    for count, need in enumerate(needs):
        lines += len(wrap(name_of(ctx, need), "strong", PRINT_WIDTH * Bars.LABELS))
        if lines > most:
            return max(count, 3)
    return len(needs)


def _more(ctx: Context, needs: list[Record]) -> str:
    """The second and third need: what comes next, where the first is surely ahead; else further values."""
    figures = [(name_of(ctx, n), ctx.public.need(n["need"])) for n in needs]
    rest = figures[1:3]
    if not rest:
        return ""
    listed = lang.joined([sentences.behind(name, figure) for name, figure in rest])
    several = len(rest) > 1
    if all(figure.firm for _, figure in figures) and len(sentences.leading(figures)) == 1:
        text = say(
            f"Danach {'folgen' if several else 'folgt'}: {listed}.",
            f"Next {'come' if several else 'comes'}: {listed}.",
        )
    else:
        text = say(
            f"{'Weitere Werte' if several else 'Der andere Wert'}: {listed}.",
            f"{'Further values' if several else 'The other value'}: {listed}.",
        )
    return markdown.escape(text)


def parents(ctx: Context, need: Record) -> str:
    """Mothers and fathers; empty where nothing is known of either, which is then said once (``NEITHER``)."""
    if not {"muetter", "vaeter"} <= ctx.public.groups.keys():
        return ""
    mothers, fathers = (ctx.public.need(need["need"], g) for g in ("muetter", "vaeter"))
    differ = ctx.public.differ(need["need"], "muetter", "vaeter")
    names = (say("Müttern", "mothers"), say("Vätern", "fathers"))
    text = sentences.compared(mothers, fathers, names, differ=differ)
    return markdown.escape(text)


def compared(ctx: Context, need: Record) -> str:
    """Groups in one sentence where nothing stands out, mothers and fathers among them."""
    alike = groups.alike(ctx, need["need"])
    figures = [
        ctx.public.need(need["need"], g) for g in ("muetter", "vaeter") if g in ctx.public.groups
    ]
    if alike and len(figures) == 2 and all(f.firm for f in figures):
        mothers, fathers = (sentences.figure(f) for f in figures)
        both = say(
            f", auch nicht zwischen Müttern ({mothers}) und Vätern ({fathers})",
            f", nor do mothers ({mothers}) and fathers ({fathers})",
        )
        return markdown.sentences(markdown.escape(f"{alike}{both}."))
    return markdown.sentences(f"{alike}." if alike else "", parents(ctx, need))


def people(ctx: Context, need: Record) -> str:
    """How many people that would be, where there is an official count of the same population."""
    row = next(
        (n for n in ctx.public["needs"] if n["need"] == need["need"] and n["target_group"] == ALL),
        None,
    )
    if row is None or row["people_low"] is None or row["people_high"] is None:
        return ""
    high = lang.rounded(row["people_high"])
    low = lang.rounded(row["people_low"], beside=row["people_high"])
    share = lang.percent(ctx.public.need(need["need"]).share)
    return markdown.sentences(
        say(
            f"{share} aller Alleinerziehenden mit Kindern unter 18 Jahren wären {ctx.region_in_text} "
            f"**etwa {low}{lang.FIXED}bis{lang.FIXED}{high}** Personen (Modellrechnung).",
            f"{share} of all single parents with children under 18 would be "
            f"**about {low}{lang.FIXED}to{lang.FIXED}{high}** people {ctx.region_in_text} "
            "(model calculation).",
        )
    )


def offers(ctx: Context, field: str) -> str:
    """How many offers there are, and for which needs none fits or few know them."""
    if not ctx.public["offers"]:
        return ""
    count = sum(o["field_of_action"] == field and o["released"] for o in ctx.public["offers"])
    verb = "ist" if count < 2 else "sind"
    parts = [
        say(
            f"Für dieses Feld {verb} {lang.counted(count, 'Angebot', 'Angebote')} verzeichnet.",
            f"The directory lists {lang.counted(count, 'service', 'services')} for this field.",
        )
    ]
    for verdict, one_offer, more in (
        (
            "gap",
            say(
                "Kein passendes Angebot mit freien Plätzen gibt es für",
                "There is no suitable service with free places for",
            ),
            "",
        ),
        (
            "unknown",
            say("Wenig bekannt ist das Angebot für", "The service for this is little known"),
            say("Wenig bekannt sind die Angebote für", "The services for these are little known"),
        ),
        ("duplicate", "", say("Mehrere Angebote gibt es für", "There are several services for")),
    ):
        found = [
            c
            for c in ctx.public["coverage"]
            if c["field_of_action"] == field and c["verdict"] == verdict
        ]
        found.sort(key=lambda c: (-(c["in_need"] or 0), c["need"]))
        several = sum(int(c["offers"] or 0) for c in found[:3]) > 1
        named = [lang.quoted(ctx.public.need_name(c["need"])) for c in found[:3]]
        if named:
            start = (more if several else one_offer) or one_offer or more
            parts.append(f"{start}: {lang.joined(named)}.")
    return markdown.sentences(markdown.escape(" ".join(parts)))


def quotes(ctx: Context, field: str, most: int = 2) -> list[str]:
    """Released quotes of a field, single parents' own first."""
    found = [q for q in ctx.public["quotes"] if q["field_of_action"] == field and q["released"]]
    found.sort(
        key=lambda q: (
            say("Alleinerziehende", "single parent") not in q["source_type"],
            q["source_type"],
            q["quote"],
        )
    )
    return [quote(q) for q in found[:most]]


def quote(row: Record) -> str:
    """A quote with who said it."""
    return markdown.div(
        "zitat",
        markdown.escape(lang.quoted(str(row["quote"]))),
        markdown.escape(str(row["source_type"])),
        depth=4,
    )
