"""Was Verteilwege ausmachen: how far results move when a channel is left out."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang

TELLING = 0.15  # three times as many as by chance


def write(ctx: Context) -> str:
    """One row per channel that is large enough, and what follows."""
    metrics = ctx.public.meta.get("metrics", {})
    left_out, carried = metrics.get("without_channel", {}), metrics.get("channels", {})
    if not left_out:
        return ""
    named = {name: lang.capital(name.replace("_", " ")) for name in left_out}
    order = sorted(left_out, key=lambda name: (-left_out[name]["largest_change"], name))
    telling = [named[n] for n in order if left_out[n]["beyond_chance"] > TELLING]
    widest = left_out[order[0]]["largest_change"]
    text = markdown.sentences(
        "Wie sehr hängen die Ergebnisse an einem Verteilweg? Jeder größere Weg wurde einmal "
        "weggelassen und der Rest neu gewichtet.",
        f"Kein Anteil im Bedarf ändert sich dann um mehr als {lang.points(widest)}.",
        f"Mehr als nach Zufall ändert sich ohne {markdown.escape(lang.joined(telling))}: Wer so "
        "erreicht wurde, lebt anders als die übrigen; die Ergebnisse hängen davon ab."
        if telling
        else "Bei keinem Weg ändert sich mehr, als der Zufall erwarten lässt.",
    )
    rows = [
        [
            named[n],
            lang.percent(carried[n]["respondents"]) if n in carried else "–",
            lang.percent(carried[n]["weight"]) if n in carried else "–",
            lang.number(left_out[n]["mean_change"] * 100, 1),
            lang.number(left_out[n]["largest_change"] * 100),
            lang.percent(left_out[n]["beyond_chance"]),
        ]
        for n in order
    ]
    table = ctx.table(
        ["Ohne …", "Befragte", "Gewicht", "im Mittel", "höchstens", "mehr als Zufall"],
        rows,
        "lrrrrr",
        "Änderung der Anteile im Bedarf, wenn ein Verteilweg fehlt, in Prozentpunkten; letzte Spalte: "
        "Anteil der Fragen, die sich mehr ändern als bei zufälligem Weglassen (erwartet: 5 %)",
        "ohne-wege",
        widths=(26, 12, 12, 14, 14, 18),
    )
    return markdown.paragraphs(text, table)


def lists(ctx: Context, who: dict[str, str]) -> str:
    """Response rates of closed lists, after AAPOR."""
    found = ctx.public["response_rates"]
    if not found:
        return ""
    rates = [f"rr{i}" for i in range(1, 7)]
    rows = [
        [
            who[r["questionnaire"]],
            lang.number(r["invited"]),
            lang.number(r["interviewed"]),
            *("–" if r[rate] is None else lang.percent(r[rate]) for rate in rates),
        ]
        for r in found
    ]
    sources = lang.joined([f"{who[r['questionnaire']]}: {r['source']}" for r in found])
    text = markdown.sentences(
        "Wo alle auf einer Liste eingeladen wurden, gibt es Rücklaufquoten.",
        "RR1 zählt nur vollständige Fragebögen und alle Eingeladenen, RR6 auch teilweise ausgefüllte und "
        "nur die, von denen bekannt ist, dass sie zur Zielgruppe gehören.",
        f"Liste – {markdown.escape(sources)}.",
    )
    table = ctx.table(
        ["Befragung", "eingeladen", "geantwortet", *(rate.upper() for rate in rates)],
        rows,
        "l" + "r" * 8,
        "Rücklauf geschlossener Listen, Quoten nach AAPOR (2023)",
        "ruecklauf",
        widths=(20, 12, 13, *[8] * 6),
    )
    return markdown.paragraphs(text, table)
