"""Anlass und Vorgehen, and Wer geantwortet hat: channels, losses, composition against official figures."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.charts.flow import Flow, Step
from pipeline.compose.charts.pairs import Pair, Pairs
from pipeline.compose.context import OWN, Context
from pipeline.compose.labels import tidy
from pipeline.compose.language import lang, say
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import publisher
from pipeline.compose.sections import channels

QUESTIONNAIRE = "alleinerziehende"
WHO = {
    "alleinerziehende": "Alleinerziehende",
    "arbeitgeber": "Betriebe",
    "einrichtungen": "Einrichtungen",
}
MODES = {
    "web": "online",
    "paper": "auf Papier",
    "interview": "im Gespräch",
    "simulated": "simuliert",
}


def occasion(ctx: Context) -> str:
    """How the figures came about: who was asked when, in numbers."""
    counts = [(name, *_counts(ctx, name)) for name in ctx.public.params.questionnaires]
    counts = [c for c in counts if c[1]]
    period = ctx.public.params.document.field_period
    text = markdown.sentences(
        f"Befragt wurde vom {period}."
        if period[:1].isdigit()
        else (f"Befragungszeitraum: {period}." if period else ""),
        "Drei Sichtweisen stehen nebeneinander: Alleinerziehende, Betriebe und Einrichtungen."
        if len(counts) == 3
        else "",
        _beside(ctx),
    )
    table = ctx.table(
        ["Befragung", "begonnen", "bis zum Ende", "ausgewertet"],
        [[WHO[name], *(lang.number(n) for n in numbers)] for name, *numbers in counts],
        "lrrr",
        "Wer befragt wurde: Zahl der Fragebögen",
        "befragungen",
    )
    partly = (
        "Ausgewertet werden auch Fragebögen, die nicht bis zum Ende ausgefüllt sind, "
        "wenn genug beantwortet ist."
        if any(usable > complete for _, _, complete, usable in counts)
        else ""
    )
    return markdown.paragraphs(text, table, partly, channels.lists(ctx, WHO))


def _beside(ctx: Context) -> str:
    """What stands beside the surveys: official figures, the directory, released quotes."""
    offers = "einem Verzeichnis der Angebote" if ctx.public["offers"] else ""
    official = "amtlichen Zahlen" if ctx.public["indicators"] else ""
    beside = lang.joined([part for part in (official, offers) if part])
    quoted = any(q["released"] for q in ctx.public["quotes"])
    return markdown.sentences(
        f"Die Antworten stehen neben {beside}." if beside else "",
        "Interviews und Gruppengespräche ergänzen sie; Zitate daraus erscheinen nur nach Freigabe."
        if quoted
        else "",
    )


def _counts(ctx: Context, questionnaire: str) -> tuple[int, int, int]:
    rows = [p for p in ctx.public["participation"] if p["questionnaire"] == questionnaire]
    received, complete, usable = (
        sum(int(r[c] or 0) for r in rows) for c in ("received", "complete", "usable")
    )
    return received, complete, usable


def write(ctx: Context) -> str:
    """Wer geantwortet hat."""
    return markdown.paragraphs(
        _intro(ctx),
        flow(ctx),
        _channels(ctx),
        _weighting(ctx),
        composition(ctx),
        _margins(ctx),
        _defined_otherwise(ctx),
        channels.write(ctx),
    )


def _intro(ctx: Context) -> str:
    received, _, usable = _counts(ctx, QUESTIONNAIRE)
    if not usable:
        return "Zur Beteiligung liegen keine veröffentlichbaren Zahlen vor."
    return markdown.sentences(
        "Ein Fragebogen einer Alleinerziehenden konnte ausgewertet werden."
        if usable == 1
        else f"{lang.number(usable)} Fragebögen von Alleinerziehenden konnten ausgewertet werden.",
        f"Begonnen wurden {lang.number(received)}." if received > usable else "",
        ""
        if any(r["questionnaire"] == QUESTIONNAIRE for r in ctx.public["response_rates"])
        else "Eine Rücklaufquote lässt sich nicht angeben: Der Link war offen, die Zahl der Erreichten "
        "ist unbekannt.",
    )


def flow(ctx: Context) -> str:
    """From begun to usable questionnaires."""
    received, complete, usable = _counts(ctx, QUESTIONNAIRE)
    handed, why = _handed_out(ctx)
    begun = Step(say("Fragebogen begonnen", "Questionnaire begun"), received, why)
    steps = [*handed, begun]
    if complete < received and complete >= usable:
        steps.append(Step("bis zum Ende ausgefüllt", complete, "vor dem Ende abgebrochen"))
    steps.append(Step("ausgewertet", usable, _why(ctx)))
    if received <= usable or not usable:
        return ""
    share = lang.percent(usable / received)
    return ctx.chart(
        "rueckmeldungen",
        Flow(steps),
        finding=f"{lang.number(usable)} von {lang.number(received)} begonnenen Fragebögen "
        "gehen in die Auswertung ein",
        subtitle="Zahl der Fragebögen von Alleinerziehenden, ungewichtet",
        source=ctx.survey_source().replace(", gewichtet", "").replace(", ungewichtet", ""),
        caption=say("Vom Kontakt zur auswertbaren Antwort", "From contact to usable answer")
        if handed
        else "Vom begonnenen zum ausgewerteten Fragebogen",
        alt=f"Flussdiagramm: {'; '.join(f'{s.label} {lang.number(s.count)}' for s in steps)}. "
        f"Ausgewertet sind {share} der begonnenen.",
    )


def _handed_out(ctx: Context) -> tuple[list[Step], str]:
    """Links and forms as far as somebody counted them, and why no rate follows from that."""
    ways = [c for c in ctx.public["channels"] if c["questionnaire"] == QUESTIONNAIRE]
    counted = [c for c in ways if c["issued"]]
    if not counted:
        return [], ""
    label = say(
        "Links und Bögen ausgegeben, soweit gezählt", "Links and forms handed out, as counted"
    )
    rest = len(ways) - len(counted)
    also = say(
        "Auf einem weiteren Weg zählte niemand. "
        if rest == 1
        else f"Auf {lang.numeral(rest)} weiteren Wegen zählte niemand. ",
        f"Nobody counted on {lang.numeral(rest)} other {'way' if rest == 1 else 'ways'}. ",
    )
    why = (also if rest else "") + say(
        "Links werden weitergegeben: Eine Quote lässt sich daraus nicht bilden.",
        "Links are passed on: no rate can be made of this.",
    )
    return [Step(label, sum(int(c["issued"]) for c in counted), open=True)], why


REASONS = {
    "out_of_scope": "nicht in der Zielgruppe",
    "too_few_answers": "zu wenig beantwortet",
    "speeder": "zu schnell ausgefüllt",
    "straightliner": "überall dasselbe angekreuzt",
    "duplicate": "doppelt",
    "test_entry": "Probeeintrag",
}


def _why(ctx: Context) -> str:
    rows = [
        q for q in ctx.public["quality"]
        if q["questionnaire"] == QUESTIONNAIRE and q["action"] == "excluded" and q["count"]
    ]  # fmt: skip
    found = []
    for q in sorted(rows, key=lambda q: -q["count"]):
        words = REASONS.get(q["rule"])
        if words and words not in found:
            found.append(words)
    return f"nicht ausgewertet: {lang.joined(found, 'oder')}" if found else "nicht ausgewertet"


def _channels(ctx: Context) -> str:
    rows = [p for p in ctx.public["participation"] if p["questionnaire"] == QUESTIONNAIRE]
    declared = {
        c["kanal"]: c for c in ctx.public["channels"] if c["questionnaire"] == QUESTIONNAIRE
    }
    ways: dict[str, list[Row]] = {}
    for p in rows:
        ways.setdefault(str(p["kanal"] or say("unbekannt", "unknown")), []).append(p)
    handed = any(declared.get(way, {}).get("issued") is not None for way in ways)
    modes = {p["mode"] for p in rows}
    cells = []
    for way, found in ways.items():
        received, usable = (_sum(found, column) for column in ("received", "usable"))
        named = lang.joined(sorted({MODES.get(p["mode"], str(p["mode"])) for p in found}))
        channel = declared.get(way, {})
        title = channel.get("label") or lang.capital(way.replace("_", " "))
        cells.append(
            (
                usable,
                [
                    title,
                    *([named] if len(modes) > 1 else []),
                    *([_count(channel.get("issued"))] if handed else []),
                    _count(received),
                    _count(usable),
                ],
            )
        )
    cells.sort(key=lambda c: (-(c[0] or 0), c[1][0]))
    mixed = ["Art"] if len(modes) > 1 else []
    issued = [say("ausgegeben", "handed out")] if handed else []
    return ctx.table(
        ["Weg", *mixed, *issued, "begonnen", "ausgewertet"],
        [c for _, c in cells],
        "l" + "l" * len(mixed) + "r" * len(issued) + "rr",
        "Beteiligung nach Verteilweg, Zahl der Fragebögen"
        + (say("; – heißt: nicht gezählt", "; – means: not counted") if handed else ""),
        "wege",
        widths=(34, *[16] * len(mixed), *[13] * len(issued), 12, 12),
    )


def _sum(rows: list[Row], column: str) -> int | None:
    known = [int(r[column]) for r in rows if r[column] is not None]
    return sum(known) if len(known) == len(rows) else None


def _count(value: int | None) -> str:
    return "–" if value is None else lang.number(value)


def _reproduced(ctx: Context) -> list[Row]:
    """Margins with known targets of the single parents' survey; none where they could not be used."""
    if not ctx.public.weighted():
        return []
    return [
        m
        for m in ctx.public["margins"]
        if m["target"] is not None and m["questionnaire"] == QUESTIONNAIRE
    ]


def _weighting(ctx: Context) -> str:
    margins = _reproduced(ctx)
    if not margins:
        return (
            "Die Antworten sind nicht gewichtet, weil keine amtlichen Vergleichszahlen vorliegen."
        )
    names = list(
        dict.fromkeys(ctx.public.label(m["questionnaire"], m["variable"]) for m in margins)
    )
    assumed = list(
        dict.fromkeys(
            ctx.public.label(m["questionnaire"], m["variable"]) for m in margins if m["assumed"]
        )
    )
    return markdown.sentences(
        "Damit die Zusammensetzung der Befragten zu den amtlichen Zahlen passt, sind die "
        "Antworten gewichtet nach: "
        f"{markdown.escape(lang.joined(names))}.",
        f"Angenommen und nicht amtlich belegt ist der Wert für {markdown.escape(lang.joined(assumed))}."
        if assumed
        else "",
        "Die Gewichtung gleicht aus, was diese Merkmale erklären, und nicht mehr.",
        _effective(ctx),
    )


def _effective(ctx: Context) -> str:
    found = _find(ctx.public.meta.get("metrics", {}), ("n_effective", "effective_n", "n_eff"))
    if found is None:
        return ""
    return (
        f"Die gewichteten Antworten sind so genau wie etwa {lang.number(found)} gleich gewichtete."
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


def composition(ctx: Context) -> str:
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
    more = "häufiger" if widest.first > widest.second else "seltener"
    finding = (
        f"{lang.quoted(widest.label)} ist unter den Befragten {more} als in den Vergleichszahlen"
        if max(gaps) >= 0.03
        else "Die Befragten sind ähnlich zusammengesetzt wie die Vergleichszahlen"
    )
    return ctx.chart(
        "zusammensetzung",
        Pairs(rows, ("Befragte vor der Gewichtung", "Vergleichszahl")),
        finding=finding,
        subtitle="Anteile in Prozent; die Gewichtung gleicht die Unterschiede aus",
        source=f"Quelle: Befragung von Alleinerziehenden {ctx.region_in} {ctx.year}; "
        f"Vergleichszahlen siehe Tabelle; {OWN}",
        caption="Zusammensetzung der Befragten und Vergleichszahlen",
        alt="Punktdiagramm: "
        + "; ".join(
            f"{r.label}: {lang.percent(r.first)} der Befragten, Vergleichszahl {lang.percent(r.second)}"
            for r in rows[:3]
        )
        + ".",
    )


def _target_source(margin: Row) -> str:
    """Where a target comes from; an assumption is called one, whatever it was computed with."""
    source = str(margin["target_source"])
    if margin["assumed"]:
        return source.split(";", maxsplit=1)[0].strip() or "Annahme"
    return publisher({"source": source}) + (
        ", umgerechnet" if "eigene Berechnung" in source else ""
    )


def _margins(ctx: Context) -> str:
    rows = [
        [
            _category(ctx, m) + (" (angenommen)" if m["assumed"] else ""),
            lang.percent_decimal(m["before"]),
            lang.percent_decimal(m["target"]) if m["target"] is not None else "–",
            lang.percent_decimal(m["after"]),
            _target_source(m),
        ]
        for m in ctx.public["margins"]
    ]
    return ctx.table(
        ["Merkmal", "vorher", "Ziel", "nachher", "Quelle des Ziels"], rows, "lrrrl",
        "Zusammensetzung vor und nach der Gewichtung", "raender", widths=(26, 9, 9, 9, 36),
    )  # fmt: skip


def _defined_otherwise(ctx: Context) -> str:
    """What is known of how the official definitions differ from the survey's, margin by margin."""
    texts: dict[str, str] = {}
    for m in ctx.public["margins"]:
        label = ctx.public.label(m["questionnaire"], m["variable"])
        texts.setdefault(label, str(m.get("difference") or "").strip())
    if not texts:
        return ""
    parts = [
        f"*{markdown.escape(label)}:* "
        + (markdown.escape(text) if text else "Das Netzwerk hat dazu nichts angegeben.")
        for label, text in texts.items()
    ]
    return markdown.sentences(
        "**Abgrenzung.** Worin sich die amtliche Abgrenzung von der Befragung unterscheidet:",
        *parts,
    )
