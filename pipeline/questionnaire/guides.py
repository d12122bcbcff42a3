"""Guides (Leitfäden) for expert interviews and group discussions, as printable documents.

Contents follow the handbook, annex "Vorbereitung, Durchführung und Auswertung von Experteninterviews und
Gruppendiskussionen": focused open questions, agreed use of what is said, notes, and a coding sheet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from pipeline import yamlfile
from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.questionnaire.faults import explain_all
from pipeline.questionnaire.model import Identifier, Model, Text
from pipeline.questionnaire.privacy import values
from pipeline.questionnaire.texts import fill
from pipeline.questionnaire.typesetting import DEFAULT_LOOK, Look, compile_typst


class Prompt(Model):
    """An open question with follow-ups for when the talk stalls; ``lines`` for notes."""

    text: Text
    probes: tuple[str, ...] = ()
    lines: Annotated[int, Field(ge=0, le=20)] = 4


class Block(Model):
    """A stage of the talk."""

    title: Text
    minutes: Annotated[int, Field(ge=1)]
    field: Identifier | None = None
    note: str | None = None
    questions: tuple[Prompt, ...] = ()


class Guide(Model):
    """A whole guide."""

    guide: Identifier
    kind: Literal["interview", "group"]
    title: Text
    purpose: Text
    audience: Text
    preparation: tuple[Text, ...]
    opening: Text
    consent: tuple[Text, ...]
    blocks: tuple[Block, ...]
    closing: Text
    afterwards: tuple[Text, ...]
    coding: Text

    @property
    def minutes(self) -> int:
        """Planned length of the talk."""
        return sum(block.minutes for block in self.blocks)


def load(path: Path) -> Guide:
    """Read a guide.

    Raises:
        PipelineError: every fault of the file, by line.
    """
    file = yamlfile.load(path)
    if isinstance(file.data, dict) and "questionnaire" in file.data:
        raise PipelineError("this is a questionnaire, not a guide for talks", file.where(),
                            hint="print it with `bedarf questionnaire paper`")  # fmt: skip
    try:
        return Guide.model_validate(file.data)
    except ValidationError as error:
        raise PipelineError.of(explain_all(error, file, (), Guide)) from None


def guide(found: Guide, params: Params, *, look: Look = DEFAULT_LOOK) -> bytes:
    """The guide as PDF: cover with preparation, consent form, questions with room for notes, coding sheet."""
    names = values(params)
    data = _filled(found.model_dump(), names)
    data |= {
        "minutes": found.minutes,
        "network": params.network.name,
        "contact": names["contact"],
        "controller": names["controller"],
        "retention_until": names["retention_until"],
        "demo": params.is_demo,
        "fields": [{"id": field.id, "name": field.name} for field in params.fields_of_action],
        "colours": dict(look.colours),
        "language": "de",
    }
    return compile_typst("leitfaden.typ", data, params, logo=look.logo)


def _filled(data: Any, names: Any) -> Any:
    if isinstance(data, str):
        return fill(data, names)
    if isinstance(data, dict):
        return {key: _filled(value, names) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_filled(value, names) for value in data]
    return data
