"""Decision and Zielsystem: what the steering group chose, on which data, and what can be measured."""

from __future__ import annotations

from typing import Any

from pipeline.compose import markdown, sentences
from pipeline.compose.context import Context
from pipeline.compose.decision import decision_of, sentence
from pipeline.compose.goals import Goal, Indicator, goals
from pipeline.compose.language import lang, say


def write(ctx: Context) -> str:
    """The decision; before there is one, who takes it."""
    made = decision_of(ctx.public)
    head = markdown.heading(2, say("Entscheidung", "Decision"), "sec-entscheidung")
    if made is None:
        return markdown.paragraphs(
            head,
            say(
                "Welche Felder das Netzwerk zuerst angeht, entscheidet die Steuerungsgruppe. Eine "
                "Entscheidung ist noch nicht festgehalten. Sobald sie es ist, folgt hier das Zielsystem mit "
                "den Ausgangswerten, an denen sich Fortschritte messen lassen.",
                "Which fields the network tackles first is for the steering group to decide. No decision "
                "has been recorded yet. Once it has, the goals follow here, with the baseline values "
                "by which progress can be measured.",
            ),
        )
    text = sentence(made)
    other = say(
        "Dabei galten andere Gewichte als vorher vereinbart.",
        "Other weights than those agreed beforehand were used.",
    )
    own = other if made["own_weights"] else ""
    if own and all(f["agreed_low"] is not None for f in made["fields"]):
        own += " " + markdown.escape(_beside(made))
    return markdown.paragraphs(
        head,
        markdown.sentences(markdown.escape(text), own, markdown.escape(made["note"])),
        _changed(made),
        _table(ctx, made),
    )


def _beside(made: dict[str, Any]) -> str:
    """Where the chosen fields stand with the weights that were agreed."""
    ranks = lang.joined(
        [
            f"{lang.quoted(f['short'])} {sentences.rank_words(f['agreed_low'], f['agreed_high'])}"
            for f in made["fields"]
        ]
    )
    return say(
        f"Mit den vereinbarten Gewichten hätte {ranks}; die Tabelle nennt die Ränge mit den gewählten.",
        f"With the agreed weights the ranks would be: {ranks}; the table gives those with the chosen ones.",
    )


def _changed(made: dict[str, Any]) -> str:
    if not made["changed"]:
        return ""
    return markdown.div(
        "callout-warning",
        say(
            "Die Daten haben sich seit der Entscheidung geändert. Die Ränge unten sind die vom Tag "
            "der Entscheidung.",
            "The data have changed since the decision. The ranks below are those of the day of the "
            "decision.",
        ),
        title=say("Seitdem neue Daten", "New data since then"),
    )


def _table(ctx: Context, made: dict[str, Any]) -> str:
    rows = [
        [
            f["short"],
            lang.capital(sentences.rank_words(f["rank_low"], f["rank_high"])),
            f["reason"],
            f["responsible"],
            f["until"] or "–",
        ]
        for f in made["fields"]
    ]
    return ctx.table(
        [
            say("Handlungsfeld", "Field of action"),
            say("Rang", "Rank"),
            say("Begründung", "Reason"),
            say("verantwortlich", "responsible"),
            say("bis", "by"),
        ],
        rows,
        "lllll",
        say("Gewählte Handlungsfelder", "Fields of action chosen"),
        "entscheidung",
        widths=(18, 12, 34, 20, 11),
    )


def plan(ctx: Context) -> str:
    """The chapter with the Zielsystem in draft: what a second survey can measure; empty without a decision.

    Goals themselves are the group's.
    """
    found = goals(ctx.public)
    if not found:
        return ""
    intro = say(
        "Ziele setzt die Steuerungsgruppe. Die Tabellen nennen die Ausgangswerte und die kleinste "
        "Veränderung, die eine zweite "
        "Befragung derselben Größe nachweisen könnte. Kleinere Ziele ließen sich nicht überprüfen.",
        "Goals are set by the steering group. The tables give the baseline values and the smallest change "
        "that a second survey of the same size could show. Smaller goals could not be verified.",
    )
    if not any(i.change is not None for goal in found for i in goal.indicators):
        intro = say(
            "Ziele setzt die Steuerungsgruppe. Die Tabellen nennen die Ausgangswerte. Sie sind grob "
            "gerundet, weil wenige geantwortet haben; welche Veränderung eine zweite Befragung nachweisen "
            "könnte, lässt sich deshalb nicht sagen.",
            "Goals are set by the steering group. The tables give the baseline values. They are roughly "
            "rounded because few answered, so it cannot be said which change a second survey could show.",
        )
    head = markdown.heading(1, say("Zielsystem", "Goals and indicators"), "sec-ziele")
    return markdown.paragraphs(head, intro, *(_goal(ctx, goal) for goal in found))


def _goal(ctx: Context, goal: Goal) -> str:
    rows = [_measured(indicator) for indicator in goal.indicators]
    sure = any(indicator.change is not None for indicator in goal.indicators)
    head = [
        say("Ebene", "Level"),
        say("Indikator", "Indicator"),
        say("heute", "today"),
        say("Intervall", "Interval"),
        say("nachweisbar ab", "detectable from"),
    ]
    columns = len(head) if sure else 3
    table = ctx.table(
        head[:columns],
        [row[:columns] for row in rows],
        "llrrr"[:columns],
        say(
            f"Indikatoren im Handlungsfeld {ctx.public.field_name(goal.field_id)}",
            f"Indicators in the field of action {lang.quoted(ctx.public.field_name(goal.field_id))}",
        ),
        f"ziel-{goal.field_id.replace('_', '-')}",
        widths=(14, 44, 9, 16, 18)[:columns],
    )
    title = say("Verantwortlich", "Responsible")
    who = markdown.stop(f"{title}: {goal.responsible}") if goal.responsible else ""
    lead = markdown.div("vorspann", markdown.escape(who))
    return markdown.paragraphs(markdown.heading(2, goal.name), lead, table)


def _measured(indicator: Indicator) -> list[str]:
    interval = "–"
    if indicator.low is not None and indicator.high is not None:
        interval = lang.percent_range(indicator.low, indicator.high)
    change = lang.points(indicator.change) if indicator.change is not None else "–"
    today = lang.percent(indicator.baseline)
    return [
        indicator.level, indicator.name, f"[{today}]" if indicator.rough else today, interval, change,
    ]  # fmt: skip
