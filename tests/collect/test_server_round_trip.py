"""Answers that come as LimeSurvey's own export are the same responses as those drawn from the definition."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline.clean import clean
from pipeline.collect import limesurvey, raw, simulate
from pipeline.params import Cleaning
from pipeline.questionnaire import codebook, load
from pipeline.questionnaire.variables import variables


@pytest.mark.parametrize("name", ["alleinerziehende", "arbeitgeber", "einrichtungen"])
def test_an_export_in_two_pulls_becomes_the_same_responses(
    root: Path, tmp_path: Path, name: str
) -> None:
    definition = load(root / "questionnaires" / f"{name}.yaml")
    book = codebook(definition)
    answers = simulate.simulate(definition, root / "data/input/simulation.yaml", 8)
    headings = {v.name: v.field_key for v in variables(definition)}
    rows = [
        {
            "id": number,
            "submitdate": str(answer.submitted_at) if answer.complete else None,
            "lastpage": answer.last_page,
            "startlanguage": "de",
            "startdate": str(answer.started_at),
            "kanal": answer.kanal,
            **{headings[v]: cell for v, cell in answer.values.items()},
        }
        for number, answer in enumerate(answers, start=1)
    ]
    half = len(rows) // 2
    for pull, part in enumerate((rows[: half + 5], rows[half:])):
        folder = tmp_path / f"pull{pull}"
        folder.mkdir()
        content = json.dumps({"responses": part}, ensure_ascii=False).encode()
        complete = sum(bool(row["submitdate"]) for row in part)
        manifest = {
            "survey_id": 7,
            "definition_sha256": "0" * 64,
            "pulled_at": f"2026-10-0{pull + 1}T00:00:00+00:00",
            "sha256": hashlib.sha256(content).hexdigest(),
            "counts": {"complete": complete, "incomplete": len(part) - complete},
        }
        (folder / "x.json").write_bytes(content)
        (folder / "x.manifest.yaml").write_text(yaml.safe_dump(manifest), encoding="utf-8")
    pulled = limesurvey.read(tmp_path, list(dict.fromkeys(book["variable"])), "limesurvey x")
    ids = {raw.opaque("limesurvey", 7, n): a.respondent for n, a in enumerate(answers, start=1)}
    for answer in pulled:
        answer.respondent = ids[answer.respondent]
    results = [
        clean(raw.table(r, book["variable"]), book, Cleaning(), name) for r in (pulled, answers)
    ]
    server, drawn = (r.responses.drop(columns="mode") for r in results)
    pd.testing.assert_frame_equal(server, drawn)
    pd.testing.assert_frame_equal(results[0].quality, results[1].quality)
    assert set(results[0].responses["mode"]) == {"web"}
