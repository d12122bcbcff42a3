"""Carry out a plan: create, verify by reading back, only then make it public.

A survey is born with titles that begin with ``[UNFERTIG]``, and stands in the lock file as incomplete
before the server hears of it. Only when everything reads back as defined does it get its titles and go
live. Whatever stops a deployment, the next one finds the remains and removes them.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.errors import Fault, PipelineError
from pipeline.limesurvey import export, lockfile, plan, structure
from pipeline.limesurvey.lockfile import Entry, State
from pipeline.limesurvey.plan import Step
from pipeline.limesurvey.server import Server, StatusError
from pipeline.limesurvey.structure import Difference
from pipeline.limesurvey.wishes import Wish
from pipeline.workspace import Workspace

Say = Callable[[str], None]
MAX_SHOWN = 12


def apply(ws: Workspace, server: Server, step: Step, say: Say) -> Entry:
    """Do what a step says.

    Args:
        ws: the network's folder; its lock file is kept up to date at every moment.
        server: a session.
        step: of :func:`pipeline.limesurvey.plan.make`.
        say: takes short messages on what is going on.

    Returns:
        The entry of the lock file.

    Raises:
        PipelineError: the step is refused; the server's faults; what was read back is not what was sent.
    """
    wish, entry = step.wish, step.entry
    if step.action == "refuse":
        raise PipelineError(
            f"{wish.name} is not deployed", "data/limesurvey.lock.yaml", step.reason
        )
    if step.action in ("create", "replace"):
        if step.leftover is not None:
            say(f"  {wish.name}: removing what an interrupted deployment left behind")
            server.call("delete_survey", step.leftover)
        if step.action == "replace" and entry is not None:
            _put(ws, server, wish, entry.survey_id, "incomplete")
            _remove_unanswered(server, entry.survey_id)
        return _create(ws, server, wish, step.number, say)
    assert entry is not None
    if step.action == "update":
        say(f"  {wish.name}: changing texts and settings")
        _update(server, wish, entry.survey_id, step.differences)
        _verify(server, wish, entry.survey_id, ("text", "setting"))
        if step.refused:
            return entry
    if step.action == "activate":
        return _go_live(ws, server, wish, entry.survey_id, say)
    state: State = "closed" if _is_over(wish) else "live"
    if step.action == "nothing" and replace(entry, deployed_at="") == replace(
        _entry(server, wish, entry.survey_id, state), deployed_at=""
    ):
        return entry
    return _put(ws, server, wish, entry.survey_id, state)


def _create(ws: Workspace, server: Server, wish: Wish, wanted: int, say: Say) -> Entry:
    number = plan.free_number(server, wanted)
    _put(ws, server, wish, number, "incomplete")
    say(f"  {wish.name}: sending the questionnaire")
    content = base64.b64encode(wish.marked_lss.encode()).decode()
    given = int(server.call("import_survey", content, "lss", None, number) or 0)
    if given <= 0:
        raise _incomplete(wish, "the server did not accept the questionnaire", [])
    if given != number:
        _put(ws, server, wish, given, "incomplete")
    _set(server, given, {k: wish.structure.settings[k] for k in ("startdate", "expires")})
    say(f"  {wish.name}: reading it back")
    _verify(server, wish, given, ("structure", "question text", "text", "setting"), titles=False)
    return _go_live(ws, server, wish, given, say)


def _go_live(ws: Workspace, server: Server, wish: Wish, survey_id: int, say: Say) -> Entry:
    for language in wish.languages:
        title = {"surveyls_title": wish.texts[(language, "surveyls_title")]}
        server.call("set_language_properties", survey_id, title, language)
    _put(ws, server, wish, survey_id, "ready")
    if wish.closed:
        _open_list(server, survey_id)
    say(f"  {wish.name}: activating it")
    server.call("activate_survey", survey_id)  # without settings: with them, 6.x stores no answers
    properties = plan.survey_properties(server, survey_id)
    if properties is None or properties["active"] != "Y":
        raise _incomplete(wish, "the server says that it is active, but it is not", [])
    _verify(server, wish, survey_id, ("structure", "text", "setting"))
    return _put(ws, server, wish, survey_id, "closed" if _is_over(wish) else "live")


def _open_list(server: Server, survey_id: int) -> None:
    """A table of participants, if there is none yet (asking twice is an SQL error on the server)."""
    try:
        server.call("list_participants", survey_id, 0, 1)
    except StatusError as error:
        if "participants found" in error.status:
            return
        server.call("activate_tokens", survey_id)


def _update(server: Server, wish: Wish, survey_id: int, differences: Sequence[Difference]) -> None:
    kinds = {d.kind for d in differences}
    if "text" in kinds:
        for language in wish.languages:
            values = {n: t for (code, n), t in wish.texts.items() if code == language}
            server.call("set_language_properties", survey_id, values, language)
    settings = {d.where: d.wanted for d in differences if d.kind == "setting"}
    if settings:
        _set(server, survey_id, settings)


def _set(server: Server, survey_id: int, values: dict[str, str]) -> None:
    """Change settings; empty dates are sent as null, since the server stores "" as a zero date."""
    sent: dict[str, Any] = {
        k: (None if v == "" and k in ("startdate", "expires") else v) for k, v in values.items()
    }
    server.call("set_survey_properties", survey_id, sent)


def _remove_unanswered(server: Server, survey_id: int) -> None:
    """Delete a survey that nobody has answered; shut first, so that nobody answers meanwhile."""
    properties = plan.survey_properties(server, survey_id)
    if properties is None:
        return
    if properties["active"] == "Y":
        past = (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%d %H:%M:%S")
        server.call("set_survey_properties", survey_id, {"expires": past})
        answers = export.count(server, survey_id).total
        if answers:
            server.call(
                "set_survey_properties", survey_id, {"expires": properties.get("expires") or None}
            )
            raise PipelineError(
                f"{answers} answers have just come in: the survey is not replaced", server.host,
                hint="run bedarf deploy --plan to see what can still be changed",
            )  # fmt: skip
    server.call("delete_survey", survey_id)


def _verify(
    server: Server, wish: Wish, survey_id: int, kinds: Sequence[str], *, titles: bool = True
) -> None:
    found = structure.from_server(server, survey_id, wish.structure)
    wrong = [
        d
        for d in structure.compare(wish.structure, found)
        if d.kind in kinds and (titles or not d.where.startswith("title"))
    ]
    if wrong:
        raise _incomplete(wish, "the server did not keep what it was sent", wrong)


def _incomplete(wish: Wish, what: str, wrong: Sequence[Difference]) -> PipelineError:
    shown = [Fault(f"{wish.name}: {d}", "") for d in wrong[:MAX_SHOWN]]
    more = f" ({len(wrong)} differences)" if wrong else ""
    head = Fault(
        f"{wish.name}: {what}{more}", "bedarf deploy",
        "the survey on the server is marked as unfinished and takes no answers" if wrong else "",
        "run bedarf deploy again: it removes the remains and starts anew. If it happens again, a plugin "
        "or the rights of the LimeSurvey user are the likely cause",
    )  # fmt: skip
    return PipelineError.of([head, *shown])


def _is_over(wish: Wish) -> bool:
    expires = wish.structure.settings["expires"]
    return bool(expires) and datetime.fromisoformat(expires) < datetime.now()


def _entry(server: Server, wish: Wish, survey_id: int, state: State) -> Entry:
    return Entry(
        wish.name, wish.wave, server.host, survey_id, state, wish.definition_sha256,
        wish.structure.fingerprint,
        {code: wish.structure.texts_fingerprint(code) for code in wish.languages},
        datetime.now(UTC).replace(microsecond=0).isoformat(), list(wish.languages),
    )  # fmt: skip


def _put(ws: Workspace, server: Server, wish: Wish, survey_id: int, state: State) -> Entry:
    entry = _entry(server, wish, survey_id, state)
    lockfile.put(ws, entry)
    return entry
