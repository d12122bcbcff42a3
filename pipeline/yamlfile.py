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
MAX_FAULTS = 100  # nobody reads more at once, and a broken giant must not take minutes

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
    builder = _Builder(name)
    try:
        event: Any
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except _TooManyError:
        pass
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
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
    if builder.faults:
        raise PipelineError.of(builder.faults)
    return builder.file


class _TooManyError(Exception):
    """Nobody reads more faults at once; the rest of the file is not looked at."""


@dataclass
class _Open:
    """A mapping or sequence whose end has not come yet; ``key`` is set between key and value."""

    value: dict[str, Any] | list[Any]
    loc: Loc
    key: str | None = None


class _Builder:
    """Turns parser events into plain data, one level of a stack per level of nesting."""

    def __init__(self, name: str) -> None:
        self.file = YamlFile(name, None)
        self.faults: list[Fault] = []
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._refusal(event, "a second document (---) is not read here", "remove ---")
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_references(event)
            self._node(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()

    def _node(self, event: Any) -> None:
        parent = self._stack[-1] if self._stack else None
        if parent and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, event)
            return
        loc = self._loc(parent)
        self.file.lines.setdefault(loc, event.start_mark.line + 1)
        if isinstance(event, yaml.ScalarEvent):
            if not event.style and _DATE.match(event.value):
                self.file.plain_dates.append(loc)
            self._put(parent, _scalar(event))
            return
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(parent, value)
        self._stack.append(_Open(value, loc))
        if len(self._stack) > MAX_DEPTH:
            raise self._refusal(
                event, f"nested deeper than {MAX_DEPTH} levels", "check brackets and indentation"
            )

    def _key(self, parent: _Open, event: Any) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refusal(event, "a key must be a word", "put text with brackets in quotes")
        mark: Any = event.start_mark
        loc, line = (*parent.loc, event.value), mark.line + 1
        if event.value in parent.value:
            self.faults.append(
                Fault(
                    f"the key '{event.value}' stands here twice",
                    f"{self.file.name}, line {line}",
                    f"the first one is on line {self.file.line(loc)}",
                    "remove one of them",
                )
            )
            if len(self.faults) >= MAX_FAULTS:
                more = Fault(f"more than {MAX_FAULTS} faults; the rest was not looked at", self.file.name,
                             "", "correct these first, or check that this is the file you meant")  # fmt: skip
                self.faults.append(more)
                raise _TooManyError
        self.file.lines[loc] = line
        parent.key = event.value

    @staticmethod
    def _loc(parent: _Open | None) -> Loc:
        if parent is None:
            return ()
        if isinstance(parent.value, list):
            return (*parent.loc, len(parent.value))
        return (*parent.loc, str(parent.key))

    def _put(self, parent: _Open | None, value: Any) -> None:
        if parent is None:
            self.file.data = value
        elif isinstance(parent.value, list):
            parent.value.append(value)
        else:
            parent.value[str(parent.key)] = value
            parent.key = None

    def _refuse_references(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self._refusal(
                event,
                "YAML anchors and aliases (& and *) are not read here",
                "write the value out; quote text that begins with & or *",
            )
        if event.tag and event.tag != "!":
            raise self._refusal(
                event,
                f"YAML tags ({event.tag}) are not read here",
                "quote text that begins with !",
            )

    def _refusal(self, event: Any, what: str, hint: str) -> PipelineError:
        return PipelineError(what, f"{self.file.name}, line {event.start_mark.line + 1}", hint=hint)


def _scalar(event: Any) -> str | int | float | bool | None:
    text: str = event.value
    if event.style:  # quoted or block: always text
        return text
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.match(text)
    if match:
        return float(text) if match[2] or match[3] else int(text)
    return text
