"""Arbeitgeber: what establishments offer and what stands in the way, beside what single parents wish."""

from __future__ import annotations

from pipeline.compose import markdown, questions, sentences
from pipeline.compose.charts import marks
from pipeline.compose.charts.pairs import Pair, Pairs
from pipeline.compose.context import Context
from pipeline.compose.labels import SURVEYS, tidy
from pipeline.compose.language import lang, say
from pipeline.compose.questions import Question
from pipeline.compose.sections import sizes
from pipeline.compose.sections.overview import too_few, usable
from pipeline.compose.sentences import Figure

NAME = "arbeitgeber"
EMPLOYEES = "beschaeftigte"
PARENTS = "alleinerziehende"


def write(ctx: Context) -> str:
    """Text and charts; a note when no establishment answered."""
    count = usable(ctx, NAME)
    if not count:
        return say(
            "Für diesen Bericht liegen keine Antworten von Betrieben vor.",
            "There are no answers from businesses for this report.",
        )
    weighted = ctx.public.meta.get("metrics", {}).get("weighted", {}).get(NAME, False)
    intro = markdown.sentences(
        say("Ein Betrieb hat geantwortet.", "One business answered.")
        if count == 1
        else say(
            f"{lang.number(count)} Betriebe haben geantwortet.",
            f"{lang.number(count)} businesses answered.",
        ),
        say(
            "Ihre Antworten sind nach Größenklassen gewichtet, mit den Zahlen im Abschnitt über die "
            "Gewichtung. "
            "Sie gelten, soweit Betriebe einer Größe, die geantwortet haben, den übrigen gleichen.",
            "Their answers are weighted by size class, with the figures in the section on weighting. "
            "They hold as far as businesses of one size that answered resemble the others.",
        )
        if weighted
        else say(
            "Ihre Antworten sind nicht gewichtet und stehen nur für sich; sie sagen nichts über alle "
            "Betriebe der Region.",
            "Their answers are not weighted and stand only for themselves; they say nothing about all "
            "businesses in the region.",
        ),
    )
    shown = (
        side_by_side(ctx),
        offers(ctx),
        by_employees(ctx),
        sizes.write(ctx, _models(ctx)),
        obstacles(ctx),
        training(ctx),
    )
    return markdown.paragraphs(intro, *(shown if any(shown) else [too_few(ctx, count)]))


def by_employees(ctx: Context) -> str:
    """How many establishments offer something, and how many employees work in such."""
    question = _models(ctx)
    rows = []
    for variable in question.variables if question else ():
        both = (sizes.offered(ctx, variable), sizes.offered(ctx, variable, EMPLOYEES))
        if all(figure.known for figure in both):
            shown = [sentences.figure(figure) for figure in both]
            rows.append([ctx.public.item_name(NAME, variable), *shown, lang.number(both[0].n)])
    return ctx.table(
        [
            say("Angebot", "Offer"),
            say("der Betriebe", "of businesses"),
            say("der Beschäftigten", "of employees"),
            "n",
        ],
        rows,
        "lrrr",
        say(
            "Was Betriebe anbieten: Anteil der Betriebe, und Anteil der Beschäftigten, die in solchen "
            "Betrieben arbeiten (nach Größenklassen hochgerechnet)",
            "What businesses offer: share of businesses, and share of employees who work in such "
            "businesses (projected by size class)",
        ),
        "betriebe-beschaeftigte",
        widths=(44, 16, 18, 8),
    )


def _models(ctx: Context) -> Question | None:
    """The question on working-time models: the array whose items single parents' wishes share."""
    wished = set(_wishes(ctx))
    best, most = None, 0
    for question in questions.all_of(ctx.public, NAME):
        items = {ctx.public.book(NAME, v)[0]["item"] for v in question.variables}
        if len(items & wished) > most:
            best, most = question, len(items & wished)
    return best


def _wishes(ctx: Context) -> dict[str, str]:
    """Item -> variable of what single parents wish from employers."""
    return {
        str(r["item"]): r["variable"]
        for r in ctx.public["codebook"]
        if r["questionnaire"] == PARENTS and r["role"] == "wish" and r["item"]
    }


def side_by_side(ctx: Context) -> str:
    """Wished and offered working-time models in one picture (no difference score: two populations)."""
    question, wishes = _models(ctx), _wishes(ctx)
    if question is None:
        return ""
    pairs = []
    for variable in question.variables:
        item = ctx.public.book(NAME, variable)[0]["item"]
        if item not in wishes:
            continue
        wished = ctx.public.figure(PARENTS, wishes[item], "ja")
        offered = sizes.offered(ctx, variable)
        if wished.firm and offered.firm:
            pairs.append((ctx.public.item_name(NAME, variable), wished, offered))
    pairs.sort(key=lambda p: (-(p[1].share - p[2].share), p[0]))
    if len(pairs) < 2:
        return ""
    label, wished, offered = pairs[0]
    rows = [Pair(name, w.share, o.share, k == 0) for k, (name, w, o) in enumerate(pairs[:7])]
    parents, firms = (
        lang.number(max(p[1].n for p in pairs)),
        lang.number(max(p[2].n for p in pairs)),
    )
    n = say(
        f"n = {parents} Alleinerziehende, {firms} Betriebe",
        f"n = {parents} single parents, {firms} businesses",
    )
    text = markdown.sentences(
        markdown.escape(
            say(
                f"{lang.quoted(label)} wünschen sich {sentences.figure(wished)} der befragten "
                "Alleinerziehenden; "
                f"{sentences.figure(offered)} der befragten Betriebe bieten es an.",
                f"{sentences.figure(wished)} of the single parents surveyed wish for "
                f"{lang.quoted(label)}; {sentences.figure(offered)} of the businesses surveyed offer it.",
            )
        )
    )
    chart = ctx.chart(
        "arbeitszeit",
        Pairs(
            rows,
            (
                say("wünschen sich Alleinerziehende", "single parents wish for it"),
                say("bieten Betriebe an", "businesses offer it"),
            ),
            ctx.theme.field_colour("vereinbarkeit"),
        ),
        finding=say(
            f"Am weitesten klaffen Wunsch und Angebot auseinander bei {lang.quoted(label)}",
            f"Wishes and offers are furthest apart for {lang.quoted(label)}",
        )
        if wished.share > offered.share
        else say(
            "Kein Arbeitszeitmodell wird häufiger gewünscht als angeboten",
            "No working-time model is wanted more often than it is offered",
        ),
        subtitle=say(
            f"Anteil der befragten Alleinerziehenden und der befragten Betriebe in Prozent; {n}",
            f"Share of the single parents and of the businesses surveyed in per cent; {n}",
        ),
        source=ctx.survey_source(NAME).replace(
            str(SURVEYS[NAME]),
            say(
                f"Befragungen von Alleinerziehenden ({_how(ctx)}) und Betrieben",
                f"surveys of single parents ({_how(ctx)}) and businesses",
            ),
        ),
        caption=say(
            "Arbeitszeitmodelle: gewünscht und angeboten", "Working-time models: wanted and offered"
        ),
        alt=say("Punktdiagramm: ", "Dot plot: ")
        + "; ".join(
            say(
                f"{r.label}: {lang.percent(r.first)} wünschen es, {lang.percent(r.second)} bieten es an",
                f"{r.label}: {lang.percent(r.first)} wish for it, {lang.percent(r.second)} offer it",
            )
            for r in rows[:3]
        )
        + ".",
    )
    return markdown.paragraphs(text, chart)


def offers(ctx: Context) -> str:
    """What establishments offer or can imagine."""
    question = _models(ctx)
    if question is None:
        return ""
    plot = questions.likert(
        ctx.public,
        question,
        negative=1,
        diverging=False,
        colour=ctx.theme.field_colour("vereinbarkeit"),
    )
    if plot is None or len(plot.categories) < 3:
        return ""
    first = plot.items[0]
    rarest = lang.percent(first.shares[0])
    return ctx.chart(
        "betriebe-angebot",
        plot,
        finding=say(
            f"{lang.quoted(first.label)} ist am seltensten möglich: {rarest} der befragten Betriebe "
            f"sagen {lang.quoted(plot.categories[0])}",
            f"{lang.quoted(first.label)} is possible least often: {rarest} of the businesses surveyed "
            f"say {lang.quoted(plot.categories[0])}",
        ),
        subtitle=say(
            "Antworten der befragten Betriebe in Prozent, ohne „weiß nicht“",
            "Answers of the businesses surveyed in per cent, without ‘don’t know’",
        ),
        source=ctx.survey_source(NAME),
        caption=say(
            "Was Betriebe anbieten und sich vorstellen können",
            "What businesses offer and can imagine",
        ),
        alt=say("Gestapelte Balken: ", "Stacked bars: ")
        + "; ".join(
            (
                f"{i.label}: {plot.categories[-1]} {lang.percent(i.shares[-1])}, "
                f"{plot.categories[0]} {lang.percent(i.shares[0])}"
            )
            for i in plot.items[:3]
        )
        + ".",
    )


def obstacles(ctx: Context) -> str:
    """What stands in the way of employing single parents."""
    for question in questions.all_of(ctx.public, NAME):
        if question.role == "barrier" and question.multiple:
            rows = questions.ticked(ctx.public, question)
            if len(rows) >= 2:
                break
    else:
        return ""
    plot = questions.bars(rows, ctx.theme.field_colour("vereinbarkeit"))
    certainty = marks.certainty(figure for _, figure in rows)
    return ctx.chart(
        "betriebe-huerden",
        plot,
        finding=_largest_obstacle(rows),
        subtitle=say(
            f"Anteil der befragten Betriebe in Prozent, {certainty}; Mehrfachnennungen; ",
            f"Share of the businesses surveyed in per cent, {certainty}; several answers possible; ",
        )
        + marks.n_words(plot.rows),
        source=ctx.survey_source(NAME),
        caption=say("Hindernisse aus Sicht der Betriebe", "Obstacles as businesses see them"),
        alt=say("Balkendiagramm: ", "Bar chart: ")
        + "; ".join(f"{name}: {sentences.evidence(f)}" for name, f in rows[:3])
        + ".",
    )


def _largest_obstacle(rows: list[tuple[str, Figure]]) -> str:
    """The obstacle that most firms name, or those that rough rounding leaves as large."""
    part = sentences.part_of(rows[0][1], sentences.ESTABLISHMENTS)
    ahead = sentences.level(rows)
    named = sentences.listed(ahead)
    if len(ahead) > 1:
        return say(
            f"Je {part.text} nennen als Hindernis: {named}",
            f"{lang.capital(part.text)} name each of these as an obstacle: {named}",
        )
    verb = part.verb("nennt", say("nennen", "name as an obstacle"))
    return f"{lang.capital(part.text)} {verb}{say(' als Hindernis', '')}: {named}"


def training(ctx: Context) -> str:
    """Readiness for training in part time, and for working together: questions with ordered answers."""
    out = []
    for question in questions.all_of(ctx.public, NAME):
        steps = questions.scale(ctx.public, question)
        if question.role != "wish" or len(question.variables) > 1 or len(steps) < 3:
            continue
        best = steps[-2:] if len(steps) > 3 else steps[-1:]
        figures = [
            (s, ctx.public.figure(NAME, question.variables[0], s["category"]))
            for s in reversed(best)
        ]
        if all(f.known for _, f in figures):
            said = lang.joined(
                [
                    say(
                        f"{lang.quoted(tidy(s['category_label']))} sagen {sentences.figure(f)}",
                        f"{sentences.figure(f)} say {lang.quoted(tidy(s['category_label']))}",
                    )
                    for s, f in figures
                ]
            )
            name = ctx.public.label(NAME, question.variables[0])
            out.append(
                say(
                    f"{name}: {said} der befragten Betriebe.",
                    f"{name}: of the businesses surveyed, {said}.",
                )
            )
    return markdown.sentences(markdown.escape(" ".join(out)))


def _how(ctx: Context) -> str:
    return (
        say("gewichtet", "weighted") if ctx.public.weighted() else say("ungewichtet", "unweighted")
    )
