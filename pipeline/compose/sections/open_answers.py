"""Wovon offene Antworten handeln: codes that two people gave by hand."""

from __future__ import annotations

from pipeline.compose import markdown
from pipeline.compose.context import Context
from pipeline.compose.language import lang


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
        title = (
            f"{ctx.public.label(name, variable)}: wovon {lang.number(own[0]['texts'])} offene Antworten "
            "handeln, von Hand zugeordnet; mehrere Themen je Antwort möglich"
        )
        blocks.append(
            ctx.table(
                ["Thema", "Anteil", *(["Übereinstimmung (Kappa)"] if agreed else [])],
                cells,
                "lr" + "r" * agreed,
                title,
                f"offen-{name}-{variable}".lower(),
                widths=(50, 12, *([20] if agreed else [])),
            )
        )
    return markdown.paragraphs(*blocks)
