"""Which surveys a command means: questionnaires of ``params.yaml``, or a survey by its number."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Fault, PipelineError
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.limesurvey.lockfile import Entry
    from pipeline.limesurvey.pull import Target
    from pipeline.limesurvey.wishes import Wish
    from pipeline.params import Params


def wishes(ws: Workspace, params: Params, names: list[str] | None) -> list[Wish]:
    """Compile the questionnaires; all faults of all of them at once."""
    from pipeline import questionnaire
    from pipeline.limesurvey import fieldconcept, wishes

    known = [str(name) for name in params.questionnaires]
    unknown = [name for name in names or [] if name not in known]
    if unknown:
        raise PipelineError(
            f"there is no questionnaire '{unknown[0]}'",
            "params.yaml",
            hint=f"known: {', '.join(known)}",
        )
    channels = fieldconcept.load(ws, known)
    out: list[Wish] = []
    faults: list[Fault] = []
    for name in names or known:
        try:
            entry = params.questionnaires[name]  # type: ignore[index]
            definition = questionnaire.load(ws.root / entry.definition)
            out.append(wishes.wish(ws, params, definition, name, channels))
        except PipelineError as error:
            faults += error.faults
    if faults:
        raise PipelineError.of(list(dict.fromkeys(faults)))
    return out


def targets(
    ws: Workspace,
    params: Params,
    host: str,
    names: list[str] | None,
    survey_id: int | None,
) -> list[Target]:
    """What to pull: the deployed surveys of the names given, or one survey by its number."""
    from pipeline.limesurvey import lockfile, pulls
    from pipeline.limesurvey.pull import Target

    entries = lockfile.load(ws)
    if survey_id is not None:
        if not names or len(names) != 1:
            raise PipelineError(
                "--survey-id goes with exactly one name", "bedarf pull",
                hint="bedarf pull alleinerziehende --survey-id 123456 (or any name for a survey that "
                "was not made here: its answers go to data/raw/responses/NAME)",
            )  # fmt: skip
        known = next((e for e in entries if e.survey_id == survey_id), None)
        definition = known.definition_sha256 if known else None
        structure = None
        if names[0] in params.questionnaires:
            with suppress(
                PipelineError
            ):  # a broken definition does not keep answers from coming home
                structure = wishes(ws, params, names)[0].structure
        return [
            Target(
                names[0], survey_id, _folder(ws, params, names[0]), definition, structure,
                shorter=known is None,
            )
        ]  # fmt: skip
    wanted = names or sorted({e.questionnaire for e in entries if e.server == host})
    targets, faults = [], []
    for name in wanted:
        here = [e for e in entries if e.questionnaire == name and e.server == host]
        wave = params.questionnaires[name].wave if name in params.questionnaires else None
        found = [e for e in here if e.wave == wave]
        earlier = {e.survey_id for e in here if e.wave != wave}
        targets += [_deployed(ws, params, e) for e in found if e.state in ("live", "closed")]
        if found and any(p.survey_id in earlier for p in pulls.find(_folder(ws, params, name))):
            faults.append(
                Fault(f"the folder of '{name}' holds answers of another wave",
                      ws.name_of(_folder(ws, params, name)),
                      "waves in one folder would be counted as one survey",
                      f"give wave {wave} a folder of its own in params.yaml, sources, for example "
                      f"{{ kind: limesurvey, path: responses/{name}_welle{wave} }}")
            )  # fmt: skip
        if not found:
            faults.append(
                Fault(f"'{name}'{f' (wave {wave})' if wave else ''} was not deployed on {host}",
                      "data/limesurvey.lock.yaml",
                      hint=f"bedarf deploy {name}, or bedarf pull {name} --survey-id NUMBER")
            )  # fmt: skip
    if not targets and not faults:
        faults.append(
            Fault(f"no survey is in the field on {host}", "data/limesurvey.lock.yaml",
                  hint="bedarf deploy, or bedarf pull NAME --survey-id NUMBER")
        )  # fmt: skip
    if faults:
        raise PipelineError.of(faults)
    return targets


def with_structure(console: Console, ws: Workspace, target: Target, lss: Path) -> Target:
    """Keep a foreign survey's structure, and hold the server against it."""
    from dataclasses import replace

    from pipeline.limesurvey import foreign

    if target.definition_sha256 is not None:
        raise PipelineError(
            f"'{target.name}' was made here: its structure is the definition's", "bedarf pull",
            hint="leave out --lss",
        )  # fmt: skip
    structure, number = foreign.read(lss), foreign.number(lss)
    if number not in (None, target.survey_id):
        raise PipelineError(
            f"this is the structure of survey {number}, not of {target.survey_id}", str(lss),
            "its codebook would describe other questions",
            f"save that of survey {target.survey_id}: Display/Export > Survey structure",
        )  # fmt: skip
    kept = foreign.keep(target.folder, lss, target.name)
    console.print(f"  codebook: {ws.name_of(kept / 'codebook.csv')}", style="dim")
    return replace(target, structure=structure, shorter=False)


def _deployed(ws: Workspace, params: Params, entry: Entry) -> Target:
    """A deployed survey, with its structure as we would deploy it now, where that can be said."""
    from pipeline.limesurvey.pull import Target

    name = entry.questionnaire
    folder = _folder(ws, params, name)
    try:
        structure = wishes(ws, params, [name])[0].structure
    except PipelineError as error:
        note = f"what was changed on the server was not looked for: {error.faults[0].what}"
        return Target(name, entry.survey_id, folder, entry.definition_sha256, notes=(note,))
    return Target(
        name, entry.survey_id, folder, entry.definition_sha256, structure,
        redefined=entry.structure_sha256 != structure.fingerprint,
    )  # fmt: skip


def _folder(ws: Workspace, params: Params, name: str) -> Path:
    """Where the pulls of a questionnaire lie: as its source says, else ``responses/<name>``.

    Of several sources the last counts: a network that keeps an earlier wave lists it first.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise PipelineError(
            f"'{name}' cannot be a folder's name", "bedarf pull", hint="use a-z, 0-9 and _ only"
        )
    for questionnaire, sources in params.sources.items():
        for source in reversed(sources):
            if questionnaire == name and source.kind == "limesurvey" and source.path:
                return ws.raw / source.path
    return ws.raw / "responses" / name


def labels(
    ws: Workspace, params: Params, name: str, variables: list[str]
) -> dict[str, dict[str, str]]:
    """Labels of single-choice questions by code ("" is the question's own); none of a broken definition."""
    from pipeline import questionnaire
    from pipeline.questionnaire.texts import Texts

    try:
        definition = questionnaire.load(ws.root / params.questionnaires[name].definition)  # type: ignore[index]
    except (PipelineError, KeyError):
        return {}
    texts = Texts(definition)
    out: dict[str, dict[str, str]] = {}
    for _, question in definition.questions:
        if question.code in variables:
            codes = {o.code: texts[f"{question.code}.options.{o.code}"] for o in question.options}
            out[question.code] = {"": texts[f"{question.code}.label"], **codes}
    return out
