"""An icebreaker follows the questions about the person: easy, and it concerns everybody."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "icebreaker", "warning", "Icebreaker"
SOURCE = "Handbuch, Anlage Befragung: Eisbrecherfragen, die die Befragten unmittelbar ansprechen"
_EASY = ("single", "yes_no")


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """One question is marked as icebreaker; it is easy, asked of everybody and comes before the topics."""
    marked = [q for _, q in questionnaire.questions if q.icebreaker]
    if not marked:
        yield None, "no question is marked as the icebreaker", "mark one with `icebreaker: true`"
        return
    first = marked[0]
    if first.kind not in _EASY:
        yield first, "the icebreaker is not easy to answer", "make it a single choice"
    if first.when or any(
        page.when for page, question in questionnaire.questions if question is first
    ):
        yield first, "the icebreaker is not asked of everybody", "remove its condition"
    for _, question in questionnaire.questions:
        if question is first:
            return
        if question.role in ("importance", "satisfaction", "unmet_need", "barrier"):
            yield first, "the icebreaker comes after the first topic", "move it before the topics"
            return
