"""Respondents read first why they are asked, what for, and how they are protected."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.questionnaire.model import Question, Questionnaire

ID, SEVERITY, TITLE = "cover", "error", "Cover information"
SOURCE = "Handbuch, Anlage Befragung: Begleitinformation zu Anlass und Verwendung der Daten; GDPR Art. 13"


def check(questionnaire: Questionnaire) -> Iterator[tuple[Question | None, str, str]]:
    """Voluntariness and anonymity are named, and a privacy notice is there."""
    if "freiwillig" not in questionnaire.cover.anonymity.lower():
        yield (
            None,
            "the cover does not say that taking part is voluntary",
            "say it in `cover.anonymity`",
        )
    promise = questionnaire.cover.anonymity.lower()
    if not any(word in promise for word in ("anonym", "zusammengefasst", "ohne ihren namen")):
        yield (
            None,
            "the cover does not say how those who answer are protected",
            "say in `cover.anonymity` that answers are anonymous, or shown only in sum",
        )
    if questionnaire.notice is None or not questionnaire.notice.paragraphs:
        yield None, "there is no privacy notice", "write questionnaires/_datenschutz.yaml"
    if questionnaire.eligible and not questionnaire.cover.screened_out:
        yield (
            None,
            "people outside the target population read no kind word",
            "add `cover.screened_out`",
        )
