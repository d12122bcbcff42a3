"""What a survey consists of: read from an ``.lss`` text, read back from a server, and compared."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from xml.etree.ElementTree import Element

from pipeline.limesurvey.server import Server

Kind = Literal["structure", "text", "question text", "setting"]
# Texts of the whole survey that RemoteControl can change at any time.
SURVEY_TEXTS = (
    "surveyls_title", "surveyls_welcometext", "surveyls_endtext", "surveyls_policy_notice",
    "surveyls_policy_error", "surveyls_policy_notice_label",
)  # fmt: skip
# Columns of the structure's first table that are no settings of ours, or differ by server.
NOT_OURS = frozenset(
    ("sid", "gsid", "owner_id", "admin", "adminemail", "usetokens", "language", "additional_languages")
)  # fmt: skip
# 6.x knows two scales by a name of their own; each server leaves out what it does not know.
PARTS_ASKED = ["answeroptions", "answeroptions_multiscale", "attributes", "attributes_lang"]


@dataclass(frozen=True)
class Item:
    """A question with everything that decides how its answers look; texts are kept apart.

    Attributes:
        parts: (scale, code) of rows or options, in order.
        answers: (scale, code) of answers, in order.
        attributes: those that the definition sets, without texts.
        texts: (language, part) -> text; part is ``""`` for the question, ``help``, or a code.
    """

    code: str
    type: str
    page: int
    other: str
    mandatory: str
    relevance: str
    parts: tuple[tuple[int, str], ...] = ()
    answers: tuple[tuple[int, str], ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Structure:
    """A whole survey."""

    languages: tuple[str, ...]
    pages: tuple[str, ...]
    items: Mapping[str, Item]
    texts: Mapping[tuple[str, str], str]
    settings: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """Of all that decides how answers look."""
        items = [
            [i.code, i.type, i.page, i.other, i.mandatory, i.relevance, i.parts, i.answers,
             sorted(i.attributes.items())]
            for i in self.items.values()
        ]  # fmt: skip
        return _sha([self.languages[0], self.pages, items])

    def texts_fingerprint(self, language: str) -> str:
        """Of all texts in one language."""
        found = [[*key, text] for key, text in self.texts.items() if key[0] == language]
        for item in self.items.values():
            found += [[item.code, *k, t] for k, t in item.texts.items() if k[0] == language]
        return _sha(sorted(found))


@dataclass(frozen=True)
class Difference:
    """One thing that is not on the server as the definition wants it."""

    kind: Kind
    where: str
    wanted: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: wanted {_short(self.wanted)}, found {_short(self.found)}"


def from_lss(text: str) -> Structure:
    """The structure that a compiled or exported ``.lss`` describes."""
    from defusedxml.ElementTree import fromstring

    document = fromstring(text.encode() if isinstance(text, str) else text)
    survey = _rows(document, "surveys")[0]
    languages = (survey["language"], *survey.get("additional_languages", "").split())
    pages = sorted(_rows(document, "groups"), key=lambda g: int(g.get("group_order") or 0))
    page_of = {g["gid"]: n for n, g in enumerate(pages)}
    spoken: dict[str, dict[tuple[str, str], str]] = {}
    for row in _rows(document, "question_l10ns"):
        texts = spoken.setdefault(row["qid"], {})
        texts[(row["language"], "")] = plain(row.get("question", ""))
        texts[(row["language"], "help")] = plain(row.get("help", ""))
    items = {}
    for row in _in_order(_rows(document, "questions"), page_of):
        items[row["title"]] = _item(document, row, page_of, spoken)
    texts = {
        (row["surveyls_language"], name): plain(row.get(name, ""))
        for row in _rows(document, "surveys_languagesettings")
        for name in SURVEY_TEXTS
    }
    settings = {k: v for k, v in survey.items() if k not in NOT_OURS}
    relevance = tuple(g.get("grelevance") or "1" for g in pages)
    return Structure(languages, relevance, items, texts, settings)


def _item(
    document: Element,
    row: Mapping[str, str],
    page_of: Mapping[str, int],
    spoken: Mapping[str, Mapping[tuple[str, str], str]],
) -> Item:
    qid = row["qid"]
    texts = dict(spoken.get(qid, {}))
    subs = [s for s in _rows(document, "subquestions") if s["parent_qid"] == qid]
    subs.sort(key=lambda s: (int(s.get("scale_id") or 0), int(s.get("question_order") or 0)))
    for sub in subs:
        for (language, part), text in spoken.get(sub["qid"], {}).items():
            if not part:
                texts[(language, f"row {sub['title']}")] = text
    answers = [a for a in _rows(document, "answers") if a["qid"] == qid]
    answers.sort(key=lambda a: (int(a.get("scale_id") or 0), int(a.get("sortorder") or 0)))
    names = {a["aid"]: f"answer {a.get('scale_id') or 0}.{a['code']}" for a in answers}
    for spoken_answer in _rows(document, "answer_l10ns"):
        if spoken_answer["aid"] in names:
            part = names[spoken_answer["aid"]]
            texts[(spoken_answer["language"], part)] = plain(spoken_answer.get("answer", ""))
    given = [a for a in _rows(document, "question_attributes") if a["qid"] == qid]
    attributes = {a["attribute"]: a.get("value", "") for a in given if not a.get("language")}
    for a in given:
        if a.get("language"):
            texts[(a["language"], a["attribute"])] = plain(a.get("value"))
    return Item(
        row["title"], row["type"], page_of[row["gid"]], row.get("other") or "N",
        row.get("mandatory") or "N", row.get("relevance") or "1",
        tuple((int(s.get("scale_id") or 0), s["title"]) for s in subs),
        tuple((int(a.get("scale_id") or 0), a["code"]) for a in answers),
        attributes, texts,
    )  # fmt: skip


def from_server(server: Server, survey_id: int, wanted: Structure) -> Structure:
    """Read a survey back; asks for the languages and attributes that the definition has.

    Raises:
        PipelineError: the server's faults.
    """
    properties = server.call("get_survey_properties", survey_id)
    languages = (
        str(properties["language"]),
        *str(properties.get("additional_languages") or "").split(),
    )
    base = languages[0]
    groups = server.call("list_groups", survey_id, base)
    groups.sort(key=lambda g: int(g["group_order"]))
    page_of = {str(g["gid"]): n for n, g in enumerate(groups)}
    listed = {code: server.call("list_questions", survey_id, None, code) for code in languages}
    main = [q for q in listed[base] if int(q["parent_qid"]) == 0]
    items = {}
    for row in _in_order(main, page_of):
        wishes = wanted.items.get(str(row["title"]))
        item = _read_item(server, row, page_of, listed)
        if item.type == "1" and wishes:
            item = _with_unseen(item, wishes)
        kept = {k: v for k, v in item.attributes.items() if wishes and k in wishes.attributes}
        items[item.code] = replace(item, attributes=kept)
    texts = {}
    for code in languages:
        found = server.call("get_language_properties", survey_id, None, code)
        texts.update({(code, name): plain(found.get(name)) for name in SURVEY_TEXTS})
    settings = {k: _word(properties.get(k)) for k in wanted.settings}
    return Structure(
        languages, tuple(str(g["grelevance"] or "1") for g in groups), items, texts, settings
    )


def _read_item(
    server: Server,
    row: Mapping[str, Any],
    page_of: Mapping[str, int],
    listed: Mapping[str, list[dict[str, Any]]],
) -> Item:
    qid, texts = int(row["qid"]), {}
    parts: list[tuple[int, int, str]] = []
    answers: list[tuple[int, int, str]] = []
    attributes: dict[str, str] = {}
    for n, (language, questions) in enumerate(listed.items()):
        for q in questions:
            if int(q["qid"]) == qid:
                texts[(language, "")] = plain(q["question"])
                texts[(language, "help")] = plain(q.get("help"))
            elif int(q["parent_qid"]) == qid:
                texts[(language, f"row {q['title']}")] = plain(q["question"])
                if n == 0:
                    parts.append((int(q["scale_id"]), int(q["question_order"]), q["title"]))
        details = server.call("get_question_properties", qid, PARTS_ASKED, language)
        options = details.get("answeroptions")
        for code, option in _options(options):
            texts[(language, f"answer {option['scale_id']}.{code}")] = plain(option["answer"])
            if n == 0:
                answers.append((int(option["scale_id"]), int(option["order"]), code))
        spoken = details.get("attributes_lang")
        if isinstance(spoken, dict):
            texts.update({(language, name): plain(text) for name, text in spoken.items()})
        if n == 0 and isinstance(details.get("attributes"), dict):
            attributes = {k: _word(v) for k, v in details["attributes"].items()}
    return Item(
        row["title"], row["type"], page_of[str(row["gid"])], row["other"], row["mandatory"],
        str(row["relevance"] or "1"),
        tuple((scale, code) for scale, _, code in sorted(parts)),
        tuple((scale, code) for scale, _, code in sorted(answers)),
        attributes, texts,
    )  # fmt: skip


def _options(found: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Answer options: one mapping by code; of two scales 6.x gives two of them, 5.6 one for both."""
    parts = found.items() if isinstance(found, dict) else enumerate(found or ())
    for code, option in parts:
        if isinstance(option, dict) and "answer" in option:
            yield str(option.get("code", code)), option
        elif isinstance(option, dict):
            yield from _options(option)


def _with_unseen(item: Item, wanted: Item) -> Item:
    """A question with two scales, completed by what 5.6 cannot show.

    It keys the options of both scales by their codes: of a code that both have, it shows only the second.
    """
    unseen = [
        (0, code)
        for scale, code in wanted.answers
        if scale == 0 and (0, code) not in item.answers and (1, code) in item.answers
    ]
    if not unseen:
        return item
    order = {pair: n for n, pair in enumerate(wanted.answers)}
    answers = sorted([*item.answers, *unseen], key=lambda pair: order.get(pair, len(order)))
    names = {f"answer 0.{code}" for _, code in unseen}
    texts = {key: text for key, text in wanted.texts.items() if key[1] in names}
    return replace(item, answers=tuple(answers), texts={**texts, **item.texts})


def compare(wanted: Structure, found: Structure) -> list[Difference]:
    """Everything that differs, in the order of the questionnaire."""
    out: list[Difference] = []

    def note(kind: Kind, where: str, want: object, have: object) -> None:
        if want != have:
            out.append(Difference(kind, where, _said(want), _said(have)))

    note("structure", "languages", wanted.languages, found.languages)
    note("structure", "conditions of pages", wanted.pages, found.pages)
    for code in [*wanted.items, *(c for c in found.items if c not in wanted.items)]:
        mine, theirs = wanted.items.get(code), found.items.get(code)
        if mine is None or theirs is None:
            absent, present = "no such question", "a question"
            note("structure", f"question {code}", present if mine else absent,
                 present if theirs else absent)  # fmt: skip
            continue
        for name in ("type", "page", "other", "mandatory", "relevance", "parts", "answers"):
            note(
                "structure", f"question {code}, {name}", getattr(mine, name), getattr(theirs, name)
            )
        for name, value in mine.attributes.items():
            note("structure", f"question {code}, {name}", value, theirs.attributes.get(name, ""))
        for (language, part), text in mine.texts.items():
            where = f"question {code} ({language}){', ' + part if part else ''}"
            if language in found.languages:
                note("question text", where, text, theirs.texts.get((language, part), ""))
    if list(wanted.items) != list(found.items) and set(wanted.items) == set(found.items):
        note("structure", "order of questions", list(wanted.items), list(found.items))
    for (language, name), text in wanted.texts.items():
        if language in found.languages:
            note("text", f"{name.removeprefix('surveyls_')} ({language})", text,
                 found.texts.get((language, name), ""))  # fmt: skip
    for name, value in wanted.settings.items():
        note("setting", name, value, found.settings.get(name, ""))
    return out


def _said(value: object) -> str:
    """As people read it: codes in a row, without the number of their scale."""
    if isinstance(value, tuple | list):
        return ", ".join(str(v[1]) if isinstance(v, tuple) else str(v) for v in value)
    return str(value)


def plain(text: object) -> str:
    """A text as it is compared: entities resolved, white space and empty tags evened out."""
    word = html.unescape(str(text or "")).replace("\xa0", " ")
    word = re.sub(r"<(\w+)\s*/>", r"<\1>", word)
    return re.sub(r"\s+", " ", word).strip()


def _rows(document: Element, table: str) -> list[dict[str, str]]:
    return [{c.tag: c.text or "" for c in row} for row in document.findall(f"./{table}/rows/row")]


def _in_order(rows: Iterable[Any], page_of: Mapping[str, int]) -> list[Any]:
    found = [r for r in rows if int(r.get("parent_qid") or 0) == 0]
    return sorted(found, key=lambda q: (page_of[str(q["gid"])], int(q.get("question_order") or 0)))


def _word(value: object) -> str:
    return "" if value is None else str(value)


def _sha(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


def _short(text: str) -> str:
    return f"'{text}'" if len(text) <= 90 else f"'{text[:87]}…'"
