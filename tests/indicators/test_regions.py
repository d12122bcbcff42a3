"""Regions: all counties and municipalities, hierarchy, German grammar, near misses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.indicators import regions
from pipeline.indicators.readers import recognise
from pipeline.indicators.readers.workbook import open_workbook


def test_the_list_is_that_of_the_gemeindeverzeichnis(shared: Path) -> None:
    book = open_workbook(shared / "data/ags/AuszugGV2Q2024.xlsx")
    names = {}
    for row in book.rows(book.sheets[1]):
        if str(row[0]) == "60" and str(row[1]) != "66":
            names["".join(str(p) for p in row[2:5]) + str(row[6])] = " ".join(str(row[7]).split())
    mine = {m.ags: m.official for c in regions.counties() for m in c.municipalities}
    assert mine == names


def test_there_are_16_states_and_400_counties_and_every_municipality_has_both() -> None:
    assert len(regions.counties()) == 400
    assert {r.state for r in regions.counties()} == {f"{i:02d}" for i in range(1, 17)}
    for county in regions.counties():
        assert county.municipalities, county.ags
        for place in county.municipalities:
            assert place.county == county.ags
            assert regions.lookup(place.state or "").level == "state"


def test_a_county_knows_its_state_its_level_and_its_25_municipalities() -> None:
    county = regions.lookup("06440")
    assert (county.name, county.level, county.state) == ("Wetteraukreis", "county", "06")
    assert [m.ags for m in county.municipalities] == [f"06440{i:03d}" for i in range(1, 26)]
    assert regions.lookup("064400008008").name == "Friedberg (Hessen)"
    assert regions.lookup("DG").in_region == "in Deutschland"


@pytest.mark.parametrize(
    ("ags", "label", "phrase"),
    [
        ("06440", "Wetteraukreis", "im Wetteraukreis"),
        ("05916", "Herne", "in der Stadt Herne"),
        ("03155", "Landkreis Northeim", "im Landkreis Northeim"),
        ("01051", "Kreis Dithmarschen", "im Kreis Dithmarschen"),
        ("05962", "Märkischer Kreis", "im Märkischen Kreis"),
        ("05378", "Rheinisch-Bergischer Kreis", "im Rheinisch-Bergischen Kreis"),
        ("05954", "Ennepe-Ruhr-Kreis", "im Ennepe-Ruhr-Kreis"),
        ("05162", "Rhein-Kreis Neuss", "im Rhein-Kreis Neuss"),
        ("03241", "Region Hannover", "in der Region Hannover"),
        ("05334", "Städteregion Aachen", "in der Städteregion Aachen"),
        ("10041", "Regionalverband Saarbrücken", "im Regionalverband Saarbrücken"),
        ("13072", "Landkreis Rostock", "im Landkreis Rostock"),
        ("15081", "Altmarkkreis Salzwedel", "im Altmarkkreis Salzwedel"),
        ("03456", "Landkreis Grafschaft Bentheim", "im Landkreis Grafschaft Bentheim"),
        ("03159", "Landkreis Göttingen", "im Landkreis Göttingen"),
        ("01003", "Lübeck", "in der Hansestadt Lübeck"),
        ("09162", "München", "in der Landeshauptstadt München"),
        ("02000", "Hamburg", "in Hamburg"),
        ("11000", "Berlin", "in Berlin"),
        ("06440008", "Friedberg (Hessen)", "in der Stadt Friedberg (Hessen)"),
        ("06440006", "Echzell", "in der Gemeinde Echzell"),
        ("09172116", "Berchtesgaden", "im Markt Berchtesgaden"),
        ("09779131", "Donauwörth", "in der Stadt Donauwörth"),
        ("10", "Saarland", "im Saarland"),
        ("06", "Hessen", "in Hessen"),
    ],
)
def test_running_text_says_in_the_region_as_german_does(ags: str, label: str, phrase: str) -> None:
    region = regions.lookup(ags)
    assert (region.label, region.in_region) == (label, phrase)


def test_no_phrase_repeats_a_kind_or_keeps_an_addition() -> None:
    for county in regions.counties():
        phrase = county.in_region
        assert re.match(r"(im|in der|in) \S", phrase), phrase
        assert "," not in phrase
        assert not re.search(r"[Kk]reis .*[Kk]reis", phrase), phrase
        assert not re.search(r"Stadt .*\bStadt\b", phrase), phrase


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("0644", "06440 Wetteraukreis"),
        ("Wetterau", "06440 Wetteraukreis"),
        ("northeim", "03155"),
        ("06441", "06440"),
    ],
)
def test_an_unknown_key_suggests_near_ones(given: str, near: str) -> None:
    with pytest.raises(PipelineError, match="no region with the official key") as error:
        regions.lookup(given)
    assert near in str(error.value)


def test_a_county_made_after_the_territorial_status_is_refused_with_the_date() -> None:
    with pytest.raises(PipelineError, match=r"30\.06\.2024"):
        regions.lookup("06415")  # Hanau, county-free since 2026


def test_every_dissolved_county_of_the_unemployment_table_names_its_successors(
    shared: Path,
) -> None:
    path = shared / "data/genesis/classic_table_csv/13211-02-05-4_2025.csv"
    [table] = recognise.read(path)
    known = {r.ags for r in regions.counties()}
    gone = {key: name for key, name in table.names.items() if len(key) == 5 and key not in known}
    assert len(gone) > 70
    for key, name in gone.items():
        assert regions.dissolved()[key][0] == re.sub(r"\s+", " ", name)
    for _, until, now in regions.dissolved().values():
        assert "2007" <= until[:4] <= "2021"
        assert set(now) <= known


@pytest.mark.parametrize(
    ("key", "successor"),
    [
        ("03152", "03159 Landkreis Göttingen"),
        ("16056", "16063 Wartburgkreis"),
        ("05313", "05334 Städteregion Aachen"),
        (
            "13052",
            "13071 Landkreis Mecklenburgische Seenplatte or 13075 Landkreis Vorpommern-Greifswald",
        ),
    ],
)
def test_a_dissolved_county_is_said_to_be_one_with_its_last_day(key: str, successor: str) -> None:
    with pytest.raises(PipelineError) as error:
        regions.lookup(key)
    assert "was dissolved on" in str(error.value)
    assert successor in str(error.value)
