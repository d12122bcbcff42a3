"""Read a definition from YAML, with every fault found in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline import yamlfile
from pipeline.errors import Fault, PipelineError, closest, line_of
from pipeline.questionnaire import structure
from pipeline.questionnaire.faults import explain_all, salvage
from pipeline.questionnaire.model import (
    Header,
    Letters,
    Notice,
    Option,
    Page,
    Question,
    Questionnaire,
    Region,
    Scale,
)
from pipeline.yamlfile import MAX_FAULTS, Loc, YamlFile

SCALES = "_skalen.yaml"
PLACES = "_orte.yaml"
NOTICE = "_datenschutz.yaml"
LETTERS = "_anschreiben.yaml"
MAX_QUESTIONS = 5_000
_M = TypeVar("_M", bound=BaseModel)


@dataclass
class _Reading:
    """One file being read: what was found so far."""

    file: YamlFile
    faults: list[Fault] = field(default_factory=list)
    locations: dict[str, Loc] = field(default_factory=dict)

    def fault(self, loc: Loc, what: str, why: str = "", hint: str = "") -> None:
        self.faults.append(Fault(what, self.file.where(loc), why, hint))

    def model(self, kind: type[_M], data: Any, loc: Loc) -> _M | None:
        """Validate a part of the file; its faults carry the file's lines."""
        if self.full:
            return None
        try:
            return kind.model_validate(data)
        except ValidationError as error:
            self.faults += explain_all(error, self.file, loc, kind)
            return None

    @property
    def full(self) -> bool:
        """There are so many faults that the rest is not looked at."""
        return len(self.faults) >= MAX_FAULTS


def load(path: Path, *, scales: Path | None = None, places: Path | None = None) -> Questionnaire:
    """Read and check one definition.

    Args:
        path: the definition, ``questionnaires/<name>.yaml``.
        scales: shared scales; ``_skalen.yaml`` beside the definition by default.
        places: the region and its municipalities; ``_orte.yaml`` beside it by default.

    Raises:
        PipelineError: every fault of the definition, its scales and its translations at once, by line.
    """
    from pipeline.questionnaire import review
    from pipeline.questionnaire.texts import source_texts
    from pipeline.questionnaire.translation import FOLDER, load_translations

    shared, faults = _load_scales(scales or path.parent / SCALES)
    region, more = _load_shared(places or path.parent / PLACES, Region)
    faults += more
    notice, more = _load_shared(path.parent / NOTICE, Notice, region)
    faults += more
    letters, more = _load_shared(path.parent / LETTERS, Letters, region)
    faults += more
    reading = _Reading(yamlfile.load(path))
    questionnaire = _definition(reading, shared, region)
    faults += sorted(dict.fromkeys(reading.faults), key=lambda fault: line_of(fault.where))[
        :MAX_FAULTS
    ]
    if reading.full:
        faults.append(Fault(f"more than {MAX_FAULTS} faults; the rest was not looked at", path.name, "",
                            "correct these first, or check that this is the file you meant"))  # fmt: skip
    if faults or questionnaire is None:
        raise PipelineError.of(faults)
    questionnaire = _with_notice(questionnaire, notice).model_copy(update={"letters": letters})
    for language, translation in load_translations(path, questionnaire).items():
        questionnaire._translations[language] = translation.texts
        if translation.reviewed is not None:
            stale = review.changed(
                path.parent / FOLDER,
                path.stem,
                language,
                source_texts(questionnaire),
                translation.texts,
            )
            if stale == []:
                questionnaire._reviewed[language] = translation.reviewed.by
            else:
                questionnaire._unconfirmed[language] = stale
    return questionnaire


def _load_scales(path: Path) -> tuple[dict[str, Scale], list[Fault]]:
    if not path.is_file():
        return {}, []
    reading = _Reading(yamlfile.load(path))
    data = reading.file.data
    entries = data.get("scales") if isinstance(data, dict) else None
    if not isinstance(entries, dict):
        reading.fault((), "the key 'scales' is missing", "", "start the file with `scales:`")
        return {}, reading.faults
    out = {}
    for name, entry in entries.items():
        loc: Loc = ("scales", name)
        scale = reading.model(Scale, entry, loc)
        if scale is not None:
            reading.faults += structure.option_faults(
                scale.options, reading.file, (*loc, "options")
            )
            out[name] = scale
    return out, reading.faults


def _load_shared(
    path: Path, kind: type[_M], region: Region | None = None
) -> tuple[_M | None, list[Fault]]:
    """A file that all questionnaires share, where there is one."""
    if not path.is_file():
        return None, []
    reading = _Reading(yamlfile.load(path))
    return reading.model(kind, _fill_region(reading.file.data, region), ()), reading.faults


def _with_notice(questionnaire: Questionnaire, notice: Notice | None) -> Questionnaire:
    if notice is None:
        return questionnaire
    asked = (question for _, question in questionnaire.questions)
    return questionnaire.model_copy(update={"notice": notice.of(questionnaire.name, asked)})


def _definition(
    reading: _Reading, scales: dict[str, Scale], region: Region | None
) -> Questionnaire | None:
    data = reading.file.data
    if not isinstance(data, dict):
        reading.fault(
            (), "the file is empty or not a mapping", "", "start it with `questionnaire:`"
        )
        return None
    data = _fill_region(data, region)
    if "guide" in data and "questionnaire" not in data:
        reading.fault((), "this is a guide for talks, not a questionnaire", "",
                      "make it with `bedarf questionnaire guide`")  # fmt: skip
        return None
    header = reading.model(Header, {k: v for k, v in data.items() if k != "pages"}, ())
    pages = _pages(reading, data.get("pages"), scales, region)
    declared = _declared_codes(data.get("pages"))
    eligible = header.eligible if header else ""
    reading.faults += structure.faults(pages, eligible, declared, reading.file, reading.locations)
    if header is None or reading.faults:
        return None
    used = {q.scale for p in pages for q in p.questions if q.scale}
    used |= {s.scale for p in pages for q in p.questions for s in q.sides if s.scale}
    kept = {name: scale for name, scale in scales.items() if name in used}
    questionnaire = Questionnaire.model_construct(
        **{name: getattr(header, name) for name in Header.model_fields},
        pages=tuple(pages), scales=kept, region=region, variant="main",
    )  # fmt: skip
    questionnaire._file = reading.file
    questionnaire._locations.update(reading.locations)
    return questionnaire


def _fill_region(data: Any, region: Region | None) -> Any:
    """Texts name the region as ``{region}`` and ``{region_in}``."""
    if isinstance(data, str):
        if region is not None and "{region" in data:
            data = data.replace("{region}", region.region).replace("{region_in}", region.region_in)
        return data
    if isinstance(data, dict):
        return {key: _fill_region(value, region) for key, value in data.items()}
    if isinstance(data, list):
        return [_fill_region(value, region) for value in data]
    return data


def _declared_codes(pages: Any) -> set[str]:
    """Codes of all questions, broken ones included, so that one fault is not reported as two."""
    out = set()
    for page in pages if isinstance(pages, list) else []:
        questions = page.get("questions") if isinstance(page, dict) else None
        for question in questions if isinstance(questions, list) else []:
            if isinstance(question, dict) and isinstance(question.get("code"), str):
                out.add(question["code"])
    return out


def _pages(
    reading: _Reading, data: Any, scales: dict[str, Scale], region: Region | None
) -> list[Page]:
    if not isinstance(data, list) or not data:
        reading.fault(("pages",), "there are no pages", "", "add `pages:` with a list of pages")
        return []
    if sum(len(p.get("questions") or []) for p in data if isinstance(p, dict)) > MAX_QUESTIONS:
        reading.fault(("pages",), f"there are more than {MAX_QUESTIONS} questions",
                      "no questionnaire needs so many, and LimeSurvey could not store the answers",
                      "check that this is the file you meant")  # fmt: skip
        return []
    out = []
    for i, entry in enumerate(data):
        if reading.full:
            break
        loc: Loc = ("pages", i)
        if not isinstance(entry, dict):
            reading.fault(
                loc, "a page must be a mapping", "", "give it `id:`, `title:` and `questions:`"
            )
            continue
        page = reading.model(Page, {k: v for k, v in entry.items() if k != "questions"}, loc)
        questions = _questions(reading, entry.get("questions"), (*loc, "questions"), scales, region)
        if page is not None:
            reading.locations[f"page:{page.id}"] = loc
            out.append(page.model_copy(update={"questions": tuple(questions)}))
    return out


def _questions(
    reading: _Reading, data: Any, loc: Loc, scales: dict[str, Scale], region: Region | None
) -> list[Question]:
    if not isinstance(data, list) or not data:
        reading.fault(loc, "the page has no questions", "", "add `questions:` with a list")
        return []
    out = []
    for i, entry in enumerate(data):
        here: Loc = (*loc, i)
        question = reading.model(Question, entry, here)
        if question is None:
            question = salvage(entry)
            if question is None:
                continue
        reading.locations.setdefault(question.code, here)
        out.append(_resolve(reading, question, here, scales, region))
    return out


def _resolve(
    reading: _Reading,
    question: Question,
    loc: Loc,
    scales: dict[str, Scale],
    region: Region | None,
) -> Question:
    """Options of a shared scale and of the region come first, the question's own after them."""
    options: list[Option] = []
    if question.options_from == "municipalities":
        if region is None:
            reading.fault((*loc, "options_from"), f"the list of municipalities ({PLACES}) is missing",
                          "", "write it, or run `bedarf init` for your region")  # fmt: skip
        else:
            options += [Option(code=place.code, text=place.text) for place in region.municipalities]
    options += _scale(reading, question.scale, (*loc, "scale"), scales)
    options += question.options
    sides = tuple(
        side.model_copy(
            update={
                "options": (
                    *_scale(reading, side.scale, (*loc, "sides", n, "scale"), scales),
                    *side.options,
                )
            }
        )
        for n, side in enumerate(question.sides)
    )
    return question.model_copy(update={"options": tuple(options), "sides": sides})


def _scale(
    reading: _Reading, name: str | None, loc: Loc, scales: dict[str, Scale]
) -> Iterable[Option]:
    if name is None:
        return ()
    if name not in scales:
        reading.fault(loc, f"there is no scale '{name}' in {SCALES}", "", closest(name, scales))
        return ()
    return scales[name].options
