"""Was Verteilwege ausmachen: how far results move when a channel is left out."""

from __future__ import annotations

from pipeline.compose import german, markdown
from pipeline.compose.context import Context

TELLING = 0.15  # three times as many as by chance


def write(ctx: Context) -> str:
    """One row per channel that is large enough, and what follows."""
    metrics = ctx.public.meta.get("metrics", {})
    left_out, carried = metrics.get("without_channel", {}), metrics.get("channels", {})
    if not left_out:
        return ""
    named = {name: german.capital(name.replace("_", " ")) for name in left_out}
    order = sorted(left_out, key=lambda name: (-left_out[name]["largest_change"], name))
    telling = [named[n] for n in order if left_out[n]["beyond_chance"] > TELLING]
    widest = left_out[order[0]]["largest_change"]
    text = markdown.sentences(
        "Wie sehr hängen die Ergebnisse an einem Verteilweg? Jeder größere Weg wurde einmal "
        "weggelassen und der Rest neu gewichtet.",
        f"Kein Anteil im Bedarf ändert sich dann um mehr als {german.points(widest)}.",
        f"Mehr als nach Zufall ändert sich ohne {markdown.escape(german.joined(telling))}: Wer so "
        "erreicht wurde, lebt anders als die übrigen; die Ergebnisse hängen davon ab."
        if telling
        else "Mehr, als der Zufall erwarten lässt, ändert sich ohne keinen davon.",
    )
    rows = [
        [
            named[n],
            german.percent(carried[n]["respondents"]) if n in carried else "–",
            german.percent(carried[n]["weight"]) if n in carried else "–",
            german.number(left_out[n]["mean_change"] * 100, 1),
            german.number(left_out[n]["largest_change"] * 100),
            german.percent(left_out[n]["beyond_chance"]),
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
