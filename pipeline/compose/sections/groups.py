"""One need in all target groups, beside the figure for all: who is affected more, as far as the data say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from pipeline.compose import sentences
from pipeline.compose.charts.dots import Dots
from pipeline.compose.charts.marks import Row
from pipeline.compose.context import Context, slug
from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import ALL
from pipeline.compose.sentences import Figure

# Groups that stand together because they exclude each other; what a network adds stands at the end.
BLOCKS = (
    ("muetter", "vaeter"),
    ("sgb2", "ohne_sgb2"),
    ("erwerbstaetig", "nicht_erwerbstaetig"),
    ("kind_unter_3", "kind_3_5", "kind_6_plus"),
)


EVERYBODY = Text("alle Befragten", "all respondents")
MOST = 5  # groups in one picture; the annex has all


@dataclass(frozen=True)
class Finding:
    """Two groups that differ by the rule of :mod:`differences`, the one that is affected more first."""

    more: str
    less: str
    high: Figure
    low: Figure

    @property
    def gap(self) -> float:
        """Difference of the shares."""
        return self.high.share - self.low.share


def findings(ctx: Context, need: str) -> list[Finding]:
    """Firm differences within blocks of groups, the largest first."""
    labels = ctx.public.groups
    found = []
    for block in BLOCKS:
        known = [(g, f) for g in block if g in labels and (f := ctx.public.need(need, g)).firm]
        known.sort(key=lambda x: -x[1].share)
        differ = [
            Finding(labels[a], labels[b], high, low)
            for (a, high), (b, low) in combinations(known, 2)
            if ctx.public.differ(need, a, b)
        ]
        found += [max(differ, key=lambda f: f.gap)] if differ else []
    total = ctx.public.need(need)
    for group in _others(ctx):
        figure = ctx.public.need(need, group)
        if figure.firm and ctx.public.differ(need, group):
            sides = [(labels[group], figure), (str(EVERYBODY), total)]
            (more, high), (less, low) = sorted(sides, key=lambda x: -x[1].share)
            found.append(Finding(more, less, high, low))
    return sorted(found, key=lambda f: (-f.gap, f.more))


def _others(ctx: Context) -> tuple[str, ...]:
    """Groups outside the blocks: tested against all others, shown beside the figure for everybody."""
    return tuple(g for g in ctx.public.groups if not any(g in block for block in BLOCKS))


def _rows(ctx: Context, need: str, marked: set[str]) -> list[Row | None]:
    """Mothers and fathers, blocks in which groups differ, and others while there is room."""
    labels = ctx.public.groups
    blocks = [
        [
            Row(labels[g], ctx.public.need(need, g), labels[g] in marked)
            for g in block
            if g in labels
        ]
        for block in (*BLOCKS, _others(ctx))
    ]
    blocks = [block for block in blocks if any(r.value.known for r in block)]
    due = [k == 0 or any(r.focus for r in block) for k, block in enumerate(blocks)]
    room = MOST - sum(len(block) for block, wanted in zip(blocks, due, strict=True) if wanted)
    rows: list[Row | None] = []
    for block, wanted in zip(blocks, due, strict=True):
        if not wanted:
            if len(block) > room:
                continue
            room -= len(block)
        rows += [None, *block] if rows else block
    return rows


def table(ctx: Context) -> str:
    """The largest need of every field in all target groups, for the annex."""
    tops = [
        (r["field_of_action"], needs[0]["need"])
        for r in ctx.public.ranking
        if (needs := ctx.public.needs_of(r["field_of_action"]))
    ]
    groups = [ALL, *(g for g in ctx.public.groups if g != ALL)]
    rows = []
    for group in groups:
        figures = [ctx.public.need(need, group) for _, need in tops]
        if any(f.known for f in figures):
            name = str(EVERYBODY) if group == ALL else ctx.public.groups[group]
            rows.append([name, *(sentences.figure(f) or "·" for f in figures)])
    if len(tops) < 2 or len(rows) < 3:
        return ""
    return ctx.table(
        [say("Gruppe", "Group"), *(ctx.public.field_names[field] for field, _ in tops)],
        rows,
        "l" + "r" * len(tops),
        say(
            "Größter Bedarf jedes Handlungsfelds nach Gruppen; Anteile in Prozent",
            "Largest need of every field of action by group; shares in per cent",
        ),
        "gruppen",
        widths=(24, *[12] * len(tops)),
    )


def alike(ctx: Context, need: str) -> str:
    """Where there is no picture: how many groups were compared, and nothing stands out (no full stop)."""
    compared = [g for g in ctx.public.groups if ctx.public.need(need, g).firm]
    if findings(ctx, need) or len(compared) < 2:
        return ""
    count = lang.numeral(len(compared))
    return say(
        f"Zwischen den {count} Gruppen, die sich vergleichen lassen, "
        "zeigt sich beim größten Bedarf kein belastbarer Unterschied",
        f"The {count} groups that can be compared do not differ reliably in the largest need",
    )


def chart(ctx: Context, field: str, need: str) -> str:
    """The picture, where groups differ."""
    found = findings(ctx, need)
    if not found:
        return ""
    first = found[0]
    total = ctx.public.need(need)
    rows = _rows(ctx, need, {name for f in found for name in (f.more, f.less)})
    name = lang.quoted(ctx.public.need_names[need])
    high, low = sentences.figure(first.high), sentences.figure(first.low)
    more, less = lang.quoted(first.more), lang.quoted(first.less)
    if first.more == str(EVERYBODY):
        finding = say(
            f"Weniger betroffen ist die Gruppe {less}: {low} gegenüber {high} insgesamt",
            f"The group {less} is less affected: {low} against {high} overall",
        )
    else:
        over = first.less == str(EVERYBODY)
        finding = say(
            f"Stärker betroffen ist die Gruppe {more}: {high} gegenüber {low} "
            f"{'insgesamt' if over else f'in der Gruppe {less}'}",
            f"The group {more} is more affected: {high} against {low} "
            f"{'overall' if over else f'in the group {less}'}",
        )
    return ctx.chart(
        f"gruppen-{slug(field)}",
        Dots(rows, total, colour=ctx.theme.field_colour(field)),
        finding=finding,
        subtitle=f"{name}: "
        + say(
            "Prozent, Intervall 95 %; farbig: belastbar verschieden",
            "per cent, interval 95%; coloured: reliably different",
        ),
        source=ctx.survey_source(),
        caption=f"{ctx.public.field_names[field]}: "
        + say("größter Bedarf nach Gruppen", "largest need by group"),
        alt=say(
            f"Punktdiagramm nach Gruppen. {finding}; der Unterschied ist belastbar. "
            f"Alle Befragten: {sentences.evidence(total)}.",
            f"Dot plot by group. {finding}; the difference is reliable. "
            f"All respondents: {sentences.evidence(total)}.",
        ),
    )
