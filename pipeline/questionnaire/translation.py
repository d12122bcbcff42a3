"""Translations: one file per language, ``questionnaires/translations/<name>.<language>.yaml``.

``reviewed`` says who read the translation beside the German text; without it the language can be
previewed but not deployed. :mod:`pipeline.questionnaire.review` remembers which texts that were.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from pipeline import yamlfile
from pipeline.errors import Fault, PipelineError, closest
from pipeline.questionnaire import review
from pipeline.questionnaire.faults import explain_all
from pipeline.questionnaire.model import Model, Questionnaire
from pipeline.questionnaire.phrases import KEYS, LANGUAGES, german
from pipeline.questionnaire.texts import source_texts

FOLDER = "translations"
SHARED = "_gemeinsam"
_SHARED_KEYS = ("scales.", "privacy.", "letters.")
PHRASES = "phrases."  # fixed phrases of the printed form


class Review(Model):
    """Who compared the translation with the German text, and when."""

    by: Annotated[str, Field(pattern=r"\S")]
    on: date


class Translation(Model):
    """A translation file.

    ``texts`` answers the keys of :func:`pipeline.questionnaire.texts.source_texts`; ``common`` translates
    short texts that occur often by their German wording (``keine Angabe``).
    """

    language: str
    reviewed: Review | None = None
    common: dict[str, str] = Field(default_factory=dict)
    texts: dict[str, str]


def load_translations(path: Path, questionnaire: Questionnaire) -> dict[str, Translation]:
    """Every further language of a definition that has a file.

    Raises:
        PipelineError: broken files and keys that the definition does not know.
    """
    out: dict[str, Translation] = {}
    faults: list[Fault] = []
    known = source_texts(questionnaire)
    for language in questionnaire.languages[1:]:
        found = []
        for stem in (SHARED, path.stem):
            file = path.parent / FOLDER / f"{stem}.{language}.yaml"
            if not file.is_file():
                continue
            try:
                found.append(_checked(file, known, faults))
            except PipelineError as error:
                faults += error.faults
        if found:
            out[language] = _joined(found, known, questionnaire)
    if faults:
        raise PipelineError.of(faults)
    return out


def _checked(file: Path, known: Mapping[str, str], faults: list[Fault]) -> Translation:
    translation = read(file)
    source = yamlfile.load(file)
    shared = file.name.startswith(SHARED)
    meant = file.name.split(".")[-2]
    if translation.language != meant:
        faults.append(Fault(f"the file is the translation into '{meant}', but says `language: "
                            f"{translation.language}`", source.where(("language",)), "",
                            f"write `language: {meant}`, or rename the file"))  # fmt: skip
    for key in translation.texts:
        if len(faults) >= yamlfile.MAX_FAULTS:
            break
        if key in known or key.removeprefix(PHRASES) in KEYS:
            continue
        if not (shared and key.startswith(_SHARED_KEYS)):
            faults.append(Fault(f"the text '{key}' is not known", source.where(("texts", key)), "",
                                closest(key, known)))  # fmt: skip
    return translation


def _joined(
    found: list[Translation], known: Mapping[str, str], questionnaire: Questionnaire
) -> Translation:
    """Shared texts first, the questionnaire's own over them; reviewed only if every part is."""
    common: dict[str, str] = {}
    texts: dict[str, str] = {}
    for part in found:
        common |= part.common
        texts |= {
            key: text
            for key, text in part.texts.items()
            if text.strip() and (key in known or key.startswith(PHRASES))
        }
    for key, original in known.items():
        if key not in texts and original in common:
            texts[key] = common[original]
    region = questionnaire.region
    if region is not None:
        texts = {key: text.replace("{region}", region.region) for key, text in texts.items()}
    reviewed = found[-1].reviewed if all(part.reviewed for part in found) else None
    return Translation(language=found[-1].language, reviewed=reviewed, texts=texts)


def read(path: Path) -> Translation:
    """Read one translation file.

    Raises:
        PipelineError: with every fault of its shape.
    """
    file = yamlfile.load(path)
    try:
        return Translation.model_validate(file.data)
    except ValidationError as error:
        raise PipelineError.of(explain_all(error, file, (), Translation)) from None


_HEAD = """# Translation of {name} into {language}; the German text stands above each key.
# When somebody has compared every text with the German one, write: reviewed: {{ by: Name, on: 2026-01-31 }}
# and run `bedarf questionnaire translate {stem} {language} --reviewed`. Without that the language can be
# previewed and printed as a draft, but not deployed.
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
    lines = [
        _HEAD.format(name=path.name, stem=path.stem, language=language),
        f"language: {language}",
    ]
    lines.append(
        f"reviewed: {{ by: {json.dumps(review.by, ensure_ascii=False)}, on: {review.on} }}"
        if review
        else "reviewed: null"
    )
    lines.append("texts:")
    elsewhere = questionnaire._translations.get(language, {})
    missing = 0
    wanted = source_texts(questionnaire)
    if language not in LANGUAGES:
        wanted |= {PHRASES + key: german(key) for key in KEYS}
    for key, original in wanted.items():
        text = given.texts.get(key, "")
        if not text and key in elsewhere:
            continue  # said once for all questionnaires
        missing += not text
        lines.append(f"  # {' '.join(original.split())}")
        lines.append(f"  {key}: {json.dumps(text, ensure_ascii=False)}")
    write_text(target, "\n".join(lines) + "\n")
    return target, missing


def confirm(path: Path, questionnaire: Questionnaire, language: str) -> int:
    """Record that the translation as it stands was compared with the German text.

    Args:
        path: the definition.
        questionnaire: the loaded definition.
        language: of the translation.

    Returns:
        How many texts were recorded.

    Raises:
        PipelineError: nobody is named as reviewer, or texts are missing.
    """
    found = load_translations(path, questionnaire).get(language)
    where = f"translations/{path.stem}.{language}.yaml"
    if found is None or found.reviewed is None:
        raise PipelineError(
            f"the translation into '{language}' does not say who reviewed it", where,
            f"that stands in this file and in {SHARED}.{language}.yaml",
            "write reviewed: { by: Name, on: 2026-01-31 } into both, then run this again",
        )  # fmt: skip
    german = source_texts(questionnaire)
    missing = [key for key in german if not found.texts.get(key, "").strip()]
    if missing:
        raise PipelineError(
            f"{len(missing)} texts have no translation into '{language}' yet, the first is '{missing[0]}'",
            where, "", "complete it, have it read, then run this again",
        )  # fmt: skip
    return review.record(path.parent / FOLDER, path.stem, language, german, found.texts)
