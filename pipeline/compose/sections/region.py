"""Alleinerziehende in der Region in Zahlen: official statistics, comparison, places, trend."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.charts.bars import Bars
from pipeline.compose.charts.marks import Row as Bar
from pipeline.compose.charts.tiles import Tile, Tiles
from pipeline.compose.charts.trend import Series, Trend
from pipeline.compose.context import Context
from pipeline.compose.language import lang
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import (
    citation,
    written,
)
from pipeline.compose.sections import keyfigures
from pipeline.compose.sentences import Figure, part_words


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
            f"{lang.capital(ctx.region_in)} gibt es {written(total)} Haushalte von "
            "Alleinerziehenden mit Kindern jeden Alters."
        )
    if share:
        words = part_words(lang.percent_number(share["value"]))
        verb = (
            "sind"
            if words.startswith(("zwei", "drei", "vier", "knapp zwei", "gut zwei"))
            else "ist"
        )
        parts.append(f"Das {verb} {words} aller Haushalte mit Kindern ({written(share)}).")
    if mothers and fathers:
        parts.append(
            f"In {written(mothers)} dieser Haushalte lebt eine Mutter, in {written(fathers)} ein "
            "Vater mit den Kindern."
        )
    if minors:
        parts.append(
            f"Kinder unter 18 Jahren haben nach einer Umrechnung rund {lang.rounded(minors['value'])} "
            f"Alleinerziehende{_span(minors)}; "
            "an sie richtet sich die Befragung. Wie umgerechnet ist, steht in @sec-methode."
        )
    return markdown.sentences(*parts) if parts else "Amtliche Zahlen liegen noch nicht vor."


def _span(row: Row) -> str:
    """The uncertainty of a converted figure, in brackets."""
    if row.get("low") is None or row.get("high") is None:
        return ""
    return f" (Spanne {lang.rounded(row['low'])} bis {lang.rounded(row['high'])})"


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
        subtitle="Anteil der Alleinerziehenden an den Haushalten mit Kindern (jeden Alters) in Prozent",
        source=citation(own),
        caption="Alleinerziehende im Vergleich",
        alt="Balkendiagramm: "
        + "; ".join(f"{r.label} {lang.percent(r.value.share, 1)}" for r in rows)
        + ".",
        survey=False,
    )


def _compared(ctx: Context, own: Row, others: list[Row]) -> str:
    other = others[0]
    gap = own["value"] - other["value"]
    where = lang.capital(ctx.region_in)
    if abs(gap) < 0.005:
        return f"{where} ist der Anteil der Alleinerziehenden etwa so hoch wie in {other['region_name']}"
    word = "höher" if gap > 0 else "niedriger"
    much = "etwas " if abs(gap) < 0.02 else ""
    return (
        f"{where} ist der Anteil der Alleinerziehenden {much}{word} als in {other['region_name']}"
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
    return ctx.chart(
        "region-gemeinden",
        Tiles([Tile(_place(r["region_name"]), r["value"]) for r in rows], "%", 1),
        finding=f"Von {lang.percent_decimal(low['value'])} in {lowest} bis "
        f"{lang.percent_decimal(top['value'])} in "
        f"{highest}: "
        "Der Anteil der Alleinerziehenden ist nicht überall gleich",
        subtitle="Anteil der Alleinerziehenden an den Haushalten mit Kindern (jeden Alters) je "
        "Gemeinde in Prozent, höchster Wert zuerst",
        source=f"{citation(top)}. Kleine Unterschiede nicht deuten: Die Werte sind zum Schutz leicht "
        "verändert.",
        caption="Anteil der Alleinerziehenden in den Gemeinden",
        alt=f"Kachelbild von {len(rows)} Gemeinden. Höchster Wert: {highest} "
        f"{lang.percent_decimal(top['value'])}; "
        f"niedrigster Wert: {lowest} {lang.percent_decimal(low['value'])}.",
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
        (
            f"Im Jahr {total['period']} waren {ctx.region_in} im Durchschnitt {written(total)} "
            "Menschen arbeitslos"
        )
    ]
    if women:
        parts.append(f", darunter {written(women)} Frauen")
    if long:
        parts.append(f"; {written(long)} Menschen suchten seit mehr als einem Jahr Arbeit")
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
    who = "Frauen" if name == "alo_frauen" else "Menschen"
    who_are = "arbeitslose Frauen" if name == "alo_frauen" else "Arbeitslose"
    if abs(change) < 0.02:
        finding = f"{last_year} waren etwa so viele {who} arbeitslos wie {first_year}"
    else:
        finding = (
            f"{last_year} waren {lang.percent(abs(change))} "
            f"{'mehr' if change > 0 else 'weniger'} {who} arbeitslos als {first_year}"
        )
    return ctx.chart(
        "region-trend",
        Trend([Series(ctx.region, points, True)]),
        finding=finding,
        subtitle=f"{'Arbeitslose Frauen' if name == 'alo_frauen' else 'Arbeitslose'} "
        f"{ctx.region_in}, Jahresdurchschnitt",
        source=citation(row),
        caption="Arbeitslosigkeit im Zeitverlauf",
        alt=f"Liniendiagramm, {who_are} {ctx.region_in}: {first_year} {lang.number(first)}, "
        f"{last_year} {lang.number(last)}.",
        survey=False,
    )


def _definition(ctx: Context) -> str:
    if not ctx.public.indicator("ae_insgesamt"):
        return ""
    return markdown.div(
        "hinweis",
        markdown.sentences(
            "Der Zensus zählt Alleinerziehende mit Kindern jeden Alters, auch mit erwachsenen "
            "Kindern. Die Befragung richtet sich an "
            "Eltern mit Kindern unter 18 Jahren. Beide Zahlen lassen sich deshalb nicht "
            "unmittelbar vergleichen. Zensuswerte sind zum Schutz leicht verändert; Teile ergeben nicht "
            "immer genau die Summe."
        ),
    )
