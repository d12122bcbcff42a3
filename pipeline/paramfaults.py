"""What is wrong in ``params.yaml``: pydantic's findings and faults that need two places, with lines."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from pipeline import yamlfile
from pipeline.errors import Fault


def line_of(where: str) -> int:
    """The line that a fault's place names; 0 without one."""
    match = re.search(r"line (\d+)", where)
    return int(match[1]) if match else 0


def fault(error: Any, file: yamlfile.YamlFile, root: type[BaseModel]) -> Fault:
    """One fault of pydantic's list, with its line and what would be right.

    Args:
        error: an entry of ``ValidationError.errors()``.
        file: the file that was validated.
        root: the model it was held against.
    """
    loc = _real_loc(error["loc"], file.data)
    name = ".".join(str(part) for part in loc)
    kind = error["type"]
    given = error.get("input")
    if kind == "extra_forbidden":
        known = _known_keys(root, loc[:-1])
        close = difflib.get_close_matches(str(loc[-1]), known, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"known keys: {', '.join(known)}"
        return Fault(f"the key '{name}' is not known", file.where(loc), "", hint)
    if kind == "missing":
        return Fault(f"'{name}' is missing", file.where(loc), "", f"add `{loc[-1]}:` here")
    if given is None and kind.endswith(("_type", "_parsing")):
        hint = f"write a value behind `{loc[-1]}:`, or take the line out"
        return Fault(f"'{name}' has no value", file.where(loc), "", hint)
    shown = "" if isinstance(given, dict | list) else f" (found: {given!r})"
    return Fault(f"'{name}'{_words(error)}{shown}", file.where(loc), "", _advice(error))


def same_place_twice(errors: Sequence[Any]) -> list[Any]:
    """Without the second half of "one or a list of them", where the first half says what is wrong."""
    one = {error["loc"][:-1] for error in errors if "[" not in str(error["loc"][-1])}
    return [
        error
        for error in errors
        if "[" not in str(error["loc"][-1])
        or error["loc"][-1] == "[key]"
        or not any(error["loc"][:-1] == loc[: len(error["loc"]) - 1] for loc in one)
    ]


def _real_loc(loc: tuple[str | int, ...], data: Any) -> yamlfile.Loc:
    """Pydantic's path without the names of union members and keys that it inserts."""
    out: list[str | int] = []
    for i, part in enumerate(loc):
        position = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if position or (isinstance(data, dict) and part in data):
            data = data[part]
        elif i < len(loc) - 1 or part == "[key]" or isinstance(part, int):
            continue
        out.append(part)
    return tuple(out)


def _known_keys(root: type[BaseModel], loc: yamlfile.Loc) -> list[str]:
    model: Any = root
    for part in loc:
        if isinstance(model, type) and issubclass(model, BaseModel) and part in model.model_fields:
            model = _inner_model(model.model_fields[str(part)].annotation)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [f.alias or name for name, f in model.model_fields.items()]
    return []


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in reversed(getattr(annotation, "__args__", ())):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None


_WORDS = {
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a group of entries",
    "model_type": "must be a group of entries",
    "too_short": "must not be empty",
    "date_type": "must be a date",
    "date_parsing": "must be a date",
    "date_from_datetime_parsing": "must be a date that exists",
}


def _words(error: Any) -> str:
    """What is wrong, as the end of a sentence that begins with the entry's name."""
    if error["type"] in _WORDS:
        return f" {_WORDS[error['type']]}"
    message = str(error["msg"]).removeprefix("Value error, ")
    for start in ("Input should", "String should"):
        if message.startswith(start):
            return message.replace(start, " should", 1)
    return f": {message}"


def _advice(error: Any) -> str:
    context, given = error.get("ctx", {}), error.get("input")
    match error["type"]:
        case "string_type":
            return "put the value in quotes"
        case "literal_error":
            return f"write one of: {context.get('expected', '')}"
        case "date_from_datetime_parsing" | "date_type" | "date_parsing":
            return 'write the date as YYYY-MM-DD in quotes, for example "2026-11-02"'
        case "string_pattern_mismatch" if "\\d{5}" in context.get("pattern", ""):
            return 'write the official key in quotes: 5 digits for a county ("06440"), 8 for a municipality'
        case "string_pattern_mismatch":
            return "use lower-case letters, digits and underscores, beginning with a letter"
        case "float_parsing" if isinstance(given, str) and re.fullmatch(r"-?\d+,\d+", given):
            return f"write a point instead of the comma: {given.replace(',', '.')}"
        case "greater_than_equal":
            return f"write {context['ge']:g} or more"
        case "greater_than":
            return f"write more than {context['gt']:g}"
        case "less_than_equal":
            return f"write {context['le']:g} or less"
        case "less_than":
            return f"write less than {context['lt']:g}"
        case "list_type":
            return "write [a, b], or one entry per line behind a hyphen"
        case "dict_type" | "model_type":
            return "write { name: … }, or `name: …` on lines of their own, indented"
        case "too_short":
            return "name at least one"
        case _:
            return ""


def cross_checks(file: yamlfile.YamlFile) -> list[Fault]:
    """Faults that need two places of the file; robust against every malformed part."""
    data = file.data
    faults: list[Fault] = []
    for section in ("margins", "target_groups", "fields_of_action"):
        entries = data.get(section)
        seen: dict[str, int] = {}
        for i, entry in enumerate(entries if isinstance(entries, list) else []):
            key = entry.get("id") if isinstance(entry, dict) else None
            if not isinstance(key, str):
                continue
            loc = (section, i, "id")
            if key in seen:
                faults.append(
                    Fault(
                        f"the id '{key}' stands twice in {section}",
                        file.where(loc),
                        f"the first one is on line {seen[key]}",
                        "give each its own id",
                    )
                )
            seen.setdefault(key, file.line(loc))
    faults += _without_list(file)
    declared, sources = data.get("questionnaires"), data.get("sources")
    if isinstance(declared, dict) and isinstance(sources, dict):
        faults += [
            Fault(
                f"'sources.{name}' belongs to no questionnaire",
                file.where(("sources", name)),
                "",
                f"declare it under `questionnaires:` ({', '.join(map(str, declared))} are there)",
            )
            for name in sources
            if name not in declared
        ]
    fields = data.get("fields_of_action")
    feasibility = (
        (data.get("assessment") or {}).get("feasibility")
        if isinstance(data.get("assessment"), dict)
        else None
    )
    if isinstance(fields, list) and isinstance(feasibility, dict):
        known = [f.get("id") for f in fields if isinstance(f, dict)]
        faults += [
            Fault(
                f"'assessment.feasibility.{name}' names no field of action",
                file.where(("assessment", "feasibility", name)),
                "",
                f"known fields: {', '.join(map(str, known))}",
            )
            for name in feasibility
            if name not in known
        ]
    return faults


def _without_list(file: yamlfile.YamlFile) -> list[Fault]:
    """Populations of strata where nobody knows who was invited."""
    designs, lists = file.data.get("designs"), file.data.get("closed_lists")
    return [
        Fault(
            f"'designs.{name}.population' is given, but '{name}' has no closed list",
            file.where(("designs", name, "population")),
            "weights and errors by what was drawn of a stratum hold only where people were asked from a list",
            f"declare the list under `closed_lists: {name}:`, or leave `population` out",
        )
        for name, design in (designs.items() if isinstance(designs, dict) else ())
        if isinstance(design, dict)
        and design.get("population")
        and not (isinstance(lists, dict) and name in lists)
    ]
