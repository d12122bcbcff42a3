"""What institutions say is missing: counted, by variable and by need."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compose import questions, sentences
from pipeline.compose.context import Context
from pipeline.compose.language import lang, say

NAME = "einrichtungen"
SHORT_OF = 0.75  # severity from which an answer means that something is missing or far from enough


@dataclass(frozen=True)
class Shortage:
    """How many institutions say that something is missing or far from enough, of how many."""

    item: str
    label: str
    said: int
    total: int


def shortages(ctx: Context) -> list[Shortage]:
    """Everything that institutions were asked about, the largest shortage first."""
    found = []
    for question in questions.all_of(ctx.public, NAME):
        if question.role != "unmet_need":
            continue
        for variable in question.variables:
            book = ctx.public.book(NAME, variable)
            bad = [
                r["category"]
                for r in book
                if (r["need"] or 0) >= SHORT_OF and r["missing_kind"] is None
            ]
            counts = [ctx.public.count(NAME, variable, c) for c in bad]
            total = max((n for _, n in counts), default=0)
            if bad and total and all(said is not None for said, _ in counts):
                said = sum(said or 0 for said, _ in counts)
                item = str(book[0]["item"] or variable)
                found.append(Shortage(item, ctx.public.item_name(NAME, variable), said, total))
    return sorted(found, key=lambda s: (-s.said / s.total, s.label))


def view_of(ctx: Context, needs: list[str]) -> str:
    """What institutions say of the first of several needs that they were asked about too."""
    by_item = {s.item: s for s in shortages(ctx)}
    for need in needs:
        if need in by_item and by_item[need].said:
            seen = by_item[need]
            counted = sentences.of_counted(
                seen.said, seen.total, say("Einrichtungen", "institutions")
            )
            verb, call = ("sagt", "calls") if seen.said == 1 else ("sagen", "call")
            return say(
                f"Dass „{seen.label}“ fehlt oder bei Weitem nicht reicht, {verb} {counted}.",
                f"{counted} {call} this missing or far from sufficient: {lang.quoted(seen.label)}.",
            )
    return ""
