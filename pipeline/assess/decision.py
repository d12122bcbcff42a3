"""What the steering group decided: ``data/input/entscheidung.yaml``, as the board saves it.

The file is German, because people write and read it. :func:`read` reports every fault with its line.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import yamlfile
from pipeline.assess import inputs
from pipeline.errors import Fault, PipelineError

FILE = "entscheidung.yaml"
VERSION = 1
_KEYS = (
    "version", "netzwerk", "beschlossen_am", "gremium", "datenstand", "gewichte_vereinbart",
    "gewichte_gewaehlt", "machbarkeit", "rangfolge", "punkte_je_mitglied", "mitglieder", "stimmen",
    "felder", "anmerkung",
)  # fmt: skip
_REQUIRED = (
    "version", "beschlossen_am", "gremium", "datenstand", "gewichte_vereinbart",
    "gewichte_gewaehlt", "rangfolge", "felder",
)  # fmt: skip
_FIELD_KEYS = ("feld", "platz", "begruendung", "verantwortlich", "bis")
COLUMNS = [
    "position", "field_of_action", "reason", "responsible", "until", "rank", "rank_low",
    "rank_high", "votes", "decided_on", "body", "fingerprint", "weights_agreed", "weights_chosen",
    "note",
]  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """A checked decision.

    Attributes:
        fingerprint: of the public data that it was taken on (``compose.board.fingerprint``).
        data: the file's content.
    """

    fingerprint: str
    data: dict[str, Any]

    def table(self) -> pd.DataFrame:
        """Table ``decision``: one row per chosen field, in the order of the file."""
        data = self.data
        ranks = {r["feld"]: r for r in data["rangfolge"]}
        votes = data.get("stimmen") or {}
        rows = [
            {
                "position": i,
                "field_of_action": entry["feld"],
                "reason": entry["begruendung"],
                "responsible": entry["verantwortlich"],
                "until": entry.get("bis") or None,
                "rank": ranks[entry["feld"]]["platz"],
                "rank_low": ranks[entry["feld"]]["platz_von"],
                "rank_high": ranks[entry["feld"]]["platz_bis"],
                "votes": float(votes[entry["feld"]]) if entry["feld"] in votes else None,
                "decided_on": data["beschlossen_am"],
                "body": data["gremium"],
                "fingerprint": self.fingerprint,
                "weights_agreed": json.dumps(data["gewichte_vereinbart"], sort_keys=True),
                "weights_chosen": json.dumps(data["gewichte_gewaehlt"], sort_keys=True),
                "note": data.get("anmerkung") or None,
            }
            for i, entry in enumerate(data["felder"], start=1)
        ]
        return pd.DataFrame(rows, columns=COLUMNS)


def empty() -> pd.DataFrame:
    """Table ``decision`` before anything is decided."""
    return pd.DataFrame(columns=COLUMNS)


def read(path: Path, fields: list[str], *, name: str | None = None) -> Decision:
    """Read and check a decision.

    Args:
        path: ``entscheidung.yaml``.
        fields: ids of the network's fields of action.
        name: how messages call the file.

    Raises:
        PipelineError: every fault at once, with its line.
    """
    file = yamlfile.load(path, name=name or path.name)
    if not isinstance(file.data, dict):
        raise PipelineError(
            "this is not a decision",
            file.where(),
            hint="save it on the steering board (reports/_output/board.html)",
        )
    checker = _Checker(file, file.data, fields)
    checker.run()
    if checker.faults:
        raise PipelineError.of(checker.faults)
    return Decision(file.data["datenstand"], file.data)


class _Checker:
    def __init__(self, file: yamlfile.YamlFile, data: dict[str, Any], fields: list[str]) -> None:
        self.file, self.data, self.fields = file, data, fields
        self.faults: list[Fault] = []

    def fault(self, loc: yamlfile.Loc, what: str, why: str = "", hint: str = "") -> None:
        self.faults.append(Fault(what, self.file.where(loc), why, hint))

    def run(self) -> None:
        for key in self.data:
            if key not in _KEYS:
                self.fault((key,), f"the key '{key}' is not known", "", inputs.closest(key, _KEYS))
        for key in _REQUIRED:
            if key not in self.data:
                self.fault((), f"'{key}' is missing", "", "save the decision on the board again")
        if "version" in self.data and self.data["version"] != VERSION:
            self.fault(("version",), f"version {self.data['version']} is not known", "", "1 is")
        self._day("beschlossen_am", self.data.get("beschlossen_am"), ("beschlossen_am",))
        self._text("gremium", self.data.get("gremium"), ("gremium",))
        stand = self.data.get("datenstand")
        if "datenstand" in self.data and not (isinstance(stand, str) and len(stand) == 64):
            self.fault(("datenstand",), "'datenstand' is not a fingerprint of data (64 characters)")
        for key in ("gewichte_vereinbart", "gewichte_gewaehlt"):
            self._weights(key)
        self._ranking()
        self._feasibility()
        self._votes()
        self._chosen()

    def _text(self, what: str, value: Any, loc: yamlfile.Loc) -> None:
        if loc[0] in self.data and not (isinstance(value, str) and value.strip()):
            self.fault(loc, f"'{what}' is empty", "", "fill it in")

    def _day(self, what: str, value: Any, loc: yamlfile.Loc) -> None:
        if loc[0] not in self.data:
            return
        try:
            date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(
                loc, f"'{what}' is not a date (found: {value!r})", "", 'write it like "2026-11-20"'
            )

    def _weights(self, key: str) -> None:
        value = self.data.get(key)
        if key not in self.data:
            return
        from pipeline.assess.criteria import CRITERIA

        if not isinstance(value, dict):
            self.fault((key,), f"'{key}' must name criteria with their weights")
            return
        for name, weight in value.items():
            loc = (key, name)
            if name not in CRITERIA:
                self.fault(
                    loc, f"the criterion '{name}' is not known", "", inputs.closest(name, CRITERIA)
                )
            elif isinstance(weight, bool) or not isinstance(weight, int | float) or weight < 0:
                self.fault(
                    loc, f"the weight of '{name}' must be a number from 0 (found: {weight!r})"
                )
        numbers = [w for w in value.values() if isinstance(w, int | float)]
        if not sum(numbers) > 0:
            self.fault((key,), f"the weights in '{key}' sum to zero", "", "one must be above zero")

    def _field(self, value: Any, loc: yamlfile.Loc) -> bool:
        if value in self.fields:
            return True
        self.fault(
            loc,
            f"the field of action '{value}' is not known",
            "",
            inputs.closest(str(value), self.fields),
        )
        return False

    def _ranking(self) -> None:
        rows = self.data.get("rangfolge")
        known: set[str] = set()
        if "rangfolge" not in self.data:
            return
        for i, row in enumerate(rows if isinstance(rows, list) else []):
            loc = ("rangfolge", i)
            if not isinstance(row, dict):
                self.fault(loc, "an entry of 'rangfolge' must have 'feld' and its ranks")
                continue
            if self._field(row.get("feld"), (*loc, "feld")):
                known.add(row["feld"])
            low, own, high = (row.get(k) for k in ("platz_von", "platz", "platz_bis"))
            numbers = [v for v in (low, own, high) if isinstance(v, int)]
            if len(numbers) < 3 or numbers != sorted(numbers):
                self.fault(loc, "'platz' must lie from 'platz_von' to 'platz_bis'")
        missing = [f for f in self.fields if f not in known]
        if missing:
            self.fault(("rangfolge",), f"'rangfolge' lacks {', '.join(missing)}")

    def _feasibility(self) -> None:
        judged = self.data.get("machbarkeit")
        for name, points in judged.items() if isinstance(judged, dict) else []:
            loc = ("machbarkeit", name)
            if self._field(name, loc) and not (
                isinstance(points, int | float) and 0 <= points <= 10
            ):
                self.fault(loc, f"the feasibility of '{name}' must be a number from 0 to 10")

    def _votes(self) -> None:
        votes = self.data.get("stimmen")
        for name, count in votes.items() if isinstance(votes, dict) else []:
            loc = ("stimmen", name)
            if self._field(name, loc) and (not isinstance(count, int) or count < 0):
                self.fault(loc, f"the votes for '{name}' must be a whole number from 0")

    def _chosen(self) -> None:
        rows = self.data.get("felder")
        if "felder" not in self.data:
            return
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
            for key in row:
                if key not in _FIELD_KEYS:
                    hint = inputs.closest(key, _FIELD_KEYS)
                    self.fault((*loc, key), f"the key '{key}' is not known", "", hint)
            name = row.get("feld")
            if self._field(name, (*loc, "feld")) and name in seen:
                self.fault((*loc, "feld"), f"'{name}' is chosen twice", "", "remove one")
            seen.add(str(name))
            for key in ("begruendung", "verantwortlich"):
                self._text(key, row.get(key), (*loc, key) if key in row else loc)
            if row.get("bis"):
                self._day("bis", row["bis"], (*loc, "bis"))
