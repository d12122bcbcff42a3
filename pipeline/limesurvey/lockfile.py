"""``data/limesurvey.lock.yaml``: which definition was deployed as which survey on which server.

The file is in git and holds no secrets. ``bedarf deploy`` writes it; ``pull`` and ``status`` read it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pipeline import yamlfile
from pipeline.errors import PipelineError
from pipeline.workspace import Workspace, write_text

FILE = ("data", "limesurvey.lock.yaml")
HEAD = (
    "# Written by bedarf deploy: definition, server and survey belong together. Keep it in git.\n"
)
State = Literal["incomplete", "ready", "live", "closed"]


@dataclass(frozen=True)
class Entry:
    """One deployed survey.

    Attributes:
        questionnaire: its name in ``params.yaml``.
        wave: of the survey.
        server: host (and port) of the server.
        survey_id: on the server.
        state: ``incomplete`` (a deployment stopped half-way: it is removed by the next one), ``ready``
            (not active yet), ``live`` or ``closed``.
        definition_sha256: of the definition file.
        structure_sha256: of questions, answers and conditions, without texts.
        texts_sha256: texts per language.
        deployed_at: ISO time.
        languages: the first is the base language.
    """

    questionnaire: str
    wave: int
    server: str
    survey_id: int
    state: State
    definition_sha256: str
    structure_sha256: str = ""
    texts_sha256: dict[str, str] = field(default_factory=dict)
    deployed_at: str = ""
    languages: list[str] = field(default_factory=lambda: ["de"])


def load(ws: Workspace) -> list[Entry]:
    """All entries; none where nothing was deployed yet.

    Raises:
        PipelineError: the file is not what ``bedarf deploy`` writes.
    """
    path = ws.root.joinpath(*FILE)
    if not path.is_file():
        return []
    file = yamlfile.load(path, name="/".join(FILE))
    rows = file.data.get("surveys") if isinstance(file.data, dict) else None
    try:
        return [Entry(**row) for row in rows or []]
    except TypeError as error:
        raise PipelineError(
            "this is not what bedarf deploy writes", file.where(("surveys",)), str(error),
            "restore the file from git; it is not edited by hand",
        ) from None  # fmt: skip


def save(ws: Workspace, entries: list[Entry]) -> None:
    """Write all entries, whole or not at all."""
    import yaml

    rows: list[dict[str, Any]] = [
        asdict(e) for e in sorted(entries, key=lambda e: (e.questionnaire, e.wave, e.server))
    ]
    text = yaml.safe_dump({"surveys": rows}, sort_keys=False, allow_unicode=True, width=100)
    write_text(ws.root.joinpath(*FILE), HEAD + text)


def put(ws: Workspace, entry: Entry) -> None:
    """Add an entry, or replace the one of the same questionnaire, wave and server."""
    others = [e for e in load(ws) if _key(e) != _key(entry)]
    save(ws, [*others, entry])


def drop(ws: Workspace, entry: Entry) -> None:
    """Forget an entry."""
    save(ws, [e for e in load(ws) if _key(e) != _key(entry)])


def find(entries: list[Entry], questionnaire: str, wave: int, server: str) -> Entry | None:
    """The entry of a questionnaire's wave on a server."""
    for entry in entries:
        if _key(entry) == (questionnaire, wave, server):
            return entry
    return None


def _key(entry: Entry) -> tuple[str, int, str]:
    return entry.questionnaire, entry.wave, entry.server
