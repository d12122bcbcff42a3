"""Where official figures come from: numbered sources, terms of use, and how figures were converted."""

from __future__ import annotations

import re

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import is_english, lang, say
from pipeline.compose.public import Row
from pipeline.compose.rules.indicators import BA_ADDRESS, LICENCE, OWN, OWN_ENGLISH, publisher

SIGN = "dl-de/by-2-0"
ADDRESS = "https://www.govdata.de/dl-de/by-2-0"
BA = "Statistik der Bundesagentur für Arbeit"
ASSUMED = "angenommen"
MINORS = "ae_minderj"
# how indicators write their notes on conversion; thousands have points there
_CONVERTED = re.compile(
    r"umgerechnet mit dem Faktor (?P<factor>\S+) = (?P<who>.+?), (?P<where>\w+) \((?P<count>[\d.]+)\) "
    r"je (?P<base>[\d.]+) laut (?P<table>.+)"
)
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3})")


def names(row: Row) -> list[str]:
    """The sources of a figure, without *eigene Berechnung*."""
    parts = (part.strip() for part in str(row["source"]).split(";"))
    return [p for p in dict.fromkeys(parts) if p and p not in (OWN, ASSUMED)]


def numbers(rows: list[Row]) -> list[str]:
    """For each figure the numbers of its sources in :func:`numbered`; a star: *eigene Berechnung*."""
    order = _all(rows)
    return [
        ", ".join(str(k) for k in sorted(order.index(name) + 1 for name in names(row)))
        + ("*" if OWN in str(row["source"]) else "")
        for row in rows
    ]


def numbered(rows: list[Row]) -> str:
    """The sources of a table in small print, each once, with the licence in its short form."""
    if not rows:
        return ""
    items = [
        f"**{k}** {markdown.escape(name)}{_licence(name, rows)}"
        for k, name in enumerate(_all(rows), start=1)
    ]
    if any(OWN in str(r["source"]) for r in rows):
        items.append(f"\\* {say(OWN, OWN_ENGLISH)}")
    title = say("Quellen", "Sources")
    return markdown.div("quelle", lang.fixed(f"{title}: {'; '.join(items)}."))


def _all(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in names(row)))


def _licence(name: str, rows: list[Row]) -> str:
    """The licence that the citations name for a source, in brackets."""
    cited = [p for row in rows for p in str(row.get("citation") or "").split(";") if name in p]
    return f" ({SIGN})" if any(SIGN in part for part in cited) else ""


def terms(ctx: Context) -> str:
    """Under which terms official figures are used; once per document."""
    cited = " ".join(str(r.get("citation") or "") for r in ctx.public["indicators"])
    parts = []
    if SIGN in cited:
        name = LICENCE.split(" (", maxsplit=1)[0]
        link = f"([{ADDRESS.split('//')[1]}]({ADDRESS}))"
        parts.append(
            say(
                f"Amtliche Zahlen der Statistischen Ämter des Bundes und der Länder: {name} {link}.",
                "Official figures of the statistical offices of the Federation and the Länder "
                f"(Statistische Ämter des Bundes und der Länder): {name} {link}.",
            )
        )
    if BA_ADDRESS in cited:
        host = BA_ADDRESS.split("//")[1]
        parts.append(
            f"© {BA} ([{host}]({BA_ADDRESS})): "
            + say(
                "Weitergabe mit Quellenangabe, Inhalte unverändert, gewerblich nur mit Genehmigung.",
                "may be passed on with attribution and unchanged, commercially only with permission.",
            )
        )
    marked = say("Eigene Berechnungen sind gekennzeichnet.", "Own calculations are marked.")
    return markdown.sentences(*parts, marked if parts else "")


def conversions(ctx: Context) -> list[str]:
    """How the number of single parents with children under 18 comes about: one sentence per factor."""
    row = ctx.public.indicator(MINORS)
    notes = [n.strip() for n in str((row or {}).get("note") or "").split(";")]
    known = [n for n in dict.fromkeys(notes) if n]
    known.sort(
        key=lambda n: _CONVERTED.fullmatch(n) is None
    )  # factors first, then how sure they are
    return [_conversion(n) for n in known]


def _conversion(note: str) -> str:
    found = _CONVERTED.fullmatch(note)
    if is_english():
        return _english_conversion(note, found)
    if found is None:
        return _THOUSANDS.sub(lang.THIN, f"{lang.capital(note)}.")
    count, base = (_THOUSANDS.sub(lang.THIN, found[k]) for k in ("count", "base"))
    return (
        f"{found['who']}: Faktor {found['factor']}, das sind {count} in {found['where']} "
        f"auf {base} laut {found['table']}."
    )


# what notes of the table `indicators` say -> the same in English
_PEOPLE = {
    "Alleinerziehende Mütter mit Kindern unter 18 Jahren": "Single mothers with children under 18",
    "Alleinerziehende Väter mit Kindern unter 18 Jahren": "Single fathers with children under 18",
}
_DOUBT = re.compile(r"Unsicherheit der Umrechnung ± (\d+) % \(Streuung zwischen den Regionen\)")


def _english_conversion(note: str, found: re.Match[str] | None) -> str:
    from pipeline.compose.english import REGIONS

    if found is None:
        doubt = _DOUBT.fullmatch(note)
        if doubt is None:
            return f"{note} (in German)."
        return f"The conversion is uncertain by ±{doubt[1]}% (spread between regions)."
    count, base = (_THOUSANDS.sub(",", found[k]) for k in ("count", "base"))
    who, where = (
        _PEOPLE.get(found["who"], found["who"]),
        REGIONS.get(found["where"], found["where"]),
    )
    return (
        f"{who}: factor {found['factor'].replace(',', '.')}, that is {count} in {where} "
        f"per {base} according to {found['table']}."
    )


def in_short(ctx: Context) -> str:
    """One sentence for the brochure: that the number of single parents is converted, and by which factors."""
    row = ctx.public.indicator(MINORS)
    found = [
        f
        for n in str((row or {}).get("note") or "").split(";")
        if (f := _CONVERTED.fullmatch(n.strip()))
    ]
    if row is None or not found:
        return ""
    factors = lang.joined([f"{f['factor']} ({f['who'].split(' mit ')[0]})" for f in found])
    return say(
        "Die Zahl der Alleinerziehenden mit Kindern unter 18 Jahren ist aus dem "
        f"{publisher(row)} umgerechnet; Faktoren: {factors}.",
        f"The number of single parents with children under 18 is converted from {publisher(row)}.",
    )


def converted(ctx: Context) -> str:
    """The paragraph of the method section; empty where no figure was converted."""
    said = conversions(ctx)
    row = ctx.public.indicator(MINORS)
    if not said or row is None:
        return ""
    counted, *others = names(row)
    listed = lang.joined(others)
    basis = say(f"Die Faktoren stammen aus: {listed}.", f"The factors are taken from: {listed}.")
    return markdown.sentences(
        say(
            f"Gezählt sind Alleinerziehende mit Kindern jeden Alters ({counted}). Auf Kinder unter 18 Jahren "
            "ist umgerechnet, als wäre das Verhältnis überall wie im Bund.",
            f"The count covers single parents with children of any age ({counted}). The number with children "
            "under 18 is converted as if the ratio were the same everywhere as in Germany as a whole.",
        ),
        *said,
        basis if others else "",
    )
