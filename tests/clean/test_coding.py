"""Open answers: sheets without names, codes checked line by line, agreement as Cohen defined it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline import tables
from pipeline.clean.coding import agreement, coded, frequencies, read_codes, sheet, text_id
from pipeline.errors import PipelineError
from tests.clean.conftest import QUESTIONNAIRE, Run


def codes_of(both: int, first: int, second: int, neither: int) -> list[tuple[str, str, str]]:
    """Two coders' codes with a given two-by-two table for the code x."""
    patterns = [("x", "x")] * both + [("x", "-")] * first + [("-", "x")] * second
    patterns += [("-", "-")] * neither
    rows = []
    for i, (a, b) in enumerate(patterns):
        rows += [(f"t{i}", "A", a), (f"t{i}", "B", b)]
    return rows


def test_kappa_of_a_worked_example() -> None:
    """20 both, 5 first only, 10 second only, 15 neither: po = 0.7, pe = 0.5, kappa = 0.4."""
    (found,) = agreement(codes_of(20, 5, 10, 15))
    assert found.kappa == pytest.approx(0.4)
    assert (found.texts, found.first, found.second, found.both) == (50, 25, 30, 20)


def test_perfect_agreement_and_the_undefined_case() -> None:
    assert agreement(codes_of(5, 0, 0, 5))[0].kappa == 1
    assert agreement(codes_of(5, 0, 0, 0))[0].kappa is None


def test_only_texts_that_both_have_read_count() -> None:
    rows = [*codes_of(2, 1, 1, 2), ("only A", "A", "x")]
    assert agreement(rows)[0].texts == 6
    assert frequencies(rows) == {"x": 3}
    assert agreement([row for row in rows if row[1] == "A"]) == []


def test_a_text_may_have_several_codes() -> None:
    rows = [("t", "A", "x"), ("t", "A", "y"), ("t", "B", "y"), ("u", "A", "-"), ("u", "B", "x")]
    assert frequencies(rows) == {"y": 1}
    assert {a.code: a.both for a in agreement(rows)} == {"x": 0, "y": 1}


def test_sheets_hold_masked_texts_and_the_consent_to_quote(
    run: Run, codebook: pd.DataFrame
) -> None:
    book = codebook.copy()
    book.loc[book["variable"] == "drin", "universe"] = "answered(offen)"
    responses = run(
        {"offen": "Frau Berger half"}, {"offen": ""}, {"schule": "-oth-", "schule_other": "=1+1"}
    ).responses
    table = sheet(responses, book, QUESTIONNAIRE).set_index("text_id")
    first = table.loc[text_id("r000", "offen")]
    assert (first["text"], first["zitat_erlaubt"]) == ("Frau [Name] half", "ja")
    assert text_id("r001", "offen") not in table.index
    assert table.loc[text_id("r002", "schule_other"), ["text", "zitat_erlaubt"]].tolist() == [
        "'=1+1",
        "",
    ]


def test_faults_of_a_code_sheet_come_together(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(
        "# Kommentar\ntext_id;kodierer;code\na;A;x\na;A;x\nq;A;x\na;;x\na;B;x\na;C;x\n",
        encoding="utf-8",
    )
    with pytest.raises(PipelineError) as caught:
        read_codes(path, {"a"}, "codes.csv")
    assert [f.where for f in caught.value.faults] == [
        "codes.csv, line 4", "codes.csv, line 5", "codes.csv, line 6", "codes.csv",
    ]  # fmt: skip
    path.write_text("id;code\n", encoding="utf-8")
    with pytest.raises(PipelineError, match="headings"):
        read_codes(path, {"a"}, "codes.csv")


def test_a_good_code_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("\ufefftext_id;kodierer;code\n\na; A ;x\na;B;-\n", encoding="utf-8")
    assert read_codes(path, {"a"}, "codes.csv") == [("a", "A", "x"), ("a", "B", "-")]


def test_a_code_sheet_as_spreadsheets_save_it(tmp_path: Path) -> None:
    """Quoted cells, an empty column on the right, lines of empty cells."""
    path = tmp_path / "codes.csv"
    path.write_text('text_id;kodierer;code;\r\na;A;"Ferien; Rand";\r\n;;;\r\na;B;-\r\n')
    assert read_codes(path, {"a"}, "codes.csv") == [("a", "A", "Ferien; Rand"), ("a", "B", "-")]
    path.write_bytes("text_id;kodierer;code\na;A;Ämter\n".encode("cp1252"))
    with pytest.raises(PipelineError, match="not UTF-8") as caught:
        read_codes(path, {"a"}, "codes.csv")
    assert caught.value.faults[0].where == "codes.csv, line 2"


def test_codes_that_look_alike_are_one(tmp_path: Path) -> None:
    """A protected blank from a spreadsheet; ö in two parts, as a Mac writes it."""
    path = tmp_path / "codes.csv"
    rows = "a;A;Öffnung am Rand\nb;A;O\u0308ffnung\u00a0am  Rand\n"
    path.write_text(f"text_id;kodierer;code\n{rows}", encoding="utf-8")
    assert {code for *_, code in read_codes(path, {"a", "b"}, "codes.csv")} == {"Öffnung am Rand"}


def test_a_text_cannot_have_a_code_and_none(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("text_id;kodierer;code\na;A;-\na;B;x\na;A;x\nb;A;-\n", encoding="utf-8")
    with pytest.raises(PipelineError) as caught:
        read_codes(path, {"a", "b"}, "codes.csv")
    assert [f.what for f in caught.value.faults] == [
        "A gave the text 'a' a code, and '-' beside it"
    ]


def test_codes_that_differ_only_in_capitals_are_one_spelt_twice(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("text_id;kodierer;code\na;A;Ferien\na;b;ferien\nb;B;x\n", encoding="utf-8")
    with pytest.raises(PipelineError) as caught:
        read_codes(path, {"a", "b"}, "codes.csv")
    told = [fault.what for fault in caught.value.faults]
    assert told[:2] == [
        "the coder is spelt in several ways: b, B", "the code is spelt in several ways: Ferien, ferien",
    ]  # fmt: skip


def test_coded_answers_become_frequencies_by_question(
    run: Run, codebook: pd.DataFrame, tmp_path: Path
) -> None:
    found = run(*({"offen": f"Es fehlt Ferienbetreuung, Nummer {i}."} for i in range(12)))
    ids = [f"{r}-offen" for r in found.responses["respondent"]]
    path = tmp_path / "codes.csv"
    lines = [f"{text};{coder};Ferien" for text in ids for coder in ("A", "B")]
    lines += [f"{ids[0]};A;Geld", f"{ids[1]};A;Zeit", f"{ids[1]};B;Zeit"]
    path.write_text("text_id;kodierer;code\n" + "\n".join(lines) + "\n", encoding="utf-8")
    answers = {QUESTIONNAIRE: found.responses}
    table = tables.check("codes", coded(answers, codebook, path, "codes.csv"))
    assert table[["variable", "code", "n", "texts"]].to_numpy().tolist() == [
        ["offen", "Ferien", 12, 12], ["offen", "Zeit", 1, 12],
    ]  # fmt: skip
    none = coded(answers, codebook, tmp_path / "none.csv", "none.csv")
    assert tables.check("codes", none).empty
