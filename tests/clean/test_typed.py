"""Typed responses: codes, numbers, and every way of being missing kept apart."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from pipeline.clean import clean
from pipeline.errors import PipelineError
from pipeline.params import Cleaning
from pipeline.tables import NO_ANSWER, NOT_ASKED
from tests.clean.conftest import ITEMS, Run


def test_the_four_ways_of_being_missing_stay_apart(run: Run) -> None:
    result = run({"erwerb": None}, {"erwerb": ""}, {"erwerb": "kA"}, {"erwerb": "such"})
    assert result.responses["erwerb"].tolist() == [NOT_ASKED, NO_ANSWER, "kA", "such"]


def test_numbers_have_a_companion_that_says_why_they_are_missing(run: Run) -> None:
    """LimeSurvey stores null for an unanswered number, shown or not; the filter tells them apart."""
    result = run({"stunden": None}, {"stunden": None, "erwerb": "such"}, {"stunden": "12"})
    assert [math.isnan(v) for v in result.responses["stunden"]] == [True, True, False]
    why = result.responses["stunden__missing"]
    assert why.tolist()[:2] == [NO_ANSWER, NOT_ASKED]
    assert pd.isna(why[2])


def test_a_number_beyond_the_break_off_was_not_asked(run: Run) -> None:
    everything = dict.fromkeys(
        ("seit", "weg_a", "weg_b", "weg_keins", "weg_other", "tat_x", "tat_y", "rang_1", "rang_2",
         "schule", "schule_other", "offen", *(f"z{b}_{i}" for b in "ab" for i in ITEMS))
    )  # fmt: skip
    left = everything | {"stunden": None, "complete": False}
    result = run(left, min_answered_share=0)
    assert result.responses["stunden__missing"].tolist() == [NOT_ASKED]
    assert result.responses["weg_a"].tolist() == [NOT_ASKED]
    assert result.responses["rang_1"].tolist() == [NOT_ASKED]


def test_ticks_become_yes_and_no(run: Run) -> None:
    nothing = {"weg_a": "", "weg_b": "", "weg_keins": ""}
    result = run({}, nothing, nothing | {"weg_other": "zu Fuß"}, {"tat_x": "", "tat_y": ""})
    assert result.responses["weg_a"].tolist() == ["ja", NO_ANSWER, "nein", "ja"]
    assert result.responses["weg_b"].tolist() == ["nein", NO_ANSWER, "nein", "nein"]
    assert result.responses["tat_x"].tolist() == ["ja", "ja", "ja", "nein"]


def test_imported_files_may_say_yes_and_no_for_ticks(run: Run) -> None:
    result = run({"weg_a": "ja", "weg_b": "nein", "weg_keins": "N"})
    assert result.responses[["weg_a", "weg_b", "weg_keins"]].to_numpy().tolist() == [
        ["ja", "nein", "nein"]
    ]


def test_what_a_column_map_leaves_out_was_not_asked(run: Run) -> None:
    """Null for everybody of a foreign table; LimeSurvey gives it for unticked items, too."""
    left_out = {"weg_b": None, "weg_keins": "", "stunden": None, "rang_1": None, "rang_2": None}
    here, there = ({**left_out, "source": source} for source in ("csv alt.csv", "limesurvey x"))
    found = run(here, here, there).responses
    assert found["weg_b"].tolist() == [NOT_ASKED, NOT_ASKED, "nein"]
    assert found["weg_a"].tolist() == ["ja"] * 3
    assert found["stunden__missing"].tolist() == [NOT_ASKED, NOT_ASKED, NO_ANSWER]
    assert found["rang_1"].tolist() == [NOT_ASKED, NOT_ASKED, NO_ANSWER]


def test_what_the_short_version_for_events_leaves_out_was_not_asked(run: Run) -> None:
    """The server says null for a number or rank without an answer, asked or not; the headings tell."""
    nothing = {"stunden": None, "rang_1": None, "rang_2": None}
    left_out = dict.fromkeys(nothing, NOT_ASKED)
    other = {"schule": "-oth-", "schule_other": NOT_ASKED}
    found = run(nothing, left_out, left_out | other).responses
    assert found["stunden__missing"].tolist() == [NO_ANSWER, NOT_ASKED, NOT_ASKED]
    assert found["rang_1"].tolist() == [NO_ANSWER, NOT_ASKED, NOT_ASKED]
    assert found["schule_other"].tolist() == [NOT_ASKED] * 3
    assert found["stunden"].isna().all()


def test_dates_lose_their_time_and_yes_no_its_english(run: Run) -> None:
    result = run({"drin": "Y"})
    assert result.responses["seit"].tolist() == ["2020-02-01"]
    assert result.responses["drin"].tolist() == ["ja"]
    assert result.responses["submitted_on"].tolist() == ["2026-09-01"]


def test_other_is_a_code_and_its_text_is_asked_of_those_who_chose_it(run: Run) -> None:
    result = run({"schule": "-oth-", "schule_other": "Abendschule"}, {"schule": "-oth-"}, {})
    assert result.responses["schule"].tolist() == ["-oth-", "-oth-", "abi"]
    assert result.responses["schule_other"].tolist() == ["Abendschule", NO_ANSWER, NOT_ASKED]


def test_an_unranked_second_place_is_no_answer(run: Run) -> None:
    assert run({"rang_2": None}).responses["rang_2"].tolist() == [NO_ANSWER]


def test_a_ranking_left_alone_is_no_answer_though_the_server_says_null(run: Run) -> None:
    assert run({"rang_1": None, "rang_2": None}).responses["rang_1"].tolist() == [NO_ANSWER]


def test_no_time_of_day_and_no_token_remain(run: Run) -> None:
    columns = list(run({}).responses.columns)
    assert columns[:7] == [
        "respondent", "submitted_on", "duration_s", "mode", "kanal", "language", "complete",
    ]  # fmt: skip
    assert not {"submitted_at", "started_at", "source", "last_page"} & set(columns)


def test_rows_in_any_order_give_the_same_result(
    careful: pd.DataFrame, codebook: pd.DataFrame
) -> None:
    shuffled = careful.sample(frac=1, random_state=3)
    one, two = (clean(raw, codebook, Cleaning(), "probe") for raw in (careful, shuffled))
    pd.testing.assert_frame_equal(one.responses, two.responses)
    pd.testing.assert_frame_equal(one.quality, two.quality)


def test_nobody_at_all_gives_empty_tables(careful: pd.DataFrame, codebook: pd.DataFrame) -> None:
    result = clean(careful.iloc[:0], codebook, Cleaning(), "probe")
    assert result.responses.empty
    assert result.participation.empty
    assert result.quality["count"].sum() == 0


def test_an_unknown_questionnaire_is_a_fault(careful: pd.DataFrame, codebook: pd.DataFrame) -> None:
    with pytest.raises(PipelineError, match="does not know"):
        clean(careful, codebook, Cleaning(), "fremd")


def test_a_codebook_made_by_hand_may_lack_the_optional_columns(
    careful: pd.DataFrame, codebook: pd.DataFrame
) -> None:
    plain = codebook.drop(columns=["exclusive", "minimum", "maximum", "eligible"])
    assert len(clean(careful, plain, Cleaning(), "probe").responses) == len(careful)
