"""Offers and interviews: every fault with its line, all at once; needs held against offers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.assess import channels, interviews, offers
from pipeline.clean.masking import personal
from pipeline.errors import PipelineError

FIELDS = ["kinderbetreuung", "arbeit"]
NEEDS = ["rand", "ferien", "suche"]
HEAD = ";".join(offers.HEADINGS)


def row(**given: str) -> str:
    base = dict.fromkeys(offers.HEADINGS, "") | {
        "name": "Hort", "art": "Betreuung", "institution": "Stadt", "kategorien": "Kinderbetreuung",
        "handlungsfeld": "kinderbetreuung", "bedarf": "ferien", "ort": "Nidda", "freigabe": "ja",
    }  # fmt: skip
    return ";".join((base | given)[h] for h in offers.HEADINGS)


def write(folder: Path, *rows: str, name: str = offers.FILE, head: str = HEAD) -> None:
    (folder / name).write_text("\n".join(["# DEMODATEN", head, *rows]) + "\n", encoding="utf-8")


def read(folder: Path) -> tuple[pd.DataFrame, list[str]]:
    table, sheet = offers.read(folder, FIELDS, NEEDS)
    return table, [str(f) for f in sheet.faults]


def test_a_good_row_becomes_an_offer(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(bedarf="rand, ferien", plaetze="12", auslastung="80 %", geprueft_am="05.06.2026"),
    )
    table, faults = read(tmp_path)
    assert not faults
    offer = table.iloc[0]
    assert (offer["offer"], offer["need"], offer["places"]) == ("hort", "rand, ferien", 12)
    assert (offer["utilisation"], offer["last_checked"], offer["released"]) == (
        0.8,
        "2026-06-05",
        True,
    )


@pytest.mark.parametrize(
    ("typed", "places"), [("1.200", 1200), ("1.200,5", 1200.5), ("12,5", 12.5), ("12.5", 12.5)]
)
def test_numbers_typed_by_hand_are_german(tmp_path: Path, typed: str, places: float) -> None:
    write(tmp_path, row(bedarf="rand", plaetze=typed))
    table, faults = read(tmp_path)
    assert not faults
    assert table["places"].tolist() == [places]


def test_every_fault_is_reported_with_its_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(name="A", kategorien=""),
        row(name="B", handlungsfeld="kinderbetreung"),
        row(name="C", bedarf="ferein", auslastung="viel", geprueft_am="31.02.2026"),
        row(name="D", freigabe="vielleicht", kategorien="Sport"),
        row(name="D"),
        "zu;kurz",
    )
    _, faults = read(tmp_path)
    text = "\n".join(faults)
    assert "line 3: 'kategorien' is empty" in text
    assert "line 4: 'handlungsfeld': 'kinderbetreung' is not known" in text
    assert "did you mean 'kinderbetreuung'?" in text
    for what in (
        "'bedarf': 'ferein'",
        "'auslastung' must be a number",
        "'geprueft_am' is not a date",
    ):
        assert f"line 5: {what}" in text
    assert "line 6: 'freigabe' must be ja or nein" in text
    assert "line 6: 'kategorien': 'Sport' is not known" in text
    assert "line 7: 'D' of 'Stadt' stands here twice" in text
    assert "line 8: the row has 2 values" in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEAD.replace("bedarf;", "").encode(), "the column 'bedarf' is missing"),
        ((HEAD + ";preis").encode(), "the column 'preis' is not known"),
        (HEAD.replace(";", ",").encode(), "not separated by semicolons"),
        ("name;für\n".encode("cp1252"), "not UTF-8"),
        ((HEAD + '\n"offen;a').encode(), "not a table with semicolons"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / offers.FILE).write_bytes(content)
    with pytest.raises(PipelineError, match=message):
        offers.read(tmp_path, FIELDS, NEEDS)


def test_no_table_is_no_offer(tmp_path: Path) -> None:
    table, faults = read(tmp_path)
    assert table.empty
    assert not faults


def test_verdicts(tmp_path: Path) -> None:
    write(
        tmp_path,
        row(name="voll", bedarf="rand", plaetze="5", auslastung="100"),
        row(name="frei", bedarf="ferien"),
        row(name="frei 2", bedarf="ferien"),
        row(name="Vermittlung", bedarf="suche", handlungsfeld="arbeit"),
    )
    table, faults = read(tmp_path)
    assert not faults

    def verdict(need: str, awareness: float | None) -> str:
        needs = pd.DataFrame(
            [{"need": need, "field_of_action": "x", "target_group": "alle", "in_need": 0.4,
              "awareness": awareness}]
        )  # fmt: skip
        return str(offers.coverage(needs, table)["verdict"].iloc[0])

    assert verdict("rand", 0.9) == "gap"  # there, but full
    assert verdict("nichts", None) == "gap"
    assert verdict("ferien", 0.9) == "duplicate"
    assert verdict("ferien", 0.2) == "unknown"
    assert verdict("suche", 0.5) == "covered"
    assert verdict("suche", None) == "covered"


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        ({}, "duplicate"),
        ({"art": "betreuung", "ort": "NIDDA"}, "duplicate"),
        ({"ort": "Büdingen"}, "covered"),
        ({"art": "Ferienspiele"}, "covered"),
        ({"auslastung": "100"}, "covered"),  # the other one is needed
        ({"oeffnungszeiten": "Mo–Fr 18:00–21:00"}, "covered"),  # fills the evening
        ({"oeffnungszeiten": "nach Absprache"}, "duplicate"),
    ],
)
def test_a_duplicate_repeats_kind_place_and_time_with_room(
    tmp_path: Path, second: dict[str, str], verdict: str
) -> None:
    write(tmp_path, row(oeffnungszeiten="8:00–16:00"), row(name="Zwei", **second))
    table, _ = read(tmp_path)
    needs = pd.DataFrame(
        [{"need": "ferien", "field_of_action": "x", "target_group": "alle", "in_need": 0.4,
          "awareness": None}]
    )  # fmt: skip
    assert offers.coverage(needs, table)["verdict"].tolist() == [verdict]


def test_two_offers_without_a_place_are_no_duplicate(tmp_path: Path) -> None:
    write(tmp_path, row(ort=""), row(name="Zwei", ort=""))
    found = offers.by_need(read(tmp_path)[0])["ferien"]
    assert not found[0].repeats(found[1])


def test_the_demo_tables_are_sound_and_say_that_they_are_invented(
    root: Path, demo_params: Any
) -> None:
    from pipeline import questionnaire
    from pipeline.assess import items

    book = questionnaire.codebook(
        questionnaire.load(root / "questionnaires" / "alleinerziehende.yaml")
    )
    empty = pd.DataFrame(columns=["respondent", *book["variable"].unique()])
    needs = items.build(empty, book).names
    ids = [f.id for f in demo_params.fields_of_action]
    folder = root / "data" / "input"
    table, sheet = offers.read(folder, ids, needs)
    assert not sheet.faults
    assert set(table["field_of_action"]) == set(ids)
    quotes, sheet = interviews.read(
        folder, ids, [g.id for g in demo_params.target_groups], personal
    )
    assert not sheet.faults
    assert set(quotes["field_of_action"]) == set(ids)
    for name in (offers.FILE, interviews.FILE):
        assert (folder / name).read_text(encoding="utf-8").startswith("# DEMODATEN")


def test_a_quotation_without_release_may_not_lie_in_git(tmp_path: Path) -> None:
    head = ";".join(interviews.HEADINGS)
    write(
        tmp_path,
        "1;Interview;Alleinerziehende;vaeter;arbeit;Suche;Ich suche.;ja",
        "2;Interview;Fachkraft;;arbeit;Suche;;nein",
        "3;Interview;Fachkraft;;arbeit;Suche;Geheim.;nein",
        "4;Interview;Fachkraft;vater;arbeit;Suche;Ja.;ja",
        name=interviews.FILE,
        head=head,
    )
    quotes, sheet = interviews.read(tmp_path, FIELDS, ["vaeter"], personal)
    assert quotes["quote"].tolist() == ["Ich suche.", "Ja."]
    first = quotes.iloc[0]
    assert (first["source_type"], first["theme"]) == ("Interview, Alleinerziehende", "Suche")
    assert first["target_group"] == "vaeter"
    assert [str(f).split(":")[0] for f in sheet.faults] == [
        f"data/input/{interviews.FILE}, line {i}" for i in (5, 6)
    ]
    assert "did you mean 'vaeter'" in str(sheet.faults[1])


def test_a_name_in_a_released_quotation_is_told_to_whoever_released_it(tmp_path: Path) -> None:
    """Invented people. What is found in free text is masked; here a person decided, and decides again."""
    quote = "Frau Berger vom Amt hat mir geholfen, Tel. 06031 123456."
    write(
        tmp_path,
        f"1;Interview;Alleinerziehende;;arbeit;Hilfe;{quote};ja",
        f"2;Interview;Alleinerziehende;;arbeit;Hilfe;{quote};mit Namen",
        "3;Interview;Alleinerziehende;;arbeit;Hilfe;[Name] vom Amt hat mir geholfen.;ja",
        f"4;Interview;Alleinerziehende;;arbeit;Hilfe;{quote};nein",
        "5;Interview;Alleinerziehende;;arbeit;Hilfe;;vielleicht",
        name=interviews.FILE,
        head=";".join(interviews.HEADINGS),
    )
    quotes, sheet = interviews.read(tmp_path, FIELDS, [], personal)
    assert [fault.where for fault in sheet.faults] == [
        f"data/input/{interviews.FILE}, line {line}" for line in (3, 6, 7)
    ]
    told = sheet.faults[0]
    assert "Berger" in told.what
    assert "06031 123456" in told.what
    assert "'mit Namen'" in told.hint
    assert "not released" in sheet.faults[1].what
    assert "must be ja, mit Namen or nein (found: 'vielleicht')" in sheet.faults[2].what
    assert quotes["quote"].tolist()[1:] == [quote, "[Name] vom Amt hat mir geholfen."]
    assert interviews.themes(sheet)["quoted"].tolist() == [3]


def test_themes_are_counted_without_their_words_and_leave_the_room_by_the_rules(
    tmp_path: Path, demo_params: Any
) -> None:
    """Twelve segments give a number, three a word; one alone passes only where its quotation is released."""
    from pipeline.disclose import disclose

    lines = [f"{i};Interview;Fachkraft;;arbeit;Suche;;nein" for i in range(12)]
    lines += [f"a{i};Interview;Arbeitgeber;;arbeit;Schicht;;nein" for i in range(3)]
    lines += ["b;Interview;Alleinerziehende;;arbeit;Einzelfall;;nein"]
    lines += ["c;Interview;Alleinerziehende;;arbeit;Mut;Ich traue mich.;ja"]
    write(tmp_path, *lines, name=interviews.FILE, head=";".join(interviews.HEADINGS))
    _, sheet = interviews.read(tmp_path, FIELDS, [], personal)
    table = interviews.themes(sheet)
    assert table["segments"].tolist() == [12, 3, 1, 1]
    shown = disclose(demo_params, {"themes": table})["themes"]
    rows = {r["theme"]: (r["segments"], r["speakers"]) for r in shown.to_dict("records")}
    assert set(rows) == {"Suche", "Schicht", "Mut"}
    assert rows["Suche"] == (12, "Fachkraft")
    assert pd.isna(rows["Schicht"][0])
    assert rows["Schicht"][1] == "Arbeitgeber"
    assert pd.isna(rows["Mut"][0])
    assert pd.isna(rows["Mut"][1])
    assert "quoted" not in shown


def test_an_offer_checked_too_long_ago_or_never_is_stale(tmp_path: Path, demo_params: Any) -> None:
    """Counted from the documents' date (2 November 2026) with the months of params.yaml (12)."""
    days = ("2025-11-02", "2025-11-01", "", "2026-10-01")
    rows = [row(name=f"Angebot {i}", geprueft_am=day) for i, day in enumerate(days)]
    write(tmp_path, *rows)
    before = offers.stale_before(demo_params)
    assert before == "2025-11-02"
    table, sheet = offers.read(tmp_path, FIELDS, NEEDS, before)
    assert not sheet.faults
    assert table["stale"].tolist() == [False, True, True, False]
    document = demo_params.document.model_copy(update={"date": date(2028, 2, 29)})
    assert (
        offers.stale_before(demo_params.model_copy(update={"document": document})) == "2027-02-28"
    )
    write(tmp_path, row(geprueft_am="2027-11-01"), row(name="B", geprueft_am="2036-06-15"))
    _, sheet = offers.read(tmp_path, FIELDS, NEEDS, before, offers.latest_check(demo_params))
    assert ["far in the future (2036-06-15)" in str(f) for f in sheet.faults] == [True]


def test_check_reports_the_faults_of_all_files_together(
    tmp_path: Path, root: Path, demo_params: Any
) -> None:
    from pipeline import questionnaire
    from pipeline.assess import checks
    from pipeline.workspace import Workspace

    book = questionnaire.codebook(
        questionnaire.load(root / "questionnaires" / "alleinerziehende.yaml")
    )
    assert checks.faults(Workspace(tmp_path), demo_params, book, personal) == []
    folder = tmp_path / "data" / "input"
    folder.mkdir(parents=True)
    write(folder, row(bedarf="gibt es nicht"))
    write(folder, "1;Interview", name=interviews.FILE, head=";".join(interviews.HEADINGS))
    (folder / "entscheidung.yaml").write_text("version: 1\n", encoding="utf-8")
    places = {
        f.where.split(",")[0]
        for f in checks.faults(Workspace(tmp_path), demo_params, book, personal)
    }
    assert places == {
        f"data/input/{n}" for n in (offers.FILE, interviews.FILE, "entscheidung.yaml")
    }


def test_check_names_a_field_that_nobody_is_asked_about(
    tmp_path: Path, root: Path, demo_params: Any
) -> None:
    from pipeline import questionnaire
    from pipeline.assess import checks
    from pipeline.workspace import Workspace

    book = questionnaire.codebook(
        questionnaire.load(root / "questionnaires" / "alleinerziehende.yaml")
    )
    one = demo_params.fields_of_action[0]
    more = [*demo_params.fields_of_action, one.model_copy(update={"id": "sport"})]
    params = demo_params.model_copy(update={"fields_of_action": more})
    found = checks.faults(Workspace(tmp_path), params, book, personal)
    assert [f.where for f in found] == ["params.yaml, fields_of_action"]
    assert "sport" in found[0].what


def test_the_handbooks_form_needs_no_web_column_and_may_have_one(tmp_path: Path) -> None:
    write(tmp_path, row())
    table, faults = read(tmp_path)
    assert not faults
    assert table["web"].isna().tolist() == [True]
    address = "https://www.muster.example/rat?a=1"
    write(tmp_path, row() + ";" + address, row(name="B") + ";", head=HEAD + ";web")
    table, faults = read(tmp_path)
    assert not faults
    assert table["web"].fillna("").tolist() == [address, ""]


@pytest.mark.parametrize(
    ("address", "what", "hint"),
    [
        ("http://muster.example", "begins with https://", "write https://muster.example"),
        ("www.muster.example", "begins with https://", "write https://www.muster.example"),
        ("muster.example/rat", "begins with https://", "write https://muster.example/rat"),
        ("siehe Aushang", "begins with https://", "leave it empty"),
        ("https://muster", "begins with https://", "leave it empty"),
        ("https://rat@muster.example", "begins with https://", "leave it empty"),
        ("javascript:alert(1)", "begins with https://", "leave it empty"),
        ("https://muster.example/a b", "has a blank", "address bar"),
        ("https://muster.example/" + "x" * 200, "223 characters, 150", "short one"),
    ],
)
def test_an_address_that_phones_cannot_open_is_named_with_its_line(
    tmp_path: Path, address: str, what: str, hint: str
) -> None:
    write(tmp_path, row() + ";", row(name="B") + ";" + address, head=HEAD + ";web")
    _, faults = read(tmp_path)
    assert len(faults) == 1
    assert "line 4: 'web'" in faults[0]
    assert what in faults[0]
    assert hint in faults[0]


def test_channels_are_read_with_what_was_handed_out_and_faults_have_their_line(
    tmp_path: Path,
) -> None:
    head = ";".join(channels.HEADINGS)
    write(
        tmp_path,
        "kita;Kitas;link;Verbund;alleinerziehende;2026-09-01;2026-10-15;900",
        "presse;;link;;alleinerziehende;;;",
        name=channels.FILE,
        head=head,
    )
    table, sheet = channels.read(tmp_path, ["alleinerziehende"])
    assert not sheet.faults
    assert table[["kanal", "label"]].to_numpy().tolist() == [
        ["kita", "Kitas"],
        ["presse", "presse"],
    ]
    assert table["issued"].tolist() == [900, pd.NA]
    write(
        tmp_path, "kita;Kitas;lnk;;eltern;;;viele", ";;link;;alleinerziehende;;;",
        name=channels.FILE, head=head,
    )  # fmt: skip
    faults = [str(f) for f in channels.read(tmp_path, ["alleinerziehende"])[1].faults]
    assert [("line 3" in f, "line 4" in f) for f in faults] == [(True, False)] * 3 + [(False, True)]


def test_no_field_concept_gives_no_channels(tmp_path: Path) -> None:
    table, sheet = channels.read(tmp_path, ["alleinerziehende"])
    assert (len(table), sheet.faults) == (0, [])
