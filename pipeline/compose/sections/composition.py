"""How the respondents compare with the official figures, before and after weighting."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.charts.pairs import Pair, Pairs
from pipeline.compose.context import OWN, Context
from pipeline.compose.labels import tidy
from pipeline.compose.language import lang, say
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import of_margin, publisher
from pipeline.params import answer_codes

QUESTIONNAIRE = "alleinerziehende"
WHOLE = 0.01  # the step in which shares are public


def _reproduced(ctx: Context) -> list[Row]:
    """Margins of the single parents' survey that its weights reproduce; not those that had to be left out."""
    if not ctx.public.weighted():
        return []
    return [m for m in _known(ctx) if m["margin"] not in _left_out(ctx)]


def _known(ctx: Context) -> list[Row]:
    """Margins of the single parents' survey with official figures."""
    return [
        m
        for m in ctx.public["margins"]
        if m["target"] is not None and m["questionnaire"] == QUESTIONNAIRE
    ]


def _left_out(ctx: Context) -> set[str]:
    return set(ctx.public.meta.get("metrics", {}).get("unused_margins", ()))


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
    guessed = markdown.escape(lang.joined([lang.quoted(_inside(name)) for name in assumed]))
    return markdown.sentences(
        say(
            "Damit die Zusammensetzung der Befragten zu den amtlichen Zahlen passt, sind die "
            "Antworten gewichtet nach: ",
            "So that the composition of respondents matches the official figures, the answers are "
            "weighted by: ",
        )
        + f"{markdown.escape(lang.joined([lang.quoted(_inside(name)) for name in names]))}.",
        say(
            f"Angenommen, nicht amtlich belegt: {guessed}.",
            f"Assumed, not backed by an official figure: {guessed}.",
        )
        if assumed
        else "",
        _unused(ctx),
        _noise(ctx),
        _limits(len(names)),
        _effective(ctx),
    )


def _limits(characteristics: int) -> str:
    """That weighting mends no more than what it is made of."""
    if characteristics == 1:
        return say(
            "Die Gewichtung gleicht aus, was dieses Merkmal erklärt, und nicht mehr.",
            "Weighting evens out what this characteristic explains, and no more.",
        )
    return say(
        "Die Gewichtung gleicht aus, was diese Merkmale erklären, und nicht mehr.",
        "Weighting evens out what these characteristics explain, and no more.",
    )


def _noise(ctx: Context) -> str:
    """That weights begin with noise, and why."""
    most = ctx.public.params.weighting.noise
    if not most:
        return ""
    share = lang.percent(most)
    return say(
        f"Vor dem Gewichten erhält jede Antwort zufällig bis zu {share} mehr oder weniger Gewicht: So lässt "
        "sich aus den Anteilen nicht zurückrechnen, was Einzelne geantwortet haben.",
        f"Before weighting, every answer is given at random up to {share} more or less weight, so that "
        "nobody can work out from the shares what single people answered.",
    )


def _unused(ctx: Context) -> str:
    """Which official figures were there and could not be matched too."""
    rows = [m for m in _known(ctx) if m["margin"] in _left_out(ctx)]
    names = dict.fromkeys(ctx.public.label(m["questionnaire"], m["variable"]) for m in rows)
    if not names:
        return ""
    listed = markdown.escape(lang.joined([lang.quoted(_inside(name)) for name in names]))
    return say(
        f"Nicht an die amtlichen Zahlen angepasst {'ist' if len(names) == 1 else 'sind'} {listed}, weil eine "
        "der Gruppen zu klein ist.",
        f"Not matched to the official figures: {listed}, because one of the groups is too small.",
    )


def _unweighted(ctx: Context) -> str:
    """Why nothing was weighted: none chosen, no official figures, or too few answers to match them."""
    if not any(m.questionnaire == QUESTIONNAIRE for m in ctx.public.params.margins):
        return say(
            "Die Antworten sind nicht gewichtet: Es ist nicht festgelegt, an welche amtlichen Zahlen sie "
            "angepasst werden sollen.",
            "The answers are not weighted: it has not been decided which official figures they are to match.",
        )
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
    """``Geschlecht: weiblich``; answers that share an official figure: ``unter 3 oder 3 bis 5 Jahre``."""
    book = ctx.public.book(margin["questionnaire"], margin["variable"])
    labels = {r["category"]: tidy(r["category_label"] or "") for r in book}
    answers = [labels.get(code) or code for code in answer_codes(margin["category"])]
    conjunction = say("oder", "or")
    if len(answers) > 1 and any("," in a or f" {conjunction} " in a for a in answers):
        answers = [lang.quoted(answer) for answer in answers]
    name = ctx.public.label(margin["questionnaire"], margin["variable"])
    return f"{name}: {lang.joined(answers, conjunction)}"


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


def _official(ctx: Context, margin: Row) -> str:
    """The official figure that a category is held against, several added up, and where it comes from."""
    figures = []
    for named in str(margin.get("official") or "").split("+"):
        indicator, _, region = named.partition("@")
        if not indicator:
            continue
        row = ctx.public.indicator(indicator, region or None)
        title = of_margin(indicator, str((row or {}).get("title") or indicator))
        figures.append(f"{title} ({row['region_name']})" if region and row else title)
    return ": ".join(part for part in (" + ".join(figures), _target_source(margin)) if part)


def table(ctx: Context) -> str:
    """Every category before and after weighting, and the official figure that it is held against.

    Where nothing was weighted there is no before and after: respondents stand beside the official figures.
    """
    margins, weighted = ctx.public["margins"], ctx.public.weighted()
    rows = [
        [
            _category(ctx, m) + (say(" (angenommen)", " (assumed)") if m["assumed"] else ""),
            lang.percent(m["before"]),
            lang.percent(m["target"]) if m["target"] is not None else "–",
            *([lang.percent(m["after"])] if weighted else []),
            _official(ctx, m),
        ]
        for m in margins
    ]
    name = say("Merkmal", "Characteristic")
    source = say("Vergleichszahl und Quelle", "Reference figure and source")
    if weighted:
        header = [
            name, say("vorher", "before"), say("Ziel", "target"), say("nachher", "after"), source,
        ]  # fmt: skip
        caption = say(
            "Zusammensetzung vor und nach der Gewichtung", "Composition before and after weighting"
        )
    else:
        header = [name, say("Befragte", "respondents"), say("amtlich", "official"), source]
        caption = say(
            "Zusammensetzung der Befragten neben amtlichen Zahlen",
            "Composition of respondents beside official figures",
        )
    widths = (28, 9, 9, 10, 44) if weighted else (28, 10, 10, 44)
    shown = ctx.table(
        header, rows, "lrrrl" if weighted else "lrrl", caption, "raender", widths=widths
    )
    return markdown.paragraphs(shown, _rounded(ctx, margins) if weighted else "")


def _rounded(ctx: Context, margins: list[Row]) -> str:
    """Says which shares are coarse because somebody could be recognised: they seem to miss their target."""
    points = ctx.public.params.disclosure.round_to
    by_label: dict[str, list[Row]] = {}
    for m in margins:
        by_label.setdefault(ctx.public.label(m["questionnaire"], m["variable"]), []).append(m)
    coarse = [
        label
        for label, own in by_label.items()
        if all(
            round(1000 * m[name]) % (10 * points) == 0 for m in own for name in ("before", "after")
        )
        and any(m["target"] is not None and abs(m["after"] - m["target"]) >= WHOLE for m in own)
    ]
    if not coarse:
        return ""
    names = markdown.escape(lang.joined([lang.quoted(label) for label in coarse]))
    return say(
        f"Bei {names} sind „vorher“ und „nachher“ auf {points} Prozentpunkte gerundet, damit niemand zu "
        "erkennen ist; gewichtet wurde genauer.",
        f"For {names}, ‘before’ and ‘after’ are rounded to {points} percentage points so that nobody can be "
        "recognised; the weights themselves are more precise.",
    )


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
