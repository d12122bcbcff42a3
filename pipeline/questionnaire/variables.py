"""Which variables a questionnaire produces: one place for the codebook, LimeSurvey and paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.questionnaire import conditions
from pipeline.questionnaire.model import CHOICES, Option, Page, Question, Questionnaire, Row

KINDS = {
    "single": "single", "yes_no": "yes_no", "dropdown": "dropdown", "multiple": "multiple",
    "array": "array", "dual": "dual", "ranking": "ranking", "numeric": "numeric",
    "numerics": "numeric", "date": "date", "short_text": "text", "long_text": "text",
}  # fmt: skip
_ANY_PAGE = Page(id="page", title="–")
OTHER = "-oth-"  # what LimeSurvey stores when *other* was chosen in a single choice


@dataclass(frozen=True)
class Category:
    """One possible value of a variable; ``text`` is the key of its text."""

    code: str
    text: str
    value: float | None = None
    need: float | None = None
    missing: str | None = None
    field: str | None = None


@dataclass(frozen=True)
class Variable:
    """One column of the answers.

    Attributes:
        name: ``geschlecht``, ``bedarfb_3`` (row or option), ``rang_1`` (rank), ``schule_other``.
        field_key: how LimeSurvey's exports call it (``bedarfb[3]``, ``schule[other]``).
        label: key of its label among the texts.
        categories: empty for numbers, dates and text.
        universe: condition under which it is asked, beyond belonging to the target population.
    """

    name: str
    field_key: str
    page: Page
    question: Question
    kind: str
    label: str
    role: str
    field: str | None
    item: str | None
    categories: tuple[Category, ...]
    universe: conditions.Condition

    @property
    def sensitive(self) -> bool:
        """Health and similar: asked under explicit consent only."""
        return self.question.sensitive

    @property
    def exclusive(self) -> bool:
        """A ticked option that rules the others out ("nothing of this")."""
        return self.kind == "multiple" and any(
            option.exclusive and self.name == f"{self.question.code}_{option.code}"
            for option in self.question.options
        )


def variables(questionnaire: Questionnaire) -> Iterator[Variable]:
    """All variables in the order of the questionnaire; displays and hidden questions have none."""
    for page, question in questionnaire.questions:
        yield from of_question(page, question)


def answerable(question: Question) -> dict[str, Variable]:
    """The variables of one question by name, whoever is asked it (conditions can name these)."""
    return {variable.name: variable for variable in _of(_ANY_PAGE, question, conditions.ALWAYS)}


def of_question(page: Page, question: Question) -> Iterator[Variable]:
    """The variables of one question."""
    universe = conditions.join(conditions.parse(page.when), conditions.parse(question.when))
    yield from _of(page, question, universe)


def _of(page: Page, question: Question, universe: conditions.Condition) -> Iterator[Variable]:
    if question.kind not in KINDS:
        return

    def variable(  # one column; everything not given comes from the question
        suffix: str,
        bracket: str,
        label: str,
        categories: tuple[Category, ...],
        part: Option | Row | None = None,
        **given: str,
    ) -> Variable:
        return Variable(
            question.code + suffix,
            question.code + bracket,
            page,
            question,
            given.get("kind", KINDS[question.kind]),
            label,
            given.get("role", (part.role if part else None) or question.role),
            (part.field if part else None) or question.field,
            (part.item if part else None) or question.item,
            categories,
            universe,
        )

    code = question.code
    if question.kind in CHOICES:
        found = _categories(code, question.options)
        if question.other:
            found = (*found, Category(OTHER, f"{code}.other"))
        yield variable("", "", f"{code}.label", found)
    elif question.kind == "multiple":
        for option in question.options:
            yield variable(
                f"_{option.code}",
                f"[{option.code}]",
                f"{code}.options.{option.code}",
                _ticked(option),
                option,
            )
    elif question.kind == "array":
        for row in question.items:
            yield variable(
                f"_{row.code}",
                f"[{row.code}]",
                f"{code}.items.{row.code}",
                _categories(code, question.options),
                row,
            )
    elif question.kind == "dual":
        for row in question.items:
            for n, side in enumerate(question.sides, start=1):
                yield variable(
                    f"_{row.code}_{n}",
                    f"[{row.code}][{n}]",
                    f"{code}.items.{row.code}",
                    _categories(f"{code}.sides.{n}", side.options),
                    row,
                    role=side.role,
                )
    elif question.kind == "ranking":
        ranks = question.max_choices or len(question.options)
        for n in range(1, ranks + 1):
            yield variable(f"_{n}", f"[{n}]", f"{code}.label", _categories(code, question.options))
    elif question.kind == "numerics":
        for row in question.items:
            yield variable(f"_{row.code}", f"[{row.code}]", f"{code}.items.{row.code}", (), row)
    else:
        yield variable("", "", f"{code}.label", ())
    if question.other:
        yield variable("_other", "[other]", f"{code}.other", (), kind="text", role="open")


def _categories(prefix: str, options: tuple[Option, ...]) -> tuple[Category, ...]:
    return tuple(
        Category(o.code, f"{prefix}.options.{o.code}", o.value, o.need, o.missing, o.field)
        for o in options
    )


def _ticked(option: Option) -> tuple[Category, ...]:
    """Yes and no; when the option itself means *declined*, ticking it does."""
    no_need = None if option.need is None else 0.0
    return (
        Category("ja", "words.yes", option.value, option.need, option.missing),
        Category("nein", "words.no", None, no_need),
    )
