"""What the simulation asks: the variables of a questionnaire, and which lines of the truth mean them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.collect.truth import Difference, Level, Selector, Survey
from pipeline.errors import Fault, PipelineError
from pipeline.questionnaire.conditions import Condition, ConditionError, parse, tests
from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.variables import Category, Variable, variables
from pipeline.yamlfile import Loc, YamlFile

KANAL = "kanal"
OTHER = "-oth-"


@dataclass(frozen=True)
class Ask:
    """A variable on its page, with the parts of its scale.

    Attributes:
        variable: as the questionnaire defines it.
        page: number of its page, from 1.
        upper: valid categories of the upper part, the most severe first: in need (0.5 and more),
            unknown offers, or the upper half of a scale; empty where the scale has no order.
        lower: the other valid categories.
        missing: categories that mean *declined* or *don't know*.
        exclusive: rules out the question's other options.
    """

    variable: Variable
    page: int
    upper: tuple[Category, ...]
    lower: tuple[Category, ...]
    missing: tuple[Category, ...]
    exclusive: bool

    @property
    def name(self) -> str:
        """The variable's name."""
        return self.variable.name


def asks(questionnaire: Questionnaire) -> list[Ask]:
    """All variables in the order of the questionnaire."""
    pages = {page.id: number for number, page in enumerate(questionnaire.pages, start=1)}
    return [_ask(variable, pages[variable.page.id]) for variable in variables(questionnaire)]


def _ask(variable: Variable, page: int) -> Ask:
    multiple = variable.kind == "multiple"
    valid = [c for c in variable.categories if multiple or not (c.missing or c.code == OTHER)]
    missing = tuple(c for c in variable.categories if c.missing and not multiple)
    upper, lower = valid[:1], valid[1:]  # ticked or not
    if not multiple:
        upper, lower = _parts(valid, variable.role)
    return Ask(variable, page, tuple(upper), tuple(lower), missing, variable.exclusive)


def _parts(valid: list[Category], role: str) -> tuple[list[Category], list[Category]]:
    if any(c.need is not None for c in valid):
        by_need = sorted(valid, key=lambda c: -(c.need or 0))
        return [c for c in by_need if (c.need or 0) >= 0.5], [
            c for c in by_need if (c.need or 0) < 0.5
        ]
    values = [c.value for c in valid if c.value is not None]
    if len(set(values)) < 2:
        return [], valid
    if role == "awareness":
        by_value = sorted(valid, key=lambda c: c.value if c.value is not None else max(values))
        return by_value[:1], by_value[1:]
    middle = (min(values) + max(values)) / 2
    by_value = sorted(valid, key=lambda c: -(c.value if c.value is not None else min(values) - 1))
    return (
        [c for c in by_value if c.value is not None and c.value > middle],
        [c for c in by_value if c.value is None or c.value <= middle],
    )


def fits(line: Selector, ask: Ask) -> bool:
    """Whether a line of the truth means a variable."""
    variable = ask.variable
    found = {
        "variable": variable.name, "frage": variable.question.code, "item": variable.item,
        "feld": variable.field, "rolle": variable.role,
    }  # fmt: skip
    return all(not line.names(key) or value in line.names(key) for key, value in found.items())


def check(
    survey: Survey, file: YamlFile, questionnaire: Questionnaire, known: Sequence[Ask]
) -> None:
    """Hold the truth against the questionnaire.

    Raises:
        PipelineError: every unknown variable or code, unreadable condition and line that means no
            variable, with its place in the file.
    """
    faults = _Check(file, questionnaire, known).faults(survey)
    if faults:
        raise PipelineError.of(faults)


class _Check:
    def __init__(self, file: YamlFile, questionnaire: Questionnaire, known: Sequence[Ask]) -> None:
        self.file, self.known = file, known
        self.top: Loc = ("frageboegen", questionnaire.name)
        self.screened = bool(questionnaire.eligible.strip())
        self.codes: dict[str, set[str]] = {KANAL: set()}
        for ask in known:
            categories = {c.code for c in ask.variable.categories}
            if ask.variable.kind == "multiple":
                categories |= {"Y"}
            self.codes[ask.name] = categories
            self.codes.setdefault(ask.variable.question.code, categories)

    def faults(self, survey: Survey) -> list[Fault]:
        out: list[Fault] = []
        for variable, parts in survey.verteilung.items():
            loc: Loc = (*self.top, "verteilung", variable)
            out += self._variable(variable, loc)
            for i, part in enumerate(parts):
                out += self._condition(part.wenn, (*loc, i, "wenn"))
                out += self._codes(variable, part.anteile, (*loc, i, "anteile"))
        for section in ("zahlen", "texte"):
            for variable in getattr(survey, section):
                out += self._variable(variable, (*self.top, section, variable))
        for variable, numbers in survey.zahlen.items():
            for i, number in enumerate(numbers):
                out += self._condition(number.wenn, (*self.top, "zahlen", variable, i, "wenn"))
        for variable in survey.luecken.je_variable:
            out += self._variable(variable, (*self.top, "luecken", "je_variable", variable))
        for i, line in enumerate(survey.teilnahme):
            out += self._condition(line.wenn, (*self.top, "teilnahme", i, "wenn"))
        for i, level in enumerate(survey.antworten):
            out += self._selector(level, (*self.top, "antworten", i))
        for i, difference in enumerate(survey.unterschiede):
            out += self._selector(difference, (*self.top, "unterschiede", i))
            out += self._condition(difference.wenn, (*self.top, "unterschiede", i, "wenn"))
        return out + self._whole(survey)

    def _whole(self, survey: Survey) -> list[Fault]:
        """What concerns no single line."""
        out: list[Fault] = []
        every = set().union(*self.codes.values())
        for code in survey.gewichte:
            if code not in every:
                where = self.file.where((*self.top, "gewichte", code))
                out.append(Fault(f"no question has the answer code '{code}'", where))
        first, last = survey.zeitraum
        if last < first:
            where = self.file.where((*self.top, "zeitraum"))
            out.append(Fault("the field period ends before it begins", where))
        if survey.stoerungen.ausserhalb and not self.screened:
            where = self.file.where((*self.top, "stoerungen", "ausserhalb"))
            why = "the questionnaire has no condition of eligibility (eligible)"
            out.append(Fault("nobody can be outside the target population", where, why, "write 0"))
        return out

    def _variable(self, variable: str, loc: Loc) -> list[Fault]:
        if variable in self.codes:
            return []
        hint = "write the name as in the questionnaire's definition"
        what = f"'{variable}' is no variable of {self.top[-1]}"
        return [Fault(what, self.file.where(loc), hint=hint)]

    def _codes(self, variable: str, shares: dict[str, float], loc: Loc) -> list[Fault]:
        codes = self.codes.get(variable, set())
        out = [
            Fault(
                f"'{code}' is no answer code of {variable}",
                self.file.where((*loc, code)),
                hint=f"codes: {', '.join(sorted(codes)[:15])}",
            )
            for code in shares
            if codes and code not in codes
        ]
        if not sum(shares.values()):
            out.append(Fault(f"the shares of {variable} are all zero", self.file.where(loc)))
        return out

    def _condition(self, text: str, loc: Loc) -> list[Fault]:
        try:
            found = list(tests(parse(text)))
        except ConditionError as error:
            return [Fault(f"the condition `{text}` cannot be read: {error}", self.file.where(loc))]
        out: list[Fault] = []
        for test in found:
            out += self._variable(test.variable, loc)
            codes = self.codes.get(test.variable)
            if codes and test.op in {"==", "!=", "in"}:
                unknown = {value: 1.0 for value in test.values if value not in codes}
                out += self._codes(test.variable, unknown, loc) if unknown else []
        return out

    def _selector(self, line: Level | Difference, loc: Loc) -> list[Fault]:
        if any(fits(line, ask) for ask in self.known):
            return []
        what = "no question of this questionnaire fits this line"
        hint = "check variable, frage, item, feld and rolle against the definition"
        return [Fault(what, self.file.where(loc), hint=hint)]


def condition(text: str) -> Condition:
    """A condition that :func:`check` has found readable."""
    return parse(text)
