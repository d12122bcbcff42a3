"""What somebody changed on the server by hand, held against the definition, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.limesurvey import structure
from pipeline.limesurvey.server import Server
from pipeline.limesurvey.structure import Item, Structure

SHARED_BY_ALL = frozenset(("kanal",))  # a question that every survey of ours has


@dataclass(frozen=True)
class Drift:
    """How a survey differs from its definition in what decides how answers look.

    Attributes:
        renamed: question code on the server -> code of the definition. Harmless: nothing but the code
            differs, so the answers still mean the same.
        lines: one per difference, for people to read.
        another: nothing fits: this is another survey.
    """

    renamed: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    another: bool = False


def check(server: Server, survey_id: int, wanted: Structure, *, shorter: bool = False) -> Drift:
    """Read the survey's structure and compare; see :func:`between`.

    Raises:
        PipelineError: the server's faults.
    """
    return between(wanted, structure.from_server(server, survey_id, wanted), shorter=shorter)


def between(wanted: Structure, found: Structure, *, shorter: bool = False) -> Drift:
    """Compare two structures; texts and settings do not count.

    Args:
        wanted: as the definition has it.
        found: as it is on the server.
        shorter: it may be a shorter version (for events): what is not in it is only counted.
    """
    missing = [item for code, item in wanted.items.items() if code not in found.items]
    added = [item for code, item in found.items.items() if code not in wanted.items]
    renamed = _renamed(missing, added)
    lines = [
        f"question {old} is called {new} on the server; its answers are taken for {old}"
        for new, old in renamed.items()
    ]
    absent = [item.code for item in missing if item.code not in renamed.values()]
    if shorter and absent:
        lines.append(f"{len(absent)} of {len(wanted.items)} questions are not in this survey")
    else:
        lines += [
            f"question {code} is not on the server any more: it has no answers from now on"
            for code in absent
        ]
    lines += [
        f"question {item.code} was added on the server; the definition does not know it, so its "
        "answers stay in the raw file only"
        for item in added
        if item.code not in renamed
    ]
    for code, mine in wanted.items.items():
        theirs = found.items.get(code)
        if theirs is not None:
            lines += _changed(mine, theirs, shorter)
    lost = [code for code in wanted.languages if code not in found.languages]
    if lost and not shorter:
        lines.append(f"the language {', '.join(lost)} was removed on the server")
    shared = (set(wanted.items) - SHARED_BY_ALL) & set(found.items)
    return Drift(renamed, lines, another=bool(wanted.items) and not shared and not renamed)


def _renamed(missing: Sequence[Item], added: Sequence[Item]) -> dict[str, str]:
    """Pairs that are the same but for their code; doubtful ones are left alone."""
    out = {}
    for item in missing:
        twins = [other for other in added if _same(item, other)]
        rivals = [other for other in missing if _same(other, item)]
        if len(twins) == 1 and len(rivals) == 1:
            out[twins[0].code] = item.code
    return out


def _same(a: Item, b: Item) -> bool:
    texts = {key: text for key, text in a.texts.items() if key[1] != "help"}
    return (a.type, a.parts, a.answers, a.other) == (b.type, b.parts, b.answers, b.other) and all(
        b.texts.get(key, "") == text for key, text in texts.items() if text
    )


def _changed(mine: Item, theirs: Item, shorter: bool) -> list[str]:
    lines = []
    if mine.type != theirs.type:
        lines.append(f"question {mine.code}: its kind was changed ({mine.type} to {theirs.type})")
    for name, want, have in (
        ("answer", mine.answers, theirs.answers),
        ("row or option", mine.parts, theirs.parts),
    ):
        for _, code in want:
            if code not in {c for _, c in have} and not shorter:
                lines.append(f"question {mine.code}: the {name} {code} was removed on the server")
        for _, code in have:
            if code not in {c for _, c in want}:
                lines.append(f"question {mine.code}: the {name} {code} was added on the server")
    if mine.other != theirs.other:
        lines.append(f"question {mine.code}: 'other' was switched on or off")
    if mine.relevance != theirs.relevance and not shorter:
        lines.append(f"question {mine.code}: its condition was changed to {theirs.relevance}")
    return lines
