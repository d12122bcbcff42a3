"""One need in all target groups, beside the figure for all: who is affected more, as far as the data say."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compose import german, sentences
from pipeline.compose.charts.dots import Dots
from pipeline.compose.charts.marks import Row
from pipeline.compose.context import Context, slug
from pipeline.compose.sections.wording import words
from pipeline.compose.sentences import Figure

# Groups that stand together because they exclude each other; what a network adds stands at the end.
BLOCKS = (
    ("muetter", "vaeter"),
    ("sgb2", "ohne_sgb2"),
    ("erwerbstaetig", "nicht_erwerbstaetig"),
    ("kind_unter_3", "kind_3_5", "kind_6_plus"),
)


@dataclass(frozen=True)
class Finding:
    """Two groups whose intervals do not touch, the one that is affected more first."""

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
        known = [
            (labels[g], f) for g in block if g in labels and (f := ctx.public.need(need, g)).firm
        ]
        known.sort(key=lambda x: -x[1].share)
        if len(known) >= 2 and sentences.apart(known[0][1], known[-1][1]):
            found.append(Finding(known[0][0], known[-1][0], known[0][1], known[-1][1]))
    return sorted(found, key=lambda f: (-f.gap, f.more))


def _rows(ctx: Context, need: str, marked: set[str]) -> list[Row | None]:
    labels = ctx.public.groups
    rest = tuple(g for g in labels if not any(g in block for block in BLOCKS))
    rows: list[Row | None] = []
    for block in (*BLOCKS, rest):
        found = [
            Row(labels[g], ctx.public.need(need, g), labels[g] in marked)
            for g in block
            if g in labels
        ]
        if any(r.value.known for r in found):
            rows += [None, *found] if rows else found
    return rows


def write(ctx: Context, field: str, need: str) -> str:
    """The picture where groups differ; else the sentence that says so."""
    found = findings(ctx, need)
    if found:
        return _chart(ctx, field, need, found[0])
    compared = [g for g in ctx.public.groups if ctx.public.need(need, g).firm]
    if len(compared) < 2:
        return ""
    return (
        f"Zwischen den {german.numeral(len(compared))} Gruppen, die sich vergleichen lassen, zeigt sich beim größten "
        "Bedarf kein belastbarer Unterschied."
    )


def _chart(ctx: Context, field: str, need: str, first: Finding) -> str:
    total = ctx.public.need(need)
    rows = _rows(ctx, need, {first.more, first.less})
    name = german.quoted(ctx.public.need_names[need])
    finding = f"{german.capital(first.more)}: {sentences.figure(first.high)}, {first.less}: {sentences.figure(first.low)}"
    return ctx.chart(
        f"gruppen-{slug(field)}",
        Dots(rows, total, colour=ctx.theme.field_colour(field)),
        finding=finding,
        subtitle=f"{name}: Anteil der befragten Alleinerziehenden {words(ctx, need).short} in Prozent, "
        "mit Intervall (95 %); farbig: Gruppen, deren Intervalle sich nicht überlappen",
        source=ctx.survey_source(),
        caption=f"{ctx.public.field_names[field]}: größter Bedarf nach Gruppen",
        alt=f"Punktdiagramm nach Gruppen. {finding}; ihre Intervalle überlappen sich nicht. "
        f"Alle Befragten: {sentences.evidence(total)}.",
    )
