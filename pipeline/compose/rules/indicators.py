"""Official figures that the report shows: what they are called in tables and how they are written."""

from __future__ import annotations

from typing import Any

from pipeline.compose.language import lang

# indicator -> what a table calls it, in the order of the table
TITLES: dict[str, str] = {
    "bevoelkerung": "Bevölkerung",
    "kinder_u3": "Kinder unter 3 Jahren",
    "kinder_3_5": "Kinder von 3 bis 5 Jahren",
    "kinder_6_9": "Kinder von 6 bis 9 Jahren",
    "haushalte_mit_kindern": "Haushalte mit Kindern (jeden Alters)",
    "ae_insgesamt": "Haushalte Alleinerziehender (Kinder jeden Alters)",
    "ae_muetter": "darunter Mütter",
    "ae_vaeter": "darunter Väter",
    "ae_anteil_haushalte": "Anteil an den Haushalten mit Kindern",
    "ae_minderj": "Alleinerziehende mit Kindern unter 18 (umgerechnet)",
    "ae_minderj_muetter": "darunter Mütter (umgerechnet)",
    "ae_minderj_vaeter": "darunter Väter (umgerechnet)",
    "ae_sgb2_ja": "Alleinerziehende mit Bürgergeld (SGB II)",
    "ae_sgb2_quote": "Anteil mit Bürgergeld (SGB II)",
    "unterhaltsvorschuss_kinder": "Kinder mit Unterhaltsvorschuss",
    "bg_insgesamt": "Bedarfsgemeinschaften (SGB II)",
    "einkommen_je_einwohner": "Verfügbares Einkommen je Person in Euro im Jahr",
    "betreuungsquote_u3": "Betreuungsquote der Kinder unter 3",
    "betreuungsquote_3_5": "Betreuungsquote der Kinder von 3 bis 5",
    "ganztagsquote_grundschule": "Ganztagsquote im Grundschulalter",
    "alo": "Arbeitslose",
    "alo_frauen": "darunter Frauen",
    "alo_langzeit": "darunter langzeitarbeitslos",
    "alo_langzeit_anteil": "Anteil der Langzeitarbeitslosen",
    "alo_quote": "Arbeitslosenquote",
    "alo_quote_frauen": "Arbeitslosenquote der Frauen",
    "stellen": "Gemeldete Arbeitsstellen",
    "erwerbstaetige_anteil_frauen": "Anteil der Frauen an den Erwerbstätigen",
    "teilzeitquote_frauen": "Teilzeitquote der Frauen",
    "teilzeitquote_maenner": "Teilzeitquote der Männer",
    "svb_arbeitsort": "Beschäftigte am Arbeitsort (sozialversichert)",
    "svb_wohnort": "Beschäftigte am Wohnort (sozialversichert)",
    "svb_wohnort_frauen": "darunter Frauen",
    "minijobs": "Minijobs am Arbeitsort",
    "minijobs_anteil_frauen": "Anteil der Frauen an den Minijobs",
    "einpendler": "Einpendlerinnen und Einpendler",
    "auspendler": "Auspendlerinnen und Auspendler",
}

# Figures that stand below each other as a whole and its parts: they are shown for the same period.
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("ae_insgesamt", "ae_muetter", "ae_vaeter"),
    ("ae_minderj", "ae_minderj_muetter", "ae_minderj_vaeter"),
    ("alo", "alo_frauen", "alo_langzeit"),
    ("svb_wohnort", "svb_wohnort_frauen"),
)
OWN = "eigene Berechnung"
BA_ADDRESS = "https://statistik.arbeitsagentur.de"
LICENCE = "Datenlizenz Deutschland – Namensnennung – Version 2.0 (dl-de/by-2-0)"
PUBLISHERS = ("Zensus 2022", "Mikrozensus 2022", "Statistik der Bundesagentur für Arbeit")
SHARES = ("Anteil", "share", "Quote")


def is_share(row: dict[str, Any]) -> bool:
    """Whether the value is a share (0–1)."""
    return row["unit"] in SHARES


def is_comparable(row: dict[str, Any]) -> bool:
    """Whether the value says something beside that of a larger region: a share, or an amount per person."""
    return is_share(row) or row["unit"] == "Euro"


def publisher(row: dict[str, Any]) -> str:
    """The source in short, for a big number or a margin: ``Zensus 2022``."""
    text = str(row["source"])
    places = {name: text.find(name) for name in PUBLISHERS if name in text}
    if places:
        return min(places, key=lambda name: places[name])
    return text.split(";", maxsplit=1)[0].split(",", maxsplit=1)[0]


def short_sources(rows: list[dict[str, Any]]) -> str:
    """The sources of a whole table, each once, with licence and address; dates stand in the table."""
    parts: list[str] = []
    cited = " ".join(str(row.get("citation") or "") for row in rows)
    for row in rows:
        parts += [p.strip() for p in str(row["source"]).split(";")]
    named = [p for p in dict.fromkeys(parts) if p and p not in (OWN, "angenommen")]
    terms = [
        t for t, sign in (("dl-de/by-2-0", LICENCE), (BA_ADDRESS, BA_ADDRESS)) if sign in cited
    ]
    own = [OWN] if OWN in parts else []
    return f"Quellen: {'; '.join([*named, *terms, *own])}."


def citation(row: dict[str, Any]) -> str:
    """The source line to print below a chart or a table, with the licence in its short form."""
    given = row.get("citation")
    if given:
        return str(given).replace(LICENCE, "dl-de/by-2-0")
    own = "" if OWN in str(row["source"]) else f"; {OWN}"
    return f"Quelle: {row['source']}, Stand {lang.iso_day(str(row['period']))}{own}"


def written(row: dict[str, Any]) -> str:
    """The value of an indicator as it stands in a table: ``17,3 %`` or ``11 405``."""
    return lang.percent_decimal(row["value"]) if is_share(row) else lang.number(row["value"])
