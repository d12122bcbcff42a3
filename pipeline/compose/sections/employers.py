"""Arbeitgeber: what establishments offer and what stands in the way, beside what single parents wish."""

from __future__ import annotations

from pipeline.compose import markdown, questions, sentences
from pipeline.compose.charts.marks import n_words
from pipeline.compose.charts.pairs import Pair, Pairs
from pipeline.compose.context import Context
from pipeline.compose.labels import tidy
from pipeline.compose.language import lang
from pipeline.compose.questions import Question
from pipeline.compose.sections import sizes
from pipeline.compose.sections.overview import usable

NAME = "arbeitgeber"
EMPLOYEES = "beschaeftigte"
PARENTS = "alleinerziehende"


def write(ctx: Context) -> str:
    """Text and charts; a note when no establishment answered."""
    count = usable(ctx, NAME)
    if not count:
        return "Für diesen Bericht liegen keine Antworten von Betrieben vor."
    weighted = ctx.public.meta.get("metrics", {}).get("weighted", {}).get(NAME, False)
    intro = markdown.sentences(
        "Ein Betrieb hat geantwortet."
        if count == 1
        else f"{lang.number(count)} Betriebe haben geantwortet.",
        "Ihre Antworten sind nach Größenklassen gewichtet, mit den Zahlen im Abschnitt über die Gewichtung. "
        "Sie gelten, soweit Betriebe einer Größe, die geantwortet haben, den übrigen gleichen."
        if weighted
        else "Ihre Antworten sind nicht gewichtet und stehen nur für sich; sie sagen nichts über alle "
        "Betriebe der Region.",
    )
    return markdown.paragraphs(
        intro,
        side_by_side(ctx),
        offers(ctx),
        by_employees(ctx),
        sizes.write(ctx, _models(ctx)),
        obstacles(ctx),
        training(ctx),
    )


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
        ["Angebot", "der Betriebe", "der Beschäftigten", "n"],
        rows,
        "lrrr",
        "Was Betriebe anbieten: Anteil der Betriebe, und Anteil der Beschäftigten, die in solchen Betrieben "
        "arbeiten (nach Größenklassen hochgerechnet)",
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
    n = (
        f"n = {lang.number(max(p[1].n for p in pairs))} Alleinerziehende, "
        f"{lang.number(max(p[2].n for p in pairs))} Betriebe"
    )
    text = markdown.sentences(
        markdown.escape(
            f"{lang.quoted(label)} wünschen sich {sentences.figure(wished)} der befragten "
            "Alleinerziehenden; "
            f"{sentences.figure(offered)} der befragten Betriebe bieten es an."
        )
    )
    chart = ctx.chart(
        "arbeitszeit",
        Pairs(
            rows,
            ("wünschen sich Alleinerziehende", "bieten Betriebe an"),
            ctx.theme.field_colour("vereinbarkeit"),
        ),
        finding=f"Am weitesten klaffen Wunsch und Angebot auseinander bei {lang.quoted(label)}"
        if wished.share > offered.share
        else "Kein Arbeitszeitmodell wird häufiger gewünscht als angeboten",
        subtitle=f"Anteil der befragten Alleinerziehenden und der befragten Betriebe in Prozent; {n}",
        source=ctx.survey_source(NAME).replace(
            "Befragung von Betrieben",
            f"Befragungen von Alleinerziehenden ({_how(ctx)}) und Betrieben",
        ),
        caption="Arbeitszeitmodelle: gewünscht und angeboten",
        alt="Punktdiagramm: "
        + "; ".join(
            f"{r.label}: {lang.percent(r.first)} wünschen es, {lang.percent(r.second)} bieten es an"
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
    return ctx.chart(
        "betriebe-angebot",
        plot,
        finding=f"{lang.quoted(first.label)} ist am seltensten möglich: "
        f"{lang.percent(first.shares[0])} der befragten Betriebe sagen {lang.quoted(plot.categories[0])}",
        subtitle="Antworten der befragten Betriebe in Prozent, ohne „weiß nicht“",
        source=ctx.survey_source(NAME),
        caption="Was Betriebe anbieten und sich vorstellen können",
        alt="Gestapelte Balken: "
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
    label, figure = rows[0]
    plot = questions.bars(rows, ctx.theme.field_colour("vereinbarkeit"))
    part = sentences.part_of(figure, sentences.ESTABLISHMENTS)
    verb = part.verb("nennt", "nennen")
    return ctx.chart(
        "betriebe-huerden",
        plot,
        finding=f"{lang.capital(part.text)} {verb} als Hindernis: {lang.quoted(label)}",
        subtitle="Anteil der befragten Betriebe in Prozent, mit Intervall (95 %); "
        f"Mehrfachnennungen; {n_words(plot.rows)}",
        source=ctx.survey_source(NAME),
        caption="Hindernisse aus Sicht der Betriebe",
        alt="Balkendiagramm: "
        + "; ".join(f"{name}: {sentences.evidence(f)}" for name, f in rows[:3])
        + ".",
    )


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
                    f"{lang.quoted(tidy(s['category_label']))} sagen {sentences.figure(f)}"
                    for s, f in figures
                ]
            )
            name = ctx.public.label(NAME, question.variables[0])
            out.append(f"{name}: {said} der befragten Betriebe.")
    return markdown.sentences(markdown.escape(" ".join(out)))


def _how(ctx: Context) -> str:
    return "gewichtet" if ctx.public.weighted() else "ungewichtet"
