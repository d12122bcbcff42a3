"""Answers as matrices: who is in need of what, how severely, and who knows what exists.

An *item* (a need) joins the codebook's variables with the same ``item``: importance of and satisfaction
with opening hours, the wish for care in the evening and whether such an offer is known. Roles decide
what a variable says, its name never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.tables import NOT_ASKED

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

IN_NEED = 0.5  # severity from which an answer counts as "in need" (codebook: need, 0 to 1)
NOT_CONCERNED = ("tnz", "kein")  # shared scales: "betrifft mich nicht", "nicht gebraucht"
_OFFERABLE = ("unmet_need", "satisfaction", "awareness")
_NOT_SEVERITY = ("importance", "awareness", "use", "margin", "target_group", "open")


@dataclass(frozen=True)
class Items:
    """Respondents x items; NaN where a respondent gave no valid answer.

    Attributes:
        names: item ids, in the order of the questionnaire.
        labels: how the item is called.
        fields: the field of action of each item.
        severity: 0-1, the worst of the item's answers (joint presence of several is not added up).
        applies: 1 the matter concerns the respondent, 0 not asked, not concerned or not needed, NaN unknown.
        importance, satisfaction: 0-1 on the ends of the answer scale.
        aware: 1 knows the offer, 0 does not.
        used: 1 has used the offer, 0 has not.
        unmet: 1 wanted it and did not have it (at least half), 0 otherwise.
        barrier: 1 names it as an obstacle, 0 does not.
        offerable: somebody could offer something for it: not a mere obstacle or circumstance.
    """

    names: list[str]
    labels: list[str]
    fields: list[str]
    offerable: NDArray[np.bool_]
    severity: Array
    applies: Array
    importance: Array
    satisfaction: Array
    aware: Array
    used: Array
    unmet: Array
    barrier: Array

    @property
    def in_need(self) -> Array:
        """1 where the severity is at least one half, 0 below, NaN where unknown."""
        return np.where(np.isnan(self.severity), np.nan, self.severity >= IN_NEED)


@dataclass(frozen=True)
class _Question:
    """One variable with its valid answers: code -> (value, need)."""

    variable: str
    role: str
    label: str
    field: str
    sensitive: bool
    options: dict[str, tuple[float | None, float | None]]

    @property
    def graded(self) -> bool:
        """Whether any answer carries a severity."""
        return any(need is not None for _, need in self.options.values())


def build(responses: pd.DataFrame, codebook: pd.DataFrame) -> Items:
    """Matrices of one questionnaire.

    Args:
        responses: table ``responses``.
        codebook: table ``codebook`` of this questionnaire alone.

    Returns:
        Only items that carry a severity, in the order of the codebook.
    """
    names, labels, fields, offerable = [], [], [], []
    parts: dict[str, list[Array]] = {
        part: []
        for part in (
            "severity",
            "applies",
            "importance",
            "satisfaction",
            "aware",
            "used",
            "unmet",
            "barrier",
        )
    }
    for item, questions in _questions(responses, codebook).items():
        severe = _severe(questions)
        if not severe:
            continue
        names.append(item)
        labels.append(_label(severe, questions))
        fields.append(severe[0].field)
        offerable.append(any(q.role in _OFFERABLE for q in questions))
        severity, applies = _severity(responses, severe)
        parts["severity"].append(severity)
        parts["applies"].append(applies)
        for role in ("importance", "satisfaction"):
            scales = [(q, _scale(q)) for q in questions if q.role == role]
            parts[role].append(_mean(responses, scales))
        known = [(q, _knows(q)) for q in questions if q.role == "awareness"]
        parts["aware"].append(_mean(responses, known))
        uses = [(q, _uses(q)) for q in questions if q.role in ("awareness", "use")]
        parts["used"].append(_mean(responses, uses))
        for part, role in (("unmet", "unmet_need"), ("barrier", "barrier")):
            parts[part].append(_at_all(responses, [q for q in questions if q.role == role]))
    n = len(responses)
    stacked = {k: np.column_stack(v) if v else np.empty((n, 0)) for k, v in parts.items()}
    return Items(names, labels, fields, np.array(offerable, dtype=bool), **stacked)


def _questions(responses: pd.DataFrame, codebook: pd.DataFrame) -> dict[str, list[_Question]]:
    """Questions with a field of action, by item, in the order of the codebook."""
    found: dict[str, dict[str, _Question]] = {}
    for row in codebook.itertuples(index=False):
        field, variable = _text(row.field_of_action), str(row.variable)
        if not field or variable not in responses.columns:
            continue
        question = found.setdefault(_text(row.item) or variable, {}).setdefault(
            variable,
            _Question(variable, str(row.role), str(row.label), field, bool(row.sensitive), {}),
        )
        if not _text(row.missing_kind) and _text(row.category):
            question.options[str(row.category)] = (_number(row.value), _number(row.need))
    return {item: list(questions.values()) for item, questions in found.items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value == value else None  # noqa: PLR0124


def _severe(questions: list[_Question]) -> list[_Question]:
    """The item's questions that say how bad things are; not knowing counts only where nothing else does."""
    graded = [q for q in questions if q.graded]
    plain = [q for q in graded if q.role not in _NOT_SEVERITY]
    return plain or [q for q in graded if q.role == "awareness"]


def _label(severe: list[_Question], questions: list[_Question]) -> str:
    for role in ("unmet_need", "satisfaction", "importance", "barrier"):
        for source in (severe, questions):
            for question in source:
                if question.role == role:
                    return question.label
    return severe[0].label


def _severity(responses: pd.DataFrame, severe: list[_Question]) -> tuple[Array, Array]:
    severity = np.full(len(responses), np.nan)
    applies = np.full(len(responses), np.nan)
    for question in severe:
        value = _mapped(responses, question, {k: need for k, (_, need) in question.options.items()})
        severity = np.fmax(severity, value)
        # a health question was not put to those who did not consent: that says nothing about them
        outside = (*NOT_CONCERNED,) if question.sensitive else (*NOT_CONCERNED, NOT_ASKED)
        apart = responses[question.variable].isin(outside).to_numpy()
        here = np.where(apart, 0.0, np.where(np.isnan(value), np.nan, 1.0))
        applies = np.fmax(applies, here)
    return severity, applies


def _scale(question: _Question) -> dict[str, float | None]:
    """Each answer from 0 (lowest) to 1 (highest); nothing where answers have no order."""
    values = [value for value, _ in question.options.values() if value is not None]
    if not values or min(values) == max(values):
        return {}
    low, width = min(values), max(values) - min(values)
    return {k: None if v is None else (v - low) / width for k, (v, _) in question.options.items()}


def _knows(question: _Question) -> dict[str, float | None]:
    """1 or 0 per answer: above the lowest value, or without need of information, or ``ja``."""
    values = [value for value, _ in question.options.values() if value is not None]
    if values:
        return {
            k: float(v is not None and v > min(values)) for k, (v, _) in question.options.items()
        }
    if question.graded:
        return {k: float((need or 0.0) < IN_NEED) for k, (_, need) in question.options.items()}
    return {k: float(k == "ja") for k in question.options}


def _uses(question: _Question) -> dict[str, float | None]:
    """1 or 0 per answer: the highest of three levels ("unknown, known, used"), or ``ja``."""
    values = sorted({value for value, _ in question.options.values() if value is not None})
    if question.role == "awareness" and len(values) < 3:
        return {}
    if values:
        return {
            k: None if v is None else float(v == values[-1])
            for k, (v, _) in question.options.items()
        }
    return {k: float(k == "ja") for k in question.options}


def _at_all(responses: pd.DataFrame, questions: list[_Question]) -> Array:
    """1 where any of the questions was answered with a severity of need, 0 where none was; NaN unanswered."""
    worst = np.full(len(responses), np.nan)
    for question in questions:
        numbers = {k: need for k, (_, need) in question.options.items()}
        worst = np.fmax(worst, _mapped(responses, question, numbers))
    return np.where(np.isnan(worst), np.nan, worst >= IN_NEED)


def _mapped(
    responses: pd.DataFrame, question: _Question, numbers: dict[str, float | None]
) -> Array:
    known = {k: v for k, v in numbers.items() if v is not None}
    answers = responses[question.variable].tolist()
    return np.array([known.get(answer, np.nan) for answer in answers], dtype=np.float64)


def _mean(
    responses: pd.DataFrame, scales: list[tuple[_Question, dict[str, float | None]]]
) -> Array:
    """Mean of the questions that a person answered; NaN where none was answered."""
    columns = [_mapped(responses, q, numbers) for q, numbers in scales if numbers]
    if not columns:
        return np.full(len(responses), np.nan)
    stack = np.column_stack(columns)
    known = ~np.isnan(stack)
    count = known.sum(axis=1)
    total = np.where(known, stack, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
