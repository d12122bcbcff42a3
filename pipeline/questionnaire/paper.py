"""The printed questionnaire: an A4 form that somebody wants to fill in, made by Typst."""

from __future__ import annotations

from pipeline.params import Params
from pipeline.questionnaire import conditions, reach
from pipeline.questionnaire.filters import in_words
from pipeline.questionnaire.model import CHOICES, Option, Page, Question, Questionnaire
from pipeline.questionnaire.privacy import values
from pipeline.questionnaire.texts import Texts, fill
from pipeline.questionnaire.typesetting import DEFAULT_LOOK, Data, Look, compile_typst

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
_COVER = ("occasion", "use", "anonymity", "duration", "after")
_HOW = ("single", "multiple", "goto", "skip", "correct")
_LINES = {"short_text": 1, "long_text": 5}


def numbers(questionnaire: Questionnaire) -> dict[str, int]:
    """Question code -> number on the form; texts to read and hidden questions have none."""
    asked = [q for _, q in questionnaire.questions if q.kind not in ("hidden", "display")]
    return {question.code: n for n, question in enumerate(asked, start=1)}


def paper(
    questionnaire: Questionnaire,
    params: Params,
    *,
    language: str | None = None,
    channel: str = "",
    look: Look = DEFAULT_LOOK,
) -> bytes:
    """The form as PDF; the same input gives the same bytes.

    Args:
        questionnaire: what to print (also an event or pretest variant).
        params: the network; its document date is the PDF's.
        language: German unless another one is wanted; unreviewed translations are marked.
        channel: batch code printed in the foot, so that returns are counted by channel.
        look: colours and logo.
    """
    form = form_data(questionnaire, params, language=language, channel=channel)
    form["colours"] = dict(look.colours)
    return compile_typst("bogen.typ", form, params, logo=look.logo)


def form_data(
    questionnaire: Questionnaire, params: Params, *, language: str | None = None, channel: str = ""
) -> Data:
    """Everything on the form, in order, as plain data for the template."""
    language = language or questionnaire.languages[0]
    return _Form(questionnaire, params, language).data(channel)


class _Form:
    def __init__(self, questionnaire: Questionnaire, params: Params, language: str) -> None:
        self._q = questionnaire
        self._params = params
        self._language = language
        self._texts = Texts(questionnaire, language)
        self._values = values(params, language)
        self._numbers = numbers(questionnaire)
        self._steps = reach.steps(questionnaire)
        self._index = {step.question.code: i for i, step in enumerate(self._steps)}

    def data(self, channel: str) -> Data:
        cover = {
            part: self._text(f"cover.{part}")
            for part in ("occasion", "use", "anonymity", "duration", "after")
        }
        notice = self._q.notice
        language = self._language
        return {
            "language": language if language in ("de", "en", "ar", "tr", "uk") else "de",
            "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
            "title": self._text("title"),
            "network": self._params.network.name,
            "funding": self._params.network.funding,
            "cover": cover,
            "how": [self._texts.phrase(f"how_{key}") for key in _HOW],
            "notice": [
                {"heading": self._text(f"privacy.{p.id}.heading"), "text": self._text(f"privacy.{p.id}.text")}
                for p in (notice.paragraphs if notice else ())
            ],
            "pages": [self._page(page) for page in self._q.pages],
            "channel": channel,
            "version": f"{self._q.name}-{self._q.version}"
            + ("" if self._q.variant == "main" else f"-{self._q.variant}"),
            "demo": self._params.is_demo,
            "draft": language not in self._q.reviewed,
            "phrases": {
                key: self._texts.phrase(key)
                for key in ("how", "privacy", "consent", "goto_end", "page", "sheet", "channel", "thanks",
                            "return", "demo", "draft", "month", "year", "day")
            },
        }  # fmt: skip

    def _text(self, key: str) -> str:
        return fill(self._texts.get(key) or "", self._values).strip()

    def _page(self, page: Page) -> Data:
        return {
            "title": self._text(f"pages.{page.id}.title"),
            "intro": self._text(f"pages.{page.id}.intro"),
            "filter": self._filter(page.when),
            "ended": self._text("cover.screened_out") if page.screening else "",
            "questions": [self._question(q) for q in page.questions if q.kind != "hidden"],
        }

    def _filter(self, when: str | None) -> str:
        return in_words(conditions.parse(when), self._q, self._numbers, self._language)

    def _question(self, question: Question) -> Data:
        code = question.code
        options = [self._option(question, option) for option in question.options]
        if question.other:
            options.append({**_coded("", self._text(f"{code}.other")), "other": True, "goto": ""})
        return {
            "n": self._numbers.get(code, 0),
            "code": code,
            "kind": question.kind,
            "text": self._text(f"{code}.text"),
            "help": self._text(f"{code}.help"),
            "note": self._note(question),
            "filter": "" if self._arrows_say_it(question) else self._filter(question.when),
            "options": options,
            "rows": [{"code": r.code, "text": self._text(f"{code}.items.{r.code}")} for r in question.items],
            "sides": [
                {
                    "text": self._text(f"{code}.sides.{n}.text"),
                    "options": [
                        _coded(o.code, self._text(f"{code}.sides.{n}.options.{o.code}"))
                        for o in side.options
                    ],
                }
                for n, side in enumerate(question.sides, start=1)
            ],
            "unit": self._text(f"{code}.unit"),
            "lines": _LINES.get(question.kind, 0),
            "precision": question.precision,
        }  # fmt: skip

    def _option(self, question: Question, option: Option) -> Data:
        goto = self._goto(question, option) if question.kind in CHOICES else ""
        text = self._text(f"{question.code}.options.{option.code}")
        return {**_coded(option.code, text), "other": False, "goto": goto}

    def _arrows_say_it(self, question: Question) -> bool:
        """Whether arrows at the screening question before have sent away everybody who is not asked this."""
        i = self._index.get(question.code, 0)
        step, before = self._steps[i], self._steps[max(i - 1, 0)]
        own = conditions.parse(question.when)
        if not step.page.screening or {t.variable for t in conditions.tests(own)} != {
            before.question.code
        }:
            return False
        return all(
            reach.jump(self._steps, i - 1, option) is not None
            for option in before.question.options
            if not conditions.evaluate(own, {before.question.code: option.code})
        )

    def _goto(self, question: Question, option: Option) -> str:
        target = reach.jump(self._steps, self._index[question.code], option)
        if target is None:
            return ""
        while target < len(self._steps) and self._steps[target].question.kind == "display":
            target += 1
        if target >= len(self._steps):
            return self._texts.phrase("goto_end")
        n = self._numbers[self._steps[target].question.code]
        return self._texts.phrase("goto", n=n)

    def _note(self, question: Question) -> str:
        if question.kind == "ranking":
            most = question.max_choices or len(question.options)
            return self._texts.phrase("ranks", n=most)
        if question.kind == "multiple":
            if question.max_choices:
                return self._texts.phrase("at_most", n=question.max_choices)
            return self._texts.phrase("several")
        return ""


def _coded(code: str, text: str) -> Data:
    """An answer with its code; ``mark`` is printed beside it, unless the code is the answer itself."""
    return {"code": code, "mark": "" if code == text else code, "text": text}
