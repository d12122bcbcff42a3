"""Nothing is called weighted that is not: sources follow what the weighting says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose.charts import theme as themes
from pipeline.compose.context import Context
from pipeline.compose.facts import collect
from pipeline.compose.public import Public
from pipeline.params import load


@pytest.mark.parametrize("weighted", [True, False])
def test_sources_say_whether_answers_are_weighted(root: Path, weighted: bool) -> None:
    """Margins are there in both cases; unweighted, they could not be used."""
    margin = {
        "questionnaire": "alleinerziehende", "margin": "sgb2", "variable": "sgb2", "category": "ja",
        "target": 0.3, "target_source": "BA", "before": 0.4, "after": 0.3, "assumed": False,
    }  # fmt: skip
    said = {"alleinerziehende": weighted, "arbeitgeber": False}
    public = Public(
        load(root / "params.yaml"), {"margins": [margin]}, {"metrics": {"weighted": said}}
    )
    ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
    source = ctx.survey_source()
    assert (", gewichtet" in source) is weighted
    assert (", ungewichtet" in source) is not weighted
    assert "gewichtet" not in ctx.survey_source("arbeitgeber")


def test_a_design_and_known_differences_of_definition_are_said(root: Path) -> None:
    """Below the table of margins, and where the report speaks of certainty."""
    from pipeline.compose.sections import method, sample
    from pipeline.params import SampleDesign

    margin = {
        "questionnaire": "alleinerziehende", "margin": "sgb2", "variable": "sgb2", "category": "ja",
        "target": 0.3, "target_source": "BA", "before": 0.4, "after": 0.3, "assumed": False,
        "difference": "Die BA zählt *Bedarfsgemeinschaften*.",
    }  # fmt: skip
    declared = load(root / "params.yaml")
    design = SampleDesign.model_validate({"strata": "ort", "clusters": "kanal", "lonely": "adjust"})
    params = declared.model_copy(update={"designs": {"alleinerziehende": design}})
    both = [
        margin,
        {**margin, "variable": "geschlecht", "margin": "geschlecht", "difference": None},
    ]
    public = Public(
        params, {"margins": both}, {"metrics": {"weighted": {"alleinerziehende": True}}}
    )
    ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
    text = sample.write(ctx)
    assert "Bedarfsgemeinschaften" in text.split("**Abgrenzung.**")[1]
    assert "*Bedarfsgemeinschaften*" not in text  # an analyst's sentence is no markup
    assert "Das Netzwerk hat dazu nichts angegeben." in text
    said = method.write(ctx)
    assert "getrennt nach „ort“ und in Gruppen nach „Verteilweg“" in said
    assert "Abstand vom Mittel aller" in said
    assert "dünner befragten Teil" not in said
    sizes = {"strata": "ort", "population": {"m001": 9}}
    listed = declared.model_copy(
        update={"designs": {"alleinerziehende": SampleDesign.model_validate(sizes)}}
    )
    drawn = Public(listed, {"margins": both}, {"metrics": {"weighted": {"alleinerziehende": True}}})
    again = Context(drawn, themes.load(root / "reports/_brand.yml"), collect(drawn))
    assert "Wer aus einem dünner befragten Teil kommt, zählt" in method.write(again)
    assert "erreicht; alle Fehler rechnen damit" not in method.write(
        Context(
            Public(declared, {"margins": both}, {}),
            themes.load(root / "reports/_brand.yml"),
            collect(public),
        )
    )
