"""What stands behind a field of action on the steering board: needs, groups, offers, firms, quotes."""

from __future__ import annotations

from typing import Any

from pipeline.compose import board_firms, board_offers, german, sentences
from pipeline.compose.public import ALL, Public, Row
from pipeline.compose.rules.indicators import TITLES, is_comparable, written
from pipeline.compose.sections.wording import words_of

# field -> official figures that help to understand it
CONTEXT: dict[str, tuple[str, ...]] = {
    "kinderbetreuung": (
        "ae_minderj", "kinder_u3", "kinder_3_5", "kinder_6_9", "betreuungsquote_u3",
        "betreuungsquote_3_5", "ganztagsquote_grundschule",
    ),
    "arbeit": (
        "alo_quote", "alo_quote_frauen", "alo_langzeit_anteil", "alo_sgb2_anteil", "stellen",
        "erwerbstaetige_anteil_frauen",
    ),
    "qualifizierung": ("alo_langzeit", "alo_langzeit_anteil", "erwerbstaetige_anteil_frauen"),
    "vereinbarkeit": (
        "svb_arbeitsort", "minijobs", "minijobs_anteil_frauen", "teilzeitquote_frauen",
        "teilzeitquote_maenner", "einpendler_anteil",
    ),
    "finanzen": (
        "ae_sgb2_quote", "ae_sgb2_ja", "unterhaltsvorschuss_kinder", "bg_insgesamt",
        "einkommen_je_einwohner", "minijobs",
    ),
    "information": ("ae_minderj", "einwanderungsgeschichte_anteil", "alo_auslaender_anteil"),
    "soziales_netz": ("ae_minderj", "ae_anteil_haushalte"),
    "gesundheit": ("ae_minderj_muetter", "ae_minderj_vaeter"),
    "wohnen_mobilitaet": ("haushalte", "auspendler", "auspendler_anteil", "einpendler_anteil"),
}  # fmt: skip
VERDICTS = {
    "covered": "Angebot vorhanden",
    "gap": "kein Angebot mit Platz",
    "duplicate": "mehrfach vorhanden",
    "unknown": "vorhanden, wenig bekannt",
}


def of_field(public: Public, field: str) -> dict[str, Any]:
    """All evidence of one field of action; lists are empty where nothing is known or may be shown."""
    needs = [_need(public, row) for row in public.needs_of(field)]
    pairs = board_firms.pairs(public, field)
    both = board_firms.both_sides(public, field)
    shown = {p["variable"] for p in (*pairs, *both)}
    return {
        "finding": finding(public, field, needs),
        "needs": needs,
        "groups": _groups(public, needs[0]["id"]) if needs else [],
        "too_small": _too_small(public, field, needs[0]["id"]) if needs else "",
        "dominated": dominated(needs),
        "measure": words_of(public, needs[0]["id"]).short if needs else "",
        "offers": _offers(public, field),
        "offers_by_place": board_offers.by_place(public, field),
        "quotes": _quotes(public, field),
        "themes": _themes(public, field),
        "employers": board_firms.employers(public, field, shown),
        "by_size": board_firms.by_size(public, field),
        "institutions": _institutions(public, field),
        "context": _context(public, field),
        "pairs": pairs,
        "both": both,
    }


def finding(public: Public, field: str, needs: list[dict[str, Any]]) -> str:
    """The field in one or two sentences: its largest need, and whether something is offered for it."""
    if not needs:
        return (
            "Zu diesem Handlungsfeld dürfen keine Anteile gezeigt werden; es zählen die Gespräche."
        )
    top = needs[0]
    figure = public.need(top["id"])
    subject = sentences.share_of(figure)
    said = words_of(public, top["id"])
    text = (
        f"{german.quoted(top['label'])}: {german.capital(sentences.with_evidence(subject, figure))} "
        f"{subject.verb(said.singular, said.plural)}."
    )
    return german.fixed(f"{text} {_offer_sentence(top)}".strip())


def _offer_sentence(need: dict[str, Any]) -> str:
    known = need["awareness"]
    match need["verdict"]:
        case "gap" if need["offers"]:
            return "Die Angebote dafür sind voll."
        case "gap":
            return "Ein Angebot dafür ist nicht verzeichnet."
        case "unknown" if known is not None:
            return f"Ein Angebot gibt es, aber nur {german.percent(known)} kennen es."
        case "duplicate":
            return "Dafür gibt es mehrere gleiche Angebote am selben Ort."
        case "covered":
            return "Ein Angebot dafür gibt es."
    return ""


def _need(public: Public, row: Row) -> dict[str, Any]:
    figure = public.need(row["need"])
    cover = next((c for c in public["coverage"] if c["need"] == row["need"]), None)
    return {
        "id": row["need"],
        "label": public.need_names[row["need"]],
        "share": figure.value,
        "low": figure.low if figure.firm else None,
        "high": figure.high if figure.firm else None,
        "n": figure.n,
        "severity": row["severity"],
        "importance": row["importance"],
        "satisfaction": row["satisfaction"],
        "awareness": row["awareness"],
        "people": [row["people"], row["people_low"], row["people_high"]]
        if row["people"] is not None
        else None,
        "offers": cover["offers"] if cover else None,
        "places": _places(public, row["need"]),
        "verdict": cover["verdict"] if cover else None,
        "verdict_text": VERDICTS[cover["verdict"]] if cover else "",
    }


def _places(public: Public, need: str) -> list[str]:
    """Where the released offers for a need are."""
    named = (o for o in public["offers"] if need in (o["need"] or "").split(", ") and o["released"])
    return list(dict.fromkeys(o["place"] for o in named if o["place"]))


def _groups(public: Public, need: str) -> list[dict[str, Any]]:
    """The field's largest need in every target group that may be shown, largest share first."""
    out: list[dict[str, Any]] = []
    for group, label in {ALL: "alle Befragten", **public.groups}.items():
        figure = public.need(need, group)
        if figure.firm:
            out.append(
                {"id": group, "label": label, "share": figure.value, "low": figure.low,
                 "high": figure.high, "n": figure.n}
            )  # fmt: skip
    return sorted(out, key=lambda g: (g["id"] != ALL, -(g["share"] or 0)))


def _too_small(public: Public, field: str, need: str) -> str:
    """Groups addressed in words because too few of them answered, and whether anybody speaks for them."""
    small = [g for g in public.groups if not public.need(need, g).firm]
    if not small:
        return ""
    heard = {q["target_group"] for q in _released_quotes(public, field)}

    def named(groups: list[str]) -> str:
        return german.joined([german.quoted(public.groups[g]) for g in groups])

    speaking = [g for g in small if g in heard]
    text = f"Für {named(small)} haben zu wenige geantwortet, um Zahlen zu zeigen."
    if speaking == small:
        return f"{text} Was sie sagen, steht in den Gesprächen."
    if speaking:
        said = f"In den Gesprächen zu Wort kommt: {named(speaking)}."
        return f"{text} {said} Mit den anderen sprechen Sie bitte selbst."
    return f"{text} Auch in den Gesprächen kommt hier niemand zu Wort: Fragen Sie vor dem Beschluss nach."


def dominated(needs: list[dict[str, Any]]) -> str:
    """A warning when one need alone makes more than half of the field's need."""
    total = sum(n["share"] for n in needs)
    if not needs or total <= 0 or needs[0]["share"] <= total / 2:
        return ""
    if len(needs) == 1:
        return "Der Bedarf dieses Feldes beruht auf einem einzigen Thema."
    label = german.quoted(needs[0]["label"])
    return f"Mehr als die Hälfte des Bedarfs dieses Feldes kommt aus einem Thema: {label}."


def _offers(public: Public, field: str) -> list[dict[str, Any]]:
    rows = [o for o in public["offers"] if o["field_of_action"] == field and o["released"]]
    keys = ("name", "kind", "institution", "place", "opening_times", "places")
    return [
        {
            **{k: o.get(k) for k in keys},
            "utilisation": o.get("utilisation"),
            "checked": german.iso_day(o.get("last_checked")),
            "stale": bool(o.get("stale")),
        }
        for o in rows
    ]


def _quotes(public: Public, field: str) -> list[dict[str, str]]:
    return [
        {
            "text": german.quoted(q["quote"]),
            "source": q["source_type"],
            "theme": q["theme"] or "",
            "group": public.groups.get(q["target_group"] or "", ""),
        }
        for q in _released_quotes(public, field)
    ]


def _themes(public: Public, field: str) -> list[dict[str, str]]:
    """What came up in conversations, the most frequent first: how often in words where it is not often."""
    out = []
    for row in public["themes"]:
        if row["field_of_action"] == field:
            often = "mehrmals" if row["speakers"] else "vereinzelt"
            if row["segments"] is not None:
                often = f"{row['segments']} Textstellen"
            out.append(
                {"theme": row["theme"], "often": often, "speakers": _speakers(row["speakers"])}
            )
    return out


def _speakers(kinds: str | None) -> str:
    words = {"Fachkraft": "Fachkräfte"}
    return german.joined([words.get(kind, kind) for kind in (kinds or "").split(", ") if kind])


def _released_quotes(public: Public, field: str) -> list[Row]:
    return [q for q in public["quotes"] if q["field_of_action"] == field and q["released"]]


def _institutions(public: Public, field: str) -> list[dict[str, Any]]:
    """Institutions that see a gap, counted: answers with a severity of one half or more."""
    out: list[dict[str, Any]] = []
    for variable in public.variables("einrichtungen", field_of_action=field, role="unmet_need"):
        book = public.book("einrichtungen", variable)
        bad = [r["category"] for r in book if r["need"] is not None and r["need"] >= 0.5]
        counts = [public.count("einrichtungen", variable, c) for c in bad]
        known = [count for count, _ in counts if count is not None]
        if counts and len(known) == len(counts):
            name = public.item_name("einrichtungen", variable)
            out.append({"label": name, "count": sum(known), "n": counts[0][1]})
    return sorted(out, key=lambda r: -r["count"])


def _context(public: Public, field: str) -> list[dict[str, str]]:
    """Official figures of the region; what compares also for other regions and the same period."""
    out = []
    for name in CONTEXT.get(field, ()):
        row = public.indicator(name)
        if row is None:
            continue
        title = str(TITLES.get(name, "")) or row.get("title") or name
        text = f"{written(row)}"
        others = []
        if is_comparable(row):
            for region in public.params.comparison.regions:
                other = public.indicator(name, region, str(row["period"]))
                if other:
                    others.append(f"{other['region_name']} {written(other)}")
        source = f"{row['source'].rstrip('.')}, Stand {german.iso_day(str(row['period']))}"
        out.append({"label": title, "value": text, "compare": "; ".join(others), "source": source})
    return out
