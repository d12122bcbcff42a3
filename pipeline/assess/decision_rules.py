"""What a decision (``entscheidung.yaml``) must look like: every fault with its line.

The board writes it, but people open it in an editor; nothing that reports and brochure show of it may be
nonsense. Whether its ranks are those of the data is held in ``bedarf decide``, which knows the data.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from pipeline import yamlfile
from pipeline.assess.criteria import CRITERIA
from pipeline.errors import Fault, closest

VERSION = 1
KEYS = (
    "version", "netzwerk", "beschlossen_am", "gremium", "datenstand", "gewichte_vereinbart",
    "gewichte_gewaehlt", "machbarkeit", "rangfolge", "punkte_je_mitglied", "mitglieder", "stimmen",
    "felder", "anmerkung",
)  # fmt: skip
REQUIRED = (
    "version", "beschlossen_am", "gremium", "datenstand", "gewichte_vereinbart",
    "gewichte_gewaehlt", "rangfolge", "felder",
)  # fmt: skip
FIELD_KEYS = ("feld", "platz", "begruendung", "verantwortlich", "bis")
AGREED = ("vereinbart_von", "vereinbart", "vereinbart_bis")  # ranks with the agreed weights
RANK_KEYS = ("feld", "platz", "platz_von", "platz_bis", "punkte", *AGREED)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HASH = re.compile(r"[0-9a-f]{64}")
_WEIGHTS = "need: 3, severity: 2"
OTHER_FIELDS = (
    "move the file out of data/input, run `bedarf run`, and decide again on the new board"
)


def is_number(value: Any, lowest: float = 0, highest: float = math.inf) -> bool:
    """A finite number (never true or false) within limits."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value) and lowest <= value <= highest


def is_count(value: Any, lowest: int = 0) -> bool:
    """A whole number (never true or false) from ``lowest``."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= lowest


class Checker:
    """Collects the faults of one file; :meth:`run` fills ``faults``."""

    def __init__(self, file: yamlfile.YamlFile, data: dict[str, Any], fields: list[str]) -> None:
        self.file, self.data, self.fields = file, data, fields
        self.places: dict[str, Any] = {}
        self.faults: list[Fault] = []

    def fault(self, loc: yamlfile.Loc, what: str, why: str = "", hint: str = "") -> None:
        """Note a fault at a place of the file."""
        self.faults.append(Fault(what, self.file.where(loc), why, hint))

    def run(self) -> None:
        """Check everything, in the order in which the board writes it."""
        self._known((), self.data, KEYS)
        for key in REQUIRED:
            if key not in self.data:
                self.fault((), f"'{key}' is missing", "", "save the decision on the board again")
        if "version" in self.data and self.data["version"] != VERSION:
            self.fault(("version",), f"version {self.data['version']} is not known", "", "1 is")
        self._day("beschlossen_am", self.data.get("beschlossen_am"), ("beschlossen_am",))
        self._text("gremium", self.data.get("gremium"), ("gremium",))
        stand = self.data.get("datenstand")
        if "datenstand" in self.data and not (isinstance(stand, str) and _HASH.fullmatch(stand)):
            self.fault(("datenstand",), "'datenstand' is not a fingerprint of data (64 characters)")
        for key in ("gewichte_vereinbart", "gewichte_gewaehlt"):
            self._weights(key)
        self._ranking()
        self._feasibility()
        self._votes()
        self._chosen()
        note = self.data.get("anmerkung")
        if note is not None and not isinstance(note, str):
            self.fault(("anmerkung",), "'anmerkung' must be text", "", "put it in quotation marks")

    def _known(self, loc: yamlfile.Loc, row: dict[str, Any], keys: tuple[str, ...]) -> None:
        for key in row:
            if key not in keys:
                hint = closest(str(key), keys)
                self.fault((*loc, key), f"the key '{key}' is not known", "", hint)

    def _text(self, what: str, value: Any, loc: yamlfile.Loc) -> None:
        if loc[0] in self.data and not (isinstance(value, str) and value.strip()):
            self.fault(loc, f"'{what}' is empty", "", "fill it in")

    def _day(self, what: str, value: Any, loc: yamlfile.Loc) -> None:
        if loc[0] not in self.data:
            return
        try:
            if not _DAY.fullmatch(value):
                raise ValueError
            date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(
                loc, f"'{what}' is not a date (found: {value!r})", "", 'write it like "2026-11-20"'
            )

    def _weights(self, key: str) -> None:
        if key not in self.data:
            return
        value = self.data[key]
        if not isinstance(value, dict):
            hint = f"write it like {{ {_WEIGHTS} }}"
            self.fault((key,), f"'{key}' must name criteria with their weights", "", hint)
            return
        for name, weight in value.items():
            loc = (key, name)
            if name not in CRITERIA:
                hint = closest(str(name), CRITERIA)
                self.fault(loc, f"the criterion '{name}' is not known", "", hint)
            elif not is_number(weight):
                self.fault(
                    loc, f"the weight of '{name}' must be a number from 0 (found: {weight!r})"
                )
        if not sum(w for w in value.values() if is_number(w)) > 0:
            self.fault((key,), f"the weights in '{key}' sum to zero", "", "one must be above zero")

    def _field(self, value: Any, loc: yamlfile.Loc) -> bool:
        if value in self.fields:
            return True
        hint = f"{closest(str(value), self.fields)}; or, if it was removed: {OTHER_FIELDS}"
        self.fault(loc, f"the field of action '{value}' is not known", "", hint)
        return False

    def _ranking(self) -> None:
        if "rangfolge" not in self.data:
            return
        rows = self.data["rangfolge"]
        for i, row in enumerate(rows if isinstance(rows, list) else []):
            loc = ("rangfolge", i)
            if not isinstance(row, dict):
                self.fault(loc, "an entry of 'rangfolge' must have 'feld' and its ranks")
                continue
            self._known(loc, row, RANK_KEYS)
            if self._field(row.get("feld"), (*loc, "feld")):
                if row["feld"] in self.places:
                    self.fault(
                        (*loc, "feld"), f"'{row['feld']}' stands here twice", "", "remove one"
                    )
                self.places[row["feld"]] = row.get("platz")
            self._places(row, loc)
        missing = [f for f in self.fields if f not in self.places]
        if missing:
            self.fault(
                ("rangfolge",),
                f"'rangfolge' lacks {', '.join(missing)}",
                "these fields of action were added after the decision, or the file was cut",
                OTHER_FIELDS,
            )

    def _places(self, row: dict[str, Any], loc: yamlfile.Loc) -> None:
        for keys in (("platz_von", "platz", "platz_bis"), AGREED):
            numbers: list[Any] = [row.get(k) for k in keys]
            low, own, high = (f"'{k}'" for k in keys)
            if keys == AGREED and numbers == [None] * 3:
                continue
            if not all(is_count(v, 1) and v <= len(self.fields) for v in numbers):
                last = len(self.fields)
                self.fault(loc, f"{own}, {low} and {high} must be whole numbers from 1 to {last}")
            elif numbers != sorted(numbers):
                self.fault(loc, f"{own} must lie from {low} to {high}")
        if "punkte" in row and not is_number(row["punkte"], 0, 10):
            self.fault((*loc, "punkte"), "'punkte' must be a number from 0 to 10")

    def _feasibility(self) -> None:
        for name, points in self._mapping("machbarkeit").items():
            loc = ("machbarkeit", name)
            if self._field(name, loc) and not is_number(points, 0, 10):
                self.fault(loc, f"the feasibility of '{name}' must be a number from 0 to 10")

    def _mapping(self, key: str) -> dict[str, Any]:
        """A part that names fields of action; empty where it is left out or no mapping."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, dict):
            self.fault((key,), f"'{key}' must name fields of action with a number each")
        return value if isinstance(value, dict) else {}

    def _votes(self) -> None:
        given = 0
        for name, count in self._mapping("stimmen").items():
            loc = ("stimmen", name)
            if self._field(name, loc) and not is_count(count):
                self.fault(loc, f"the votes for '{name}' must be a whole number from 0")
            given += count if is_count(count) else 0
        limits: list[Any] = [self.data.get(key) for key in ("mitglieder", "punkte_je_mitglied")]
        for key, value in zip(("mitglieder", "punkte_je_mitglied"), limits, strict=True):
            if value is not None and not is_count(value, 1):
                self.fault((key,), f"'{key}' must be a whole number from 1")
        if all(is_count(v, 1) for v in limits) and given > math.prod(limits):
            self.fault(
                ("stimmen",), f"{given} votes were given, but there are {math.prod(limits)} only",
                f"{limits[0]} members with {limits[1]} points each",
            )  # fmt: skip

    def _chosen(self) -> None:
        if "felder" not in self.data:
            return
        rows = self.data["felder"]
        if not isinstance(rows, list) or not rows:
            self.fault(("felder",), "no field of action is chosen", "", "choose one on the board")
            return
        seen: set[str] = set()
        for i, row in enumerate(rows):
            loc = ("felder", i)
            if not isinstance(row, dict):
                self.fault(
                    loc, "a chosen field must have 'feld', 'begruendung' and 'verantwortlich'"
                )
                continue
            self._known(loc, row, FIELD_KEYS)
            name: Any = row.get("feld")
            if self._field(name, (*loc, "feld")):
                if name in seen:
                    self.fault((*loc, "feld"), f"'{name}' is chosen twice", "", "remove one")
                if "platz" in row and name in self.places and row["platz"] != self.places[name]:
                    told = self.places[name]
                    self.fault((*loc, "platz"), f"'platz' is not that of 'rangfolge' ({told})")
                seen.add(name)
            for key in ("begruendung", "verantwortlich"):
                self._text(key, row.get(key), (*loc, key) if key in row else loc)
            if row.get("bis"):
                self._day("bis", row["bis"], (*loc, "bis"))
