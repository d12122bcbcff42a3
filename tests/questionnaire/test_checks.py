"""Each design rule finds what it is for, leaves sound questions alone, and can be waived with a reason."""

from __future__ import annotations

import textwrap

import pytest

from pipeline import questionnaire
from pipeline.errors import PipelineError
from pipeline.questionnaire.checks import FIELD_RULES, RULES, check, refuse_errors
from pipeline.questionnaire.checks.readability import count_syllables, flesch
from pipeline.questionnaire.timing import WORDS_PER_MINUTE, estimate
from pipeline.questionnaire.variants import event, pretest

from .conftest import HEADER, question

REFUSAL = "{code: kA, text: keine Angabe, missing: declined}"
PERSON = HEADER.replace("establishment", "person")

CASES = {
    "double_barrelled": question("a", text='"Wie finden Sie Kita und Schule?"'),
    "negation": question("a", text='"Finden Sie das nicht gut?"'),
    "leading": question("a", text='"Das ist doch gut?"'),
    "gender": question("a", text='"Wie viele Mitarbeiter haben Sie?"'),
    "refusal": question("a", options="[{code: x, text: ja}, {code: y, text: nein}]"),
    "exclusive": question("a", "multiple"),
    "answer_classes": question("a", options="[{code: a, text: 1 bis 5, low: 1, high: 5}, "
                               f"{{code: b, text: 5 bis 9, low: 5, high: 9}}, {REFUSAL}]"),
    "scale_balance": question("a", options="[{code: '3', text: sehr gut, value: 3}, {code: '2', text: gut, "
                              f"value: 2}}, {{code: '1', text: schlecht, value: 1}}, {REFUSAL}]"),
    "sentence_length": question("a", text='"' + "wie lange sehr " * 8 + '?"'),
    "array_length": question("a", "array", items="[" + ", ".join(
        f"{{code: '{n}', text: Zeile}}" for n in range(1, 12)) + "]"),
    "fields": question("a", role="unmet_need"),
    "consent": question("a", sensitive="true", required="soft"),
    "icebreaker": question("a"),
}  # fmt: skip


def rules(path, *, waived: bool = False) -> set[str]:
    return {f.rule for f in check(questionnaire.load(path)) if bool(f.waived) == waived}


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_finds_its_fault(write, rule):
    assert rule in rules(write(CASES[rule]))


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_can_be_waived_with_a_reason(write, rule):
    path = write(CASES[rule], extra=f"waive: {{ {rule}: Aus gutem Grund. }}\n")
    assert rule not in rules(path)
    assert rule in rules(path, waived=True)


def test_a_waiver_on_one_question_does_not_excuse_the_next(write):
    waived = question("a", text='"Sind Sie nicht da?"', waive="{ negation: Weil. }")
    path = write(waived + question("b", text='"Sind Sie nicht dort?"'))
    found = [f for f in check(questionnaire.load(path)) if f.rule == "negation"]
    assert [(f.subject, bool(f.waived)) for f in found] == [("b", False), ("a", True)]


def test_a_waiver_for_no_known_rule_is_an_error(write):
    path = write(question("a", waive="{ negative: Weil. }"))
    found = next(f for f in check(questionnaire.load(path)) if f.rule == "waiver")
    assert found.severity == "error"
    assert "negation" in found.advice


# German wordings by which each rule could be fooled: what it must find, and what it must leave alone.
@pytest.mark.parametrize(("rule", "text"), [
    ("double_barrelled", "Wie zufrieden sind Sie mit Kita sowie Hort?"),
    ("double_barrelled", "Wie finden Sie Kita/Schule?"),
    ("double_barrelled", "Wie finden Sie den Termin und den Ort?"),
    ("double_barrelled", "Haben Sie Kinder? Wie alt sind sie?"),
    ("double_barrelled", "Wie wichtig sind Ihnen Kita bzw. Schule?"),
    ("negation", "Haben Sie weder Auto noch Rad?"),
    ("negation", "Gibt es niemanden in Ihrer Nähe?"),
    ("leading", "Sind Sie auch der Meinung, dass Busse fehlen?"),
    ("leading", "Die meisten Eltern wünschen sich Gleitzeit. Sie auch?"),
    ("leading", "Wie sehr stört Sie die Wartezeit?"),
    ("leading", "Fühlen Sie sich vom Amt im Stich gelassen?"),
    ("gender", "Haben Sie mit Mitarbeitern des Amts gesprochen?"),
    ("gender", "Kennen Sie einen Sozialarbeiter?"),
    ("gender", "Haben Sie Freunde am Ort?"),
    ("gender", "Sind Sie Kunde des Jobcenters?"),
    ("sentence_length", "Wie oft " + "oft " * 10 + "z. B. " + "oft " * 10 + "war das so?"),
])  # fmt: skip
def test_wording_that_could_slip_through_is_found(write, rule, text):
    assert rule in rules(write(question("a", text=f'"{text}"')))


@pytest.mark.parametrize("text", [
    "Wie alt ist Ihr jüngstes Kind?", "Welche Bewerberinnen und Bewerber suchen Sie?",
    "Lebt eine Partnerin oder ein Partner mit Ihnen im Haushalt?",
    "Lebt ein Partner oder eine Partnerin mit Ihnen im Haushalt?",
    "Wie viele Kolleginnen und Kollegen haben Sie?", "Wie viele Mitarbeiter:innen haben Sie?",
    "Wie viele Mitarbeiter/-innen haben Sie?", "Bekommen Sie Bürgergeld?",
    "Wie gut ist die Betreuung zwischen 7 und 12 Uhr?", "Wie zufrieden sind Sie zu bestimmten Zeiten?",
    "Wie leicht oder schwer fällt Ihnen das?", "Arbeiten Sie in Voll- oder Teilzeit?",
    "Wie viele Mütter und Väter kennen Sie?", "Haben Sie eine Meisterprüfung?",
    "Wie oft fahren Sie hin und wieder zurück?", "Wie wichtig ist Ihnen Nichtrauchen?",
])  # fmt: skip
def test_sound_wording_is_left_alone(write, text):
    wording = {"double_barrelled", "negation", "leading", "gender", "sentence_length", "consent"}
    assert not rules(write(question("a", text=f'"{text}"'), header=PERSON)) & wording


def test_what_a_list_is_asked_for_may_be_joined_but_not_two_questions(write):
    options = f"[{{code: a, text: a}}, {{code: b, text: b, exclusive: true}}, {REFUSAL}]"
    one = question("a", "multiple", options=options, text='"Welche Kitas und Schulen kennen Sie?"')
    two = question("a", "multiple", options=options, text='"Was kennen Sie und was nutzen Sie?"')
    assert "double_barrelled" not in rules(write(one))
    assert "double_barrelled" in rules(write(two))


def test_the_cover_and_introductions_are_read_too(write):
    pages = "- id: s\n  title: S\n  intro: Liebe Mitarbeiter, {}\n  questions:\n{}"
    text = pages.format(
        "nun ein langer Satz " + "mit vielen Worten " * 6, textwrap.indent(question("a"), "    ")
    )
    assert {"gender", "sentence_length"} <= rules(write(pages=text))


def test_a_statement_that_is_negated_is_found_on_any_scale_of_agreement(write):
    options = "[{code: a, text: trifft zu}, {code: b, text: trifft nicht zu}, " + REFUSAL + "]"
    rows = "[{code: '1', text: Ich habe keine Zeit.}]"
    assert "negation" in rules(write(question("a", "array", options=options, items=rows)))
    options = options.replace("trifft zu", "oft").replace("trifft nicht zu", "selten")
    assert "negation" not in rules(write(question("a", "array", options=options, items=rows)))


@pytest.mark.parametrize(("texts", "sound"), [
    (["sehr gut", "gut", "schlecht", "sehr schlecht"], True),
    (["ausgezeichnet", "sehr gut", "gut", "schlecht"], False),
    (["hervorragend", "sehr gut", "gut"], False),
    (["oft", "manchmal", "selten", "nie"], True),
])  # fmt: skip
def test_scales_without_their_other_half_are_found(write, texts, sound):
    options = ", ".join(
        f"{{code: '{n}', text: {text}, value: {n}}}" for n, text in enumerate(texts)
    )
    path = write(question("a", options=f"[{options}, {REFUSAL}]"))
    assert ("scale_balance" not in rules(path)) == sound


CONSENT = question("ja", "yes_no", text='"Willigen Sie ein?"', sensitive="true")
HEALTH = {"text": '"Wie ist Ihr Gesundheitszustand?"', "sensitive": "true"}


@pytest.mark.parametrize(("questions", "sound"), [
    (CONSENT + question("g", when="ja == ja", **HEALTH), True),
    (CONSENT + question("g", when="ja == nein", **HEALTH), False),
    (CONSENT + question("g", when="answered(ja)", **HEALTH), False),
    (CONSENT + question("b") + question("g", when="ja == ja or b == ja", **HEALTH), False),
    (CONSENT + question("b") + question("g", when="ja == ja and b == ja", **HEALTH), True),
    (question("k", "yes_no", sensitive="true", text='"Sind Sie chronisch krank?"'), False),
    (question("k", text='"Haben Sie eine Behinderung?"'), False),
    (question("k", text='"Welche Konfession haben Sie?"'), False),
    (question("k", text='"Haben Sie Betreuung, wenn Ihr Kind krank ist?"'), True),
])  # fmt: skip
def test_what_is_protected_is_asked_only_of_who_agreed(write, questions, sound):
    assert ("consent" not in rules(write(questions, header=PERSON))) == sound


@pytest.mark.parametrize(
    "text", ["Wie ist Ihre Postleitzahl?", "Wann sind Sie geboren?", "Wie heißen Sie?"]
)
def test_what_identifies_is_found_whatever_its_role(write, text):
    asked = question("a", "short_text", text=f'"{text}"')
    assert "demographics" in rules(write(asked, header=PERSON))
    assert "demographics" in rules(write(question("a", "numeric", text='"Ihre Betriebsnummer?"')))
    institution = HEADER.replace("establishment", "institution")
    assert "demographics" not in rules(write(asked, header=institution))


def test_a_cover_that_promises_no_protection_is_found(write):
    header = HEADER.replace("freiwillig und anonym", "freiwillig")
    found = [f.what for f in check(questionnaire.load(write(question("a"), header=header)))]
    assert "the cover does not say how those who answer are protected" in found


def test_a_gap_between_classes_is_found(write):
    options = f"[{{code: a, text: a, low: 1, high: 4}}, {{code: b, text: b, low: 6}}, {REFUSAL}]"
    found = check(questionnaire.load(write(question("a", options=options))))
    assert any("gap" in f.what for f in found if f.rule == "answer_classes")


@pytest.mark.parametrize(("texts", "fault"), [
    (["1 bis 9", "10 bis 49", "50 oder mehr"], None),
    (["1 bis 10", "10 bis 49"], "overlap"),
    (["1 bis 9", "11 bis 49"], "gap"),
    (["0 bis unter 10 Stunden", "10 bis unter 20 Stunden", "mehr als 19 Stunden"], None),
    (["unter 5 Jahre", "6 bis 9 Jahre"], "gap"),
    (["bis 10", "10 bis 20"], "overlap"),
    (["weniger als 500 Euro", "500 bis 999 Euro", "1.000 bis 1.499 Euro", "1.500 Euro und mehr"], None),
    (["500 bis 1.000 Euro", "1.000 bis 1.499 Euro"], "overlap"),
    (["bis unter 10 Stunden", "11 bis 20 Stunden"], "gap"),
    (["bis unter 10 Stunden", "10 bis 20 Stunden", "ab 21 Stunden"], None),
    (["16 bis 24 Jahre", "25 bis 44 Jahre", "46 Jahre oder älter"], "gap"),
])  # fmt: skip
def test_classes_are_read_from_their_texts(write, texts, fault):
    options = ", ".join(f"{{code: o{n}, text: {text}}}" for n, text in enumerate(texts))
    path = write(question("a", options=f"[{options}]"))
    found = [f.what for f in check(questionnaire.load(path)) if f.rule == "answer_classes"]
    assert len(found) == (fault is not None)
    assert not fault or fault in found[0]


def test_open_ended_classes_that_meet_are_sound(write):
    options = f"[{{code: a, text: a, low: 1, high: 9}}, {{code: b, text: b, low: 10}}, {REFUSAL}]"
    assert "answer_classes" not in rules(write(question("a", options=options)))


def test_questions_about_the_person_come_first(write):
    page = "- id: {}\n  title: T\n  questions:\n    {}"
    topic = question("t", role="unmet_need").replace("\n", "\n    ")
    other = question("o", role="unmet_need").replace("\n", "\n    ")
    late = question("p", role="target_group").replace("\n", "\n    ")
    pages = "\n".join(page.format(name, q) for name, q in (("a", topic), ("b", late), ("c", other)))
    assert "order" in rules(write(pages=pages, header=PERSON))


def test_exact_details_about_a_person_are_found(write):
    path = write(question("geburt", "date", role="target_group"), header=PERSON)
    assert "demographics" in rules(path)


def test_fields_of_action_without_questions_are_found(write):
    found = check(questionnaire.load(write(question("a"), header=PERSON)))
    assert sum(f.rule == "field_coverage" for f in found) == 9


def test_a_misspelt_field_of_action_is_an_error(write):
    path = write(question("a", role="unmet_need", field="arbet"))
    found = next(f for f in check(questionnaire.load(path)) if f.rule == "fields")
    assert "'arbet'" in found.what
    assert "arbeit" in found.advice


def test_a_network_may_have_fields_of_its_own(write):
    q = questionnaire.load(write(question("a", role="unmet_need", field="sport")))
    assert not [f for f in check(q, ["sport"]) if f.rule == "fields"]


def test_too_many_items_are_an_error(write):
    path = write(question("a") + question("b"), extra="max_items: 1\n")
    found = next(f for f in check(questionnaire.load(path)) if f.rule == "length")
    assert found.severity == "error"
    assert "2 items" in found.what


def test_flesch_index_by_hand():
    # 30 words of one syllable in 4 sentences
    text = "Der Hund ist da und er ruht nun. " * 3 + "Rot " * 6
    assert flesch([text.strip() + "."]) == pytest.approx(180 - 30 / 4 - 58.5)
    assert flesch(["Zu kurz."]) is None


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("Kind", 1), ("Kinder", 2), ("Betreuung", 3), ("Alleinerziehende", 6), ("Kita", 2)],
)
def test_syllables_of_german_words(word, syllables):
    assert count_syllables(word) == syllables


def test_minutes_by_hand(write):
    cover = "Anlass Verwendung Die Teilnahme ist freiwillig und anonym. Das dauert 5 Minuten."
    words = len(cover.split()) + len(["Seite"]) + 60 + len(["ja", "nein", "keine", "Angabe"])
    found = estimate(questionnaire.load(write(question("a", text='"' + "wort " * 60 + '"'))))
    assert found.items == 1
    assert found.answering == pytest.approx(2 / 60)
    assert found.reading == pytest.approx(words / WORDS_PER_MINUTE)


def test_every_rule_is_documented():
    for rule in (*RULES, *FIELD_RULES):
        assert all((rule.__doc__, rule.SOURCE, rule.TITLE))
        assert rule.SEVERITY in ("error", "warning", "note")
        assert rule.__name__.rsplit(".", 1)[1] == rule.ID


def test_the_guide_lists_every_rule(root):
    guide = (root / "docs" / "fragebogen.md").read_text("utf-8")
    listed = [line.split("`")[1] for line in guide.splitlines() if line.startswith("| `")]
    assert [rule.ID for rule in (*RULES, *FIELD_RULES)] == listed[-len(RULES) - len(FIELD_RULES) :]


def test_nothing_is_deployed_that_a_rule_calls_an_error(write):
    asked = question("g", sensitive="true", text='"Wie ist Ihr Gesundheitszustand?"')
    with pytest.raises(PipelineError) as caught:
        refuse_errors(questionnaire.load(write(asked)))
    found = {fault.what: fault for fault in caught.value.faults}
    fault = found["'g' is sensitive and asked without explicit consent"]
    assert "GDPR Art. 9" in fault.why
    assert "waive: { consent: … }" in fault.hint
    assert "line" in fault.where


def test_what_is_waived_may_be_deployed(write):
    extra = "waive: { cover: Nur eine Probe., consent: Nur eine Probe. }\n"
    refuse_errors(questionnaire.load(write(question("g", sensitive="true"), extra=extra)))


@pytest.mark.parametrize("variant", [event, pretest])
def test_variants_have_no_design_faults_of_their_own(instruments, variant):
    for q in instruments.values() if variant is pretest else [instruments["alleinerziehende"]]:
        assert [f for f in check(variant(q)) if not f.waived] == []
