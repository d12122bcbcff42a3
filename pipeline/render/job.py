"""What an engine needs to know to make one document: sources, facts, metadata, date."""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from pipeline.errors import PipelineError
from pipeline.render import sources, translation
from pipeline.render.check import check
from pipeline.render.sources import Source
from pipeline.workspace import Workspace, leads_out

# output format -> Quarto's name of it; ``print`` is the PDF for a print shop, with bleed
WRITERS = {"html": "html", "pdf": "typst", "docx": "docx", "print": "typst"}
PROJECT = "_quarto.yml"
# instead of the German names of the project, where a document says `lang: en`
ENGLISH: dict[str, Any] = {
    "toc-title": "Contents",
    "crossref": {"fig-title": "Figure", "tbl-title": "Table", "sec-prefix": "Section"},
}


@dataclass(frozen=True)
class Job:
    """A checked document.

    Attributes:
        reports: the folder of the documents.
        source: the document with its includes.
        facts: ``_variables.yml``, or the same in the document's language.
        project: ``_quarto.yml``.
        day: printed in the PDF's properties instead of today.
        logo: the network's logo below ``reports``; empty without one.
        document: the document's name where the source is that of a further language.
    """

    reports: Path
    source: Source
    facts: dict[str, Any]
    project: dict[str, Any]
    day: date
    logo: str = ""
    document: str = ""

    @property
    def name(self) -> str:
        """The document's name without suffix, in whatever language it is: results bear it."""
        return self.document or self.source.name

    @property
    def place(self) -> str:
        """The source as messages call it."""
        return f"{self.reports.name}/{self.source.name}.qmd"

    @property
    def english(self) -> bool:
        """Whether the document itself is written in English."""
        return str(self.source.front.get("lang", "")).startswith("en")

    @property
    def timestamp(self) -> datetime:
        """The document date as a moment: midnight UTC."""
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)

    @property
    def demo(self) -> bool:
        """Whether every page must say DEMODATEN."""
        given = sources.resolve_meta(self.source.front.get("demo"), self.facts, self.source.front)
        if given is None:
            try:
                given = sources.lookup(self.facts, "meta.demo")
            except KeyError:
                return False
        return sources.as_text(given) == "true"

    def meta(self, output: str) -> dict[str, Any]:
        """Metadata for one output format, merged in Quarto's order, facts put in."""
        project = self.project | ENGLISH if self.english else self.project
        merged = _merge(project, self.source.front, WRITERS[output])
        own = {"demo": self.demo} | ({"netzlogo": self.logo} if self.logo else {})
        return {**sources.resolve_meta(merged, self.facts, merged), **own}

    @functools.cached_property
    def text(self) -> str:
        """The body with facts and metadata put in."""
        return sources.resolve(self.source.text, self.facts, self.meta("pdf"))


def prepare(ws: Workspace, name: str) -> Job:
    """Read and check a document.

    Raises:
        PipelineError: the document, its settings or the facts are missing, or every fault of
            :mod:`pipeline.render.check`.
    """
    params = yamlfile.load(ws.params_file)
    language = translation.language_of(params.data)
    file = translation.source_of(ws.reports, name, language)
    source = sources.read(ws.reports, file)
    if file != name:
        source.faults += translation.counterparts(ws.reports, name, language)
    elif language != translation.GERMAN:
        sys.stderr.write(
            f"{name}: params.yaml says document.language: {language}, but this document exists in German "
            "only\n"
        )
    project = _mapping(ws.reports / PROJECT, "it holds the settings of all documents")
    written = str(source.front.get("lang", translation.GERMAN)).partition("-")[0]
    facts = _mapping(translation.facts_of(ws.reports, written), "it is made by `bedarf run`")
    check(
        source,
        facts,
        _merge(project, source.front, "html") | _merge(project, source.front, "typst"),
    )
    return Job(ws.reports, source, facts, project, _day(params), _logo(params, ws.reports), name)


def _mapping(path: Path, what: str) -> dict[str, Any]:
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise PipelineError(
            "the file does not exist", name, what, "run the whole pipeline: bedarf run"
        )
    data = yamlfile.load(path, name=name).data
    if not isinstance(data, dict):
        raise PipelineError("the file is empty or not a mapping", name, what)
    return data


def _day(params: yamlfile.YamlFile) -> date:
    try:
        return date.fromisoformat(str(params.data["document"]["date"]))
    except (KeyError, TypeError, ValueError):
        raise PipelineError(
            "document.date is missing or no date",
            params.where(("document", "date")),
            "it is written into every file, so that the same inputs give the same bytes",
            'write date: "2026-11-02"',
        ) from None


def _logo(params: yamlfile.YamlFile, reports: Path) -> str:
    network = params.data.get("network") if isinstance(params.data, dict) else None
    logo = network.get("logo") if isinstance(network, dict) else None
    if not logo:
        return ""
    where = params.where(("network", "logo"))
    there = (reports / str(logo)).is_file()
    if not there or leads_out(str(logo)):
        raise PipelineError(
            f"the logo {logo} does not {'lie below reports/' if there else 'exist'}",
            where,
            "it is looked for in reports/",
            "put the file there or write logo: null",
        )
    return str(logo)


def _merge(project: dict[str, Any], front: dict[str, Any], writer: str) -> dict[str, Any]:
    """Project < project's format < document < document's format; ``format`` itself is left out."""
    merged: dict[str, Any] = {}
    for layer in (project, front):
        merged |= {key: value for key, value in layer.items() if key not in ("format", "project")}
        formats = layer.get("format")
        own = formats.get(writer) if isinstance(formats, dict) else None
        merged |= own if isinstance(own, dict) else {}
    return merged
