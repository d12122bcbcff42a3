"""What data protection asks before a questionnaire goes into the field.

A network has no legal personality: somebody must be responsible, and respondents must be told who
(GDPR Art. 13, 26 and 28).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.errors import Fault
from pipeline.limesurvey import fieldconcept
from pipeline.limesurvey.fieldconcept import Channel
from pipeline.params import PLACEHOLDER, is_jobcentre

if TYPE_CHECKING:
    from pipeline.params import DataProtection, Params
    from pipeline.questionnaire import Questionnaire

_NOBODY = re.compile(r"sieht dort niemand|niemand (im Jobcenter )?(sieht )?Ihre Antworten")
_PROMISES = (("freiwillig", "taking part is voluntary"), ("Jobcenter", "no adviser sees answers"))


def faults(
    params: Params, definition: Questionnaire, channels: Sequence[Channel]
) -> Iterator[Fault]:
    """Everything that keeps a questionnaire from being deployed.

    Args:
        params: says who is responsible.
        definition: the questionnaire with its privacy notice.
        channels: through which it is handed out.
    """
    protection = params.network.data_protection
    if protection is None:
        yield Fault(
            "'network.data_protection' is missing", "params.yaml",
            "nothing is deployed before it is settled who is responsible for the data "
            "(controller, processors, joint controllers, data protection officer, retention date)",
            "agree on it with your partners, then fill it in; docs/limesurvey.md shows how",
        )  # fmt: skip
        return
    yield from _unfilled(params)
    yield from _officer(protection)
    yield from _retention(params, protection, channels)
    yield from _notice(definition, channels)
    yield from _jobcentre(protection, definition)


def _jobcentre(protection: DataProtection, definition: Questionnaire) -> Iterator[Fault]:
    """The notice's promise must hold where a job centre itself is responsible, or runs the server."""
    said = (
        {p.id: " ".join(p.text.split()) for p in definition.notice.paragraphs}
        if definition.notice
        else {}
    )
    promise = said.get("jobcenter")
    if promise is None:
        return
    inside = [protection.controller.name, *protection.processors]
    if any(is_jobcentre(name) for name in inside) and _NOBODY.search(promise):
        yield Fault(
            "the notice promises that nobody at the job centre sees answers, but a job centre is controller "
            "or processor", "questionnaires/_datenschutz.yaml, paragraph 'jobcenter'",
            "whoever evaluates the answers there does see them: the promise would be false",
            "let another body hold and evaluate the answers, or write who there sees them, for example: "
            "Ihre Antworten sehen dort nur die Personen, die die Befragung auswerten. Wer berät oder über "
            "Leistungen entscheidet, sieht sie nicht.",
        )  # fmt: skip
    if (
        any(is_jobcentre(name) for name in protection.joint_controllers)
        and "{jobcentre}" not in promise
    ):
        yield Fault(
            "a job centre is jointly responsible, but the notice's promise does not say what that means",
            "questionnaires/_datenschutz.yaml, paragraph 'jobcenter'",
            "people read that a job centre is in charge, and that nobody there sees their answers",
            "add {jobcentre} to the end of the paragraph: the sentence is filled in where it is needed",
        )  # fmt: skip


def _unfilled(params: Params) -> Iterator[Fault]:
    """What ``bedarf init`` left to fill in, of all that respondents read."""
    network = params.network
    read = {"data_protection": network.data_protection, "contact": network.contact}
    places = [
        f"network.{name}{path}"
        for name, part in read.items()
        if part is not None
        for path, text in _texts(part.model_dump())
        if PLACEHOLDER.search(text)
    ]
    if places:
        yield Fault(
            f"not filled in yet: {', '.join(places)}", "params.yaml",
            "respondents would read “Bitte eintragen” where they must be told who is responsible for their "
            "data and whom they can ask (GDPR Art. 13)",
            "agree on it with your partners, then fill it in. Nobody processes for you, or is jointly "
            "responsible: write [] there",
        )  # fmt: skip


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, f"{path}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, path)
    elif isinstance(value, str):
        yield path, value


def _officer(protection: DataProtection) -> Iterator[Fault]:
    if protection.officer is None:
        yield Fault(
            "'network.data_protection.officer' is missing", "params.yaml",
            "the privacy notice must name the data protection officer (GDPR Art. 13 par. 1 b); every public "
            "body has one",
            "write { name: …, email: … }; a controller without an officer names who answers questions on "
            "data protection",
        )  # fmt: skip


def _retention(
    params: Params, protection: DataProtection, channels: Sequence[Channel]
) -> Iterator[Fault]:
    last = fieldconcept.period(channels).end
    if protection.retention_until <= max(last or date.min, params.document.date):
        yield Fault(
            f"retention_until ({protection.retention_until}) is not after the survey's end",
            "params.yaml", "the notice would promise that answers are deleted before they are used",
            "write the date by which the raw answers are really deleted",
        )  # fmt: skip


def _notice(definition: Questionnaire, channels: Sequence[Channel]) -> Iterator[Fault]:
    if definition.notice is None or not definition.notice.paragraphs:
        yield Fault(
            "the questionnaire has no privacy notice", definition.where(),
            hint="restore questionnaires/_datenschutz.yaml",
        )  # fmt: skip
        return
    if definition.unit != "person" or not any(c.is_jobcentre for c in channels):
        return
    said = " ".join(p.heading + p.text for p in definition.notice.paragraphs)
    for word, promise in _PROMISES:
        if word not in said:
            yield Fault(
                "the field concept has a job-centre channel, but the privacy notice does not say that "
                f"{promise}", "questionnaires/_datenschutz.yaml",
                "people who depend on benefits must know that they are free not to answer",
                "restore the paragraph 'jobcenter'",
            )  # fmt: skip
