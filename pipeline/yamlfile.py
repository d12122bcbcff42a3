"""Read YAML that people write by hand: with line numbers, YAML 1.2 scalars and no surprises.

PyYAML's C parser gives the speed; scalars follow the YAML 1.2 core schema, so that the answer code
``no`` stays a word. Aliases and duplicate keys are refused: the first can blow up memory, the second
loses what somebody wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import Fault, PipelineError

MAX_BYTES = 5_000_000
MAX_DEPTH = 40

Loc = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$")
_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "false": False, "False": False,
    "null": None, "Null": None, "~": None, "": None,
}  # fmt: skip


@dataclass
class YamlFile:
    """A parsed file: plain ``data`` and the line (from 1) on which every path into it stands.

    ``plain_dates`` are the paths of dates without quotes, which other readers turn into date objects.
    """

    name: str
    data: Any
    lines: dict[Loc, int] = field(default_factory=dict)
    plain_dates: list[Loc] = field(default_factory=list)

    def line(self, loc: Loc) -> int:
        """The line of a path, or of its nearest parent that has one."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def where(self, loc: Loc = ()) -> str:
        """``file, line n`` for a path into the data."""
        return f"{self.name}, line {self.line(loc)}"


def load(path: Path, *, name: str | None = None) -> YamlFile:
    """Read one YAML document.

    Args:
        path: the file, UTF-8.
        name: how messages call it; its file name by default.

    Raises:
        PipelineError: missing or unreadable file, broken YAML (with line), several documents, duplicate
            keys (all of them), aliases, tags, more than ``MAX_BYTES`` or ``MAX_DEPTH``.
    """
    name = name or path.name
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise PipelineError(
                f"the file has {size / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read",
                name,
                hint="check that this is the file you meant",
            )
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PipelineError("the file does not exist", name, hint=f"create {path}") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PipelineError(
            "the file is not UTF-8", f"{name}, line {line}", hint="save it with encoding UTF-8"
        ) from None
    except OSError as error:
        raise PipelineError(
            f"the file cannot be read ({error.strerror})", name, hint="check path and permissions"
        ) from None
    return parse(text, name)


def parse(text: str, name: str) -> YamlFile:
    """Parse YAML text; see :func:`load`."""
    loader = None
    try:
        loader = _Loader(text)
        for token in ("&", "*", "!"):
            if token in text:
                _refuse_references(text, name)
                break
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise PipelineError(
            f"this is not valid YAML: {error.problem or error.context}",
            f"{name}, line {line}",
            hint="check indentation, colons and quotes on this line and the one before",
        ) from None
    except yaml.YAMLError as error:
        raise PipelineError(
            f"this is not valid YAML: {error}",
            name,
            hint="remove characters that an editor does not show",
        ) from None
    finally:
        if loader is not None:
            loader.dispose()
    result = YamlFile(name, None)
    faults: list[Fault] = []
    result.data = _build(node, (), result, faults) if node is not None else None
    if faults:
        raise PipelineError.of(faults)
    return result


def _refuse_references(text: str, name: str) -> None:
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PipelineError(
                "YAML anchors and aliases (& and *) are not read here",
                f"{name}, line {line}",
                hint="write the value out; quote text that begins with & or *",
            )
        tag = getattr(event, "tag", None)
        if tag:
            raise PipelineError(
                f"YAML tags ({tag}) are not read here",
                f"{name}, line {line}",
                hint="quote text that begins with !",
            )


def _build(node: Any, loc: Loc, out: YamlFile, faults: list[Fault]) -> Any:
    out.lines.setdefault(loc, node.start_mark.line + 1)
    if len(loc) > MAX_DEPTH:
        faults.append(Fault(f"nested deeper than {MAX_DEPTH} levels", out.where(loc)))
        return None
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                faults.append(Fault("a key must be a word", f"{out.name}, line {line}"))
                continue
            key = key_node.value
            if key in mapping:
                faults.append(
                    Fault(
                        f"the key '{key}' stands here twice",
                        f"{out.name}, line {line}",
                        f"the first one is on line {out.line((*loc, key))}",
                        "remove one of them",
                    )
                )
                continue
            out.lines[(*loc, key)] = line
            mapping[key] = _build(value_node, (*loc, key), out, faults)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*loc, i), out, faults) for i, item in enumerate(node.value)]
    if node.style is None and _DATE.match(node.value):
        out.plain_dates.append(loc)
    return _scalar(node)


def _scalar(node: Any) -> str | int | float | bool | None:
    text: str = node.value
    if node.style is not None:  # quoted or block: always text
        return text
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.match(text)
    if match:
        return float(text) if match[2] or match[3] else int(text)
    return text
