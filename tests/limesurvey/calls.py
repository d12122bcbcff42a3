"""What the double answers: RemoteControl 2 as real servers do it, as far as this project calls it.

``test_double.py`` holds it against answers recorded from real servers.
"""

from __future__ import annotations

import base64
import itertools
import json
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from tests.limesurvey.surveys import Question, Survey, from_document, rows_of

FIELD_TYPES = {"ipaddr": "ipaddress", "refurl": "url"}
MAIL_ERROR = "Could not instantiate mail function."


class Status(Exception):  # noqa: N818 - the server's word for it
    """A logical error: HTTP 200 with ``{"status": …}``."""


class Calls:
    """State of a server and its methods; every method gets the parameters after the session key."""

    def __init__(
        self, version: str = "6.14.0", user: str = "admin", password: str = "secret"
    ) -> None:
        self.version, self.user, self.password = version, user, password
        self.surveys: dict[int, Survey] = {}
        self.keys: set[str] = set()
        self.failed_logins = self.logins = 0
        self.gids, self.qids, self.serial = (
            itertools.count(97),
            itertools.count(1068),
            itertools.count(1),
        )
        self.denied: set[int] = set()
        self.mails: list[tuple[str, int]] = []

    # --- session
    def get_session_key(self, user: str, password: str, plugin: str = "Authdb") -> str:
        self.logins += 1
        if self.failed_logins >= 3:
            raise Status(
                "You have exceeded the number of maximum login attempts. "
                "Please wait 10 minutes before trying again."
            )
        if (user, password) != (self.user, self.password):
            self.failed_logins += 1
            raise Status("Invalid user name or password")
        key = f"key-{next(self.serial):028d}"
        self.keys.add(key)
        return key

    def release_session_key(self) -> str:
        return "OK"

    def get_site_settings(self, name: str) -> Any:
        return {"versionnumber": self.version}.get(name) or self._refuse("Invalid setting")

    # --- structure
    def import_survey(
        self, data: str, kind: str, title: str | None = None, sid: int | None = None
    ) -> int:
        try:
            document = fromstring(base64.b64decode(data))
        except ParseError:
            raise Status(
                "Error: This is not a valid LimeSurvey survey structure XML file."
            ) from None
        wanted = int(sid or rows_of(document, "surveys")[0]["sid"])
        while wanted in self.surveys:
            wanted += 1
        self.surveys[wanted] = from_document(document, wanted, self.gids, self.qids)
        if title:
            for texts in self.surveys[wanted].texts.values():
                texts["surveyls_title"] = title
        return wanted

    def delete_survey(self, sid: int) -> dict[str, str]:
        self._find(sid, "No permission")
        del self.surveys[int(sid)]
        return {"status": "OK"}

    def activate_survey(self, sid: int, settings: Any = None) -> dict[str, Any]:
        survey = self._find(sid)
        if survey.active:
            raise Status("Error: Survey already active")
        if not survey.questions:
            raise Status("Error: Survey does not pass consistency check")
        survey.properties["active"] = "Y"
        return {"status": "OK", "pluginFeedback": None, "isAllowRegister": False}

    def list_surveys(self, *_: Any) -> list[dict[str, Any]]:
        if not self.surveys:
            raise Status("No surveys found")
        return [
            {"sid": s.sid, "gsid": 1,
             "surveyls_title": s.texts[s.properties["language"]]["surveyls_title"],
             "startdate": s.properties["startdate"], "expires": s.properties["expires"],
             "active": s.properties["active"]}
            for s in self.surveys.values()
        ]  # fmt: skip

    def list_groups(self, sid: int, language: str | None = None) -> list[dict[str, Any]]:
        survey = self._find(sid)
        language = language or survey.properties["language"]
        return [
            {"id": g["gid"], "gid": g["gid"], "sid": survey.sid, "group_order": g["group_order"],
             "grelevance": g["grelevance"], "group_name": g["names"].get(language, ""),
             "description": g["descriptions"].get(language, ""), "language": language}
            for g in sorted(survey.groups, key=lambda g: g["group_order"])
        ]  # fmt: skip

    def list_questions(
        self, sid: int, gid: Any = None, language: str | None = None
    ) -> list[dict[str, Any]]:
        survey = self._find(sid)
        language = language or survey.properties["language"]
        if not survey.questions:
            raise Status("No questions found")
        return [_listed(q, survey.sid, language) for q in survey.questions]

    def get_question_properties(
        self, qid: int, names: Any = None, language: str | None = None
    ) -> Any:
        survey, q = next(
            ((s, q) for s in self.surveys.values() for q in s.questions if q.qid == int(qid)),
            (None, None),
        )
        if survey is None or q is None:
            raise Status("Error: Invalid questionid")
        language = language or survey.properties["language"]
        parts = survey.parts(q) + survey.parts(q, 1)
        options = q.answers.get(language, {})
        found = _listed(q, survey.sid, language) | {
            "subquestions": {str(p.qid): {"title": p.title, "question": p.texts.get(language, ""),
                                          "scale_id": p.scale} for p in parts}
            or "No available answers",
            "answeroptions": self._options(q.type, options) or "No available answer options",
            "attributes": q.attributes,
            "attributes_lang": q.spoken.get(language, {}),
        }  # fmt: skip
        dual = q.type == "1" and not self.version.startswith("5")
        if names and dual and "answeroptions_multiscale" not in names:
            del found["answeroptions"]
        return found

    def _options(self, kind: str, answers: dict[str, str]) -> Any:
        """Answers by code; of two scales 6.x gives a list of two, 5.6 one mapping."""
        scales: list[dict[str, dict[str, Any]]] = [{}, {}]
        for name, text in answers.items():
            code, scale = name.split("#")
            found = scales[int(scale)]
            found[code] = {
                "answer": text,
                "assessment_value": 0,
                "scale_id": int(scale),
                "order": len(found),
            }
        if kind != "1":
            return scales[0]
        if self.version.startswith("5"):
            return scales[0] | scales[1]
        return [{code: {"code": code} | o for code, o in found.items()} for found in scales]

    def get_fieldmap(self, sid: int, language: str | None = None) -> dict[str, Any]:
        survey = self._find(sid)
        out: dict[str, Any] = {}
        for name, heading, q, aid in survey.columns():
            kind = q.type if q else FIELD_TYPES.get(heading, heading)
            part: str | int = int(aid) if kind == "R" else aid.split("#")[0]
            out[name] = {"fieldname": name, "sid": survey.sid, "type": kind,
                         "gid": q.gid if q else "", "qid": q.qid if q else "",
                         "aid": part, "title": q.title if q else ""}  # fmt: skip
            if "#" in aid:
                out[name]["scale_id"] = int(aid.split("#")[1])
        return out

    # --- settings and texts
    def get_survey_properties(self, sid: int, names: list[str] | None = None) -> dict[str, Any]:
        properties = self._find(sid).properties
        return {k: v for k, v in properties.items() if not names or k in names}

    def set_survey_properties(self, sid: int, values: dict[str, Any]) -> dict[str, bool]:
        survey = self._find(sid)
        fixed = {"sid", "active", "language"}
        fixed |= {"anonymized", "datestamp", "ipaddr", "refurl"} if survey.active else set()
        kept = {k: v for k, v in values.items() if k in survey.properties and k not in fixed}
        survey.properties.update(kept)
        return dict.fromkeys(kept, True)

    def get_language_properties(
        self, sid: int, names: Any = None, language: str | None = None
    ) -> Any:
        survey = self._find(sid)
        texts = survey.texts[language or survey.properties["language"]]
        return {k: v for k, v in texts.items() if not names or k in names}

    def set_language_properties(
        self, sid: int, values: dict[str, Any], language: str | None = None
    ) -> Any:
        survey = self._find(sid)
        survey.texts[language or survey.properties["language"]].update(values)
        return {"status": "OK"} | dict.fromkeys(values, True)

    # --- participants
    def activate_tokens(self, sid: int, attributes: Any = None) -> dict[str, str]:
        self._find(sid).participants = []
        return {"status": "OK"}

    def add_participants(self, sid: int, people: list[dict[str, Any]], create: bool = True) -> Any:
        table = self._table(sid)
        out = []
        for person in people:
            if "@" not in person.get("email", ""):
                out.append(person | {"errors": {"email": ["Invalid email address."]}})
                continue
            number = len(table) + 1
            token = f"tok{number:012d}" if create else person.get("token", "")
            row = person | {"tid": str(number), "token": token, "sent": "N", "completed": "N"}
            table.append(row)
            out.append(row)
        return out

    def list_participants(self, sid: int, *args: Any) -> list[dict[str, Any]]:
        start, limit, _unused, attributes, *_ = (*args, *(0, 10, False, False)[len(args) :])
        found = self._table(sid)[start : start + limit]
        if not found:
            raise Status("No survey participants found.")
        names = attributes or []
        return [
            {"tid": int(p["tid"]), "token": p["token"],
             "participant_info": {k: p.get(k, "") for k in ("firstname", "lastname", "email")}}
            | {k: p.get(k) for k in names}
            for p in found
        ]  # fmt: skip

    def invite_participants(self, sid: int, tids: Any = None, send_again: bool = True) -> Any:
        return self._mail("invite", sid, tids)

    def remind_participants(self, sid: int, *args: Any) -> Any:
        return self._mail("remind", sid, args[2] if len(args) > 2 else None)

    def _mail(self, kind: str, sid: int, tids: Any) -> Any:
        out: dict[str, Any] = {}
        for person in self._table(sid):
            if tids and int(person["tid"]) not in [int(t) for t in tids]:
                continue
            ok = "fail" not in person["email"]
            out[person["tid"]] = {"name": person.get("firstname", ""), "email": person["email"],
                                  "status": "OK" if ok else "fail", "warning": None,
                                  "error": None if ok else MAIL_ERROR}  # fmt: skip
            if ok:
                person["sent"] = "2026-09-01 10:00"
                self.mails.append((kind, int(person["tid"])))
        out["status"] = "0 left to send"
        return out

    # --- answers
    def add_response(self, sid: int, values: dict[str, Any]) -> str:
        survey = self._find(sid)
        names = {column: heading for column, heading, _, _ in survey.columns()}
        row: dict[str, Any] = dict.fromkeys(names.values())
        row.update(submitdate="2026-09-01 10:05:00", lastpage=1, startlanguage="de",
                   startdate="2026-09-01 10:00:00", datestamp="2026-09-01 10:05:00")  # fmt: skip
        row.update({names[k]: v for k, v in values.items() if k in names})
        row["submitdate"] = row["submitdate"] or None
        return str(self.put_row(survey, row))

    def put_row(self, survey: Survey, row: dict[str, Any]) -> int:
        number = int(row.get("id") or survey.next_id)
        survey.next_id = max(survey.next_id, number + 1)
        names = [heading for _, heading, _, _ in survey.columns()]
        survey.rows.append({name: row.get(name) for name in names} | {"id": number})
        return number

    def get_summary(self, sid: int, name: str = "all") -> Any:
        survey = self._find(sid, "Invalid surveyid")
        if not survey.active:
            return []
        complete = sum(bool(row["submitdate"]) for row in survey.rows)
        people = survey.participants or []
        done = sum(p["completed"] != "N" for p in people)
        return {"token_count": len(people), "token_invalid": 0, "token_opted_out": 0,
                "token_sent": sum(p["sent"] != "N" for p in people), "token_completed": done,
                "token_screenout": 0, "completed_responses": complete,
                "incomplete_responses": len(survey.rows) - complete,
                "full_responses": len(survey.rows)}  # fmt: skip

    def export_responses(self, sid: int, kind: str, *args: Any) -> str:
        defaults = (None, "all", "code", "short", 1, 2**31)
        _, status, heading, response, first, last, fields = (*args, *(*defaults, None)[len(args) :])
        survey = self._find(sid, "No permission")
        if not survey.active:
            raise Status("No Data, survey table does not exist.")
        if not survey.rows:
            raise Status("No Data, could not get max id.")
        assert (kind, heading, response, status) == ("json", "code", "short", "all")
        low, high = int(first or 1), int(last or 2**31)
        rows = sorted((r for r in survey.rows if low <= r["id"] <= high), key=lambda r: r["id"])
        if fields:
            names = {column: heading for column, heading, _, _ in survey.columns()}
            rows = [{names[f]: row[names[f]] for f in fields} for row in rows]
        text = ",".join(json.dumps(row, separators=(",", ":")).replace("/", "\\/") for row in rows)
        return base64.b64encode(f'{{"responses": [{text}]}}'.encode()).decode()

    # --- helpers
    def _find(self, sid: Any, status: str = "Error: Invalid survey ID") -> Survey:
        if int(sid) in self.denied:
            raise Status("No permission")
        if int(sid) not in self.surveys:
            raise Status(status)
        return self.surveys[int(sid)]

    def _table(self, sid: int) -> list[dict[str, Any]]:
        table = self._find(sid).participants
        if table is None:
            raise Status("Error: No survey participants table")
        return table

    def _refuse(self, status: str) -> Any:
        raise Status(status)


def _listed(q: Question, sid: int, language: str) -> dict[str, Any]:
    return {"id": q.qid, "qid": q.qid, "parent_qid": q.parent, "sid": sid, "gid": q.gid, "type": q.type,
            "title": q.title, "question": q.texts.get(language, ""), "help": q.helps.get(language, ""),
            "language": language, "other": q.other, "mandatory": q.mandatory,
            "question_order": q.order, "scale_id": q.scale, "relevance": q.relevance}  # fmt: skip
