"""Translations: one file per language, ``questionnaires/translations/<name>.<language>.yaml``.

``reviewed`` says who read the translation beside the German text; without it the language can be
previewed but not deployed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from pipeline import yamlfile
from pipeline.errors import Fault, PipelineError
from pipeline.questionnaire.faults import explain, suggestion
from pipeline.questionnaire.model import Model, Questionnaire
from pipeline.questionnaire.texts import source_texts

FOLDER = "translations"


class Review(Model):
    """Who compared the translation with the German text, and when."""

    by: str
    on: date


class Translation(Model):
    """A translation file; ``texts`` answers the keys of :func:`pipeline.questionnaire.texts.source_texts`."""

    language: str
    reviewed: Review | None = None
    texts: dict[str, str]


def load_translations(path: Path, questionnaire: Questionnaire) -> dict[str, Translation]:
    """Every further language of a definition that has a file.

    Raises:
        PipelineError: broken files and keys that the definition does not know.
    """
    out: dict[str, Translation] = {}
    faults: list[Fault] = []
    for language in questionnaire.languages[1:]:
        file = path.parent / FOLDER / f"{path.stem}.{language}.yaml"
        if not file.is_file():
            continue
        try:
            translation = read(file)
        except PipelineError as error:
            faults += error.faults
            continue
        known = source_texts(questionnaire)
        source = yamlfile.load(file)
        faults += [
            Fault(f"the text '{key}' is not known", source.where(("texts", key)), "",
                  suggestion(key, known))
            for key in translation.texts if key not in known
        ]  # fmt: skip
        out[language] = translation
    if faults:
        raise PipelineError.of(faults)
    return out


def read(path: Path) -> Translation:
    """Read one translation file.

    Raises:
        PipelineError: with every fault of its shape.
    """
    file = yamlfile.load(path)
    try:
        return Translation.model_validate(file.data)
    except ValidationError as error:
        raise PipelineError.of(
            [explain(item, file, (), Translation) for item in error.errors()]
        ) from None


_HEAD = """# Translation of {name} into {language}; the German text stands above each key.
# When somebody has compared every text with the German one, write: reviewed: {{ by: Name, on: 2026-01-31 }}
# Without that the language can be previewed and printed as a draft, but not deployed.
"""


def template(path: Path, questionnaire: Questionnaire, language: str) -> tuple[Path, int]:
    """Write a translation file with every text, or complete an existing one.

    Args:
        path: the definition.
        questionnaire: the loaded definition.
        language: two letters.

    Returns:
        The file and how many texts are still empty.
    """
    import json

    from pipeline.workspace import write_text

    target = path.parent / FOLDER / f"{path.stem}.{language}.yaml"
    given = read(target) if target.is_file() else Translation(language=language, texts={})
    review = given.reviewed
    lines = [_HEAD.format(name=path.name, language=language), f"language: {language}"]
    lines.append(
        f"reviewed: {{ by: {json.dumps(review.by, ensure_ascii=False)}, on: {review.on} }}"
        if review
        else "reviewed: null"
    )
    lines.append("texts:")
    missing = 0
    for key, german in source_texts(questionnaire).items():
        text = given.texts.get(key, "")
        missing += not text
        lines.append(f"  # {' '.join(german.split())}")
        lines.append(f"  {key}: {json.dumps(text, ensure_ascii=False)}")
    write_text(target, "\n".join(lines) + "\n")
    return target, missing
