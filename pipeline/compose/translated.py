"""The public data in English: labels of the translated questionnaires, the network's own words from a file.

Official names (counties, statistics, offers, institutions) stay as they are. What the network named itself
(groups, fields of action, channels, "im Wetteraukreis") must stand in :data:`FILE`; what people said or
decided is printed in German with a visible note where it does not.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline import yamlfile
from pipeline.compose.decision import fingerprint
from pipeline.compose.english import REGIONS
from pipeline.compose.language import lang
from pipeline.compose.public import Public, Row
from pipeline.errors import Fault, PipelineError
from pipeline.params import Params
from pipeline.workspace import Workspace

FILE = "texte/en/eigene_worte.yaml"
IN_GERMAN = "(in German)"
LABELS = ("label", "question_label", "category_label")


@dataclass
class OwnWords:
    """German texts of the network with their English; remembers what is missing."""

    where: str
    words: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    untranslated: list[str] = field(default_factory=list)

    def name(self, text: str, what: str) -> str:
        """A name; one without English is a fault."""
        if not text or text in self.words:
            return self.words.get(text, text)
        line = f"{json.dumps(text, ensure_ascii=False)}: …"
        if all(line not in fault.hint for fault in self.faults):
            self.faults.append(
                Fault(
                    f"{what} '{text}' has no English",
                    self.where,
                    "params.yaml says document.language: en",
                    f"add the line  {line}",
                )
            )
        return text

    def said(self, text: str | None) -> str:
        """What somebody said or decided; without English it stays German and says so."""
        if not text or text in self.words:
            return self.words.get(text or "", "")
        self.untranslated.append(text)
        return f"{text} {IN_GERMAN}"

    def within(self, text: str | None) -> str | None:
        """A line with official titles in which own words may stand."""
        for german, english in self.words.items():
            if text and german in text:
                part = re.compile(rf"(?:(?<=^)|(?<=[;:] )){re.escape(german)}(?=$|[;,])")
                text = part.sub(english.replace("\\", r"\\"), text)
        return text


def own_words(ws: Workspace) -> OwnWords:
    """Read :data:`FILE`; empty where there is none.

    Raises:
        PipelineError: it is no list of texts with their English.
    """
    path, name = ws.reports / FILE, f"{ws.reports.name}/{FILE}"
    if not path.is_file():
        return OwnWords(name, {})
    file = yamlfile.load(path, name=name)
    data = file.data if file.data is not None else {}
    shape = 'write one line for each text: "deutsch": "English"'
    if not isinstance(data, dict):
        raise PipelineError("the file is no list of texts", file.where(), hint=shape)
    broken = [
        Fault("the text has no English", file.where((key,)), "", shape)
        for key, value in data.items()
        if not (isinstance(value, str) and value.strip())
    ]
    if broken:
        raise PipelineError.of(broken)
    return OwnWords(name, {str(key): str(value) for key, value in data.items()})


def missing_names(ws: Workspace, params: Params) -> list[Fault]:
    """Names in ``params.yaml`` that have no English yet; what stands in tables is known only after a run."""
    own = own_words(ws)
    _params(params, own)
    return own.faults


def into_english(public: Public, own: OwnWords, codebook: list[Row]) -> Public:
    """The same data with English texts.

    Args:
        public: the public tables.
        own: the network's own words.
        codebook: labels in English, rows as in the table ``codebook``.

    Raises:
        PipelineError: names without English, all at once.
    """
    book = {_key(row): row for row in codebook}
    tables = dict(public.tables)
    tables["codebook"] = [_labels(row, book) for row in public["codebook"]]
    tables["needs"] = _needs(public["needs"], public["codebook"], tables["codebook"])
    tables["indicators"] = [_indicator(row, own) for row in public["indicators"]]
    tables["margins"] = [
        {
            **row,
            "target_source": own.within(row["target_source"]),
            "difference": own.said(row.get("difference")),
        }
        for row in public["margins"]
    ]
    for table, columns in {
        "quotes": ("quote",), "decision": ("reason", "note"), "codes": ("code",),
        "response_rates": ("source",),
    }.items():  # fmt: skip
        tables[table] = [
            {**row, **{column: own.said(row[column]) for column in columns}}
            for row in public[table]
            if row.get("released", True)
        ]
    tables["quotes"] = [
        {**row, "source_type": _parts(row["source_type"], own)} for row in tables["quotes"]
    ]
    tables["channels"] = [
        {**row, "label": own.name(str(row.get("label") or ""), "the channel")}
        for row in public["channels"]
    ]
    agreed = fingerprint(public)  # of the German tables, which the steering group decided on
    channels = {
        code: own.name(code, "the channel")
        for code in sorted({str(p["kanal"]) for p in public["participation"] if p["kanal"]})
    }
    made = replace(
        public, params=_params(public.params, own), tables=tables, channel_names=channels
    )
    now = fingerprint(made)
    tables["decision"] = [
        {
            **row,
            "body": own.words.get(row["body"], row["body"]),
            "fingerprint": now if row["fingerprint"] == agreed else row["fingerprint"],
        }
        for row in tables["decision"]
    ]
    if own.faults:
        raise PipelineError.of(own.faults)
    if own.untranslated:
        sys.stderr.write(_note(own))
    return made


def _note(own: OwnWords) -> str:
    texts = list(dict.fromkeys(own.untranslated))
    shown = "".join(f"  {json.dumps(text, ensure_ascii=False)}: …\n" for text in texts[:20])
    return f"printed in German with the note '{IN_GERMAN}': {len(texts)} texts; add to {own.where}\n{shown}"


def _key(row: Row) -> tuple[str, str, str]:
    return row["questionnaire"], row["variable"], str(row["category"] or "")


def _labels(row: Row, book: dict[tuple[str, str, str], Row]) -> Row:
    """A row of the codebook with English labels; its own where the definition no longer knows it."""
    english = book.get(_key(row))
    if english is None:
        return row
    texts = {name: english[name] for name in LABELS}
    return {**row, **{k: lang.fixed(v) if isinstance(v, str) else v for k, v in texts.items()}}


def _needs(needs: Iterable[Row], german: Iterable[Row], english: Iterable[Row]) -> list[Row]:
    """Needs bear the label of a question's row: the same row says it in English."""
    said: dict[tuple[str, str], str] = {}
    for before, after in zip(german, english, strict=True):
        said.setdefault(
            (str(before["item"] or before["variable"]), str(before["label"])), after["label"]
        )
    return [{**n, "label": said.get((n["need"], str(n["label"])), n["label"])} for n in needs]


def _indicator(row: Row, own: OwnWords) -> Row:
    known: dict[str, Any] = {
        name: own.within(row[name]) for name in ("source", "citation") if row.get(name)
    }
    return {**row, **known, "region_name": REGIONS.get(row["region_name"], row["region_name"])}


def _parts(text: str, own: OwnWords) -> str:
    """``Interview, Alleinerziehende``: each part by itself."""
    return ", ".join(own.name(part, "the kind of quote") for part in str(text).split(", "))


def _params(params: Params, own: OwnWords) -> Params:
    network = params.network.model_copy(
        update={
            "region_in": own.name(params.network.region_in, "network.region_in"),
            "funding": own.said(params.network.funding),
        }
    )
    document = params.document.model_copy(
        update={"field_period": own.name(params.document.field_period, "document.field_period")}
    )
    groups = [
        g.model_copy(update={"label": own.name(g.label, f"the label of the group {g.id}")})
        for g in params.target_groups
    ]
    fields = [
        f.model_copy(
            update={
                "name": own.name(f.name, f"the name of the field {f.id}"),
                "short": own.name(f.short, f"the short name of the field {f.id}"),
            }
        )
        for f in params.fields_of_action
    ]
    assessment = params.assessment.model_copy(
        update={"confirmed_by": own.said(params.assessment.confirmed_by)}
    )
    changed = {
        "network": network, "document": document, "target_groups": groups, "fields_of_action": fields,
        "assessment": assessment,
    }  # fmt: skip
    return params.model_copy(update=changed)
