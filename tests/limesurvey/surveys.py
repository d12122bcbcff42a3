"""Surveys as the double keeps them, and how they come out of an ``.lss``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

SPOKEN_NUMBERS = ("surveyls_dateformat", "surveyls_numberformat")
WITH_PARTS = "MFK1;:ABCEHPQ"


@dataclass
class Question:
    """One question or subquestion of a survey."""

    qid: int
    parent: int
    gid: int
    type: str
    title: str
    order: int
    other: str
    mandatory: str
    relevance: str
    scale: int
    texts: dict[str, str] = field(default_factory=dict)
    helps: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    spoken: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Survey:
    """A survey with its answers (heading -> value, as exports show them)."""

    sid: int
    properties: dict[str, Any]
    texts: dict[str, dict[str, Any]]
    groups: list[dict[str, Any]]
    questions: list[Question]
    rows: list[dict[str, Any]] = field(default_factory=list)
    participants: list[dict[str, Any]] | None = None
    next_id: int = 1

    @property
    def active(self) -> bool:
        return bool(self.properties["active"] == "Y")

    def main(self) -> list[Question]:
        return sorted(
            (q for q in self.questions if not q.parent),
            key=lambda q: (
                next(g["group_order"] for g in self.groups if g["gid"] == q.gid),
                q.order,
            ),
        )

    def parts(self, question: Question, scale: int = 0) -> list[Question]:
        found = [q for q in self.questions if q.parent == question.qid and q.scale == scale]
        return sorted(found, key=lambda q: q.order)

    def columns(self) -> Iterator[tuple[str, str, Question | None, str]]:
        """Column name, heading, question, and the part's name for every field of an answer."""
        system = ["id", "submitdate", "lastpage", "startlanguage", "seed"]
        system += ["token"] if self.participants is not None else []
        system += ["startdate", "datestamp"] if self.properties["datestamp"] == "Y" else []
        system += ["ipaddr"] if self.properties["ipaddr"] == "Y" else []
        system += ["refurl"] if self.properties["refurl"] == "Y" else []
        yield from ((name, name, None, "") for name in system)
        for q in self.main():
            for aid, heading in self._suffixes(q):
                suffix = f"_{aid}" if q.type == "|" and aid else aid
                yield f"{self.sid}X{q.gid}X{q.qid}{suffix}", f"{q.title}{heading}", q, aid

    def _suffixes(self, q: Question) -> Iterator[tuple[str, str]]:
        if q.type == "1":
            for part in self.parts(q):
                yield f"{part.title}#0", f"[{part.title}][1]"
                yield f"{part.title}#1", f"[{part.title}][2]"
        elif q.type == "R":
            base = next(iter(q.answers))
            limit = int(q.attributes.get("max_subquestions") or len(q.answers[base]))
            for n in range(1, limit + 1):
                yield str(n), f"[{n}]"
        elif q.type in ":;":
            for part in self.parts(q):
                for column in self.parts(q, 1):
                    name = f"{part.title}_{column.title}"
                    yield name, f"[{name}]"
        elif q.type in WITH_PARTS:
            names = [part.title for part in self.parts(q)] + ["other"] * (q.other == "Y")
            for name in names:
                yield name, f"[{name}]"
                if q.type == "P":
                    yield f"{name}comment", f"[{name}comment]"
        else:
            yield "", ""
            if q.type == "O":
                yield "comment", "[comment]"
            if q.type == "|":
                yield "filecount", "[filecount]"
            if q.other == "Y":
                yield "other", "[other]"


def rows_of(document: Element, table: str) -> list[dict[str, str]]:
    return [{c.tag: c.text or "" for c in row} for row in document.findall(f"./{table}/rows/row")]


def from_document(document: Element, sid: int, gids: Iterator[int], qids: Iterator[int]) -> Survey:
    head = rows_of(document, "surveys")[0]
    defaults = {"active": "N", "datestamp": "N", "ipaddr": "N", "refurl": "N", "anonymized": "N",
                "savetimings": "N", "expires": None, "startdate": None, "additional_languages": "",
                "admin": "", "adminemail": "", "allowprev": "N", "format": "G", "showprogress": "Y",
                "showsurveypolicynotice": 0, "alloweditaftercompletion": "N", "allowsave": "Y",
                "ipanonymize": "N", "listpublic": "N", "usecookie": "N", "printanswers": "N",
                "template": "inherit", "gsid": 1, "owner_id": 1}  # fmt: skip
    numbers = ("showsurveypolicynotice", "gsid", "owner_id")
    given = {
        k: (int(v) if k in numbers else v or defaults.get(k)) for k, v in head.items() if k != "sid"
    }
    properties: dict[str, Any] = {"sid": sid} | defaults | given | {"active": "N"}
    texts = {
        row["surveyls_language"]: {k: int(v) if k in SPOKEN_NUMBERS else v for k, v in row.items()}
        | {"surveyls_survey_id": sid}
        for row in rows_of(document, "surveys_languagesettings")
    }
    gid = {row["gid"]: next(gids) for row in rows_of(document, "groups")}
    names = rows_of(document, "group_l10ns")
    groups = [
        {"gid": gid[g["gid"]], "group_order": int(g.get("group_order", 0)),
         "grelevance": g.get("grelevance", "1"),
         "names": {n["language"]: n["group_name"] for n in names if n["gid"] == g["gid"]},
         "descriptions": {n["language"]: n.get("description", "") for n in names if n["gid"] == g["gid"]}}
        for g in rows_of(document, "groups")
    ]  # fmt: skip
    rows = rows_of(document, "questions") + rows_of(document, "subquestions")
    qid = {row["qid"]: next(qids) for row in rows}
    questions = {
        row["qid"]: Question(
            qid[row["qid"]], qid.get(row["parent_qid"], 0), gid[row["gid"]], row["type"], row["title"],
            int(row.get("question_order", 0)), row.get("other", "N"), row.get("mandatory", "N"),
            row.get("relevance", "1"), int(row.get("scale_id", 0) or 0),
        )
        for row in rows
    }  # fmt: skip
    for row in rows_of(document, "question_l10ns"):
        questions[row["qid"]].texts[row["language"]] = row["question"]
        questions[row["qid"]].helps[row["language"]] = row.get("help", "")
    answers = {row["aid"]: row for row in rows_of(document, "answers")}
    spoken = {
        (row["aid"], row["language"]): row["answer"] for row in rows_of(document, "answer_l10ns")
    }
    for aid, row in sorted(answers.items(), key=lambda a: int(a[1].get("sortorder", 0))):
        for (other, language), text in spoken.items():
            if other == aid:
                code = f"{row['code']}#{row.get('scale_id', 0)}"
                questions[row["qid"]].answers.setdefault(language, {})[code] = text
    for row in rows_of(document, "question_attributes"):
        q = questions[row["qid"]]
        kept = q.spoken.setdefault(row["language"], {}) if row.get("language") else q.attributes
        kept[row["attribute"]] = row["value"]
    return Survey(sid, properties, texts, groups, list(questions.values()))
