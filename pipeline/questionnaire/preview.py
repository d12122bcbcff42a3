"""Pages for the discussion before the field: every question with filter and role, and the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from pipeline.questionnaire import conditions
from pipeline.questionnaire.checks import check
from pipeline.questionnaire.checks.base import Finding
from pipeline.questionnaire.coverage import ROLES as COVERED
from pipeline.questionnaire.coverage import coverage
from pipeline.questionnaire.filters import in_words
from pipeline.questionnaire.html import FIELDS, KINDS, ROLES, SEVERITY, page
from pipeline.questionnaire.model import Page, Question, Questionnaire
from pipeline.questionnaire.paper import numbers
from pipeline.questionnaire.texts import Texts, fill
from pipeline.questionnaire.timing import estimate


def preview(
    questionnaire: Questionnaire,
    language: str | None = None,
    values: Mapping[str, str] | None = None,
) -> str:
    """A self-contained HTML page: what respondents see, and beside it why it is asked.

    Args:
        questionnaire: what to show.
        language: the definition's own by default.
        values: what ``{network}``, ``{contact}`` … stand for.
    """
    return _Preview(questionnaire, language or questionnaire.languages[0], values or {}).html()


class _Preview:
    def __init__(
        self, questionnaire: Questionnaire, language: str, values: Mapping[str, str]
    ) -> None:
        self._q = questionnaire
        self._values = values
        self._language = language
        self._texts = Texts(questionnaire, language)
        self._numbers = numbers(questionnaire)
        self._findings: dict[str, list[Finding]] = {}
        for finding in check(questionnaire):
            self._findings.setdefault(finding.subject, []).append(finding)

    def _text(self, key: str) -> str:
        return escape(fill(self._texts.get(key) or "", self._values))

    def html(self) -> str:
        time = estimate(self._q, self._language)
        minutes = f"{time.minutes:.0f}"
        cover = "".join(
            f"<p>{self._text(f'cover.{part}')}</p>"
            for part in ("occasion", "use", "anonymity", "duration")
        )
        facts = (
            f"<p class=klein>Vorschau für die Besprechung im Pretest. {time.items} Fragen und Zeilen, "
            f"geschätzt {minutes} Minuten, wenn alles gefragt wird. Zielgruppe: "
            f"{self._text('target_population')}</p>"
        )
        body = (
            f"<h1>{self._text('title')}</h1>{facts}<div class=rahmen>{cover}</div>{self._notes('')}"
        )
        body += "".join(self._page(part) for part in self._q.pages)
        body += f"<h2>Ende</h2><div class=rahmen><p>{self._text('cover.end')}</p>"
        body += f"<p>{self._text('cover.after')}</p></div>"
        if self._q.cover.screened_out:
            body += (
                f"<p class=klein>Außerhalb der Zielgruppe: {self._text('cover.screened_out')}</p>"
            )
        return page(self._texts["title"], body + self._coverage(), self._language)

    def _coverage(self) -> str:
        """What the assessment has to work with; a dash where nothing is asked."""
        found = coverage(self._q)
        fields = [name for name in FIELDS if any((name, role) in found for role in COVERED)]
        fields += sorted({name for name, _ in found} - set(FIELDS))
        head = "".join(f"<th class=mitte>{ROLES[role]}" for role in COVERED)
        rows = "".join(
            f"<tr><td>{escape(FIELDS.get(name, name))}"
            + "".join(f"<td class=mitte>{found[name, role] or '–'}" for role in COVERED)
            for name in fields
        )
        lead = "So viele Fragen, Zeilen und Antworten sprechen über ein Handlungsfeld."
        return (
            f"<h2>Handlungsfelder</h2><p class=klein>{lead}</p>"
            f"<div class=breit><table><tr><th>{head}{rows}</table></div>"
            if rows
            else ""
        )

    def _page(self, part: Page) -> str:
        out = f"<h2>{self._text(f'pages.{part.id}.title')}</h2>"
        out += self._filter(part.when)
        if part.intro:
            out += f"<p>{self._text(f'pages.{part.id}.intro')}</p>"
        return out + "".join(self._question(q) for q in part.questions if q.kind != "hidden")

    def _filter(self, when: str | None) -> str:
        words = in_words(conditions.parse(when), self._q, self._numbers, self._language)
        return f"<p class=filter>{escape(words)}</p>" if words else ""

    def _question(self, question: Question) -> str:
        code = question.code
        hints = " ".join(
            part for part in (self._text(f"{code}.help"), self._note(question)) if part
        )
        left = f"{self._filter(question.when)}<p class=frage>{self._text(f'{code}.text')}</p>"
        left += f"<p class=hilfe>{hints}</p>" if hints else ""
        left += self._answers(question)
        number = self._numbers.get(code, "")
        return (
            f'<section class=karte id="{code}"><div class=nr>{number}</div><div>{left}</div>'
            f"<aside class=notiz>{self._about(question)}{self._notes(code)}</aside></section>"
        )

    def _note(self, question: Question) -> str:
        if question.kind == "ranking":
            return self._texts.phrase("ranks", n=question.max_choices or len(question.options))
        if question.kind == "multiple":
            if question.max_choices:
                return self._texts.phrase("at_most", n=question.max_choices)
            return self._texts.phrase("several")
        return ""

    def _answers(self, question: Question) -> str:
        code = question.code
        if question.kind == "array":
            head = "".join(
                f"<th class=mitte>{self._text(f'{code}.options.{o.code}')}<br><code>{o.code}</code>"
                for o in question.options
            )
            rows = "".join(
                f"<tr><td>{self._text(f'{code}.items.{row.code}')} <code>{row.code}</code>"
                + "<td class=mitte>○" * len(question.options)
                for row in question.items
            )
            return f"<div class=breit><table><tr><th>{head}{rows}</table></div>"
        if question.kind == "dual":
            return self._dual(question)
        if question.options:
            several = " mehrfach" if question.kind in ("multiple", "ranking") else ""
            listed = [
                f"<li>{self._text(f'{code}.options.{o.code}')} <code>{o.code}</code>"
                for o in question.options
            ]
            if question.other:
                listed.append(f"<li>{self._text(f'{code}.other')}: …")
            return f'<ul class="antworten{several}">{"".join(listed)}</ul>'
        if question.kind == "numerics":
            numbers = [f"<li>{self._text(f'{code}.items.{r.code}')} …" for r in question.items]
            return f"<ul class=antworten>{''.join(numbers)}</ul>"
        if question.kind == "display":
            return ""
        return f"<div class=schreiben></div><span class=klein>{self._text(f'{code}.unit')}</span>"

    def _dual(self, question: Question) -> str:
        code = question.code
        top = "".join(
            f"<th class=mitte colspan={len(side.options)}>{self._text(f'{code}.sides.{n}.text')}"
            for n, side in enumerate(question.sides, start=1)
        )
        head = "".join(
            f"<th class=mitte>{self._text(f'{code}.sides.{n}.options.{o.code}')}"
            for n, side in enumerate(question.sides, start=1)
            for o in side.options
        )
        cells = "<td class=mitte>○" * sum(len(side.options) for side in question.sides)
        rows = "".join(
            f"<tr><td>{self._text(f'{code}.items.{r.code}')}{cells}" for r in question.items
        )
        return f"<div class=breit><table><tr><th>{top}<tr><th>{head}{rows}</table></div>"

    def _about(self, question: Question) -> str:
        fields = [question.field, *(option.field for option in question.options)]
        fields += [row.field for row in question.items]
        names = list(dict.fromkeys(FIELDS.get(name, name) for name in fields if name))
        out = f"<p><span class=rolle>{ROLES[question.role]}</span> <code>{question.code}</code> "
        out += f"{KINDS[question.kind]}</p><p>{escape(question.why)}</p>"
        if names:
            out += f"<p>Handlungsfeld: {escape(', '.join(names))}</p>"
        if question.reference:
            out += f"<p class=klein>nach: {escape(question.reference)}</p>"
        marks = [
            word
            for word, given in (
                ("Pflichtfrage", question.required == "hard"),
                ("Nachfrage, wenn leer", question.required == "soft"),
                ("zufällige Reihenfolge", question.random),
                ("nur mit Einwilligung", question.sensitive),
                ("Eisbrecher", question.icebreaker),
                ("Kurzfassung", question.event or any(row.event for row in question.items)),
            )
            if given
        ]
        return out + (f"<p class=klein>{', '.join(marks)}</p>" if marks else "")

    def _notes(self, code: str) -> str:
        out = ""
        for finding in self._findings.get(code, ()):
            if finding.waived:
                lead = f"Regel <code>{finding.rule}</code> ausgesetzt:"
                out += f"<p class=klein>{lead} {escape(finding.waived)}</p>"
            else:
                what = f"{SEVERITY[finding.severity]} ({finding.rule}): {finding.what}"
                out += f"<p class=warnung>{escape(what)}</p>"
        return out
