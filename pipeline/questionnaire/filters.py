"""Conditions in words, as a person with a pen needs them: "Nur, wenn Sie bei Frage 9 … angekreuzt haben"."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.questionnaire.conditions import ALWAYS, All, AnyOf, Condition, Not, Test
from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.texts import Texts
from pipeline.questionnaire.variables import Category, answerable

_FEW, _MANY = 2, 4  # of many answers, name the few that do not count instead


def in_words(
    condition: Condition, questionnaire: Questionnaire, numbers: Mapping[str, int], language: str
) -> str:
    """A condition as a sentence part for the paper form; empty when it always holds.

    Args:
        condition: what must hold.
        questionnaire: for the texts of answers.
        numbers: question code -> number on the form.
        language: of the form.
    """
    if condition == ALWAYS:
        return ""
    words = _Words(questionnaire, numbers, language)
    return words.say("only_if", condition=words.of(condition)) + ":"


class _Words:
    def __init__(
        self, questionnaire: Questionnaire, numbers: Mapping[str, int], language: str
    ) -> None:
        self._questionnaire = questionnaire
        self._numbers = numbers
        self._texts = Texts(questionnaire, language)

    def of(self, condition: Condition) -> str:
        if isinstance(condition, Test):
            return self._test(condition)
        if isinstance(condition, Not):
            return self._negated(condition.part)
        word = "and" if isinstance(condition, All) else "or"
        return self.say(word).join(
            f"({self.of(part)})" if isinstance(part, All | AnyOf) else self.of(part)
            for part in condition.parts
        )

    def say(self, key: str, **values: object) -> str:
        """A phrase in the language of the form."""
        return self._texts.phrase(key, **values)

    def _number(self, variable: str) -> str:
        """The question's number, and its row or rank where the condition is about one."""
        code, _, part = variable.partition("_")
        number = str(self._numbers[code])
        row = self._texts.get(f"{code}.items.{part.partition('_')[0]}")
        if row:
            return number + self.say("row", row=row)
        return number + (self.say("rank", n=part) if part.isdigit() else "")

    def _negated(self, condition: Condition) -> str:
        if (
            isinstance(condition, Test)
            and condition.op in ("has", "==", "in")
            and not self._is_number(condition.variable)
        ):
            return self.say("not_chose_any", n=self._number(condition.variable),
                             values=self._named(condition.variable, condition.values))  # fmt: skip
        return self.say("no", condition=self.of(condition))

    def _test(self, test: Test) -> str:
        n = self._number(test.variable)
        if test.op == "answered":
            return self.say("answered", n=n)
        if self._is_number(test.variable):
            op = "==" if test.op == "in" else test.op
            return self.say("number", n=n, op=self.say(op), values=self.say("or").join(test.values))
        if test.op == "!=":
            return self.say("not_chose", n=n, values=self._named(test.variable, test.values))
        others = self._others(test)
        if test.op == "in" and len(test.values) >= _MANY and len(others) <= _FEW:
            return self.say("not_chose", n=n, values=self._named(test.variable, others))
        return self.say("chose", n=n, values=self._named(test.variable, test.values))

    def _is_number(self, variable: str) -> bool:
        return self._questionnaire.question(variable.partition("_")[0]).kind in (
            "numeric",
            "numerics",
        )

    def _others(self, test: Test) -> tuple[str, ...]:
        return tuple(
            category.code
            for category in self._categories(test.variable)
            if category.code not in test.values
        )

    def _categories(self, variable: str) -> tuple[Category, ...]:
        question = self._questionnaire.question(variable.partition("_")[0])
        found = answerable(question).get(variable)
        return found.categories if found else ()

    def _named(self, variable: str, codes: tuple[str, ...]) -> str:
        code = variable.partition("_")[0]
        keys = {category.code: category.text for category in self._categories(variable)}
        texts = [self._texts.get(keys.get(v, f"{code}.options.{v}")) or v for v in codes]
        quoted = [f"{self.say('open')}{text}{self.say('close')}" for text in texts]
        if len(quoted) == 1:
            return quoted[0]
        return self.say("comma").join(quoted[:-1]) + self.say("or") + quoted[-1]
