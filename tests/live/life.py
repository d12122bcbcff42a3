"""One network with its surveys on a real server."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from pipeline import params as parameters
from pipeline import questionnaire
from pipeline.limesurvey import deploy, fieldconcept, foreign, lockfile, plan, wishes
from pipeline.limesurvey.pull import Outcome, Target, locked, pull
from pipeline.limesurvey.server import Server
from pipeline.limesurvey.wishes import Wish
from pipeline.workspace import Workspace

from .networks import NAMES

SECRETS = ("LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD")
needs_server = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(os.environ.get(name) for name in SECRETS), reason=f"needs {', '.join(SECRETS)}"
    ),
]


class Life:
    """One network with its surveys on the server."""

    def __init__(self, ws: Workspace, server: Server) -> None:
        self.ws, self.server = ws, server
        self.base = server.url.split("/index.php")[0]

    def wish(self, name: str) -> Wish:
        params = parameters.load(self.ws.params_file)
        definition = questionnaire.load(self.ws.questionnaires / f"{name}.yaml")
        return wishes.wish(self.ws, params, definition, name, fieldconcept.load(self.ws, NAMES))

    def step(self, name: str) -> plan.Step:
        return plan.make(self.server, [self.wish(name)], lockfile.load(self.ws))[0]

    def deploy(self, name: str) -> str:
        step = self.step(name)
        deploy.apply(self.ws, self.server, step, lambda text: None)
        return step.action

    def sid(self, name: str) -> int:
        return next(e.survey_id for e in lockfile.load(self.ws) if e.questionnaire == name)

    def target(self, name: str) -> Target:
        folder = self.ws.raw / "responses" / name
        return Target(name, self.sid(name), folder, "x", self.wish(name).structure)

    def pull(self, name: str, server: Server | None = None, **options: Any) -> Outcome:
        with locked(self.ws):
            return pull(self.ws, server or self.server, self.target(name), **options)

    def columns(self, name: str) -> dict[str, str]:
        """Heading of an export -> column that answers are written to."""
        fields = self.server.call("get_fieldmap", self.sid(name))
        headings = [v.heading for _, v in foreign.variables(self.wish(name).structure)]
        asked = [(k, f) for k, f in fields.items() if f.get("qid") and f["type"] != "X"]
        return dict(zip(headings, (k for k, _ in asked), strict=True))


def rows_of(outcome: Outcome) -> list[dict[str, Any]]:
    """What a pull brought home."""
    assert outcome.pull is not None
    file = outcome.pull.folder / f"{outcome.pull.name}.json"
    return list(json.loads(file.read_text(encoding="utf-8"))["responses"])
