"""What must agree before a pull is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.errors import PipelineError
from pipeline.limesurvey import pulls
from pipeline.limesurvey.drift import Drift
from pipeline.limesurvey.export import Counts
from pipeline.limesurvey.server import Server


def same_server(before: list[pulls.Pull], server: Server, moved: bool) -> None:
    """Refuse to compare with pulls of another server: two surveys may bear the same number."""
    hosts = {str(p.manifest.get("server")) for p in before[-1:]}
    if hosts and server.host not in hosts and not moved:
        raise PipelineError(
            f"earlier pulls of survey {before[-1].survey_id} came from another server",
            before[-1].name,
            f"then {', '.join(hosts)}, now {server.host}: two surveys may bear the same number",
            "if the survey has moved there with its answers, say --moved; else correct LIMESURVEY_URL",
        )


def same_survey(drift: Drift, name: str, survey_id: int) -> None:
    """Refuse a survey that has none of the questions that are expected of it."""
    if drift.another:
        raise PipelineError(
            f"survey {survey_id} has none of the questions of '{name}'",
            "bedarf pull",
            "its answers would lie among others, and nobody could read them",
            "check the number. For a survey that was not made here choose a name of its own",
        )


def moment_after(before: list[pulls.Pull]) -> datetime:
    """Now, but always later than the pull before: the newest pull wins, whatever the clock did."""
    now = datetime.now(UTC).replace(microsecond=0)
    if not before:
        return now
    last = datetime.fromisoformat(str(before[-1].manifest["pulled_at"]))
    return max(now, last + timedelta(seconds=1))


def counts_agree(seen: Counts, before: Counts, after: Counts, name: str, server: Server) -> None:
    """Answers may come in while we read; more or fewer than that is refused."""
    checks = (
        ("complete", seen.complete, before.complete, after.complete),
        ("incomplete", seen.incomplete, before.incomplete, after.incomplete),
        ("all", seen.total, before.total, after.total),
    )
    for status, found, first, last in checks:
        slack = abs(after.complete - before.complete) if status == "incomplete" else 0
        if not min(first, last) - slack <= found <= max(first, last) + slack:
            raise PipelineError(
                f"the export of {name} does not hold the answers that the server counts",
                server.host,
                f"{status}: {found} in the export, {first} to {last} by the server's count",
                "run bedarf pull again; nothing of this one was kept. If it stays, look for answers with "
                "damaged data in LimeSurvey (Responses > Display)",
            )
