"""How the report speaks of a need: its name and its predicate."""

from __future__ import annotations

from pipeline.compose.context import Context
from pipeline.compose.labels import is_statement
from pipeline.compose.public import Public, Row
from pipeline.compose.rules.needs import Wording, wording

PARENTS = "alleinerziehende"
MINOR_ROLES = ("importance", "use", "context", "wish")


def words(ctx: Context, need: str) -> Wording:
    """How the need is worded, from the questions that measure it."""
    return words_of(ctx.public, need)


def words_of(public: Public, need: str) -> Wording:
    """The same without a document's context."""
    rows = [
        r for r in public["codebook"]
        if r["questionnaire"] == PARENTS and (r["item"] or r["variable"]) == need and r["need"] is not None
    ]  # fmt: skip
    label = next((n["label"] for n in public["needs"] if n["need"] == need), "")
    roles = frozenset(r["role"] for r in rows if r["role"] not in MINOR_ROLES)
    return wording(roles, frozenset(r["kind"] for r in rows), is_statement(str(label)))


def name_of(ctx: Context, need: Row) -> str:
    """What a need is called."""
    return ctx.public.need_names[need["need"]]
