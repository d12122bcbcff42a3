"""Official figures that the report shows: what they are called in tables and how they are written."""

from __future__ import annotations

import re
from typing import Any

from pipeline.compose.language import Text, is_english, lang, say

# indicator -> what a table calls it, in the order of the table
TITLES: dict[str, Text] = {
    "bevoelkerung": Text("Bevölkerung", "Population"),
    "kinder_u3": Text("Kinder unter 3 Jahren", "Children under 3"),
    "kinder_3_5": Text("Kinder von 3 bis 5 Jahren", "Children aged 3 to 5"),
    "kinder_6_9": Text("Kinder von 6 bis 9 Jahren", "Children aged 6 to 9"),
    "haushalte_mit_kindern": Text(
        "Haushalte mit Kindern (jeden Alters)", "Households with children (of any age)"
    ),
    "ae_insgesamt": Text(
        "Haushalte Alleinerziehender (Kinder jeden Alters)",
        "Single-parent households (children of any age)",
    ),
    "ae_muetter": Text("darunter Mütter", "of these, mothers"),
    "ae_vaeter": Text("darunter Väter", "of these, fathers"),
    "ae_anteil_haushalte": Text(
        "Anteil an den Haushalten mit Kindern", "Share of households with children"
    ),
    "ae_minderj": Text(
        "Alleinerziehende mit Kindern unter 18 (umgerechnet)",
        "Single parents with children under 18 (converted)",
    ),
    "ae_minderj_muetter": Text("darunter Mütter (umgerechnet)", "of these, mothers (converted)"),
    "ae_minderj_vaeter": Text("darunter Väter (umgerechnet)", "of these, fathers (converted)"),
    "ae_sgb2_ja": Text(
        "Alleinerziehende mit Bürgergeld (SGB II)",
        "Single parents receiving basic income support (SGB II)",
    ),
    "ae_sgb2_quote": Text(
        "Anteil mit Bürgergeld (SGB II)", "Share receiving basic income support (SGB II)"
    ),
    "unterhaltsvorschuss_kinder": Text(
        "Kinder mit Unterhaltsvorschuss", "Children receiving advance child maintenance"
    ),
    "bg_insgesamt": Text(
        "Bedarfsgemeinschaften (SGB II)", "Households receiving basic income support (SGB II)"
    ),
    "einkommen_je_einwohner": Text(
        "Verfügbares Einkommen je Person in Euro im Jahr",
        "Disposable income per person and year in euros",
    ),
    "betreuungsquote_u3": Text(
        "Betreuungsquote der Kinder unter 3", "Childcare rate, children under 3"
    ),
    "betreuungsquote_3_5": Text(
        "Betreuungsquote der Kinder von 3 bis 5", "Childcare rate, children aged 3 to 5"
    ),
    "ganztagsquote_grundschule": Text(
        "Ganztagsquote im Grundschulalter", "All-day care rate at primary-school age"
    ),
    "alo": Text("Arbeitslose", "Unemployed people"),
    "alo_frauen": Text("darunter Frauen", "of these, women"),
    "alo_langzeit": Text("darunter langzeitarbeitslos", "of these, long-term unemployed"),
    "alo_langzeit_anteil": Text("Anteil der Langzeitarbeitslosen", "Share of long-term unemployed"),
    "alo_quote": Text("Arbeitslosenquote", "Unemployment rate"),
    "alo_quote_frauen": Text("Arbeitslosenquote der Frauen", "Unemployment rate of women"),
    "stellen": Text("Gemeldete Arbeitsstellen", "Registered vacancies"),
    "erwerbstaetige_anteil_frauen": Text(
        "Anteil der Frauen an den Erwerbstätigen", "Women among people in work"
    ),
    "teilzeitquote_frauen": Text("Teilzeitquote der Frauen", "Part-time rate of women"),
    "teilzeitquote_maenner": Text("Teilzeitquote der Männer", "Part-time rate of men"),
    "svb_arbeitsort": Text(
        "Beschäftigte am Arbeitsort (sozialversichert)", "Employees by place of work (insured)"
    ),
    "svb_wohnort": Text(
        "Beschäftigte am Wohnort (sozialversichert)", "Employees by place of residence (insured)"
    ),
    "svb_wohnort_frauen": Text("darunter Frauen", "of these, women"),
    "minijobs": Text("Minijobs am Arbeitsort", "Mini-jobs by place of work"),
    "minijobs_anteil_frauen": Text("Anteil der Frauen an den Minijobs", "Women among mini-jobbers"),
    "einpendler": Text("Einpendlerinnen und Einpendler", "People commuting in"),
    "auspendler": Text("Auspendlerinnen und Auspendler", "People commuting out"),
}

# indicator -> its title in English beside an answer of a survey; all that can be a margin
OF_MARGINS = {
    "ae_minderj": "Single parents with children under 18",
    "ae_minderj_muetter": "Single mothers with children under 18",
    "ae_minderj_vaeter": "Single fathers with children under 18",
    "ae_sgb2_ja": "Single parents receiving basic income support (SGB II)",
    "ae_sgb2_nein": "Single parents without basic income support (SGB II)",
    "betriebe_g1": "Establishments with 1 to 9 employees",
    "betriebe_g2": "Establishments with 10 to 49 employees",
    "betriebe_g3": "Establishments with 50 to 249 employees",
    "betriebe_g4": "Establishments with 250 or more employees",
}

# Figures that stand below each other as a whole and its parts: they are shown for the same period.
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("ae_insgesamt", "ae_muetter", "ae_vaeter"),
    ("ae_minderj", "ae_minderj_muetter", "ae_minderj_vaeter"),
    ("alo", "alo_frauen", "alo_langzeit"),
    ("svb_wohnort", "svb_wohnort_frauen"),
)
OWN = "eigene Berechnung"
OWN_ENGLISH = "own calculation"
BA_ADDRESS = "https://statistik.arbeitsagentur.de"
LICENCE = "Datenlizenz Deutschland – Namensnennung – Version 2.0 (dl-de/by-2-0)"
PUBLISHERS = ("Zensus 2022", "Mikrozensus 2022", "Statistik der Bundesagentur für Arbeit")
SHARES = ("Anteil", "share", "Quote")


def of_margin(indicator: str, german: str) -> str:
    """What an official figure is called beside the answer that it is held against.

    Args:
        indicator: its id.
        german: its title in the catalogue; English documents keep it where there is no other.
    """
    return say(german, OF_MARGINS.get(indicator, german))


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
    own = [say(OWN, OWN_ENGLISH)] if OWN in parts else []
    return f"{say('Quellen', 'Sources')}: {'; '.join([*named, *terms, *own])}."


def citation(row: dict[str, Any]) -> str:
    """The source line to print below a chart or a table, with the licence in its short form."""
    given = row.get("citation")
    if given:
        return _in_english(str(given).replace(LICENCE, "dl-de/by-2-0"))
    own = "" if OWN in str(row["source"]) else f"; {OWN}"
    day = lang.iso_day(str(row["period"]))
    return _in_english(f"Quelle: {row['source']}, {say('Stand', 'as of')} {day}{own}")


# words of a source line that are no part of an official title
_WORDS = (
    ("Quelle: ", "Source: "),
    ("Stichtag ", "as of "),
    ("Berichtsjahr ", "year "),
    ("Lizenz: Nutzung mit Quellenangabe", "licence: use with attribution"),
    ("Lizenz: ", "licence: "),
    ("eigene Berechnung", OWN_ENGLISH),
    ("; angenommen", "; assumed"),
)
_DAY = re.compile(r"\b(\d{2})\.(\d{2})\.(\d{4})\b")


def _in_english(line: str) -> str:
    """A source line: its own words in English where that is spoken, official titles as they are."""
    if not is_english():
        return line
    for german, english in _WORDS:
        line = line.replace(german, english)
    return _DAY.sub(lambda found: lang.iso_day(f"{found[3]}-{found[2]}-{found[1]}"), line)


def written(row: dict[str, Any]) -> str:
    """The value of an indicator as it stands in a table: ``17,3 %`` or ``11 405``."""
    return lang.percent_decimal(row["value"]) if is_share(row) else lang.number(row["value"])
