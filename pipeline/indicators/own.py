"""The analyst's own figures, held against the catalogue."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.errors import Fault, PipelineError
from pipeline.indicators import catalogue, regions
from pipeline.indicators.figure import Figure, quote
from pipeline.indicators.readers import own_figures, textfile
from pipeline.indicators.store import digest
from pipeline.workspace import Workspace

OWN_FILE = "eigene_angaben.csv"
OWN_ID = re.compile(r"eigene_[a-z0-9_]{1,60}")
OWN_TABLE = "Eigene Angaben des Netzwerks"
# Units as published -> what a figure in them is multiplied with, by the catalogue's unit.
_COUNT = {"Anzahl": 1.0, "": 1.0, "Personen": 1.0, "1000": 1000.0}
_SCALE = {
    "Anteil": {"Prozent": 0.01, "%": 0.01},
    "Prozent": {"%": 1.0},
    "Euro": {"EUR": 1.0, "Tsd. EUR": 1000.0, "Mill. EUR": 1_000_000.0},
}


def entries(ws: Workspace) -> dict[str, catalogue.Indicator]:
    """The catalogue and, behind it, what the network counts itself: ids that begin with ``eigene_``.

    Such a figure (single parents by age of the youngest child, from the municipal register) serves as the
    target of a margin. It counts the people whom the survey asks: its definition, which is printed, says so.

    Raises:
        PipelineError: the file cannot be read.
    """
    known = dict(catalogue.load())
    path = ws.input / OWN_FILE
    if not path.is_file():
        return known
    for given in own_figures.read(textfile.read(path), ws.name_of(path)):
        if OWN_ID.fullmatch(given.indicator):
            unit = given.unit if given.unit in catalogue.UNITS else "Personen"
            known.setdefault(
                given.indicator,
                catalogue.Indicator(
                    given.indicator,
                    given.definition,
                    "eigene",
                    unit,
                    given.definition,
                    target="yes",
                ),
            )
    return known


def read(ws: Workspace, entries: Mapping[str, catalogue.Indicator]) -> dict[str, list[Figure]]:
    """The analyst's own figures by indicator.

    Raises:
        PipelineError: every figure that cannot be cited, has an unknown id or region, or another unit.
    """
    path = ws.input / OWN_FILE
    if not path.is_file():
        return {}
    name = ws.name_of(path)
    faults: list[Fault] = []
    out: dict[str, list[Figure]] = {}
    for given in own_figures.read(textfile.read(path), name):
        entry = entries.get(given.indicator)
        where = f"{name}, line {given.line}"
        if entry is None:
            faults.append(
                Fault(
                    f"the indicator '{given.indicator}' is not known",
                    where,
                    "",
                    _hint(given.indicator, entries),
                )
            )
            continue
        try:
            place = place_of(given.region, where)
        except PipelineError as error:
            faults += error.faults
            continue
        factor = scale(given.unit, entry.unit) if given.unit else None
        if factor is None or _is_per_cent(given):
            faults.append(_unit_fault(given, entry, where))
            continue
        value = None if given.value is None else round(given.value * factor, 12)
        figure = Figure(
            indicator=entry.id, region=given.region, region_name=place.label, period=given.period,
            value=value, unit=entry.unit, status=given.status, sources=(given.source,),
            tables=(OWN_TABLE,), retrieved_on=None, files=(name,), hashes=(digest(path),),
            quotes=(quote(given.source, "", given.period),), title=entry.title,
            definition=given.definition, note=given.note,
            assumed=given.assumed, population="target" if entry.target else "context",
        )  # fmt: skip
        out.setdefault(entry.id, []).append(figure)
    if faults:
        raise PipelineError.of(faults)
    return out


def _is_per_cent(given: own_figures.OwnFigure) -> bool:
    return given.unit == "Anteil" and given.value is not None and given.value > 1


def _unit_fault(given: own_figures.OwnFigure, entry: catalogue.Indicator, where: str) -> Fault:
    """What is wrong with an own figure's unit."""
    if _is_per_cent(given) and entry.unit == "Anteil":
        what = f"the share {given.value:g} is larger than 1"
        return Fault(
            what, where, "shares go from 0 to 1", "write einheit Prozent if it is per cent"
        )
    what = f"'{entry.id}' is counted in {entry.unit}, not in {given.unit}"
    known = {entry.unit, *_SCALE.get(entry.unit, _COUNT)} - {""}
    return Fault(what, where, "", f"write one of: {', '.join(sorted(known))}")


def _hint(given: str, entries: Mapping[str, catalogue.Indicator]) -> str:
    near = [f"perhaps '{name}'; " for name in difflib.get_close_matches(given, entries, 1)]
    return "".join(near) + (
        "`bedarf stats list` shows all of them; a figure that none of them means begins with 'eigene_' "
        "(eigene_kind_u3)"
    )


def scale(given: str, unit: str) -> float | None:
    """What a figure is multiplied with to come from a published unit to the catalogue's.

    None where the one cannot become the other: a rate is no count, and thousands are never taken for ones.
    """
    if given == unit:
        return 1.0
    return _SCALE.get(unit, _COUNT).get(given)


def place_of(key: str, where: str) -> regions.Region:
    """The region with a key; the error names where the key stands."""
    try:
        return regions.lookup(key)
    except PipelineError as error:
        raise PipelineError.of([replace(fault, where=where) for fault in error.faults]) from None
