"""Surveys that were not made here: a codebook from their ``.lss``, kept beside their answers.

RemoteControl cannot export a structure, so somebody saves it in LimeSurvey (Survey > Display/Export > Survey
structure) and names it: ``bedarf pull NAME --survey-id N --lss FILE``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.limesurvey import structure
from pipeline.limesurvey.structure import Item, Structure

COLUMNS = (
    "questionnaire", "variable", "heading", "question", "label", "kind", "category", "category_label",
    "order", "universe",
)  # fmt: skip
KINDS = {
    "L": "single", "!": "dropdown", "O": "single", "Y": "yes_no", "G": "single", "5": "single",
    "I": "single", "M": "multiple", "P": "multiple", "F": "array", "A": "array", "B": "array",
    "C": "array", "E": "array", "H": "array", "1": "dual", ":": "array", ";": "text", "R": "ranking",
    "N": "numeric", "K": "numeric", "D": "date", "S": "text", "T": "text", "U": "text", "Q": "text",
    "*": "text", "|": "text",
}  # fmt: skip
FIXED = {
    "Y": {"Y": "ja", "N": "nein"},
    "G": {"F": "weiblich", "M": "männlich"},
    "5": {str(n): str(n) for n in range(1, 6)},
    "A": {str(n): str(n) for n in range(1, 6)},
    "B": {str(n): str(n) for n in range(1, 11)},
    "C": {"Y": "ja", "N": "nein", "U": "unsicher"},
    "E": {"I": "mehr", "S": "gleich", "D": "weniger"},
}
TICKED = {"ja": "genannt", "nein": "nicht genannt"}
ROWS = "MPFABCEHKQ;:1"


@dataclass(frozen=True)
class Variable:
    """One column of the answers."""

    heading: str
    label: str
    kind: str
    categories: dict[str, str]

    @property
    def name(self) -> str:
        """As ``collect`` calls it: ``media[a]`` is ``media_a``."""
        return self.heading.replace("][", "_").replace("[", "_").replace("]", "")


def read(path: Path) -> Structure:
    """Read an ``.lss`` that LimeSurvey exported.

    Raises:
        PipelineError: not an ``.lss``.
    """
    try:
        return structure.from_lss(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise PipelineError("the file does not exist", str(path)) from None
    except Exception as error:
        raise PipelineError(
            "this is not the structure of a LimeSurvey survey", str(path), type(error).__name__,
            "save it in LimeSurvey: Display/Export > Survey structure (.lss)",
        ) from None  # fmt: skip


def number(path: Path) -> int | None:
    """The survey's number that a structure bears; None where it has none.

    Args:
        path: an ``.lss`` that :func:`read` accepted.
    """
    from defusedxml.ElementTree import fromstring

    text = fromstring(path.read_bytes()).findtext("./surveys/rows/row/sid") or ""
    return int(text) if text.strip().isdecimal() else None


def variables(found: Structure) -> Iterator[tuple[Item, Variable]]:
    """Every column that an export of the survey has, in its order, labels in the base language."""
    for item in found.items.values():
        for variable in _of_item(item, found.languages[0]):
            yield item, variable


def _of_item(item: Item, language: str) -> Iterator[Variable]:
    kind = KINDS.get(item.type)
    if kind is None:
        return
    text = item.texts.get((language, ""), "")
    answers = {
        code: item.texts.get((language, f"answer {s}.{code}"), "") for s, code in item.answers
    }
    categories = answers or FIXED.get(item.type, {})
    rows = [
        (code, item.texts.get((language, f"row {code}"), "")) for s, code in item.parts if not s
    ]
    across = [code for s, code in item.parts if s]
    if item.type in "MP":
        for code, label in rows:
            yield Variable(f"{item.code}[{code}]", label, "multiple", TICKED)
            if item.type == "P":
                yield Variable(f"{item.code}[{code}comment]", label, "text", {})
    elif item.type == "1":
        for code, label in rows:
            for n in (0, 1):
                side = {c: item.texts.get((language, f"answer {n}.{c}"), "")
                        for s, c in item.answers if s == n}  # fmt: skip
                yield Variable(f"{item.code}[{code}][{n + 1}]", label, "dual", side)
    elif item.type == "R":
        limit = int(item.attributes.get("max_subquestions") or len(item.answers))
        for n in range(1, limit + 1):
            yield Variable(f"{item.code}[{n}]", f"{text} – {n}.", "ranking", answers)
    elif item.type in ":;":
        for code, label in rows:
            for column in across:
                yield Variable(f"{item.code}[{code}_{column}]", label, kind, {})
    elif item.type in ROWS:
        for code, label in rows:
            yield Variable(f"{item.code}[{code}]", label, kind, categories)
    elif item.type == "|":
        yield Variable(item.code, text, "text", {})
        yield Variable(f"{item.code}[filecount]", text, "numeric", {})
    else:
        extra = {"-oth-": "Sonstiges"} if item.other == "Y" else {}
        yield Variable(item.code, text, kind, {**categories, **extra} if categories else {})
        if item.type == "O":
            yield Variable(f"{item.code}[comment]", text, "text", {})
    if item.other == "Y":
        yield Variable(f"{item.code}[other]", "Sonstiges", "text", {})
        if item.type == "P":
            yield Variable(f"{item.code}[othercomment]", "Sonstiges", "text", {})


def codebook(found: Structure, name: str) -> list[dict[str, str | int]]:
    """One row per variable and category (columns ``COLUMNS``), as the pipeline's own codebook."""
    language = found.languages[0]
    out: list[dict[str, str | int]] = []
    for item, variable in variables(found):
        base: dict[str, str | int] = {
            "questionnaire": name, "variable": variable.name, "heading": variable.heading,
            "question": item.texts.get((language, ""), ""), "label": variable.label,
            "kind": variable.kind, "universe": "" if item.relevance == "1" else item.relevance,
        }  # fmt: skip
        categories = variable.categories or {"": ""}
        for order, (code, label) in enumerate(categories.items(), start=1):
            out.append(base | {"category": code, "category_label": label, "order": order})
    return out


def keep(folder: Path, lss: Path, name: str) -> Path:
    """Keep a structure with its codebook beside the pulls, whole or not at all.

    Returns:
        ``<folder>/structure-<hash>/`` with ``survey.lss`` and ``codebook.csv``; an equal one is kept once.
    """
    found = read(lss)
    target = folder / f"structure-{hashlib.sha256(lss.read_bytes()).hexdigest()[:12]}"
    if target.is_dir():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".tmp-pull-", dir=folder))
    try:
        shutil.copyfile(lss, temporary / "survey.lss")
        table = io.StringIO()
        writer = csv.DictWriter(table, COLUMNS, delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(codebook(found, name))
        (temporary / "codebook.csv").write_text(table.getvalue(), encoding="utf-8", newline="\n")
        temporary.chmod(0o755)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target
