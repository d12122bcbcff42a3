"""Which texts a translation's reviewer compared: a review ends when the German or the foreign text changes.

``translations/geprueft.lock.yaml`` (in git, written by ``bedarf questionnaire translate … --reviewed``)
holds a hash of every German text with its translation, per questionnaire and language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pipeline import yamlfile
from pipeline.errors import PipelineError

FILE = "geprueft.lock.yaml"
HEAD = (
    "# Written by `bedarf questionnaire translate … --reviewed`: which texts were compared with the German\n"
    "# ones. Keep it in git; it is not edited by hand.\n"
)


def changed(
    folder: Path, name: str, language: str, german: Mapping[str, str], foreign: Mapping[str, str]
) -> list[str] | None:
    """Keys of texts that are not what was compared; None where no comparison was ever recorded.

    Args:
        folder: ``questionnaires/translations``.
        name: the questionnaire.
        language: of the translation.
        german: key -> text of the definition.
        foreign: key -> translated text.

    Raises:
        PipelineError: the file is not what the command writes.
    """
    seen = _load(folder).get(f"{name}.{language}")
    if seen is None:
        return None
    now = _digests(german, foreign)
    return [key for key in now if now[key] != seen.get(key)]


def record(
    folder: Path, name: str, language: str, german: Mapping[str, str], foreign: Mapping[str, str]
) -> int:
    """Remember the texts as they stand; returns how many."""
    import yaml

    from pipeline.workspace import write_text

    known = _load(folder)
    known[f"{name}.{language}"] = digests = _digests(german, foreign)
    text = yaml.safe_dump(dict(sorted(known.items())), sort_keys=False, allow_unicode=True)
    write_text(folder / FILE, HEAD + text)
    return len(digests)


def _digests(german: Mapping[str, str], foreign: Mapping[str, str]) -> dict[str, str]:
    return {key: _digest(text, foreign.get(key, "")) for key, text in german.items()}


def _digest(german: str, foreign: str) -> str:
    """Begins with a letter: YAML would read some hexadecimal numbers, such as 12e3456789, as numbers."""
    return "h" + hashlib.sha256(f"{_line(german)}\0{_line(foreign)}".encode()).hexdigest()[:10]


def _line(text: str) -> str:
    return " ".join(text.split())


def _load(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / FILE
    if not path.is_file():
        return {}
    data = yamlfile.load(path).data
    if not isinstance(data, dict) or not all(isinstance(v, dict) for v in data.values()):
        raise PipelineError(
            "this is not what the command writes", f"translations/{FILE}", "",
            "restore it from git, or delete it and confirm the translations again",
        )  # fmt: skip
    return {str(name): {str(k): str(v) for k, v in texts.items()} for name, texts in data.items()}
