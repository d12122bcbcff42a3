"""Compile a questionnaire into the structure that LimeSurvey imports (``.lss``).

A pure function: definition and parameters in, text out. Everything that LimeSurvey would change
silently is a fault before (:mod:`pipeline.questionnaire.deployable`).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.questionnaire import conditions, deployable
from pipeline.questionnaire.expressions import to_limesurvey
from pipeline.questionnaire.lss_tables import (
    COLUMNS,
    MANDATORY,
    SCREENED_OUT,
    TYPES,
    plain_attributes,
)
from pipeline.questionnaire.model import Option, Page, Question, Questionnaire
from pipeline.questionnaire.privacy import values
from pipeline.questionnaire.texts import Texts, fill, letter
from pipeline.questionnaire.xml import Row, document

__all__ = ["SCREENED_OUT", "TYPES", "compile_lss", "survey_id"]


def compile_lss(
    questionnaire: Questionnaire,
    params: Params,
    *,
    languages: Sequence[str] | None = None,
    closed: bool = False,
) -> str:
    """The ``.lss`` text for LimeSurvey 5.6 and 6.x; the same input gives the same bytes.

    Args:
        questionnaire: what to compile (also an event or pretest variant).
        params: who asks; fills ``{network}``, ``{contact}``, ``{controller}`` … in texts.
        languages: of the survey, base language first; default: all that may be deployed.
        closed: for closed lists of participants: no time stamps and no timings, which could identify.

    Raises:
        PipelineError: everything that LimeSurvey would change silently or refuse, at once.
    """
    languages = tuple(languages or questionnaire.reviewed)
    filled = {language: values(params, language) for language in languages}
    faults = deployable.faults(questionnaire, languages, filled)
    if faults:
        raise PipelineError.of(faults)
    return _Compiler(questionnaire, languages, filled, closed).document()


def survey_id(questionnaire: Questionnaire) -> int:
    """The survey id that is asked for: six digits from name, version and variant."""
    key = f"{questionnaire.name}/{questionnaire.version}/{questionnaire.variant}"
    return 100_000 + zlib.crc32(key.encode()) % 900_000


@dataclass
class _Compiler:
    questionnaire: Questionnaire
    languages: Sequence[str]
    filled: Mapping[str, Mapping[str, str]]
    closed: bool
    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    last_id: int = 0

    def __post_init__(self) -> None:
        self.sid = survey_id(self.questionnaire)
        self.texts = {code: Texts(self.questionnaire, code) for code in self.languages}
        self.eligible = conditions.parse(self.questionnaire.eligible)

    def document(self) -> str:
        self._survey()
        groups = self._groups()
        for order, (page, relevance) in enumerate(groups, start=1):
            self._group(order, page, relevance)
        tables = [(name, COLUMNS[name].split(), rows) for name, rows in self.tables.items()]
        return document(self.languages, tables)

    def _text(self, language: str, key: str) -> str:
        return escape(self._plain(language, key), quote=False)

    def _plain(self, language: str, key: str) -> str:
        return fill(self.texts[language].get(key) or "", self.filled[language])

    def _add(self, table: str, **row: str | int) -> None:
        self.tables[table].append(row)

    def _new_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def _survey(self) -> None:
        stamps = "N" if self.closed else "Y"
        self._add(
            "surveys", sid=self.sid, gsid=1, admin="inherit", adminemail="inherit",
            anonymized="Y", format="G", savetimings=stamps, template="inherit",
            language=self.languages[0], additional_languages=" ".join(self.languages[1:]),
            datestamp=stamps, usecookie="N", allowregister="N", allowsave="N",
            autonumber_start=0, autoredirect="N", allowprev="Y", printanswers="N", ipaddr="N",
            refurl="N", publicstatistics="N", publicgraphs="N", listpublic="N", htmlemail="N",
            sendconfirmation="N", tokenanswerspersistence="N", assessments="N", usecaptcha="N",
            usetokens="N", tokenlength=15, showxquestions="N", showgroupinfo="B",
            shownoanswer="N", showqnumcode="X", showwelcome="Y", showprogress="Y",
            questionindex=0, navigationdelay=0, nokeyboard="N", alloweditaftercompletion="N",
            showsurveypolicynotice=2 if self.questionnaire.notice else 0,
        )  # fmt: skip
        for language in self.languages:
            cover = ("occasion", "use", "anonymity", "duration")
            welcome = [self._text(language, f"cover.{part}") for part in cover]
            german = language == "de"
            self._add(
                "surveys_languagesettings", surveyls_survey_id=self.sid, surveyls_language=language,
                surveyls_title=self._plain(language, "title"),
                surveyls_welcometext="\n".join(f"<p>{part}</p>" for part in welcome),
                surveyls_endtext=f"<p>{self._text(language, 'cover.end')}</p>\n"
                f"<p>{self._text(language, 'cover.after')}</p>",
                surveyls_policy_notice=self._notice(language),
                surveyls_policy_error=self._text(language, "privacy.error"),
                surveyls_policy_notice_label=self._text(language, "privacy.label"),
                surveyls_dateformat=1 if german else 6, surveyls_numberformat=1 if german else 0,
                **self._letters(language),
            )  # fmt: skip

    def _letters(self, language: str) -> dict[str, str]:
        """E-mails to closed lists, in plain text."""
        if self.questionnaire.letters is None:
            return {}
        texts, filled = self.texts[language], self.filled[language]
        return {
            f"surveyls_email_{kind}{suffix}": letter(texts, f"letters.{kind}.{part}", filled)
            for kind in ("invite", "remind", "confirm")
            for part, suffix in (("subject", "_subj"), ("text", ""))
        }

    def _notice(self, language: str) -> str:
        notice = self.questionnaire.notice
        return "\n".join(
            f"<p><strong>{self._text(language, f'privacy.{paragraph.id}.heading')}</strong><br />"
            f"{self._text(language, f'privacy.{paragraph.id}.text').strip()}</p>"
            for paragraph in (notice.paragraphs if notice else ())
        )

    def _groups(self) -> list[tuple[Page | None, str]]:
        """Pages with their relevance; None is the page for people outside the target population."""
        out: list[tuple[Page | None, str]] = []
        screens = self.eligible != conditions.ALWAYS
        for page in self.questionnaire.pages:
            own = conditions.parse(page.when)
            if page.screening or not screens:
                out.append((page, to_limesurvey(own)))
                continue
            if not any(p is None for p, _ in out):
                out.append((None, to_limesurvey(conditions.Not(self.eligible))))
            out.append((page, to_limesurvey(conditions.join(self.eligible, own))))
        return out

    def _group(self, gid: int, page: Page | None, relevance: str) -> None:
        self._add("groups", gid=gid, sid=self.sid, group_order=gid, grelevance=relevance)
        for language in self.languages:
            title = self._plain(language, f"pages.{page.id}.title" if page else "title")
            intro = self._text(language, f"pages.{page.id}.intro") if page else ""
            self._add("group_l10ns", id=len(self.tables["group_l10ns"]) + 1, gid=gid,
                      group_name=title, description=f"<p>{intro}</p>" if intro else "",
                      language=language)  # fmt: skip
        if page is None:
            self._screened_out(gid)
            return
        for order, question in enumerate(page.questions, start=1):
            self._question(gid, order, question)

    def _screened_out(self, gid: int) -> None:
        qid = self._new_id()
        self._add("questions", **self._question_row(qid, gid, "X", SCREENED_OUT, order=1))
        self._question_text(
            qid, {code: self._text(code, "cover.screened_out") for code in self.languages}
        )

    def _question(self, gid: int, order: int, question: Question) -> None:
        qid, code = self._new_id(), question.code
        row = self._question_row(qid, gid, TYPES[question.kind], code, order=order)
        row |= {
            "other": "Y" if question.other else "N",
            "mandatory": MANDATORY[question.required],
            "relevance": to_limesurvey(conditions.parse(question.when)),
        }
        self._add("questions", **row)
        texts = {lang: self._text(lang, f"{code}.text") for lang in self.languages}
        helps = {lang: self._text(lang, f"{code}.help") for lang in self.languages}
        self._question_text(qid, texts, helps)
        self._attributes(qid, question)
        if question.kind == "multiple":
            parts = [(o.code, f"{code}.options.{o.code}") for o in question.options]
            self._subquestions(qid, gid, question, parts)
        else:
            parts = [(r.code, f"{code}.items.{r.code}") for r in question.items]
            self._subquestions(qid, gid, question, parts)
            self._answers(qid, question.options, code, 0)
        for scale, side in enumerate(question.sides):
            self._answers(qid, side.options, f"{code}.sides.{scale + 1}", scale)

    def _question_row(
        self, qid: int, gid: int, kind: str, code: str, *, order: int, parent: int = 0
    ) -> dict[str, str | int]:
        return {
            "qid": qid, "parent_qid": parent, "sid": self.sid, "gid": gid, "type": kind,
            "title": code, "other": "N", "mandatory": "N", "encrypted": "N",
            "question_order": order, "scale_id": 0, "same_default": 0, "relevance": "1",
            "same_script": 0,
        }  # fmt: skip

    def _question_text(
        self, qid: int, texts: Mapping[str, str], helps: Mapping[str, str] | None = None
    ) -> None:
        for language in self.languages:
            self._add("question_l10ns", id=len(self.tables["question_l10ns"]) + 1, qid=qid,
                      question=texts[language], help=(helps or {}).get(language, ""),
                      language=language)  # fmt: skip

    def _subquestions(
        self, qid: int, gid: int, question: Question, parts: Sequence[tuple[str, str]]
    ) -> None:
        """Rows and options. They count from 1: LimeSurvey keeps an exclusive option in place that way."""
        for order, (code, key) in enumerate(parts, start=1):
            sub = self._new_id()
            kind = TYPES[question.kind]
            self._add(
                "subquestions", **self._question_row(sub, gid, kind, code, order=order, parent=qid)
            )
            self._question_text(sub, {lang: self._text(lang, key) for lang in self.languages})

    def _answers(self, qid: int, options: Sequence[Option], prefix: str, scale: int) -> None:
        for order, option in enumerate(options, start=1):
            aid = len(self.tables["answers"]) + 1
            self._add("answers", aid=aid, qid=qid, code=option.code, sortorder=order,
                      assessment_value=0, scale_id=scale)  # fmt: skip
            for language in self.languages:
                self._add("answer_l10ns", id=len(self.tables["answer_l10ns"]) + 1, aid=aid,
                          answer=self._text(language, f"{prefix}.options.{option.code}"),
                          language=language)  # fmt: skip

    def _attributes(self, qid: int, question: Question) -> None:
        for name, value in plain_attributes(question).items():
            self._add("question_attributes", qid=qid, attribute=name, value=value)
        for language in self.languages:
            if question.other:
                self._add("question_attributes", qid=qid, attribute="other_replace_text",
                          value=self._text(language, f"{question.code}.other"),
                          language=language)  # fmt: skip
            if question.unit:
                self._add("question_attributes", qid=qid, attribute="suffix",
                          value=self._text(language, f"{question.code}.unit"),
                          language=language)  # fmt: skip
            for half, n in zip("AB", range(1, len(question.sides) + 1), strict=False):
                self._add("question_attributes", qid=qid, attribute=f"dualscale_header{half}",
                          value=self._text(language, f"{question.code}.sides.{n}.text"),
                          language=language)  # fmt: skip
