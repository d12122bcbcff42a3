"""The catalogue of indicators: what each one means, where it comes from, how it is computed."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from pipeline.errors import Fault, PipelineError

FILE = Path(__file__).with_name("catalogue.yaml")
UNITS = (
    "Personen",
    "Haushalte",
    "Anteil",
    "Euro",
    "Plätze",
    "Stellen",
    "Kinder",
    "Prozent",
    "Betriebe",
)


@dataclass(frozen=True)
class Take:
    """A published cell.

    ``table`` is a table's kind or code; ``item`` the cell's address, or a pattern between slashes, which
    messages call ``label``;
    ``across`` ``sum`` adds municipalities up. ``numerator`` and ``denominator`` are cells of the same table
    that a published rate is made of, where the table prints them.
    """

    table: str
    item: str
    across: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    label: str = ""

    def find(self, items: Iterable[str]) -> str | None:
        """The item among ``items`` that is meant; of several that match the pattern, the first."""
        return next(iter(self.matches(items)), None)

    def matches(self, items: Iterable[str]) -> list[str]:
        """All items that are meant, in their order: vintages may label the same row differently."""
        if not self.item.startswith("/"):
            return [self.item] if self.item in items else []
        pattern = re.compile(self.item[1:-1])
        return [item for item in items if pattern.search(item)]


@dataclass(frozen=True)
class Benchmark:
    """A published national figure with its citation."""

    id: str
    value: float
    period: str
    title: str
    source: str
    url: str


@dataclass(frozen=True)
class Compute:
    """An own calculation: ``convert``, ``sum``, ``difference`` or ``share`` of other indicators.

    ``parts`` are ids; for a share the first is the numerator and the others add up to the denominator.
    ``uncertainty`` is the relative standard error of a conversion by level of the region.
    ``latest`` combines the newest figure of each part, where parts refer to different dates.
    """

    how: str
    parts: tuple[str, ...]
    benchmark: Benchmark | None = None
    uncertainty: Mapping[str, float] = field(default_factory=dict)
    latest: bool = False


@dataclass(frozen=True)
class Indicator:
    """One line of the catalogue; see ``catalogue.yaml``. ``ask`` says who knows a figure entered by hand.

    ``only`` is the level of region for which the source has it.
    """

    id: str
    title: str
    topic: str
    unit: str
    definition: str
    compare: str = ""
    target: str | None = None
    take: tuple[Take, ...] = ()
    compute: Compute | None = None
    ask: str = ""
    only: str | None = None

    @property
    def population(self) -> str:
        """Whom its published or computed figures count: ``target``, ``converted`` or ``context``."""
        return {"yes": "target", "converted": "converted"}.get(self.target or "", "context")


@functools.cache
def load(path: Path = FILE) -> Mapping[str, Indicator]:
    """All indicators by id, in the order of the file.

    Raises:
        PipelineError: unknown keys, ids or units, an indicator without a source, a circle.
    """
    file = yamlfile.load(path)
    data = file.data
    benchmarks = {key: Benchmark(key, **entry) for key, entry in data["benchmarks"].items()}
    faults: list[Fault] = []
    out: dict[str, Indicator] = {}
    for key, entry in data["indicators"].items():
        where = file.where(("indicators", key))
        try:
            indicator = _indicator(key, dict(entry), benchmarks, data["conversion"])
        except (KeyError, TypeError, ValueError) as error:
            faults.append(Fault(f"the indicator '{key}' is not complete: {error}", where))
            continue
        if indicator.unit not in UNITS:
            faults.append(
                Fault(f"the unit '{indicator.unit}' is not known", where, "", f"use one of {UNITS}")
            )
        parts = indicator.compute.parts if indicator.compute else ()
        faults += [
            Fault(f"'{key}' needs '{p}', which is not defined above it", where)
            for p in parts
            if p not in out
        ]
        out[key] = indicator
    if faults:
        raise PipelineError.of(faults)
    return out


def _indicator(
    key: str, entry: dict[str, Any], benchmarks: dict[str, Benchmark], conversion: dict[str, Any]
) -> Indicator:
    take = tuple(Take(**source) for source in entry.pop("take", ()))
    latest = entry.pop("periods", None) == "latest"
    compute = None
    if "convert" in entry:
        rule = entry.pop("convert")
        benchmark = benchmarks[rule["benchmark"]]
        compute = Compute("convert", (rule["of"],), benchmark, conversion["relative_se"])
    elif "share" in entry:
        rule = entry.pop("share")
        below = rule["in_sum"] if "in_sum" in rule else [rule["in"]]
        compute = Compute("share", (rule["of"], *below), latest=latest)
    for how in ("sum", "difference"):
        if how in entry:
            compute = Compute(how, tuple(entry.pop(how)), latest=latest)
    if not take and compute is None and "ask" not in entry:
        raise ValueError("it has neither 'take' nor a computation nor 'ask'")
    return Indicator(id=key, take=take, compute=compute, **entry)
