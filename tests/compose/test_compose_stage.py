"""The stage as a whole: from a public folder to includes, facts, charts."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from pipeline.compose import compose
from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.workspace import Workspace, read_table, write_table

Composed = tuple[Workspace, Params]
SECTIONS = (
    "ueberblick",
    "vorgehen",
    "region",
    "teilnahme",
    "felder",
    "arbeitgeber",
    "einrichtungen",
    "handlungsfelder",
    "methode",
    "anhang",
    "impressum",
)


def texts(ws: Workspace) -> dict[str, str]:
    return {
        p.relative_to(ws.generated).as_posix(): p.read_text("utf-8")
        for p in ws.generated.rglob("*.md")
    }


def test_every_include_of_both_documents_is_written(composed: Composed) -> None:
    ws, _ = composed
    for document in ("bedarfsanalyse", "broschuere"):
        text = (ws.reports / f"{document}.qmd").read_text("utf-8")
        for file in re.findall(r"{{< include (\S+) >}}", text):
            written = (ws.reports / file).read_text("utf-8").strip()
            # without a decision there is no Zielsystem, and no chapter of that name
            assert bool(written) == (file != "_gen/analyse/ziele.md"), file
    assert {f"analyse/{name}.md" for name in SECTIONS} <= texts(ws).keys()


def test_both_documents_pass_the_check_before_either_engine(composed: Composed) -> None:
    from pipeline.render import check, sources

    ws, _ = composed
    facts = yaml.safe_load((ws.reports / "_variables.yml").read_text("utf-8"))
    for document in ("bedarfsanalyse", "broschuere"):
        source = sources.read(ws.reports, document)
        check.check(source, facts, source.front)


def test_nothing_reads_like_a_computer(composed: Composed) -> None:
    ws, _ = composed
    for name, text in texts(ws).items():
        assert not re.search(r"\bnan\b|\bNone\b|\d\.\d+ ?%|\binf\b", text, re.IGNORECASE), name
        assert "  " not in re.sub(r"^\|.*$|^[-:| ]+$", "", text, flags=re.M).replace("\n", ""), name


def test_a_second_run_writes_the_same_bytes(
    composed: Composed, example: ModuleType, root: Path, tmp_path: Path
) -> None:
    ws, _ = composed
    again, params = example.workspace(tmp_path, root)
    compose(again, params)
    first = {
        p.relative_to(ws.reports): p.read_bytes() for p in ws.generated.rglob("*") if p.is_file()
    }
    second = {
        p.relative_to(again.reports): p.read_bytes()
        for p in again.generated.rglob("*")
        if p.is_file()
    }
    assert first == second
    assert (ws.reports / "_variables.yml").read_bytes() == (
        again.reports / "_variables.yml"
    ).read_bytes()


def test_every_chart_has_a_print_a_bitmap_a_phone_and_a_plotly_version(composed: Composed) -> None:
    ws, _ = composed
    folder = ws.generated / "charts"
    shown = set(re.findall(r"_gen/charts/([\w-]+)\.svg", "".join(texts(ws).values())))
    assert len(shown) >= 15
    for chart in shown:
        for suffix in (".svg", ".png", "-schmal.svg", ".json"):
            assert (folder / f"{chart}{suffix}").stat().st_size > 500, chart
        meta = json.loads((folder / f"{chart}.json").read_text("utf-8"))["meta"]
        assert len(meta["alt"]) > 40
        assert meta["source"].startswith("Quelle: ")


def test_charts_from_simulated_answers_say_so_and_official_ones_do_not(composed: Composed) -> None:
    ws, _ = composed
    for path in (ws.generated / "charts").glob("*.json"):
        figure = json.loads(path.read_text("utf-8"))
        official = path.stem.startswith("region-")
        assert figure["meta"]["demo"] is not official, path.stem
        assert ("DEMODATEN" in json.dumps(figure["layout"])) is not official


def test_tables_from_simulated_answers_say_so(composed: Composed) -> None:
    ws, _ = composed
    for line in "\n".join(texts(ws).values()).split("\n"):
        if line.startswith(": ") and "amtlichen" not in line:
            assert "DEMODATEN" in line, line


def test_withheld_groups_have_no_figure_anywhere(composed: Composed) -> None:
    ws, _ = composed
    facts = json.loads((ws.generated / "facts.json").read_text("utf-8"))["facts"]
    small = [f for f in facts if f["key"].endswith(".drei_kinder")]
    assert small
    for fact in small:
        assert fact["status"] == "withheld"
        assert fact["text"] == ""
        assert not {"value", "ci_low", "ci_high", "n"} & fact.keys()


def test_figures_of_few_people_stand_in_brackets(composed: Composed) -> None:
    ws, _ = composed
    facts = json.loads((ws.generated / "facts.json").read_text("utf-8"))["facts"]
    rounded = [f for f in facts if f["status"] == "rounded"]
    assert rounded
    for fact in rounded:
        assert re.fullmatch(r"\[\d+\u202f%\]", fact["text"])
        assert "ci_low" not in fact


def test_facts_are_keys_that_running_text_can_cite(composed: Composed) -> None:
    ws, _ = composed
    tree = yaml.safe_load((ws.reports / "_variables.yml").read_text("utf-8"))
    assert tree["netz"]["region_in"] == "im Wetteraukreis"
    assert tree["befragung"]["alleinerziehende"]["n"] == "200"

    def keys(node: dict[str, object]) -> None:
        for key, value in node.items():
            assert re.fullmatch(r"[a-z0-9_]+", str(key)), key
            if isinstance(value, dict):
                keys(value)
            else:
                assert isinstance(value, str), key

    keys(tree)


def test_only_released_quotes_and_offers_are_shown(composed: Composed) -> None:
    text = "".join(texts(composed[0]).values())
    assert "Diese eine Stunde entscheidet" in text
    assert "Nicht freigegebener Satz" not in text
    assert "Sprechstunde 2" in text
    assert "Sprechstunde 3" not in text


@pytest.mark.parametrize(
    "gone",
    [
        "tests", "covariance", "quotes", "offers", "coverage", "margins", "indicators", "quality", "ranking",
        "fields", "participation", "needs", "estimates",
    ],
)  # fmt: skip
def test_what_is_not_there_drops_out_without_a_trace(
    gone: str, example: ModuleType, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.compose import build

    ws, params = example.workspace(tmp_path, root)
    (ws.public / f"{gone}.parquet").unlink()
    monkeypatch.setattr(build, "_draw", lambda *_: None)
    compose(ws, params)
    for name, text in texts(ws).items():
        assert not re.search(r"\bnan\b|\bNone\b", text), name
        for chart in re.findall(r"_gen/charts/([\w-]+)\.svg", text):
            assert chart


def test_a_survey_in_which_everything_is_withheld_still_makes_documents(
    example: ModuleType, root: Path, tmp_path: Path
) -> None:
    ws, params = example.workspace(tmp_path, root)
    for name, columns in (
        ("estimates", ["estimate", "ci_low", "ci_high", "n", "n_category"]),
        (
            "needs",
            [
                "importance",
                "satisfaction",
                "in_need",
                "in_need_low",
                "in_need_high",
                "n",
                "people_low",
            ],
        ),
    ):
        table = read_table(ws.public / f"{name}.parquet")
        table[columns] = None
        table["status"] = "withheld"
        write_table(ws.public / f"{name}.parquet", table)
    compose(ws, params)
    charts = {p.stem for p in (ws.generated / "charts").glob("*.json")}
    assert not any(c.startswith(("feld-", "gruppen-", "bekanntheit")) for c in charts)
    assert "zu wenige Alleinerziehende" in texts(ws)["analyse/felder.md"]


def test_only_the_public_folder_and_the_brand_are_read(
    example: ModuleType, root: Path, tmp_path: Path
) -> None:
    ws, params = example.workspace(tmp_path, root)
    for name in ("questionnaires", "reports/texte", "reports/design"):
        shutil.rmtree(ws.root / name)
    compose(ws, params)
    assert texts(ws)


def test_without_the_stage_before_the_error_says_what_to_do(
    example: ModuleType, root: Path, tmp_path: Path
) -> None:
    ws, params = example.workspace(tmp_path, root)
    shutil.rmtree(ws.public)
    with pytest.raises(PipelineError) as error:
        compose(ws, params)
    assert "bedarf run" in str(error.value)


def test_every_table_is_exported_with_its_caption_and_source(composed: Composed) -> None:
    ws, _ = composed
    shown = set(re.findall(r"\{#tbl-([\w-]+)\}", "".join(texts(ws).values())))
    files = {
        p.stem: p.read_bytes().decode("utf-8-sig") for p in (ws.generated / "tables").glob("*.csv")
    }
    assert shown == files.keys()
    for name, text in files.items():
        lines = text.strip().split("\r\n")
        assert re.match(r'"?Quelle', lines[-1]), name
        assert ("DEMODATEN" in lines[0]) is not (name == "kennzahlen")
