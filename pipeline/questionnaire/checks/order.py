"""Questions about the person come first, in one block."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "order", "warning", "Order of the blocks"
SOURCE = "Handbuch, Anlage Befragung: Befragungen starten in der Regel mit Fragen zur Person"
_PERSON = ("margin", "target_group")
_TOPIC = ("importance", "satisfaction", "unmet_need", "awareness", "use")


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """No question that forms groups stands behind the first two pages of topics."""
    topics = [
        page.id
        for page in questionnaire.pages
        if any(question.role in _TOPIC for question in page.questions)
    ]
    if len(topics) < 2:
        return
    late = False
    for page in questionnaire.pages:
        for question in page.questions:
            if late and question.role in _PERSON and questionnaire.unit == "person":
                yield (
                    question,
                    f"'{question.code}' asks about the person after the topics have begun",
                    "move it to the block of questions about the person",
                )
        late = late or page.id == topics[0]
