"""What the steering group decided: ``data/input/entscheidung.yaml``, as the board saves it.

The file is German, because people write and read it. :func:`read` reports every fault with its line.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import yamlfile
from pipeline.assess.decision_rules import Checker
from pipeline.errors import PipelineError

FILE = "entscheidung.yaml"
COLUMNS = [
    "position", "field_of_action", "reason", "responsible", "until", "rank", "rank_low",
    "rank_high", "votes", "decided_on", "body", "fingerprint", "weights_agreed", "weights_chosen",
    "note", "feasibility", "tally", "agreed_low", "agreed_high",
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
        judged = data.get("machbarkeit") or {}
        tally = {
            "members": data.get("mitglieder"), "points": data.get("punkte_je_mitglied"), "votes": votes,
        }  # fmt: skip
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
                "feasibility": json.dumps(judged, sort_keys=True) if judged else None,
                "tally": json.dumps(tally, sort_keys=True) if any(votes.values()) else None,
                "agreed_low": ranks[entry["feld"]].get("vereinbart_von"),
                "agreed_high": ranks[entry["feld"]].get("vereinbart_bis"),
            }
            for i, entry in enumerate(data["felder"], start=1)
        ]
        table = pd.DataFrame(rows, columns=COLUMNS)
        return table.astype({"agreed_low": "Int64", "agreed_high": "Int64"})


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
    checker = Checker(file, file.data, fields)
    checker.run()
    if checker.faults:
        raise PipelineError.of(checker.faults)
    return Decision(file.data["datenstand"], file.data)
