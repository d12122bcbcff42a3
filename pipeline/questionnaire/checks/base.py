"""What a design rule is: one small file that looks at a questionnaire and yields findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.questionnaire.model import Question, Questionnaire

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """A design fault: where it is, what it is, and what to do.

    Attributes:
        rule: the rule's id, as in ``waive``.
        severity: ``error`` must be mended or waived before deployment; ``warning`` should; ``note`` informs.
        where: file and line.
        subject: question code, page id or empty for the whole questionnaire.
        what: the fault.
        advice: what to do.
        waived: the reason why the rule does not apply here; empty when it does.
    """

    rule: str
    severity: Severity
    where: str
    subject: str
    what: str
    advice: str
    waived: str = ""


class Rule(Protocol):
    """A module of this package: ``ID``, ``SEVERITY``, ``TITLE``, ``SOURCE`` and ``check``."""

    ID: str
    SEVERITY: Severity
    TITLE: str
    SOURCE: str

    def check(self, questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
        """Yield (question or None, what is wrong, what to do)."""
        ...


def parts(question: Question) -> Iterator[str]:
    """Everything that respondents read in a question: text, hint, rows, answers."""
    yield question.text
    yield from filter(None, (question.help, question.other))
    yield from (row.text for row in question.items)
    yield from (option.text for option in question.options)
    for side in question.sides:
        yield side.text
        yield from (option.text for option in side.options)


def frame(questionnaire: Questionnaire) -> Iterator[str]:
    """Everything that respondents read outside the questions: title, cover, pages' titles and intros."""
    cover = questionnaire.cover
    yield from (questionnaire.title, cover.occasion, cover.use, cover.anonymity, cover.duration)
    yield from filter(None, (cover.end, cover.after, cover.screened_out))
    for page in questionnaire.pages:
        yield from filter(None, (page.title, page.intro))
