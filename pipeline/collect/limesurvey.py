"""Pulls from LimeSurvey: JSON exports with code headings and short answers, each with a manifest.

A folder, or its subfolders (one per pull), hold ``<name>.json`` with rows exactly as the server gave
them, and ``<name>.manifest.yaml``::

    survey_id: 814234
    definition_sha256: 5f2c…      # of the questionnaire's definition when the survey was deployed
    pulled_at: 2026-10-15T18:02:11+00:00
    sha256: 9ab1…                 # of the .json beside it
    counts: { complete: 401, incomplete: 37 }   # rows of this file, by status
    deleted: [17]                 # optional: ids deleted on the server, to be left out from now on
    renamed: { age: alter }       # optional: question codes on the server that are ours by another name

Further keys are allowed. An answer's id may stand in several pulls: the newest pull wins. A hidden
folder is a pull that was interrupted; nobody reads it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from pipeline.collect.raw import Answer, duration, moment, opaque, variable_name
from pipeline.errors import Fault, PipelineError

log = logging.getLogger(__name__)

# What the server adds to the questions' columns. Tokens and addresses never enter a table.
SYSTEM = frozenset(
    ("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp",
     "ipaddr", "refurl", "interviewtime", "kanal")
)  # fmt: skip
MANIFEST = ("survey_id", "definition_sha256", "pulled_at", "sha256", "counts")


@dataclass(frozen=True)
class Pull:
    """One export with what its manifest says about it."""

    path: Path
    survey_id: int
    pulled_at: datetime
    rows: list[dict[str, Any]]
    deleted: frozenset[int]


def read(folder: Path, variables: Sequence[str], name: str) -> list[Answer]:
    """All answers of a folder of pulls.

    Args:
        folder: below ``data/raw``; holds ``*.json`` with ``*.manifest.yaml``.
        variables: the codebook's variables.
        name: how the source is called in messages and in the raw table.

    Returns:
        One answer per survey and id, from the newest pull that has it. Where the folder holds several
        surveys, ``source`` names each, so that cleaning knows what a short version did not ask.

    Raises:
        PipelineError: no pull; a manifest missing, incomplete or in disagreement with its file; broken
            JSON; headings that say that the survey was changed by hand.
    """
    found = [*folder.glob("*.json"), *folder.glob("*/*.json")]
    paths = sorted(
        p for p in found if not (p.name.startswith(".") or p.parent.name.startswith("."))
    )
    if not paths:
        raise PipelineError(
            "there is no pull in this folder", name, hint="fetch the answers first: bedarf pull"
        )
    pulls: list[Pull] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            pulls.append(read_pull(path, name))
        except PipelineError as error:
            faults += error.faults
    if faults:
        raise PipelineError.of(faults)
    newest: dict[tuple[int, int], dict[str, Any]] = {}
    for pull in sorted(pulls, key=lambda pull: (pull.pulled_at, pull.path.name)):
        headings_agree(pull.rows, variables, f"{name}/{pull.path.name}")
        for row in pull.rows:
            newest[(pull.survey_id, int(row["id"]))] = row
        for number in pull.deleted:
            newest.pop((pull.survey_id, number), None)
    several = (
        len({survey for survey, _ in newest}) > 1
    )  # a short version for events beside the long one
    return [
        _answer_of(newest[key], key, f"{name} ({key[0]})" if several else name)
        for key in sorted(newest)
    ]


def _answer_of(row: Mapping[str, Any], key: tuple[int, int], name: str) -> Answer:
    try:
        return answer(row, key[0], name)
    except ValueError as error:
        raise PipelineError(
            "an answer has a date or number that cannot be read",
            f"{name}, answer {key[1]}",
            str(error),
        ) from None


def read_pull(path: Path, name: str) -> Pull:
    """One export, held against its manifest.

    Raises:
        PipelineError: every disagreement.
    """
    where = f"{name}/{path.name}"
    manifest = _manifest(path.with_suffix(".manifest.yaml"), name)
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != manifest["sha256"]:
        raise PipelineError(
            "the file is not the one that was pulled",
            where,
            f"its sha256 is {found[:12]}…, the manifest says {str(manifest['sha256'])[:12]}…",
            "raw files are never edited; restore it (dvc checkout) or pull again",
        )
    rows = _with_our_codes(parse(content, where), manifest.get("renamed") or {})
    _counts_agree(rows, manifest["counts"], where)
    pulled = moment(manifest["pulled_at"])
    if pulled is None:
        raise PipelineError("the manifest's 'pulled_at' is empty", where)
    if pulled.tzinfo is None:
        pulled = pulled.replace(tzinfo=UTC)
    deleted = frozenset(int(number) for number in manifest.get("deleted") or [])
    return Pull(path, int(manifest["survey_id"]), pulled, rows, deleted)


def _with_our_codes(rows: list[dict[str, Any]], renamed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Headings of questions that somebody renamed on the server, under the definition's codes."""
    if not renamed:
        return rows
    return [
        {
            renamed.get(code, code) + bracket + part: value
            for (code, bracket, part), value in ((h.partition("["), v) for h, v in row.items())
        }
        for row in rows
    ]


def parse(content: bytes, where: str) -> list[dict[str, Any]]:
    """The rows of an export, ``{"responses": [{…}, …]}``.

    Raises:
        PipelineError: not JSON, or JSON of another shape.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
        rows = data["responses"]
        if not all(isinstance(row, dict) and "id" in row for row in rows):
            raise KeyError("id")
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(
            "this is not an export of answers as LimeSurvey gives it",
            where,
            f"{type(error).__name__}: {error}"[:200],
            'expected JSON {"responses": [{"id": …}, …]} with code headings and short answers',
        ) from None
    return list(rows)


def answer(row: Mapping[str, Any], survey_id: int, source: str) -> Answer:
    """One row of an export as an answer; cell for cell, nothing trimmed or repaired."""
    submitted, started = moment(row.get("submitdate")), moment(row.get("startdate"))
    seconds = float(row.get("interviewtime") or 0)
    page = row.get("lastpage")
    return Answer(
        respondent=opaque("limesurvey", survey_id, row["id"]),
        source=source,
        mode="web",
        values={
            variable_name(heading): None if value is None else str(value)
            for heading, value in row.items()
            if heading not in SYSTEM
        },
        submitted_at=submitted,
        started_at=started,
        duration_s=seconds if seconds > 0 else duration(started, submitted),
        last_page=None if page is None else int(page),
        language=row.get("startlanguage") or "de",
        kanal=row.get("kanal"),
        complete=bool(row.get("submitdate")),
    )


def _manifest(path: Path, name: str) -> dict[str, Any]:
    where = f"{name}/{path.name}"
    if not path.is_file():
        raise PipelineError(
            "a pull has no manifest",
            where,
            "without it nobody can say whether the export is whole",
            "pull again (bedarf pull); never put exports here by hand",
        )
    file = yamlfile.load(path, name=where)
    data = file.data if isinstance(file.data, dict) else {}
    missing = [key for key in MANIFEST if key not in data]
    if missing:
        raise PipelineError(f"the manifest lacks {', '.join(missing)}", where, hint="pull again")
    return data


def _counts_agree(rows: Sequence[Mapping[str, Any]], counts: Any, where: str) -> None:
    complete = sum(bool(row.get("submitdate")) for row in rows)
    found = {"complete": complete, "incomplete": len(rows) - complete}
    expected = {key: counts.get(key) for key in found} if isinstance(counts, dict) else counts
    if found != expected:
        raise PipelineError(
            "the export does not hold the answers that its manifest counts",
            where,
            f"found {found}, the manifest says {expected}",
            "pull again",
        )


def headings_agree(rows: Sequence[Mapping[str, Any]], variables: Sequence[str], where: str) -> None:
    """A question renamed on the server loses its answers silently: that is refused.

    Columns without any answer are none of our business: text displays, ranks beyond the limit.

    Args:
        rows: of an export.
        variables: the codebook's variables.
        where: how messages call the export.

    Raises:
        PipelineError: it has questions with answers that the codebook does not know, and lacks others.
    """
    if not rows:
        return
    headings = {variable_name(h): h for h in rows[0] if h not in SYSTEM}
    found = set(headings)
    strange = sorted(found - set(variables))
    unknown = [n for n in strange if any(row.get(headings[n]) for row in rows)]
    absent = [v for v in variables if v not in found and v not in SYSTEM]
    if unknown and absent:
        raise PipelineError(
            "the survey on the server was changed: it has questions that the definition does not know, "
            "and lacks others",
            where,
            f"unknown: {_some(unknown)}; missing: {_some(absent)}",
            "correct the definition, or the survey's question codes, so that both agree",
        )
    if unknown:
        log.warning("%s: not in the definition, left out: %s", where, _some(unknown))
    if absent:
        log.warning("%s: not in the export: %s", where, _some(absent))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
