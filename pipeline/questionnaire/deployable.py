"""What must be right before LimeSurvey sees a definition: it renames, truncates and drops silently."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.errors import Fault
from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.texts import SERVER_NAMES, Texts, fill, letter, source_texts
from pipeline.questionnaire.variables import variables
from pipeline.questionnaire.xml import control_characters

MAX_TITLE = 200
MAX_COLUMNS = 1_000  # MariaDB stores a survey in one table; more columns do not activate
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")
_NAMES = re.compile(r"\{\w+\}")
_SHOWN = 10


def faults(
    questionnaire: Questionnaire,
    languages: Sequence[str],
    filled: Mapping[str, Mapping[str, str]],
) -> list[Fault]:
    """Everything that would be changed, refused or shown wrongly.

    Args:
        questionnaire: a definition that :func:`pipeline.questionnaire.load` accepted.
        languages: base language first.
        filled: language -> what the names in braces stand for.
    """
    out = _languages(questionnaire, languages)
    if out:
        return out
    for language in languages:
        out += _texts(questionnaire, language, filled[language])
    out += _random(questionnaire)
    count = sum(1 for _ in variables(questionnaire))
    if count > MAX_COLUMNS:
        out.append(Fault(f"the survey has {count} variables; LimeSurvey activates about {MAX_COLUMNS}",
                         questionnaire.where(), "", "split it"))  # fmt: skip
    return out


def _languages(questionnaire: Questionnaire, languages: Sequence[str]) -> list[Fault]:
    base, *others = languages
    where = questionnaire.where()
    out = []
    if base != questionnaire.languages[0]:
        out.append(Fault(f"the first language must be '{questionnaire.languages[0]}', not '{base}'",
                         where, "the definition is written in it"))  # fmt: skip
    for language in others:
        if language not in questionnaire.languages:
            known = ", ".join(questionnaire.languages)
            out.append(Fault(f"the language '{language}' is not declared", where, "",
                             f"declared: {known}; add it to `languages:`"))  # fmt: skip
        elif language in questionnaire.unconfirmed:
            out.append(_unconfirmed(questionnaire, language))
        elif language not in questionnaire.reviewed:
            name = f"translations/{questionnaire.name}.{language}.yaml"
            out.append(Fault(f"the translation into '{language}' is not marked as reviewed", where,
                             "what nobody compared with the German text is not sent to respondents",
                             f"have it read, then add `reviewed: {{ by: …, on: … }}` to {name}"))  # fmt: skip
    return out


def _unconfirmed(questionnaire: Questionnaire, language: str) -> Fault:
    """A review that was never recorded, or that changed texts have ended."""
    command = f"bedarf questionnaire translate {questionnaire.name} {language} --reviewed"
    changed = questionnaire.unconfirmed[language]
    if changed is None:
        return Fault(
            f"nobody has confirmed which texts were reviewed in '{language}'", questionnaire.where(),
            "later changes to the German text would go unnoticed", f"run `{command}`",
        )  # fmt: skip
    shown = ", ".join(changed[:_SHOWN]) + (" …" if len(changed) > _SHOWN else "")
    word = "1 text has" if len(changed) == 1 else f"{len(changed)} texts have"
    return Fault(
        f"{word} changed since the translation into '{language}' was reviewed: {shown}",
        questionnaire.where(), "respondents would be asked something else in that language",
        f"compare them with the German text, then run `{command}`",
    )  # fmt: skip


def _texts(questionnaire: Questionnaire, language: str, filled: Mapping[str, str]) -> list[Fault]:
    out = []
    if language != questionnaire.languages[0]:
        missing = missing_texts(questionnaire, language)
        for key in missing[:_SHOWN]:
            out.append(Fault(f"the text '{key}' has no translation into '{language}'",
                             _place(questionnaire, key), "respondents would read German there",
                             f"complete it with `bedarf questionnaire translate {questionnaire.name} "
                             f"{language}`"))  # fmt: skip
        if len(missing) > _SHOWN:
            more = len(missing) - _SHOWN
            out.append(Fault(f"{more} more texts have no translation into '{language}'",
                             questionnaire.where()))  # fmt: skip
    texts = Texts(questionnaire, language)
    for key, original in source_texts(questionnaire).items():
        lost = sorted(set(_NAMES.findall(original)) - set(_NAMES.findall(texts[key])))
        if lost:
            out.append(Fault(f"the text '{key}' ({language}) lacks {', '.join(lost)}",
                             _place(questionnaire, key), "the German text names it there",
                             "put it into the translation"))  # fmt: skip
        text = fill(texts[key], filled)
        if key.startswith("letters."):
            text = fill(letter(texts, key, filled), dict.fromkeys(SERVER_NAMES, "https://"))
        where = _place(questionnaire, key)
        left = _BRACES.search(text)
        if left:
            out.append(Fault(f"the text '{key}' ({language}) has '{left[0]}' in it", where,
                             "LimeSurvey takes braces for an expression",
                             f"known names: {', '.join(filled)}"))  # fmt: skip
        if control_characters(text):
            out.append(Fault(f"the text '{key}' ({language}) has an invisible control character",
                             where, "XML cannot carry it", "type the text again"))  # fmt: skip
    title = fill(texts["title"], filled)
    if len(title) > MAX_TITLE:
        out.append(Fault(f"the title ({language}) has {len(title)} characters", questionnaire.where(),
                         f"LimeSurvey cuts it at {MAX_TITLE}", "shorten it"))  # fmt: skip
    return out


_SHARED_FILES = {
    "letters": "_anschreiben.yaml", "privacy": "_datenschutz.yaml", "scales": "_skalen.yaml",
}  # fmt: skip


def _place(questionnaire: Questionnaire, key: str) -> str:
    """The file, and for questions the line, in which a text stands."""
    first = key.split(".", maxsplit=1)[0]
    return _SHARED_FILES.get(first) or questionnaire.where(first)


def missing_texts(questionnaire: Questionnaire, language: str) -> list[str]:
    """Keys that the translation does not answer."""
    given = questionnaire._translations.get(language, {})
    return [key for key in source_texts(questionnaire) if not given.get(key, "").strip()]


def _random(questionnaire: Questionnaire) -> list[Fault]:
    out = []
    for _, question in questionnaire.questions:
        exclusive = [option for option in question.options if option.exclusive]
        if question.random and len(exclusive) > 1:
            out.append(Fault(f"'{question.code}' is random and has {len(exclusive)} exclusive answers",
                             questionnaire.where(question.code),
                             "LimeSurvey keeps only a single exclusive answer in its place",
                             "remove `random`, or keep one exclusive answer"))  # fmt: skip
    return out
