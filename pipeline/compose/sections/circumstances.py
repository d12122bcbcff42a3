"""Womit Bedarf einhergeht: one model per field of action, other circumstances held equal."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang, say
from pipeline.compose.rules import differences


def write(ctx: Context) -> str:
    """What the models are, and the circumstances that go with more or less need."""
    found = ctx.public["circumstances"]
    if not found:
        return ""
    fields = [f for f in ctx.public.field_names if any(r["field_of_action"] == f for r in found)]
    firm = [r for r in found if r["p_adjusted"] < differences.ALPHA]
    firm.sort(key=lambda r: (fields.index(r["field_of_action"]), -abs(r["effect"])))
    number = lang.numeral(len(fields))
    count = (
        say("ein Handlungsfeld", "one field of action")
        if len(fields) == 1
        else say(f"{number} Handlungsfelder", f"{number} fields of action")
    )
    tested, reliable = lang.number(len(found)), lang.number(len(firm))
    text = markdown.sentences(
        say(
            "Manche Umstände treten zusammen auf, etwa wenig Geld und kleine Kinder. Für "
            f"{count} reichen die Antworten, um sie in einem Modell zu trennen: Wie viel häufiger haben "
            "Befragte mit einem Umstand in mindestens der Hälfte der Fragen des Feldes Bedarf, wenn alle "
            "übrigen Umstände gleich sind? Schließen sich Gruppen aus, ist die größte der Maßstab.",
            "Some circumstances occur together, for instance little money and small children. For "
            f"{count} there are enough answers to separate them in a model: how much more often do "
            "respondents in one circumstance have a need in at least half of the field's questions, all "
            "other circumstances being equal? Of groups that exclude each other, the largest is the "
            "yardstick.",
        ),
        say(
            f"Geprüft sind {tested} Zusammenhänge, belastbar nach Korrektur: "
            f"{reliable if firm else 'keiner'}.",
            f"{tested} associations were tested; reliable after correction: "
            f"{reliable if firm else 'none'}.",
        ),
        say(
            "Das beschreibt, wer Bedarf hat, und erklärt nicht, warum.",
            "This describes who is in need and does not explain why.",
        ),
    )
    return markdown.paragraphs(
        text,
        ctx.table(
            [
                say("Handlungsfeld", "Field of action"),
                say("Umstand", "Circumstance"),
                say("Bedarf bei sonst gleichen Umständen", "Need, all else being equal"),
                say("Intervall", "Interval"),
            ],
            [_row(ctx, r) for r in firm],
            "lllr",
            say(
                "Womit Bedarf einhergeht, wenn alle übrigen Umstände gleich sind",
                "What need goes with, all other circumstances being equal",
            ),
            "umstaende",
            widths=(24, 24, 38, 14),
        ),
    )  # fmt: skip


def _row(ctx: Context, row: dict[str, object]) -> list[str]:
    effect, low, high = (float(str(row[name])) for name in ("effect", "ci_low", "ci_high"))
    oftener, rarer = say("häufiger", "more often"), say("seltener", "less often")
    more, sign = (oftener, 1) if effect > 0 else (rarer, -1)
    ends = sorted((sign * low, sign * high))
    group = str(row["target_group"])
    return [
        ctx.public.field_names[str(row["field_of_action"])],
        ctx.public.groups.get(group, group),
        f"{lang.points(effect)} {more}",
        lang.between(*(str(lang.percent_number(end)) for end in ends)),
    ]
