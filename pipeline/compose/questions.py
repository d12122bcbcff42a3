"""Questions as readers know them: an array or a multiple choice is one question with several variables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.compose import sentences
from pipeline.compose.charts.bars import Bars
from pipeline.compose.charts.likert import Item, Likert
from pipeline.compose.charts.marks import Row
from pipeline.compose.labels import tidy
from pipeline.compose.public import ALL, Public
from pipeline.compose.public import Row as Record
from pipeline.compose.sentences import Figure

YES = "ja"


@dataclass(frozen=True)
class Question:
    """A question of a questionnaire; ``variables`` in its order."""

    questionnaire: str
    code: str
    kind: str
    role: str
    variables: tuple[str, ...]

    @property
    def multiple(self) -> bool:
        """Whether each variable is a box to tick."""
        return self.kind == "multiple"


def all_of(public: Public, questionnaire: str) -> list[Question]:
    """The questions of a questionnaire that have shares, in its order."""
    found: dict[str, list[Record]] = {}
    for row in public["codebook"]:
        if row["questionnaire"] == questionnaire and row["kind"] not in (
            "text",
            "date",
            "numeric",
            "ranking",
        ):
            found.setdefault(str(row["question"]), []).append(row)
    return [
        Question(
            questionnaire,
            code,
            rows[0]["kind"],
            rows[0]["role"],
            tuple(dict.fromkeys(r["variable"] for r in rows)),
        )
        for code, rows in found.items()
    ]


def ticked(public: Public, question: Question, group: str = ALL) -> list[tuple[str, Figure]]:
    """Boxes of a multiple choice with the share that ticked them, largest first."""
    rows = [
        (
            public.item_name(question.questionnaire, v),
            public.figure(question.questionnaire, v, YES, group),
        )
        for v in question.variables
    ]
    return sorted((r for r in rows if r[1].known), key=lambda r: (-r[1].share, r[0]))


def categories(public: Public, question: Question) -> list[Record]:
    """Valid answers of a question, in their order."""
    return [
        r
        for r in public.book(question.questionnaire, question.variables[0])
        if r["missing_kind"] is None and r["category"]
    ]


def scale(public: Public, question: Question) -> list[Record]:
    """The ordered answers of a question, lowest value first; empty without an ordered scale."""
    rows = [r for r in categories(public, question) if r["value"] is not None]
    return sorted(rows, key=lambda r: r["value"])


def likert(
    public: Public,
    question: Question,
    *,
    negative: int,
    diverging: bool,
    colour: str = "",
    aside: str = "",
) -> Likert | None:
    """A question's items over its ordered scale, worst category first, the most negative items on top.

    Shares are of everybody who answered; ``aside`` names the valid answers outside the scale (*betrifft mich
    nicht*), which are shown apart.
    """
    steps = scale(public, question)
    outside = [r["category"] for r in categories(public, question) if r["value"] is None]
    items = []
    for variable in question.variables:
        figures = [public.figure(question.questionnaire, variable, s["category"]) for s in steps]
        others = [public.figure(question.questionnaire, variable, c) for c in outside]
        if not all(f.firm for f in [*figures, *others]):
            continue
        shares = tuple(f.share for f in figures)
        apart = sum(f.share for f in others) if aside and others else None
        label = public.item_name(question.questionnaire, variable)
        items.append(Item(label, shares, figures[0].n, apart))
    if not items or len(steps) < 2:
        return None
    items.sort(key=lambda i: (-sum(i.shares[:negative]), i.label))
    items = [replace(item, focus=k == 0) for k, item in enumerate(items[:7])]
    labels = [tidy(s["category_label"]) for s in steps]
    return Likert(items, labels, negative, colour, aside, diverging)


def bars(rows: list[tuple[str, Figure]], colour: str = "", most: int = 7) -> Bars:
    """Bars of labelled shares, the first in focus, with those that rough rounding leaves as large."""
    ahead = sentences.level(rows)
    return Bars([Row(label, figure, label in ahead) for label, figure in rows[:most]], colour)
