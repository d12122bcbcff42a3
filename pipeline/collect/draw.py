"""Draws answers: which category or number a simulated respondent gives.

An ordered answer comes from a latent position: burden of the respondent, of the field of action, of the
subject, and chance. The truth fixes the share in the upper part of the scale (in need, unknown, agreeing);
the position decides who that is and how far up. So marginal shares are as documented, and answers of one
respondent hang together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from pipeline.collect import free
from pipeline.collect.asks import Ask, condition, fits
from pipeline.collect.chance import Floats, normal_cdf, pick
from pipeline.collect.columns import Cells, Columns, Mask, empty, holds
from pipeline.collect.truth import Distribution, Survey
from pipeline.collect.world import World
from pipeline.questionnaire.variables import Category

DEFAULT_SHARE = 0.3
FIELD, SUBJECT = 0.3, 0.45  # loadings; squares are shares of variance
BURDEN = {
    "unmet_need": 0.4, "satisfaction": 0.4, "barrier": 0.3, "importance": 0.15, "awareness": 0.1,
}  # fmt: skip
TICK = "Y"


def by_question(known: Sequence[Ask]) -> list[list[Ask]]:
    """Variables of the same question together, in the order of the questionnaire."""
    groups = groupby(known, key=lambda ask: ask.variable.question.code)
    return [list(group) for _, group in groups]


def distributed(parts: Sequence[Distribution], columns: Columns, uniform: Floats) -> Cells:
    """Codes by relative frequency; of several lines the last whose condition holds counts."""
    size = len(uniform)
    cells = empty(size)
    for part in parts:
        who = holds(condition(part.wenn), columns, size)
        codes = np.array([*part.anteile, ""], dtype=object)[:-1]
        cells[who] = codes[pick(uniform[who], list(part.anteile.values()))]
    return cells


def question(asked: Sequence[Ask], world: World) -> Columns:
    """Answers of everybody to one question, as if nobody skipped it.

    Args:
        asked: its variables.
        world: what the answers depend on.

    Returns:
        Raw codes by variable.
    """
    kind = asked[0].variable.kind
    if kind == "ranking":
        return free.ranking(asked, world)
    columns: Columns = {}
    for ask in asked:
        if ask.variable.kind == "text":
            columns[ask.name] = free.text(world.survey.texte.get(ask.name), ask.name, world)
        elif ask.name in world.survey.verteilung:
            columns[ask.name] = world.facts[ask.name].copy()
        elif ask.variable.kind == "numeric":
            columns[ask.name] = _number(ask, world)
        else:
            columns[ask.name] = _category(ask, world)
    if kind == "multiple":
        _ticks(asked, columns, world)
    free.other(asked, columns, world)
    return columns


def shares(ask: Ask, world: World) -> Floats:
    """Everybody's probability of an answer from the upper part: the base line, odds by group."""
    base = DEFAULT_SHARE
    for line in world.survey.antworten:
        if fits(line, ask):
            base = line.anteil
    base = min(max(base, 1e-9), 1 - 1e-9)
    odds = np.full(world.size, base / (1 - base))
    for difference in world.survey.unterschiede:
        if fits(difference, ask):
            who = holds(condition(difference.wenn), world.facts, world.size)
            odds[who] *= difference.faktor
    return np.asarray(odds / (1 + odds))


def _category(ask: Ask, world: World) -> Cells:
    if not ask.upper or not ask.lower:
        uniform = world.chance.uniform(f"answer {ask.name}", world.size)
        return _codes(ask.upper or ask.lower, world.survey, uniform)
    position = 1 - normal_cdf(_position(ask, world))
    share = shares(ask, world)
    above = position < share
    inside = np.where(above, position / share, (position - share) / (1 - share))
    cells = _codes(ask.lower, world.survey, inside)
    cells[above] = _codes(ask.upper, world.survey, inside[above])
    return cells


def _position(ask: Ask, world: World) -> Floats:
    variable = ask.variable
    pull = BURDEN.get(variable.role, 0.0)
    for line in world.survey.antworten:
        if line.last is not None and fits(line, ask):
            pull = line.last
    parts = [(pull, "burden")]
    if variable.field:
        parts.append((FIELD, f"field {variable.field}"))
    if variable.item:
        parts.append((SUBJECT, f"item {variable.item}"))
    own = math.sqrt(1 - sum(loading**2 for loading, _ in parts))
    position = own * world.chance.normal(f"answer {ask.name}", world.size)
    for loading, name in parts:
        position += loading * world.latent.of(name)
    return np.asarray(position, dtype=float)


def _codes(categories: Sequence[Category], survey: Survey, uniform: Floats) -> Cells:
    codes = [category.code for category in categories]
    weights = [survey.gewichte.get(code, 1.0) for code in codes]
    index = pick(uniform, weights if sum(weights) else [1.0] * len(codes))
    return np.array(codes, dtype=object)[index]


def _number(ask: Ask, world: World) -> Cells:
    asked = ask.variable.question
    low = 0.0 if asked.min is None else asked.min
    high = low + 100 if asked.max is None else asked.max
    mean, spread = np.full(world.size, (low + high) / 2), np.full(world.size, (high - low) / 6)
    for line in world.survey.zahlen.get(ask.name, []):
        who = holds(condition(line.wenn), world.facts, world.size)
        mean[who], spread[who] = line.mittel, line.streuung
    drawn = mean + spread * world.chance.normal(f"answer {ask.name}", world.size)
    numbers = np.round(np.clip(drawn, low, high), 0 if asked.integer else 1)
    return np.array([f"{number:g}" for number in numbers.tolist()], dtype=object)


def _ticks(asked: Sequence[Ask], columns: Columns, world: World) -> None:
    """``ja`` and ``nein`` become Y and "", the exclusive option the answer of who ticks nothing."""
    items = [ask for ask in asked if ask.variable.kind == "multiple"]
    limit = asked[0].variable.question.max_choices
    ticked = {
        a.name: (columns[a.name] == "ja") | (columns[a.name] == TICK)
        for a in items
        if not a.exclusive
    }
    if limit:
        _keep_some(ticked, limit, world)
    nothing = ~np.logical_or.reduce(list(ticked.values()))
    for ask in items:
        hit: Mask = nothing if ask.exclusive else ticked[ask.name]
        columns[ask.name] = np.where(hit, TICK, "").astype(object)


def _keep_some(ticked: dict[str, Mask], limit: int, world: World) -> None:
    """At most ``limit`` ticks per respondent stay, chosen by chance."""
    names = list(ticked)
    priority = np.stack([world.chance.uniform(f"limit {name}", world.size) for name in names])
    table = np.stack([ticked[name] for name in names])
    rank = np.argsort(np.argsort(np.where(table, priority, 2.0), axis=0), axis=0)
    for i, name in enumerate(names):
        ticked[name] = table[i] & (rank[i] < limit)
