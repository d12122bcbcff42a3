"""Everything that would stop a run, looked for before it starts: all faults at once, with lines.

`params.yaml` is held against questionnaires, catalogue, regions and files; what people wrote by hand in
``data/input`` is read; raw files are held against their DVC pointers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import appearance, declared, yamlfile
from pipeline.errors import Fault, PipelineError, closest
from pipeline.paramfaults import WITHOUT_CODES, torn, unanswered
from pipeline.params import PLACEHOLDER, answer_codes

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Margin, Params, TargetGroup
    from pipeline.questionnaire import Questionnaire
    from pipeline.workspace import Workspace

# Both are printed as links: nothing that ends a link or an attribute may stand in them.
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_WEB = re.compile(r"""https?://[^\s/<>"'\\^`{|}]+\.[^\s<>"'\\^`{|}]+""")
OFFERS = "angebote.csv"


def faults(ws: Workspace, params: Params) -> list[Fault]:
    """What would stop or silently corrupt a run.

    Args:
        ws: the network's folder.
        params: its ``params.yaml``, valid in itself.
    """
    file = yamlfile.load(ws.params_file)
    found = [*declared.entries(ws, file), *_definitions(ws, params, file)]
    if found:
        return found
    definitions, found = _loaded(ws, params)
    if found:
        return found
    from pipeline import questionnaire
    from pipeline.indicators import store

    books = {name: questionnaire.codebook(q) for name, q in definitions.items()}
    found += _regions(params, file)
    found += _groups(params, file, books)
    found += _margins(ws, params, file, books)
    found += _designs(params, file, books)
    found += _sources(ws, params, file, definitions)
    found += _contact(ws, params, file)
    found += _input(ws, params, books)
    found += raw_files(ws)
    found += store.unregistered(ws)
    found += declared.files(ws)
    found += translation(ws, params)
    return found


def translation(ws: Workspace, params: Params) -> list[Fault]:
    """What the report in another language lacks, as far as it is known before a run."""
    from pipeline.compose import translated
    from pipeline.render.translation import GERMAN, counterparts

    language = params.document.language
    if language == GERMAN:
        return []
    texts = counterparts(ws.reports, "bedarfsanalyse", language)
    return [*translated.missing_names(ws, params), *texts]


def unfilled(ws: Workspace) -> list[str]:
    """Lines of ``params.yaml`` where `bedarf init` left something to fill in (``24-29``, ``31``)."""
    lines = ws.params_file.read_text(encoding="utf-8").splitlines()
    found = [n for n, line in enumerate(lines, 1) if PLACEHOLDER.search(line.split("#")[0])]
    runs: list[list[int]] = []
    for number in found:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def unranked(ws: Workspace, params: Params) -> dict[str, list[str]]:
    """Fields of action that questions name and ``params.yaml`` does not: their answers stand in no field.

    Returns:
        Field -> questions (``alleinerziehende: huerden``), in the order of the questionnaires.
    """
    known = {field.id for field in params.fields_of_action}
    found: dict[str, list[str]] = {}
    for name, definition in _loaded(ws, params)[0].items():
        for _, question in definition.questions:
            named = {question.field} | {option.field for option in question.options}
            named |= {row.field for row in question.items}
            for field in sorted(named - known - {None}, key=str):
                found.setdefault(str(field), []).append(f"{name}: {question.code}")
    return found


def raw_files(ws: Workspace) -> list[Fault]:
    """Raw files that differ from what was registered: DVC would take the damage for the original."""
    found = []
    for pointer in sorted(ws.raw.rglob("*.dvc")):
        for entry in yamlfile.load(pointer).data.get("outs", []):
            path = pointer.parent / str(entry["path"])
            what = _difference(path, entry)
            if what:
                back = f"python -m dvc checkout --force {ws.name_of(pointer)}"
                found.append(
                    Fault(
                        what,
                        ws.name_of(path),
                        "raw files are never changed: results must be traceable to what was fetched",
                        f"get it back: {back}; or delete it together with its .dvc file",
                    )
                )
    return found


def _difference(path: Path, entry: dict[str, object]) -> str:
    digest = str(entry.get("md5", ""))
    if not path.exists():
        return "the raw file is missing"
    if digest.endswith(".dir"):
        size = sum(f.stat().st_size for f in path.rglob("*") if f.is_file())
        return "" if size == entry.get("size", size) else "the raw folder has been changed"
    if path.stat().st_size != entry.get("size", path.stat().st_size):
        return "the raw file has been changed"
    same = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == digest
    return "" if same or not digest else "the raw file has been changed"


def _definitions(ws: Workspace, params: Params, file: yamlfile.YamlFile) -> Iterable[Fault]:
    there = [ws.name_of(f) for f in sorted(ws.questionnaires.glob("[a-z]*.yaml"))]
    for name, entry in params.questionnaires.items():
        if not (ws.root / entry.definition).is_file():
            where = file.where(("questionnaires", name, "definition"))
            yield Fault(
                f"the questionnaire {entry.definition} does not exist",
                where,
                hint=closest(entry.definition, there),
            )


def _loaded(ws: Workspace, params: Params) -> tuple[dict[str, Questionnaire], list[Fault]]:
    from pipeline.stages import load_questionnaires

    try:
        return load_questionnaires(ws, params), []
    except PipelineError as error:
        return {}, list(error.faults)


def _regions(params: Params, file: yamlfile.YamlFile) -> Iterable[Fault]:
    from pipeline.indicators import regions

    places: list[tuple[yamlfile.Loc, str]] = [(("network", "region"), params.network.region)]
    places += [
        (("comparison", "regions", i), ags) for i, ags in enumerate(params.comparison.regions)
    ]
    for loc, ags in places:
        try:
            regions.lookup(ags)
        except PipelineError as error:
            for fault in error.faults:
                yield Fault(fault.what, file.where(loc), fault.why, fault.hint)


def _groups(
    params: Params, file: yamlfile.YamlFile, books: dict[str, pd.DataFrame]
) -> Iterable[Fault]:
    for i, group in enumerate(params.target_groups):
        where, of = file.where(("target_groups", i)), f"target group '{group.id}'"
        for condition in group.conditions:
            book = books.get(group.questionnaire)
            yield from _codes(book, condition.variable, condition.codes, where, of)
        yield from _never(group, where, of)


def _never(group: TargetGroup, where: str, of: str) -> Iterable[Fault]:
    """Conditions on one question that no answer meets together."""
    wanted: dict[str, list[list[str]]] = {}
    for condition in group.conditions:
        wanted.setdefault(condition.variable, []).append(condition.codes)
    for variable, codes in wanted.items():
        if not set.intersection(*map(set, codes)):
            either = ", ".join(dict.fromkeys(code for own in codes for code in own))
            yield Fault(
                f"{of}: nobody can be in it, two conditions on {variable} exclude each other",
                where,
                "all conditions of a group must hold at once",
                f"for one answer or the other write `{{ variable: {variable}, is: [{either}] }}`",
            )


def _margins(
    ws: Workspace, params: Params, file: yamlfile.YamlFile, books: dict[str, pd.DataFrame]
) -> Iterable[Fault]:
    from pipeline.indicators import catalogue, own

    try:
        known = own.entries(ws)
    except PipelineError:  # told where the file itself is checked
        known = dict(catalogue.load())
    for i, margin in enumerate(params.margins):
        loc = ("margins", i)
        of = f"margin '{margin.id}'"
        book = books.get(margin.questionnaire)
        yield from _codes(book, margin.variable, [], file.where((*loc, "variable")), of)
        if book is not None and margin.variable in set(book["variable"]):
            yield from _categories(book, margin, of, file, loc)
        for part, given in (("targets", margin.targets), ("employees", margin.employees)):
            for category, targets in given.items():
                where = file.where((*loc, part, category))
                for target in targets if isinstance(targets, list) else [targets]:
                    if target.indicator not in known:
                        yield Fault(
                            f"{of}: there is no indicator '{target.indicator}'",
                            where,
                            hint=f"{closest(target.indicator, known)}; a figure of the network's own stands "
                            "in data/input/eigene_angaben.csv and begins with 'eigene_'",
                        )
                    elif _is_context(margin.questionnaire, known[target.indicator].population):
                        yield Fault(
                            f"{of}: '{target.indicator}' counts others than the survey asks",
                            where,
                            "it is context only in the catalogue, so weights made from it would be wrong",
                            "use one of "
                            + ", ".join(
                                k for k, entry in known.items() if entry.population != "context"
                            ),
                        )


def _categories(
    book: pd.DataFrame, margin: Margin, of: str, file: yamlfile.YamlFile, loc: yamlfile.Loc
) -> Iterable[Fault]:
    """Answer codes of a margin that the question does not have, or that are joined across others."""
    rows = book[book["variable"] == margin.variable].sort_values("order")
    scale = list(rows.loc[rows["value"].notna() & rows["missing_kind"].isna(), "category"])
    missing = list(rows.loc[rows["missing_kind"].notna(), "category"])
    for category in margin.targets:
        where = file.where((*loc, "targets", category))
        yield from _codes(book, margin.variable, list(answer_codes(category)), where, of)
        yield from torn(category, scale, where)
        yield from unanswered(category, missing, where)


def _designs(
    params: Params, file: yamlfile.YamlFile, books: dict[str, pd.DataFrame]
) -> Iterable[Fault]:
    for name, design in params.designs.items():
        for part, variable in (("strata", design.strata), ("clusters", design.clusters)):
            if variable is None or variable == "kanal":
                continue
            codes = list(design.population) if part == "strata" else []
            book, where = books.get(name), file.where(("designs", name, part))
            of = f"design of '{name}'"
            yield from _codes(book, variable, codes, where, of)
            asked = None if book is None else book[book["variable"] == variable]
            if (
                part == "strata"
                and asked is not None
                and len(asked)
                and asked["category"].isna().all()
            ):
                yield Fault(f"{of}: '{variable}' cannot define strata", where, hint=WITHOUT_CODES)


def _is_context(questionnaire: str, population: str) -> bool:
    """Whether a margin of single parents would be made of figures that count other people."""
    return questionnaire == "alleinerziehende" and population == "context"


def _codes(
    book: pd.DataFrame | None, variable: str, codes: list[str], where: str, of: str
) -> Iterable[Fault]:
    if book is None:
        return
    rows = book[book["variable"] == variable]
    if rows.empty:
        hint = closest(variable, dict.fromkeys(book["variable"]))
        yield Fault(f"{of}: there is no variable '{variable}'", where, hint=hint)
        return
    known = list(rows["category"].dropna())
    for code in codes:
        if code not in known:
            hint = f"codes: {', '.join(known)}" if known else WITHOUT_CODES
            yield Fault(f"{of}: '{code}' is no answer code of {variable}", where, hint=hint)


def _sources(
    ws: Workspace,
    params: Params,
    file: yamlfile.YamlFile,
    definitions: dict[str, Questionnaire],
) -> Iterable[Fault]:
    from pipeline.collect import simulate, sources

    for name, entries in params.sources.items():
        for i, source in enumerate(entries):
            where = file.where(("sources", name, i))
            if source.kind != "simulation":
                yield from _told(lambda s=source: sources.below_raw(ws, str(s.path)), where)  # type: ignore[misc]
                continue
            truth = ws.root / str(source.truth)
            if not truth.is_file():
                yield Fault(
                    f"the truth of the simulation, {source.truth}, does not exist",
                    where,
                    hint="get it back, or name another source",
                )
            else:
                yield from _told(lambda t=truth, n=name: simulate.validate(definitions[n], t))  # type: ignore[misc]


def _told(action: Callable[[], object], where: str = "") -> Iterable[Fault]:
    """The faults that an action raises, at a place of params.yaml where one is given."""
    try:
        action()
    except PipelineError as error:
        for fault in error.faults:
            yield Fault(fault.what, where or fault.where, fault.why, fault.hint)


def _contact(ws: Workspace, params: Params, file: yamlfile.YamlFile) -> Iterable[Fault]:
    network = params.network
    pictures: list[tuple[yamlfile.Loc, str | None]] = [(("network", "logo"), network.logo)]
    pictures += [
        (("network", "partners", i, "logo"), p.logo) for i, p in enumerate(network.partners)
    ]
    for loc, logo in pictures:
        if logo:
            yield from appearance.logo(ws.reports / logo, logo, file.where(loc))
    yield from appearance.faults(ws.reports, [f.id for f in params.fields_of_action])
    email = network.contact.email
    if email and not _MAIL.fullmatch(email):
        where = file.where(("network", "contact", "email"))
        yield Fault(f"'{email}' is no e-mail address", where, hint="write name@place.de")
    web = network.contact.web
    if web and not _WEB.fullmatch(web):
        where = file.where(("network", "contact", "web"))
        yield Fault(f"'{web}' is no web address", where, hint="write https://www.place.de")


def _input(ws: Workspace, params: Params, books: dict[str, pd.DataFrame]) -> Iterable[Fault]:
    from pipeline.assess import checks
    from pipeline.clean.masking import personal
    from pipeline.indicators import own

    if not (ws.input / OFFERS).is_file():
        yield Fault(
            "the directory of offers is missing",
            f"data/input/{OFFERS}",
            "without it every need would count as a gap",
            "get it back; a directory without offers is a file with its heading alone",
        )
    if "alleinerziehende" in books:
        yield from checks.faults(ws, params, books["alleinerziehende"], personal)
    yield from _told(lambda: own.read(ws, own.entries(ws)))
