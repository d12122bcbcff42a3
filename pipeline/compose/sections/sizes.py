"""Betriebe nach Größe: how many of each size answered, and what they offer. Never crossed with the sector."""

from __future__ import annotations

from pipeline.compose import markdown, questions, sentences
from pipeline.compose.context import Context
from pipeline.compose.firm_sizes import NAME, SIZE, classes
from pipeline.compose.language import lang, say
from pipeline.compose.questions import Question
from pipeline.compose.sentences import Figure


def offered(ctx: Context, variable: str, group: str = "alle") -> Figure:
    """The share of establishments that offer something: the answer with the highest value, or *ja*."""
    rows = [
        r for r in ctx.public.book(NAME, variable) if r["missing_kind"] is None and r["category"]
    ]
    best = max(
        rows,
        key=lambda r: (r["value"] if r["value"] is not None else -1, r["category"] == "ja"),
        default=None,
    )
    if best is None:
        return Figure(None, status="withheld")
    return ctx.public.figure(NAME, variable, best["category"], group)


def write(ctx: Context, models: Question | None) -> str:
    """A table: working-time models as rows, all establishments and size classes as columns."""
    shown = classes(ctx.public)
    if models is None or not shown:
        return ""
    rows = []
    for variable in models.variables:
        figures = [offered(ctx, variable, group) for group in ("alle", *(g for g, _, _ in shown))]
        if figures[0].known and any(f.known for f in figures[1:]):
            rows.append((ctx.public.item_name(NAME, variable), figures))
    if len(rows) < 2:
        return ""
    rows.sort(key=lambda r: (-r[1][0].share, r[0]))
    table = ctx.table(
        [say("Das bieten an", "Offered by"), say("alle", "all"), *(label for _, label, _ in shown)],
        [[label, *(sentences.figure(f) or "·" for f in figures)] for label, figures in rows],
        "l" + "r" * (1 + len(shown)),
        say(
            "Angebotene Arbeitszeitmodelle nach Betriebsgröße; Anteile der befragten Betriebe in Prozent",
            "Working-time models offered by size of business; shares of the businesses surveyed in per cent",
        ),
        "betriebe-groesse",
        source=ctx.survey_source(NAME),
        widths=(36, 9, *[14] * len(shown)),
    )
    return markdown.paragraphs(markdown.sentences(*_text(ctx, shown)), table)


def _text(ctx: Context, shown: list[tuple[str, str, int]]) -> list[str]:
    counted = lang.joined(
        [
            say(
                f"{lang.number(n)} {'Betriebe ' * (k == 0)}mit {label}",
                f"{lang.number(n)} {'businesses ' * (k == 0)}with {label}",
            )
            for k, (_, label, n) in enumerate(shown)
        ]
    )
    limits = ctx.public.params.disclosure
    missing = len(questions.categories(ctx.public, Question(NAME, SIZE, "", "", (SIZE,)))) - len(
        shown
    )
    rough = any(n < limits.bracket_below for _, _, n in shown)
    return [
        say("Nach Zahl der Beschäftigten unterschieden", "By number of employees")
        + f": {markdown.escape(counted)}.",
        say(
            "Größenklassen mit weniger Betrieben fehlen in @tbl-betriebe-groesse.",
            "Size classes with fewer businesses are left out of @tbl-betriebe-groesse.",
        )
        if missing
        else say(
            "Was sie anbieten, zeigt @tbl-betriebe-groesse.",
            "What they offer is shown in @tbl-betriebe-groesse.",
        ),
        say(
            "Die Gruppen sind klein; Werte in eckigen Klammern sind grob gerundet und werden nicht "
            "verglichen.",
            "The groups are small; values in square brackets are roughly rounded and are not compared.",
        )
        if rough
        else "",
        say(
            "Nach Branche wird nicht zusätzlich geteilt, damit kein Betrieb erkennbar ist.",
            "There is no further split by sector, so that no business can be recognised.",
        ),
    ]
