"""Faults that make a definition unusable: codes, what a kind needs, conditions that cannot work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import Fault
from pipeline.questionnaire.condition_faults import condition_faults
from pipeline.questionnaire.model import (
    CHOICES,
    WITH_OPTIONS,
    WITH_ROWS,
    Option,
    Page,
    Question,
    Row,
)
from pipeline.questionnaire.reach import unreachable
from pipeline.questionnaire.setting_faults import setting_faults
from pipeline.yamlfile import Loc, YamlFile

# Names that LimeSurvey keeps for itself or that are columns of our own tables: a question with such a
# code is renamed at random on import, or collides in the answers.
RESERVED = frozenset((
    "id", "token", "submitdate", "lastpage", "startlanguage", "seed", "startdate",
    "datestamp", "ipaddr", "refurl", "sid", "gid", "qid", "lang", "savedid", "sgq", "self",
    "that", "this", "respondent", "mode", "language", "complete", "source", "kanal",
    "other", "comment", "time", "attribute", "name", "screenedout", "limesurvey", "if",
    "else", "true", "false", "and", "or", "not", "pi", "sum", "min", "max", "count", "list",
))  # fmt: skip
KANAL = "kanal"


def faults(
    pages: Sequence[Page],
    eligible: str,
    declared: set[str],
    file: YamlFile,
    locations: Mapping[str, Loc],
) -> list[Fault]:
    """All structural faults of the questions that could be read.

    Args:
        pages: pages with the questions that are valid by themselves.
        eligible: condition for belonging to the target population.
        declared: codes of all questions in the file, also of those that could not be read.
        file: for line numbers.
        locations: question code or ``page:<id>`` -> path in the file.
    """
    out = _duplicates(pages, file)
    seen: dict[str, Question] = {}
    for i, page in enumerate(pages):
        page_loc = locations.get(f"page:{page.id}", ("pages", i))
        out += condition_faults(page.when, (*page_loc, "when"), seen, declared, file)
        for question in page.questions:
            loc = locations.get(question.code, page_loc)
            out += condition_faults(question.when, (*loc, "when"), seen, declared, file)
            out += _question_faults(question, loc, file)
            seen.setdefault(question.code, question)
    out += _screening_faults(pages, eligible, declared, file)
    if not out:
        out += [
            Fault(
                f"nobody can reach the question '{code}'",
                file.where((*locations.get(code, ()), "when")),
                "its condition contradicts those of the questions that it names, or the page's",
                "change the condition",
            )
            for code in unreachable(pages, eligible)
        ]
    return out


def _screening_faults(
    pages: Sequence[Page], eligible: str, declared: set[str], file: YamlFile
) -> list[Fault]:
    """Who belongs to the target population is known before anything else is asked."""
    asked = {q.code: q for page in pages if page.screening for q in page.questions}
    out = condition_faults(eligible, ("eligible",), asked, declared, file)
    if out and not any(page.screening for page in pages):
        return [Fault("`eligible` is given, but no page has `screening: true`",
                      file.where(("eligible",)), "everybody would be turned away at once",
                      "mark the page with the screening questions")]  # fmt: skip
    topics = False
    for i, page in enumerate(pages):
        if page.screening and topics and eligible:
            out.append(Fault(f"the screening page '{page.id}' comes after other pages",
                             file.where(("pages", i)),
                             "those pages wait for its answers and would never be shown",
                             "move it to the front"))  # fmt: skip
        topics = topics or not page.screening
    return out


def option_faults(options: Sequence[Option], file: YamlFile, loc: Loc) -> list[Fault]:
    """Codes that occur twice, also when only their case differs (LimeSurvey drops the second)."""
    out = []
    seen: dict[str, str] = {}
    for i, option in enumerate(options):
        key = option.code.lower()
        if key in seen:
            out.append(
                Fault(
                    f"the answer code '{option.code}' stands here twice",
                    file.where((*loc, i)),
                    "LimeSurvey drops the second one silently, also when only upper and lower case differ",
                    "give each answer its own code",
                )
            )
        seen[key] = option.code
    return out + _alike(options, file, loc) + _reserved_parts([o.code for o in options], file, loc)


def _alike(options: Sequence[Option], file: YamlFile, loc: Loc) -> list[Fault]:
    """Codes that are the same number: LimeSurvey's expressions cannot tell ``1`` and ``01`` apart."""
    out = []
    seen: dict[float, str] = {}
    for i, option in enumerate(options):
        try:
            number = float(option.code)
        except ValueError:
            continue
        if seen.setdefault(number, option.code) != option.code:
            out.append(
                Fault(
                    f"the answer codes '{seen[number]}' and '{option.code}' are the same number",
                    file.where((*loc, i)),
                    "LimeSurvey compares codes that look like numbers as numbers",
                    "give them codes that differ in value",
                )
            )
    return out


def _reserved_parts(codes: Sequence[str], file: YamlFile, loc: Loc) -> list[Fault]:
    return [
        Fault(f"the code '{code}' is reserved here", file.where((*loc, i)),
              "LimeSurvey refuses it for a row or an option", "choose another code")
        for i, code in enumerate(codes) if code.lower() in ("time", "other")
    ]  # fmt: skip


def _duplicates(pages: Sequence[Page], file: YamlFile) -> list[Fault]:
    out = []
    seen: dict[str, int] = {}
    page_ids: dict[str, int] = {}
    for i, page in enumerate(pages):
        line = file.line(("pages", i))
        if page.id in page_ids:
            out.append(Fault(f"the page id '{page.id}' stands twice", file.where(("pages", i)), "",
                             "give each page its own id"))  # fmt: skip
        page_ids[page.id] = line
    raw_pages = file.data.get("pages") if isinstance(file.data, dict) else None
    for i, raw in enumerate(raw_pages if isinstance(raw_pages, list) else []):
        questions = raw.get("questions") if isinstance(raw, dict) else None
        for j, question in enumerate(questions if isinstance(questions, list) else []):
            code = question.get("code") if isinstance(question, dict) else None
            if not isinstance(code, str):
                continue
            loc: Loc = ("pages", i, "questions", j, "code")
            if code.lower() in seen:
                out.append(
                    Fault(
                        f"the question code '{code}' stands twice",
                        file.where(loc),
                        f"the first one is on line {seen[code.lower()]}; "
                        "LimeSurvey ignores upper and lower case",
                        "give each question its own code",
                    )
                )
            seen.setdefault(code.lower(), file.line(loc))
    return out


def _question_faults(question: Question, loc: Loc, file: YamlFile) -> list[Fault]:
    out: list[Fault] = []

    def fault(key: str, what: str, why: str = "", hint: str = "") -> None:
        out.append(Fault(what, file.where((*loc, key)), why, hint))

    code, kind = question.code, question.kind
    if code.lower() in RESERVED and not (kind == "hidden" and code == KANAL):
        fault("code", f"the code '{code}' is reserved", "LimeSurvey or our tables use this name",
              "choose another code")  # fmt: skip
    if kind in WITH_OPTIONS and not question.options and not question.scale:
        fault("kind", f"'{code}' ({kind}) has no answers", "",
              "add `options:` or name a `scale:`")  # fmt: skip
    if kind not in WITH_OPTIONS and question.options:
        fault("options", f"'{code}' ({kind}) cannot have `options` or a `scale`", "", "remove them")
    if kind in WITH_ROWS and not question.items:
        fault("kind", f"'{code}' ({kind}) has no rows", "", "add `items:`")
    if kind not in WITH_ROWS and question.items:
        fault("items", f"'{code}' ({kind}) cannot have `items`", "", "remove them")
    if kind == "dual" and len(question.sides) != 2:
        fault("kind", f"'{code}' (dual) needs two `sides`", "", "add `sides:` with two entries")
    if kind != "dual" and question.sides:
        fault("sides", f"'{code}' ({kind}) cannot have `sides`", "", "remove them")
    for n, side in enumerate(question.sides):
        if not side.options:
            fault("sides", f"side {n + 1} of '{code}' has no answers", "", "name a `scale:`")
        out.extend(option_faults(side.options, file, (*loc, "sides", n)))
    if question.other and kind not in (*CHOICES, "multiple"):
        fault("other", f"'{code}' ({kind}) cannot have `other`", "", "remove it")
    out += option_faults(question.options, file, (*loc, "options"))
    out += _row_faults(question.items, file, (*loc, "items"))
    out += setting_faults(question, loc, file)
    if any(option.exclusive for option in question.options) and kind != "multiple":
        fault("options", f"'{code}' ({kind}) cannot have an `exclusive` answer",
              "only a multiple choice has answers that rule out others", "remove it")  # fmt: skip
    if question.options and all(o.missing or o.exclusive for o in question.options):
        fault("options", f"'{code}' has no real answer", "", "add answers")
    return out


def _row_faults(rows: Sequence[Row], file: YamlFile, loc: Loc) -> list[Fault]:
    out = []
    seen: set[str] = set()
    for i, row in enumerate(rows):
        if row.code.lower() in seen:
            out.append(Fault(f"the row code '{row.code}' stands here twice", file.where((*loc, i)), "",
                             "give each row its own code"))  # fmt: skip
        seen.add(row.code.lower())
    return out + _reserved_parts([row.code for row in rows], file, loc)
