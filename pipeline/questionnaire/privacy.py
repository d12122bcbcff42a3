"""What the names in braces stand for: who asks, whom to reach, who is responsible for the data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipeline.errors import PipelineError
from pipeline.params import Params, is_jobcentre

_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip


def values(params: Params, language: str = "de") -> Mapping[str, str]:
    """What ``{network}``, ``{contact}``, ``{controller}`` … stand for.

    Raises:
        PipelineError: the network has not said who is responsible under data protection law.
    """
    network = params.network
    protection = network.data_protection
    if protection is None:
        raise PipelineError(
            "'network.data_protection' is missing",
            "params.yaml",
            "respondents must be told who is responsible for their data (GDPR Art. 13)",
            "add `data_protection:` with `controller:`, `officer:` and `retention_until:`",
        )
    contact = network.contact
    controller = protection.controller
    officer = protection.officer
    shown = [contact.organisation, contact.phone and f"Telefon {contact.phone}", contact.email]
    if language != "de":
        shown[1] = contact.phone
    return {
        "network": network.name,
        "region": network.region_label,
        "region_in": network.region_in,
        "contact": ", ".join(part for part in shown if part),
        "web": contact.web or contact.email,
        "controller": f"{controller.name}, {controller.address}, {controller.email}"
        + _jointly(protection.joint_controllers, language),
        "officer": f"{officer.name}, {officer.email}" if officer else "–",
        "processors": _processors(protection.processors, language),
        "retention_until": _date(protection.retention_until, language),
        "jobcentre": _jobcentre(protection.joint_controllers, language),
    }


def _processors(names: list[str], language: str) -> str:
    if not names:
        return ""
    lead = "Auftragsverarbeitung:" if language == "de" else "Processor:"
    return f"{lead} {'; '.join(names)}."


def _jointly(names: list[str], language: str) -> str:
    """Joint controllers, and where people find what these have agreed on (GDPR Art. 26 par. 2 and 3)."""
    if not names:
        return ""
    named = "; ".join(names)
    if language == "de":
        return (
            f"; gemeinsam mit: {named} (Art. 26 DSGVO). Was diese Stellen dazu vereinbart haben, sagen wir "
            "Ihnen auf Anfrage. Ihre Rechte gelten gegenüber jeder von ihnen"
        )
    return (
        f"; jointly with: {named} (Art. 26 GDPR). We will tell you on request what they have agreed. You "
        "have your rights against each of them"
    )


def _jobcentre(joint: list[str], language: str) -> str:
    """What must be added to the promise that no adviser sees answers, where a job centre is in charge too."""
    names = [name for name in joint if is_jobcentre(name)]
    if not names:
        return ""
    if language == "de":
        return (
            f"Das gilt, obwohl diese Stelle die Befragung mit verantwortet: {'; '.join(names)}. Sie bekommt "
            "nur Zahlen über viele Personen."
        )
    return (
        f"This holds although this body is jointly responsible for the survey: {'; '.join(names)}. It "
        "receives only figures about many people."
    )


def _date(day: date, language: str) -> str:
    if language == "de":
        return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
    return day.isoformat()
