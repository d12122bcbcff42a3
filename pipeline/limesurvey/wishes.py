"""What a deployment wants: a questionnaire of a wave, compiled, with its period and channels."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import Fault, PipelineError
from pipeline.limesurvey import fieldconcept, links, protection, structure
from pipeline.limesurvey.fieldconcept import Channel
from pipeline.limesurvey.links import Note
from pipeline.limesurvey.structure import SURVEY_TEXTS, Structure

if TYPE_CHECKING:
    from pipeline.params import Params
    from pipeline.questionnaire import Questionnaire
    from pipeline.workspace import Workspace

MARK = "[UNFERTIG] "  # titles of surveys whose deployment is not finished begin with it
MAX_TITLE = 200
_TITLE = re.compile(r"(<surveyls_title><!\[CDATA\[)(.*?)(\]\]></surveyls_title>)", re.DOTALL)


@dataclass(frozen=True)
class Wish:
    """One questionnaire as it should stand on the server.

    Attributes:
        lss: the compiled structure.
        texts: (language, name) -> text of the whole survey, as it is sent.
        survey_id: the number that is asked for; another one if it is taken.
        channels: of the field concept.
        closed: whether people need a personal token.
        notes: language -> what stands beside links.
    """

    name: str
    wave: int
    languages: tuple[str, ...]
    definition_sha256: str
    lss: str
    structure: Structure
    texts: dict[tuple[str, str], str]
    survey_id: int
    channels: tuple[Channel, ...]
    closed: bool
    notes: Mapping[str, Note]

    @property
    def marked_lss(self) -> str:
        """The structure with titles that say: not finished."""
        room = MAX_TITLE - len(MARK)
        return _TITLE.sub(lambda m: f"{m[1]}{MARK}{m[2][:room]}{m[3]}", self.lss)


def wish(
    ws: Workspace, params: Params, definition: Questionnaire, name: str, channels: Sequence[Channel]
) -> Wish:
    """Compile one questionnaire for deployment.

    Raises:
        PipelineError: ``params.yaml`` does not say who is responsible; the privacy notice is missing or
            does not fit the field concept; design errors that nobody waived; texts that
            LimeSurvey would change; unreviewed languages.
    """
    from pipeline.questionnaire.checks import refuse_errors
    from pipeline.questionnaire.lss import compile_lss

    entry = params.questionnaires[name]  # type: ignore[index]
    mine = fieldconcept.of(channels, name)
    closed = any(c.kind == "liste" for c in mine)
    faults = list(protection.faults(params, definition, mine))
    if closed and any(c.kind != "liste" for c in mine):
        faults.append(
            Fault(f"'{name}' has a closed list and open channels at once", fieldconcept.FILE,
                  "a survey with tokens refuses everybody who has none",
                  "keep the list, or the open channels")
        )  # fmt: skip
    if faults:
        raise PipelineError.of(faults)
    refuse_errors(definition, [field.id for field in params.fields_of_action])
    lss = compile_lss(definition, params, languages=entry.languages, closed=closed)
    compiled = structure.from_lss(lss)
    settings = {**compiled.settings, **fieldconcept.period(mine).settings}
    path = ws.root / entry.definition
    return Wish(
        name, entry.wave, tuple(entry.languages),
        hashlib.sha256(path.read_bytes()).hexdigest(), lss, replace(compiled, settings=settings),
        _raw_texts(lss), number(params, name, entry.wave), tuple(mine), closed,
        links.notes(params, definition, entry.languages),
    )  # fmt: skip


def number(params: Params, name: str, wave: int) -> int:
    """A six-digit survey id that is the same every time for one network, questionnaire and wave."""
    key = f"{params.network.region}/{params.network.short_name}/{name}/{wave}"
    return 100_000 + zlib.crc32(key.encode()) % 900_000


def _raw_texts(lss: str) -> dict[tuple[str, str], str]:
    from defusedxml.ElementTree import fromstring

    return {
        (row.findtext("surveyls_language") or "", name): row.findtext(name) or ""
        for row in fromstring(lss.encode()).findall("./surveys_languagesettings/rows/row")
        for name in SURVEY_TEXTS
    }
