"""Auf einen Blick: one page that somebody in a hurry can act on."""

from __future__ import annotations

from pipeline.compose import markdown, sentences
from pipeline.compose.context import OWN, Context, demo_mark
from pipeline.compose.decision import decision_of
from pipeline.compose.language import lang, say
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import publisher, written
from pipeline.compose.sections import fields, groups
from pipeline.compose.sections.wording import name_of, predicate


def write(ctx: Context) -> str:
    """Numbers, the lead finding and the points."""
    return markdown.paragraphs(
        markdown.number_row(numbers(ctx)),
        markdown.div("kernaussage", leading_fields(ctx)),
        _ranks(ctx),
        markdown.listing([*points(ctx), _afterwards(ctx)]),
        _caveat(),
    )


def numbers(ctx: Context) -> list[str]:
    """Three big numbers: how many single parents there are, how many answered, the largest need."""
    return [
        *_population(ctx),
        *(
            [
                markdown.big_number(
                    lang.number(n),
                    say("Alleinerziehende haben geantwortet", "single parents answered"),
                    f"{say('Befragung', 'survey')} {ctx.year}{_mark(ctx)}",
                )
            ]
            if (n := usable(ctx, "alleinerziehende"))
            else []
        ),
        *(big(ctx, need) for need in ctx.public.needs_of()[:1]),
    ]


def _population(ctx: Context) -> list[str]:
    row = ctx.public.indicator("ae_minderj")
    if row:
        value = f"{say('rund', 'around')} {lang.rounded(row['value'])}"
        label = say(
            f"Alleinerziehende mit Kindern unter 18 Jahren leben {ctx.region_in_text}",
            f"single parents with children under 18 live {ctx.region_in_text}",
        )
        note = f"{publisher(row)}, {say('umgerechnet', 'converted')}; {OWN}"
        return [markdown.big_number(value, label, note)]
    row = ctx.public.indicator("ae_insgesamt")
    if not row:
        return []
    label = say(
        f"Haushalte von Alleinerziehenden gibt es {ctx.region_in_text} (Kinder jeden Alters)",
        f"single-parent households {ctx.region_in_text} (children of any age)",
    )
    return [markdown.big_number(written(row), label, publisher(row))]


def big(ctx: Context, need: Row) -> str:
    """A need as a big number: share, who says it, and of how many."""
    figure = ctx.public.need(need["need"])
    plural = lang.percent_number(figure.share) != 1
    said = predicate(ctx, need, plural=plural).replace(say(" hier", " here"), "", 1)
    label = f"{say('der befragten Alleinerziehenden', 'of the single parents surveyed')} {said}"
    rough = figure.status == "rounded"
    share = lang.percent(figure.share)
    value = f"{say('rund', 'around')} {share}" if rough or figure.wide else share
    rounded = say(", grob gerundet", ", roughly rounded") if rough else ""
    note = f"n = {lang.number(figure.n)}{rounded}{_mark(ctx)}"
    return markdown.big_number(value, markdown.escape(label), note)


def _mark(ctx: Context) -> str:
    return f", {demo_mark()}" if ctx.public.demo else ""


def usable(ctx: Context, questionnaire: str) -> int:
    """How many answers of a survey were used."""
    rows = (p for p in ctx.public["participation"] if p["questionnaire"] == questionnaire)
    return sum(int(p["usable"] or 0) for p in rows)


def too_few(ctx: Context, count: int) -> str:
    """Why nothing of a survey is shown, where ``count`` answers are the reason."""
    if count >= ctx.public.params.disclosure.bracket_below:
        return ""
    return say("Für Zahlen sind das zu wenige Antworten.", "These are too few answers for figures.")


def leading_fields(ctx: Context) -> str:
    """Which fields are ahead, ties named."""
    ranking = ctx.public.ranking
    if not ranking:
        return ""
    names = [ctx.public.field_name(r["field_of_action"]) for r in ranking]
    first = [name for name, r in zip(names, ranking, strict=True) if r["rank_low"] == 1]
    if len(first) == 1:
        second = [name for name, r in zip(names, ranking, strict=True) if r["rank_low"] == 2]
        leader = lang.quoted(first[0])
        text = say(
            f"Das Handlungsfeld {leader} liegt klar vorn.",
            f"The field of action {leader} is clearly ahead.",
        )
        others = lang.joined([lang.quoted(n) for n in second])
        if 1 < len(second) < 5:
            text += say(
                f" Für den zweiten Rang kommen {others} in Frage.",
                f" Second rank may go to {lang.joined([lang.quoted(n) for n in second], 'or')}.",
            )
        elif len(second) == 1:
            text += say(f" Danach folgt {others}.", f" Next comes {others}.")
    elif len(first) > 5:
        leader = lang.quoted(names[0])
        text = say(
            f"Die meisten Punkte hat {leader}; die Daten trennen die Felder an der Spitze nicht.",
            f"{leader} has the highest score; the data cannot tell the fields at the top apart.",
        )
    else:
        count = lang.capital(lang.numeral(len(first)))
        listed = lang.joined([lang.quoted(n) for n in first])
        text = say(
            f"{count} Handlungsfelder kommen für den ersten Rang in Frage: {listed}. Die Daten "
            "trennen sie nicht.",
            f"{count} fields of action may hold first rank: {listed}. The data cannot tell them apart.",
        )
    return markdown.escape(text)


def _ranks(ctx: Context) -> str:
    """All fields in their order with the ranks that the data allow, beside the findings."""
    rows = ctx.public.ranking
    if len(rows) < 2:
        return ""
    lines = [
        f"**{markdown.escape(ctx.public.field_name(r['field_of_action']))}** "
        f"{lang.span(r['rank_low'], r['rank_high'])}"
        for r in rows
    ]
    head = say("Mögliche Ränge der Handlungsfelder:", "Possible ranks of the fields of action:")
    return markdown.div("randnotiz", "\\\n".join([head, *lines]))


def _afterwards(ctx: Context) -> str:
    """What comes next, as long as nothing is decided."""
    if decision_of(ctx.public) is not None or not ctx.public.ranking:
        return ""
    return say(
        "**Wie es weitergeht:** Die Steuerungsgruppe wählt auf dieser Grundlage die Handlungsfelder, "
        "die das Netzwerk zuerst angeht (@sec-entscheidung).",
        "**What happens next:** on this basis the steering group chooses the fields of action that the "
        "network tackles first (@sec-entscheidung).",
    )


def points(ctx: Context) -> list[str]:
    """The findings in a list: needs, mothers and fathers, groups, what is unknown, who else was asked."""
    needs = ctx.public.needs_of()
    out = [_decided(ctx)]
    if needs:
        listed = lang.joined(
            [sentences.behind(name_of(ctx, n), ctx.public.need(n["need"])) for n in needs[:3]]
        )
        most = say("Am häufigsten fehlt", "Lacking most often")
        out.append(f"**{most}:** {markdown.escape(listed)}.")
        name = markdown.escape(lang.quoted(name_of(ctx, needs[0])))
        parents = fields.parents(ctx, needs[0])
        title = say("**Mütter und Väter**", "**Mothers and fathers**")
        at = say(
            f" beim größten Bedarf, {name}: {parents}",
            f" on the largest need, {name}: {parents[:1].lower()}{parents[1:]}",
        )
        out.append(title + (at if parents else f": {fields.NEITHER}"))
    out.append(_widest_gap(ctx))
    for verdict, title in (
        (
            "unknown",
            say("Angebote gibt es, aber wenige kennen sie", "Services exist, but few know them"),
        ),
        (
            "gap",
            say(
                "Kein passendes Angebot mit freien Plätzen", "No suitable service with free places"
            ),
        ),
    ):
        listed_offers = ctx.public["offers"]  # without a directory nothing is known of gaps
        found = [c for c in ctx.public["coverage"] if c["verdict"] == verdict and listed_offers]
        found.sort(key=lambda c: (-(c["in_need"] or 0), c["need"]))
        if found:
            listed = lang.joined([lang.quoted(ctx.public.need_name(c["need"])) for c in found[:3]])
            out.append(f"**{title}:** {markdown.escape(listed)}.")
    out.append(_others(ctx))
    return [point for point in out if point]


def _decided(ctx: Context) -> str:
    made = decision_of(ctx.public)
    if made is None:
        return ""
    names = lang.joined([lang.quoted(f["short"]) for f in made["fields"]])
    return say(
        f"**Entschieden** am {made['date_text']}: {markdown.escape(names)}.",
        f"**Decided** on {made['date_text']}: {markdown.escape(names)}.",
    )


def _widest_gap(ctx: Context) -> str:
    found = [(f, n) for n in ctx.public.needs_of() for f in groups.findings(ctx, n["need"])[:1]]
    if not found:
        return ""
    finding, need = max(found, key=lambda x: (x[0].gap, x[1]["need"]))
    far = say("Am weitesten auseinander", "Groups are furthest apart")
    start = say(f"{far} liegen die Gruppen bei", f"{far} on")
    return markdown.escape(
        f"{start} {lang.quoted(name_of(ctx, need))}: "
        f"{finding.more} "
        f"{sentences.figure(finding.high)}, {finding.less} {sentences.figure(finding.low)}."
    ).replace(far, f"**{far}**", 1)


def _others(ctx: Context) -> str:
    counts = [
        f"{lang.number(n)} {one if n == 1 else more}"
        for q, one, more in (
            ("arbeitgeber", say("Betrieb", "business"), say("Betriebe", "businesses")),
            (
                "einrichtungen",
                say("Einrichtung", "institution"),
                say("Einrichtungen", "institutions"),
            ),
        )
        if (n := usable(ctx, q)) > 0
    ]
    title = say("Auch gefragt", "Also asked")
    return f"**{title}:** {lang.joined(counts)}." if counts else ""


def _caveat() -> str:
    return markdown.div(
        "hinweis",
        markdown.sentences(
            say(
                "Wer mitgemacht hat, ist keine Zufallsstichprobe. Die Ergebnisse gelten für die "
                "Befragten; Intervalle "
                "sind modellgestützt. Mehr dazu in @sec-methode.",
                "Those who took part are not a random sample. Results hold for the respondents; intervals "
                "are model-based. More on this in @sec-methode.",
            )
        ),
    )
