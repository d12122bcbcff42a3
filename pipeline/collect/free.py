"""Answers that are no categories: rankings and what people write."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.collect.asks import OTHER, Ask, condition
from pipeline.collect.chance import pick
from pipeline.collect.columns import Cells, Columns, empty, holds
from pipeline.collect.truth import Texts
from pipeline.collect.world import World

FEWER_RANKS = (0.06, 0.1)  # who names only one thing, or only two


def ranking(asked: Sequence[Ask], world: World) -> Columns:
    """Draw ranks after Plackett and Luce: relative frequencies and burden in the field, with chance."""
    ranks = [ask for ask in asked if ask.variable.kind == "ranking"]
    code = ranks[0].variable.question.code
    options = ranks[0].variable.categories
    appeal = np.zeros((len(options), world.size))
    for part in world.survey.verteilung.get(code, []):
        who = holds(condition(part.wenn), world.facts, world.size)
        for i, option in enumerate(options):
            appeal[i][who] = np.log(max(part.anteile.get(option.code, 0.0), 1e-6))
    for i, option in enumerate(options):
        drawn = world.chance.uniform(f"rank {code} {option.code}", world.size)
        appeal[i] -= np.log(-np.log(np.clip(drawn, 1e-12, 1 - 1e-12)))
        if option.field:
            appeal[i] += 0.5 * world.latent.of(f"field {option.field}")
    best = np.argsort(-appeal, axis=0, kind="stable")
    codes = np.array([option.code for option in options], dtype=object)
    weights = [*FEWER_RANKS[: len(ranks) - 1], 1 - sum(FEWER_RANKS[: len(ranks) - 1])]
    given = 1 + pick(world.chance.uniform(f"ranks {code}", world.size), weights)
    if len(weights) < len(ranks):
        given[given == len(weights)] = len(ranks)
    columns: Columns = {}
    for n, ask in enumerate(ranks):
        cells = codes[best[n]]
        cells[given <= n] = None
        columns[ask.name] = cells
    return columns


def text(truth: Texts | None, name: str, world: World) -> Cells:
    """Some write one of the sentences; each is used before one comes twice."""
    cells = empty(world.size, "")
    if truth is None:
        return cells
    writes = np.flatnonzero(world.chance.uniform(f"writes {name}", world.size) < truth.anteil)
    order = world.chance.order(f"sentences {name}", len(truth.saetze))
    for n, i in enumerate(writes):
        cells[i] = truth.saetze[order[n % len(order)]]
    return cells


def other(asked: Sequence[Ask], columns: Columns, world: World) -> None:
    """Some choose *other* and write what they mean; ``columns`` is changed."""
    first = asked[0].variable
    name = f"{first.question.code}_other"
    if name not in columns or world.survey.sonstiges is None:
        return
    columns[name] = text(world.survey.sonstiges, name, world)
    writes = columns[name] != ""
    if first.kind == "multiple":
        for ask in asked:
            if ask.exclusive:
                columns[ask.name][writes] = ""
    else:
        columns[first.name][writes] = OTHER
