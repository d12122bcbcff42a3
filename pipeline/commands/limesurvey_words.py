"""What ``bedarf deploy``, ``pull`` and ``status`` say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.params import answer_codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from pipeline.limesurvey.fieldconcept import Channel
    from pipeline.limesurvey.plan import Step
    from pipeline.limesurvey.pull import Outcome
    from pipeline.limesurvey.status import Status
    from pipeline.limesurvey.structure import Difference
    from pipeline.params import Params
    from pipeline.workspace import Workspace

ACTIONS = {
    "create": "[green]+[/] {name}: create and activate survey {sid}",
    "replace": "[yellow]±[/] {name}: nobody has answered survey {sid}: delete it and create it anew",
    "activate": "[green]+[/] {name}: activate survey {sid}",
    "update": "[yellow]~[/] {name}: change texts and settings of survey {sid} ({answers} answers)",
    "nothing": "[green]✓[/] {name}: survey {sid} is as it should be ({answers} answers)",
    "by_hand": "[yellow]–[/] {name}: nothing to do for survey {sid}, but see below ({answers} answers)",
    "refuse": "[red]✗[/] {name}: survey {sid} cannot be changed like this",
}
SHOWN = 15


def step(console: Console, step: Step) -> None:
    """One line per questionnaire, then what differs."""
    wish = step.wish
    number = step.number
    action = "by_hand" if step.action == "nothing" and step.by_hand else step.action
    console.print(ACTIONS[action].format(name=wish.name, sid=number, answers=step.answers))
    if step.leftover is not None:
        console.print(
            f"    first: remove survey {step.leftover}, which an interrupted run left behind"
        )
    if step.action == "create":
        period = wish.structure.settings
        console.print(
            f"    {len(wish.structure.items)} questions, {', '.join(wish.languages)}; "
            f"{'closed list' if wish.closed else 'open'}, "
            f"from {period['startdate'][:10] or 'now'} to {period['expires'][:10] or 'open end'}"
        )
    _list(console, step.differences)
    if step.by_hand:
        console.print("    Question texts of an active survey are changed by hand, in LimeSurvey:")
        _list(console, step.by_hand)
    if step.refused:
        console.print("    Not possible any more:")
        _list(console, step.refused)
    if step.reason:
        console.print(f"    {step.reason}", markup=False)


def _list(console: Console, differences: Sequence[Difference]) -> None:
    for difference in differences[:SHOWN]:
        console.print(f"    {difference.kind}: {difference}", markup=False)
    if len(differences) > SHOWN:
        console.print(f"    and {len(differences) - SHOWN} more")


def outcome(console: Console, ws: Workspace, params: Params, found: Outcome) -> None:
    """One paragraph per survey: what came, what changed, where it lies."""
    name, there = found.target.name, found.on_server
    state = f"{there.complete} complete, {there.incomplete} incomplete on the server"
    if found.pull is None:
        console.print(f"[green]✓[/] {name}: nothing new ({state})")
    else:
        kept = sum(found.pull.manifest["counts"].values())
        console.print(f"[green]✓[/] {name}: {_answers(kept)} fetched ({state})")
        console.print(f"  {ws.name_of(found.pull.folder)}", style="dim")
    if found.continued:
        console.print(f"  {found.continued} unfinished answers were continued")
    if found.changed:
        console.print(
            f"  [yellow]![/] {len(found.changed)} finished answers were changed on the server "
            f"(ids {_some(found.changed)}); the new version counts, the old one stays in its pull"
        )
    if found.gone and not there.complete + there.incomplete:
        console.print(
            f"  [yellow]![/] the survey has no answers any more; {_answers(len(found.gone))} pulled earlier "
            "still count. That happens when a survey is deactivated and activated again: the rest lies in an "
            "archive table"
        )
    elif found.gone:
        console.print(
            f"  [yellow]![/] {_answers(len(found.gone))} gone from the server "
            f"(ids {_some(found.gone)}), but still counted. If deleted on purpose (test "
            f"answers, withdrawn consent): bedarf pull {name} --accept-deleted"
        )
    if found.deleted:
        console.print(f"  {len(found.deleted)} deleted answers do not count any more")
    if found.drift.lines and found.target.redefined:
        lead = "differs from the definition, which was changed since it was deployed"
    elif found.target.shorter:
        lead = "not as the definition has it"
    else:
        lead = "changed on the server by hand"
    for line in (*(f"{lead}: {line}" for line in found.drift.lines), *found.notes):
        console.print(f"  ! {line}", style="yellow", markup=False)
    folder = found.target.folder
    used = any(
        source.path and ws.raw / source.path == folder
        for sources in params.sources.values()
        for source in sources
        if source.kind == "limesurvey"
    )
    if not used and name in params.questionnaires:
        path = folder.relative_to(ws.raw).as_posix()
        console.print(
            "  To use them, write into params.yaml, sources:\n"
            f"    {name}: [{{ kind: limesurvey, path: {path} }}]",
            markup=False,
        )


def _answers(number: int) -> str:
    return f"{number} answer{'' if number == 1 else 's'}"


def _some(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:8]))
    return shown + (f" and {len(numbers) - 8} more" if len(numbers) > 8 else "")


BAR = 30
DAYS = 14  # that are shown one by one
FEW = 0.8  # a group counts as missing below this part of its official share


def status(
    console: Console,
    name: str,
    found: Status,
    channels: list[Channel],
    expected: Sequence[tuple[str, Mapping[str, float]]],
    *,
    labels: Mapping[str, Mapping[str, str]],
) -> None:
    """One survey: state, channels, days, pages, composition.

    Args:
        console: where to.
        name: of the questionnaire.
        found: the field.
        channels: of the field concept.
        expected: margin by margin its variable and category (``a``, or ``a+b`` joined) -> official share.
        labels: variable -> code -> label; "" is the variable's own.
    """
    counts = found.counts
    if found.state in ("missing", "not active"):
        meaning = (
            "it is not on the server (any more)"
            if found.state == "missing"
            else "it was never activated, or its answers lie in an archive table"
        )
        console.print(f"[bold]{name}[/] survey {found.survey_id}: {found.state}; {meaning}")
        return
    console.print(
        f"[bold]{name}[/] survey {found.survey_id}: {found.state}; "
        f"{counts.complete} complete, {counts.incomplete} incomplete"
    )
    if found.median_s is not None:
        minutes = f"{found.median_s / 60:.0f} min" if found.median_s >= 60 else "under a minute"
        console.print(f"  median duration {minutes}")
    if len(found.languages) > 1:
        console.print("  " + ", ".join(f"{k}: {v}" for k, v in sorted(found.languages.items())))
    _channels(console, found, channels)
    earlier = sorted(found.days.items())[:-DAYS]
    if earlier:
        console.print(
            f"  before {sum(n for _, n in earlier)} on {_days(len(earlier))} since {earlier[0][0]}"
        )
    for day, number in sorted(found.days.items())[-DAYS:]:
        bar = "█" * max(1, round(BAR * number / max(found.days.values())))
        console.print(f"  {day} {bar} {number}")
    if found.dropped:
        console.print("  stopped after page:")
        for page, number in sorted(found.dropped.items()):
            title = found.pages[page - 1] if 0 < page <= len(found.pages) else "before the first"
            shown = title if len(title) <= 50 else title[:49].rstrip() + "…"
            console.print(f"    {page:>2} {shown:<50} {number}", markup=False)
    for variable, shares in expected:
        said = labels.get(variable, {})
        _composition(console, variable, found.composition.get(variable, {}), shares, said)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _channels(console: Console, found: Status, channels: list[Channel]) -> None:
    if found.invited is not None:
        return  # a closed list is one channel; its personal links name none
    labels = {c.code: c for c in channels}
    rows = [*labels, *(code for code in sorted(found.channels) if code not in labels)]
    if rows and not (rows == [""] and len(found.channels) == 1):
        console.print("  channel                        complete incomplete  handed out")
    for code in rows:
        complete, partial = found.channels.get(code, [0, 0])
        known = labels.get(code)
        label = known.label if known else code or "no channel"
        issued = str(known.issued) if known and known.issued else ""
        note = "" if known or not code else "  not in feld.csv"
        console.print(
            f"  {label[:30]:<30} {complete:>8} {partial:>10} {issued:>11}{note}", markup=False
        )


def _composition(
    console: Console,
    variable: str,
    codes: Mapping[str, int],
    shares: Mapping[str, float],
    labels: Mapping[str, str],
) -> None:
    name = labels.get("", variable)
    counted = {c: sum(codes.get(code, 0) for code in answer_codes(c)) for c in shares}
    total = sum(counted.values())
    if not shares:
        counts = sorted(codes.items())
        said = ", ".join(f"{labels.get(code, code)} {n}" for code, n in counts) or "no answers yet"
        console.print(
            f"  {name}: {said} (no official figures yet: bedarf run makes them)", markup=False
        )
        return
    for category, share in shares.items():
        number = counted[category]
        compared = (
            f"{number / total:.0%}, official {share:.0%}" if total else f"official {share:.0%}"
        )
        answers = " or ".join(labels.get(code, code) for code in answer_codes(category))
        line = f"  {name}, {answers}: {number} of {total} ({compared})"
        missing = round(share * total) - number
        if total and number < FEW * share * total and missing > 0:
            line += f" – about {missing} {'is' if missing == 1 else 'are'} missing"
            console.print(line, style="yellow", markup=False)
        else:
            console.print(line, markup=False)
    others = sum(codes.values()) - total
    if others:
        console.print(
            f"  {name}: {others} gave another answer, which has no official figure", markup=False
        )
