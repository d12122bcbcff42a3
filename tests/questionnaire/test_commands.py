"""``bedarf questionnaire …``: files appear, faults become messages with exit code 1."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.questionnaire import app
from pipeline.errors import PipelineError


@pytest.fixture
def network(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(root / "questionnaires", tmp_path / "questionnaires")
    shutil.copy(root / "params.yaml", tmp_path)
    (tmp_path / "reports").mkdir()
    shutil.copy(root / "reports" / "_brand.yml", tmp_path / "reports")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str):
    result = CliRunner().invoke(app, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize(("words", "file", "start"), [
    (["lss", "alleinerziehende"], "alleinerziehende.lss", b"<?xml"),
    (["lss", "alleinerziehende", "--variant", "event"], "alleinerziehende-event.lss", b"<?xml"),
    (["codebook", "arbeitgeber"], "arbeitgeber-codebuch.html", b"<!doctype"),
    (["codebook", "arbeitgeber", "-o", "a.csv"], "a.csv", "\ufeffquestionnaire;".encode()),
    (["codebook", "arbeitgeber", "-o", "a.sps"], "a.sps", b"* arbeitgeber"),
    (["paper", "einrichtungen", "--channel", "kita"], "einrichtungen-bogen-kita.pdf", b"%PDF"),
    (["paper", "alleinerziehende", "-l", "en"], "alleinerziehende-bogen-en.pdf", b"%PDF"),
    (["entry", "einrichtungen"], "einrichtungen-eingabe.xlsx", b"PK"),
    (["preview", "einrichtungen"], "einrichtungen-vorschau.html", b"<!doctype"),
    (["guide", "leitfaden_gruppe"], "leitfaden_gruppe.pdf", b"%PDF"),
])  # fmt: skip
def test_each_command_writes_its_file(network, words, file, start):
    result = run(*words)
    assert result.exit_code == 0
    assert file in result.output
    assert (network / file).read_bytes().startswith(start)


def test_check_passes_for_the_shipped_instruments(network):
    result = run("check", "--strict")
    assert result.exit_code == 0
    assert result.output.count("0 errors, 0 warnings") == 3


def test_check_fails_on_errors_and_names_the_place(network):
    path = network / "questionnaires" / "arbeitgeber.yaml"
    path.write_text(path.read_text("utf-8").replace("max_items: 60", "max_items: 3"), "utf-8")
    result = run("check", "arbeitgeber")
    assert result.exit_code == 1
    assert "error (length) arbeitgeber.yaml, line 3" in result.output


def test_a_wrong_name_gets_a_suggestion(network):
    with pytest.raises(PipelineError) as caught:
        run("paper", "arbeitgber")
    assert caught.value.faults[0].hint == "did you mean 'arbeitgeber'?"


def test_a_language_that_nobody_reviewed_is_not_compiled(network):
    with pytest.raises(PipelineError, match="not marked as reviewed"):
        run("lss", "alleinerziehende", "-l", "en")
    assert not (network / "alleinerziehende.lss").exists()


def test_a_language_without_any_text_can_be_prepared(network):
    assert "texts to translate" in run("translate", "alleinerziehende", "tr").output
    assert (network / "questionnaires" / "translations" / "alleinerziehende.tr.yaml").is_file()
    assert run("paper", "alleinerziehende", "-l", "tr").exit_code == 0


def test_the_change_log_compares_two_files(network):
    old = network / "questionnaires" / "arbeitgeber.yaml"
    new = network / "questionnaires" / "neu.yaml"
    new.write_text(old.read_text("utf-8").replace("Gleitzeit", "gleitende Arbeitszeit"), "utf-8")
    assert "„Gleitzeit“ → „gleitende Arbeitszeit“" in run("changes", str(old), str(new)).output


@pytest.mark.parametrize(("words", "message"), [
    (["paper", "arbeitgeber", "--channel", "Kita Süd/1"], "no channel code"),
    (["translate", "arbeitgeber", "Deutsch"], "no language to translate into"),
    (["translate", "arbeitgeber", "de"], "no language to translate into"),
    (["guide", "alleinerziehende"], "a questionnaire, not a guide"),
    (["check", "leitfaden_gruppe"], "a guide for talks, not a questionnaire"),
])  # fmt: skip
def test_what_does_not_fit_is_a_message_of_one_sentence(network, words, message):
    with pytest.raises(PipelineError, match=message) as caught:
        run(*words)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].hint


def test_languages_left_out_for_want_of_review_are_named(network):
    assert "left out, because nobody has reviewed the translation: en, uk, ar, tr" in (
        run("lss", "alleinerziehende").output
    )
    for name in ("arbeitgeber", "einrichtungen"):
        assert (
            "left out, because nobody has reviewed the translation: en\n" in run("lss", name).output
        )


def test_check_says_how_far_each_translation_is(network):
    lines = run("check", "alleinerziehende").output.splitlines()
    english = next(line for line in lines if line.strip().startswith("en:"))
    done, total = (int(word) for word in english.split() if word.isdigit())
    assert done == total
    assert english.endswith("not reviewed, so it cannot be deployed")
    arabic = next(line for line in lines if line.strip().startswith("ar:"))
    assert int(arabic.split()[1]) < total


def test_a_mistake_in_the_mails_is_named_where_it_stands(network):
    letters = network / "questionnaires" / "_anschreiben.yaml"
    text = letters.read_text("utf-8")
    letters.write_text(text.replace("confirm:", "confrim:"), "utf-8")
    with pytest.raises(PipelineError) as caught:
        run("check", "arbeitgeber")
    assert all(fault.where.startswith("_anschreiben.yaml") for fault in caught.value.faults)
    assert any("'confrim' is not known" in fault.what for fault in caught.value.faults)
    letters.write_text(text.replace("{contact}", "{kontakt}"), "utf-8")
    with pytest.raises(PipelineError) as caught:
        run("lss", "arbeitgeber")
    assert {fault.where for fault in caught.value.faults} == {"_anschreiben.yaml"}


def test_an_unknown_ending_of_a_codebook_is_a_message(network):
    with pytest.raises(PipelineError, match=r"\.docx"):
        run("codebook", "arbeitgeber", "-o", "a.docx")


def test_without_a_controller_nothing_is_sent_out(network):
    path = network / "params.yaml"
    text = path.read_text("utf-8")
    start, end = text.index("  data_protection:"), text.index("document:")
    path.write_text(text[:start] + "\n" + text[end:], "utf-8")
    with pytest.raises(PipelineError, match="data_protection"):
        run("paper", "arbeitgeber")
