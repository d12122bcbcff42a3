"""The Zielsystem: filled with what the survey knows, open where the group decides."""

from __future__ import annotations

import datetime
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from pipeline.compose import decision
from pipeline.compose import goals as drafts
from pipeline.render import goals as documents
from pipeline.render import goals_rows as documents_rows
from pipeline.workspace import Workspace
from tests.render import steering_data


@pytest.fixture
def decided() -> Any:
    source = steering_data.public(4)
    source.tables["decision"] = [
        {
            "position": i, "field_of_action": name, "reason": f"Grund {i}", "responsible": "Jugendamt",
            "until": "2027-06-30", "rank": 1, "rank_low": 1, "rank_high": 2, "votes": None,
            "decided_on": "2026-11-20", "body": "Steuerungsgruppe", "fingerprint": "", "note": None,
            "weights_agreed": "{}", "weights_chosen": "{}",
        }
        for i, name in ((2, "arbeit"), (1, "kinderbetreuung"))
    ]  # fmt: skip
    for row in source.tables["decision"]:
        row["fingerprint"] = decision.fingerprint(source)
    return source


def write(ws: Workspace, source: Any, *, demo: bool = True) -> list[Path]:
    found = drafts.goals(source)
    day = datetime.date(2026, 11, 20)
    return documents.write(ws, found, title="Zielsystem", day=day, demo=demo)


def test_only_chosen_fields_in_the_order_of_the_decision(decided: Any) -> None:
    assert [g.field_id for g in drafts.goals(decided)] == ["kinderbetreuung", "arbeit"]
    assert drafts.goals(steering_data.public(4)) == []


def test_smallest_change_is_2_8_standard_errors_of_a_difference() -> None:
    """N = 400, p = 0.5: se 0.025; (1.959964 + 0.841621) * sqrt(2) * 0.025 = 0.0990."""
    half = 1.959963984540054 * 0.025
    assert abs(drafts.smallest_change(0.5 - half, 0.5 + half) - 0.09905) < 1e-4


def test_a_decision_knows_whether_the_data_have_changed(decided: Any) -> None:
    said = decision.decision_of(decided)
    assert said is not None
    assert not said["changed"]
    assert [f["id"] for f in said["fields"]] == ["kinderbetreuung", "arbeit"]
    decided.tables["ranking"][0]["score"] += 0.001
    changed = decision.decision_of(decided)
    assert changed is not None
    assert changed["changed"]
    assert decision.decision_of(steering_data.public(4)) is None


def test_the_word_file_is_whole_and_landscape_with_lines(ws: Workspace, decided: Any) -> None:
    docx, _ = write(ws, decided)
    with zipfile.ZipFile(docx) as archive:
        xml = archive.read("word/document.xml")
    tree = etree.fromstring(xml)
    space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    assert len(tree.xpath("//w:tbl", namespaces=space)) == 3
    assert len(tree.xpath("//w:tblBorders", namespaces=space)) == 3
    assert tree.xpath("//w:sectPr/w:pgSz/@w:orient", namespaces=space) == ["landscape"]
    text = "".join(tree.itertext())
    marks = [part.count("DEMODATEN") for part in text.split("Begründung: Grund")]
    assert marks == [1, 1, 1], "above the title, the second field and the status report"
    for word in (
        "Oberziel",
        "Projektziel",
        "Teilziel 1",
        "Aktivität 1.1",
        "Meilenstein 1",
        "Zielwert: ______",
    ):
        assert word in text
    assert "Statusbericht" in text


def test_the_workbook_has_numbers_and_room_for_targets(ws: Workspace, decided: Any) -> None:
    _, xlsx = write(ws, decided)
    book = openpyxl.load_workbook(xlsx)
    assert book.sheetnames == ["Zielsystem", "Indikatoren", "Statusbericht"]
    sheet = book["Indikatoren"]
    head = [c.value for c in sheet[3]]
    first = dict(zip(head, [c.value for c in sheet[4]], strict=True))
    assert first["Ausgangswert"] == pytest.approx(0.3)
    assert first["Zielwert"] is None
    assert sheet["A2"].value.startswith("DEMODATEN")
    _, real = write(ws, decided, demo=False)
    assert not openpyxl.load_workbook(real)["Zielsystem"]["A2"].value


def test_the_same_decision_gives_the_same_bytes(ws: Workspace, decided: Any) -> None:
    first = [p.read_bytes() for p in write(ws, decided)]
    assert [p.read_bytes() for p in write(ws, decided)] == first
    assert BytesIO(first[0]).read(2) == b"PK"


def test_a_second_wave_shows_the_change_with_its_interval(ws: Workspace, decided: Any) -> None:
    """0.25 -> 0.15, limits 0.15 to 0.5 and 0.10 to 0.20: -0.10 - hypot(0.05, 0.25), + hypot(0.05, 0.10)."""
    before = steering_data.public(4)
    for row in decided.tables["needs"]:
        row.update(in_need=0.15, in_need_low=0.10, in_need_high=0.20, n=200)
    found = drafts.goals(decided, before)
    one = next(i for i in found[0].indicators if i.baseline == 0.25)
    assert one.later is not None
    assert one.later.difference == pytest.approx((-0.10, -0.10 - 0.065**0.5, -0.10 + 0.0125**0.5))
    docx, xlsx = documents.write(
        ws, found, title="Zielsystem", day=datetime.date(2026, 11, 20), demo=True
    )
    with zipfile.ZipFile(docx) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
    assert "Veränderung: −10 Prozentpunkte (−35 bis +1)." in text
    sheet = openpyxl.load_workbook(xlsx)["Indikatoren"]
    row = next(r for r in sheet.iter_rows(min_row=4, values_only=True) if r[3] == 0.25)
    assert row[11:] == (0.15, -10, -35, 1)


def test_waves_that_cannot_be_compared_stand_side_by_side_without_a_change(decided: Any) -> None:
    found = drafts.goals(decided, steering_data.public(4), comparable=False)
    one = found[0].indicators[0]
    assert one.later is not None
    assert one.later.difference is None
    assert "nicht mit Welle 1 vergleichbar" in documents_rows.measured(one)


def test_without_an_earlier_wave_nothing_is_said_of_one(decided: Any) -> None:
    assert all(i.later is None for g in drafts.goals(decided) for i in g.indicators)


def test_both_files_say_when_the_data_are_not_those_of_the_decision(
    ws: Workspace, decided: Any
) -> None:
    day, said = datetime.date(2026, 11, 20), "Die Daten haben sich seit dem Beschluss geändert"
    for changed in (False, True):
        docx, xlsx = documents.write(
            ws, drafts.goals(decided), title="Zielsystem", day=day, demo=False, changed=changed
        )
        with zipfile.ZipFile(docx) as archive:
            assert (said in archive.read("word/document.xml").decode("utf-8")) is changed
        for sheet in openpyxl.load_workbook(xlsx):
            assert (said in str(sheet["A2"].value)) is changed
