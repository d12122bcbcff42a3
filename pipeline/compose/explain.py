"""A score opened down to answers, for the command line (``bedarf explain``): public figures only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from pipeline.compose.public import ALL, Public, Row

if TYPE_CHECKING:
    from rich.console import Console
    from rich.tree import Tree

QUESTIONNAIRE = "alleinerziehende"
NOT_SCORED = ("importance", "awareness", "use")
IN_NEED = 0.5
PARTS = {
    "severity": "severity", "concerned": "concerns", "unmet": "wanted, not had", "barrier": "obstacle",
    "importance": "importance", "satisfaction": "satisfaction", "gap": "gap",
    "awareness": "know an offer", "use": "used it",
}  # fmt: skip


def show(public: Public, field: str | None, console: Console) -> None:
    """Print the ranking, or one field: criteria -> needs -> questions -> categories that count as need."""
    if field is None:
        for row in public.ranking:
            console.print(_head(public, row))
        console.print("\nOne of them down to answers: bedarf explain FIELD", style="dim")
        return
    from rich.tree import Tree

    row = next(r for r in public.ranking if r["field_of_action"] == field)
    tree = Tree(_head(public, row))
    _criteria(public, field, tree.add("score = sum of weight × points (anchors: docs/methode.md)"))
    needs = tree.add(
        "need, severity, reach and offer_gap come from these needs: their shares in need (mean), severity "
        "and room with awareness (weighted by the share), whom they concern (mean)"
    )
    for need in public.needs_of(field):
        _need(public, need, needs)
    _groups(public, field, tree)
    _ready(public, field, tree)
    console.print(tree)


def _points(low: float | None, high: float | None) -> str:
    return "errors not published" if low is None or high is None else f"{low:.2f} to {high:.2f}"


def _head(public: Public, row: Row) -> str:
    low, high = row["rank_low"], row["rank_high"]
    place = f"rank {low}" if low == high else f"rank {low} to {high}"
    return (
        f"[bold]{escape(public.field_names[row['field_of_action']])}[/]  {row['score']:.2f} points "
        f"[dim]({_points(row['ci_low'], row['ci_high'])}), {place}, "
        f"among the first three in {row['share_top3']:.0%} of replicates[/]"
    )


def _criteria(public: Public, field: str, tree: Tree) -> None:
    for row in public["fields"]:
        if row["field_of_action"] != field:
            continue
        if row["value"] is None:
            tree.add(f"[dim]{row['criterion']}: not known for every field, weight 0[/]")
            continue
        share = row["weight"] * row["value"]
        error = "not published" if row["se"] is None else f"{row['se']:.2f}"
        tree.add(
            f"{row['criterion']}: {row['weight']:.2f} × {row['value']:.2f} = {share:.2f} "
            f"[dim](standard error {error})[/]"
        )


def _need(public: Public, need: Row, tree: Tree) -> None:
    figure = public.need(need["need"])
    span = "" if figure.low is None else f" ({figure.low:.0%} to {figure.high:.0%})"
    cover = next((c for c in public["coverage"] if c["need"] == need["need"]), None)
    more = f"  [dim]offers: {cover['offers']}, {cover['verdict']}[/]" if cover else ""
    node = tree.add(f"[bold]{need['need']}[/] {figure.share:.0%}{span}, n = {figure.n}{more}")
    parts = [_part(public, need["need"], part) for part in PARTS]
    if any(parts):
        node.add(f"[dim]{'; '.join(p for p in parts if p)}[/]")
    for variable, book in _variables(public, need["need"]).items():
        answers = node.add(f"{variable}  [dim]{escape(book[0]['label'])} ({book[0]['role']})[/]")
        for category in book:
            if category["need"] is not None and category["need"] >= IN_NEED:
                share = public.figure(QUESTIONNAIRE, variable, category["category"], ALL)
                text = f"{share.share:.0%}" if share.known else "withheld"
                answers.add(
                    f"{text}  „{escape(category['category_label'])}“ [dim]severity {category['need']:g}[/]"
                )


def _part(public: Public, need: str, part: str) -> str:
    figure = public.part(need, part)
    if not figure.known:
        return ""
    base = f", n = {figure.n}" if figure.n else ""
    return f"{PARTS[part]} {figure.share:.2f} ({_points(figure.low, figure.high)}{base})"


def _groups(public: Public, field: str, tree: Tree) -> None:
    """Inequality: the field's mean share in need by target group, as far as all its needs may be shown."""
    needs = [n["need"] for n in public.needs_of(field)]
    found = []
    for group, label in public.groups.items():
        figures = [public.need(need, group) for need in needs]
        if figures and all(f.firm for f in figures):
            found.append((sum(f.share for f in figures) / len(figures), label, figures[0].n))
    if found:
        node = tree.add("inequality comes from the mean share in need by target group")
        for mean, label, n in sorted(found, reverse=True):
            node.add(f"{mean:.0%}  {escape(label)} [dim]n = {n}[/]")


def _ready(public: Public, field: str, tree: Tree) -> None:
    """Readiness: what firms and institutions answered that the criterion counts."""
    rows = []
    for role in ("wish", "use"):
        for variable in public.variables("arbeitgeber", field_of_action=field, role=role):
            book = public.book("arbeitgeber", variable)
            graded = [r for r in book if r["value"] is not None and not r["missing_kind"]]
            if book[0]["kind"] == "multiple" or len(graded) < 2:
                continue
            middle = (min(r["value"] for r in graded) + max(r["value"] for r in graded)) / 2
            told = [
                public.figure("arbeitgeber", variable, r["category"])
                for r in graded
                if r["value"] >= middle
            ]
            if all(f.known for f in told):
                share = sum(f.share for f in told)
                rows.append(f"{share:.0%} of {told[0].n} firms  {book[0]['label']}")
    for role in ("use", "context"):
        for variable in public.variables("einrichtungen", field_of_action=field, role=role):
            count, n = public.count("einrichtungen", variable, "ja")
            if (
                count is not None
                and public.book("einrichtungen", variable)[0]["kind"] == "multiple"
            ):
                label = public.label("einrichtungen", variable)
                rows.append(f"{count} of {n} institutions work here  {label}")
    if rows:
        node = tree.add(
            "readiness comes from firms in the ready half of these questions, and from institutions that "
            "work here and want to take part"
        )
        for text in rows:
            node.add(escape(text))


def _variables(public: Public, need: str) -> dict[str, list[Row]]:
    """The questions whose answers make the need, with their categories."""
    out: dict[str, list[Row]] = {}
    for row in public["codebook"]:
        named = row["item"] or row["variable"]
        if row["questionnaire"] == QUESTIONNAIRE and named == need:
            out.setdefault(row["variable"], []).append(row)
    graded = {v: b for v, b in out.items() if any(r["need"] is not None for r in b)}
    plain = {v: b for v, b in graded.items() if b[0]["role"] not in NOT_SCORED}
    return plain or graded
