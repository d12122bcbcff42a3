"""Every rule finds what it is for, leaves the rest alone, and says what it did."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.clean import Cleaned, clean
from pipeline.params import Cleaning
from tests.clean.conftest import ITEMS, QUESTIONNAIRE, Run, full_answer, raw_table


def decision(result: Cleaned, rule: str, variable: str | None = None) -> dict[str, Any]:
    """The one row that a rule wrote."""
    rows = result.quality[result.quality["rule"] == rule]
    if variable is not None:
        rows = rows[rows["variable"] == variable]
    assert len(rows) == 1, result.quality
    return dict(rows.iloc[0])


def kept(result: Cleaned) -> list[str]:
    return list(result.responses["respondent"])


def test_careful_respondents_all_stay(run: Run) -> None:
    result = run(others=20)
    assert len(result.responses) == 20
    assert result.quality["count"].sum() == 0
    assert set(result.quality["action"]) == {"excluded", "flagged"}


def test_speeders_are_measured_against_the_median(run: Run) -> None:
    result = run({"duration_s": 197.0}, {"duration_s": 199.0}, {"duration_s": None}, others=20)
    assert kept(result)[:2] == ["r001", "r002"]
    found = decision(result, "speeder")
    assert found["count"] == 1
    assert found["share"] == pytest.approx(1 / 23)
    assert "198\u00a0Sekunden" in found["note"]


def test_few_questionnaires_have_no_median(run: Run) -> None:
    assert len(run({"duration_s": 1.0}, others=8).responses) == 9


def test_who_ticks_one_column_everywhere_is_excluded(run: Run) -> None:
    straight = {f"z{block}_{i}": "1" for block in "ab" for i in ITEMS}
    one_block = {f"za_{i}": "3" for i in ITEMS}
    result = run(straight, one_block, others=5)
    assert kept(result)[0] == "r001"
    assert decision(result, "straightliner")["count"] == 1
    assert decision(result, "straightlined_array", "za")["count"] == 1


def test_a_block_answered_in_part_is_not_judged(run: Run) -> None:
    partly = {f"z{block}_{i}": "1" if i < 6 else "" for block in "ab" for i in ITEMS}
    assert decision(run(partly, others=5), "straightliner")["count"] == 0


def test_the_first_of_two_equal_questionnaires_stays(run: Run) -> None:
    same = {k: v for k, v in run(others=1).responses.iloc[0].items() if k == "offen"}
    later = {"submitted_at": "2026-09-02 10:00:00", "offen": "Satz 0"}
    twin = {"respondent": "a_first_by_name", **later, "stunden": "20"}
    result = run({}, twin | {f"za_{i}": ["5", "3", "1"][i % 3] for i in ITEMS}
                 | {f"zb_{i}": ["5", "3", "1"][i * i % 3] for i in ITEMS}, others=5)  # fmt: skip
    assert same == {"offen": "Satz 0"}
    assert "a_first_by_name" not in kept(result)
    assert "r000" in kept(result)
    assert decision(result, "duplicate")["count"] == 1


def test_the_same_answers_from_two_sources_are_one_person_however_they_are_written(
    run: Run,
) -> None:
    """A server's rows and a table of another program: yes, numbers, days and what nobody saw."""
    server = full_answer(3) | {"drin": "Y", "stunden": "23.0000000000", "tat_y": None}
    table = full_answer(3) | {"stunden": "23", "seit": "2020-02-01", "source": "csv alt"}
    assert decision(run(server, table), "duplicate")["count"] == 1
    assert decision(run(server, table | {"stunden": "24"}), "duplicate")["count"] == 0


def test_equal_but_short_answers_are_no_duplicates_unless_the_limit_says_so(run: Run) -> None:
    empty = {"za_1": "5", "drin": "ja", "erwerb": "", "stunden": None, "seit": "", "offen": ""}
    short = empty | {f"z{b}_{i}": "" for b in "ab" for i in ITEMS}
    assert decision(run(short, short, others=5), "duplicate")["count"] == 0
    found = decision(run(short, short, others=5, duplicate_min_answers=5), "duplicate")
    assert (found["count"], "mindestens 5" in found["note"]) == (1, True)


@pytest.mark.parametrize(
    "deviation",
    [
        {"kanal": "Test"},
        {"kanal": "pretest"},
        {"kanal": "Test2"},
        {"kanal": "pretest-kita"},
        {"kanal": "test_3"},
        {"kanal": "test 1"},
        {"kanal": " Test  Kita Nord"},
        {"kanal": "Pretest: 2"},
        {"offen": " TEST 2!"},
    ],
)
def test_tests_are_excluded(run: Run, deviation: dict[str, str]) -> None:
    assert decision(run(deviation, others=3), "test_entry")["count"] == 1


def test_a_test_channel_with_a_blank_is_called_by_its_first_word(run: Run) -> None:
    """Nothing else of what somebody wrote into the link is kept, and it is not said to be unreadable."""
    result = run({"kanal": "Test Frau Muster"}, others=3)
    assert set(result.participation["kanal"].dropna()) >= {"test"}
    assert not result.participation["kanal"].str.contains("muster").any()
    assert "out_of_range" not in set(result.quality["rule"])


@pytest.mark.parametrize("text", ["Ein Test auf Vaterschaft wäre schön", "Attest", "x", "xxx"])
def test_sentences_about_tests_are_not(run: Run, text: str) -> None:
    assert decision(run({"offen": text}, others=3), "test_entry")["count"] == 0


@pytest.mark.parametrize("kanal", ["testzentrum", "kita-test", "probebuehne", "kita test 1"])
def test_places_whose_names_begin_with_test_are_channels(run: Run, kanal: str) -> None:
    assert decision(run({"kanal": kanal}, others=3), "test_entry")["count"] == 0


def test_out_of_scope_needs_a_known_answer(run: Run) -> None:
    result = run({"drin": "nein"}, {"drin": ""}, {"drin": "N"}, others=3)
    assert kept(result)[0] == "r001"
    assert decision(result, "out_of_scope")["count"] == 2


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("erwerb", "q"), ("erwerb", "-oth-"), ("za_1", "2"), ("weg_a", "vielleicht"), ("seit", "2020-13-01"),
        ("stunden", "81"), ("stunden", "-1"), ("stunden", "viele"), ("rang_1", "z"),
    ],
)  # fmt: skip
def test_impossible_values_are_set_missing_and_counted(run: Run, variable: str, value: str) -> None:
    result = run({variable: value}, others=3)
    assert decision(result, "out_of_range", variable)["count"] == 1
    assert len(result.responses) == 4
    if variable == "stunden":
        assert result.responses["stunden__missing"][0] == "_no_answer"
    elif variable != "weg_a":
        assert result.responses[variable][0] == "_no_answer"


def test_decimal_commas_are_numbers(run: Run) -> None:
    result = run({"stunden": "19,5"})
    assert result.responses["stunden"][0] == 19.5


def test_an_answer_against_the_filter_counts_as_not_asked(run: Run) -> None:
    result = run({"erwerb": "such", "stunden": "10"}, {"erwerb": "", "stunden": "10"})
    assert decision(result, "filter_contradiction", "stunden")["count"] == 1
    assert result.responses["stunden__missing"].tolist()[0] == "_not_asked"
    assert result.responses["stunden"].tolist()[1] == 10


def test_nothing_of_this_together_with_something(run: Run) -> None:
    result = run({"weg_keins": "Y"}, {"weg_keins": "Y", "weg_a": ""})
    assert decision(result, "exclusive_contradiction", "weg_keins")["count"] == 1
    assert result.responses["weg_keins"].tolist() == ["nein", "ja"]
    assert result.responses["weg_a"].tolist() == ["ja", "nein"]


def test_nothing_of_this_together_with_something_written_behind_other(run: Run) -> None:
    """The word behind *other* is an answer too: it stays, and „nichts davon“ goes."""
    result = run({"weg_keins": "Y", "weg_a": "", "weg_other": "die Nachbarin"})
    assert decision(result, "exclusive_contradiction", "weg_keins")["count"] == 1
    assert result.responses[["weg_keins", "weg_other"]].to_numpy().tolist() == [
        ["nein", "die Nachbarin"]
    ]


def test_what_hangs_on_a_question_that_was_ruled_out_goes_with_it(
    run: Run, codebook: pd.DataFrame
) -> None:
    """The question erwerb rules stunden out, and stunden rules seit out; a paper form answers all."""
    book = codebook.copy()
    book.loc[book["variable"] == "seit", "universe"] = "stunden >= 10"
    book.loc[book["variable"] == "tat_x", "universe"] = "not (stunden >= 10)"
    raw = raw_table(book, [{"erwerb": "such", "stunden": "30"}, {}, {"stunden": ""}])
    result = clean(raw, book, Cleaning(), QUESTIONNAIRE)
    assert decision(result, "filter_contradiction", "seit")["count"] == 1
    assert result.responses["seit"].tolist() == ["_not_asked", "2020-02-01", "2020-02-01"]
    assert decision(result, "filter_contradiction", "tat_x")["count"] == 1  # the second alone
    assert result.responses["tat_x"].tolist()[0] == "ja"


def test_a_thing_ranked_twice_keeps_its_better_rank(run: Run) -> None:
    result = run({"rang_1": "p", "rang_2": "p"})
    assert decision(result, "ranked_twice", "rang_2")["count"] == 1
    assert result.responses[["rang_1", "rang_2"]].to_numpy().tolist() == [["p", "_no_answer"]]


def test_early_break_offs_are_too_few_answers_and_later_ones_are_used(run: Run) -> None:
    late = {f"zb_{i}": None for i in ITEMS} | {"weg_a": None, "complete": False}
    early = late | {f"za_{i}": None for i in ITEMS}
    early |= dict.fromkeys(
        ("seit", "weg_b", "weg_keins", "tat_x", "tat_y", "rang_1", "rang_2", "schule")
    )
    result = run(early, late, others=3)
    assert kept(result)[0] == "r001"
    assert decision(result, "too_few_answers")["count"] == 1
    assert decision(result, "break_off")["count"] == 1
    assert not result.responses["complete"][0]


def test_what_a_source_did_not_ask_counts_against_nobody(run: Run) -> None:
    """An earlier survey with three of our questions; a break-off of ours with as few answers goes."""
    few = {name: None for name in full_answer(0) if name not in {"drin", "erwerb", "stunden"}}
    earlier = [few | {"source": "csv alt.csv", "stunden": str(10 + i)} for i in range(3)]
    result = run(*earlier, few | {"complete": False}, others=3)
    assert kept(result) == ["r000", "r001", "r002", "r004", "r005", "r006"]
    assert result.responses["za_1"].tolist()[:3] == ["_not_asked"] * 3
    alone = run(few | {"complete": False, "source": "limesurvey y"}, others=3)
    assert decision(alone, "too_few_answers")["count"] == 1


def test_the_threshold_of_answers_comes_from_the_parameters(run: Run) -> None:
    missing = {f"z{b}_{i}": "" for b in "ab" for i in ITEMS}
    assert len(run(missing, min_answered_share=0.3).responses) == 1
    assert len(run(missing, min_answered_share=0.5).responses) == 0


def test_a_filter_does_not_count_against_a_respondent(run: Run) -> None:
    result = run({"erwerb": "such", "stunden": None}, min_answered_share=1)
    assert len(result.responses) == 1


def test_personal_data_is_masked_in_every_text_before_it_is_read(run: Run) -> None:
    result = run(
        {"offen": "Frau Berger, Tel. 06031 123456", "weg_other": "anna@web.de"},
        {"offen": "Alles gut", "kanal": "test"},
    )
    assert result.responses["offen"].tolist() == ["Frau [Name], [Telefon]"]
    assert result.responses["weg_other"].tolist() == ["[E-Mail]"]
    found = decision(result, "personal_data", "offen")
    assert (found["count"], found["action"]) == (1, "masked")
    assert found["note"] == "Unkenntlich gemacht: Namen: 1, Telefonnummern: 1"


def test_questions_often_skipped_are_flagged(run: Run) -> None:
    result = run({"seit": ""}, {"seit": ""}, others=8)
    assert decision(result, "item_nonresponse", "seit")["count"] == 2


def test_a_question_that_nobody_saw_is_flagged(run: Run) -> None:
    result = run({"erwerb": None, "stunden": None}, {"erwerb": None, "stunden": None})
    assert decision(result, "never_shown", "erwerb")["count"] == 2


def test_a_respondent_is_counted_by_one_rule_only(run: Run) -> None:
    result = run({"kanal": "test", "drin": "nein", "duration_s": 1.0}, others=20)
    excluded = result.quality[result.quality["action"] == "excluded"]
    assert excluded["count"].sum() == 1
    assert len(result.responses) == 20


@pytest.mark.parametrize("kanal", ["<script>", "Frau Berger hat den Link", "x" * 31, "-", "=1+1"])
def test_a_channel_that_somebody_made_up_is_not_passed_on(run: Run, kanal: str) -> None:
    result = run({"kanal": kanal}, {"kanal": " Kita "}, {"kanal": "amt_2-ost"})
    assert result.responses["kanal"].isna().tolist() == [True, False, False]
    assert set(result.participation["kanal"]) == {"unbekannt", "kita", "amt_2-ost"}
    assert decision(result, "out_of_range", "kanal")["count"] == 1


def test_participation_counts_questionnaires_by_channel(run: Run) -> None:
    result = run({"kanal": "amt", "drin": "nein"}, {"kanal": "amt", "complete": False}, {"kanal": None},
                 {"mode": "paper"})  # fmt: skip
    table = result.participation.set_index(["kanal", "mode"])[["received", "complete", "usable"]]
    assert table.to_dict("index") == {
        ("amt", "web"): {"received": 2, "complete": 1, "usable": 1},
        ("kita", "paper"): {"received": 1, "complete": 1, "usable": 1},
        ("unbekannt", "web"): {"received": 1, "complete": 1, "usable": 1},
    }
