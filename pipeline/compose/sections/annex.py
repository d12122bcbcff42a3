"""Tabellenanhang: every question of the single parents' survey, all respondents, mothers and fathers."""

from __future__ import annotations

from pipeline.compose import german, markdown, questions, sentences
from pipeline.compose.context import Context, slug
from pipeline.compose.labels import tidy
from pipeline.compose.questions import Question

NAME = "alleinerziehende"
COLUMNS = (("alle", "alle"), ("muetter", "Mütter"), ("vaeter", "Väter"))
SKIPPED = ("target_group", "context")  # screening and consent, which everyone answers alike


def write(ctx: Context) -> str:
    """One table per question; questions with nothing to show drop out."""
    blocks = []
    for question in questions.all_of(ctx.public, NAME):
        if question.kind == "dropdown" or (question.kind == "yes_no" and question.role in SKIPPED):
            continue
        made = (
            _array(ctx, question)
            if len(question.variables) > 1 and not question.multiple
            else _list(ctx, question)
        )
        if made:
            blocks.append(made)
    return markdown.paragraphs(*blocks)


def _caption(ctx: Context, question: Question) -> str:
    name = ctx.public.question_label(question.questionnaire, question.code)
    return ctx.caption(f"{name}; Anteile in Prozent")


def _list(ctx: Context, question: Question) -> str:
    """Answers (or boxes to tick) as rows, groups as columns."""
    columns = [(g, title) for g, title in COLUMNS if g == "alle" or _telling(ctx, g, question)]
    if question.multiple:
        cells = [
            (german.capital(ctx.public.label(NAME, v)), v, questions.YES)
            for v in question.variables
        ]
    else:
        cells = [
            (tidy(r["category_label"]), question.variables[0], r["category"])
            for r in questions.categories(ctx.public, question)
        ]
    rows = []
    for label, variable, category in cells:
        figures = [ctx.public.figure(NAME, variable, category, g) for g, _ in columns]
        if figures[0].known:
            texts = [sentences.figure(f) or "·" for f in figures]
            rows.append(
                [
                    label,
                    texts[0],
                    sentences.interval(figures[0]) or "–",
                    *texts[1:],
                    german.number(figures[0].n),
                ]
            )
    head = ["Antwort", columns[0][1], "Intervall", *(title for _, title in columns[1:]), "n"]
    return markdown.table(
        head, rows, "l" + "r" * (len(head) - 1), _caption(ctx, question), f"anhang-{slug(question.code)}",
        widths=(40, 9, 16, *[10] * (len(columns) - 1), 8),
    )  # fmt: skip


def _telling(ctx: Context, group: str, question: Question) -> bool:
    """Whether a group says something about a question: it exists and is not defined by the answer."""
    for declared in ctx.public.params.target_groups:
        if declared.id == group:
            return all(c.variable not in question.variables for c in declared.conditions)
    return False


def _array(ctx: Context, question: Question) -> str:
    """Items as rows, answers as columns, for all respondents."""
    answers = questions.categories(ctx.public, question)
    rows = []
    for variable in question.variables:
        figures = [ctx.public.figure(NAME, variable, r["category"]) for r in answers]
        if all(f.known for f in figures):
            label = ctx.public.item_name(NAME, variable)
            rows.append(
                [label, *(sentences.figure(f) for f in figures), german.number(figures[0].n)]
            )
    head = ["Aussage", *(tidy(r["category_label"]) for r in answers), "n"]
    return markdown.table(
        head, rows, "l" + "r" * (len(head) - 1), _caption(ctx, question), f"anhang-{slug(question.code)}",
        widths=(36, *[12] * len(answers), 7),
    )  # fmt: skip
