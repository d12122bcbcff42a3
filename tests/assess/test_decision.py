"""A decision is checked line by line, and refused when it was taken on other data."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import yamlfile
from pipeline.assess import decision
from pipeline.errors import PipelineError

FIELDS = ["kinderbetreuung", "arbeit"]
GOOD = """\
version: 1
netzwerk: "Musternetz"
beschlossen_am: "2026-11-20"
gremium: "Steuerungsgruppe"
datenstand: "{hash}"
gewichte_vereinbart: {{ need: 3, severity: 2 }}
gewichte_gewaehlt: {{ need: 3, severity: 2.5 }}
rangfolge:
  - {{ feld: arbeit, platz: 1, platz_von: 1, platz_bis: 2, punkte: 6.1 }}
  - {{ feld: kinderbetreuung, platz: 2, platz_von: 1, platz_bis: 2, punkte: 6.0 }}
stimmen:
  kinderbetreuung: 7
  arbeit: 3
felder:
  - feld: kinderbetreuung
    platz: 2
    begruendung: "Es fehlt am Rand des Tages."
    verantwortlich: "Jugendamt"
    bis: "2027-06-30"
anmerkung: ""
""".format(hash="a" * 64)


def read(folder: Path, text: str) -> decision.Decision:
    path = folder / "entscheidung.yaml"
    path.write_text(text, encoding="utf-8")
    return decision.read(path, FIELDS)


def test_a_good_decision_becomes_a_table(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD).table()
    row = table.iloc[0]
    assert (row["field_of_action"], row["rank"], row["rank_low"], row["rank_high"]) == (
        "kinderbetreuung", 2, 1, 2,
    )  # fmt: skip
    assert (row["votes"], row["until"], row["decided_on"]) == (7.0, "2027-06-30", "2026-11-20")
    assert row["fingerprint"] == "a" * 64
    assert list(table.columns) == list(decision.empty().columns)


def test_the_tables_keep_the_contract(tmp_path: Path) -> None:
    from pipeline import tables

    assert len(tables.check("decision", read(tmp_path, GOOD).table())) == 1
    assert tables.check("decision", decision.empty()).empty


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "feld: kinderbetreuung\n    platz",
            "feld: kinderbetreung\n    platz",
            "'kinderbetreung' is not known",
        ),
        ("verantwortlich", "verantwortung", "the key 'verantwortung' is not known"),
        ('"2026-11-20"', '"20.11.2026"', "'beschlossen_am' is not a date"),
        ("need: 3, severity: 2.5", "need: 0, severity: 0", "sum to zero"),
        ("need: 3, severity: 2.5", "bedarf: 3", "the criterion 'bedarf' is not known"),
        ("a" * 64, "abc", "not a fingerprint"),
        ('"Es fehlt am Rand des Tages."', '""', "'begruendung' is empty"),
        (
            "platz_von: 1, platz_bis: 2, punkte: 6.1",
            "platz_von: 2, platz_bis: 2",
            "'platz' must lie",
        ),
        ("version: 1", "version: 2", "version 2 is not known"),
        ('"2027-06-30"', '"bald"', "'bis' is not a date"),
        ("  arbeit: 3", "  arbeit: -3", "whole number from 0"),
        ("  arbeit: 3", "  arbeit: true", "whole number from 0"),
        ("kinderbetreuung: 7\n  arbeit: 3", "- 3", "not valid YAML|must name fields"),
        ("severity: 2.5", "severity: .nan", "must be a number from 0"),
        ('"2026-11-20"', '"20261120"', "'beschlossen_am' is not a date"),
        ("platz_bis: 2, punkte: 6.1", "platz_bis: 99, punkte: 6.1", "whole numbers from 1 to 2"),
        ("punkte: 6.1", "punkte: viele", "'punkte' must be a number"),
        ("punkte: 6.1", "punkt: 6.1", "did you mean 'punkte'"),
        ("feld: arbeit, platz: 1", "feld: kinderbetreuung, platz: 1", "stands here twice"),
        ("    platz: 2", "    platz: 1", "not that of 'rangfolge'"),
        ('anmerkung: ""', "anmerkung: [a]", "'anmerkung' must be text"),
        ('anmerkung: ""', "machbarkeit: gut", "'machbarkeit' must name fields"),
        ('anmerkung: ""', "mitglieder: 1\npunkte_je_mitglied: 5", "10 votes were given"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(PipelineError, match=message) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert all(", line " in fault.where for fault in caught.value.faults)


def test_all_faults_come_together(tmp_path: Path) -> None:
    broken = (
        GOOD.replace('"Jugendamt"', '""')
        .replace('"2026-11-20"', '"gestern"')
        .replace("need: 3", "bad: 3")
    )
    with pytest.raises(PipelineError) as caught:
        read(tmp_path, broken)
    assert len(caught.value.faults) == 4


def test_nothing_chosen_and_no_mapping(tmp_path: Path) -> None:
    cut = GOOD[: GOOD.index("felder:")] + "felder: []\n"
    with pytest.raises(PipelineError, match="no field of action is chosen"):
        read(tmp_path, cut)
    with pytest.raises(PipelineError, match="not a decision"):
        read(tmp_path, "- eins\n")


def test_the_example_is_plain_yaml() -> None:
    assert yamlfile.parse(GOOD, "x").data["version"] == 1
