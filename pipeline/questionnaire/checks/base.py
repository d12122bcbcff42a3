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
