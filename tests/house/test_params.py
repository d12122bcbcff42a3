"""params.yaml: every fault at once, each with its line and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import params as parameters
from pipeline.errors import PipelineError


@pytest.fixture
def demo(root: Path) -> str:
    return (root / "params.yaml").read_text(encoding="utf-8")


def faults_of(text: str, tmp_path: Path) -> list[str]:
    file = tmp_path / "params.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PipelineError) as caught:
        parameters.load(file)
    return [str(fault) for fault in caught.value.faults]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_demo_is_valid_and_says_that_it_is_a_demo(root: Path) -> None:
    params = parameters.load(root / "params.yaml")
    assert params.network.region == "06440"
    assert params.is_demo


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("seed: ", "seeed: ", "did you mean 'seed'"),
        ('region: "06440"', 'region: "644"', "5 digits for a county"),
        ("min_n: 10", "min_n: 3", "greater than or equal to 10"),
        ('date: "2026-11-02"', 'date: "2.11.2026"', "YYYY-MM-DD"),
        ('date: "2026-11-02"', "date: 2026-11-02", "put it in quotes"),
        ("kind: simulation", "kind: simulatoin", "write one of"),
        ("min_n: 10", "min_n: 3", "write 10 or more"),
        (
            "funding: Erfundenes Beispiel ohne Förderung",
            "funding:",
            "'network.funding' has no value",
        ),
        ("max_weight: 5.0", "max_weight: 5,0", "write a point instead of the comma: 5.0"),
        ("seed: 2", "seed: x2", "'seed' must be a whole number"),
        ("{ name: Jobcenter Musterkreis }", "Jobcenter Musterkreis", "must be a group of entries"),
        ("is: [w]", "is: w", "'target_groups.0.where.is' must be a list"),
        ("is: [w]", "is: []", "name at least one"),
        ('date: "2026-11-02"', 'date: "2026-02-30"', "must be a date that exists"),
        ("weights: { need: 3", "weights: { nead: 3", "did you mean 'need'"),
        ("{ id: vaeter", "{ id: muetter", "stands twice"),
        ("{ id: vaeter", "{ id: alle", "'alle' is taken"),
        ("{ id: vaeter", "{ id: beschaeftigte", "'beschaeftigte' is taken"),
        ("feasibility: {}", "feasibility: { wohnung: 5 }", "names no field of action"),
        (
            "{ id: muetter, label: Mütter, where: { variable: geschlecht, is: [w] } }",
            "{ id: x, label: X, questionnaire: arbeitgeber, where: "
            "[{ variable: groesse, is: [g1] }, { variable: branche, is: [hand] }] }",
            "one characteristic at a time, not by branche and groesse",
        ),
        ("truth: data/input/simulation.yaml", "path: x", "needs 'truth'"),
        ("designs: {}", "designs: { alleinerziehende: { lonely: adjust } }", "needs 'strata'"),
        (
            "designs: {}",
            "designs: { arbeitgeber: { strata: x, lonly: fail } }",
            "did you mean 'lonely'",
        ),
        ("designs: {}", "designs: { einrichtungen: { strata: x } }", "write one of"),
        (
            "designs: {}",
            "designs: { arbeitgeber: { strata: x, population: { a: 9 } } }",
            "'arbeitgeber' has no closed list",
        ),
    ],
)
def test_a_fault_is_reported_with_its_line_and_advice(
    demo: str, tmp_path: Path, right: str, wrong: str, expected: str
) -> None:
    assert right in demo
    text = demo.replace(right, wrong, 1)
    found = faults_of(text, tmp_path)
    assert any(f"line {line_of(text, wrong)}" in f and expected in f for f in found), found


def test_all_faults_are_reported_at_once_in_the_order_of_lines(demo: str, tmp_path: Path) -> None:
    text = demo.replace("seed: ", "seeed: ").replace("min_n: 10", "min_n: 1")
    text = text.replace('region: "06440"', 'region: "x"')
    found = faults_of(text, tmp_path)
    assert len(found) == 4  # the unknown key, the missing one, the region, the limit
    lines = [int(fault.split("line ")[1].split(":")[0]) for fault in found]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("key", "problem", "advice"),
    [
        ("m + d", "'m + d' has a space in it", "write `m+d:`"),
        ("m+", "'m+' lacks an answer code beside a +", "write `m:`, or the code that is missing"),
        ("+", "'+' lacks an answer code", "write the answer code, or `a+b:` for two of them"),
        ("m++d", "'m++d' lacks an answer code", "write `m+d:`"),
        ("m+d+m", "'m+d+m' names 'm' twice", "write `m+d:`"),
        ("m/d", "'m/d' is joined by another sign than +", "write `m+d:`"),
        ("m oder d", "'m oder d' has a space in it", "write `m+d:`"),
        ('"[m, d]"', "'[m, d]' has a space in it", "write `m+d:`"),
        ("d+w", "the answer code 'w' stands in two categories, 'w' and 'd+w'", "a list: `d+w: [{"),
    ],
)
def test_a_joined_category_is_spelt_in_one_way(
    demo: str, tmp_path: Path, key: str, problem: str, advice: str
) -> None:
    """No answer code contains a +, so what is joined by it can be told from a code."""
    text = demo.replace(
        "m: { indicator: ae_minderj_vaeter }", f"{key}: {{ indicator: ae_minderj_vaeter }}"
    )
    (fault,) = faults_of(text, tmp_path)
    assert f"line {line_of(text, 'ae_minderj_vaeter')}:" in fault
    assert problem in fault
    assert advice in fault


def test_one_official_value_for_two_answers_is_joined_and_not_named_twice(
    demo: str, tmp_path: Path
) -> None:
    text = demo.replace("{ indicator: ae_minderj_vaeter }", "{ indicator: ae_minderj_muetter }")
    (fault,) = faults_of(text, tmp_path)
    assert "'ae_minderj_muetter' stands twice, behind 'w' and 'm'" in fault
    assert "write `w+m: { indicator: ae_minderj_muetter }`" in fault
    twice = "m: [{ indicator: ae_minderj_vaeter }, { indicator: ae_minderj_vaeter }]"
    (fault,) = faults_of(demo.replace("m: { indicator: ae_minderj_vaeter }", twice), tmp_path)
    assert "write it once behind 'm'" in fault
    state = 'm: [{ indicator: ae_minderj_vaeter }, { indicator: ae_minderj_vaeter, region: "06" }]'
    (tmp_path / "params.yaml").write_text(
        demo.replace("m: { indicator: ae_minderj_vaeter }", state), encoding="utf-8"
    )
    assert parameters.load(tmp_path / "params.yaml").margins[0].targets.keys() == {"w", "m"}


def test_a_margin_of_one_category_says_nothing_about_shares(demo: str, tmp_path: Path) -> None:
    text = demo.replace("w: { indicator: ae_minderj_muetter }, m: { indicator", "w+m: { indicator")
    (fault,) = faults_of(text, tmp_path)
    assert "has one category only, 'w+m'" in fault


def test_no_more_can_be_lost_than_were_invited(demo: str, tmp_path: Path) -> None:
    (fault,) = faults_of(demo.replace("invited: 40", "invited: 2", 1), tmp_path)
    assert f"line {line_of(demo, 'closed_lists:') + 1}" in fault
    assert "are 3 together, but only 2 were invited" in fault


def test_one_fault_of_a_value_that_may_be_one_or_many_is_told_once(
    demo: str, tmp_path: Path
) -> None:
    assert len(faults_of(demo.replace("is: [w]", "is: w", 1), tmp_path)) == 1


def test_weights_that_sum_to_zero_are_refused(demo: str, tmp_path: Path) -> None:
    zero = "weights: { need: 0, severity: 0, reach: 0, inequality: 0, offer_gap: 0, readiness: 0 }"
    start = demo.index("  weights: {")
    text = demo[:start] + "  " + zero + demo[demo.index("\n", start) :]
    assert any("all zero" in fault for fault in faults_of(text, tmp_path))


def test_an_empty_file_is_explained(tmp_path: Path) -> None:
    assert "network:" in faults_of("", tmp_path)[0]
