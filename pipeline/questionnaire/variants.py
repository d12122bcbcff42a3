"""Derived instruments: a short version for events, and the pretest."""

from __future__ import annotations

from pipeline.errors import Fault, PipelineError
from pipeline.questionnaire import conditions
from pipeline.questionnaire.model import Cover, Notice, Page, Question, Questionnaire
from pipeline.questionnaire.timing import estimate
from pipeline.questionnaire.variables import answerable

EVENT_ITEMS = 25
EVENT_MINUTES = 6
COMMENT_MINUTES = 1.0  # what a comment may add to the promised duration
COMMENT = "kommentar"  # code of a pretest's comment field, with the number of its page


def event(questionnaire: Questionnaire) -> Questionnaire:
    """The version for events: questions and rows marked ``event``, at most 25 items.

    Its variables have the same names and codes, so that answers can be read with the same codebook.

    Raises:
        PipelineError: too many items, or a condition on a question that the short version leaves out.
    """
    pages = tuple(page for page in map(_short_page, questionnaire.pages) if page.questions)
    if not pages:
        raise PipelineError("no question is marked `event: true`", questionnaire.where(),
                            "the short version holds the questions that are marked so",
                            "mark some, or leave out `--variant event`")  # fmt: skip
    out = _derive(questionnaire, pages, "event", max_items=EVENT_ITEMS, max_minutes=EVENT_MINUTES,
                  cover=_short_cover(questionnaire), notice=_short_notice(questionnaire, pages))  # fmt: skip
    for texts in out._translations.values():
        if "cover.duration_event" in texts:
            texts["cover.duration"] = texts["cover.duration_event"]
    faults = []
    count = estimate(out).items
    if count > EVENT_ITEMS:
        faults.append(Fault(f"the event version has {count} items; at most {EVENT_ITEMS} are allowed",
                            questionnaire.where(), "", "remove `event: true` from some"))  # fmt: skip
    kept = {name for _, question in out.questions for name in answerable(question)}
    kept |= {question.code for _, question in out.questions if question.kind == "multiple"}
    named = [(page.when or "", q.code) for page, q in out.questions]
    named += [(q.when or "", q.code) for _, q in out.questions] + [(out.eligible, "")]
    for text, code in dict.fromkeys(named):
        for test in conditions.tests(conditions.parse(text)):
            if test.variable not in kept:
                who = f"'{code}'" if code else "`eligible`"
                faults.append(Fault(f"{who} depends on '{test.variable}', which the event version leaves "
                                    "out", questionnaire.where(code), "",
                                    f"mark '{test.variable}' with `event: true`, too"))  # fmt: skip
    if faults:
        raise PipelineError.of(faults)
    return out


def pretest(questionnaire: Questionnaire) -> Questionnaire:
    """The pretest: a survey of its own with a comment field at the end of every page.

    Its answers are never pooled with the main survey's: another survey id, another variant. On a screening
    page only the target population is asked for a comment; everybody else has reached the end there.
    """
    pages = []
    for n, page in enumerate(questionnaire.pages, start=1):
        comment = Question(
            code=f"{COMMENT}{n}",
            kind="long_text",
            text="Was war auf dieser Seite unklar, schwierig oder unangenehm?",
            label=f"Kommentar zur Seite „{page.title}“",
            help="Das hilft uns, die Fragen besser zu machen.",
            why="Zeigt im Pretest, welche Fragen noch nicht gut sind.",
            role="open",
            when=questionnaire.eligible or None if page.screening else None,
        )
        pages.append(page.model_copy(update={"questions": (*page.questions, comment)}))
    cover = questionnaire.cover
    longer = f"{cover.duration} Für Ihre Anmerkungen brauchen Sie etwas mehr Zeit."
    return _derive(
        questionnaire, tuple(pages), "pretest", title=f"Pretest: {questionnaire.title}",
        languages=questionnaire.languages[:1], cover=cover.model_copy(update={"duration": longer}),
        max_items=questionnaire.max_items + len(pages),
        max_minutes=questionnaire.max_minutes + COMMENT_MINUTES * len(pages),
    )  # fmt: skip


def _derive(
    questionnaire: Questionnaire, pages: tuple[Page, ...], variant: str, **changes: object
) -> Questionnaire:
    out = questionnaire.model_copy(update={"pages": pages, "variant": variant, **changes})
    out._file = questionnaire._file
    out._locations.update(questionnaire._locations)
    out._translations.update({k: dict(v) for k, v in questionnaire._translations.items()})
    out._reviewed.update(questionnaire._reviewed)
    return out


def _short_page(page: Page) -> Page:
    questions = []
    for question in page.questions:
        rows = tuple(row for row in question.items if row.event)
        if rows:
            questions.append(question.model_copy(update={"items": rows}))
        elif question.event or question.kind == "hidden":
            questions.append(question)
    visible = [question for question in questions if question.kind != "hidden"]
    return page.model_copy(update={"questions": tuple(questions) if visible else ()})


def _short_cover(questionnaire: Questionnaire) -> Cover:
    cover = questionnaire.cover
    return cover.model_copy(update={"duration": cover.duration_event or cover.duration})


def _short_notice(questionnaire: Questionnaire, pages: tuple[Page, ...]) -> Notice | None:
    if questionnaire.notice is None:
        return None
    asked = (question for page in pages for question in page.questions)
    return questionnaire.notice.of(questionnaire.name, asked)
