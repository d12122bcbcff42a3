"""Data of the steering board: ``board.json``, made from what passed the disclosure wall.

The page (``pipeline/render/board``) computes scores and ranks again whenever somebody moves a weight, from
``fields[].values`` and ``covariance``; everything else here is only shown. Shape::

    version, demo, network{name, short_name, region, region_in}, date, field_period, respondents{...},
    confirmed{text, warning}, fingerprint, ranks{df, ...},
    criteria[{id, name, question, low, high, weight, available}],
    covariance[...]  upper triangle of (fields x available criteria), field after field; empty: not published
    fields[{id, name, short, values{criterion: points}, se{...}, score, ci_low, ci_high, rank, rank_low,
            rank_high, share_top3, finding, needs[...], groups{...}, offers[...], quotes[...], employers[...],
            context[...]}]
    groups[{id, label, n}], shares{group: {need: [share, low, high, n]}}, decision{...} or null,
    tested{group: {other group: {need: whether they differ}}}  both orders; pairs without a test are absent
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline import params as parameters
from pipeline.compose import board_evidence, confirmation, decision, german
from pipeline.compose.public import ALL, REST, Public
from pipeline.params import Params
from pipeline.workspace import Workspace, write_text

VERSION = 1

# id -> name, what it asks, what 0 points mean, what 10 points mean (anchors: docs/methode.md)
CRITERIA: dict[str, tuple[str, str, str, str]] = {
    "need": (
        "Bedarf",
        "Wie vielen fehlt hier etwas?",
        "niemandem",
        "drei von fünf Befragten oder mehr",
    ),
    "severity": (
        "Schwere",
        "Wie schlimm ist es für die, denen etwas fehlt?",
        "gerade spürbar",
        "so schlimm wie möglich",
    ),
    "reach": ("Reichweite", "Wie viele betrifft das Thema überhaupt?", "niemanden", "alle"),
    "inequality": (
        "Ungleichheit",
        "Wie weit liegen die Gruppen auseinander?",
        "alle gleich",
        "10 Prozentpunkte Streuung",
    ),
    "offer_gap": (
        "Lücke im Angebot",
        "Wie viel vom Bedarf trifft auf kein bekanntes Angebot mit Platz?",
        "nichts",
        "alles",
    ),
    "readiness": (
        "Bereitschaft",
        "Wie viele Einrichtungen und Betriebe würden mitmachen?",
        "keine",
        "alle",
    ),
    "feasibility": (
        "Machbarkeit",
        "Wie gut lässt sich hier etwas bewegen? (trägt die Steuerungsgruppe ein)",
        "gar nicht",
        "sehr gut",
    ),
}


def write(ws: Workspace, params: Params) -> Path:
    """Write ``reports/_gen/board.json``."""
    path = ws.generated / "board.json"
    data = board_data(ws.public, params)
    write_text(path, json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    return path


def board_data(public: Path, params: Params | None = None) -> dict[str, Any]:
    """Everything that the board shows.

    Args:
        public: the folder ``data/public``.
        params: labels and default weights; those of the workspace by default.

    Raises:
        PipelineError: the stage before has not run.
    """
    ws = Workspace(public.parents[1])
    params = params or parameters.load(ws.params_file)
    return from_public(Public.load(ws, params))


def from_public(public: Public) -> dict[str, Any]:
    """The same from tables that are read already."""
    params = public.params
    values = {(r["field_of_action"], r["criterion"]): r for r in public["fields"]}
    available = [c for c in CRITERIA if _everywhere(public, values, c)]
    network = params.network
    confirmed, warning = confirmation.sentence(public)
    return {
        "version": VERSION,
        "demo": public.demo,
        "network": {
            "name": network.name,
            "short_name": network.short_name,
            "region": network.region_label,
            "region_in": network.region_in,
            "partners": [p.name for p in network.partners],
        },
        "date": params.document.date.isoformat(),
        "date_text": german.day(params.document.date),
        "field_period": params.document.field_period,
        "respondents": _respondents(public),
        "weighted": public.weighted(),
        "confirmed": {
            "text": confirmed,
            "warning": warning,
        },
        "fingerprint": decision.fingerprint(public),
        "df": params.weighting.replicates - 1,
        "criteria": [_criterion(params, c, c in available) for c in CRITERIA],
        "covariance": _covariance(public, available),
        "fields": [_field(public, values, row, available) for row in public.ranking],
        "groups": _groups(public),
        "shares": _shares(public),
        "tested": _tested(public),
        "decision": decision.decision_of(public),
    }


def _everywhere(public: Public, values: dict[tuple[str, str], Any], criterion: str) -> bool:
    rows = [values.get((r["field_of_action"], criterion)) for r in public["ranking"]]
    return bool(rows) and all(r is not None and r["value"] is not None for r in rows)


def _criterion(params: Params, name: str, available: bool) -> dict[str, Any]:
    title, question, low, high = CRITERIA[name]
    wanted = getattr(params.assessment.weights, name)
    return {
        "id": name, "name": title, "question": question, "low": low, "high": high,
        "weight": wanted if available else 0, "available": available,
    }  # fmt: skip


def _covariance(public: Public, available: list[str]) -> list[float]:
    """Upper triangle, row by row; the order is that of ``fields`` and ``criteria`` in this file.

    Empty where too few answered for errors to be published: no covariance is not one of zero.
    """
    if not public["covariance"]:
        return []
    found = {}
    for row in public["covariance"]:
        a, b = (row["field_a"], row["criterion_a"]), (row["field_b"], row["criterion_b"])
        found[a, b] = found[b, a] = row["covariance"]
    keys = [(r["field_of_action"], c) for r in public.ranking for c in available]
    return [found.get((a, b), 0.0) for i, a in enumerate(keys) for b in keys[i:]]


def _field(
    public: Public, values: dict[tuple[str, str], Any], row: dict[str, Any], available: list[str]
) -> dict[str, Any]:
    name = row["field_of_action"]
    full = next((f.name for f in public.params.fields_of_action if f.id == name), name)
    own = {c: values[name, c] for c in available}
    return {
        "id": name,
        "name": full,
        "short": public.field_names.get(name, name),
        "values": {c: r["value"] for c, r in own.items()},
        "se": {c: r["se"] for c, r in own.items()},
        **{k: row[k] for k in ("score", "ci_low", "ci_high", "rank", "rank_low", "rank_high", "share_top3")},
        **board_evidence.of_field(public, name),
    }  # fmt: skip


def _respondents(public: Public) -> dict[str, int]:
    """Usable questionnaires by instrument."""
    out: dict[str, int] = {}
    for row in public["participation"]:
        out[row["questionnaire"]] = out.get(row["questionnaire"], 0) + int(row["usable"] or 0)
    return out


def _groups(public: Public) -> list[dict[str, Any]]:
    """Target groups for which at least one share may be shown, everyone first."""
    labels = {ALL: "alle Befragten", **public.groups}
    out = []
    for group, label in labels.items():
        n = max(
            (int(r["n"] or 0) for r in public["needs"] if r["target_group"] == group), default=0
        )
        known = any(public.need(r["need"], group).known for r in public["needs"])
        if known:
            out.append({"id": group, "label": label, "n": n})
    return out


def _shares(public: Public) -> dict[str, dict[str, list[Any]]]:
    """Share in need by group and need: share, limits, n; limits are empty below the wall's limit of n."""
    out: dict[str, dict[str, list[Any]]] = {}
    for row in public["needs"]:
        figure = public.need(row["need"], row["target_group"])
        if figure.known:
            limits = [figure.low, figure.high] if figure.firm else [None, None]
            out.setdefault(row["target_group"], {})[row["need"]] = [figure.value, *limits, figure.n]
    return out


def _tested(public: Public) -> dict[str, dict[str, dict[str, bool]]]:
    """Which pairs of groups were held against each other, and in which needs they differ *belastbar*."""
    out: dict[str, dict[str, dict[str, bool]]] = {}
    for row in public["need_tests"]:
        a, b = row["group_a"], row["group_b"]
        for one, other in ((a, b), (b, a)):
            if REST not in (one, other):
                found = out.setdefault(one, {}).setdefault(other, {})
                found[row["need"]] = public.differ(row["need"], one, other)
    return out
