"""Zielsystem: what a logframe can be filled with for the fields that the steering group chose.

The form is the handbook's (BMFSFJ 2013, "Zielsysteme als Instrumente zur lokalen Netzwerksteuerung"):
Oberziel, Projektziel, Teilziele, Aktivitäten, each with Indikatoren, Quellen, Annahmen. Only what the survey
knows is filled in: baseline, interval, source, and the smallest change that a second survey of this size
could show. Goals and targets are left to the group.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from pipeline.compose.language import lang, say
from pipeline.compose.public import Public, Row
from pipeline.compose.sections.wording import words_of
from pipeline.compose.sentences import Figure

MOST_NEEDS = 5
Z_LEVEL, Z_POWER = 1.959963984540054, 0.8416212335729143  # two-sided 5 %, power 80 %


@dataclass(frozen=True)
class Later:
    """The same share in a second wave; ``difference`` is later less baseline, None where not comparable."""

    share: float
    low: float | None
    high: float | None
    n: int
    difference: tuple[float, float, float] | None


@dataclass(frozen=True)
class Indicator:
    """One measuring point: shares 0-1; ``change`` is the smallest change that could be shown.

    ``rough``: the baseline is roughly rounded, because few people stand behind it.
    """

    level: str
    name: str
    baseline: float
    low: float | None
    high: float | None
    n: int
    change: float | None
    source: str
    later: Later | None = None
    rough: bool = False


@dataclass(frozen=True)
class Goal:
    """A chosen field: who is responsible and why, and what can be measured."""

    field_id: str
    name: str
    reason: str
    responsible: str
    until: str
    indicators: list[Indicator] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)


def goals(public: Public, before: Public | None = None, *, comparable: bool = True) -> list[Goal]:
    """One draft per chosen field, in the order of the decision.

    Args:
        public: the present survey, with the decision.
        before: the earlier wave; baselines are then its figures, and the present ones stand beside them.
        comparable: whether both waves were weighted and reached people alike; else no change is given.
    """
    names: dict[str, str] = {f.id: f.name for f in public.params.fields_of_action}
    return [
        Goal(
            field_id=r["field_of_action"],
            name=names[r["field_of_action"]],
            reason=r["reason"],
            responsible=r["responsible"],
            until=lang.iso_day(r["until"]),
            indicators=_indicators(public, r["field_of_action"], before, comparable=comparable),
            offers=[
                o["name"] for o in public["offers"] if o["field_of_action"] == r["field_of_action"]
            ],
        )
        for r in sorted(public["decision"], key=lambda r: r["position"])
    ]


def smallest_change(low: float, high: float) -> float:
    """Smallest change of a share that a second survey of the same size would show in four of five cases.

    (1.96 + 0.84) sqrt(2) se, where se is read off the 95 % interval; both surveys are independent and
    equally precise.
    """
    se = (high - low) / (2 * Z_LEVEL)
    return float((Z_LEVEL + Z_POWER) * 2**0.5 * se)


def changed(first: Figure, second: Figure) -> tuple[float, float, float] | None:
    """Change of a share between two independent surveys with 95 % limits; None without both intervals.

    Limits by "square and add" of both intervals (Zou and Donner 2008), from published whole per cent.
    """
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return None
    gap = second.share - first.share
    down = math.hypot(second.share - second.low, first.high - first.share)
    up = math.hypot(second.high - second.share, first.share - first.low)
    return gap, max(gap - down, -1.0), min(gap + up, 1.0)


def _later(figure: Figure, now: Figure, *, comparable: bool) -> Later | None:
    if not now.known:
        return None
    limits = (now.low, now.high) if now.firm else (None, None)
    firm = comparable and figure.firm and now.firm
    return Later(now.share, *limits, now.n, changed(figure, now) if firm else None)


def _indicators(
    present: Public, name: str, before: Public | None, *, comparable: bool
) -> list[Indicator]:
    out = []
    public = before or present
    for row in public.needs_of(name)[:MOST_NEEDS]:
        figure = public.need(row["need"])
        said = words_of(public, row["need"]).short
        label = lang.quoted(public.need_names[row["need"]])
        comma = "," if said.startswith("die ") else ""
        title = say(
            f"Anteil der befragten Alleinerziehenden{comma} {said}: {label}",
            f"Share of the single parents surveyed {said}: {label}",
        )
        out.append(
            Indicator(
                say("Projektziel", "project goal"),
                title,
                figure.share,
                figure.low,
                figure.high,
                figure.n,
                _shown(figure),
                _source(public),
                _later(figure, present.need(row["need"]), comparable=comparable)
                if before
                else None,
                figure.status == "rounded",
            )
        )
        out += _known(present, row, before, comparable=comparable)
    return out


def _known(
    present: Public, row: Row, before: Public | None, *, comparable: bool
) -> list[Indicator]:
    """How well the offers for a need are known, where that was asked and there are any."""
    public = before or present
    cover = next((c for c in public["coverage"] if c["need"] == row["need"]), None)
    figure = public.part(row["need"], "awareness")
    if not figure.known or not cover or not cover["offers"]:
        return []
    title = (
        f"{say('Anteil, der das Angebot kennt', 'Share who know the service')}: "
        f"{lang.quoted(public.need_names[row['need']])}"
    )
    later = None
    if before:
        later = _later(figure, present.part(row["need"], "awareness"), comparable=comparable)
    return [
        Indicator(
            say("Teilziel", "sub-goal"), title, figure.share, figure.low, figure.high, figure.n,
            _shown(figure), _source(public), later,
        )
    ]  # fmt: skip


def _shown(figure: Figure) -> float | None:
    """The smallest change that a second survey could show; None without an interval."""
    if not figure.firm or figure.low is None or figure.high is None:
        return None
    return smallest_change(figure.low, figure.high)


def _source(public: Public) -> str:
    network, year = public.params.network, public.params.document.date.year
    return say(
        f"Befragung von Alleinerziehenden {network.region_in} {year}; Wiederholung in Welle 2",
        f"Survey of single parents {network.region_in} {year}; repeated in wave 2",
    )
