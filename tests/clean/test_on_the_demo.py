"""The demo network's own answers: cleaning finds what the simulation has put in, and loses nothing else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline import params as parameters
from pipeline import tables
from pipeline.clean import Cleaned, clean
from pipeline.collect import collect, truth
from pipeline.questionnaire import codebook, load
from pipeline.tables import NOT_ASKED
from pipeline.workspace import Workspace

NAMES = ("alleinerziehende", "arbeitgeber", "einrichtungen")


@pytest.fixture(scope="module")
def cleaned(root: Path) -> dict[str, tuple[pd.DataFrame, Cleaned]]:
    params = parameters.load(root / "params.yaml")
    definitions = {n: load(root / "questionnaires" / f"{n}.yaml") for n in NAMES}
    raw = collect(Workspace(root), params, definitions)  # type: ignore[arg-type]
    book = pd.concat([codebook(d) for d in definitions.values()], ignore_index=True)
    return {n: (raw[n], clean(raw[n], book, params.cleaning, n)) for n in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_what_the_simulation_disturbed_is_found(
    root: Path, cleaned: dict[str, tuple[pd.DataFrame, Cleaned]], name: str
) -> None:
    survey, _ = truth.load(root / "data" / "input" / "simulation.yaml", name)
    trouble = survey.stoerungen
    quality = cleaned[name][1].quality.set_index("rule")["count"]
    assert quality["test_entry"] == trouble.test
    assert quality["duplicate"] == trouble.doppelt
    assert quality["out_of_scope"] == trouble.ausserhalb
    assert trouble.zu_schnell <= quality["speeder"] <= trouble.zu_schnell + 0.02 * survey.anzahl
    assert quality["straightliner"] <= trouble.durchklicker
    assert quality["straightliner"] >= trouble.durchklicker - 2


@pytest.mark.parametrize("name", NAMES)
def test_every_questionnaire_is_used_or_counted_as_excluded(
    cleaned: dict[str, tuple[pd.DataFrame, Cleaned]], name: str
) -> None:
    raw, result = cleaned[name]
    excluded = result.quality.loc[result.quality["action"] == "excluded", "count"].sum()
    assert len(raw) == len(result.responses) + excluded
    assert result.participation["received"].sum() == len(raw)
    assert result.participation["usable"].sum() == len(result.responses)


@pytest.mark.parametrize("name", NAMES)
def test_tables_keep_their_contracts_and_invented_persons_are_masked(
    cleaned: dict[str, tuple[pd.DataFrame, Cleaned]], name: str
) -> None:
    raw, result = cleaned[name]
    tables.check("responses", result.responses)
    tables.check("quality", result.quality)
    tables.check("participation", result.participation)
    before, after = raw.to_csv(), result.responses.to_csv()
    for word in (
        "Berger",
        "Krämer",
        "Vogel",
        "23456789",
        "998877",
        "beispiel@mail",
        "Leon",
        "Dr. Sommer",
    ):
        assert word not in after, word
    assert any(word in before for word in ("Berger", "Krämer", "Vogel"))
    assert set(result.responses["mode"]) == {"simulated"}


def test_filters_and_reached_pages_explain_what_was_not_asked(
    cleaned: dict[str, tuple[pd.DataFrame, Cleaned]],
) -> None:
    table = cleaned["alleinerziehende"][1].responses
    done = table[table["complete"]]
    working = done["erwerb"].isin(["voll", "teil", "mini"])
    assert (done.loc[working, "stunden__missing"] != NOT_ASKED).all()
    assert (done.loc[~working, "stunden__missing"] == NOT_ASKED).all()
    assert (done.loc[done["einwges"] == "nein", "gesund"] == NOT_ASKED).all()


def test_the_demo_has_about_the_size_of_the_handbooks_surveys(
    cleaned: dict[str, tuple[pd.DataFrame, Cleaned]],
) -> None:
    sizes = {name: len(result.responses) for name, (_, result) in cleaned.items()}
    assert 400 <= sizes["alleinerziehende"] <= 425
    assert 60 <= sizes["arbeitgeber"] <= 68
    assert sizes["einrichtungen"] == 27
