"""Documents in the language that ``document.language`` names: ``<document>.<language>.qmd``.

It stands beside the German source; a document without one stays German and says so. Every text of the network
below ``texte/`` that the German document may include has its counterpart below ``texte/<language>/``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.errors import Fault

GERMAN = "de"
TEXTS = {"bedarfsanalyse": "analyse"}  # document -> its folder below texte/


def language_of(params: Any) -> str:
    """``document.language`` of ``params.yaml``; German where nothing is said."""
    document = params.get("document") if isinstance(params, dict) else None
    return str(document.get("language") or GERMAN) if isinstance(document, dict) else GERMAN


def is_source(path: Path) -> bool:
    """Whether a ``.qmd`` is another document's source in a further language."""
    stem, _, language = path.stem.rpartition(".")
    return bool(stem and language) and path.with_name(f"{stem}.qmd").is_file()


def source_of(reports: Path, document: str, language: str) -> str:
    """The name of the source to read for a document."""
    translated = f"{document}.{language}"
    there = language != GERMAN and (reports / f"{translated}.qmd").is_file()
    return translated if there else document


def facts_of(reports: Path, language: str) -> Path:
    """The facts in a document's language, as `bedarf run` wrote them; else the German ones."""
    translated = reports / "_gen" / f"variables_{language}.yml"
    return translated if translated.is_file() else reports / "_variables.yml"


def counterparts(reports: Path, document: str, language: str) -> list[Fault]:
    """German texts of a document without a counterpart in its language."""
    name = TEXTS.get(document)
    if name is None:
        return []
    german, other = reports / "texte" / name, reports / "texte" / language / name
    return [
        Fault(
            f"this text has no counterpart in '{language}'",
            f"reports/texte/{name}/{path.name}, line 1",
            "params.yaml says document.language: " + language,
            f"write reports/texte/{language}/{name}/{path.name} and include it in "
            f"reports/{document}.{language}.qmd",
        )
        for path in sorted(german.glob("*.md"))
        if not (other / path.name).is_file()
    ]
