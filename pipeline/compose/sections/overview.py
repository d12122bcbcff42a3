"""Auf einen Blick: one page that somebody in a hurry can act on."""

from __future__ import annotations

from pipeline.compose import german, markdown, sentences
from pipeline.compose.context import Context
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import written
from pipeline.compose.sections import fields


def write(ctx: Context) -> str:
    """Numbers, the lead finding and five points."""
    return markdown.paragraphs(
        markdown.number_row(numbers(ctx)),
        markdown.div("kernaussage", leading_fields(ctx)),
        markdown.listing(points(ctx)),
        _caveat(ctx),
    )


def numbers(ctx: Context) -> list[str]:
    """Three or four big numbers: how many there are, how many answered, the largest need."""
    out = []
    row = ctx.public.indicator("ae_minderj") or ctx.public.indicator("ae_insgesamt")
    if row:
        minors = row["indicator"] == "ae_minderj"
        value = german.number(_rounded(row["value"])) if minors else written(row)
        label = f"Alleinerziehende mit Kindern unter 18 Jahren leben {ctx.region_in}" if minors else (
            f"Haushalte von Alleinerziehenden gibt es {ctx.region_in} (Kinder jeden Alters)"
        )  # fmt: skip
        out.append(
            markdown.big_number(("rund " if minors else "") + value, label, short_source(row))
        )
    if (n := usable(ctx, "alleinerziehende")) > 0:
        source = f"Befragung {ctx.year}" + (", DEMODATEN" if ctx.public.demo else "")
        out.append(
            markdown.big_number(
                german.number(n), "Alleinerziehende haben ihre Antworten gegeben", source
            )
        )
    top = ctx.public.needs_of()
    if top:
        figure = ctx.public.need(top[0]["need"])
        text = f"der befragten Alleinerziehenden: {german.quoted(fields.label(top[0]))} – {fields.words(ctx, top[0]['need']).short}"
        note = f"n = {german.number(figure.n)}" + (", DEMODATEN" if ctx.public.demo else "")
        out.append(markdown.big_number(sentences.figure(figure), markdown.escape(text), note))
    return out


def _rounded(value: float) -> float:
    return german.round_half_up(value / 100) * 100 if value >= 1000 else german.round_half_up(value)


def short_source(row: Row) -> str:
    """A source for a big number: without sheets and tables."""
    text = str(row["source"]).split(";")[0].split(",")[0]
    return f"{text}, {german.iso_day(str(row['period']))}"


def usable(ctx: Context, questionnaire: str) -> int:
    """How many answers of a survey were used."""
    return sum(
        int(p["usable"] or 0)
        for p in ctx.public["participation"]
        if p["questionnaire"] == questionnaire
    )


def leading_fields(ctx: Context) -> str:
    """Which fields are ahead, ties named."""
    ranking = ctx.public.ranking
    if not ranking:
        return ""
    names = [
        ctx.public.field_names.get(r["field_of_action"], r["field_of_action"]) for r in ranking
    ]
    first = [name for name, r in zip(names, ranking, strict=True) if r["rank_low"] == 1]
    if len(first) == 1:
        text = f"Das Handlungsfeld {german.quoted(first[0])} liegt klar vorn."
    elif len(first) > 5:
        text = f"Den höchsten Punktwert hat {german.quoted(names[0])}; die Daten trennen die Felder an der Spitze nicht."
    else:
        count = german.capital(german.numeral(len(first)))
        text = f"{count} Handlungsfelder kommen für den ersten Rang in Frage: {german.joined(first)}. Die Daten trennen sie nicht."
    return markdown.escape(text)


def points(ctx: Context) -> list[str]:
    """The findings in a list: needs, mothers and fathers, what is unknown, employers, institutions."""
    needs = ctx.public.needs_of()
    out = []
    if needs:
        listed = german.joined(
            [
                f"{german.quoted(fields.label(n))} ({sentences.figure(ctx.public.need(n['need']))})"
                for n in needs[:3]
            ]
        )
        out.append(f"**Am häufigsten fehlt:** {markdown.escape(listed)}.")
        parents = fields.parents(ctx, needs[0])
        if parents:
            name = markdown.escape(german.quoted(fields.label(needs[0])))
            out.append(f"**Mütter und Väter**, beim größten Bedarf ({name}): {parents}")
    names = {n["need"]: fields.label(n) for n in ctx.public["needs"]}
    for verdict, title in (
        ("unknown", "Vorhanden, aber wenig bekannt"),
        ("gap", "Ohne passendes Angebot"),
    ):
        found = [c for c in ctx.public["coverage"] if c["verdict"] == verdict]
        found.sort(key=lambda c: (-(c["in_need"] or 0), c["need"]))
        if found:
            listed = german.joined(
                [german.quoted(names.get(c["need"], c["need"])) for c in found[:3]]
            )
            out.append(f"**{title}:** {markdown.escape(listed)}.")
    counts = [
        f"{german.number(n)} {noun}"
        for q, noun in (("arbeitgeber", "Betriebe"), ("einrichtungen", "Einrichtungen"))
        if (n := usable(ctx, q)) > 0
    ]
    if counts:
        out.append(f"**Auch gefragt:** {german.joined(counts)}.")
    return out


def _caveat(ctx: Context) -> str:
    return markdown.div(
        "hinweis",
        markdown.sentences(
            "Wer mitgemacht hat, ist keine Zufallsstichprobe. Die Ergebnisse gelten für die Befragten; Intervalle sind "
            "modellgestützt. Mehr dazu in @sec-methode."
        ),
    )
