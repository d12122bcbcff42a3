"""Handlungsfelder: the ranking with its uncertainty, what it is made of, importance and satisfaction."""

from __future__ import annotations

from dataclasses import replace

from pipeline.compose import confirmation, markdown, questions, sentences
from pipeline.compose.charts.matrix import Matrix, Place
from pipeline.compose.charts.ranking import Ranked, Ranking
from pipeline.compose.context import OWN, Context
from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import ALL, Row
from pipeline.compose.sections import overview
from pipeline.compose.sections.wording import name_of

PARENTS = "alleinerziehende"
CRITERIA = {
    "need": Text("Bedarf", "Need"),
    "severity": Text("Schwere", "Severity"),
    "reach": Text("Reichweite", "Reach"),
    "inequality": Text("Ungleichheit", "Inequality"),
    "offer_gap": Text("Angebotslücke", "Service gap"),
    "readiness": Text("Bereitschaft", "Readiness"),
    "feasibility": Text("Machbarkeit", "Feasibility"),
}
MEANING = {
    "need": Text(
        "Anteil der Befragten mit ungedecktem Bedarf", "share of respondents with unmet need"
    ),
    "severity": Text("wie schwer der Bedarf wiegt", "how heavily the need weighs"),
    "reach": Text(
        "für wie viele Befragte das Thema gilt", "how many respondents the topic concerns"
    ),
    "inequality": Text("wie stark sich Gruppen unterscheiden", "how much groups differ"),
    "offer_gap": Text("wie wenig vorhanden oder bekannt ist", "how little exists or is known"),
    "readiness": Text(
        "wie bereit Betriebe und Einrichtungen sind", "how ready businesses and institutions are"
    ),
    "feasibility": Text("Einschätzung der Steuerungsgruppe", "as judged by the steering group"),
}
NAMED = 3  # fields that a sentence names


def write(ctx: Context) -> str:
    """Ranking, its parts, the matrix."""
    if not ctx.public.ranking:
        return say(
            "Für eine Rangfolge liegen zu wenige Angaben vor.",
            "There are too few data for a ranking.",
        )
    return markdown.paragraphs(
        markdown.div("kernaussage", overview.leading_fields(ctx)),
        chart(ctx), _reading(), _how(ctx), _table(ctx), matrix(ctx), _criteria(ctx), satisfaction(ctx),
    )  # fmt: skip


def _how(ctx: Context) -> str:
    used = dict.fromkeys(f["criterion"] for f in ctx.public["fields"] if f["weight"])
    named = [f"{CRITERIA.get(c, c)} ({MEANING.get(c, '')})" for c in used]
    confirmed, warning = confirmation.sentence(ctx.public)
    by = markdown.escape(confirmed)
    return markdown.sentences(
        say(
            f"Jedes Feld erhält 0 bis 10 Punkte aus {lang.numeral(len(used))} Merkmalen: "
            f"{lang.joined(named)}.",
            f"Each field gets a score from 0 to 10, made of {lang.numeral(len(used))} criteria: "
            f"{lang.joined(named)}.",
        )
        if len(used) > 1
        else say("Jedes Feld erhält 0 bis 10 Punkte.", "Each field gets a score from 0 to 10."),
        markdown.escape(_left_out(ctx)),
        f"**{by}**" if warning else by,
    )


def _unknown(ctx: Context) -> dict[str, list[str]]:
    """Criteria that should count and do not -> fields for which they are unknown."""
    wanted = ctx.public.params.assessment.weights.model_dump()
    missing: dict[str, list[str]] = {}
    for row in ctx.public["fields"]:
        if wanted.get(row["criterion"]) and not row["weight"]:
            fields = missing.setdefault(row["criterion"], [])
            if row["value"] is None:
                fields.append(row["field_of_action"])
    return missing


def _left_out(ctx: Context) -> str:
    """Which criteria do not count, and for which fields too little is known to count them."""
    out = []
    for criterion, fields in _unknown(ctx).items():
        name = str(CRITERIA[criterion])
        fewer = len(fields) < len(ctx.public.ranking)
        source = f" {say('aus', 'from')} {_named(ctx, fields)}" if fewer else ""
        out.append(
            say(
                f"Das Merkmal {name} zählt für kein Feld, weil dazu{source} keine oder zu wenige Angaben "
                "vorliegen.",
                f"The criterion {lang.quoted(name.lower())} counts for no field because there are no or too "
                f"few data on it{source}.",
            )
        )
    rest = say(
        "Die übrigen Merkmale wiegen entsprechend mehr.",
        "The other criteria weigh correspondingly more.",
    )
    return " ".join([*out, rest]) if out else ""


def _named(ctx: Context, fields: list[str]) -> str:
    """Up to three fields by name, more by number."""
    if len(fields) > NAMED:
        return lang.counted(len(fields), say("Feld", "field"), say("Feldern", "fields"))
    return lang.joined([lang.quoted(ctx.public.field_name(f)) for f in fields])


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
        leader = lang.quoted(first[0].label)
        finding = say(f"{leader} steht klar auf dem ersten Rang", f"{leader} clearly ranks first")
    else:
        leader, several = lang.quoted(rows[0].label), lang.numeral(len(first))
        finding = say(
            f"{leader} hat die meisten Punkte, {several} Felder kommen für Rang{lang.FIXED}1 in Frage",
            f"{leader} has the highest score; {several} fields may hold rank{lang.FIXED}1",
        )
    both = say("Befragungen und Angebotsverzeichnis", "surveys and directory of services")
    sure = any(r["ci_low"] is not None for r in ranking)
    basis = both if ctx.public["offers"] else say("Befragungen", "surveys")
    return ctx.chart(
        "rangfolge",
        Ranking(rows),
        finding=finding,
        subtitle=say(
            f"Punkte je Handlungsfeld{' mit Intervall (95 %)' if sure else ''} und die Ränge, die die Daten "
            f"zulassen; hinterlegt: möglicher Rang{lang.FIXED}1",
            f"Score of each field of action{' with interval (95%)' if sure else ''}, and the ranks that the "
            "data allow; shaded: rank 1 is possible",
        ),
        source=f"{say('Quelle', 'Source')}: {basis} {ctx.region_in} {ctx.year}; {OWN}, {ctx.day}",
        caption=say("Rangfolge der Handlungsfelder", "Ranking of the fields of action"),
        alt=say("Rangdiagramm: ", "Rank chart: ")
        + "; ".join(
            say(
                f"{r.label} {lang.number(r.score, 1)} Punkte, "
                f"{sentences.rank_words(r.rank_low, r.rank_high)}",
                f"{r.label} score {lang.number(r.score, 1)}, "
                f"{sentences.rank_words(r.rank_low, r.rank_high)}",
            )
            for r in rows[:3]
        )
        + ".",
    )


def _reading() -> str:
    return markdown.div(
        "hinweis",
        say(
            "So liest man die Abbildung: Der Punkt zeigt den berechneten Wert, der Balken rechts alle "
            "Ränge, die die Daten nicht "
            "ausschließen. Überlappen sich zwei Balken, ist die Reihenfolge der beiden Felder offen.",
            "How to read the figure: the dot shows the computed value, the bar on the right all ranks that "
            "the data do not rule out. Where two bars overlap, the order of the two fields is open.",
        ),
    )


def _table(ctx: Context) -> str:
    sure = any(r["ci_low"] is not None for r in ctx.public.ranking)
    rows = [
        [
            str(r["rank"]),
            ctx.public.field_name(r["field_of_action"]),
            lang.decimal(r["score"]),
            *([_interval(r)] if sure else []),
            f"{r['rank_low']}–{r['rank_high']}"
            if r["rank_low"] != r["rank_high"]
            else str(r["rank_low"]),
            lang.percent(r["share_top3"]),
        ]
        for r in ctx.public.ranking
    ]
    return ctx.table(
        [
            say("Rang", "Rank"),
            say("Handlungsfeld", "Field of action"),
            say("Punkte", "Score"),
            *([say("Intervall", "Interval")] if sure else []),
            say("mögliche Ränge", "possible ranks"),
            say("unter den ersten drei", "among the first three"),
        ],
        rows,
        "rlrrrr" if sure else "rlrrr",
        say(
            "Rangfolge der Handlungsfelder; letzte Spalte: Anteil der Wiederholungsrechnungen",
            "Ranking of the fields of action; last column: share of repeated calculations",
        ),
        "rangfolge",
        widths=(6, 26, 9, 14, 14, 16) if sure else (6, 30, 10, 16, 18),
    )


def _interval(row: Row) -> str:
    if row["ci_low"] is None:
        return "–"
    return lang.between(lang.decimal(row["ci_low"]), lang.decimal(row["ci_high"]))


def _criteria(ctx: Context) -> str:
    """Points per criterion; a criterion that is unknown for some field has a column, but no weight."""
    shown = {f["criterion"] for f in ctx.public["fields"] if f["weight"]}
    shown |= {c for c, fields in _unknown(ctx).items() if len(fields) < len(ctx.public.ranking)}
    used = [c for c in CRITERIA if c in shown]
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
    unknown = any("–" in row for row in rows)
    rows.append([say("Gewicht", "Weight"), *(lang.percent(w) for w in weights)])
    return ctx.table(
        [say("Handlungsfeld", "Field of action"), *(str(CRITERIA[c]) for c in used)],
        rows,
        "l" + "r" * len(used),
        say(
            "Woraus sich die Punkte ergeben: Merkmale von 0 bis 10",
            "What the score is made of: criteria from 0 to 10",
        )
        + (say("; –: zu wenige Angaben", "; –: too few data") if unknown else ""),
        "merkmale",
        widths=(23, *(max(12, len(str(CRITERIA[c])) + 3) for c in used)),
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
        finding=say(
            "Am weitesten klaffen Wichtigkeit und Zufriedenheit auseinander bei ",
            "Importance and satisfaction are furthest apart for ",
        )
        + lang.quoted(first.label),
        subtitle=say(
            "Mittlere Wichtigkeit und mittlere Zufriedenheit der befragten "
            "Alleinerziehenden; Linien: mittlerer Wert aller Themen",
            "Mean importance and mean satisfaction of the single parents surveyed; "
            "lines: median of all topics",
        ),
        source=ctx.survey_source(),
        caption=say("Wichtigkeit und Zufriedenheit", "Importance and satisfaction"),
        alt=say("Streudiagramm. Größte Abstände: ", "Scatter plot. Widest gaps: ")
        + "; ".join(
            f"{p.label}: {say('Wichtigkeit', 'importance')} {lang.number(p.importance * 100)}, "
            f"{say('Zufriedenheit', 'satisfaction')} {lang.number(p.satisfaction * 100)} "
            f"{say('von', 'of')} 100"
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
        ctx.public,
        merged,
        negative=negative,
        diverging=True,
        aside=say("betrifft nicht", "not applicable"),
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
        finding=f"{say('Am größten ist die Unzufriedenheit hier', 'Dissatisfaction is greatest here')}: "
        f"{lang.quoted(first.label)}",
        subtitle=say(
            "Zufriedenheit der befragten Alleinerziehenden in Prozent, ungünstigste Werte zuerst",
            "Satisfaction of the single parents surveyed in per cent, worst values first",
        ),
        source=ctx.survey_source(),
        caption=say(
            "Womit Befragte am wenigsten zufrieden sind",
            "What respondents are least satisfied with",
        ),
        alt=say(
            "Gestapelte Balken um die Mitte. Am unzufriedensten: ",
            "Stacked bars around the middle. Most dissatisfied: ",
        )
        + f"{'; '.join(told)}.",
    )
