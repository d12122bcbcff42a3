"""What is wrong in ``params.yaml``: pydantic's findings and faults that need two places, with lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from pipeline import yamlfile
from pipeline.errors import Fault, closest

WITHOUT_CODES = "the question has no answer codes (a number, a date or a text): name one that has"


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
        return Fault(
            f"the key '{name}' is not known", file.where(loc), "", closest(str(loc[-1]), known)
        )
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
    faults += _reserved(file)
    faults += _without_list(file)
    faults += _margins(file)
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


RESERVED = {"alle": "everybody", "beschaeftigte": "employers weighted by employees"}


def _reserved(file: yamlfile.YamlFile) -> list[Fault]:
    """Target groups with the name of one that is always there: two would be one in every table."""
    groups = file.data.get("target_groups")
    return [
        Fault(
            f"the target group's id '{group['id']}' is taken",
            file.where(("target_groups", i, "id")),
            f"it stands for {RESERVED[group['id']]} in every table",
            "give the group another id",
        )
        for i, group in enumerate(groups if isinstance(groups, list) else [])
        if isinstance(group, dict) and str(group.get("id")) in RESERVED
    ]


_AND = re.compile(r"\s+(?:und|oder|and|or)\s+")


def _margins(file: yamlfile.YamlFile) -> list[Fault]:
    """Categories of margins that cannot be read, and answers or official values that count twice."""
    margins = file.data.get("margins")
    faults: list[Fault] = []
    for i, margin in enumerate(margins if isinstance(margins, list) else []):
        for part in ("targets", "employees"):
            entries = margin.get(part) if isinstance(margin, dict) else None
            if not isinstance(entries, dict) or not entries:
                continue
            loc: yamlfile.Loc = ("margins", i, part)
            for key in entries:
                faults += _misspelt(str(key), file.where((*loc, key)))
            faults += _answers_twice([str(key) for key in entries], loc, file)
            faults += _values_twice(entries, loc, file)
            if part == "targets" and len(entries) == 1:
                faults.append(
                    Fault(
                        f"the margin has one category only, '{next(iter(entries))}'",
                        file.where(loc),
                        "weights need shares, and one category is always 100 per cent",
                        "name an official value for the other answers too, or take the margin out",
                    )
                )
    return faults


def _codes(key: str) -> list[str]:
    """Answer codes in a category, however they are joined."""
    return re.findall(r"\w+", _AND.sub("+", key))


def _misspelt(key: str, where: str) -> list[Fault]:
    """A category that is neither an answer code nor several joined by ``+``."""
    codes = _codes(key)
    right = "+".join(dict.fromkeys(codes))
    if key == right and codes:
        return []
    advice = f"write `{right}:`" if right else "write the answer code, or `a+b:` for two of them"
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        problem = f"names '{twice}' twice"
    elif not all(part.strip() for part in key.split("+")):
        problem = "lacks an answer code beside a +"
        advice += ", or the code that is missing" if right else ""
    elif re.search(r"\s", key):
        problem = "has a space in it"
    else:
        problem = "is joined by another sign than +"
    return [
        Fault(
            f"the category '{key}' {problem}",
            where,
            "answers that share one official value are joined by + alone, each code once",
            advice,
        )
    ]


def _answers_twice(keys: list[str], loc: yamlfile.Loc, file: yamlfile.YamlFile) -> list[Fault]:
    """Answer codes that stand in two categories."""
    first: dict[str, str] = {}
    faults = []
    for key in keys:
        for code in dict.fromkeys(_codes(key)):
            before = first.setdefault(code, key)
            if before != key:
                faults.append(
                    Fault(
                        f"the answer code '{code}' stands in two categories, '{before}' and '{key}'",
                        file.where((*loc, key)),
                        f"nobody can be counted twice; the first one is on line {file.line((*loc, before))}",
                        "take it out of one of them; several official values of one category are "
                        f"a list: `{key}: [{{ indicator: … }}, {{ indicator: … }}]`",
                    )
                )
    return faults


def _values_twice(entries: Any, loc: yamlfile.Loc, file: yamlfile.YamlFile) -> list[Fault]:
    """Official values that stand behind two categories: they would count in full for each."""
    first: dict[tuple[str, str], str] = {}
    faults = []
    for key, given in entries.items():
        for target in given if isinstance(given, list) else [given]:
            name = target.get("indicator") if isinstance(target, dict) else None
            if not isinstance(name, str):
                continue
            value = (name, str(target.get("region")))
            if value in first:
                before = first[value]
                same = f"write it once behind '{key}'"
                both = f"if it is that of both together, write `{before}+{key}: {{ indicator: {name} }}`"
                faults.append(
                    Fault(
                        f"the official value '{name}' stands twice, behind '{before}' and '{key}'",
                        file.where((*loc, key)),
                        "it would count in full each time",
                        same if before == key else both,
                    )
                )
            first.setdefault(value, key)
    return faults


def torn(category: str, scale: Sequence[str], where: str) -> list[Fault]:
    """Joined answer codes between which others stand on an ordered scale.

    Args:
        category: of a margin.
        scale: codes of the question that have a value, in order; empty where answers have no order.
        where: where the category stands.
    """
    codes = category.split("+")
    if not set(codes) <= set(scale):
        return []
    places = sorted(map(scale.index, codes))
    whole = scale[places[0] : places[-1] + 1]
    between = [f"'{code}'" for code in whole if code not in codes]
    if not between:
        return []
    return [
        Fault(
            f"the category '{category}' joins answers that are no neighbours on their scale",
            where,
            f"between them stands {', '.join(between)}; an official class has no hole, and small classes "
            "are merged with their neighbours",
            f"write `{'+'.join(whole)}:`, or give each its own official value",
        )
    ]


def unanswered(category: str, missing: Sequence[str], where: str) -> list[Fault]:
    """Answers of a margin's category that are none: who declines is man or woman all the same.

    Args:
        category: of a margin.
        missing: codes of the question that mean *declined* or *don't know*.
        where: where the category stands.
    """
    return [
        Fault(
            f"the category '{category}' names '{code}', which is no answer",
            where,
            "the official figure counts people, and those who gave no answer are among all of them",
            f"take '{code}' out; who gave no answer keeps the unweighted share",
        )
        for code in category.split("+")
        if code in missing
    ]


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
