"""``bedarf doctor``: what is there, what is missing, and how to get it."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import typer

from pipeline import __version__
from pipeline.commands.env_file import NAME, load_secrets
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace

State = Literal["ok", "missing", "broken"]
MARKS = {"ok": "[green]✓[/]", "missing": "[yellow]–[/]", "broken": "[red]✗[/]"}
OTHERS = 0o077  # rights of a file for anybody but its owner


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report; ``broken`` stops the pipeline, ``missing`` does not."""

    subject: str
    state: State
    found: str
    advice: str = ""


def doctor() -> None:
    """Say what is there and what is missing (Quarto, LimeSurvey, fonts, DVC remote, git)."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    findings = list(examine())
    for finding in findings:
        text = escape(finding.found)
        text += f"\n[dim]→ {escape(finding.advice)}[/]" if finding.advice else ""
        table.add_row(MARKS[finding.state], f"[bold]{finding.subject}[/]", text)
    Console(highlight=False).print(table)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


def examine() -> Iterator[Finding]:
    """All findings, in the order in which they are shown."""
    version = platform.python_version()
    yield Finding("Python", "ok", f"{version}, bedarfskompass {__version__}")
    yield from _network()
    yield _documents()
    yield _fonts()
    yield from _limesurvey()
    yield from _versions()


def _network() -> Iterator[Finding]:
    from pipeline import params as parameters

    try:
        ws = Workspace.find()
    except PipelineError as error:
        yield Finding("Network", "broken", error.faults[0].what, error.faults[0].hint)
        return
    try:
        params = parameters.load(ws.params_file)
    except PipelineError as error:
        yield Finding("Network", "broken", str(error.faults[0].what), "bedarf check")
        return
    simulated = [
        name
        for name, sources in params.sources.items()
        if any(s.kind == "simulation" for s in sources)
    ]
    kind = "answers are real"
    if simulated:
        kind = f"answers of {', '.join(simulated)} are simulated (DEMODATEN on every page)"
    yield Finding("Network", "ok", f"{params.network.name}, region {params.network.region}; {kind}")
    if params.network.data_protection is None:
        yield Finding(
            "Data protection", "missing", "params.yaml does not say who is responsible",
            "fill in network.data_protection before you deploy a questionnaire",
        )  # fmt: skip
    if not os.access(ws.root, os.W_OK):
        yield Finding(
            "Folder", "broken", f"{ws.root} is read-only", "copy it to a folder of your own"
        )


def _documents() -> Finding:
    from pipeline.render import quarto

    program, said = quarto.choose("auto")
    if said:
        return Finding(
            "Quarto", "missing", said, "mend or update it, or leave it: nothing else is needed"
        )
    if program is None:
        return Finding(
            "Quarto", "missing", "not installed: the built-in engine renders the documents",
            "nothing to do; to use Quarto itself, install it from https://quarto.org",
        )  # fmt: skip
    return Finding("Quarto", "ok", f"{quarto.version(program)} ({program})")


def _fonts() -> Finding:
    names = ("font_source_sans_pro", "font_source_serif_pro")
    absent = [name for name in names if importlib.util.find_spec(name) is None]
    if absent:
        return Finding(
            "Fonts", "broken", f"the package {absent[0].replace('_', '-')} is missing",
            "install again: make report (or pip install -c constraints.txt -e .)",
        )  # fmt: skip
    return Finding("Fonts", "ok", "Source Sans and Source Serif, from their packages")


def _limesurvey() -> Iterator[Finding]:
    from pipeline.limesurvey.server import VARIABLES

    try:
        load_secrets()
    except PipelineError as error:
        for fault in error.faults:
            yield Finding("LimeSurvey", "broken", f"{fault.where}: {fault.what}", fault.hint)
        return
    yield from _secret()
    absent = [name for name in VARIABLES if not os.environ.get(name)]
    if absent:
        yield Finding(
            "LimeSurvey", "missing", f"not set: {', '.join(absent)}",
            "write them into .env (see docs/limesurvey.md); only deploy, status and pull need them",
        )  # fmt: skip
        return
    url = os.environ["LIMESURVEY_URL"]
    state, found, advice = _reach(url)
    yield Finding("LimeSurvey", state, found, advice)


def _secret() -> Iterator[Finding]:
    """Whether others who work on this computer can read the password."""
    try:
        file = Workspace.find().root / NAME
    except PipelineError:
        return
    if os.name != "nt" and file.is_file() and file.stat().st_mode & OTHERS:
        yield Finding(
            "Password", "missing", f"{NAME} can be read by others who use this computer",
            f"chmod 600 {NAME}",
        )  # fmt: skip


def _reach(url: str) -> tuple[State, str, str]:
    """Ask the server for its RemoteControl without logging in (an unknown key is a proper answer).

    An address to which no password would be sent is not asked, and not repeated: it may hold one itself.
    """
    import requests

    from pipeline.limesurvey.transport import Redirected, Transport, check_address

    body = json.dumps({"method": "list_surveys", "params": ["no-session"], "id": 1})
    headers = {"Content-Type": "application/json"}
    try:
        url = check_address(url)
        with Transport(url, timeout=(10.0, 10.0), pauses=()) as transport:
            answer = transport.post(url, data=body, headers=headers)
    except PipelineError as error:
        return "missing", error.faults[0].what, error.faults[0].hint
    except Redirected as error:
        return (
            "missing",
            f"{url} sends us to {error.location}",
            "put that address into LIMESURVEY_URL if it is the right one",
        )
    except requests.RequestException as error:
        return "missing", *_silence(url, error)
    try:
        status = answer.json()["result"]["status"]
    except (ValueError, KeyError, TypeError):
        return (
            "missing",
            f"{url} answers, but not as RemoteControl 2 (HTTP {answer.status_code})",
            "switch on JSON-RPC in LimeSurvey (Configuration, Global, Interfaces); "
            "the address ends in /index.php/admin/remotecontrol",
        )
    return "ok", f"{url} answers ({status})", ""


def _silence(url: str, error: Exception) -> tuple[str, str]:
    """Why a server does not answer, and what to do."""
    said = str(error)
    if "SSL" in said or "certificate" in said.lower():
        return f"{url}: its certificate is not trusted", "ask who runs the server for a valid one"
    if "resolve" in said or "getaddrinfo" in said or "Name or service" in said:
        return f"{url}: there is no server of that name", "check the spelling of LIMESURVEY_URL"
    if "timed out" in said.lower():
        return f"{url} does not answer within 10 seconds", "is the office's network or VPN on?"
    return f"{url} cannot be reached", "check LIMESURVEY_URL and the network"


def _versions() -> Iterator[Finding]:
    git = shutil.which("git")
    try:
        root = Workspace.find().root
    except PipelineError:
        return
    if git is None:
        yield Finding(
            "git", "missing", "not installed", "runs work without; get it from https://git-scm.com"
        )
    elif not (root / ".git").exists():
        yield Finding("git", "missing", "this folder is not under version control", "git init")
    else:
        yield Finding("git", "ok", git)
    if not (root / ".dvc" / "config").is_file():
        yield Finding("DVC", "broken", ".dvc/config is missing", "python -m dvc init --no-scm")
        return
    configs = [root / ".dvc" / name for name in ("config", "config.local")]
    text = "".join(file.read_text(encoding="utf-8") for file in configs if file.is_file())
    if "remote" in text:
        yield Finding("DVC remote", "ok", "set")
    else:
        yield Finding(
            "DVC remote", "missing", "raw data and results lie on this computer only",
            "python -m dvc remote add -d store FOLDER, then python -m dvc push",
        )  # fmt: skip
