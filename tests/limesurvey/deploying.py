"""What tests of deployment do again and again."""

from __future__ import annotations

from pipeline import questionnaire
from pipeline.limesurvey import (
    deploy,
    fieldconcept,
    lockfile,
    plan,
    wishes,
)
from pipeline.limesurvey.server import Server
from pipeline.limesurvey.wishes import Wish
from pipeline.params import Params
from pipeline.workspace import Workspace
from tests.limesurvey.calls import Survey
from tests.limesurvey.double import Double

NAMES = ("alleinerziehende", "arbeitgeber", "einrichtungen")


def wish_of(network: Workspace, params: Params, name: str = "einrichtungen") -> Wish:
    definition = questionnaire.load(network.questionnaires / f"{name}.yaml")
    channels = fieldconcept.load(network, NAMES)
    return wishes.wish(network, params, definition, name, channels)


def steps(network: Workspace, server: Server, *wanted: Wish) -> list[plan.Step]:
    return plan.make(server, wanted, lockfile.load(network))


def run(network: Workspace, server: Server, wish: Wish) -> plan.Step:
    (step,) = steps(network, server, wish)
    deploy.apply(network, server, step, lambda text: None)
    return step


def only(double: Double) -> Survey:
    (survey,) = double.calls.surveys.values()
    return survey
