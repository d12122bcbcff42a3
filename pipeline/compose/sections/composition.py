"""How the respondents compare with the official figures, before and after weighting."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.charts.pairs import Pair, Pairs
from pipeline.compose.context import OWN, Context
from pipeline.compose.labels import tidy
from pipeline.compose.language import lang, say
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import publisher

QUESTIONNAIRE = "alleinerziehende"


def _reproduced(ctx: Context) -> list[Row]:
    """Margins with known targets of the single parents' survey; none where they could not be used."""
    if not ctx.public.weighted():
        return []
    return [
        m
        for m in ctx.public["margins"]
        if m["target"] is not None and m["questionnaire"] == QUESTIONNAIRE
    ]


def weighting(ctx: Context) -> str:
    """What was weighted by, what is assumed, and how precise the weighted answers are."""
    margins = _reproduced(ctx)
    if not margins:
        return _unweighted(ctx)
    names = list(
        dict.fromkeys(ctx.public.label(m["questionnaire"], m["variable"]) for m in margins)
    )
    assumed = list(
        dict.fromkeys(
            ctx.public.label(m["questionnaire"], m["variable"]) for m in margins if m["assumed"]
        )
    )
    guessed = markdown.escape(lang.joined([_inside(name) for name in assumed]))
    return markdown.sentences(
        say(
            "Damit die Zusammensetzung der Befragten zu den amtlichen Zahlen passt, sind die "
            "Antworten gewichtet nach: ",
            "So that the composition of respondents matches the official figures, the answers are "
            "weighted by: ",
        )
        + f"{markdown.escape(lang.joined([_inside(name) for name in names]))}.",
        say(
            f"Angenommen und nicht amtlich belegt ist der Wert für {guessed}.",
            f"The value for {guessed} is assumed and not backed by an official figure.",
        )
        if assumed
        else "",
        say(
            "Die Gewichtung gleicht aus, was diese Merkmale erklären, und nicht mehr.",
            "Weighting evens out what these characteristics explain, and no more.",
        ),
        _effective(ctx),
    )


def _unweighted(ctx: Context) -> str:
    """Why nothing was weighted: no official figures, or too few answers to match them."""
    rows = (m for m in ctx.public["margins"] if m["questionnaire"] == QUESTIONNAIRE)
    if any(m["target"] is not None for m in rows):
        return say(
            "Die Antworten sind nicht gewichtet: Es sind zu wenige, oder eine Gruppe ist zu klein, um sie an "
            "die amtlichen Zahlen anzupassen.",
            "The answers are not weighted: there are too few, or one group is too small, to match them to "
            "the official figures.",
        )
    return say(
        "Die Antworten sind nicht gewichtet, weil keine amtlichen Vergleichszahlen vorliegen.",
        "The answers are not weighted because there are no official figures to compare them with.",
    )


def _inside(label: str) -> str:
    """A label within a sentence: in English it loses its capital."""
    return say(label, label[:1].lower() + label[1:])


def _effective(ctx: Context) -> str:
    found = _find(ctx.public.meta.get("metrics", {}), ("n_effective", "effective_n", "n_eff"))
    if found is None:
        return ""
    count = lang.number(found)
    return say(
        f"Die gewichteten Antworten sind so genau wie etwa {count} gleich gewichtete.",
        f"The weighted answers are as precise as about {count} answers of equal weight.",
    )


def _find(tree: Row, names: tuple[str, ...]) -> float | None:
    own = tree.get(QUESTIONNAIRE)
    for place in (own if isinstance(own, dict) else {}, tree):
        for name in names:
            value = place.get(name)
            if isinstance(value, int | float):
                return float(value)
    return None


def _category(ctx: Context, margin: Row) -> str:
    for row in ctx.public.book(margin["questionnaire"], margin["variable"]):
        if row["category"] == margin["category"]:
            return (
                f"{ctx.public.label(margin['questionnaire'], margin['variable'])}: "
                f"{tidy(row['category_label'] or '')}"
            )
    return f"{margin['variable']}: {margin['category']}"


def chart(ctx: Context) -> str:
    """Sample against official composition, before weighting."""
    margins = _reproduced(ctx)
    if not margins:
        return ""
    gaps = [abs(m["before"] - m["target"]) for m in margins]
    rows = [
        Pair(_category(ctx, m), m["before"], m["target"], gap == max(gaps))
        for m, gap in zip(margins, gaps, strict=True)
    ]
    widest = next(r for r in rows if r.focus)
    oftener = widest.first > widest.second
    finding = (
        say(
            f"{lang.quoted(widest.label)} ist unter den Befragten {'häufiger' if oftener else 'seltener'} "
            "als in den Vergleichszahlen",
            f"{lang.quoted(widest.label)} is {'more' if oftener else 'less'} frequent among respondents "
            "than in the reference figures",
        )
        if max(gaps) >= 0.03
        else say(
            "Die Befragten sind ähnlich zusammengesetzt wie die Vergleichszahlen",
            "The composition of respondents is similar to the reference figures",
        )
    )
    return ctx.chart(
        "zusammensetzung",
        Pairs(
            rows,
            (
                say("Befragte vor der Gewichtung", "respondents before weighting"),
                say("Vergleichszahl", "reference figure"),
            ),
        ),
        finding=finding,
        subtitle=say(
            "Anteile in Prozent; die Gewichtung gleicht die Unterschiede aus",
            "Shares in per cent; weighting evens out the differences",
        ),
        source=say(
            f"Quelle: Befragung von Alleinerziehenden {ctx.region_in} {ctx.year}; "
            f"Vergleichszahlen siehe Tabelle; {OWN}",
            f"Source: survey of single parents {ctx.region_in} {ctx.year}; "
            f"reference figures: see table; {OWN}",
        ),
        caption=say(
            "Zusammensetzung der Befragten und Vergleichszahlen",
            "Composition of respondents and reference figures",
        ),
        alt=say("Punktdiagramm: ", "Dot plot: ")
        + "; ".join(
            f"{r.label}: {lang.percent(r.first)} {say('der Befragten', 'of respondents')}, "
            f"{say('Vergleichszahl', 'reference figure')} {lang.percent(r.second)}"
            for r in rows[:3]
        )
        + ".",
    )


def _target_source(margin: Row) -> str:
    """Where a target comes from; an assumption is called one, whatever it was computed with."""
    source = str(margin["target_source"])
    if margin["assumed"]:
        return source.split(";", maxsplit=1)[0].strip() or say("Annahme", "assumption")
    return publisher({"source": source}) + (
        say(", umgerechnet", ", converted") if OWN.de in source else ""
    )


def table(ctx: Context) -> str:
    """Every margin's categories before and after weighting, with the source of the target."""
    rows = [
        [
            _category(ctx, m) + (say(" (angenommen)", " (assumed)") if m["assumed"] else ""),
            lang.percent_decimal(m["before"]),
            lang.percent_decimal(m["target"]) if m["target"] is not None else "–",
            lang.percent_decimal(m["after"]),
            _target_source(m),
        ]
        for m in ctx.public["margins"]
    ]
    return ctx.table(
        [
            say("Merkmal", "Characteristic"), say("vorher", "before"), say("Ziel", "target"),
            say("nachher", "after"), say("Quelle des Ziels", "Source of the target"),
        ],
        rows, "lrrrl",
        say("Zusammensetzung vor und nach der Gewichtung", "Composition before and after weighting"),
        "raender", widths=(26, 9, 9, 9, 36),
    )  # fmt: skip


def defined_otherwise(ctx: Context) -> str:
    """What is known of how the official definitions differ from the survey's, margin by margin."""
    texts: dict[str, str] = {}
    for m in ctx.public["margins"]:
        label = ctx.public.label(m["questionnaire"], m["variable"])
        texts.setdefault(label, str(m.get("difference") or "").strip())
    if not texts:
        return ""
    nothing = say(
        "Das Netzwerk hat dazu nichts angegeben.", "The network has given no information on this."
    )
    parts = [
        f"*{markdown.escape(label)}:* " + (markdown.escape(text) if text else nothing)
        for label, text in texts.items()
    ]
    return markdown.sentences(
        say(
            "**Abgrenzung.** Worin sich die amtliche Abgrenzung von der Befragung unterscheidet:",
            "**Definitions.** How the official definition differs from the survey's:",
        ),
        *parts,
    )
