"""Channels, links, QR codes, and how the field is going."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.limesurvey import drift, fieldconcept, foreign, links, status, structure
from pipeline.limesurvey.pull import Target, pull
from pipeline.limesurvey.server import Server
from pipeline.params import Target as Figure
from pipeline.workspace import Workspace
from tests.limesurvey.calls import Survey
from tests.limesurvey.conftest import LSS, SID, fill
from tests.limesurvey.double import Double

HEAD = "kanal;bezeichnung;art;partner;fragebogen;von;bis;ausgegeben\n"


def concept(ws: Workspace, text: str) -> list[fieldconcept.Channel]:
    ws.input.mkdir(parents=True, exist_ok=True)
    (ws.input / "feld.csv").write_text(text, encoding="utf-8")
    return fieldconcept.load(ws, ["alleinerziehende", "arbeitgeber"])


def test_a_field_concept_is_read_with_either_way_to_write_dates(ws: Workspace) -> None:
    found = concept(
        ws,
        "# Bemerkung\n"
        + HEAD
        + "kita;Kitas;link;Verbund;alleinerziehende;01.09.2026;2026-10-15;40\n"
        "jc;Anlaufstelle;bogen;Jobcenter X;alleinerziehende;2026-09-03;;\n",
    )
    assert [c.code for c in found] == ["kita", "jc"]
    assert [c.is_jobcentre for c in found] == [False, True]
    assert found[0].issued == 40
    assert fieldconcept.period(found) == fieldconcept.Period(date(2026, 9, 1), None)


def test_every_fault_of_a_field_concept_is_named_with_its_line(ws: Workspace) -> None:
    text = (
        HEAD
        + "Kita!;x;plakat;;nix;gestern;2026-01-01;viele\nkita;x;link;;arbeitgeber;2026-02-01;2026-01-01;\n"
    )
    with pytest.raises(PipelineError) as caught:
        concept(ws, text)
    said = str(caught.value)
    for part in (
        "Kita!",
        "plakat",
        "nix",
        "gestern",
        "viele",
        "line 2",
        "line 3",
        "'bis' is before",
    ):
        assert part in said


def test_no_field_concept_is_no_fault(ws: Workspace) -> None:
    assert fieldconcept.load(ws, ["alleinerziehende"]) == []


@pytest.mark.parametrize(
    ("rpc", "link"),
    [
        ("https://u.example/index.php/admin/remotecontrol",
         "https://u.example/index.php/4711?newtest=Y&lang=de&kanal=kita"),
        ("https://u.example/umfragen/admin/remotecontrol/",
         "https://u.example/umfragen/4711?newtest=Y&lang=de&kanal=kita"),
        ("https://u.example/index.php?r=admin/remotecontrol",
         "https://u.example/index.php?r=survey%2Findex&sid=4711&newtest=Y&lang=de&kanal=kita"),
    ],
)  # fmt: skip
def test_links_lead_to_the_survey_and_name_the_channel(rpc: str, link: str) -> None:
    assert fieldconcept.survey_link(rpc, 4711, "de", "kita") == link


NOTES = {
    "de": links.Note("freiwillig", "Niemand dort"),
    "en": links.Note("voluntary", "Nobody there"),
}
TWO = "kita;Kitas;link;;alleinerziehende;;;\njobcenter;JC;bogen;;alleinerziehende;;;\n"


def write(ws: Workspace, folder: Path, rows: str, *languages: str) -> list[dict[str, str]]:
    url = "https://u.example/index.php/admin/remotecontrol"
    links.write(folder, links.of(url, 4711, concept(ws, HEAD + rows), languages), NOTES)
    table = folder / "links.csv"
    if not table.is_file():
        return []
    text = table.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_every_open_channel_gets_a_link_and_a_qr_code(ws: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "feld"
    rows = write(ws, folder, TWO, "de")
    names = sorted(p.name for p in folder.iterdir())
    assert names == ["jobcenter.png", "jobcenter.svg", "kita.png", "kita.svg", "links.csv"]
    assert [(r["kanal"], r["hinweis"]) for r in rows] == [
        ("kita", "freiwillig"), ("jobcenter", "Niemand dort"),
    ]  # fmt: skip
    first = (folder / "kita.png").read_bytes()
    write(ws, folder, TWO, "de")
    assert (folder / "kita.png").read_bytes() == first


def test_every_language_has_a_link_and_a_sentence_of_its_own(ws: Workspace, tmp_path: Path) -> None:
    rows = write(ws, tmp_path, TWO, "de", "en")
    assert [(r["sprache"], r["bild"], r["hinweis"]) for r in rows if r["kanal"] == "jobcenter"] == [
        ("de", "jobcenter.svg", "Niemand dort"), ("en", "jobcenter_en.svg", "Nobody there"),
    ]  # fmt: skip
    assert all(f"lang={r['sprache']}&kanal={r['kanal']}" in r["link"] for r in rows)
    codes = [(tmp_path / r["bild"]).read_bytes() for r in rows]
    assert len(set(codes)) == len(rows) == 4


def test_codes_of_channels_that_are_no_more_are_removed_and_a_closed_list_gets_no_table(
    ws: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "feld"
    write(ws, folder, TWO, "de", "en")
    (folder / "Plakat.pdf").write_bytes(b"somebody's own")
    write(ws, folder, "kita;Kitas;link;;alleinerziehende;;;\n", "de")
    assert {p.name for p in folder.iterdir()} == {"kita.png", "kita.svg", "links.csv", "Plakat.pdf"}
    assert write(ws, folder, "liste;L;liste;;alleinerziehende;;;\n", "de") == []
    assert [p.name for p in folder.iterdir()] == ["Plakat.pdf"]


def test_status_counts_by_channel_day_page_and_language(
    server: Server, double: Double, survey: Survey
) -> None:
    put = double.calls.put_row
    for n, kanal in enumerate(["a", "a", "b"]):
        put(survey, {"word": kanal, "submitdate": f"2026-09-0{n + 1} 10:10:00", "lastpage": 1,
                     "startdate": f"2026-09-0{n + 1} 10:00:00", "startlanguage": "de"})  # fmt: skip
    put(survey, {"word": None, "lastpage": 0, "startlanguage": "de"})
    found = status.read(server, SID, ["word"])
    assert (found.counts.complete, found.counts.incomplete) == (3, 1)
    assert found.days == {"2026-09-01": 1, "2026-09-02": 1, "2026-09-03": 1}
    assert found.median_s == 600
    assert found.dropped == {0: 1}
    assert found.composition == {"word": {"a": 2, "b": 1}}
    assert found.invited is None
    assert found.state == "live"


def test_status_asks_only_for_the_columns_it_needs(
    server: Server, double: Double, survey: Survey
) -> None:
    fill(double, survey, 3)
    asked: list[object] = []
    real = double.calls.export_responses

    def spying(sid: int, *args: object) -> str:
        asked.append(args[7])
        return real(sid, *args)  # type: ignore[arg-type]

    double.calls.export_responses = spying  # type: ignore[method-assign, assignment]
    status.read(server, SID, [])
    assert asked == [["id", "submitdate", "lastpage", "startlanguage", "startdate"]]


def test_a_response_rate_exists_for_closed_lists_only(
    server: Server, double: Double, survey: Survey
) -> None:
    survey.participants = [
        {"tid": "1", "token": "x", "sent": "N", "completed": "2026-09-01"},
        {"tid": "2", "token": "y", "sent": "N", "completed": "N"},
    ]
    fill(double, survey, 1)
    found = status.read(server, SID, [])
    assert (found.invited, found.responded) == (2, 1)


def test_expected_shares_are_the_official_ones_or_none() -> None:
    targets = {
        "w": Figure(indicator="f"),
        "m": [Figure(indicator="m"), Figure(indicator="x", region="1")],
    }
    figures = {("f", "06440"): 80.0, ("m", "06440"): 15.0, ("x", "1"): 5.0}
    assert status.expected_shares(targets, figures, "06440") == {"w": 0.8, "m": 0.2}
    assert status.expected_shares(targets, {("f", "06440"): 80.0}, "06440") == {}
    joined = {"w": targets["w"], "m+d": targets["m"]}
    assert status.expected_shares(joined, figures, "06440") == {"w": 0.8, "m+d": 0.2}


def test_a_question_renamed_by_hand_is_mapped_and_an_added_one_reported(
    ws: Workspace, server: Server, target: Target, double: Double, survey: Survey
) -> None:
    wanted = structure.from_lss(LSS)
    with_structure = Target(target.name, SID, target.folder, "abc", wanted)
    fill(double, survey, 2)
    assert pull(ws, server, with_structure).drift == drift.Drift()
    survey.questions[0].title = "wort"
    survey.rows = [{("wort" if k == "word" else k): v for k, v in r.items()} for r in survey.rows]
    outcome = pull(ws, server, with_structure)
    assert outcome.drift.renamed == {"wort": "word"}
    assert outcome.pull is not None
    assert outcome.reshaped
    assert outcome.changed == []


def test_a_shorter_version_is_said_in_one_line_and_another_survey_is_known_as_such() -> None:
    wanted = structure.from_lss(LSS)
    items = dict(wanted.items)
    del items["long"]
    shorter = replace(wanted, items=items)
    found = drift.between(wanted, shorter, shorter=True)
    assert (found.lines, found.another) == (["1 of 2 questions are not in this survey"], False)
    assert "long is not on the server any more" in drift.between(wanted, shorter).lines[0]
    other = replace(wanted, items={"kanal": replace(items["word"], code="kanal", type="N")})
    assert drift.between(wanted, other, shorter=True).another


def test_only_twins_without_rivals_count_as_renamed() -> None:
    wanted = structure.from_lss(LSS)
    text = LSS.replace("<title>word</title>", "<title>wort</title>")
    found = drift.between(wanted, structure.from_lss(text))
    assert found.renamed == {"wort": "word"}
    other = LSS.replace("<title>word</title>", "<title>wort</title>").replace(
        "<type>S</type>", "<type>N</type>"
    )
    changed = drift.between(wanted, structure.from_lss(other))
    assert changed.renamed == {}
    assert any("not on the server any more" in line for line in changed.lines)
    assert any("was added" in line for line in changed.lines)


@pytest.mark.parametrize("version", ["5.6.8", "6.14.0"])
@pytest.mark.parametrize("name", ["own_full", "mini"])
def test_a_foreign_codebook_names_every_column_of_a_real_export(
    shared: Path, version: str, name: str
) -> None:
    import json

    folder = shared / "data" / "limesurvey" / f"server-{version}"
    export = folder / (
        "export_json_short.json" if name == "own_full" else "mini/export_json_short.decoded.json"
    )
    row = json.loads(export.read_text(encoding="utf-8"))["responses"][0]
    system = {"id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp",
              "ipaddr", "refurl"}  # fmt: skip
    found = foreign.read(shared / "data" / "limesurvey" / f"{name}.lss")
    system |= {item.code for item in found.items.values() if item.type == "X"}
    assert [v.heading for _, v in foreign.variables(found)] == [h for h in row if h not in system]


@pytest.mark.parametrize("version", ["5.6.8", "6.14.0"])
def test_a_foreign_codebook_gives_the_labels_that_limepy_reads_from_structure_and_data(
    shared: Path, version: str
) -> None:
    """Independent reader: limepy 0.1.15, ``wrangle.Survey(data, lss)``."""
    import json

    import pandas as pd
    from limepy.wrangle import Survey as Reader

    folder = shared / "data" / "limesurvey"
    lss = (folder / "own_full.lss").read_text(encoding="utf-8")
    rows = json.loads((folder / f"server-{version}" / "export_json_short.json").read_bytes())
    data = pd.DataFrame(rows["responses"])
    found = foreign.read(folder / "own_full.lss")
    theirs = Reader(data, lss, language=found.languages[0]).readable_df
    checked = 0
    for item, variable in foreign.variables(found):
        if item.type not in "L!OFHR" or variable.kind == "text":
            continue
        position = list(data.columns).index(variable.heading)
        for code, label in variable.categories.items():
            chosen = data[variable.heading] == code
            if chosen.any() and code != "-oth-":
                read = {structure.plain(text) for text in theirs[chosen].iloc[:, position]}
                assert read == {label}, (variable.heading, code)
                checked += 1
    assert checked > 20


def test_a_foreign_structure_is_kept_once_with_its_codebook(tmp_path: Path) -> None:
    lss = tmp_path / "x.lss"
    lss.write_text(LSS, encoding="utf-8")
    kept = foreign.keep(tmp_path / "out", lss, "fremd")
    assert foreign.keep(tmp_path / "out", lss, "fremd") == kept
    assert (kept / "survey.lss").read_bytes() == lss.read_bytes()
    assert "fremd;word;word;?;?;text" in (kept / "codebook.csv").read_text(encoding="utf-8")
    lss.write_text("<html></html>", encoding="utf-8")
    with pytest.raises(PipelineError, match="not the structure"):
        foreign.keep(tmp_path / "out", lss, "fremd")


@pytest.mark.parametrize(
    ("rpc", "public", "link"),
    [
        ("http://127.0.0.1:8080/index.php/admin/remotecontrol", "https://u.example.de/",
         "https://u.example.de/index.php/7?newtest=Y&lang=de"),
        ("http://127.0.0.1/admin/remotecontrol", "https://u.example.de/umfragen",
         "https://u.example.de/umfragen/7?newtest=Y&lang=de"),
        ("http://lime/index.php?r=admin/remotecontrol", "https://u.example.de/index.php",
         "https://u.example.de/index.php?r=survey%2Findex&sid=7&newtest=Y&lang=de"),
        ("https://u.example.de/index.php/admin/remotecontrol", "",
         "https://u.example.de/index.php/7?newtest=Y&lang=de"),
    ],
)  # fmt: skip
def test_posters_bear_the_public_address(rpc: str, public: str, link: str) -> None:
    address = fieldconcept.public_address(rpc, public)
    assert fieldconcept.survey_link(address, 7, "de") == link


@pytest.mark.parametrize("public", ["u.example.de", "http://u.example.de"])
def test_respondents_are_not_sent_where_nothing_is_encrypted(public: str) -> None:
    with pytest.raises(PipelineError, match="LIMESURVEY_PUBLIC_URL"):
        fieldconcept.public_address("http://127.0.0.1/index.php/admin/remotecontrol", public)
