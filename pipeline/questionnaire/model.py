"""What a questionnaire is: pages, questions, options, rows; texts are German, keys English.

Everything here is plain, immutable data. :mod:`loading` makes it from YAML and finds faults,
:mod:`variables` says which columns an answer has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from pipeline.yamlfile import Loc, YamlFile

Kind = Literal[
    "single", "multiple", "array", "dual", "yes_no", "dropdown", "ranking", "numeric", "numerics",
    "date", "short_text", "long_text", "display", "hidden",
]  # fmt: skip
Role = Literal[
    "importance", "satisfaction", "unmet_need", "barrier", "awareness", "use", "wish", "context",
    "margin", "target_group", "open",
]  # fmt: skip
Missing = Literal["declined", "dont_know"]
Required = Literal["hard", "soft", "optional"]

CHOICES = ("single", "yes_no", "dropdown")
WITH_ROWS = ("array", "dual", "numerics")
WITH_OPTIONS = (*CHOICES, "multiple", "array", "ranking")

QuestionCode = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*$", max_length=20)]
AnswerCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,5}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(pattern=r"\S")]  # blanks alone are no text
Share = Annotated[float, Field(ge=0, le=1)]


class Model(BaseModel):
    """Immutable, and strict about unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Model):
    """One answer.

    Attributes:
        value: number on an ordered scale.
        need: how bad the answer is, 0 (none) to 1 (worst); 0.5 and more counts as in need.
        missing: the answer means *declined* or *don't know*.
        exclusive: in a multiple choice, rules out every other option.
        low, high: the numeric class that the answer stands for (checked for gaps and overlaps).
        item, field, role: override the question's.
        event: part of the short version for events (multiple choice keeps all its options).
    """

    code: AnswerCode
    text: Text
    value: float | None = None
    need: Share | None = None
    missing: Missing | None = None
    exclusive: bool = False
    low: float | None = None
    high: float | None = None
    item: Identifier | None = None
    field: Identifier | None = None
    role: Role | None = None


class Row(Model):
    """One row of an array, a dual scale or several numerics.

    ``scale_direction`` says whether agreeing is good or bad for the subject: a balanced battery has both.
    """

    code: AnswerCode
    text: Text
    item: Identifier | None = None
    field: Identifier | None = None
    role: Role | None = None
    scale_direction: Literal["positive", "negative"] | None = None
    event: bool = False


class Side(Model):
    """One half of a dual scale."""

    text: Text
    role: Role
    scale: Identifier | None = None
    options: tuple[Option, ...] = ()


class Question(Model):
    """One question; which attributes apply depends on ``kind`` (see ``questionnaires/README.md``)."""

    code: QuestionCode
    kind: Kind
    text: Text
    label: str | None = None
    help: str | None = None
    why: Text
    role: Role
    field: Identifier | None = None
    item: Identifier | None = None
    reference: str | None = None
    options: tuple[Option, ...] = ()
    scale: Identifier | None = None
    options_from: Literal["municipalities"] | None = None
    items: tuple[Row, ...] = ()
    sides: tuple[Side, ...] = ()
    other: str | None = None
    required: Required = "optional"
    when: str | None = None
    random: bool = False
    min: float | None = None
    max: float | None = None
    integer: bool = False
    unit: str | None = None
    min_choices: Annotated[int, Field(ge=1)] | None = None
    max_choices: Annotated[int, Field(ge=1)] | None = None
    precision: Literal["month", "year", "day"] = "month"
    sensitive: bool = False
    icebreaker: bool = False
    event: bool = False
    waive: dict[Identifier, Text] = {}

    @property
    def short_label(self) -> str:
        """What tables and charts call the question."""
        return self.label or self.text


class Page(Model):
    """Questions that are shown together; ``screening`` pages come before the target population is known."""

    id: Identifier
    title: Text
    intro: str | None = None
    when: str | None = None
    screening: bool = False
    questions: tuple[Question, ...] = ()


class Cover(Model):
    """What respondents read first and last (handbook: occasion, use of the data, anonymity).

    ``end`` is shown on screen only; ``after`` (report, contact) follows it there and closes the paper form.
    """

    occasion: Text
    use: Text
    anonymity: Text
    duration: Text
    duration_event: Text | None = None
    end: Text
    after: Text
    screened_out: str | None = None


class Paragraph(Model):
    """One paragraph of the privacy notice; ``only`` restricts it to some questionnaires.

    ``sensitive``: it stands only where something sensitive is asked.
    """

    id: Identifier
    heading: Text
    text: Text
    only: tuple[str, ...] = ()
    sensitive: bool = False


class Notice(Model):
    """Privacy notice (GDPR Art. 13), the sentence that respondents confirm, and the refusal's message."""

    label: Text
    error: Text
    paragraphs: tuple[Paragraph, ...]

    def of(self, name: str, asked: Iterable[Question]) -> Notice:
        """The paragraphs that concern one questionnaire and what it asks."""
        sensitive = any(question.sensitive for question in asked)
        kept = (p for p in self.paragraphs if not p.only or name in p.only)
        return self.model_copy(
            update={"paragraphs": tuple(p for p in kept if sensitive or not p.sensitive)}
        )


class Letter(Model):
    """An e-mail in plain text."""

    subject: Text
    text: Text


class Letters(Model):
    """``_anschreiben.yaml``: what people on a closed list get; ``confirm`` is prepared, but never sent."""

    invite: Letter
    remind: Letter
    confirm: Letter


class Scale(Model):
    """A shared answer scale; ``balanced: false`` states that it is one-sided on purpose."""

    label: Text
    options: tuple[Option, ...]
    balanced: bool = True


class Place(Model):
    """A municipality of the region."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,5}$")]
    text: Text


class Region(Model):
    """``_orte.yaml``: the network's region and its municipalities."""

    region: Text
    region_in: Text
    ags: Annotated[str, Field(pattern=r"^(\d{2}|\d{5}|\d{8})$")]
    municipalities: tuple[Place, ...]


class Header(Model):
    """Everything of a definition but its pages."""

    questionnaire: Identifier
    version: Annotated[int, Field(ge=1)]
    unit: Literal["person", "establishment", "institution"]
    title: Text
    target_population: Text
    eligible: str = ""
    max_items: Annotated[int, Field(ge=1)] = 100
    max_minutes: Annotated[float, Field(gt=0)] = 15
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("de",)
    cover: Cover
    waive: dict[Identifier, Text] = {}


class Questionnaire(Header):
    """A whole definition with its scales resolved into options.

    ``languages[0]`` is the language of the definition itself.
    """

    pages: tuple[Page, ...]
    scales: dict[str, Scale] = {}
    region: Region | None = None
    notice: Notice | None = None
    letters: Letters | None = None
    variant: Literal["main", "event", "pretest"] = "main"
    _file: YamlFile | None = PrivateAttr(default=None)
    _locations: dict[str, Loc] = PrivateAttr(default_factory=dict)
    _translations: dict[str, dict[str, str]] = PrivateAttr(default_factory=dict)
    _reviewed: dict[str, str] = PrivateAttr(default_factory=dict)
    _unconfirmed: dict[str, list[str] | None] = PrivateAttr(default_factory=dict)

    @property
    def name(self) -> str:
        """The instrument, for example ``alleinerziehende``."""
        return self.questionnaire

    @property
    def questions(self) -> Iterator[tuple[Page, Question]]:
        """All questions in order, with their page."""
        for page in self.pages:
            for question in page.questions:
                yield page, question

    @property
    def reviewed(self) -> dict[str, str]:
        """Languages that may be deployed, with who reviewed them; the definition's own is always there."""
        return {self.languages[0]: "", **self._reviewed}

    @property
    def unconfirmed(self) -> dict[str, list[str] | None]:
        """Languages with a review that does not hold: texts changed since, None where none was recorded."""
        return self._unconfirmed

    def question(self, code: str) -> Question:
        """The question with a code.

        Raises:
            KeyError: there is none.
        """
        for _, question in self.questions:
            if question.code == code:
                return question
        raise KeyError(code)

    def where(self, code: str | None = None) -> str:
        """``file, line n`` of a question, or of the whole file."""
        if self._file is None:
            return self.questionnaire
        return self._file.where(self._locations.get(code or "", ()))
