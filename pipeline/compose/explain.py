"""A score opened down to answers, for the command line (``bedarf explain``): public figures only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.compose.public import ALL, Public, Row

if TYPE_CHECKING:
    from rich.console import Console
    from rich.tree import Tree

QUESTIONNAIRE = "alleinerziehende"
NOT_SCORED = ("importance", "awareness", "use")
IN_NEED = 0.5


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
    needs = tree.add("criterion need = mean over these needs of the share in need")
    for need in public.needs_of(field):
        _need(public, need, needs)
    console.print(tree)


def _head(public: Public, row: Row) -> str:
    low, high = row["rank_low"], row["rank_high"]
    place = f"rank {low}" if low == high else f"rank {low} to {high}"
    return (
        f"[bold]{public.field_names[row['field_of_action']]}[/]  {row['score']:.2f} points "
        f"[dim]({row['ci_low']:.2f} to {row['ci_high']:.2f}), {place}, "
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
        tree.add(
            f"{row['criterion']}: {row['weight']:.2f} × {row['value']:.2f} = {share:.2f} "
            f"[dim](standard error {row['se']:.2f})[/]"
        )


def _need(public: Public, need: Row, tree: Tree) -> None:
    figure = public.need(need["need"])
    span = "" if figure.low is None else f" ({figure.low:.0%} to {figure.high:.0%})"
    more = [f"severity {need['severity']:.2f}"] if need["severity"] is not None else []
    if need["awareness"] is not None:
        more.append(f"{need['awareness']:.0%} know an offer")
    cover = next((c for c in public["coverage"] if c["need"] == need["need"]), None)
    if cover:
        more.append(f"offers: {cover['offers']}, {cover['verdict']}")
    node = tree.add(
        f"[bold]{need['need']}[/] {figure.share:.0%}{span}, n = {figure.n}  [dim]{', '.join(more)}[/]"
    )
    for variable, book in _variables(public, need["need"]).items():
        answers = node.add(f"{variable}  [dim]{book[0]['label']} ({book[0]['role']})[/]")
        for category in book:
            if category["need"] is not None and category["need"] >= IN_NEED:
                share = public.figure(QUESTIONNAIRE, variable, category["category"], ALL)
                text = f"{share.share:.0%}" if share.known else "withheld"
                answers.add(
                    f"{text}  „{category['category_label']}“ [dim]severity {category['need']:g}[/]"
                )


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
