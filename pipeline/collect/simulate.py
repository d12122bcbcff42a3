"""Simulated respondents: drawn from the definitions and a documented truth, with honest weaknesses.

The order is that of a real survey. A population is drawn; who takes part depends on the group; those
who take part answer page by page, under a latent burden that ties their answers together, honouring
every filter; they skip questions, break off, hurry, or click through. Every row is marked as simulated.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.collect import behaviour, draw, truth
from pipeline.collect.asks import KANAL, Ask, asks, check, condition
from pipeline.collect.chance import Chance
from pipeline.collect.columns import Columns, empty, holds
from pipeline.collect.raw import Answer, opaque
from pipeline.collect.world import Latent, World
from pipeline.errors import PipelineError
from pipeline.questionnaire.conditions import join, parse
from pipeline.questionnaire.model import Questionnaire

SOURCE, MODE = "simulation", "simulated"
POPULATION = 8  # people drawn per questionnaire wanted; those who do not take part are dropped


def simulate(questionnaire: Questionnaire, path: Path, seed: int) -> list[Answer]:
    """Draw the answers to one questionnaire.

    Args:
        questionnaire: its definition.
        path: ``simulation.yaml`` with the truth.
        seed: ``seed`` of params.yaml; the same seed gives the same rows.

    Returns:
        ``anzahl`` questionnaires, with ``doppelt``, ``test`` and ``ausserhalb`` on top.

    Raises:
        PipelineError: faults of the truth, each with its line; nobody takes part.
    """
    survey, file = truth.load(path, questionnaire.name)
    known = asks(questionnaire)
    check(survey, file, questionnaire, known)
    chance = Chance(seed, questionnaire.name)
    people = _participants(survey, chance, file.where(("frageboegen", questionnaire.name)))
    answers = _answer(survey, known, people, chance)
    sheets = behaviour.Sheets(known, answers, people[KANAL], len(questionnaire.pages))
    _behave(sheets, survey, questionnaire, chance)
    return _as_answers(sheets, questionnaire.name)


def validate(questionnaire: Questionnaire, path: Path) -> None:
    """Hold the truth against a questionnaire without drawing anybody.

    Raises:
        PipelineError: unknown variables, codes or keys, each with its line.
    """
    survey, file = truth.load(path, questionnaire.name)
    check(survey, file, questionnaire, asks(questionnaire))


def _participants(survey: truth.Survey, chance: Chance, where: str) -> Columns:
    """Who takes part: people drawn in the order of ``verteilung``, thinned by ``teilnahme``."""
    size = survey.anzahl * POPULATION
    people: Columns = {KANAL: empty(size)}
    for variable, parts in survey.verteilung.items():
        people[variable] = draw.distributed(
            parts, people, chance.uniform(f"person {variable}", size)
        )
    readiness = np.ones(size)
    for line in survey.teilnahme:
        readiness[holds(condition(line.wenn), people, size)] *= line.faktor
    takes_part = chance.uniform("participation", size) < readiness / readiness.max()
    chosen = np.flatnonzero(takes_part)[: survey.anzahl]
    if len(chosen) < survey.anzahl:
        raise PipelineError(
            f"only {len(chosen)} of {survey.anzahl} questionnaires come back",
            where,
            "the factors under `teilnahme` lie too far apart",
            "bring them closer together",
        )
    return {name: column[chosen] for name, column in people.items()}


def _answer(survey: truth.Survey, known: list[Ask], people: Columns, chance: Chance) -> Columns:
    """Everybody's answers to everything that the filters let through."""
    size = survey.anzahl
    world = World(survey, dict(people), Latent(chance, size), chance, size)
    cells: Columns = {}
    for question in draw.by_question(known):
        first = question[0]
        shown = holds(first.variable.universe, cells, size)
        drawn = draw.question(question, world)
        for ask in question:
            world.facts[ask.name] = drawn[ask.name].copy()
        progress = (first.page - 1) / max(known[-1].page - 1, 1)
        behaviour.leave_gaps(question, drawn, survey.luecken, chance, progress)
        for ask in question:
            cells[ask.name] = drawn[ask.name]
            cells[ask.name][~shown] = None
    return cells


def _behave(
    sheets: behaviour.Sheets, survey: truth.Survey, questionnaire: Questionnaire, chance: Chance
) -> None:
    trouble = survey.stoerungen
    sheets.set_times(survey, chance)
    order = chance.order("disturbances", sheets.size)
    hasty, bored = np.split(
        order[: trouble.zu_schnell + trouble.durchklicker], [trouble.zu_schnell]
    )
    sheets.hurry(hasty, chance)
    sheets.click_through(bored)
    sheets.break_off(survey.luecken.abbruch_je_seite, chance, np.concatenate([hasty, bored]))
    sheets.add_outsiders(join(parse(questionnaire.eligible)), trouble.ausserhalb, chance)
    sheets.add_copies(trouble.doppelt, chance)
    sheets.add_tests(trouble.test)


def _as_answers(sheets: behaviour.Sheets, name: str) -> list[Answer]:
    columns = {ask.name: sheets.cells[ask.name].tolist() for ask in sheets.known}
    return [
        Answer(
            respondent=opaque(SOURCE, name, i),
            source=SOURCE,
            mode=MODE,
            values={variable: cells[i] for variable, cells in columns.items()},
            submitted_at=sheets.submitted[i],
            started_at=sheets.started[i],
            duration_s=sheets.seconds[i] if sheets.submitted[i] else None,
            last_page=int(sheets.last_page[i]),
            kanal=sheets.kanal[i],
            complete=sheets.submitted[i] is not None,
        )
        for i in range(sheets.size)
    ]
