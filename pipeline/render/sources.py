"""Read a document with everything that it includes, and keep where each line came from.

Quarto's rules: ``{{< include FILE >}}`` stands alone on its line, and FILE (like every picture) is found
from the folder of the *document*, also in included files; a leading ``/`` means ``reports/``.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from pipeline.errors import Fault, PipelineError

SHORTCODE = re.compile(r"\{\{<[ \t]*(?P<body>[^<>\n]*?)[ \t]*>\}\}")
_INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(?P<file>.+?)\s*>\}\}\s*$")
_BLOCK_START = re.compile(r"(?:[-+*#>:|]|\d+[.)])(?:\s|$)")


@dataclass(frozen=True)
class Place:
    """Where a line of the assembled text came from."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass
class Source:
    """A document with its includes pasted in; shortcodes other than include are still there.

    Attributes:
        name: the document without suffix (``bedarfsanalyse``).
        folder: ``reports/``.
        front: the front matter, shortcodes unresolved; ``front_file`` knows its lines.
        lines: the body, one entry per line; ``places`` says where each came from.
        includes: every file that is pasted in (``reports/texte/a.md``) and where that is asked for.
        faults: what went wrong with front matter and includes.
    """

    name: str
    folder: Path
    front: dict[str, Any] = field(default_factory=dict)
    front_file: yamlfile.YamlFile | None = None
    lines: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    includes: list[tuple[str, Place]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The body as one string."""
        return "\n".join(self.lines) + "\n"

    def where(self, offset: int) -> str:
        """``file, line n`` of a position in :attr:`text`."""
        if not self._starts:
            at = 0
            for line in self.lines:
                self._starts.append(at)
                at += len(line) + 1
        return str(self.places[bisect.bisect_right(self._starts, offset) - 1])


def read(folder: Path, name: str) -> Source:
    """Read ``<folder>/<name>.qmd`` and its includes.

    Raises:
        PipelineError: there is no such document. Every other fault is collected in ``faults``.
    """
    folder = folder.resolve()
    path = folder / f"{name}.qmd"
    if not path.is_file():
        known = sorted(p.stem for p in folder.glob("*.qmd"))
        raise PipelineError(
            f"there is no document '{name}'",
            f"{folder.name}/{path.name}",
            hint=f"documents here: {', '.join(known)}" if known else "put a .qmd file there",
        )
    source = Source(name, folder)
    text = _read_text(source, path, Place("", 0))
    _add(source, path, _front_matter(source, path, text.split("\n")), [path])
    return source


def _label(source: Source, path: Path) -> str:
    try:
        return (Path(source.folder.name) / path.relative_to(source.folder)).as_posix()
    except ValueError:
        return path.name


def _read_text(source: Source, path: Path, place: Place) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        where = f"{_label(source, path)}, line {line}"
        source.faults.append(Fault("the file is not UTF-8", where, "", "save it as UTF-8"))
    except OSError as error:
        source.faults.append(
            Fault(f"the file cannot be read ({error.strerror})", str(place), "", "check the path")
        )
    return ""


def _front_matter(source: Source, path: Path, lines: list[str]) -> list[tuple[int, str]]:
    """Split off the YAML at the top; the body's lines keep their numbers."""
    body = list(enumerate(lines, start=1))
    if not lines or lines[0].rstrip() != "---":
        return body
    end = next((i for i, t in enumerate(lines[1:], 1) if t.rstrip() in ("---", "...")), None)
    label = _label(source, path)
    if end is None:
        source.faults.append(
            Fault("the front matter has no end", f"{label}, line 1", "", "close it with ---")
        )
        return body[1:]
    try:
        file = yamlfile.parse("\n".join(["", *lines[1:end]]), label)
    except PipelineError as error:
        source.faults += error.faults
        return body[end + 1 :]
    if isinstance(file.data, dict):
        source.front, source.front_file = file.data, file
    elif file.data is not None:
        source.faults.append(
            Fault("the front matter is not a mapping", file.where(), "", "write `key: value` lines")
        )
    return body[end + 1 :]


def _add(source: Source, path: Path, body: list[tuple[int, str]], open_files: list[Path]) -> None:
    label = _label(source, path)
    for number, text in body:
        place = Place(label, number)
        match = _INCLUDE.match(text)
        if not match:
            source.lines.append(text.rstrip("\r"))
            source.places.append(place)
            continue
        target = _target(source, match["file"].strip("\"'"))
        if target in open_files:
            chain = " → ".join(_label(source, p) for p in [*open_files, target])
            source.faults.append(
                Fault(f"the include goes round in a circle: {chain}", str(place), "", "remove one")
            )
        elif not target.is_relative_to(source.folder):
            source.faults.append(
                Fault(
                    f"the include '{match['file']}' leaves {source.folder.name}/",
                    str(place),
                    "documents see only what passed the disclosure wall",
                    f"copy the text into {source.folder.name}/texte/",
                )
            )
        elif not target.is_file():
            source.faults.append(
                Fault(
                    f"the included file '{match['file']}' does not exist",
                    str(place),
                    f"it is looked for in {source.folder.name}/",
                    "files below _gen/ are made by `bedarf run`"
                    if match["file"].startswith("_gen/")
                    else "create it or correct the path",
                )
            )
        else:
            lines = _read_text(source, target, place).split("\n")
            if lines[0].rstrip() == "---" and "---" in [t.rstrip() for t in lines[1:]]:
                source.faults.append(
                    Fault(
                        "an included file has a front matter of its own",
                        f"{_label(source, target)}, line 1",
                        "only the document itself may have one",
                        "remove the lines from --- to ---",
                    )
                )
            source.includes.append((_label(source, target), place))
            _add(source, target, [*enumerate(lines, 1), (len(lines), "")], [*open_files, target])


def _target(source: Source, name: str) -> Path:
    base = source.folder
    return (base / name.lstrip("/")).resolve() if name.startswith("/") else (base / name).resolve()


def as_text(value: Any) -> str:
    """A scalar as Quarto prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def lookup(data: Any, key: str) -> Any:
    """The value under ``a.b.c``; a KeyError where there is none."""
    for part in key.split("."):
        if isinstance(data, list) and part.isdigit() and 0 < int(part) <= len(data):
            data = data[int(part) - 1]
        elif isinstance(data, dict) and part in data:
            data = data[part]
        else:
            raise KeyError(key)
    return data


def resolve(text: str, facts: dict[str, Any], meta: dict[str, Any]) -> str:
    """Put facts and metadata in place of ``{{< var key >}}`` and ``{{< meta key >}}``.

    The text must have passed :func:`pipeline.render.check.check`: an unknown key is a KeyError.
    """
    lines = []
    for line in text.split("\n"):
        lines.append(
            SHORTCODE.sub(lambda m: _value(m, facts, meta), line) if "{{<" in line else line
        )
    return "\n".join(lines)


def _value(match: re.Match[str], facts: dict[str, Any], meta: dict[str, Any]) -> str:
    kind, _, key = match["body"].partition(" ")
    value = as_text(lookup(facts if kind == "var" else meta, key.strip()))
    value = re.sub(r"[ \t\r\n]+", " ", value).strip(" ")  # non-breaking spaces stay
    starts_line = not match.string[: match.start()].strip()
    if starts_line and _BLOCK_START.match(value):  # "1. September" must not become a list
        return re.sub(r"[-+*#>:|.)]", lambda m: "\\" + m[0], value, count=1)
    in_table = match.string.lstrip().startswith("|")
    return re.sub(r"(?<!\\)\|", r"\\|", value) if in_table else value


def plain(text: str) -> str:
    """A cited text where no Markdown is read (headers of a Word file, open data): without its backslashes."""
    return re.sub(r"\\([^\w\s])", r"\1", text)


def resolve_meta(data: Any, facts: dict[str, Any], meta: dict[str, Any]) -> Any:
    """:func:`resolve` for every string of a front matter."""
    if isinstance(data, str):
        return resolve(data, facts, meta) if "{{<" in data else data
    if isinstance(data, dict):
        return {key: resolve_meta(value, facts, meta) for key, value in data.items()}
    if isinstance(data, list):
        return [resolve_meta(value, facts, meta) for value in data]
    return data
