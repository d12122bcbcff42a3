"""``params.yaml``: the network and every choice that an analyst may change, as typed objects."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline import yamlfile
from pipeline.errors import Fault, PipelineError, line_of
from pipeline.paramfaults import cross_checks, fault, same_place_twice
from pipeline.samples import ClosedList, SampleDesign

PLACEHOLDER = re.compile(
    r"bitte[ -]eintragen", re.IGNORECASE
)  # what `bedarf init` leaves to fill in

_JOBCENTRE = re.compile(r"job-?\s?center|agentur für arbeit|grundsicherung", re.IGNORECASE)

JOINED = "+"  # between answer codes of one category; no answer code contains it

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
QuestionnaireName = Literal["alleinerziehende", "arbeitgeber", "einrichtungen"]


def is_jobcentre(name: str) -> bool:
    """Whether a name is that of a body whose advisers decide about benefits."""
    return bool(_JOBCENTRE.search(name))


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Contact(_Model):
    """Whom readers reach."""

    organisation: str
    person: str = ""
    street: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""


class Partner(_Model):
    """An institution of the network; ``logo`` is a file below ``reports/``."""

    name: str
    logo: str | None = None


class Controller(_Model):
    """Who is responsible (controller) under data protection law; a network has no legal personality."""

    name: str
    address: str
    email: str


class Officer(_Model):
    """The controller's data protection officer."""

    name: str
    email: str


class DataProtection(_Model):
    """What the privacy notice needs (GDPR articles 13, 26 and 28)."""

    controller: Controller
    officer: Officer | None = None
    processors: list[str] = []
    joint_controllers: list[str] = []
    retention_until: date


class Network(_Model):
    """Who the network is and which region it works for."""

    name: str
    short_name: str
    region: Annotated[str, Field(pattern=r"^(\d{2}|\d{5}|\d{8})$")]
    region_label: str
    region_in: str
    contact: Contact
    partners: list[Partner] = []
    logo: str | None = None
    funding: str = ""
    responsible: str = ""
    data_protection: DataProtection | None = None


class Document(_Model):
    """What every document carries."""

    date: date
    language: Literal["de", "en"] = (
        "de"  # of report and handouts; brochure, board and start page are German
    )
    field_period: str = ""


class Questionnaire(_Model):
    """One instrument in one wave."""

    definition: str
    wave: Annotated[int, Field(ge=1)] = 1
    languages: Annotated[list[str], Field(min_length=1)] = ["de"]


class Source(_Model):
    """Where answers come from.

    ``simulation`` needs ``truth``; every other kind needs ``path`` below ``data/raw``; ``spss`` and
    ``csv`` need a ``columns`` map file besides.
    """

    kind: Literal["simulation", "limesurvey", "entry_sheet", "spss", "csv"]
    path: str | None = None
    truth: str | None = None
    columns: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Source:
        needed = {"simulation": ["truth"], "spss": ["path", "columns"], "csv": ["path", "columns"]}
        for name in needed.get(self.kind, ["path"]):
            if getattr(self, name) is None:
                raise ValueError(f"a source of kind {self.kind} needs '{name}'")
        return self


class Cleaning(_Model):
    """Thresholds of the cleaning rules."""

    speeder_share_of_median: Annotated[float, Field(ge=0, lt=1)] = 0.33
    straightline_min_items: Annotated[int, Field(ge=3)] = 6
    min_answered_share: Annotated[float, Field(ge=0, le=1)] = 0.25
    duplicate_min_answers: Annotated[int, Field(ge=5)] = 20


def answer_codes(category: str) -> tuple[str, ...]:
    """Answer codes of a margin's category: one, or several that share an official value (``teil+mini``)."""
    return tuple(category.split(JOINED))


class Target(_Model):
    """The official value of one category: an indicator, for the network's region unless said."""

    indicator: str
    region: str | None = None


class Margin(_Model):
    """A known distribution of the target population; ``targets``: category -> official value(s).

    A category is an answer code, or several that share one official value (``teil+mini``); several official
    values of one category are added up. What can be wrong with categories is told by
    :func:`pipeline.paramfaults.cross_checks`, with lines.

    ``difference``: how the official definition differs from the survey's, in a German sentence that is
    printed beside the margin; "keiner bekannt" where there is none.
    ``employees``: of employers' size classes, how many people work in each; same categories as ``targets``.
    """

    id: Identifier
    questionnaire: QuestionnaireName = "alleinerziehende"
    variable: str
    assumed: bool = False
    difference: str = ""
    targets: dict[str, Target | list[Target]]
    employees: dict[str, Target | list[Target]] = {}

    @model_validator(mode="after")
    def _same_classes(self) -> Margin:
        classes = [
            {frozenset(answer_codes(c)) for c in of} for of in (self.employees, self.targets)
        ]
        if self.employees and classes[0] != classes[1]:
            raise ValueError(
                "'employees' must name the same answer codes as 'targets', joined alike"
            )
        if self.employees and self.questionnaire != "arbeitgeber":
            raise ValueError("only the questionnaire arbeitgeber has employees")
        return self


class Weighting(_Model):
    """Limits of raking; weights are relative to their mean.

    ``noise``: largest change of the weight that somebody begins with (:mod:`pipeline.weight.noise`); 0 gives
    the weights of plain raking.
    """

    max_weight: Annotated[float, Field(gt=1)] = 5.0
    min_weight: Annotated[float, Field(ge=0, lt=1)] = 0.2
    noise: Annotated[float, Field(ge=0, lt=0.5)] = 0.2
    min_cell: Annotated[int, Field(ge=1)] = 10
    replicates: Annotated[int, Field(ge=20, le=2000)] = 200


class Where(_Model):
    """Respondents whose ``variable`` has one of the codes ``is``."""

    variable: str
    codes: Annotated[list[str], Field(alias="is", min_length=1)]


class TargetGroup(_Model):
    """A group declared in advance; several conditions must all hold."""

    id: Identifier
    label: str
    questionnaire: QuestionnaireName = "alleinerziehende"
    where: Where | Annotated[list[Where], Field(min_length=1)]

    @model_validator(mode="after")
    def _no_crossing_of_firms(self) -> TargetGroup:
        crossed = sorted({c.variable for c in self.conditions})
        if self.questionnaire == "arbeitgeber" and len(crossed) > 1:
            raise ValueError(
                f"employers are shown by one characteristic at a time, not by {' and '.join(crossed)}: "
                "size and sector together tell which establishment answered"
            )
        return self

    @property
    def conditions(self) -> list[Where]:
        """The conditions as a list."""
        return self.where if isinstance(self.where, list) else [self.where]


class FieldOfAction(_Model):
    """A field of action (Handlungsfeld)."""

    id: Identifier
    name: str
    short: str


class CriteriaWeights(_Model):
    """Weights of the criteria, relative to each other; they may not all be zero."""

    need: Annotated[float, Field(ge=0)] = 3
    severity: Annotated[float, Field(ge=0)] = 2
    reach: Annotated[float, Field(ge=0)] = 1
    inequality: Annotated[float, Field(ge=0)] = 1
    offer_gap: Annotated[float, Field(ge=0)] = 2
    readiness: Annotated[float, Field(ge=0)] = 1
    feasibility: Annotated[float, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _some_weight(self) -> CriteriaWeights:
        if sum(self.model_dump().values()) <= 0:
            raise ValueError(
                "the weights of the criteria are all zero; at least one must be positive"
            )
        return self


class Assessment(_Model):
    """How fields of action are scored; confirmed by the steering group before the first pull."""

    confirmed_on: date | None = None
    confirmed_by: str = ""
    weights: CriteriaWeights = CriteriaWeights()
    feasibility: dict[str, Annotated[float, Field(ge=0, le=10)]] = {}
    offers_stale_after_months: Annotated[int, Field(ge=1, le=120)] = 12


class Disclosure(_Model):
    """Limits of the disclosure wall; the defaults are the least that is allowed."""

    min_n: Annotated[int, Field(ge=10)] = 10
    bracket_below: Annotated[int, Field(ge=30)] = 30
    round_to: Annotated[int, Field(ge=5, le=25)] = 5
    min_cell: Annotated[int, Field(ge=3)] = 3


class Comparison(_Model):
    """Regions that official figures are compared with (AGS, ``DG`` for Germany)."""

    regions: list[Annotated[str, Field(pattern=r"^(DG|\d{2}|\d{5}|\d{8})$")]] = []


class Params(_Model):
    """Everything in ``params.yaml``."""

    network: Network
    document: Document
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    questionnaires: dict[QuestionnaireName, Questionnaire]
    sources: dict[QuestionnaireName, list[Source]]
    cleaning: Cleaning = Cleaning()
    closed_lists: dict[QuestionnaireName, ClosedList] = {}
    designs: dict[Literal["alleinerziehende", "arbeitgeber"], SampleDesign] = {}
    margins: list[Margin] = []
    weighting: Weighting = Weighting()
    target_groups: list[TargetGroup] = []
    fields_of_action: Annotated[list[FieldOfAction], Field(min_length=1)]
    assessment: Assessment = Assessment()
    disclosure: Disclosure = Disclosure()
    comparison: Comparison = Comparison()

    @property
    def is_demo(self) -> bool:
        """Whether any answers are simulated; then every page must say DEMODATEN."""
        return any(s.kind == "simulation" for sources in self.sources.values() for s in sources)


def load(path: Path) -> Params:
    """Read and validate ``params.yaml``.

    Args:
        path: the file.

    Raises:
        PipelineError: every fault of the file at once, each with its line and what would be right.
    """
    file = yamlfile.load(path)
    if not isinstance(file.data, dict):
        raise PipelineError(
            "the file is empty or not a mapping", file.where(), hint="start it with `network:`"
        )
    faults: list[Fault] = []
    params: Params | None = None
    try:
        params = Params.model_validate(file.data)
    except ValidationError as error:
        faults += [fault(item, file, Params) for item in same_place_twice(error.errors())]
        faults = list(dict.fromkeys(faults))
    faults += cross_checks(file)
    faults += [
        Fault(
            f"'{'.'.join(map(str, loc))}': the date stands without quotes",
            file.where(loc),
            "DVC reads this file too and refuses bare dates",
            'put it in quotes, for example "2026-11-02"',
        )
        for loc in file.plain_dates
    ]
    if faults or params is None:
        raise PipelineError.of(sorted(faults, key=lambda found: line_of(found.where)))
    return params
