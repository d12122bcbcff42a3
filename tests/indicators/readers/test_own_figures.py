"""Figures entered by hand: citable or refused, all faults at once."""

from __future__ import annotations

import pytest

from pipeline.errors import PipelineError
from pipeline.indicators.readers import own_figures

HEAD = "kennzahl;region;wert;einheit;stichtag;quelle;definition;angenommen;bemerkung\n"
GOOD = "ae_minderj;06440;6.123;Personen;31.12.2025;Melderegister;Alleinerziehende mit Kind u18;;"


def test_a_complete_figure_is_read_with_german_number_and_date() -> None:
    [figure] = own_figures.read(HEAD + GOOD + "\n", "eigene_angaben.csv")
    assert (figure.value, figure.period, figure.assumed) == (6123.0, "2025-12-31", False)
    assert figure.source == "Melderegister"
    assert figure.line == 2


def test_comments_empty_lines_bom_and_windows_line_ends_do_not_matter() -> None:
    text = ("\ufeff# Hinweis\n\n" + HEAD + "\n" + GOOD + "\n;;;;;;;;\n").replace("\n", "\r\n")
    assert len(own_figures.read(text, "x")) == 1


@pytest.mark.parametrize(
    ("wert", "value", "status"),
    [("12,5", 12.5, "value"), ("*", None, "suppressed"), ("(7)", 7.0, "unreliable")],
)
def test_signs_are_kept(wert: str, value: float | None, status: str) -> None:
    [figure] = own_figures.read(HEAD + GOOD.replace("6.123", wert), "x")
    assert (figure.value, figure.status) == (value, status)


def test_all_faults_are_reported_together_with_their_lines() -> None:
    rows = [
        GOOD.replace("Melderegister", ""),
        GOOD.replace("31.12.2025", "neulich"),
        GOOD.replace("6.123", "viele"),
        GOOD.replace("06440", "Wetterau"),
        GOOD.replace(";;", ";vielleicht;"),
        GOOD,
        GOOD,
    ]
    with pytest.raises(PipelineError) as error:
        own_figures.read(HEAD + "\n".join(rows), "eigene_angaben.csv")
    faults = error.value.faults
    assert [f.where for f in faults] == [
        f"eigene_angaben.csv, line {n}" for n in (2, 3, 4, 5, 6, 8)
    ]
    text = str(error.value)
    for part in ("'quelle' is empty", "stichtag", "wert", "region", "angenommen", "stands twice"):
        assert part in text


def test_a_missing_column_shows_the_right_head() -> None:
    with pytest.raises(PipelineError, match="columns are missing: quelle") as error:
        own_figures.read(HEAD.replace("quelle;", "") + "a;b;c;d;e;f;g\n", "x")
    assert HEAD.strip() in str(error.value)


def test_a_leading_zero_that_a_spreadsheet_dropped_is_explained() -> None:
    with pytest.raises(PipelineError, match="'6440' is no valid region") as error:
        own_figures.read(HEAD + GOOD.replace("06440", "6440"), "x")
    assert "write 06440" in str(error.value)


def test_commas_instead_of_semicolons_are_explained() -> None:
    with pytest.raises(PipelineError, match="columns are missing") as error:
        own_figures.read((HEAD + GOOD).replace(";", ","), "x")
    assert "not separated by semicolons" in str(error.value)


@pytest.mark.parametrize("wert", ["-5", "0.5", "1e6", "∞"])
def test_what_is_no_count_is_refused(wert: str) -> None:
    with pytest.raises(PipelineError, match="no valid wert"):
        own_figures.read(HEAD + GOOD.replace("6.123", wert), "x")


def test_an_impossible_day_is_refused() -> None:
    with pytest.raises(PipelineError, match="stichtag"):
        own_figures.read(HEAD + GOOD.replace("31.12.2025", "30.02.2025"), "x")
