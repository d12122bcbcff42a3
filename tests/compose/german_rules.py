"""Rules that every generated German text must keep, as far as a program can tell."""

from __future__ import annotations

import re

THIN, FIXED = "\u202f", "\u00a0"
PLURALS = (
    "Betriebe|Einrichtungen|Fragebögen|Angebote|Antworten|Personen|Prozentpunkte|Felder|Wege|Bögen|"
    "Alleinerziehende haben|Befragte haben|Bedarfe|Haushalte|Punkte|Werte|Zitate|Gruppen|Balken"
)
RULES: dict[str, str] = {
    "a plural behind one": rf"(?:(?<![\d{THIN},.–/])1|\b[Ee]ine?)[ {FIXED}{THIN}](?:{PLURALS})\b",
    "'ein von' instead of 'einer von'": r"\b[Ee]ine? von \d",
    "'sind es 1 %'": rf"\bsind es 1{THIN}%",
    "a decimal point": r"(?<![\d.])\d+\.\d+(?![\d.])(?!\.\d)(?=[ \u202f\u00a0]?(?:%|Punkte|Prozent|bis|\)))",
    "a number that may be torn from its unit": r"\d[ ](?:%|€|Prozent\b|km\b|Uhr\b)(?<!Uhr)|\d%",
    "n torn apart": r"\bn =|n= |= \d(?=.{0,4}\))",
    "an abbreviation torn apart": r"\b(?:z|d|u|i)\. ?(?:B|h|a)\.(?<!\u202f.\.)",
    "a law torn from its number": r"\bSGB (?:II|III|VIII|XII)\b|§ \d",
    "a missing value": r"\b(?:None|nan|NaN|inf|null|True|False)\b",
    "an empty bracket": r"\(\s*\)|\[\s*\]|„\s*“",
    "two blanks": r"(?<=\S) {2,}(?=\S)",
    "a blank before punctuation": r" [,;:.!?](?=\s|$)",
    "doubled punctuation": r"[,;:]{2,}|\.\.(?!\.)|[.!?]“?\.(?=\s|$)(?<!\.\.\.)",
    "English quotes": r"\w\"|\"\w",
    "a comma before 'und' in a list": r"“, und „",
    "two negations of number": r"\bkeine? (?:eine?|zwei|null)\b",
    "weak ending missing behind 'alle', 'von fünf', 'von zehn'": (
        r"\b(?:alle|von fünf|von zehn) befragte (?:Alleinerziehende|Mütter|Väter|Betriebe)(?!\w)"
    ),
    "plural behind 'jede'": r"\bjede \w+ befragten\b",
    "1,0": rf"\d,0(?!\d)(?= Punkte|{THIN}Punkte)",
}


def faults(text: str) -> list[str]:
    """Name of every rule that a text breaks, with the words around the place."""
    found = []
    for name, pattern in RULES.items():
        for match in re.finditer(pattern, text):
            around = text[max(0, match.start() - 30) : match.end() + 30].replace("\n", " ")
            found.append(f"{name}: …{around}…")
    return found


def prose(markdown: str) -> str:
    """Running text of a generated include: without tables, ids, addresses and markup."""
    lines = [
        line for line in markdown.splitlines()
        if not line.startswith(("|", ":::", "#", "!["))
    ]  # fmt: skip
    text = "\n".join(lines)
    text = re.sub(r"\{[^{}\n]*\}|<[^<>\n]*>|\]\([^)\n]*\)|\\(?=\S)", "", text)
    return re.sub(r"[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}", "", text)
