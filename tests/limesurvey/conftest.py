"""A network's folder with DVC, and a server double with a small survey in the field."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import params as parameters
from pipeline.limesurvey.pull import Target
from pipeline.limesurvey.server import Server
from pipeline.limesurvey.transport import Transport
from pipeline.params import Params
from pipeline.workspace import Workspace
from tests.limesurvey.calls import Calls, Survey
from tests.limesurvey.double import Double, serving

SID = 814234
LSS = """<?xml version="1.0"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>
<languages><language>de</language></languages>
<surveys><rows><row><sid>814234</sid><language>de</language><datestamp>Y</datestamp></row></rows></surveys>
<surveys_languagesettings><rows><row><surveyls_language>de</surveyls_language>
<surveyls_title>Probe</surveyls_title></row></rows></surveys_languagesettings>
<groups><rows><row><gid>1</gid><group_order>0</group_order></row></rows></groups>
<group_l10ns><rows><row><gid>1</gid><group_name>G</group_name><language>de</language></row></rows></group_l10ns>
<questions><rows>
<row><qid>1</qid><parent_qid>0</parent_qid><gid>1</gid><type>S</type><title>word</title></row>
<row><qid>2</qid><parent_qid>0</parent_qid><gid>1</gid><type>T</type><title>long</title></row>
</rows></questions>
<question_l10ns><rows><row><qid>1</qid><question>?</question><language>de</language></row>
<row><qid>2</qid><question>?</question><language>de</language></row></rows></question_l10ns>
</document>"""


@pytest.fixture
def ws(tmp_path: Path, root: Path) -> Workspace:
    """An empty network that DVC knows."""
    folder = tmp_path / "netz"
    (folder / ".dvc").mkdir(parents=True)
    shutil.copy(root / ".dvc" / "config", folder / ".dvc" / "config")
    shutil.copy(root / "params.yaml", folder / "params.yaml")
    return Workspace(folder)


@pytest.fixture
def double() -> Iterator[Double]:
    """A server with one active survey and no answers."""
    calls = Calls()
    calls.import_survey(base64.b64encode(LSS.encode()).decode(), "lss")
    calls.activate_survey(SID)
    with serving(calls) as running:
        yield running


@pytest.fixture
def survey(double: Double) -> Survey:
    """That survey."""
    return double.calls.surveys[SID]


@pytest.fixture
def server(double: Double) -> Iterator[Server]:
    """A session on the double, with short waits."""
    with connect(double) as session:
        yield session


@pytest.fixture
def target(ws: Workspace) -> Target:
    """Where its pulls go."""
    return Target("alleinerziehende", SID, ws.raw / "responses" / "alleinerziehende", "abc")


@pytest.fixture
def empty() -> Iterator[Double]:
    """A server without any survey."""
    with serving(Calls()) as running:
        yield running


@pytest.fixture
def network(ws: Workspace, root: Path) -> Workspace:
    """The demo's questionnaires and field concept."""
    shutil.copytree(root / "questionnaires", ws.questionnaires)
    ws.input.mkdir(parents=True)
    shutil.copy(root / "data" / "input" / "feld.csv", ws.input)
    return ws


@pytest.fixture
def params(network: Workspace) -> Params:
    return parameters.load(network.params_file)


def connect(double: Double, password: str = "secret") -> Server:
    transport = Transport(double.url, timeout=(1.0, 1.0), pauses=(0.01, 0.01))
    return Server(double.url, "admin", password, transport=transport)


def fill(double: Double, survey: Survey, count: int, *, complete: bool = True) -> None:
    for _ in range(count):
        row = {"word": f"Wort {survey.next_id}", "lastpage": 1, "startlanguage": "de"}
        if complete:
            row["submitdate"] = "2026-09-01 10:05:00"
        double.calls.put_row(survey, row)
