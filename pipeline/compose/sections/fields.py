"""Results per field of action: what is missing, for whom, what is offered, what people say."""

from __future__ import annotations

from pipeline.compose import german, markdown, sentences
from pipeline.compose.charts.bars import Bars
from pipeline.compose.charts.dots import Dots
from pipeline.compose.charts.marks import Row, n_words
from pipeline.compose.context import Context, slug
from pipeline.compose.public import ALL, tidy
from pipeline.compose.public import Row as Record
from pipeline.compose.rules.needs import Wording, wording

AT_MOST = 7
# Which groups stand together in the picture of groups; what a network adds stands at the end.
BLOCKS = (
    ("muetter", "vaeter"),
    ("sgb2", "ohne_sgb2"),
    ("erwerbstaetig", "nicht_erwerbstaetig"),
    ("kind_unter_3", "kind_3_5", "kind_6_plus"),
)


def write(ctx: Context) -> str:
    """All fields, in the order of their ranks."""
    ranked = [r["field_of_action"] for r in ctx.public.ranking]
    order = [*ranked, *(f for f in ctx.public.field_names if f not in ranked)]
    return markdown.paragraphs(*(one(ctx, field) for field in order))


def one(ctx: Context, field: str) -> str:
    """One field of action, with its chart; a note where nothing may be published."""
    full = next((f.name for f in ctx.public.params.fields_of_action if f.id == field), field)
    needs = ctx.public.needs_of(field)
    head = markdown.heading(2, full, f"sec-feld-{slug(field)}")
    if not needs:
        empty = "Zu diesem Feld liegen zu wenige Antworten vor, um Zahlen zu veröffentlichen."
        return markdown.paragraphs(head, empty)
    top = needs[0]
    return markdown.paragraphs(
        markdown.div(
            "handlungsfeld",
            head,
            markdown.div("kernaussage", lead(ctx, top)),
            bars(ctx, field, needs),
            _more(ctx, needs),
            groups(ctx, field, top),
            parents(ctx, top),
            _people(ctx, top),
            _offers(ctx, field),
            *quotes(ctx, field),
            depth=5,
            feld=field,
        ),
    )


def words(ctx: Context, need: str) -> Wording:
    """How the need is worded, from the roles of its questions."""
    roles = {
        r["role"] for r in ctx.public["codebook"]
        if r["questionnaire"] == "alleinerziehende" and (r["item"] or r["variable"]) == need and r["need"] is not None
    }  # fmt: skip
    return wording(frozenset(roles - {"importance", "use", "context"}))


def label(need: Record) -> str:
    """What a need is called."""
    return tidy(str(need["label"]))


def lead(ctx: Context, need: Record) -> str:
    """The sentence that a field begins with."""
    figure = ctx.public.need(need["need"])
    subject = sentences.share_of(figure)
    said = words(ctx, need["need"])
    name = german.quoted(label(need))
    start = german.capital(sentences.with_figure(subject, figure))
    return german.fixed(
        markdown.escape(f"{start} {subject.verb(said.singular, said.plural)}: {name}.")
    )


def bars(ctx: Context, field: str, needs: list[Record]) -> str:
    """The chart of a field: its needs by size."""
    shown = needs[:AT_MOST]
    top = shown[0]
    rows = [Row(label(n), ctx.public.need(n["need"]), n is top) for n in shown]
    figure = rows[0].value
    subject = sentences.share_of(figure)
    said = words(ctx, top["need"])
    alt = "; ".join(f"{r.label}: {sentences.evidence(r.value)}" for r in rows[:3])
    return ctx.chart(
        f"feld-{slug(field)}",
        Bars(rows, ctx.theme.field_colour(field)),
        finding=f"{german.quoted(rows[0].label)}: {german.capital(subject.text)} {subject.verb(said.singular, said.plural)}",
        subtitle=f"Anteil der befragten Alleinerziehenden {_short(ctx, shown)} in Prozent, mit Intervall (95 %); {n_words(rows)}",
        source=ctx.survey_source(),
        caption=f"Bedarfe im Handlungsfeld {ctx.public.field_names[field]}",
        alt=f"Balkendiagramm mit {german.counted(len(rows), 'Bedarf', 'Bedarfen')}. Am größten: {alt}.",
    )


def _short(ctx: Context, needs: list[Record]) -> str:
    shorts = {words(ctx, n["need"]).short for n in needs}
    return shorts.pop() if len(shorts) == 1 else "mit Bedarf"


def _more(ctx: Context, needs: list[Record]) -> str:
    rest = needs[1:4]
    if not rest:
        return ""
    listed = german.joined(
        [
            f"{german.quoted(label(n))} ({sentences.figure(ctx.public.need(n['need']))})"
            for n in rest
        ]
    )
    top, second = ctx.public.need(needs[0]["need"]), ctx.public.need(needs[1]["need"])
    tie = ""
    if top.firm and second.firm and not sentences.clear_of(top, second):
        tie = "Die Intervalle der beiden größten Werte überlappen sich: Welcher Bedarf der größte ist, lassen die Daten offen."
    return markdown.sentences(markdown.escape(f"Danach folgen: {listed}."), tie)


def _group_rows(ctx: Context, need: str) -> list[Row | None]:
    labels = ctx.public.groups
    rest = tuple(g for g in labels if not any(g in block for block in BLOCKS))
    rows: list[Row | None] = []
    for block in (*BLOCKS, rest):
        found = [
            Row(labels[g], f, _different(ctx, need, g))
            for g in block
            if g in labels and ((f := ctx.public.need(need, g)).known or f.n > 0)
        ]
        if found:
            rows += [None, *found] if rows else found
    return rows


def _different(ctx: Context, need: str, group: str) -> bool:
    contrast = ctx.public.contrast(need, group)
    return contrast is not None and contrast.firm


def groups(ctx: Context, field: str, need: Record) -> str:
    """The field's largest need in all target groups."""
    rows = _group_rows(ctx, need["need"])
    known = [r for r in rows if r is not None and r.value.known]
    total = ctx.public.need(need["need"])
    if len(known) < 3 or not total.known:
        return ""
    firm = sorted((r for r in known if r.value.firm), key=lambda r: -r.value.share)
    different = [r for r in firm if r.focus]
    name = german.quoted(label(need))
    if different:
        most = different[0] if different[0].value.share > total.share else different[-1]
        more = "öfter" if most.value.share > total.share else "seltener"
        finding = f"{german.capital(most.label)}: {more} betroffen als alle Befragten ({sentences.figure(most.value)})"
    else:
        finding = "Zwischen den Gruppen zeigt sich kein belastbarer Unterschied zum Durchschnitt"
    span = (
        f"{firm[0].label} {sentences.evidence(firm[0].value)}; {firm[-1].label} {sentences.evidence(firm[-1].value)}"
        if firm
        else ""
    )
    return ctx.chart(
        f"gruppen-{slug(field)}",
        Dots(rows, total, colour=ctx.theme.field_colour(field)),
        finding=finding,
        subtitle=f"{name}: Anteil der befragten Alleinerziehenden {words(ctx, need['need']).short} in Prozent, mit Intervall (95 %)",
        source=ctx.survey_source(),
        caption=f"{ctx.public.field_names[field]}: größter Bedarf nach Gruppen",
        alt=f"Punktdiagramm nach Gruppen. Alle Befragten: {sentences.evidence(total)}. {span}.",
    )


def parents(ctx: Context, need: Record) -> str:
    """Mothers and fathers are always addressed."""
    mothers, fathers = (ctx.public.need(need["need"], g) for g in ("muetter", "vaeter"))
    if "muetter" not in ctx.public.groups or "vaeter" not in ctx.public.groups:
        return ""
    contrast = ctx.public.contrast(need["need"], "vaeter") or ctx.public.contrast(
        need["need"], "muetter"
    )
    text = sentences.compared(mothers, fathers, ("Müttern", "Vätern"), contrast)
    return markdown.sentences(markdown.escape(text))


def _people(ctx: Context, need: Record) -> str:
    row = next(
        (n for n in ctx.public["needs"] if n["need"] == need["need"] and n["target_group"] == ALL),
        None,
    )
    if row is None or None in (row["people"], row["people_low"], row["people_high"]):
        return ""
    low, high = (german.number(_hundreds(row[k])) for k in ("people_low", "people_high"))
    return markdown.sentences(
        f"Überträgt man den Anteil auf alle Alleinerziehenden mit minderjährigen Kindern {ctx.region_in}, wären das "
        f"etwa {low} bis {high} Personen; das ist eine Modellrechnung."
    )


def _hundreds(value: float) -> float:
    step = 100 if value >= 1000 else 10
    return german.round_half_up(value / step) * step


def _offers(ctx: Context, field: str) -> str:
    offers = [o for o in ctx.public["offers"] if o["field_of_action"] == field and o["released"]]
    verdicts = [c for c in ctx.public["coverage"] if c["field_of_action"] == field]
    names = {n["need"]: label(n) for n in ctx.public["needs"]}
    parts = []
    if ctx.public["offers"]:
        count = german.counted(len(offers), "Angebot", "Angebote")
        parts.append(f"Für dieses Feld {'ist' if len(offers) == 1 else 'sind'} {count} erfasst.")
    for verdict, text in (
        ("gap", "Kein passendes Angebot steht diesen Bedarfen gegenüber: {}."),
        ("unknown", "Angebote gibt es, sie sind aber wenig bekannt: {}."),
        ("duplicate", "Mehrere Angebote für denselben Bedarf gibt es hier: {}."),
    ):
        found = [
            german.quoted(names.get(c["need"], c["need"]))
            for c in verdicts
            if c["verdict"] == verdict
        ]
        if found:
            parts.append(text.format(german.joined(found[:4])))
    return markdown.sentences(markdown.escape(" ".join(parts)))


def quotes(ctx: Context, field: str, most: int = 2) -> list[str]:
    """Released quotes of a field."""
    found = [q for q in ctx.public["quotes"] if q["field_of_action"] == field and q["released"]]
    return [quote(q) for q in sorted(found, key=lambda q: (q["source_type"], q["quote"]))[:most]]


def quote(row: Record) -> str:
    """A quote with who said it."""
    who = markdown.escape(str(row["source_type"]))
    return markdown.div("zitat", markdown.escape(german.quoted(str(row["quote"]))), who)
