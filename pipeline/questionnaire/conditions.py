"""The small language in which a definition says when something is shown.

``erwerb in (teil, mini) and not (huerden has keins)``: names are variables, bare words are answer codes.

| form | true when |
|---|---|
| ``a == x``, ``a in (x, y)`` | the answer is (one of) these codes |
| ``a != x`` | there is an answer and it is another one |
| ``n >= 3`` (also ``>``, ``<``, ``<=``) | the number given fulfils it |
| ``m has x`` | the option was ticked in a multiple choice |
| ``answered(a)`` | there is an answer |

``and`` binds stronger than ``or``; ``not`` and brackets as usual. A question without an answer makes every
comparison false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(?:(==|!=|<=|>=|<|>|[(),])|([A-Za-z0-9_.\-]+)|\"([^\"]*)\"|'([^']*)')")
_WORDS = ("and", "or", "not", "in", "has", "answered")
_NUMERIC: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
MAX_LENGTH = 2_000
MAX_DEPTH = 50


class ConditionError(Exception):
    """The text is no condition; the message says what is wrong where."""


@dataclass(frozen=True)
class Test:
    """A comparison; ``op`` is ``==  !=  <  <=  >  >=  in  has`` or ``answered``."""

    variable: str
    op: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Not:
    """Negation."""

    part: Condition


@dataclass(frozen=True)
class All:
    """Every part holds; no parts at all: always true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Test | Not | All | AnyOf
ALWAYS = All(())


def parse(text: str | None) -> Condition:
    """Read a condition; empty means always.

    Raises:
        ConditionError: with what is wrong and what was expected.
    """
    if not text or not text.strip():
        return ALWAYS
    if len(text) > MAX_LENGTH:
        raise ConditionError(f"the condition is longer than {MAX_LENGTH} characters")
    parser = _Parser(list(_tokens(text)))
    tree = parser.any_of(0)
    if parser.peek() is not None:
        raise ConditionError(f"'{parser.peek()}' was not expected there")
    return tree


def join(*conditions: Condition) -> Condition:
    """All conditions together, without needless nesting."""
    parts: list[Condition] = []
    for condition in conditions:
        for part in condition.parts if isinstance(condition, All) else (condition,):
            if part not in parts:
                parts.append(part)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def tests(condition: Condition) -> Iterator[Test]:
    """Every comparison in a condition, from left to right."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests(condition.part)
    else:
        for part in condition.parts:
            yield from tests(part)


def evaluate(condition: Condition, answers: Mapping[str, str | None]) -> bool:
    """Whether a condition holds.

    Args:
        condition: from :func:`parse`.
        answers: variable -> code as LimeSurvey stores it (``Y`` or ``ja`` for a ticked option; ``None``, an
            empty text or a missing key for no answer).
    """
    if isinstance(condition, Test):
        return _holds(condition, answers)
    if isinstance(condition, Not):
        return not evaluate(condition.part, answers)
    if isinstance(condition, All):
        return all(evaluate(part, answers) for part in condition.parts)
    return any(evaluate(part, answers) for part in condition.parts)


def matches(answer: str, values: Collection[str]) -> bool:
    """Whether an answer is one of some codes or numbers.

    As LimeSurvey compares: what looks like a number on both sides, as numbers (``3.0000000000 == 3``).
    """
    return answer in values or any(_same_number(answer, value) for value in values)


def show(condition: Condition) -> str:
    """The condition as text again; :func:`parse` reads it back to an equal one."""
    if isinstance(condition, Test):
        if condition.op == "answered":
            return f"answered({condition.variable})"
        values = [_quoted(value) for value in condition.values]
        if condition.op == "in":
            return f"{condition.variable} in ({', '.join(values)})"
        return f"{condition.variable} {condition.op} {values[0]}"
    if isinstance(condition, Not):
        return f"not ({show(condition.part)})"
    if isinstance(condition, All):
        return " and ".join(
            f"({show(part)})" if isinstance(part, AnyOf | All) else show(part)
            for part in condition.parts
        )
    return " or ".join(
        f"({show(part)})" if isinstance(part, AnyOf | All) else show(part)
        for part in condition.parts
    )


def _holds(test: Test, answers: Mapping[str, str | None]) -> bool:
    if test.op == "has":
        return answers.get(f"{test.variable}_{test.values[0]}") in ("Y", "ja")
    answer = answers.get(test.variable)
    if answer is None or answer == "":
        return False
    if test.op == "answered":
        return True
    if test.op in ("==", "in", "!="):
        return matches(answer, test.values) != (test.op == "!=")
    try:
        return _NUMERIC[test.op](float(answer), float(test.values[0]))
    except ValueError:
        return False


def _same_number(answer: str, value: str) -> bool:
    try:
        return float(answer) == float(value)
    except ValueError:
        return False


def _quoted(value: str) -> str:
    plain = re.fullmatch(r"[A-Za-z0-9_.\-]+", value) and value not in _WORDS
    return value if plain else f'"{value}"'


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Tokens, and whether each stood in quotes."""
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ConditionError(f"'{text[position:].strip()[:10]}' cannot be read")
        position = match.end()
        symbol, word, double, single = match.groups()
        if symbol or word:
            yield symbol or word, False
        else:
            yield (double if double is not None else single), True


class _Parser:
    """Recursive descent: any_of > all_of > one."""

    def __init__(self, tokens: list[tuple[str, bool]]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> str | None:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else None

    def _next(self, expected: str) -> str:
        token = self.peek()
        if token is None:
            raise ConditionError(f"the condition ends where {expected} was expected")
        self._at += 1
        return token

    def _take(self, symbol: str) -> bool:
        if self.peek() == symbol and not self._tokens[self._at][1]:
            self._at += 1
            return True
        return False

    def _need(self, symbol: str) -> None:
        found = self.peek()
        if not self._take(symbol):
            raise ConditionError(f"'{symbol}' was expected, not '{found or 'the end'}'")

    def any_of(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise ConditionError(f"nested deeper than {MAX_DEPTH} levels")
        parts = [self.all_of(depth)]
        while self._take("or"):
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def all_of(self, depth: int) -> Condition:
        parts = [self.one(depth)]
        while self._take("and"):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise ConditionError(f"nested deeper than {MAX_DEPTH} levels")
        if self._take("not"):
            return Not(self.one(depth + 1))
        if self._take("("):
            inner = self.any_of(depth + 1)
            self._need(")")
            return inner
        if self._take("answered"):
            self._need("(")
            name = self._name()
            self._need(")")
            return Test(name, "answered")
        return self._comparison()

    def _comparison(self) -> Condition:
        name = self._name()
        op = self._next("a comparison such as ==")
        if op == "in":
            self._need("(")
            values = [self._value()]
            while self._take(","):
                values.append(self._value())
            self._need(")")
            return Test(name, "in", tuple(values))
        if op not in ("==", "!=", "has", *_NUMERIC):
            raise ConditionError(f"'{op}' is no comparison (== != < <= > >= in has answered)")
        return Test(name, op, (self._value(),))

    def _name(self) -> str:
        name = self._next("the code of a question")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or name in _WORDS:
            raise ConditionError(f"'{name}' is not the code of a question")
        return name

    def _value(self) -> str:
        quoted = self._at < len(self._tokens) and self._tokens[self._at][1]
        value = self._next("an answer code")
        if not quoted and (value in _WORDS or not re.fullmatch(r"[A-Za-z0-9_.\-]+", value)):
            raise ConditionError(f"'{value}' is not an answer code")
        return value
