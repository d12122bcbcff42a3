"""Womit Bedarf einhergeht: one model per field of action, other circumstances held equal."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang
from pipeline.compose.rules import differences


def write(ctx: Context) -> str:
    """What the models are, and the circumstances that go with more or less need."""
    found = ctx.public["circumstances"]
    if not found:
        return ""
    fields = [f for f in ctx.public.field_names if any(r["field_of_action"] == f for r in found)]
    firm = [r for r in found if r["p_adjusted"] < differences.ALPHA]
    firm.sort(key=lambda r: (fields.index(r["field_of_action"]), -abs(r["effect"])))
    count = (
        "ein Handlungsfeld" if len(fields) == 1 else f"{lang.numeral(len(fields))} Handlungsfelder"
    )
    text = markdown.sentences(
        "Manche Umstände treten zusammen auf, etwa wenig Geld und kleine Kinder. Für "
        f"{count} reichen die Antworten, um sie in einem Modell zu trennen: Wie viel häufiger haben "
        "Befragte mit einem Umstand in mindestens der Hälfte der Fragen des Feldes Bedarf, wenn alle "
        "übrigen Umstände gleich sind? Schließen sich Gruppen aus, ist die größte der Maßstab.",
        f"Geprüft sind {lang.number(len(found))} Zusammenhänge, belastbar nach Korrektur: "
        f"{lang.number(len(firm)) if firm else 'keiner'}.",
        "Das beschreibt, wer Bedarf hat, und erklärt nicht, warum.",
    )
    return markdown.paragraphs(
        text,
        ctx.table(
            ["Handlungsfeld", "Umstand", "Bedarf bei sonst gleichen Umständen", "Intervall"],
            [_row(ctx, r) for r in firm],
            "lllr",
            "Womit Bedarf einhergeht, wenn alle übrigen Umstände gleich sind",
            "umstaende",
            widths=(26, 30, 28, 16),
        ),
    )  # fmt: skip


def _row(ctx: Context, row: dict[str, object]) -> list[str]:
    effect, low, high = (float(str(row[name])) for name in ("effect", "ci_low", "ci_high"))
    more, sign = ("häufiger", 1) if effect > 0 else ("seltener", -1)
    ends = sorted((sign * low, sign * high))
    group = str(row["target_group"])
    return [
        ctx.public.field_names[str(row["field_of_action"])],
        ctx.public.groups.get(group, group),
        f"{lang.points(effect)} {more}",
        f"{lang.percent_number(ends[0])} bis {lang.percent_number(ends[1])}",
    ]
