"""Wovon offene Antworten handeln: codes that two people gave by hand."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang, say


def write(ctx: Context) -> str:
    """One table per open question; the answers themselves stay where they are."""
    blocks = []
    rows = ctx.public["codes"]
    for name, variable in dict.fromkeys((r["questionnaire"], r["variable"]) for r in rows):
        own = [r for r in rows if (r["questionnaire"], r["variable"]) == (name, variable)]
        agreed = any(r["kappa"] is not None for r in own)
        cells = [
            [
                markdown.escape(r["code"]),
                lang.percent(r["share"])
                if r["status"] == "value"
                else f"({lang.percent(r['share'])})",
                *(
                    [lang.number(r["kappa"], 2) if r["kappa"] is not None else "–"]
                    if agreed
                    else []
                ),
            ]
            for r in sorted(own, key=lambda r: (-r["share"], r["code"]))
        ]
        label, count = ctx.public.label(name, variable), lang.number(own[0]["texts"])
        title = say(
            f"{label}: wovon {count} offene Antworten "
            "handeln, von Hand zugeordnet; mehrere Themen je Antwort möglich",
            f"{label}: what {count} open answers are about, assigned by hand; "
            "several topics per answer possible",
        )
        kappa = say("Übereinstimmung (Kappa)", "Agreement (kappa)")
        blocks.append(
            ctx.table(
                [say("Thema", "Topic"), say("Anteil", "Share"), *([kappa] if agreed else [])],
                cells,
                "lr" + "r" * agreed,
                title,
                f"offen-{name}-{variable}".lower(),
                widths=(50, 12, *([20] if agreed else [])),
            )
        )
    return markdown.paragraphs(*blocks)
