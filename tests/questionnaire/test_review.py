"""A translation is sent to respondents only as it was compared with the German text."""

import re
from datetime import date

import pytest
import yaml

from pipeline import questionnaire
from pipeline.errors import PipelineError
from pipeline.questionnaire import deployable, review
from pipeline.questionnaire.texts import source_texts
from pipeline.questionnaire.translation import confirm

from .conftest import HEADER, question

REVIEW = "reviewed: { by: A. Muster, on: 2026-01-31 }\n"


@pytest.fixture
def path(write, tmp_path):
    """A definition with a whole English translation that says who reviewed it."""
    path = write(question("a"), header=HEADER + "languages: [de, en]\n")
    folder = tmp_path / "translations"
    folder.mkdir(exist_ok=True)
    texts = {key: f"en {text}" for key, text in source_texts(questionnaire.load(path)).items()}
    review = {"by": "A. Muster", "on": date(2026, 1, 31)}
    content = {"language": "en", "reviewed": review, "texts": texts}
    (folder / "probe.en.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def fault(path):
    names = {"de": {}, "en": {}}
    return deployable.faults(questionnaire.load(path), ["de", "en"], names)[0]


def test_a_translation_is_reviewed_only_when_its_shared_texts_are(path):
    confirm(path, questionnaire.load(path), "en")
    shared = path.parent / "translations" / "_gemeinsam.en.yaml"
    assert questionnaire.load(path).reviewed["en"] == "A. Muster"
    shared.write_text("language: en\ntexts: {}\n")
    assert "en" not in questionnaire.load(path).reviewed
    shared.write_text(f"language: en\n{REVIEW}texts: {{}}\n")
    assert questionnaire.load(path).reviewed["en"] == "A. Muster"


def test_a_review_that_nobody_recorded_is_asked_for(path):
    assert questionnaire.load(path).unconfirmed == {"en": None}
    assert "run `bedarf questionnaire translate probe en --reviewed`" in fault(path).hint
    assert confirm(path, questionnaire.load(path), "en") == len(
        source_texts(questionnaire.load(path))
    )
    assert questionnaire.load(path).unconfirmed == {}


def test_a_review_ends_when_either_text_changes_and_the_texts_are_named(path):
    confirm(path, questionnaire.load(path), "en")
    german = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^title: .*$", "title: Anders", german), encoding="utf-8")
    assert questionnaire.load(path).unconfirmed == {"en": ["title"]}
    assert "en" not in questionnaire.load(path).reviewed
    assert fault(path).what.startswith(
        "1 text has changed since the translation into 'en' was reviewed: title"
    )
    path.write_text(german, encoding="utf-8")
    assert questionnaire.load(path).reviewed["en"] == "A. Muster"
    own = path.parent / "translations" / "probe.en.yaml"
    text = own.read_text(encoding="utf-8")
    own.write_text(re.sub(r"(?m)^  title: .*$", "  title: Otherwise", text), encoding="utf-8")
    assert questionnaire.load(path).unconfirmed == {"en": ["title"]}
    confirm(path, questionnaire.load(path), "en")
    assert questionnaire.load(path).reviewed["en"] == "A. Muster"


@pytest.mark.parametrize(
    ("text", "words"),
    [("language: en\ntexts: {}\n", "does not say who reviewed"),
     (f"language: en\n{REVIEW}texts: {{}}\n", "have no translation")],
)  # fmt: skip
def test_nothing_is_confirmed_that_nobody_reviewed_or_that_is_not_whole(path, text, words):
    (path.parent / "translations" / "probe.en.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PipelineError, match=words):
        confirm(path, questionnaire.load(path), "en")


def test_a_record_that_somebody_edited_is_said_to_be_broken(path):
    (path.parent / "translations" / "geprueft.lock.yaml").write_text("- nichts\n")
    with pytest.raises(PipelineError, match="not what the command writes"):
        questionnaire.load(path)


def test_what_is_recorded_is_read_back_whatever_the_hashes_look_like(tmp_path):
    german = {f"k{n}": f"Text {n}" for n in range(3000)}  # some hashes look like numbers
    foreign = {key: f"en {text}" for key, text in german.items()}
    assert review.record(tmp_path, "probe", "en", german, foreign) == 3000
    assert review.changed(tmp_path, "probe", "en", german, foreign) == []
    assert review.changed(tmp_path, "probe", "en", german | {"k7": "anders"}, foreign) == ["k7"]
    assert review.changed(tmp_path, "probe", "tr", german, foreign) is None
