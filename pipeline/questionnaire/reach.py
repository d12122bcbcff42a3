"""What follows from some answers: which questions are certainly skipped, and which can never be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.questionnaire import conditions
from pipeline.questionnaire.conditions import All, AnyOf, Condition, Not, Test
from pipeline.questionnaire.model import Option, Page, Question, Questionnaire
from pipeline.questionnaire.variables import Variable, answerable

# The search must end: beyond these limits a question counts as reachable, so that only certain faults
# are reported. Conditions look back over at most this many questions, and a whole definition may cost
# this many comparisons, of which one question takes at most the tenth part.
MAX_QUESTIONS = 12
MAX_COMPARISONS = 1_000_000
TICKED, UNTICKED = "Y", ""


def truth(condition: Condition, known: Mapping[str, str | None]) -> bool | None:
    """A condition when only some answers are known; None when that leaves it open.

    Args:
        condition: from :func:`pipeline.questionnaire.conditions.parse`.
        known: variable (``huerden_zeit`` for an option) -> code; None or empty: certainly no answer.
    """
    if isinstance(condition, Test):
        name = condition.variable
        if condition.op == "has":
            name = f"{name}_{condition.values[0]}"
        return conditions.evaluate(condition, known) if name in known else None
    if isinstance(condition, Not):
        inner = truth(condition.part, known)
        return None if inner is None else not inner
    found = [truth(part, known) for part in condition.parts]
    decisive = isinstance(condition, AnyOf)
    if decisive in found:
        return decisive
    return None if None in found else not decisive


@dataclass(frozen=True)
class Step:
    """A question with everything that must hold for it to be shown."""

    page: Page
    question: Question
    condition: Condition


def steps(questionnaire: Questionnaire) -> list[Step]:
    """All visible questions in order; beyond screening pages one must belong to the target population."""
    return list(_steps(questionnaire.pages, questionnaire.eligible))


def _steps(pages: Sequence[Page], eligible: str) -> Iterator[Step]:
    belongs = conditions.parse(eligible)
    for page in pages:
        base = conditions.parse(page.when)
        if not page.screening:
            base = conditions.join(belongs, base)
        for question in page.questions:
            if question.kind != "hidden":
                yield Step(page, question, conditions.join(base, conditions.parse(question.when)))


def jump(all_steps: Sequence[Step], index: int, option: Option) -> int | None:
    """Where somebody goes who gave this answer to question ``index`` of ``all_steps``.

    Returns:
        The index of the next question that is not certainly skipped; ``len(all_steps)`` for the end; None
        when that is simply the next question.
    """
    known = {all_steps[index].question.code: option.code}
    for i in range(index + 1, len(all_steps)):
        if truth(all_steps[i].condition, known) is not False:
            return None if i == index + 1 else i
        skipped = all_steps[i].question
        known |= dict.fromkeys(answerable(skipped), UNTICKED)
    return None if index == len(all_steps) - 1 else len(all_steps)


def unreachable(pages: Sequence[Page], eligible: str) -> list[str]:
    """Codes of questions that no answers lead to."""
    found = list(_steps(pages, eligible))
    search = _Search({step.question.code: step for step in found})
    return [step.question.code for step in found if not search.possible(step.condition)]


class _Search:
    """Tries answers until a condition holds, earlier questions' own conditions included."""

    def __init__(self, by_code: Mapping[str, Step]) -> None:
        self._steps = by_code
        self._known: dict[str, dict[str, Variable]] = {}
        self._left = MAX_COMPARISONS
        self._budget = 0
        self._cost = 1

    def possible(self, condition: Condition) -> bool:
        if condition == conditions.ALWAYS:
            return True
        closure = self._closure(condition)
        self._budget = given = min(self._left, MAX_COMPARISONS // 10)
        self._cost = sum(1 for _ in conditions.tests(closure))
        found = self._try(closure, {})
        self._left -= given - max(self._budget, 0)
        return found

    def _closure(self, condition: Condition) -> Condition:
        """The condition and, for every variable in it, what must hold for that variable to be asked."""
        done: set[str] = set()
        parts: list[Condition] = [condition]
        queue = [test.variable for test in conditions.tests(condition)][: 2 * MAX_QUESTIONS]
        while queue and len(done) < MAX_QUESTIONS:
            code = queue.pop(0).partition("_")[0]
            if code in done or code not in self._steps:
                continue
            done.add(code)
            own = self._steps[code].condition
            if own != conditions.ALWAYS:
                unanswered = Not(AnyOf(tuple(self._answered(code))))
                parts.append(AnyOf((unanswered, own)))
                queue += [test.variable for test in conditions.tests(own)]
        return All(tuple(parts))

    def _try(self, condition: Condition, known: dict[str, str | None]) -> bool:
        self._budget -= self._cost
        if self._budget < 0:
            return True
        found = truth(condition, known)
        if found is not None:
            return found
        name = self._open_variable(condition, known)
        return any(
            self._try(condition, {**known, name: value}) for value in self._values(name, condition)
        )

    def _open_variable(self, condition: Condition, known: Mapping[str, str | None]) -> str:
        for test in conditions.tests(condition):
            name = f"{test.variable}_{test.values[0]}" if test.op == "has" else test.variable
            if name not in known:
                return name
        raise AssertionError("a condition whose variables are all known is true or false")

    def _values(self, name: str, condition: Condition) -> list[str]:
        variable = self._variables(name.partition("_")[0]).get(name)
        if variable is None:
            return ["", "x"]
        if variable.kind == "multiple":
            return [TICKED, UNTICKED]
        if variable.categories:
            return [*(category.code for category in variable.categories), ""]
        if variable.kind == "numeric":
            return [*_numbers(variable.question, name, condition), ""]
        return ["x", ""]

    def _variables(self, code: str) -> dict[str, Variable]:
        if code not in self._known:
            step = self._steps.get(code)
            self._known[code] = answerable(step.question) if step else {}
        return self._known[code]

    def _answered(self, code: str) -> Iterator[Condition]:
        for name, variable in self._variables(code).items():
            if variable.kind == "multiple":
                yield Test(code, "has", (name.partition("_")[2],))
            else:
                yield Test(name, "answered")


def _numbers(question: Question, name: str, condition: Condition) -> list[str]:
    """Numbers on both sides of every limit that a condition names, within the allowed range."""
    limits = []
    for test in conditions.tests(condition):
        if test.variable == name and test.values:
            try:
                limits.append(float(test.values[0]))
            except ValueError:
                continue
    tried = {limit + step for limit in limits for step in (-1, -0.5, 0, 0.5, 1)} or {0.0}
    low = question.min if question.min is not None else float("-inf")
    high = question.max if question.max is not None else float("inf")
    tried |= {bound for bound in (low, high) if abs(bound) != float("inf")}
    allowed = [n for n in tried if low <= n <= high and (not question.integer or n == int(n))]
    return [f"{number:g}" for number in sorted(allowed)]
