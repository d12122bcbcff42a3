"""What may stand at the top of a document: the settings that both engines know in the same way.

Quarto knows some hundred more, and takes what it does not know for nothing. Here an unknown setting is a
fault, unless the text cites it ({{< meta key >}}).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.errors import Fault, closest
from pipeline.render.sources import Source

_PAPER = ("a4", "a5", "presentation-16-9")
_FORMS = ("blatt", "folie")
_LANGUAGES = ("de", "en")
_FORMATS = {"html": "html", "typst": "PDF", "docx": "Word"}
# What Quarto would do with them, and ours would not
_NEVER = {
    "region": "Quarto's PDF would not be made: Typst has a setting of that name",
    "engine": "documents hold no code",
    "jupyter": "documents hold no code",
    "execute": "documents hold no code",
    "bibliography": "references to literature stand in the text or in a footnote",
    "author": "it would not be shown; the network's name stands under netzwerk",
    "date": "it would not be shown; the date stands under stand",
}


def _text(value: Any) -> str:
    return "" if isinstance(value, str | int | float) and value != "" else "a text"


def _switch(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _demo(value: Any) -> str:
    return "" if isinstance(value, bool) or "{{<" in str(value) else "true or false"


def _depth(value: Any) -> str:
    return "" if value in range(1, 7) and not isinstance(value, bool) else "a number from 1 to 6"


def _one_of(*words: str) -> Callable[[Any], str]:
    return lambda value: "" if value in words else f"one of {', '.join(words)}"


KNOWN: dict[str, Callable[[Any], str]] = {
    "title": _text, "subtitle": _text, "description": _text, "netzwerk": _text, "stand": _text,
    "demo": _demo, "lang": _one_of(*_LANGUAGES), "toc": _switch, "toc-title": _text, "toc-depth": _depth,
    "number-sections": _switch, "papersize": _one_of(*_PAPER), "form": _one_of(*_FORMS),
}  # fmt: skip


def faults(source: Source) -> Iterator[Fault]:
    """Every setting of a document's front matter that is unknown or has a wrong value."""
    if source.front_file is None:
        return
    cited = set(re.findall(r"\{\{<\s*meta\s+([\w-]+)", source.text))
    cited |= set(re.findall(r"\{\{<\s*meta\s+([\w-]+)", str(source.front)))
    for key, value in source.front.items():
        if key == "format":
            yield from _formats(source, value)
        else:
            yield from _setting(source, (key,), value, cited)


def _formats(source: Source, formats: Any) -> Iterator[Fault]:
    assert source.front_file is not None
    if not isinstance(formats, dict):
        where = source.front_file.where(("format",))
        hint = (
            "which files are made is said by dvc.yaml and `bedarf render --format`; remove the line"
        )
        yield Fault("'format' holds no settings", where, "", hint)
        return
    for name, settings in formats.items():
        if name not in _FORMATS:
            where = source.front_file.where(("format", name))
            hint = f"formats with settings: {', '.join(_FORMATS)}"
            yield Fault(f"the format '{name}' is not known", where, "", hint)
        elif isinstance(settings, dict):
            for key, value in settings.items():
                yield from _setting(source, ("format", name, key), value, set())


def _setting(
    source: Source, loc: tuple[str | int, ...], value: Any, cited: set[str]
) -> Iterator[Fault]:
    assert source.front_file is not None
    where, key = source.front_file.where(loc), str(loc[-1])
    if key in KNOWN:
        if value is not None and (wanted := KNOWN[key](value)):
            yield Fault(f"'{key}' must be {wanted}, not {value!r}", where)
    elif key in _NEVER or key not in cited:
        why = _NEVER.get(key, "it would be dropped without a word")
        hint = "remove it" if key in _NEVER else closest(key, KNOWN)
        yield Fault(f"the setting '{key}' is not known", where, why, hint)
