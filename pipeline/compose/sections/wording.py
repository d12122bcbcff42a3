"""How the report speaks of a need: its name and its predicate."""

from __future__ import annotations

from pipeline.compose.context import Context
from pipeline.compose.labels import in_sentence, is_statement
from pipeline.compose.language import is_english, lang, say
from pipeline.compose.public import Public, Row
from pipeline.compose.rules.needs import UNHAPPY, UNMET, Wording, wording

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


def predicate(ctx: Context, need: Row, *, plural: bool) -> str:
    """What is said of people in need, as the end of a sentence without a full stop.

    Where the question's own words fit into the sentence they do (``vermisst eine Stelle, die …``, ``ist
    unzufrieden mit ihrem Überblick``); else the need is named behind a colon.
    """
    said = words(ctx, need["need"])
    if said is UNMET and (label := _missed(ctx.public, need["need"])):
        return f"{say('vermissen' if plural else 'vermisst', 'lack')} {label}"
    if said is UNHAPPY and (label := _unhappy_with(ctx.public, need["need"])):
        verb = say(
            "sind unzufrieden mit" if plural else "ist unzufrieden mit", "are dissatisfied with"
        )
        return f"{verb} {label}"
    return f"{said.plural if plural else said.singular}: {lang.quoted(name_of(ctx, need))}"


def _missed(public: Public, need: str) -> str:
    """The label of the question whether people needed something and got it: an accusative."""
    rows = _asked(public, need, "unmet_need")
    if any(str(r["category_label"]).startswith(say("gebraucht", "needed")) for r in rows):
        return in_sentence(str(rows[0]["label"]))
    return ""


def _unhappy_with(public: Public, need: str) -> str:
    """The label of the question on satisfaction, where it begins as a dative does."""
    rows = _asked(public, need, "satisfaction")
    label = in_sentence(str(rows[0]["label"])) if rows else ""
    fits = is_english() or label.startswith(("ihrem ", "ihrer ", "dem ", "der "))
    return label if fits else ""


def _asked(public: Public, need: str, role: str) -> list[Row]:
    return [
        r for r in public["codebook"]
        if r["questionnaire"] == PARENTS and r["role"] == role and (r["item"] or r["variable"]) == need
        and r["kind"] == "array"
    ]  # fmt: skip
