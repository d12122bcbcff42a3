"""Tabellenanhang: every question of the single parents' survey, all respondents, mothers and fathers."""

from __future__ import annotations

from pipeline.compose import markdown, questions, sentences
from pipeline.compose.context import Context, slug
from pipeline.compose.labels import tidy
from pipeline.compose.language import Text, lang, say
from pipeline.compose.public import Row
from pipeline.compose.questions import Question
from pipeline.compose.rules import differences
from pipeline.compose.sections import circumstances, fields, groups, open_answers

NAME = "alleinerziehende"
MOST = 20
COLUMNS = (
    ("alle", Text("alle", "all")),
    ("muetter", Text("Mütter", "mothers")),
    ("vaeter", Text("Väter", "fathers")),
)
NOTHING = ("–", "·")  # no interval; not shown
SKIPPED = ("target_group", "context")  # screening and consent, which everyone answers alike


def write(ctx: Context) -> str:
    """Firm differences, then one table per question; questions with nothing to show drop out."""
    blocks = [
        groups.table(ctx),
        _differences(ctx),
        circumstances.write(ctx),
        open_answers.write(ctx),
    ]
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
    return markdown.paragraphs(*(blocks if any(b.strip() for b in blocks) else [fields.nothing()]))


def _caption(ctx: Context, question: Question) -> str:
    name = ctx.public.question_label(question.questionnaire, question.code)
    return f"{name}; {say('Anteile in Prozent', 'shares in per cent')}"


def _list(ctx: Context, question: Question) -> str:
    """Answers (or boxes to tick) as rows, groups as columns; what is hidden throughout drops out."""
    columns = [(g, str(title)) for g, title in COLUMNS if g == "alle" or _telling(ctx, g, question)]
    if question.multiple:
        cells = [
            (lang.capital(ctx.public.label(NAME, v)), v, questions.YES) for v in question.variables
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
            span = sentences.interval(figures[0]) or "–"
            rows.append([label, texts[0], span, *texts[1:], lang.number(figures[0].n)])
    answer, interval = say("Antwort", "Answer"), say("Intervall", "Interval")
    head = [answer, columns[0][1], interval, *(title for _, title in columns[1:]), "n"]
    groups_shown = any(cell not in NOTHING for row in rows for cell in row[3:-1])
    interval_shown = any(row[2] not in NOTHING for row in rows)
    dropped = ([] if interval_shown else [2]) + ([] if groups_shown else [*range(3, len(head) - 1)])
    shown = [k for k in range(len(head)) if k not in dropped]
    widths = (40, 9, 16, *[10] * (len(columns) - 1), 8)
    return ctx.table(
        [head[k] for k in shown], [[row[k] for k in shown] for row in rows], "l" + "r" * (len(shown) - 1),
        _caption(ctx, question), f"anhang-{slug(question.code)}", widths=[widths[k] for k in shown],
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
            rows.append([label, *(sentences.figure(f) for f in figures), lang.number(figures[0].n)])
    head = [say("Aussage", "Statement"), *(tidy(r["category_label"]) for r in answers), "n"]
    return ctx.table(
        head, rows, "l" + "r" * (len(head) - 1), _caption(ctx, question), f"anhang-{slug(question.code)}",
        widths=(36, *[12] * len(answers), 7),
    )  # fmt: skip


def different(ctx: Context) -> list[Row]:
    """Tests declared in advance that are firm after correction, the widest differences first.

    Of two groups that mirror each other (with and without Bürgergeld) the more affected one stays.
    """
    found = []
    for test in ctx.public["tests"]:
        if test["p_adjusted"] is None or test["p_adjusted"] >= differences.ALPHA:
            continue
        name, variable, category, group, _ = test["key"].split("/")
        codes = category.split("+")  # answers that mean being in need are tested together
        rows = [r for r in ctx.public.book(name, variable) if r["category"] in codes]
        if name == NAME and group in ctx.public.groups and rows:
            labels = [] if rows[0]["kind"] == "multiple" else [r["category_label"] for r in rows]
            label = say("“ oder „", "’ or ‘").join(tidy(text) for text in labels)
            found.append({**test, "answer": (variable, category), "label": label, "group": group})
    ahead = {(t["answer"], t["difference"]) for t in found if t["difference"] > 0}
    kept = [t for t in found if t["difference"] > 0 or (t["answer"], -t["difference"]) not in ahead]
    return sorted(kept, key=lambda t: (-abs(t["difference"]), t["key"]))


def _size(ctx: Context, test: Row) -> str:
    """How large a difference is called, as in running text; nothing where the group's share is not shown."""
    variable, codes = test["answer"]
    found = [ctx.public.figure(NAME, variable, code, test["group"]) for code in codes.split("+")]
    if not all(figure.firm for figure in found):
        return ""
    share = min(sum(float(figure.share) for figure in found), 1.0)
    rest = min(max(share - float(test["difference"]), 0.0), 1.0)
    return f"{sentences.size_words(share, rest)}: "


def _differences(ctx: Context) -> str:
    rows = []
    for t in different(ctx)[:MOST]:
        answer = ctx.public.item_name(NAME, t["answer"][0]) + (
            say(f": „{t['label']}“", f": ‘{t['label']}’") if t["label"] else ""
        )
        oftener, rarer = say("häufiger", "more often"), say("seltener", "less often")
        more = oftener if t["difference"] > 0 else rarer
        low, high = sorted(abs(t[end] or 0.0) for end in ("ci_low", "ci_high"))
        interval = lang.between(str(lang.percent_number(low)), str(lang.percent_number(high)))
        rows.append(
            [
                answer,
                ctx.public.groups[t["group"]],
                _size(ctx, t) + f"{lang.points(t['difference'])} {more}",
                interval,
            ]
        )
    return ctx.table(
        [
            say("Antwort", "Answer"),
            say("Gruppe", "Group"),
            say("im Vergleich zu allen anderen", "compared with all others"),
            say("Intervall", "Interval"),
        ],
        rows,
        "lllr",
        say(
            "Antworten, in denen sich eine Gruppe nach Korrektur belastbar von allen anderen unterscheidet",
            "Answers in which a group differs reliably from all others after correction",
        ),
        "unterschiede",
        widths=(36, 18, 36, 12),
    )
