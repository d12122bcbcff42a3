"""Turn what pydantic says into messages for people who write definitions."""

from __future__ import annotations

from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from pipeline.errors import Fault, closest
from pipeline.questionnaire.model import Question
from pipeline.yamlfile import MAX_FAULTS, Loc, YamlFile

_PATTERNS = {
    "question": (
        "a question code has letters and digits only, begins with a letter and has at most 20 characters",
        "LimeSurvey would rename it silently; write for example `bedarf1` instead of `bedarf_1`",
    ),
    "answer": (
        "an answer code has one to five letters or digits",
        "LimeSurvey would drop or cut it silently",
    ),
    "identifier": (
        "an id has lower-case letters, digits and underscores and begins with a letter",
        "",
    ),
    "text": ("there is no text", "write one, or remove the key where it is optional"),
}


def explain_all(
    error: ValidationError, file: YamlFile, base: Loc, model: type[BaseModel]
) -> list[Fault]:
    """Every error of one validation; of a broken giant only as many as somebody would read."""
    return [
        explain(item, file, base, model)
        for item in islice(error.errors(include_url=False), MAX_FAULTS)
    ]


def explain(error: Any, file: YamlFile, base: Loc, model: type[BaseModel]) -> Fault:
    """One pydantic error as a fault with line, reason and advice."""
    loc: Loc = (*base, *error["loc"])
    kind, last = error["type"], error["loc"][-1] if error["loc"] else ""
    name = ".".join(str(part) for part in error["loc"])
    if kind == "extra_forbidden":
        known = _fields(model, error["loc"][:-1])
        return Fault(f"the key '{last}' is not known here", file.where(loc), "",
                     closest(str(last), known))  # fmt: skip
    if kind == "missing":
        reason = _WHY_NEEDED.get(str(last), "")
        return Fault(f"'{last}' is missing", file.where(loc), reason, f"add `{last}:` here")
    given = error.get("input")
    found = "" if isinstance(given, dict | list) else f" (found: {given!r})"
    if kind in ("string_pattern_mismatch", "string_too_long"):
        rule, hint = _rule(str(last), error.get("ctx", {}).get("pattern", ""))
        return Fault(f"'{name}': {rule}{found}", file.where(loc), "", hint)
    if kind == "string_type" and not isinstance(given, dict | list):
        return Fault(f"'{name}' must be text{found}", file.where(loc), "",
                     "put the value in quotes")  # fmt: skip
    if kind == "literal_error":
        expected = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        close = closest(str(given), expected.split(", "))
        return Fault(f"'{name}' has no such value{found}", file.where(loc), "", close)
    if kind in _SHAPES:
        shape, hint = _SHAPES[kind]
        return Fault(f"'{name or 'this entry'}' must be {shape}{found}", file.where(loc), "", hint)
    message = error["msg"].replace("Input should", "should").replace("String should", "should")
    return Fault(f"'{name or 'this entry'}': {message}{found}", file.where(loc))


_MAPPING = ("a mapping", "write `{ key: value, … }`, or the keys below it, indented")
_LIST = ("a list", "write `[a, b]`, or one entry a line with `- ` in front")
_NUMBER = ("a number", "write it without quotes and with a point: 2.5")
_TRUTH = ("true or false", "write `true` or `false`")
_DAY = ("a date", "write it as 2026-01-31")
_SHAPES = {
    "model_type": _MAPPING, "dict_type": _MAPPING, "model_attributes_type": _MAPPING,
    "tuple_type": _LIST, "list_type": _LIST,
    "int_type": _NUMBER, "int_parsing": _NUMBER, "float_type": _NUMBER, "float_parsing": _NUMBER,
    "bool_type": _TRUTH, "bool_parsing": _TRUTH,
    "date_type": _DAY, "date_parsing": _DAY, "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
}  # fmt: skip
_NEEDED = {"text": "–", "why": "–", "role": "context"}
_BEARING = ("code", "kind", "options", "items", "sides")


def salvage(entry: Any) -> Question | None:
    """What is left of a faulty question, so that its scale and conditions are checked in the same go.

    None where the faults concern what everything else hangs on (code, kind, answers, rows).
    """
    try:
        return Question.model_validate(entry)
    except ValidationError as error:
        parts = {str(item["loc"][0]) if item["loc"] else "" for item in error.errors()}
    if not isinstance(entry, dict) or parts & {"", *_BEARING}:
        return None
    kept = {key: value for key, value in entry.items() if key not in parts}
    kept |= {key: value for key, value in _NEEDED.items() if key in parts}
    try:
        return Question.model_validate(kept)
    except ValidationError:
        return None


_WHY_NEEDED = {
    "why": "every question says why it is there; what nobody needs is not asked (handbook)",
    "role": "analysis reads what a question is for from its role, never from its name",
    "occasion": "respondents read first why they are asked (handbook, cover information)",
    "use": "respondents read first what their answers are used for (handbook, cover information)",
    "anonymity": "respondents read first how they are protected (handbook, cover information)",
}


def _rule(field: str, pattern: str) -> tuple[str, str]:
    if pattern == r"\S":
        return _PATTERNS["text"]
    if "{1,5}" in pattern:
        return _PATTERNS["answer"]
    if field == "code":
        return _PATTERNS["question"]
    return _PATTERNS["identifier"]


def _fields(model: type[BaseModel], loc: Loc) -> list[str]:
    """Keys that the model at a path knows."""
    current: Any = model
    for part in loc:
        if isinstance(part, str) and part in current.model_fields:
            inner = _inner(current.model_fields[part].annotation)
            if inner is not None:
                current = inner
    return [name for name in current.model_fields if name not in ("variant",)]


def _inner(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _inner(argument)
        if found is not None:
            return found
    return None
