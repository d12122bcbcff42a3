"""What the steering group decided, and whether the data are still those it decided on."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from pipeline.compose.language import is_english, lang, say
from pipeline.compose.public import Public

DECIDING = ("fields", "covariance", "ranking", "needs")


def fingerprint(public: Public) -> str:
    """SHA-256 of the figures that a decision rests on (9 digits), so that a later change is noticed."""
    digest = hashlib.sha256()
    for table in DECIDING:
        rows = [
            {k: f"{v:.9g}" if isinstance(v, float) else v for k, v in row.items()}
            for row in public[table]
        ]
        lines = sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
        digest.update("\n".join([table, *lines, ""]).encode())
    return digest.hexdigest()


def decision_of(public: Public) -> dict[str, Any] | None:
    """What was decided, for documents; ``changed`` says that the data are not those of the decision.

    Returns:
        None before anything is decided.
    """
    rows = sorted(public["decision"], key=lambda r: r["position"])
    if not rows:
        return None
    first = rows[0]
    return {
        "date": first["decided_on"],
        "date_text": _day(first["decided_on"]),
        "body": first["body"],
        "note": first["note"] or "",
        "changed": first["fingerprint"] != fingerprint(public),
        "own_weights": first["weights_agreed"] != first["weights_chosen"],
        "recorded": _recorded(rows),
        "fields": [
            {
                "id": r["field_of_action"],
                "short": public.field_names.get(r["field_of_action"], r["field_of_action"]),
                "reason": r["reason"],
                "responsible": r["responsible"],
                "until": lang.iso_day(r["until"]),
                "rank": r["rank"],
                "rank_low": r["rank_low"],
                "rank_high": r["rank_high"],
                "agreed_low": r.get("agreed_low"),
                "agreed_high": r.get("agreed_high"),
            }
            for r in rows
        ],
    }


def _day(text: str) -> str:
    """The day of a decision in running text: in German in figures, in English in words."""
    return lang.day(date.fromisoformat(text)) if is_english() else lang.iso_day(text)


def _recorded(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the board needs to show the decision in its form again."""
    first = rows[0]
    judged, tally = (json.loads(first.get(k) or "null") for k in ("feasibility", "tally"))
    return {
        "date": first["decided_on"],
        "weights": json.loads(first["weights_chosen"]),
        "feasibility": judged,
        "tally": tally,
        "until": {r["field_of_action"]: r["until"] or "" for r in rows},
    }


def sentence(made: dict[str, Any]) -> str:
    """Who chose which fields and when; ``body`` stands alone, because groups write it in many forms."""
    names = lang.joined([lang.quoted(f["short"]) for f in made["fields"]])
    return say(
        f"Beschluss vom {made['date_text']} ({made['body']}): Das Netzwerk beginnt mit {names}.",
        f"Decision of {made['date_text']} ({made['body']}): the network starts with {names}.",
    )
