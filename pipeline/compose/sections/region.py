"""Alleinerziehende in der Region in Zahlen: official statistics, comparison, places, trend."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.charts.bars import Bars
from pipeline.compose.charts.marks import Row as Bar
from pipeline.compose.charts.tiles import Tile, Tiles
from pipeline.compose.charts.trend import Series, Trend
from pipeline.compose.context import Context
from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import (
    citation,
    written,
)
from pipeline.compose.sections import keyfigures
from pipeline.compose.sentences import Figure, is_plural_part, part_words

BAR_CHART = Text("Balkendiagramm", "Bar chart")
UNEMPLOYED = Text("Arbeitslose", "unemployed people")
UNEMPLOYED_WOMEN = Text("arbeitslose Frauen", "unemployed women")


def write(ctx: Context) -> str:
    """Text, comparison, places, trend and the table of key figures."""
    return markdown.paragraphs(
        _text(ctx),
        comparison(ctx),
        places(ctx),
        _unemployed(ctx),
        trend(ctx),
        keyfigures.table(ctx),
        _definition(ctx),
    )


def _text(ctx: Context) -> str:
    total, share = ctx.public.indicator("ae_insgesamt"), ctx.public.indicator("ae_anteil_haushalte")
    mothers, fathers = ctx.public.indicator("ae_muetter"), ctx.public.indicator("ae_vaeter")
    minors = ctx.public.indicator("ae_minderj")
    parts = []
    if total:
        parts.append(
            say(
                f"{lang.capital(ctx.region_in_text)} gibt es {written(total)} Haushalte von "
                "Alleinerziehenden mit Kindern jeden Alters.",
                f"There are {written(total)} single-parent households with children of any age "
                f"{ctx.region_in_text}.",
            )
        )
    if share:
        words = part_words(lang.percent_number(share["value"]))
        verb = "sind" if is_plural_part(words) else "ist"
        parts.append(
            say(
                f"Das {verb} {words} aller Haushalte mit Kindern ({written(share)}).",
                f"That is {words} of all households with children ({written(share)}).",
            )
        )
    if mothers and fathers:
        parts.append(
            say(
                f"In {written(mothers)} dieser Haushalte lebt eine Mutter, in {written(fathers)} ein "
                "Vater mit den Kindern.",
                f"In {written(mothers)} of these households a mother lives with the children, in "
                f"{written(fathers)} a father.",
            )
        )
    if minors:
        parts.append(
            say(
                f"Kinder unter 18 Jahren haben nach einer Umrechnung rund {lang.rounded(minors['value'])} "
                f"Alleinerziehende{_span(minors)}; "
                "an sie richtet sich die Befragung. Wie umgerechnet ist, steht in @sec-methode.",
                f"After conversion, around {lang.rounded(minors['value'])} single parents{_span(minors)} "
                "have children under 18; the survey is addressed to them. How this is converted is "
                "explained in @sec-methode.",
            )
        )
    none = say("Amtliche Zahlen liegen noch nicht vor.", "There are no official figures yet.")
    return markdown.sentences(*parts) if parts else none


def _span(row: Row) -> str:
    """The uncertainty of a converted figure, in brackets."""
    if row.get("low") is None or row.get("high") is None:
        return ""
    low, high = lang.rounded(row["low"]), lang.rounded(row["high"])
    return f" ({say('Spanne', 'range')} {lang.between(low, high)})"


def comparison(ctx: Context) -> str:
    """The share of single parents against state and Germany."""
    name = "ae_anteil_haushalte"
    own = ctx.public.indicator(name)
    others = [
        r
        for region in ctx.public.params.comparison.regions
        if (r := ctx.public.indicator(name, region))
    ]
    if not own or not others:
        return ""
    rows = [
        Bar(ctx.region, Figure(own["value"]), True, decimals=1),
        *(Bar(r["region_name"], Figure(r["value"]), decimals=1) for r in others),
    ]
    rows.sort(key=lambda r: -r.value.share)
    return ctx.chart(
        "region-vergleich",
        Bars(rows),
        finding=_compared(ctx, own, others),
        subtitle=say(
            "Anteil der Alleinerziehenden an den Haushalten mit Kindern (jeden Alters) in Prozent",
            "Single parents as a share of households with children (of any age), per cent",
        ),
        source=citation(own),
        caption=say("Alleinerziehende im Vergleich", "Single parents in comparison"),
        alt=f"{BAR_CHART}: "
        + "; ".join(f"{r.label} {lang.percent(r.value.share, 1)}" for r in rows)
        + ".",
        survey=False,
    )


def _compared(ctx: Context, own: Row, others: list[Row]) -> str:
    other = others[0]
    gap = own["value"] - other["value"]
    where = lang.capital(ctx.region_in)
    there = other["region_name"]
    if abs(gap) < 0.005:
        return say(
            f"{where} ist der Anteil der Alleinerziehenden etwa so hoch wie in {there}",
            f"{where}, the share of single parents is about as high as in {there}",
        )
    word = say("höher", "higher") if gap > 0 else say("niedriger", "lower")
    much = say("etwas ", "slightly ") if abs(gap) < 0.02 else ""
    return say(
        f"{where} ist der Anteil der Alleinerziehenden {much}{word} als in {there}",
        f"{where}, the share of single parents is {much}{word} than in {there}",
    )


def places(ctx: Context) -> str:
    """The share of single parents in every municipality."""
    rows = ctx.public.places("ae_anteil_haushalte")
    known = [r for r in rows if r["value"] is not None]
    if len(known) < 4:
        return ""
    top = max(known, key=lambda r: (r["value"], r["region_name"]))
    low = min(known, key=lambda r: (r["value"], r["region_name"]))
    highest, lowest = _place(top["region_name"]), _place(low["region_name"])
    largest, smallest = (lang.percent_decimal(r["value"]) for r in (top, low))
    return ctx.chart(
        "region-gemeinden",
        Tiles([Tile(_place(r["region_name"]), r["value"]) for r in rows], "%", 1),
        finding=say(
            f"Von {smallest} in {lowest} bis {largest} in {highest}: "
            "Der Anteil der Alleinerziehenden ist nicht überall gleich",
            f"From {smallest} in {lowest} to {largest} in {highest}: "
            "the share of single parents is not the same everywhere",
        ),
        subtitle=say(
            "Anteil der Alleinerziehenden an den Haushalten mit Kindern (jeden Alters) je "
            "Gemeinde in Prozent, höchster Wert zuerst",
            "Single parents as a share of households with children (of any age) by municipality, "
            "per cent, highest value first",
        ),
        source=f"{citation(top)}. "
        + say(
            "Kleine Unterschiede nicht deuten: Die Werte sind zum Schutz leicht verändert.",
            "Small differences mean nothing: values are slightly altered to protect people.",
        ),
        caption=say(
            "Anteil der Alleinerziehenden in den Gemeinden",
            "Share of single parents by municipality",
        ),
        alt=say(
            f"Kachelbild von {len(rows)} Gemeinden. Höchster Wert: {highest} {largest}; "
            f"niedrigster Wert: {lowest} {smallest}.",
            f"Tile chart of {len(rows)} municipalities. Highest value: {highest} {largest}; "
            f"lowest value: {lowest} {smallest}.",
        ),
        survey=False,
    )


def _place(name: str) -> str:
    return name.split(", ", maxsplit=1)[0]


def _unemployed(ctx: Context) -> str:
    """Unemployment in the latest year for which women are known too."""
    year = keyfigures.shared_period(ctx, "alo")
    total, women, long = (
        ctx.public.indicator(n, period=year) for n in ("alo", "alo_frauen", "alo_langzeit")
    )
    if not total:
        return ""
    parts = [
        say(
            f"Im Jahr {total['period']} waren {ctx.region_in_text} im Durchschnitt {written(total)} "
            "Menschen arbeitslos",
            f"In {total['period']}, {written(total)} people {ctx.region_in_text} were unemployed on average",
        )
    ]
    if women:
        count = written(women)
        parts.append(say(f", darunter {count} Frauen", f", {count} of them women"))
    if long:
        count = written(long)
        parts.append(
            say(
                f"; {count} Menschen suchten seit mehr als einem Jahr Arbeit",
                f"; {count} people had been looking for work for more than a year",
            )
        )
    return markdown.sentences("".join(parts) + ".")


def trend(ctx: Context) -> str:
    """Unemployment over the years."""
    for name in ("alo_frauen", "alo"):
        points = ctx.public.series(name)
        if len(points) >= 3:
            break
    else:
        return ""
    row = ctx.public.indicator(name)
    if row is None:
        return ""
    (first_year, first), (last_year, last) = points[0], points[-1]
    change = last / first - 1
    women = name == "alo_frauen"
    who = say("Frauen", "women") if women else say("Menschen", "people")
    who_are = str(UNEMPLOYED_WOMEN if women else UNEMPLOYED)
    if abs(change) < 0.02:
        finding = say(
            f"{last_year} waren etwa so viele {who} arbeitslos wie {first_year}",
            f"In {last_year}, about as many {who} were unemployed as in {first_year}",
        )
    else:
        by = lang.percent(abs(change))
        finding = say(
            f"{last_year} waren {by} {'mehr' if change > 0 else 'weniger'} {who} arbeitslos als {first_year}",
            f"In {last_year}, {by} {'more' if change > 0 else 'fewer'} {who} were unemployed than in "
            f"{first_year}",
        )
    return ctx.chart(
        "region-trend",
        Trend([Series(ctx.region, points, True)]),
        finding=finding,
        subtitle=f"{lang.capital(who_are)} {ctx.region_in}, {say('Jahresdurchschnitt', 'annual average')}",
        source=citation(row),
        caption=say("Arbeitslosigkeit im Zeitverlauf", "Unemployment over time"),
        alt=f"{say('Liniendiagramm', 'Line chart')}, {who_are} {ctx.region_in}: "
        f"{first_year} {lang.number(first)}, {last_year} {lang.number(last)}.",
        survey=False,
    )


def _definition(ctx: Context) -> str:
    if not ctx.public.indicator("ae_insgesamt"):
        return ""
    return markdown.div(
        "hinweis",
        markdown.sentences(
            say(
                "Der Zensus zählt Alleinerziehende mit Kindern jeden Alters, auch mit erwachsenen "
                "Kindern. Die Befragung richtet sich an "
                "Eltern mit Kindern unter 18 Jahren. Beide Zahlen lassen sich deshalb nicht "
                "unmittelbar vergleichen. Zensuswerte sind zum Schutz leicht verändert; Teile ergeben nicht "
                "immer genau die Summe.",
                "The census counts single parents with children of any age, grown-up children included. "
                "The survey is addressed to parents with children under 18, so the two figures cannot be "
                "compared directly. "
                "Census values are slightly altered to protect people; parts do not always add up "
                "exactly to the total.",
            )
        ),
    )
