"""The simulation's truth: ``data/input/simulation.yaml`` as typed objects.

The file is German because an analyst reads and changes it; its keys are explained in its head.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline import yamlfile
from pipeline.errors import Fault, PipelineError

Share = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(gt=0, le=50)]
Count = Annotated[int, Field(ge=0)]
Weight = Annotated[float, Field(ge=0)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Distribution(_Model):
    """``anteile`` (relative frequencies by code) for those who meet ``wenn`` (everyone without it)."""

    wenn: str = ""
    anteile: Annotated[dict[str, Weight], Field(min_length=1)]


class Number(_Model):
    """A number: normal with mean and standard deviation, cut to the question's range."""

    wenn: str = ""
    mittel: float
    streuung: Weight


class Selector(_Model):
    """Which variables a line means; all that is given must fit."""

    variable: str | list[str] | None = None
    frage: str | list[str] | None = None
    item: str | list[str] | None = None
    feld: str | list[str] | None = None
    rolle: str | list[str] | None = None

    def names(self, key: str) -> list[str]:
        """What stands under one key, as a list; empty where nothing does."""
        value = getattr(self, key)
        return [value] if isinstance(value, str) else list(value or [])


class Level(Selector):
    """``anteil``: share that answers from the upper part of the scale; ``last``: pull of the burden."""

    anteil: Share
    last: Annotated[float, Field(ge=-0.8, le=0.8)] | None = None


class Difference(Selector):
    """Odds times ``faktor`` for those who meet ``wenn``."""

    wenn: str
    faktor: Factor


class Participation(_Model):
    """Who meets ``wenn`` takes part ``faktor`` times as readily."""

    wenn: str
    faktor: Factor


class Texts(_Model):
    """``anteil`` of those asked write one of ``saetze``."""

    anteil: Share
    saetze: Annotated[list[str], Field(min_length=1)]


class Gaps(_Model):
    """Item nonresponse and break-offs."""

    ohne_antwort: Share = 0.02
    keine_angabe: Share = 0.015
    abbruch_je_seite: Share = 0.01
    je_variable: dict[str, Share] = {}


class Disturbances(_Model):
    """Counts of questionnaires that cleaning must find."""

    zu_schnell: Count = 0
    durchklicker: Count = 0
    doppelt: Count = 0
    test: Count = 0
    ausserhalb: Count = 0


class Survey(_Model):
    """The truth about one questionnaire."""

    anzahl: Annotated[int, Field(ge=1, le=1_000_000)]
    zeitraum: Annotated[list[date], Field(min_length=2, max_length=2)]
    minuten: Annotated[float, Field(gt=0)]
    verteilung: dict[str, list[Distribution]] = {}
    zahlen: dict[str, list[Number]] = {}
    teilnahme: list[Participation] = []
    antworten: list[Level] = []
    unterschiede: list[Difference] = []
    gewichte: dict[str, Weight] = {}
    texte: dict[str, Texts] = {}
    sonstiges: Texts | None = None
    luecken: Gaps = Gaps()
    stoerungen: Disturbances = Disturbances()


class Truth(_Model):
    """The whole file."""

    frageboegen: dict[str, Survey]


def load(path: Path, questionnaire: str) -> tuple[Survey, yamlfile.YamlFile]:
    """Read the truth about one questionnaire.

    Returns:
        The truth, and the file with its lines for further checks.

    Raises:
        PipelineError: unknown keys and malformed values, each with its line; no truth about it.
    """
    file = yamlfile.load(path)
    try:
        truth = Truth.model_validate(file.data)
    except ValidationError as error:
        raise PipelineError.of([_fault(item, file) for item in error.errors()]) from None
    if questionnaire not in truth.frageboegen:
        raise PipelineError(
            f"there is no truth for the questionnaire '{questionnaire}'",
            file.where(("frageboegen",)),
            hint=f"add `{questionnaire}:` under `frageboegen:`, or name another source in params.yaml",
        )
    return truth.frageboegen[questionnaire], file


def _fault(error: Any, file: yamlfile.YamlFile) -> Fault:
    loc = tuple(error["loc"])
    name = ".".join(str(part) for part in loc)
    if error["type"] == "extra_forbidden":
        hint = "the keys are explained in the head of the file"
        return Fault(f"the key '{name}' is not known", file.where(loc), hint=hint)
    if error["type"] == "missing":
        return Fault(f"'{name}' is missing", file.where(loc), hint=f"add `{loc[-1]}:` here")
    return Fault(f"'{name}': {error['msg'].replace('Input should', 'should')}", file.where(loc))
