"""Networks for tests on a real server: the demo's questionnaires in two languages."""

from __future__ import annotations

import random
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import yaml

from pipeline import questionnaire
from pipeline.limesurvey import fieldconcept
from pipeline.questionnaire.texts import source_texts
from pipeline.questionnaire.translation import confirm
from pipeline.workspace import Workspace

NAMES = ("alleinerziehende", "arbeitgeber", "einrichtungen")


def network(folder: Path, root: Path) -> Workspace:
    """The demo's questionnaires in two languages, answers from LimeSurvey, numbers of its own."""
    (folder / ".dvc").mkdir()
    shutil.copy(root / ".dvc" / "config", folder / ".dvc")
    shutil.copytree(root / "questionnaires", folder / "questionnaires")
    text = (root / "params.yaml").read_text(encoding="utf-8")
    text = text.replace("languages: [de]", "languages: [de, en]")
    text = text.replace("short_name: ", f"short_name: Probe {random.randrange(10**9)} ")
    for name in NAMES:
        simulated = f"{name}: [{{ kind: simulation, truth: data/input/simulation.yaml }}]"
        assert simulated in text
        pulled = f"{name}: [{{ kind: limesurvey, path: responses/{name} }}]"
        text = text.replace(simulated, pulled)
    (folder / "params.yaml").write_text(text, encoding="utf-8")
    ws = Workspace(folder)
    review(ws)
    channels(ws, date.today() + timedelta(days=30))
    return ws


def review(ws: Workspace) -> None:
    """Stand in for those who translate, and for the person who compares translations with the German."""
    folder = ws.questionnaires / "translations"
    for name in NAMES:
        file = ws.questionnaires / f"{name}.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            re.sub(r"(?m)^languages: .*$", "languages: [de, en]", text), encoding="utf-8"
        )
        own = folder / f"{name}.en.yaml"
        if not own.is_file():
            texts = {k: f"en {t}" for k, t in source_texts(questionnaire.load(file)).items()}
            content = {"language": "en", "reviewed": None, "texts": texts}
            own.write_text(
                yaml.safe_dump(content, allow_unicode=True, width=10**6), encoding="utf-8"
            )
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        reviewed = "reviewed: { by: Probe, on: 2026-01-31 }"
        file.write_text(re.sub(r"(?m)^reviewed:.*$", reviewed, text), encoding="utf-8")
    for name in NAMES:
        definition = ws.questionnaires / f"{name}.yaml"
        confirm(definition, questionnaire.load(definition), "en")


def channels(ws: Workspace, end: date) -> None:
    start = date.today() - timedelta(days=40)
    rows = [f"kita;Kitas;link;Verbund;{name};{start};{end};100" for name in NAMES]
    rows.append(f"jobcenter;Jobcenter;bogen;Jobcenter;alleinerziehende;{start};{end};50")
    ws.input.mkdir(parents=True, exist_ok=True)
    text = ";".join(fieldconcept.COLUMNS) + "\n" + "\n".join(rows) + "\n"
    (ws.input / "feld.csv").write_text(text, encoding="utf-8")
