"""Was Verteilwege ausmachen: how far results move when a channel is left out."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang, say

TELLING = 0.15  # three times as many as by chance


def write(ctx: Context) -> str:
    """One row per channel that is large enough, and what follows."""
    metrics = ctx.public.meta.get("metrics", {})
    left_out, carried = metrics.get("without_channel", {}), metrics.get("channels", {})
    if not left_out:
        return ""
    named = {name: ctx.public.channel_name(name) for name in left_out}
    order = sorted(left_out, key=lambda name: (-left_out[name]["largest_change"], name))
    telling = [named[n] for n in order if left_out[n]["beyond_chance"] > TELLING]
    widest = left_out[order[0]]["largest_change"]
    apart = markdown.escape(lang.joined(telling))
    text = markdown.sentences(
        say(
            "Wie sehr hängen die Ergebnisse an einem Verteilweg? Jeder größere Weg wurde einmal "
            "weggelassen und der Rest neu gewichtet.",
            "How far do the results depend on one channel? Each larger channel was left out once and "
            "the rest weighted anew.",
        )
        if ctx.public.weighted()
        else say(
            "Wie sehr hängen die Ergebnisse an einem Verteilweg? Jeder größere Weg wurde einmal "
            "weggelassen.",
            "How far do the results depend on one channel? Each larger channel was left out once.",
        ),
        say(
            f"Kein Anteil im Bedarf ändert sich dann um mehr als {lang.points(widest)}.",
            f"No share in need then changes by more than {lang.points(widest)}.",
        ),
        say(
            f"Mehr als nach Zufall ändert sich ohne {apart}: Wer so "
            "erreicht wurde, lebt anders als die übrigen; die Ergebnisse hängen davon ab.",
            f"More changes than by chance without {apart}: people reached in this way live "
            "differently from the others; the results depend on it.",
        )
        if telling
        else say(
            "Bei keinem Weg ändert sich mehr, als der Zufall erwarten lässt.",
            "For no channel do results change more than chance would lead one to expect.",
        ),
    )
    rows = [
        [
            named[n],
            lang.percent(carried[n]["respondents"]) if n in carried else "–",
            lang.percent(carried[n]["weight"]) if n in carried else "–",
            lang.decimal(left_out[n]["mean_change"] * 100, 1),
            lang.number(left_out[n]["largest_change"] * 100),
            lang.percent(left_out[n]["beyond_chance"]),
        ]
        for n in order
    ]
    table = ctx.table(
        [
            say("Ohne …", "Without …"),
            say("Befragte", "respondents"),
            say("Gewicht", "weight"),
            say("im Mittel", "on average"),
            say("höchstens", "at most"),
            say("mehr als Zufall", "beyond chance"),
        ],
        rows,
        "lrrrrr",
        say(
            "Änderung der Anteile im Bedarf, wenn ein Verteilweg fehlt, in Prozentpunkten; letzte Spalte: "
            "Anteil der Fragen, die sich mehr ändern als bei zufälligem Weglassen (erwartet: 5 %)",
            "Change of shares in need when a channel is left out, in percentage points; last column: "
            "share of questions that change more than when people are left out at random (expected: 5%)",
        ),
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
        say(
            "Wo alle auf einer Liste eingeladen wurden, gibt es Rücklaufquoten.",
            "Where everybody on a list was invited, there are response rates.",
        ),
        say(
            "RR1 zählt nur vollständige Fragebögen und alle Eingeladenen, RR6 auch teilweise ausgefüllte und "
            "nur die, von denen bekannt ist, dass sie zur Zielgruppe gehören.",
            "RR1 counts only complete questionnaires and everybody invited, RR6 also partly completed ones "
            "and only those known to belong to the target group.",
        ),
        f"{say('Liste', 'List')} – {markdown.escape(sources)}.",
    )
    table = ctx.table(
        [
            say("Befragung", "Survey"),
            say("eingeladen", "invited"),
            say("geantwortet", "answered"),
            *(rate.upper() for rate in rates),
        ],
        rows,
        "l" + "r" * 8,
        say(
            "Rücklauf geschlossener Listen, Quoten nach AAPOR (2023)",
            "Response of closed lists, rates after AAPOR (2023)",
        ),
        "ruecklauf",
        widths=(20, 12, 13, *[8] * 6),
    )
    return markdown.paragraphs(text, table)
