"""Exports for colleagues: what SPSS, R and a spreadsheet read is what was answered."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from pipeline.clean.export import codebook_table, export
from pipeline.clean.spss import spss_name
from pipeline.commands.export import with_weights
from pipeline.errors import PipelineError
from tests.clean.conftest import QUESTIONNAIRE, Run


@pytest.fixture
def responses(run: Run) -> pd.DataFrame:
    return run(
        {"offen": "=1+1 Frau Berger"},
        {"erwerb": "kA", "stunden": None},
        {"erwerb": "", "stunden": None, "za_1": "kA", "weg_a": "", "weg_b": "Y"},
        {"stunden": None, "schule": "-oth-", "schule_other": "Abendschule"},
    ).responses


def test_spss_reads_codes_labels_and_missing_values(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    path, _ = export(responses, codebook, tmp_path, QUESTIONNAIRE, formats=["sav"])
    raw, meta = pyreadstat.read_sav(str(path), user_missing=True)
    assert raw["erwerb"].tolist() == [1, -1, -9, 1]
    assert raw["stunden"].tolist() == [20, -8, -8, -9]
    assert raw["za_1"].tolist()[2] == -1
    assert raw["weg_a"].tolist() == [1, 1, 0, 1]
    assert meta.variable_value_labels["erwerb"] == {
        1: "Text voll", 2: "Text such", -1: "Text kA", -8: "nicht gefragt", -9: "nicht beantwortet",
    }  # fmt: skip
    assert meta.column_names_to_labels["erwerb"] == "Label von erwerb"
    assert meta.missing_ranges["erwerb"] == [{"lo": -9.0, "hi": -1.0}]
    assert meta.variable_measure["za_1"] == "ordinal"
    assert meta.variable_measure["erwerb"] == "nominal"
    assert meta.variable_measure["stunden"] == "scale"
    plain, _ = pyreadstat.read_sav(str(path))
    assert plain["erwerb"].isna().tolist() == [False, True, True, False]


def test_a_scale_keeps_the_numbers_of_the_questionnaire(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    path, _ = export(responses, codebook, tmp_path, QUESTIONNAIRE, formats=["sav"])
    _, meta = pyreadstat.read_sav(str(path))
    labels = meta.variable_value_labels["za_1"]
    assert (labels[5], labels[3], labels[1]) == ("Text 5", "Text 3", "Text 1")


def test_open_answers_stay_at_home_unless_asked_for(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    export(responses, codebook, tmp_path, QUESTIONNAIRE)
    for path in tmp_path.iterdir():
        assert b"Abendschule" not in path.read_bytes(), path.name
    assert "offen" not in pd.read_parquet(tmp_path / "probe.parquet")
    path, _ = export(responses, codebook, tmp_path, QUESTIONNAIRE, formats=["sav"], texts=True)
    raw, _ = pyreadstat.read_sav(str(path))
    assert raw["offen"].tolist()[0] == "=1+1 Frau [Name]"
    assert raw["schule_other"].tolist()[3] == "Abendschule"


def test_a_spreadsheet_runs_no_formula_and_shows_no_needless_decimals(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    path, _ = export(responses, codebook, tmp_path, QUESTIONNAIRE, formats=["csv"], texts=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert rows[0]["offen"] == "'=1+1 Frau [Name]"
    assert rows[3]["schule"] == "-oth-"
    assert [row["stunden"] for row in rows] == ["20", "", "", ""]
    assert [row["stunden__missing"] for row in rows] == [
        "",
        "_not_asked",
        "_not_asked",
        "_no_answer",
    ]


def test_the_codebook_lists_every_code_with_its_spss_value(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    _, path = export(responses, codebook, tmp_path, QUESTIONNAIRE, formats=["csv"])
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {(r["variable"], r["code"]): r for r in csv.DictReader(file, delimiter=";")}
    assert rows["erwerb", "such"]["spss_wert"] == "2"
    assert rows["erwerb", "kA"]["spss_wert"] == "-1"
    assert rows["za_1", "3"]["bedarf"] == "0,25"
    assert rows["weg_a", "nein"]["spss_wert"] == "0"
    assert rows["stunden", ""]["gefragt_wenn"] == "erwerb == voll"
    assert not any(variable == "offen" for variable, _ in rows)


def test_parquet_is_the_table_itself(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    (path,) = export(responses, codebook, tmp_path, QUESTIONNAIRE, formats=["parquet"], texts=True)
    pd.testing.assert_frame_equal(pd.read_parquet(path), responses, check_dtype=False)


def test_weights_have_mean_one_and_stay_with_their_questionnaire(responses: pd.DataFrame) -> None:
    weights = pd.DataFrame(
        {
            "questionnaire": [QUESTIONNAIRE] * 4 + ["andere"],
            "respondent": [*responses["respondent"], "r000"],
            "weight": [2.0, 2.0, 4.0, 8.0, 99.0],
        }
    )
    assert with_weights(responses, weights, QUESTIONNAIRE)["gewicht"].tolist() == [0.5, 0.5, 1, 2]
    assert "gewicht" not in with_weights(responses, weights, "dritte")


def test_the_weight_of_a_stratum_goes_out_where_strata_were_drawn_differently(
    responses: pd.DataFrame,
) -> None:
    own = {"questionnaire": QUESTIONNAIRE, "respondent": responses["respondent"], "weight": 1.0}
    same = with_weights(responses, pd.DataFrame(own | {"base_weight": 1.0}), QUESTIONNAIRE)
    assert "gewicht_auswahl" not in same
    unequal = pd.DataFrame(own | {"base_weight": [0.5, 0.5, 1.0, 2.0]})
    found = with_weights(responses, unequal, QUESTIONNAIRE)
    assert found["gewicht_auswahl"].tolist() == [0.5, 0.5, 1, 2]


def test_weights_made_from_other_answers_are_refused(responses: pd.DataFrame) -> None:
    """Cleaned again since: newcomers would have no weight, and those who left would be missed in the mean."""
    own = {"questionnaire": QUESTIONNAIRE, "respondent": responses["respondent"], "weight": 1.0}
    for weights in (pd.DataFrame(own)[:-1], pd.DataFrame(own).replace({"r000": "gone"})):
        with pytest.raises(PipelineError, match="do not belong"):
            with_weights(responses, weights, QUESTIONNAIRE)


def test_reserved_words_of_spss_are_avoided() -> None:
    assert [spss_name(n) for n in ("with", "To", "ort", "x" * 70)] == [
        "with_v",
        "To_v",
        "ort",
        "x" * 64,
    ]


def test_a_codebook_without_needs_can_be_written(codebook: pd.DataFrame) -> None:
    rows = codebook[codebook["variable"] == "erwerb"]
    assert codebook_table(rows, [])["bedarf"].isna().all()
    assert list(codebook_table(codebook.iloc[:0], []).columns)[:2] == ["variable", "frage"]


def test_spss_shows_days_modes_and_whole_numbers_as_people_write_them(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    weighted = responses.assign(
        gewicht=[0.5, 0.5, 1.0, 2.0], submitted_on=["2026-09-10", *[None] * 3]
    )
    path, _ = export(weighted, codebook, tmp_path, QUESTIONNAIRE, formats=["sav"])
    raw, meta = pyreadstat.read_sav(str(path))
    assert raw["submitted_on"][0] == date(2026, 9, 10)
    assert raw["submitted_on"][1:].isna().all()
    assert meta.original_variable_types["submitted_on"] == "EDATE10"
    assert meta.variable_value_labels["mode"][1] == "online"
    assert meta.variable_value_labels["complete"] == {0: "nein", 1: "ja"}
    assert meta.original_variable_types["erwerb"] == "F8.0"
    assert meta.original_variable_types["gewicht"] == "F10.6"


def test_the_syntax_sets_the_weight_and_multiple_responses(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    weighted = responses.assign(gewicht=[0.5, 0.5, 1.0, 2.0])
    path, syntax = export(weighted, codebook, tmp_path, QUESTIONNAIRE, formats=["sav"])
    text = syntax.read_text(encoding="utf-8-sig")
    assert text.startswith("* Encoding: UTF-8.")
    assert f"GET FILE='{path.name}'." in text
    assert "WEIGHT BY gewicht." in text
    group = text.split("/MDGROUP NAME=$weg ")[1].split("/DISPLAY")[0]
    members = [line.strip() for line in group.splitlines() if line.strip()][2:]
    assert members == ["VARIABLES=weg_a", "weg_b", "weg_keins", "VALUE=1"]
    raw, _ = pyreadstat.read_sav(str(path))
    assert set(raw["weg_a"].dropna()) <= {0.0, 1.0}
    plain = export(responses, codebook, tmp_path, QUESTIONNAIRE, formats=["sav"])[1]
    assert "WEIGHT" not in plain.read_text(encoding="utf-8-sig")


def test_labels_too_long_for_spss_end_at_a_whole_letter(
    tmp_path: Path, codebook: pd.DataFrame, responses: pd.DataFrame
) -> None:
    """120 bytes for answers, 256 for questions; an umlaut has two."""
    long = codebook.assign(
        label=codebook["label"] + "ä" * 300, category_label=codebook["category_label"] + "ö" * 200
    )
    path, _ = export(responses, long, tmp_path, QUESTIONNAIRE, formats=["sav"])
    _, meta = pyreadstat.read_sav(str(path))
    label, answer = meta.column_names_to_labels["erwerb"], meta.variable_value_labels["erwerb"][1]
    assert label.startswith("Label von erwerbää")
    assert answer.startswith("Text vollöö")
    assert 250 <= len(label.encode()) <= 256
    assert 118 <= len(answer.encode()) <= 120
