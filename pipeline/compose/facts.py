"""Facts: what running text may cite (``reports/_variables.yml``; with sources ``_gen/facts.json``).

A key is lower case, its parts joined by dots; in the YAML they nest. A withheld fact has an empty value, so
that citing it is an error that says so.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from pipeline.compose import markdown, sentences
from pipeline.compose.labels import SURVEYS
from pipeline.compose.language import is_english, lang, say
from pipeline.compose.public import ALL, Public
from pipeline.compose.rules.indicators import TITLES, citation, written
from pipeline.compose.sentences import Figure

COUNTED = "einrichtungen"


@dataclass(frozen=True)
class Fact:
    """One citable fact; ``text`` is what ``{{< var key >}}`` prints, empty when it is withheld."""

    key: str
    text: str
    value: float | None = None
    unit: str = ""
    ci_low: float | None = None
    ci_high: float | None = None
    n: int | None = None
    base: str = ""
    status: str = "value"
    source: str = ""


class Facts:
    """Facts by key, in the order in which they were added."""

    def __init__(self) -> None:
        self._facts: dict[str, Fact] = {}
        self._words: set[str] = set()  # keys of what people wrote: no markup

    def __len__(self) -> int:
        return len(self._facts)

    def __getitem__(self, key: str) -> Fact:
        return self._facts[key]

    def add(self, key: str, text: str, **known: Any) -> None:
        """Add a fact; parts of the key are made safe; the first of two equal keys stays.

        Raises:
            ValueError: the text of a known figure is empty or no number.
        """
        name = ".".join(safe(part) for part in key.split("."))
        if "nan" in text.split():
            raise ValueError(f"the fact {name} has no value")
        if name not in self._facts:
            self._facts[name] = Fact(name, text, **known)

    def add_words(self, key: str, text: str) -> None:
        """Add what people wrote (a name): nothing in it is read as markup where it is cited."""
        self.add(key, text)
        self._words.add(key)

    def share(self, key: str, figure: Figure, source: str, base: str) -> None:
        """A share with its words and interval: ``<key>``, and below it what else can be said."""
        known: dict[str, Any] = {
            "unit": "share", "n": figure.n, "base": base, "status": figure.status, "source": source,
        }  # fmt: skip
        if not figure.known:
            self.add(key, "", **{**known, "status": "withheld", "n": None})
            return
        known |= {"value": figure.value}
        if figure.firm:
            known |= {"ci_low": figure.low, "ci_high": figure.high}
        self.add(key, sentences.figure(figure), **known)

    def variables(self) -> str:
        """``_variables.yml``: nested keys, every value Markdown as a quoted string."""
        tree: dict[str, Any] = {}
        for fact in self._facts.values():
            node = tree
            *path, leaf = fact.key.split(".")
            for part in path:
                node = node.setdefault(part, {})
            node[leaf] = markdown.escape(fact.text) if fact.key in self._words else fact.text
        return (
            "# Made by the stage compose: facts that texts may cite as {{< var key >}}.\n"
            + _yaml(tree, 0)
        )

    def json(self) -> str:
        """All facts as JSON, one per line."""
        lines = [
            json.dumps(
                {k: v for k, v in vars(f).items() if v is not None},
                ensure_ascii=False,
                sort_keys=True,
            )
            for f in self._facts.values()
        ]
        return '{"facts": [\n' + ",\n".join(lines) + "\n]}\n"


def safe(part: str) -> str:
    """A part of a key: ``[a-z0-9_]`` only."""
    return re.sub(r"[^a-z0-9_]", "_", part.lower()) or "_"


def _yaml(tree: dict[str, Any], depth: int) -> str:
    pad, out = "  " * depth, []
    for key, value in tree.items():
        name = (
            f'"{key}"'
            if key[0].isdigit()
            or key in ("ja", "nein", "yes", "no", "on", "off", "y", "n", "null", "true", "false")
            else key
        )
        if isinstance(value, dict):
            out.append(f"{pad}{name}:\n{_yaml(value, depth + 1)}")
        else:
            out.append(f"{pad}{name}: {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(out)


def collect(public: Public) -> Facts:
    """All facts that the public tables give."""
    facts = Facts()
    _network(facts, public)
    _official(facts, public)
    _respondents(facts, public)
    _needs(facts, public)
    _fields(facts, public)
    _answers(facts, public)
    return facts


def _network(facts: Facts, public: Public) -> None:
    network, document = public.params.network, public.params.document
    for key, text in {
        "name": network.name,
        "kurz": network.short_name,
        "region": network.region_label,
        "region_in": network.region_in,
        "foerderung": network.funding,
        "verantwortlich": network.responsible,
    }.items():
        facts.add_words(f"netz.{key}", text)
    facts.add("netz.stand", lang.day(document.date))
    facts.add("netz.jahr", str(document.date.year))
    facts.add_words("netz.feldzeit", document.field_period)
    facts.add("netz.demo", "true" if public.demo else "false")
    for key, text in network.contact.model_dump().items():
        plain = key in (
            "email",
            "web",
        )  # checked beforehand, and texts may put them between < and >
        (facts.add if plain else facts.add_words)(f"netz.kontakt_{key}", text)


def _official(facts: Facts, public: Public) -> None:
    regions = {"": None, **{f"_{safe(r)}": r for r in public.params.comparison.regions}}
    for name in TITLES:
        for suffix, region in regions.items():
            row = public.indicator(name, region)
            if row is None:
                continue
            facts.add(
                f"region.{name}{suffix}",
                written(row),
                value=row["value"],
                unit=row["unit"],
                source=citation(row),
                base=row["region_name"],
            )
            facts.add(f"region.{name}{suffix}_stand", lang.iso_day(str(row["period"])))


def _respondents(facts: Facts, public: Public) -> None:
    for name in public.params.questionnaires:
        rows = [p for p in public["participation"] if p["questionnaire"] == name]
        for column in ("received", "complete", "usable"):
            count = sum(int(r[column] or 0) for r in rows)
            if rows:
                key = {"received": "begonnen", "complete": "vollstaendig", "usable": "n"}[column]
                facts.add(f"befragung.{name}.{key}", lang.number(count), value=count, unit="count")
    metrics = public.meta.get("metrics", {})
    for key, value in sorted(_flat(metrics)):
        facts.add(f"messwert.{key}", lang.number(value, 2), value=value)


def _flat(tree: dict[str, Any], path: str = "") -> list[tuple[str, float]]:
    out: list[tuple[str, float]] = []
    for key, value in tree.items():
        name = f"{path}.{safe(str(key))}" if path else safe(str(key))
        if isinstance(value, dict):
            out += _flat(value, name)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            out.append((name, float(value)))
    return out


def _parents() -> str:
    return say("Befragung von Alleinerziehenden", "survey of single parents")


def _needs(facts: Facts, public: Public) -> None:
    for row in public["needs"]:
        figure = public.need(row["need"], row["target_group"])
        base = public.groups.get(row["target_group"], say("alle Befragten", "all respondents"))
        key = f"{row['need']}.{row['target_group']}"
        facts.share(f"bedarf.{key}", figure, _parents(), base)
        if row["target_group"] == ALL and figure.firm:
            facts.add(f"bedarf_worte.{row['need']}", sentences.share_of(figure).text)
            facts.add(f"bedarf_intervall.{row['need']}", sentences.interval(figure))


def _fields(facts: Facts, public: Public) -> None:
    for row in public.ranking:
        key = f"feld.{row['field_of_action']}"
        facts.add_words(f"{key}.name", public.field_name(row["field_of_action"]))
        facts.add(f"{key}.punkte", lang.number(row["score"], 1), value=row["score"], unit="score",
                  ci_low=row["ci_low"], ci_high=row["ci_high"])  # fmt: skip
        facts.add(f"{key}.rang", str(row["rank"]), value=row["rank"], unit="rank")
        facts.add(f"{key}.raenge", sentences.rank_words(row["rank_low"], row["rank_high"]))
    for k, row in enumerate(public.ranking, start=1):
        facts.add_words(f"rang.platz{k}", public.field_name(row["field_of_action"]))


def _answers(facts: Facts, public: Public) -> None:
    for e in public["estimates"]:
        if e["statistic"] != "share":
            continue
        name, variable, category, group = (
            e["questionnaire"], e["variable"], e["category"] or None, e["target_group"],
        )  # fmt: skip
        key = f"{name}.{variable}.{category or '_'}.{group}"
        base = public.groups.get(group, say("alle Befragten", "all respondents"))
        if name == COUNTED:
            _counted(facts, public, f"anteil.{key}", e)
        else:
            figure = public.figure(name, variable, category, group)
            facts.share(
                f"anteil.{key}",
                figure,
                str(SURVEYS[name]) if is_english() else f"Befragung {name}",
                base,
            )


def _counted(facts: Facts, public: Public, key: str, row: dict[str, Any]) -> None:
    """Institutions are counted, not estimated: ``18 von 26``."""
    said, total = public.count(row["questionnaire"], row["variable"], row["category"])
    known: dict[str, Any] = {
        "unit": "count",
        "source": str(SURVEYS[COUNTED]) if is_english() else f"Befragung {COUNTED}",
    }
    if said is None or row["target_group"] != ALL:
        facts.add(key, "", status="withheld", **known)
    else:
        facts.add(
            key,
            f"{lang.number(said)} {say('von', 'of')} {lang.number(total)}",
            value=said,
            n=total,
            **known,
        )
