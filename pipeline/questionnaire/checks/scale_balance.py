"""An answer scale has as many positive as negative answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.questionnaire.model import Option, Question, Questionnaire

ID, SEVERITY, TITLE = "scale_balance", "warning", "Balanced scales"
SOURCE = "Porst 2014, Fragebogen, Kap. Skalen: gleich viele positive und negative Abstufungen"
_NEGATIVE = re.compile(
    r"\b(un(?:zufrieden|wichtig|wahrscheinlich)|nicht|nie|schlecht\w*|schwer|nein|mangelhaft|ungenügend)\b",
    re.IGNORECASE,
)
_ONE_SIDED = (
    3  # so many answers on one side, and none on the other, are a scale without its other half
)
_POSITIVE = re.compile(
    r"\b(gut\w*|zufrieden\w*|wichtig|leicht|stimme|ja|immer|wahrscheinlich|hervorragend|ausgezeichnet)\b",
    re.IGNORECASE,
)


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Counts both sides; a shared scale that is one-sided on purpose says ``balanced: false``."""
    for _, question in questionnaire.questions:
        if question.role in ("awareness", "use"):
            continue
        scale = questionnaire.scales.get(question.scale or "")
        if scale is not None and not scale.balanced:
            continue
        low, high = sides(question.options)
        if low != high and (min(low, high) > 0 or max(low, high) >= _ONE_SIDED):
            yield (
                question,
                f"the scale of '{question.code}' has {high} positive and {low} negative answers",
                "give both sides the same number",
            )
        batteries = [row.scale_direction for row in question.items if row.scale_direction]
        if batteries and batteries.count("positive") != batteries.count("negative"):
            yield (
                question,
                f"the statements of '{question.code}' are one-sided",
                "give as many positive as negative statements",
            )


def sides(options: Sequence[Option]) -> tuple[int, int]:
    """Negative and positive answers of an ordered scale; neutral ones count for neither."""
    ordered = [option for option in options if option.value is not None]
    if len(ordered) < 3:
        return 0, 0
    low = sum(1 for option in ordered if _NEGATIVE.search(option.text))
    high = sum(1 for o in ordered if not _NEGATIVE.search(o.text) and _POSITIVE.search(o.text))
    return low, high
