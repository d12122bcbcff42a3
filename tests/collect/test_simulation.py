"""The simulation: repeatable, true to its documented truth and to the filters, and marked as simulated."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.collect import raw
from pipeline.collect.simulate import simulate
from pipeline.errors import PipelineError
from pipeline.questionnaire import Questionnaire, load
from pipeline.questionnaire.conditions import evaluate
from pipeline.questionnaire.variables import variables

SMALL = """
questionnaire: klein
version: 1
unit: person
title: Kleine Befragung
target_population: Alle
eligible: gehoert == ja
cover:
  occasion: Anlass
  use: Verwendung
  anonymity: Freiwillig und anonym.
  duration: Dauert etwa eine Minute.
  after: Danach werden die Antworten ausgewertet.
  end: Danke
  screened_out: Danke
pages:
  - id: start
    title: Start
    screening: true
    questions:
      - { code: kanal, kind: hidden, text: Verteilweg, why: Weg, role: context }
      - code: gehoert
        kind: yes_no
        text: Gehören Sie dazu?
        required: hard
        options: [{ code: ja, text: ja }, { code: nein, text: nein }]
        why: Zielgruppe
        role: target_group
        waive: { refusal: nötig }
  - id: mitte
    title: Mitte
    questions:
      - code: gruppe
        kind: single
        text: Zu welcher Gruppe gehören Sie?
        options: [{ code: a, text: A }, { code: b, text: B }, { code: kA, text: keine Angabe, missing: declined }]
        why: Gruppe
        role: target_group
      - code: bedarf
        kind: array
        text: Was fehlt Ihnen?
        options:
          - { code: viel, text: viel, need: 1 }
          - { code: etwas, text: etwas, need: 0.5 }
          - { code: nix, text: nichts, need: 0 }
          - { code: kA, text: keine Angabe, missing: declined }
        items:
          - { code: "1", text: Zeit, item: zeit, field: gesundheit }
          - { code: "2", text: Geld, item: geld, field: finanzen }
        why: Bedarf
        role: unmet_need
  - id: ende
    title: Ende
    questions:
      - code: nurb
        kind: multiple
        text: Was hindert Sie?
        when: gruppe == b
        options:
          - { code: x, text: X }
          - { code: y, text: Y }
          - { code: keins, text: nichts davon, exclusive: true }
        why: Hindernisse
        role: barrier
        waive: { leading: kurz }
      - { code: stunden, kind: numeric, text: Wie viele Stunden?, min: 0, max: 60, integer: true, why: Umfang, role: context }
"""  # noqa: E501
TRUTH = """
frageboegen:
  klein:
    anzahl: 40
    zeitraum: ["2026-09-01", "2026-09-30"]
    minuten: 4
    verteilung:
      gehoert: [{ anteile: { ja: 1 } }]
      gruppe: [{ anteile: { a: 0.5, b: 0.5 } }]
      kanal: [{ anteile: { kita: 0.5, post: 0.5 } }]
    antworten:
      - { rolle: unmet_need, anteil: 0.4 }
      - { rolle: barrier, anteil: 0.5 }
    unterschiede:
      - { wenn: gruppe == b, item: geld, faktor: 3 }
    luecken: { ohne_antwort: 0, keine_angabe: 0, abbruch_je_seite: 0 }
"""


@pytest.fixture(scope="session")
def small(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    return definition(root, tmp_path_factory.mktemp("klein"), SMALL)


def definition(root: Path, folder: Path, text: str) -> Questionnaire:
    """A definition beside the files that all definitions share."""
    for shared in (root / "questionnaires").glob("_*"):
        shutil.copy(shared, folder)
    path = folder / "klein.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def truth(folder: Path, text: str = TRUTH, **changes: str) -> Path:
    for old, new in changes.items():
        line = next(part for part in text.splitlines() if part.strip().startswith(f"{old}:"))
        text = text.replace(line, f"{line.split(old)[0]}{old}: {new}")
    path = folder / "simulation.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def cells(answers: list[raw.Answer], variable: str) -> np.ndarray:
    return np.array([a.values[variable] for a in answers], dtype=object)


def checksum(answers: list[raw.Answer]) -> str:
    text = "\n".join(
        repr((a.respondent, a.kanal, a.submitted_at, a.duration_s, sorted(a.values.items())))
        for a in answers
    )
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_seed_gives_the_same_rows(small: Questionnaire, tmp_path: Path) -> None:
    first, again = (simulate(small, truth(tmp_path), 1) for _ in range(2))
    assert checksum(first) == checksum(again)
    assert checksum(first) != checksum(simulate(small, truth(tmp_path), 2))


def test_rows_are_the_same_on_every_machine_and_with_every_version(
    small: Questionnaire, tmp_path: Path
) -> None:
    """Made with NumPy 2.4.6 on x86-64; a difference means that published demo figures change."""
    answers = simulate(small, truth(tmp_path), 1)
    assert checksum(answers)[:16] == "85e02d344d976d3a"


def test_every_row_is_marked_as_simulated(small: Questionnaire, tmp_path: Path) -> None:
    answers = simulate(small, truth(tmp_path), 1)
    assert {(a.mode, a.source) for a in answers} == {("simulated", "simulation")}
    assert len({a.respondent for a in answers}) == 40


def test_shares_and_odds_are_those_of_the_truth(small: Questionnaire, tmp_path: Path) -> None:
    """Four standard errors of a share with n about 10,000 are 0.02."""
    answers = simulate(small, truth(tmp_path, anzahl="20000"), 3)
    gruppe = cells(answers, "gruppe")
    in_need = np.isin(cells(answers, "bedarf_2"), ["viel", "etwas"])
    assert in_need[gruppe == "a"].mean() == pytest.approx(0.4, abs=0.02)
    odds = 0.4 / 0.6 * 3
    assert in_need[gruppe == "b"].mean() == pytest.approx(odds / (1 + odds), abs=0.02)
    assert np.isin(cells(answers, "bedarf_1"), ["viel", "etwas"]).mean() == pytest.approx(
        0.4, abs=0.014
    )


def test_answers_of_a_respondent_hang_together(small: Questionnaire, tmp_path: Path) -> None:
    """Two needs share the burden's 0.4 of the standard deviation: a latent correlation of 0.16."""
    answers = simulate(small, truth(tmp_path, anzahl="20000"), 3)
    one, two = (np.isin(cells(answers, f"bedarf_{i}"), ["viel", "etwas"]) for i in (1, 2))
    assert 0.05 < np.corrcoef(one, two)[0, 1] < 0.16


def test_who_takes_part_more_readily_is_over_represented(
    small: Questionnaire, tmp_path: Path
) -> None:
    text = TRUTH + "    teilnahme: [{ wenn: gruppe == b, faktor: 0.25 }]\n"
    answers = simulate(small, truth(tmp_path, text, anzahl="5000"), 3)
    assert (cells(answers, "gruppe") == "b").mean() == pytest.approx(0.2, abs=0.025)


def test_too_unequal_participation_is_refused(small: Questionnaire, tmp_path: Path) -> None:
    rare = (
        "    teilnahme: [{ wenn: gruppe == a, faktor: 50 }, { wenn: gruppe == b, faktor: 0.1 }]\n"
    )
    text = (TRUTH + rare).replace("a: 0.5, b: 0.5", "a: 0.01, b: 0.99")
    with pytest.raises(PipelineError, match="questionnaires come back"):
        simulate(small, truth(tmp_path, text), 3)


def test_a_new_question_changes_nobodys_other_answers(
    small: Questionnaire, tmp_path: Path, root: Path
) -> None:
    extra = "      - { code: neu, kind: numeric, text: Wie?, min: 0, max: 9, why: Neu, role: context }\n"
    text = SMALL.replace("      - code: gruppe", f"{extra}      - code: gruppe")
    longer = simulate(definition(root, tmp_path, text), truth(tmp_path), 1)
    for before, after in zip(simulate(small, truth(tmp_path), 1), longer, strict=True):
        assert {**after.values, "neu": None} == {**before.values, "neu": None}


def test_nobody_answers_what_a_filter_rules_out(small: Questionnaire, tmp_path: Path) -> None:
    for answer in simulate(small, truth(tmp_path), 1):
        shown = answer.values["nurb_x"] is not None
        assert shown == (answer.values["gruppe"] == "b")


def test_the_exclusive_option_stands_alone(small: Questionnaire, tmp_path: Path) -> None:
    for answer in simulate(small, truth(tmp_path, anzahl="400"), 1):
        if answer.values["nurb_x"] is None:
            continue
        ticks = [answer.values[f"nurb_{o}"] for o in ("x", "y")]
        assert (answer.values["nurb_keins"] == "Y") == (ticks == ["", ""])


@pytest.mark.parametrize("name", ["alleinerziehende", "arbeitgeber", "einrichtungen"])
def test_the_demo_honours_every_filter_and_code_of_the_definitions(root: Path, name: str) -> None:
    questionnaire = load(root / "questionnaires" / f"{name}.yaml")
    answers = simulate(questionnaire, root / "data/input/simulation.yaml", 20261102)
    assert len({a.respondent for a in answers}) == len(answers)
    for variable in variables(questionnaire):
        codes = {c.code for c in variable.categories}
        if variable.kind == "multiple":
            codes = {"Y"}
        for answer in answers:
            cell = answer.values[variable.name]
            if not cell:
                continue
            assert evaluate(variable.universe, answer.values), (variable.name, answer.respondent)
            assert not codes or cell in codes, (variable.name, cell)
            low, high = variable.question.min, variable.question.max
            if variable.kind == "numeric":
                assert low is None or float(cell) >= low
                assert high is None or float(cell) <= high


def test_outsiders_need_a_screening(root: Path, tmp_path: Path) -> None:
    open_to_all = definition(root, tmp_path, SMALL.replace("eligible: gehoert == ja\n", ""))
    text = TRUTH + "    stoerungen: { ausserhalb: 3 }\n"
    with pytest.raises(PipelineError, match="outside the target population") as caught:
        simulate(open_to_all, truth(tmp_path, text), 1)
    assert caught.value.faults[0].where == "simulation.yaml, line 17"


def test_break_offs_leave_the_rest_unseen(small: Questionnaire, tmp_path: Path) -> None:
    path = truth(
        tmp_path,
        anzahl="500",
        luecken="{ abbruch_je_seite: 0.2, ohne_antwort: 0, keine_angabe: 0 }",
    )
    answers = simulate(small, path, 1)
    left = [a for a in answers if not a.complete]
    assert 0.2 < len(left) / 500 < 0.5
    for answer in left:
        assert answer.submitted_at is None
        assert answer.values["stunden"] is None
        assert (answer.values["gruppe"] is None) == (answer.last_page == 1)


def test_item_nonresponse_has_the_rate_of_the_truth(small: Questionnaire, tmp_path: Path) -> None:
    gaps = "{ ohne_antwort: 0.1, keine_angabe: 0.05, abbruch_je_seite: 0, je_variable: { gruppe: 0.3 } }"
    answers = simulate(small, truth(tmp_path, anzahl="5000", luecken=gaps), 1)
    assert (cells(answers, "gruppe") == "").mean() == pytest.approx(0.3, abs=0.03)
    assert (cells(answers, "bedarf_1") == "kA").mean() == pytest.approx(0.05 * 0.9, abs=0.015)
    assert (cells(answers, "bedarf_1") == "").mean() == pytest.approx(0.1, abs=0.02)
    assert (cells(answers, "gehoert") == "").sum() == 0


def test_disturbances_come_in_the_numbers_given(small: Questionnaire, tmp_path: Path) -> None:
    text = TRUTH + "    stoerungen: { doppelt: 3, test: 2, ausserhalb: 4, zu_schnell: 2 }\n"
    answers = simulate(small, truth(tmp_path, text), 1)
    assert len(answers) == 40 + 3 + 2 + 4
    assert sum(a.kanal == "test" for a in answers) == 2
    outside = [a for a in answers if a.values["gehoert"] == "nein"]
    assert len(outside) == 4
    assert all(a.values["gruppe"] is None and a.complete for a in outside)
    assert sum((a.duration_s or 0) < 60 for a in answers if a not in outside) == 2


def test_more_outsiders_than_respondents(small: Questionnaire, tmp_path: Path) -> None:
    text = TRUTH + "    stoerungen: { ausserhalb: 90 }\n"
    answers = simulate(small, truth(tmp_path, text), 1)
    assert sum(a.values["gehoert"] == "nein" for a in answers) == 90


@pytest.mark.parametrize(
    ("change", "what", "line"),
    [
        (("kanal: [", "kanaal: ["), "'kanaal' is no variable", 10),
        (("{ a: 0.5, b: 0.5 }", "{ a: 0.5, q: 0.5 }"), "'q' is no answer code of gruppe", 9),
        (("{ a: 0.5, b: 0.5 }", "{ a: 0, b: 0 }"), "are all zero", 9),
        (("item: geld", "item: gold"), "no question", 15),
        (("wenn: gruppe == b", "wenn: gruppe == q"), "'q' is no answer code", 15),
        (("wenn: gruppe == b", "wenn: grupe == b"), "'grupe' is no variable", 15),
        (("wenn: gruppe == b", "wenn: gruppe ist b"), "cannot be read", 15),
        (("anteil: 0.4", "anteil: 1.4"), "less than or equal to 1", 12),
        (("minuten: 4", "minuten: 4\n    gewichte: { zzz: 2 }"), "answer code 'zzz'", 7),
        (('"2026-09-30"', '"2026-08-30"'), "ends before it begins", 5),
        (("minuten: 4", "minutes: 4"), "'frageboegen.klein.minutes' is not known", 6),
        (("  klein:", "  gross:"), "no truth for the questionnaire", 2),
        (("keine_angabe: 0,", "keine_angabe: 0, je_variable: { fehlt: 0 },"), "'fehlt' is no variable", 16),
    ],
)  # fmt: skip
def test_faults_of_the_truth_name_their_line(
    small: Questionnaire, tmp_path: Path, change: tuple[str, str], what: str, line: int
) -> None:
    old, new = change
    assert old in TRUTH
    path = truth(tmp_path, TRUTH.replace(old, new))
    with pytest.raises(PipelineError) as caught:
        simulate(small, path, 1)
    found = [f for f in caught.value.faults if what in f.what]
    assert found, [str(f) for f in caught.value.faults]
    assert found[0].where == f"simulation.yaml, line {line}"
