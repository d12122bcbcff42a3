"""What the names in braces stand for: who asks, whom to reach, who is responsible for the data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipeline.errors import PipelineError
from pipeline.params import Params

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
        "processors": _others(protection.joint_controllers, protection.processors, language),
        "retention_until": _date(protection.retention_until, language),
    }


def _others(joint: list[str], processors: list[str], language: str) -> str:
    """Sentences that name joint controllers and processors, where there are any (GDPR Art. 26 and 28)."""
    german = language == "de"
    leads = (
        ("Gemeinsam verantwortlich:" if german else "Jointly responsible:", joint),
        ("Auftragsverarbeitung:" if german else "Processor:", processors),
    )
    return " ".join(f"{lead} {'; '.join(names)}." for lead, names in leads if names)


def _date(day: date, language: str) -> str:
    if language == "de":
        return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
    return day.isoformat()
