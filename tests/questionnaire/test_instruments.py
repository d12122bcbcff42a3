"""The three shipped instruments: what the other rooms, the handbook and the law rely on."""

from __future__ import annotations

import pytest

from pipeline import questionnaire, tables
from pipeline.questionnaire import Questionnaire, conditions
from pipeline.questionnaire.checks import check
from pipeline.questionnaire.timing import estimate
from pipeline.questionnaire.variables import Variable, variables
from pipeline.questionnaire.variants import event

FIELDS = (
    "kinderbetreuung", "arbeit", "qualifizierung", "vereinbarkeit", "finanzen", "information",
    "soziales_netz", "gesundheit", "wohnen_mobilitaet",
)  # fmt: skip
CODES = {
    "geschlecht": ["w", "m", "d", "kA"],
    "sgb2": ["ja", "nein", "kA"],
    "erwerb": ["voll", "teil", "mini", "ausb", "such", "haus", "sonst", "kA"],
    "alterj": ["u3", "u6", "u10", "u14", "u18"],
    "kinder": ["k1", "k2", "k3", "k4"],
    "migration": ["ja", "nein", "kA"],
}


def by_name(q: Questionnaire) -> dict[str, Variable]:
    return {variable.name: variable for variable in variables(q)}


def test_no_instrument_has_an_open_design_fault(instruments):
    open_findings = {n: [f for f in check(q) if not f.waived] for n, q in instruments.items()}
    assert open_findings == {name: [] for name in instruments}


def test_every_waiver_gives_a_reason(instruments):
    for q in instruments.values():
        assert all(len(f.waived) > 15 for f in check(q) if f.waived)


@pytest.mark.parametrize(
    ("name", "items", "minutes"),
    [("alleinerziehende", 100, 15), ("arbeitgeber", 60, 8), ("einrichtungen", 60, 10)],
)
def test_instruments_keep_their_promised_length(instruments, name, items, minutes):
    found = estimate(instruments[name])
    assert found.items <= items
    assert found.minutes <= minutes


@pytest.mark.parametrize("variable", CODES)
def test_codes_that_params_and_weighting_rely_on(single_parents, variable):
    assert [c.code for c in by_name(single_parents)[variable].categories] == CODES[variable]


def test_places_are_the_region_s_municipalities_and_declined(single_parents):
    codes = [c.code for c in by_name(single_parents)["ort"].categories]
    assert codes == [f"m{n:03}" for n in range(1, 26)] + ["kA"]


def test_codebooks_keep_their_contract(instruments):
    for q in instruments.values():
        tables.check("codebook", questionnaire.codebook(q))


@pytest.mark.parametrize("field", FIELDS)
def test_single_parents_are_asked_about_each_field_in_every_role(single_parents, field):
    roles = {v.role for v in variables(single_parents) if v.field == field}
    assert {"unmet_need", "importance", "satisfaction", "awareness"} <= roles


@pytest.mark.parametrize("field", FIELDS)
def test_importance_and_satisfaction_are_joined_by_the_same_items(single_parents, field):
    items = {
        role: {v.item for v in variables(single_parents) if v.field == field and v.role == role}
        for role in ("importance", "satisfaction")
    }
    assert items["importance"] == items["satisfaction"]


def test_every_unmet_need_and_barrier_has_a_severity(instruments):
    for q in instruments.values():
        for v in variables(q):
            exclusive = v.name.endswith("_keins")
            if v.role in ("unmet_need", "barrier") and v.categories and not exclusive:
                assert max(c.need or 0 for c in v.categories) == 1, v.name


def test_the_demo_s_planted_needs_can_be_measured(single_parents):
    found = {(v.role, v.item) for v in variables(single_parents)}
    for item in ("betreuung_rand", "betreuung_ferien", "betreuung_krank"):
        assert {("unmet_need", item), ("awareness", item)} <= found
    assert ("barrier", "vorbehalte_absage") in found
    assert ("barrier", "vorbehalte") in found


def test_working_times_wanted_are_the_ones_that_employers_are_asked_about(instruments):
    wanted = {v.item for v in variables(instruments["alleinerziehende"])
              if v.question.code == "arbeitszeit" and v.item}  # fmt: skip
    offered = {
        v.item for v in variables(instruments["arbeitgeber"]) if v.question.code == "modelle"
    }
    assert wanted == offered


def test_awareness_uses_the_scale_whose_values_the_assessment_reads(single_parents):
    for v in variables(single_parents):
        if v.role == "awareness":
            assert [c.value for c in v.categories if not c.missing] == [2, 1, 0]


def test_health_is_asked_only_under_consent(single_parents):
    sensitive = {q.code for _, q in single_parents.questions if q.sensitive}
    for v in variables(single_parents):
        if v.question.code in sensitive - {"einwges"}:
            assert not conditions.evaluate(v.universe, {"einwges": "nein"})
            assert not conditions.evaluate(v.universe, {})


def test_screening_values_say_who_belongs(single_parents):
    eligible = conditions.parse(single_parents.eligible)
    screening = [q for p, q in single_parents.questions if p.screening and q.kind != "hidden"]
    inside = {q.code: next(o.code for o in q.options if o.value == 1) for q in screening}
    assert conditions.evaluate(eligible, inside)
    for q in screening:
        outside = next(o.code for o in q.options if o.value == 0)
        assert not conditions.evaluate(eligible, {**inside, q.code: outside})


def test_no_question_about_employers_names_the_establishment(instruments):
    kinds = {q.code: q.kind for _, q in instruments["arbeitgeber"].questions}
    assert "short_text" not in kinds.values()


def test_institutions_are_named_only_with_recorded_consent(instruments):
    for v in variables(instruments["einrichtungen"]):
        if v.question.code in ("einname", "angname", "angtext", "angkont"):
            assert conditions.show(v.universe) == "einwname == ja"


def test_no_question_outside_the_consent_reveals_a_cure(single_parents):
    """Having used a cure is a health datum: outside the consent only advice on it is asked about."""
    asked = [row.text for _, q in single_parents.questions if not q.sensitive for row in q.items]
    assert [text for text in asked if "Kur" in text] == ["Beratung zu Kuren für Mütter oder Väter"]


def test_the_notice_for_institutions_says_that_a_name_stays_with_the_answers(instruments):
    text = " ".join(p.text for p in instruments["einrichtungen"].notice.paragraphs)
    assert "dann steht er bei Ihren Antworten" in text
    assert "ohne Namen und ohne IP" not in text


def test_the_event_version_has_at_most_25_items_and_the_same_codes(single_parents):
    short = event(single_parents)
    assert estimate(short).items <= 25
    whole = by_name(single_parents)
    for name, v in by_name(short).items():
        assert [c.code for c in v.categories] == [c.code for c in whole[name].categories]
    assert {v.field for v in variables(short) if v.role == "unmet_need"} >= set(FIELDS)


def test_the_distribution_channel_is_hidden_and_not_in_the_codebook(instruments):
    for q in instruments.values():
        assert q.question("kanal").kind == "hidden"
        assert "kanal" not in by_name(q)


def test_english_is_complete_but_not_deployable_before_review(single_parents):
    from pipeline.questionnaire.deployable import missing_texts

    assert missing_texts(single_parents, "en") == []
    assert "en" not in single_parents.reviewed
