"""The analyst's own figures, held against the catalogue."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace

from pipeline.errors import Fault, PipelineError
from pipeline.indicators import catalogue, regions
from pipeline.indicators.figure import Figure, quote
from pipeline.indicators.readers import own_figures, textfile
from pipeline.indicators.store import digest
from pipeline.workspace import Workspace

OWN_FILE = "eigene_angaben.csv"
OWN_TABLE = "Eigene Angaben des Netzwerks"
_SCALE = {
    ("1000", "Personen"): 1000.0,
    ("1000", "Haushalte"): 1000.0,
    ("Prozent", "Anteil"): 0.01,
    ("%", "Anteil"): 0.01,
}


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
        wrong = _unit_fault(given, entry, where)
        if wrong is not None:
            faults.append(wrong)
            continue
        factor = scale(given.unit, entry.unit)
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


def _unit_fault(
    given: own_figures.OwnFigure, entry: catalogue.Indicator, where: str
) -> Fault | None:
    """What is wrong with an own figure's unit; None when it fits."""
    known = {entry.unit, *(mine for mine, ours in _SCALE if ours == entry.unit)}
    if entry.unit != "Anteil":
        known.add("Anzahl")
    if given.unit not in known:
        what = f"'{entry.id}' is counted in {entry.unit}, not in {given.unit}"
        return Fault(what, where, "", f"write one of: {', '.join(sorted(known))}")
    if given.unit == "Anteil" and given.value is not None and given.value > 1:
        what = f"the share {given.value:g} is larger than 1"
        return Fault(
            what, where, "shares go from 0 to 1", "write einheit Prozent if it is per cent"
        )
    return None


def _hint(given: str, entries: Mapping[str, catalogue.Indicator]) -> str:
    near = difflib.get_close_matches(given, entries, 1)
    return f"perhaps '{near[0]}'; " * bool(near) + "`bedarf stats list` shows all of them"


def scale(given: str, unit: str) -> float:
    """What a figure is multiplied with to come from a published unit to the catalogue's."""
    return _SCALE.get((given, unit), 1.0)


def place_of(key: str, where: str) -> regions.Region:
    """The region with a key; the error names where the key stands."""
    try:
        return regions.lookup(key)
    except PipelineError as error:
        raise PipelineError.of([replace(fault, where=where) for fault in error.faults]) from None
