"""``bedarf deploy``, ``bedarf pull`` and ``bedarf status``: the field, on a LimeSurvey server."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline import params as parameters
from pipeline.commands import limesurvey_rates as rates
from pipeline.commands import limesurvey_targets as targets
from pipeline.commands import limesurvey_words as words
from pipeline.commands.env_file import load_secrets
from pipeline.errors import Fault, PipelineError
from pipeline.workspace import Workspace, read_table

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.limesurvey.lockfile import Entry
    from pipeline.limesurvey.participants import Person
    from pipeline.limesurvey.plan import Step
    from pipeline.limesurvey.server import Server
    from pipeline.limesurvey.wishes import Wish
    from pipeline.params import Params

Names = Annotated[
    list[str] | None,
    typer.Argument(help="Questionnaires; all by default.", metavar="QUESTIONNAIRE"),
]
Mail = Literal["invite", "remind"] | None
Insecure = Annotated[
    bool, typer.Option("--insecure", help="Allow http (test servers in your own network only).")
]


SHOWN = 12  # lines of a list that are named


def pull(
    questionnaires: Names = None,
    *,
    survey_id: Annotated[
        int | None,
        typer.Option("--survey-id", help="Pull this survey instead of the one that was deployed."),
    ] = None,
    lss: Annotated[
        Path | None,
        typer.Option(
            help="Structure of a survey that was not made here, as LimeSurvey exports it."
        ),
    ] = None,
    accept_deleted: Annotated[
        bool,
        typer.Option("--accept-deleted", help="Leave out answers that were deleted on the server."),
    ] = False,
    moved: Annotated[
        bool, typer.Option("--moved", help="The survey has moved to another server.")
    ] = False,
    insecure: Insecure = False,
) -> None:
    """Fetch the answers from LimeSurvey into data/raw and register them with DVC.

    Only what is new or has changed since the last pull is added; files of earlier pulls stay as they are.
    The server's address, user and password come from .env (LIMESURVEY_URL, _USER, _PASSWORD).
    """
    from rich.console import Console

    from pipeline.limesurvey.pull import locked
    from pipeline.limesurvey.pull import pull as fetch

    ws, params = _network()
    console = Console(highlight=False, soft_wrap=True)
    failed: list[Fault] = []
    with locked(ws), _server(insecure) as server:
        chosen = targets.targets(ws, params, server.host, questionnaires, survey_id)
        if lss is not None:
            chosen = [targets.with_structure(console, ws, target, lss) for target in chosen]
        for target in chosen:
            try:
                with _Progress(console, target.name) as progress:
                    outcome = fetch(
                        ws, server, target, accept_deleted=accept_deleted, moved=moved,
                        progress=progress,
                    )  # fmt: skip
            except PipelineError as error:
                failed += error.faults
                console.print(f"[red]✗[/] {target.name}: not pulled")
                continue
            words.outcome(console, ws, params, outcome)
    if failed:
        raise PipelineError.of(failed)


def deploy(
    questionnaires: Names = None,
    *,
    plan_only: Annotated[
        bool, typer.Option("--plan", help="Only show what would be done.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
    mail: Annotated[
        Mail,
        typer.Option(help="Closed lists: write to who was not invited, or has not answered."),
    ] = None,
    insecure: Insecure = False,
) -> None:
    """Put questionnaires on the LimeSurvey server, or change what can be changed there.

    Shows a plan, asks, does it, and reads everything back. A survey that has answers is never deleted or
    restructured. Links and QR codes per channel (data/input/feld.csv) are written to
    reports/_output/feld/.
    """
    from rich.console import Console

    from pipeline.limesurvey import deploy as deployment
    from pipeline.limesurvey import fieldconcept, lockfile, participants, plan, pulls
    from pipeline.limesurvey.pull import locked

    ws, params = _network()
    console = Console(highlight=False, soft_wrap=True)
    wishes = targets.wishes(ws, params, questionnaires)
    lists = {w.name: _people(ws, w) for w in wishes if w.closed}
    with locked(ws), _server(insecure) as server:
        public = os.environ.get("LIMESURVEY_PUBLIC_URL", "").strip()
        address = fieldconcept.public_address(server.url, public, insecure=insecure)
        steps = plan.make(server, wishes, lockfile.load(ws), pulls.answered(ws.raw))
        waiting = False
        for step in steps:
            words.step(console, step)
            waiting |= step.action not in ("nothing", "refuse")
            if step.wish.closed and step.action != "refuse":
                waiting |= _show_people(console, server, step, lists[step.wish.name], mail)
        if plan_only:
            return
        if waiting and not yes and not typer.confirm(f"Do this on {server.host}?"):
            console.print("Nothing was changed.")
            return
        failed: list[Fault] = []
        for step in steps:
            if step.action == "refuse":
                continue
            name = step.wish.name
            entry = deployment.apply(ws, server, step, console.print)
            if step.action != "nothing":
                console.print(f"[green]✓[/] {name}: survey {entry.survey_id} is {entry.state}")
            _links(console, ws, address, step.wish, entry)
            if step.wish.closed:
                if mail is not None:
                    sender = params.network
                    participants.sign(server, entry.survey_id, sender.name, sender.contact.email)
                failed += _invite(console, server, entry, lists[name], mail)
    failed += [
        Fault(f"{s.wish.name}: not everything can be changed", "bedarf deploy", s.reason)
        for s in steps
        if s.refused or s.action == "refuse"
    ]
    if failed:
        raise PipelineError.of(failed)


def status(questionnaires: Names = None, insecure: Insecure = False) -> None:
    """Show how the field is going: answers per channel, day and page, and who is still missing.

    Response rates are shown for closed lists only; of an open link nobody knows how many saw it.
    """
    from rich.console import Console

    from pipeline.limesurvey import fieldconcept, lockfile
    from pipeline.limesurvey import status as field

    ws, params = _network()
    console = Console(highlight=False, soft_wrap=True)
    channels = fieldconcept.load(ws, [str(name) for name in params.questionnaires])
    with _server(insecure) as server:
        entries = [e for e in lockfile.load(ws) if e.server == server.host]
        wanted = [e for e in entries if not questionnaires or e.questionnaire in questionnaires]
        if not wanted:
            raise PipelineError(
                f"nothing is deployed on {server.host}", "data/limesurvey.lock.yaml",
                hint="bedarf deploy",
            )  # fmt: skip
        for entry in wanted:
            margins = [m for m in params.margins if m.questionnaire == entry.questionnaire]
            found = field.read(server, entry.survey_id, [m.variable for m in margins])
            expected = [
                (m.variable, field.expected_shares(m.targets, _figures(ws), params.network.region))
                for m in margins
            ]
            mine = fieldconcept.of(channels, entry.questionnaire)
            gross = params.closed_lists.get(entry.questionnaire)  # type: ignore[call-overload]
            name = entry.questionnaire
            if sum(e.questionnaire == name for e in wanted) > 1:
                name += f" (wave {entry.wave})"
            labels = targets.labels(ws, params, entry.questionnaire, [m.variable for m in margins])
            words.status(console, name, found, mine, expected, labels=labels)
            rates.show(console, found, gross)


def _figures(ws: Workspace) -> dict[tuple[str, str], float]:
    """Official figures by indicator and region, where the pipeline has made them already."""
    path = ws.processed / "indicators" / "indicators.parquet"
    if not path.is_file():
        return {}
    table = read_table(path)
    table = table[table["value"].notna()].sort_values("period")
    keys = zip(table["indicator"].astype(str), table["region"].astype(str), strict=True)
    return dict(zip(keys, table["value"].astype(float).tolist(), strict=True))  # the latest wins


def _links(console: Console, ws: Workspace, address: str, wish: Wish, entry: Entry) -> None:
    from pipeline.limesurvey import fieldconcept, links
    from pipeline.limesurvey.transport import is_loopback

    folder = ws.output / "feld" / wish.name
    found = links.of(address, entry.survey_id, wish.channels, wish.languages)
    links.write(folder, found, wish.notes)
    if found:
        word = "1 link with QR code" if len(found) == 1 else f"{len(found)} links with QR codes"
        console.print(f"  {word}: {ws.name_of(folder)}/", style="dim")
    elif not wish.closed:
        link = fieldconcept.survey_link(address, entry.survey_id, wish.languages[0])
        console.print(f"  {link}", style="dim")
        console.print(
            "  no channel in data/input/feld.csv: nobody will know by which way people were reached"
        )
    if is_loopback(address) and not wish.closed:
        console.print(
            "  [yellow]![/] these links work on this computer only: for respondents write the server's "
            "public address into .env, LIMESURVEY_PUBLIC_URL=https://…, and run this again"
        )


def _people(ws: Workspace, wish: Wish) -> list[Person]:
    from pipeline.limesurvey import participants

    return participants.load(participants.path(ws, wish.name), wish.languages)


def _show_people(
    console: Console, server: Server, step: Step, people: list[Person], mail: Mail
) -> bool:
    """What would happen to a closed list; whether anything would."""
    from pipeline.limesurvey import participants

    new = list(people)
    if step.entry is not None and step.action in ("nothing", "update"):
        new = participants.missing(server, step.entry.survey_id, people)
    console.print(f"    participants: {len(people)} in the list, {len(new)} to add")
    if mail == "invite":
        console.print("    then everybody who was not invited yet gets a mail")
    if mail == "remind":
        console.print("    then everybody who was invited and has not answered gets a mail")
    return bool(new) or mail is not None


def _invite(
    console: Console, server: Server, entry: Entry, people: list[Person], mail: Mail
) -> list[Fault]:
    """Add people, write to them; mails that did not go out are faults."""
    from pipeline.limesurvey import participants

    added = participants.add(server, entry.survey_id, people)
    console.print(f"  {added} participants added, {len(people)} in the list")
    if mail is None:
        return []
    result = participants.mail(server, entry.survey_id, mail, people)
    console.print(f"  {result.sent} {'invited' if mail == 'invite' else 'reminded'}")
    if not result.failed:
        return []
    mails = "1 mail" if result.failed == 1 else f"{result.failed} mails"
    file = f"participants/{entry.questionnaire}.csv"
    lines = ", ".join(map(str, result.lines[:SHOWN])) + (" …" if len(result.lines) > SHOWN else "")
    settings = "look at the mail settings in LimeSurvey (Configuration > Global > Email settings)"
    hint = (
        "correct these addresses in the list, and take the wrong ones out in LimeSurvey (Participants), "
        f"since a corrected one counts as a new person. If they are right, {settings}. Then run this again"
        if result.sent or result.lines
        else f"{settings}, then run this again"
    )
    return [
        Fault(
            f"{entry.questionnaire}: {mails} could not be sent",
            f"{file}, line{'s' if len(result.lines) > 1 else ''} {lines}" if lines else server.host,
            f"the server says: {'; '.join(result.reasons)}", hint,
        )
    ]  # fmt: skip


def _network() -> tuple[Workspace, Params]:
    ws = Workspace.find()
    return ws, parameters.load(ws.params_file)


def _server(insecure: bool) -> Server:
    from pipeline.limesurvey.server import Server

    load_secrets()
    return Server.from_environment(os.environ, insecure=insecure)


class _Progress:
    """A progress bar while one survey is pulled."""

    def __init__(self, console: Console, name: str) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn())
        quiet = not console.is_terminal
        self._bar = Progress(*columns, console=console, transient=True, disable=quiet)
        self._task = self._bar.add_task(name, total=None)

    def __enter__(self) -> Callable[[int, int], None]:
        self._bar.start()
        return lambda seen, total: self._bar.update(self._task, completed=seen, total=total)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
