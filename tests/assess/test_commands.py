"""``bedarf decide``, ``explain`` and ``goals`` on a network's public tables."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from pipeline.assess import criteria, decision, fields
from pipeline.commands import decide, goals
from pipeline.compose.decision import fingerprint
from pipeline.compose.public import Public
from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.workspace import Workspace, write_table


@pytest.fixture
def network(
    tmp_path: Path, root: Path, demo_params: Params, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    import numpy as np

    shutil.copyfile(root / "params.yaml", tmp_path / "params.yaml")
    ws = Workspace(tmp_path)
    ids = [f.id for f in demo_params.fields_of_action]
    rng = np.random.default_rng(1)
    values = {
        c: rng.uniform(2, 8, (9, 1)) + np.c_[np.zeros(9), rng.normal(size=(9, 50)) * 0.2]
        for c in criteria.CRITERIA
        if c != "feasibility"
    }
    found = fields.score(ids, values, demo_params.assessment.weights.model_dump(), 400)
    needs = [
        {"need": "rand", "field_of_action": "kinderbetreuung", "label": "Betreuung am Rand des Tages",
         "target_group": "alle", "importance": 0.8, "satisfaction": 0.3, "gap": 0.5, "in_need": 0.5,
         "in_need_low": 0.44, "in_need_high": 0.56, "severity": 0.8, "awareness": 0.2, "n": 300,
         "people": 3000.0, "people_low": 2500.0, "people_high": 3500.0, "status": "value"}
    ]  # fmt: skip
    for name in ("fields", "covariance", "ranking"):
        write_table(ws.public / f"{name}.parquet", getattr(found, name))
    params = (tmp_path / "params.yaml").read_text(encoding="utf-8")
    params = params.replace("replicates: 200", "replicates: 50")
    (tmp_path / "params.yaml").write_text(params, encoding="utf-8")
    write_table(ws.public / "needs.parquet", pd.DataFrame(needs))
    (ws.public / "meta.json").write_text(json.dumps({"demo": True}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return ws


def app() -> typer.Typer:
    made = typer.Typer()
    made.command("decide")(decide.decide)
    made.command("explain")(decide.explain)
    made.command("goals")(goals.goals)
    return made


def call(*arguments: str) -> Any:
    result = CliRunner().invoke(app(), list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def decided(ws: Workspace, params: Params, stand: str | None = None) -> Path:
    """As the board saves it with the agreed weights."""
    public = Public.load(ws, params)
    wanted = params.assessment.weights.model_dump()
    agreed = "{ " + ", ".join(f"{c}: {w}" for c, w in wanted.items()) + " }"
    rows = "\n".join(
        f"  - {{ feld: {r['field_of_action']}, platz: {r['rank']}, platz_von: {r['rank_low']}, "
        f"platz_bis: {r['rank_high']} }}"
        for r in public["ranking"]
    )
    path = ws.root / "von_der_sitzung.yaml"
    path.write_text(
        f'version: 1\nbeschlossen_am: "2026-11-20"\ngremium: Steuerungsgruppe\n'
        f'datenstand: "{stand or fingerprint(public)}"\ngewichte_vereinbart: {agreed}\n'
        f"gewichte_gewaehlt: {agreed}\nrangfolge:\n{rows}\nfelder:\n"
        "  - { feld: kinderbetreuung, begruendung: Es fehlt viel., verantwortlich: Jugendamt }\n",
        encoding="utf-8",
    )
    return path


def test_a_decision_is_recorded(network: Workspace, demo_params: Params) -> None:
    result = call("decide", str(decided(network, demo_params)))
    assert "recorded" in result.output
    ids = [f.id for f in demo_params.fields_of_action]
    assert decision.read(network.input / decision.FILE, ids).table()["responsible"].tolist() == [
        "Jugendamt"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("gewichte_vereinbart: { need: 3", "gewichte_vereinbart: { need: 2", "params.yaml says"),
        ("gewichte_gewaehlt: { need: 3", "gewichte_gewaehlt: { need: 0", "not those of the data"),
        ("platz: 9, platz_von", "platz: 8, platz_von", "rank and points of"),
    ],
)
def test_numbers_that_are_not_those_of_the_data_are_refused(
    network: Workspace, demo_params: Params, old: str, new: str, message: str
) -> None:
    """A rank edited by hand, or weights other than those that the ranks were computed with."""
    file = decided(network, demo_params)
    text = file.read_text(encoding="utf-8").replace("platz_von: 9,", "platz_von: 8,")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PipelineError, match=message):
        call("decide", str(file))
    assert not (network.input / decision.FILE).exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version: 1\n", 'version: 1\nnetzwerk: "Anderswo"\n', "another network"),
        ('beschlossen_am: "2026-11-20"', 'beschlossen_am: "2126-11-20"', "in the future"),
    ],
)
def test_a_decision_of_another_network_or_of_a_day_to_come_is_refused(
    network: Workspace, demo_params: Params, old: str, new: str, message: str
) -> None:
    """Also with --other-data: no word makes it this network's decision."""
    file = decided(network, demo_params)
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PipelineError, match=message):
        call("decide", str(file), "--other-data")
    assert not (network.input / decision.FILE).exists()


def test_a_decision_on_other_data_needs_an_explicit_word(
    network: Workspace, demo_params: Params
) -> None:
    file = decided(network, demo_params, "b" * 64)
    with pytest.raises(PipelineError, match="other data") as caught:
        call("decide", str(file))
    assert "--other-data" in caught.value.faults[0].hint
    assert not (network.input / decision.FILE).exists()
    assert "taken on other data" in call("decide", str(file), "--other-data").output


def test_a_score_is_opened_down_to_its_needs(network: Workspace) -> None:
    text = call("explain", "kinderbetreuung").output
    for word in ("offer_gap", "rand", "50%", "feasibility: not known"):
        assert word in text
    assert call("explain").output.count("points") == 9
    with pytest.raises(PipelineError, match="not known") as caught:
        call("explain", "kinderbetreung")
    assert "kinderbetreuung" in caught.value.faults[0].hint


def test_goals_need_a_decision(network: Workspace, demo_params: Params) -> None:
    with pytest.raises(PipelineError, match="nothing is decided"):
        call("goals")
    ids = [f.id for f in demo_params.fields_of_action]
    call("decide", str(decided(network, demo_params)))
    write_table(
        network.public / "decision.parquet",
        decision.read(network.input / decision.FILE, ids).table(),
    )
    assert "zielsystem.docx" in call("goals").output
    assert (network.output / "zielsystem.xlsx").stat().st_size > 1000
