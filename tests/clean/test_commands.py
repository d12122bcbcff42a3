"""``bedarf export`` and ``bedarf texts`` on a network's folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import typer
from typer.testing import CliRunner

from pipeline import params as parameters
from pipeline import stages
from pipeline.commands import export, texts
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace

app = typer.Typer()
app.command("export")(export.export)
app.command("texts")(texts.texts)


@pytest.fixture(scope="module")
def network(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo network after the stages collect and clean."""
    folder = tmp_path_factory.mktemp("netz")
    shutil.copy(root / "params.yaml", folder)
    for part in ("questionnaires", "data/input"):
        shutil.copytree(root / part, folder / part)
    ws = Workspace(folder)
    params = parameters.load(ws.params_file)
    stages.collect(ws, params)
    stages.clean(ws, params)
    return folder


def run(network: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.chdir(network)
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_export_writes_every_format_of_every_questionnaire(
    network: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    output = run(network, monkeypatch, "export", "--to", str(tmp_path / "neu"))
    assert "confidential" in output.lower()
    assert len(list((tmp_path / "neu").iterdir())) == 3 * 5
    frame, meta = pyreadstat.read_sav(str(tmp_path / "neu" / "alleinerziehende_DEMODATEN.sav"))
    assert len(frame) > 400
    assert "offen" not in frame
    assert meta.column_names_to_labels["geschlecht"] == "Geschlecht"
    assert meta.column_names_to_labels["huerden_zeit"].startswith("Hindernisse für mehr Arbeit: ")


def test_export_of_one_questionnaire_with_texts_and_weights(
    network: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    responses = pd.read_parquet(network / "data/interim/cleaned/arbeitgeber.parquet")
    weights = pd.DataFrame(
        {"questionnaire": "arbeitgeber", "respondent": responses["respondent"], "weight": 3.0}
    )
    (network / "data/interim/weighted").mkdir()
    weights.to_parquet(network / "data/interim/weighted/weights.parquet")
    try:
        arguments = (
            "export",
            "arbeitgeber",
            "--format",
            "parquet",
            "--texts",
            "--to",
            str(tmp_path),
        )
        run(network, monkeypatch, *arguments)
    finally:
        shutil.rmtree(network / "data/interim/weighted")
    assert [p.name for p in tmp_path.iterdir()] == ["arbeitgeber_DEMODATEN.parquet"]
    table = pd.read_parquet(tmp_path / "arbeitgeber_DEMODATEN.parquet")
    assert set(table["gewicht"]) == {1.0}
    assert table["offen"].str.contains(r"\[Name\]").any()


@pytest.mark.parametrize("arguments", [("export", "fremd"), ("export", "--format", "xls")])
def test_what_is_not_there_is_a_fault(
    network: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(PipelineError) as caught:
        run(network, monkeypatch, *arguments)
    assert "write one of" in caught.value.faults[0].hint


def test_export_before_the_first_run_says_what_to_do(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copy(root / "params.yaml", tmp_path)
    with pytest.raises(PipelineError, match="earlier stage"):
        run(tmp_path, monkeypatch, "export")


def test_texts_are_masked_and_codes_compared(
    network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = run(network, monkeypatch, "texts")
    assert "alleinerziehende" in output
    path = network / "data/interim/export/alleinerziehende_texte.csv"
    sheet = pd.read_csv(path, sep=";", encoding="utf-8-sig", keep_default_na=False)
    assert not sheet["text"].str.contains("Berger|Leon |23456789").any()
    assert set(sheet["zitat_erlaubt"]) == {"ja", "nein", ""}
    first, second = sheet["text_id"][:2]
    lines = [
        "text_id;kodierer;code",
        f"{first};A;ferien",
        f"{first};B;ferien",
        f"{second};A;-",
        f"{second};B;ferien",
    ]
    codes = network / "data/input/codes.csv"
    codes.write_text("\n".join(lines), encoding="utf-8")
    try:
        assert "0.00" in run(network, monkeypatch, "texts")
    finally:
        codes.unlink()
