"""Firms beside single parents on the steering board: wanted and offered, obstacles that both sides name."""

from __future__ import annotations

from typing import Any

from pipeline.compose import firm_sizes, german
from pipeline.compose.labels import tidy
from pipeline.compose.public import Public, Row

MOST_FIRMS = 5
# title, roles of the firms' questions, whether several answers may be ticked
PARTS_BY_SIZE = (
    ("bieten an", ("use",), False),
    ("wären bereit", ("wish",), False),
    ("nennen als Hindernis", ("barrier",), True),
    ("wünschen sich", ("wish",), True),
)
# role of the firms' question -> what their share says
SAID = {
    "barrier": "nennen das als Hindernis",
    "wish": "wünschen sich dabei Hilfe",
    "context": "stimmen zu",
}


def employers(public: Public, field: str, shown: set[str]) -> list[dict[str, Any]]:
    """Firms: per ordered question the share in its upper half, per choice the share that named it.

    Questions in ``shown`` stand elsewhere.
    """
    out: list[dict[str, Any]] = []
    for variable in public.variables("arbeitgeber", field_of_action=field):
        book = public.book("arbeitgeber", variable)
        if variable in shown or book[0]["role"] not in ("use", "wish", "barrier", "awareness"):
            continue
        figures = [public.figure("arbeitgeber", variable, c) for c in _positive(book)]
        if figures and all(f.known for f in figures):
            n = figures[0].n
            share = sum(f.share for f in figures)
            name = public.item_name("arbeitgeber", variable)
            question = public.question_label("arbeitgeber", book[0]["question"])
            out.append({"label": name, "question": question if question != name else "",
                        "answer": _answer(book), "share": share, "n": n})  # fmt: skip
    return sorted(out, key=lambda r: -r["share"])[:MOST_FIRMS]


def by_size(public: Public, field: str) -> dict[str, Any]:
    """What firms of each size offer, name as an obstacle, and are ready for; sizes are groups of their own.

    Returns:
        ``sizes``: label and number of firms of each class that may be shown, small ones first; ``parts``:
        per kind of question its title and rows: a label and one figure per class, ``null`` where it may not
        be shown, in brackets (``few``) where few firms answered. Empty where no class may be shown.
    """
    sizes = firm_sizes.classes(public)
    parts = []
    for title, roles, multiple in PARTS_BY_SIZE:
        rows = []
        for variable in public.variables("arbeitgeber", field_of_action=field):
            book = public.book("arbeitgeber", variable)
            if book[0]["role"] not in roles or (book[0]["kind"] == "multiple") != multiple:
                continue
            if book[0].get("exclusive"):  # "none of these" says nothing of its own
                continue
            codes = _best(book) if "use" in roles else _positive(book)
            cells = [_share(public, variable, codes, group) for group, _, _ in sizes]
            if any(cells):
                rows.append({"label": public.item_name("arbeitgeber", variable), "cells": cells})
        if rows:
            parts.append({"title": title, "rows": rows})
    return {"sizes": [{"label": s, "n": n} for _, s, n in sizes] if parts else [], "parts": parts}


def _share(public: Public, variable: str, codes: list[str], group: str) -> dict[str, Any] | None:
    figures = [public.figure("arbeitgeber", variable, c, group) for c in codes]
    if not figures or not all(f.known for f in figures):
        return None
    return {
        "share": min(sum(f.share for f in figures), 1.0),
        "few": not all(f.firm for f in figures),
    }


def _best(book: list[Row]) -> list[str]:
    """The highest answer alone: "bieten wir an"."""
    graded = [r for r in book if r["category"] and not r["missing_kind"] and r["value"] is not None]
    best = max(graded, key=lambda r: r["value"], default=None)
    return [best["category"]] if best else _positive(book)


def pairs(public: Public, field: str) -> list[dict[str, Any]]:
    """What single parents want and firms offer, by item: two shares side by side, never a difference.

    A multiple choice with role ``wish`` of the one and an ordered question with role ``use`` of the other;
    *offered* is its highest answer alone ("bieten wir an").
    """
    offered = {
        public.book("arbeitgeber", v)[0]["item"]: v
        for v in public.variables("arbeitgeber", field_of_action=field, role="use")
    }
    out: list[dict[str, Any]] = []
    for variable in public.variables("alleinerziehende", field_of_action=field, role="wish"):
        item = public.book("alleinerziehende", variable)[0]["item"]
        if item is None or item not in offered:
            continue
        book = public.book("arbeitgeber", offered[item])
        best = max(
            (r for r in book if r["value"] is not None), key=lambda r: r["value"], default=None
        )
        if best is None:
            continue
        wanted = public.figure("alleinerziehende", variable, "ja")
        given = public.figure("arbeitgeber", offered[item], best["category"])
        if wanted.known and given.known:
            name = public.item_name("alleinerziehende", variable)
            out.append({"label": name, "variable": offered[item], "wanted": wanted.value,
                        "offered": given.value, "n_wanted": wanted.n, "n_offered": given.n})  # fmt: skip
    return sorted(out, key=lambda r: -r["wanted"])


def _positive(book: list[Row]) -> list[str]:
    """Categories in the upper half of an ordered question, or the *yes* of a choice."""
    valid = [r for r in book if r["category"] and not r["missing_kind"]]
    graded = [r["value"] for r in valid if r["value"] is not None]
    if book[0]["kind"] != "multiple" and len(graded) > 1:
        middle = (min(graded) + max(graded)) / 2
        return [r["category"] for r in valid if r["value"] is not None and r["value"] >= middle]
    return [r["category"] for r in valid if r["category"] == "ja"]


def _answer(book: list[Row]) -> str:
    """What the positive answers are called: ``„ja“ oder „vielleicht“``; nothing for a plain choice."""
    if book[0]["kind"] == "multiple":
        return ""
    positive = _positive(book)
    words = [tidy(r["category_label"] or "") for r in book if r["category"] in positive]
    return german.joined([german.quoted(word) for word in words], "oder")


def both_sides(public: Public, field: str) -> list[dict[str, Any]]:
    """Needs of single parents that firms name too: as an obstacle, a wish for help, or an attitude.

    Joined by ``item`` alone. The two shares come from two populations and stand side by side, never as a
    difference. Of an attitude (role ``context``) the agreeing half counts.
    """
    needs = {r["need"]: r for r in public.needs_of(field)}
    out: list[dict[str, Any]] = []
    for variable in public.variables("arbeitgeber"):
        book = public.book("arbeitgeber", variable)
        item, role = book[0]["item"], book[0]["role"]
        attitude = role == "context" and book[0]["kind"] == "array"
        named = role in ("barrier", "wish") and book[0]["kind"] == "multiple"
        if item not in needs or not (attitude or named):
            continue
        parents = public.need(item)
        firms = [public.figure("arbeitgeber", variable, c) for c in _positive(book)]
        if not parents.firm or not firms or not all(f.firm for f in firms):
            continue
        said = SAID[role]
        if attitude:
            said = f"{said}: {german.quoted(public.item_name('arbeitgeber', variable))}"
        out.append({"label": public.need_names[item], "variable": variable, "parents": parents.share,
                    "n_parents": parents.n, "firms": sum(f.share for f in firms), "n_firms": firms[0].n,
                    "said": said})  # fmt: skip
    return sorted(out, key=lambda r: (-r["parents"], -r["firms"], r["variable"]))
