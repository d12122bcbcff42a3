"""Nothing is called weighted that is not: sources follow what the weighting says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose.charts import theme as themes
from pipeline.compose.context import Context
from pipeline.compose.facts import collect
from pipeline.compose.language import speaking
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


@pytest.mark.parametrize("weighted", [True, False])
def test_only_weighted_answers_have_a_composition_before_and_after(
    root: Path, weighted: bool
) -> None:
    """Unweighted in spite of official figures: too few answers are the reason, and no column stands twice."""
    from pipeline.compose.sections import composition

    margin = {
        "questionnaire": "alleinerziehende", "margin": "sgb2", "variable": "sgb2", "category": "ja",
        "target": 0.3, "target_source": "BA", "before": 0.4, "after": 0.3, "assumed": False,
    }  # fmt: skip
    said = {"alleinerziehende": weighted}
    public = Public(
        load(root / "params.yaml"), {"margins": [margin]}, {"metrics": {"weighted": said}}
    )
    ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
    table, words = composition.table(ctx), composition.weighting(ctx)
    assert ("nachher" in table) is weighted
    assert ("neben amtlichen Zahlen" in table) is not weighted
    assert ("Es sind zu wenige" in words) is not weighted
    assert "keine amtlichen" not in words


@pytest.mark.parametrize(
    ("chosen", "language", "said"),
    [
        (True, "de", "weil keine amtlichen Vergleichszahlen vorliegen"),
        (True, "en", "because there are no official figures"),
        (False, "de", "nicht festgelegt, an welche amtlichen Zahlen"),
        (False, "en", "not been decided which official figures"),
    ],
)
def test_why_nothing_was_weighted(root: Path, chosen: bool, language: str, said: str) -> None:
    """Without margins in ``params.yaml`` there may well be official figures: none was chosen."""
    from pipeline.compose.sections import composition

    params = load(root / "params.yaml")
    used = params if chosen else params.model_copy(update={"margins": []})
    public = Public(used, {}, {"metrics": {"weighted": {"alleinerziehende": False}}})
    with speaking(language):
        ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
        assert said in composition.weighting(ctx)


@pytest.mark.parametrize("weighted", [True, False])
def test_intervals_and_channels_speak_of_weights_only_where_there_are_some(
    root: Path, weighted: bool
) -> None:
    from pipeline.compose.sections import channels, method

    change = {"mean_change": 0.01, "largest_change": 0.04, "beyond_chance": 0.05}
    metrics = {"weighted": {"alleinerziehende": weighted}, "without_channel": {"kita": change}}
    public = Public(load(root / "params.yaml"), {}, {"metrics": metrics})
    ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
    said = method.write(ctx)
    assert ("Gewichtungsgruppen" in said) is weighted
    assert ("Gewichtet wurde nicht" in said) is not weighted
    assert ("neu gewichtet" in channels.write(ctx)) is weighted


def test_a_design_and_known_differences_of_definition_are_said(root: Path) -> None:
    """Below the table of margins, and where the report speaks of certainty."""
    from pipeline.compose.sections import method, sample
    from pipeline.samples import SampleDesign

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


def _joined(root: Path, language: str, **more: object) -> str:
    """The table of a margin whose categories join answers, with what stands below it."""
    from pipeline import questionnaire
    from pipeline.compose.language import speaking
    from pipeline.compose.sections import composition

    params = load(root / "params.yaml")
    definition = questionnaire.load(root / "questionnaires/alleinerziehende.yaml")
    book = questionnaire.codebook(definition).to_dict("records")
    row = {
        "questionnaire": "alleinerziehende", "margin": "m", "target": 0.3, "before": 0.41, "after": 0.3,
        "target_source": "Statistik der Bundesagentur für Arbeit; eigene Berechnung", "assumed": False,
    }  # fmt: skip
    rows = [
        {**row, "variable": "geschlecht", "category": "m+d", "official": "ae_minderj_vaeter"},
        {**row, "variable": "erwerb", "category": "teil+mini", "official": "a+b@06"},
        {**row, "variable": "alterj", "category": "u3+u6+u10", "official": None},
    ]
    figures = [
        {"indicator": name, "region": region, "region_name": place, "period": "2024", "value": 1.0,
         "unit": "Personen", "source": "s", "title": title, "citation": None, "assumed": False,
         "derived": False}
        for name, region, place, title in (
            ("ae_minderj_vaeter", "06440", "Wetteraukreis", "Alleinerziehende Väter"),
            ("a", "06440", "Wetteraukreis", "In Teilzeit"),
            ("b", "06", "Hessen", "Im Minijob"),
        )
    ]  # fmt: skip
    tables = {
        "margins": [{**m, **more} for m in rows], "codebook": book, "indicators": figures,
    }  # fmt: skip
    with speaking(language):
        public = Public(params, tables, {})
        ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
        return composition.table(ctx)


def test_answers_that_share_a_figure_are_named_together_with_what_they_are_held_against(
    root: Path,
) -> None:
    text = _joined(root, "de")
    assert "Geschlecht: männlich oder divers" in text
    assert "Alleinerziehende Väter: Statistik der Bundesagentur für Arbeit, umgerechnet" in text
    # a label with an "oder" of its own stands in quotes: else nobody knew which answers are meant
    assert "„in Teilzeit beschäftigt oder selbstständig“ oder „nur im Minijob beschäftigt“" in text
    assert "In Teilzeit + Im Minijob (Hessen): Statistik" in text
    assert "unter 3 Jahre, 3 bis 5 Jahre oder 6 bis 9 Jahre" in text
    assert "Prozentpunkte gerundet" not in text


def test_in_english_answers_are_joined_by_or(root: Path) -> None:
    text = _joined(root, "en")
    assert "männlich or divers" in text  # labels are exchanged before; here they are still German
    assert "Single fathers with children under 18: Statistik" in text
    assert "a or b" not in text


def test_shares_that_miss_their_target_by_rounding_alone_say_so(root: Path) -> None:
    text = _joined(root, "de", before=0.4, after=0.35)
    assert "Bei „Geschlecht“, „Erwerbssituation“ und „Alter des jüngsten Kindes“ sind" in text
    assert "auf 5 Prozentpunkte gerundet" in text
    assert "Prozentpunkte" not in _joined(root, "de", before=0.4, after=0.3)
    assert "rounded to 5 percentage points" in _joined(root, "en", before=0.4, after=0.35)


def test_a_margin_that_had_to_be_left_out_is_not_called_weighted_by(root: Path) -> None:
    """Its cells would have been too small: the text says so, and the chart does not show it as evened out."""
    from pipeline.compose.sections import composition

    margins = [
        {
            "questionnaire": "alleinerziehende", "margin": name, "variable": name, "category": "ja",
            "target": 0.3, "target_source": "BA", "before": 0.4, "after": 0.3, "assumed": False,
            "difference": None,
        }
        for name in ("sgb2", "geschlecht")
    ]  # fmt: skip
    said = {"weighted": {"alleinerziehende": True}, "unused_margins": ["geschlecht"]}
    public = Public(load(root / "params.yaml"), {"margins": margins}, {"metrics": said})
    ctx = Context(public, themes.load(root / "reports/_brand.yml"), collect(public))
    text = composition.weighting(ctx)
    assert "gewichtet nach: „sgb2“." in text
    assert "Nicht an die amtlichen Zahlen angepasst ist „geschlecht“" in text
    assert "was dieses Merkmal erklärt" in text
