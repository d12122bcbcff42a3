"""Einrichtungen und Angebote: counted, never estimated; needs held against what exists."""

from __future__ import annotations

from typing import Any

from pipeline.compose import markdown, questions, sentences
from pipeline.compose.charts import marks
from pipeline.compose.context import Context
from pipeline.compose.language import Text, lang, say
from pipeline.compose.sections.experts import NAME, shortages
from pipeline.compose.sections.overview import too_few, usable
from pipeline.compose.sentences import Figure

MOST = 18
MOST_SHORTAGES = 8
MOST_STALE = 6  # names of offers that were checked too long ago
VERDICTS = {
    "covered": Text("gedeckt", "covered"),
    "gap": Text("Lücke", "gap"),
    "duplicate": Text("mehrfach vorhanden", "several exist"),
    "unknown": Text("vorhanden, wenig bekannt", "exists, little known"),
}


def write(ctx: Context) -> str:
    """Institutions' view, awareness, and the comparison of needs and offers."""
    return markdown.paragraphs(_institutions(ctx), awareness(ctx), _offers(ctx), coverage(ctx))


def _institutions(ctx: Context) -> str:
    count = usable(ctx, NAME)
    if not count:
        return say(
            "Für diesen Bericht liegen keine Antworten von Einrichtungen vor.",
            "There are no answers from institutions for this report.",
        )
    rows = [(s.label, s.said, s.total) for s in shortages(ctx)]
    text = markdown.sentences(
        say("Eine Einrichtung hat geantwortet.", "One institution answered.")
        if count == 1
        else say(
            f"{lang.number(count)} Einrichtungen haben geantwortet.",
            f"{lang.number(count)} institutions answered.",
        ),
        say(
            "Ihre Antworten werden gezählt, nicht hochgerechnet.",
            "Their answers are counted, not projected.",
        ),
        markdown.escape(_widest(*rows[0])) if rows else too_few(ctx, count),
    )
    table = ctx.table(
        [
            say("Was aus Sicht der Einrichtungen fehlt", "What institutions say is missing"),
            say("Einrichtungen", "Institutions"),
        ],
        [
            [label, f"{said} {say('von', 'of')} {total}"]
            for label, said, total in rows[:MOST_SHORTAGES]
        ],
        "lr",
        say(
            "Angebote, die fehlen oder bei Weitem nicht reichen",
            "Services that are missing or far from sufficient",
        ),
        "einrichtungen",
        source=ctx.survey_source(NAME),
        widths=(46, 16),
    )
    return markdown.paragraphs(text, table)


def _widest(label: str, said: int, total: int) -> str:
    """The largest gap in a sentence."""
    counted = sentences.of_counted(said, total, say("Einrichtungen", "institutions"))
    return say(
        f"Am häufigsten sehen sie eine Lücke bei {lang.quoted(label)}: "
        f"{counted} sagen, es fehle oder reiche bei Weitem nicht.",
        f"Most often they see a gap in {lang.quoted(label)}: "
        f"{counted} call it missing or far from sufficient.",
    )


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
    plot = questions.bars(rows, ctx.theme.field_colour("information"))
    certainty = marks.certainty(r.value for r in plot.rows)
    chart = ctx.chart(
        "bekanntheit",
        plot,
        finding=_least_known(rows),
        subtitle=say(
            f"Anteil der Befragten, die das Angebot nicht kennen, in Prozent, {certainty}; ",
            f"Share of respondents who do not know the service, in per cent, {certainty}; ",
        )
        + marks.n_words(plot.rows),
        source=ctx.survey_source(),
        caption=say("Angebote, die am wenigsten bekannt sind", "The least known services"),
        alt=say("Balkendiagramm, unbekannt ist: ", "Bar chart, not known: ")
        + "; ".join(f"{name}: {sentences.evidence(f)}" for name, f in rows[:3])
        + ".",
    )
    known = [(name, f) for name, f in rows if f.share < 0.5]
    unknown = len(rows) - len(known)
    text = say(
        f"Von {lang.numeral(len(rows))} abgefragten Angeboten "
        f"{'ist eines' if unknown == 1 else f'sind {lang.numeral(unknown)}'} mindestens der Hälfte der "
        "Befragten unbekannt.",
        f"Of {lang.numeral(len(rows))} services asked about, {lang.numeral(unknown)} "
        f"{'is' if unknown == 1 else 'are'} unknown to at least half of respondents.",
    )
    return markdown.paragraphs(markdown.sentences(text if known != rows else ""), chart)


def _least_known(rows: list[tuple[str, Figure]]) -> str:
    """The offer that most do not know, or those that rough rounding leaves as little known."""
    subject = sentences.share_of(rows[0][1])
    ahead = sentences.level(rows)
    named = sentences.listed(ahead)
    if len(ahead) > 1:
        return say(
            f"Je {subject.text} kennen diese Angebote nicht: {named}",
            f"{lang.capital(subject.text)} do not know each of these services: {named}",
        )
    return say(
        f"{lang.capital(subject.text)} {subject.verb('kennt', 'kennen')} das Angebot {named} nicht",
        f"{lang.capital(subject.text)} do not know the service {named}",
    )


def _offers(ctx: Context) -> str:
    offers = [o for o in ctx.public["offers"] if o["released"]]
    if not offers:
        return ""
    counts = {f: sum(o["field_of_action"] == f for o in offers) for f in ctx.public.field_names}
    none = [lang.quoted(ctx.public.field_names[f]) for f, n in counts.items() if n == 0]
    rows = sorted(counts.items(), key=lambda x: (-x[1], x[0]))
    listed = lang.joined([f"{ctx.public.field_names[f]} ({lang.number(n)})" for f, n in rows if n])
    return markdown.sentences(
        say(
            "Das Verzeichnis enthält "
            f"{lang.counted(len(offers), 'freigegebenes Angebot', 'freigegebene Angebote')}, nach "
            f"Handlungsfeldern: {markdown.escape(listed)}.",
            "The directory holds "
            f"{lang.counted(len(offers), 'released service', 'released services')}, by field of "
            f"action: {markdown.escape(listed)}.",
        ),
        markdown.escape(
            say(
                f"Kein Angebot ist erfasst für {lang.joined(none)}.",
                f"No service is recorded for {lang.joined(none, 'or')}.",
            )
        )
        if none
        else "",
        markdown.escape(_stale(ctx, offers)),
    )


def _stale(ctx: Context, offers: list[dict[str, Any]]) -> str:
    """Which offers were checked too long ago, or never: what stands in the guide may no longer be true."""
    old = sorted(str(o["name"]) for o in offers if o.get("stale"))
    if not old:
        return ""
    months = lang.number(ctx.public.params.assessment.offers_stale_after_months)
    more = len(old) - MOST_STALE
    rest = [say(f"{lang.number(more)} weitere", f"{lang.number(more)} more")] if more > 0 else []
    named = lang.joined([*(lang.quoted(name) for name in old[:MOST_STALE]), *rest])
    count = lang.counted(
        len(old),
        say("Angebot wurde", "service was"),
        say("Angebote wurden", "services were"),
    )
    return lang.capital(
        say(
            f"{count} seit mehr als {months} Monaten nicht oder noch nie geprüft; bitte vor der nächsten "
            f"Auflage nachfragen: {named}.",
            f"{count} last checked more than {months} months ago or never; please ask before the next "
            f"edition: {named}.",
        )
    )


def _known_to(ctx: Context, cover: dict[str, Any]) -> str:
    """By how many the offers for a need are known; in brackets where the share itself is not published."""
    if cover["awareness"] is None:
        return "–"
    text = lang.percent(cover["awareness"])
    return text if ctx.public.part(cover["need"], "awareness").known else f"[{text}]"


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
            _known_to(ctx, c),
            str(VERDICTS[c["verdict"]]),
        ]
        for c in found
    ]
    table = ctx.table(
        [
            say("Bedarf", "Need"),
            say("mit Bedarf", "in need"),
            say("Angebote", "services"),
            say("bekannt bei", "known to"),
            say("Urteil", "verdict"),
        ],
        rows[:MOST],
        "lrrrl",
        say(
            "Bedarf und Angebot: wo etwas fehlt oder unbekannt ist",
            "Needs and services: where something is missing or unknown",
        ),
        "abgleich",
        widths=(42, 12, 10, 12, 24),
    )
    text = markdown.sentences(
        say(
            "@tbl-abgleich stellt den Bedarf der Alleinerziehenden den verzeichneten Angeboten gegenüber. "
            "*Lücke* heißt: Es gibt kein Angebot mit freien Plätzen.",
            "@tbl-abgleich sets the needs of single parents against the services in the directory. "
            "*Gap* means that there is no service with free places.",
        )
        if table
        else "",
        say(
            f"Für {lang.counted(covered, 'weiteren Bedarf', 'weitere Bedarfe')} gibt es ein bekanntes "
            "Angebot.",
            f"For {lang.counted(covered, 'more need', 'more needs')} there is a known service.",
        )
        if covered
        else "",
    )
    return markdown.paragraphs(text, table)
