"""What is wrong in ``params.yaml``: pydantic's findings and faults that need two places, with lines."""

from __future__ import annotations

import difflib
import re
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
    message = error["msg"].removeprefix("Value error, ")
    shown = "" if isinstance(given, dict | list) else f" (found: {given!r})"
    return Fault(f"'{name}': {_plain(message)}{shown}", file.where(loc), "", _advice(error))


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


def _plain(message: str) -> str:
    return message.replace("Input should", "should").replace("String should", "should")


def _advice(error: Any) -> str:
    context = error.get("ctx", {})
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
            "the finite population correction holds only where everybody on a list was invited",
            f"declare the list under `closed_lists: {name}:`, or leave `population` out",
        )
        for name, design in (designs.items() if isinstance(designs, dict) else ())
        if isinstance(design, dict)
        and design.get("population")
        and not (isinstance(lists, dict) and name in lists)
    ]
