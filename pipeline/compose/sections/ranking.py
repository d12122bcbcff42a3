"""Handlungsfelder: the ranking with its uncertainty, what it is made of, importance and satisfaction."""

from __future__ import annotations

from dataclasses import replace

from pipeline.compose import confirmation, markdown, questions, sentences
from pipeline.compose.charts.matrix import Matrix, Place
from pipeline.compose.charts.ranking import Ranked, Ranking
from pipeline.compose.context import OWN, Context
from pipeline.compose.language import lang
from pipeline.compose.public import ALL
from pipeline.compose.sections import overview
from pipeline.compose.sections.wording import name_of

PARENTS = "alleinerziehende"
CRITERIA = {
    "need": "Bedarf", "severity": "Schwere", "reach": "Reichweite", "inequality": "Ungleichheit",
    "offer_gap": "Angebotslücke", "readiness": "Bereitschaft", "feasibility": "Machbarkeit",
}  # fmt: skip
MEANING = {
    "need": "Anteil der Befragten mit ungedecktem Bedarf",
    "severity": "wie schwer der Bedarf wiegt",
    "reach": "für wie viele Befragte das Thema gilt",
    "inequality": "wie stark sich Gruppen unterscheiden",
    "offer_gap": "wie wenig vorhanden oder bekannt ist",
    "readiness": "wie bereit Betriebe und Einrichtungen sind",
    "feasibility": "Einschätzung der Steuerungsgruppe",
}  # fmt: skip


def write(ctx: Context) -> str:
    """Ranking, its parts, the matrix."""
    if not ctx.public.ranking:
        return "Für eine Rangfolge liegen zu wenige Angaben vor."
    return markdown.paragraphs(
        markdown.div("kernaussage", overview.leading_fields(ctx)),
        _how(ctx), chart(ctx), _reading(), _table(ctx), matrix(ctx), _criteria(ctx), satisfaction(ctx),
    )  # fmt: skip


def _how(ctx: Context) -> str:
    used = dict.fromkeys(f["criterion"] for f in ctx.public["fields"] if f["weight"])
    named = [f"{CRITERIA.get(c, c)} ({MEANING.get(c, '')})" for c in used]
    confirmed, warning = confirmation.sentence(ctx.public)
    by = markdown.escape(confirmed)
    return markdown.sentences(
        (
            f"Jedes Feld erhält 0 bis 10 Punkte aus {lang.numeral(len(used))} Merkmalen: "
            f"{lang.joined(named)}."
        )
        if len(used) > 1
        else "Jedes Feld erhält 0 bis 10 Punkte.",
        f"**{by}**" if warning else by,
    )


def chart(ctx: Context) -> str:
    """Scores and possible ranks."""
    ranking = ctx.public.ranking
    rows = [
        Ranked(
            ctx.public.field_name(r["field_of_action"]),
            r["score"],
            r["ci_low"] if r["ci_low"] is not None else r["score"],
            r["ci_high"] if r["ci_high"] is not None else r["score"],
            int(r["rank"]),
            int(r["rank_low"]),
            int(r["rank_high"]),
            ctx.theme.field_colour(r["field_of_action"]),
            int(r["rank_low"]) == 1,
        )
        for r in ranking
    ]
    first = [r for r in rows if r.focus]
    if len(first) == 1:
        finding = f"{lang.quoted(first[0].label)} steht klar auf dem ersten Rang"
    else:
        finding = (
            f"{lang.quoted(rows[0].label)} hat die meisten Punkte, "
            f"{lang.numeral(len(first))} Felder kommen für Rang 1 in Frage"
        )
    basis = "Befragungen und Angebotsverzeichnis" if ctx.public["offers"] else "Befragungen"
    return ctx.chart(
        "rangfolge",
        Ranking(rows),
        finding=finding,
        subtitle="Punkte je Handlungsfeld mit Intervall (95 %) und die Ränge, die die Daten "
        "zulassen; hinterlegt: möglicher Rang 1",
        source=f"Quelle: {basis} {ctx.region_in} {ctx.year}; {OWN}, {ctx.day}",
        caption="Rangfolge der Handlungsfelder",
        alt="Rangdiagramm: "
        + "; ".join(
            f"{r.label} {lang.number(r.score, 1)} Punkte, {sentences.rank_words(r.rank_low, r.rank_high)}"
            for r in rows[:3]
        )
        + ".",
    )


def _reading() -> str:
    return markdown.div(
        "hinweis",
        "So liest man die Abbildung: Der Punkt zeigt den berechneten Wert, der Balken rechts alle "
        "Ränge, die die Daten nicht "
        "ausschließen. Überlappen sich zwei Balken, ist die Reihenfolge der beiden Felder offen.",
    )


def _table(ctx: Context) -> str:
    rows = [
        [
            str(r["rank"]),
            ctx.public.field_name(r["field_of_action"]),
            lang.decimal(r["score"]),
            f"{lang.decimal(r['ci_low'])} bis {lang.decimal(r['ci_high'])}"
            if r["ci_low"] is not None
            else "–",
            f"{r['rank_low']}–{r['rank_high']}"
            if r["rank_low"] != r["rank_high"]
            else str(r["rank_low"]),
            lang.percent(r["share_top3"]),
        ]
        for r in ctx.public.ranking
    ]
    return ctx.table(
        ["Rang", "Handlungsfeld", "Punkte", "Intervall", "mögliche Ränge", "unter den ersten drei"],
        rows,
        "rlrrrr",
        "Rangfolge der Handlungsfelder; letzte Spalte: Anteil der Wiederholungsrechnungen",
        "rangfolge",
        widths=(6, 26, 9, 14, 14, 16),
    )


def _criteria(ctx: Context) -> str:
    used = [
        c
        for c in CRITERIA
        if any(f["criterion"] == c and f["weight"] for f in ctx.public["fields"])
    ]
    if len(used) < 2:
        return ""
    values = {(f["field_of_action"], f["criterion"]): f for f in ctx.public["fields"]}
    rows = []
    for r in ctx.public.ranking:
        field = r["field_of_action"]
        cells = [values.get((field, c)) for c in used]
        rows.append(
            [
                ctx.public.field_name(field),
                *(lang.decimal(c["value"]) if c and c["value"] is not None else "–" for c in cells),
            ]
        )
    weights = [next(f["weight"] for f in ctx.public["fields"] if f["criterion"] == c) for c in used]
    rows.append(["Gewicht", *(lang.percent(w) for w in weights)])
    return ctx.table(
        ["Handlungsfeld", *(CRITERIA[c] for c in used)],
        rows,
        "l" + "r" * len(used),
        "Woraus sich die Punkte ergeben: Merkmale von 0 bis 10",
        "merkmale",
        widths=(23, *(max(12, len(CRITERIA[c]) + 3) for c in used)),
    )


def matrix(ctx: Context) -> str:
    """Importance against satisfaction of everything that was asked both ways."""
    places = [
        Place(
            name_of(ctx, n),
            n["importance"],
            n["satisfaction"],
            ctx.theme.field_colour(n["field_of_action"]),
        )
        for n in ctx.public["needs"]
        if n["target_group"] == ALL
        and None not in (n["importance"], n["satisfaction"])
        and (n["n"] or 0) >= ctx.public.params.disclosure.bracket_below
    ]
    if len(places) < 4:
        return ""
    plot = Matrix(places)
    first = plot.named[0]
    return ctx.chart(
        "matrix",
        plot,
        finding="Am weitesten klaffen Wichtigkeit und Zufriedenheit auseinander bei "
        f"{lang.quoted(first.label)}",
        subtitle="Mittlere Wichtigkeit und mittlere Zufriedenheit der befragten "
        "Alleinerziehenden; Linien: mittlerer Wert aller Themen",
        source=ctx.survey_source(),
        caption="Wichtigkeit und Zufriedenheit",
        alt="Streudiagramm. Größte Abstände: "
        + "; ".join(
            (
                f"{p.label}: Wichtigkeit {lang.number(p.importance * 100)}, Zufriedenheit "
                f"{lang.number(p.satisfaction * 100)} von 100"
            )
            for p in plot.named[:3]
        )
        + ".",
    )


def satisfaction(ctx: Context) -> str:
    """What respondents are most dissatisfied with, over all questions on satisfaction with one scale."""
    asked = [
        q
        for q in questions.all_of(ctx.public, PARENTS)
        if q.role == "satisfaction" and q.kind == "array"
    ]
    if not asked:
        return ""
    steps = [s["category"] for s in questions.scale(ctx.public, asked[0])]
    same = [q for q in asked if [s["category"] for s in questions.scale(ctx.public, q)] == steps]
    merged = replace(asked[0], variables=tuple(v for q in same for v in q.variables))
    negative = len(steps) // 2
    plot = questions.likert(
        ctx.public, merged, negative=negative, diverging=True, aside="betrifft nicht"
    )
    if plot is None or negative < 1 or len(plot.items) < 3:
        return ""
    first = plot.items[0]
    worst = plot.categories[:negative]
    told = (
        f"{i.label}: "
        + ", ".join(f"{c} {lang.percent(v)}" for c, v in zip(worst, i.shares, strict=False))
        for i in plot.items[:3]
    )
    return ctx.chart(
        "zufriedenheit",
        plot,
        finding=f"Am größten ist die Unzufriedenheit hier: {lang.quoted(first.label)}",
        subtitle="Zufriedenheit der befragten Alleinerziehenden in Prozent, ungünstigste Werte zuerst",
        source=ctx.survey_source(),
        caption="Womit Befragte am wenigsten zufrieden sind",
        alt=f"Gestapelte Balken um die Mitte. Am unzufriedensten: {'; '.join(told)}.",
    )
