"""What a refusal means: LimeSurvey's words in an analyst's, and the right that a refused call asks for."""

from __future__ import annotations

import re

_STATUS = (
    (
        r"maximum(?: number of)? login attempts|number of maximum login",
        "LimeSurvey has locked this computer's address after failed logins",
        "wait ten minutes (the server's own message says how long), then check user and password before "
        "you try again: every failure counts",
    ),
    (
        r"Invalid user name or password",
        "LimeSurvey does not accept the user name or the password",
        "correct LIMESURVEY_USER and LIMESURVEY_PASSWORD; it was tried once, and three failures lock this "
        "computer out for ten minutes",
    ),
    (
        r"database authentication method is not allowed",
        "the LimeSurvey user may not log in with a password",
        "in LimeSurvey: user management > edit permissions of this user: Use internal database "
        "authentication (auth_db). Do not try again before: every failure counts, and three lock this "
        "computer out for ten minutes",
    ),
    (r"No permission", "the LimeSurvey user may not do this, or the survey does not exist", ""),
    (
        r"Invalid survey ID",
        "there is no survey with this number on the server",
        "check the number in LimeSurvey's list of surveys",
    ),
)  # fmt: skip

_CREATE = "to create surveys (user management > edit permissions: Surveys, Create)"
_OF_CALL = {
    "import_survey": _CREATE,
    "activate_tokens": f"{_CREATE}; on 6.x also on this survey: Participants, Create",
    "delete_survey": "Survey: Delete",
    "get_summary": "Survey: View",
    "get_survey_properties": "Survey settings: View",
    "set_survey_properties": "Survey settings: Update",
    "activate_survey": "Survey activation: Update",
    "get_language_properties": "Survey text elements: View, and Survey settings: View",
    "set_language_properties": "Survey text elements: Update",
    "get_question_properties": "Survey content: View",
    "list_questions": "Survey content: View",
    "list_groups": "Survey content: View",
    "get_fieldmap": "Survey content: View",
    "export_responses": "Responses: Export",
    "list_participants": "Participants: View",
    "add_participants": "Participants: Create",
    "invite_participants": "Participants: Update",
    "remind_participants": "Participants: Update",
}
ALL = (
    "bedarf pull and status need on the survey: Survey, Survey content, Survey text elements and Survey "
    "settings (View), Responses (View and Export)"
)


def explain(status: str, method: str) -> tuple[str, str]:
    """What is wrong and what to do.

    Args:
        status: the server's own words.
        method: the call that was refused.
    """
    for pattern, what, hint in _STATUS:
        if re.search(pattern, status, re.IGNORECASE):
            return what, hint or _right(method)
    return "LimeSurvey refused the request", ""


def _right(method: str) -> str:
    needed = _OF_CALL.get(method)
    if needed == _CREATE:
        return f"give the user the right {needed}"
    lacks = f"this call needs {needed}. " if needed else ""
    return (
        f"check the survey's number. If it is right: {lacks}{ALL}; whoever created a survey has all of "
        "them"
    )
