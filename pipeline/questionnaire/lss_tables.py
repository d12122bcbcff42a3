"""LimeSurvey's tables: their columns, question types and attributes."""

from __future__ import annotations

from pipeline.questionnaire.model import CHOICES, Question

TYPES = {
    "single": "L", "yes_no": "L", "dropdown": "!", "multiple": "M", "array": "F", "dual": "1",
    "ranking": "R", "numeric": "N", "numerics": "K", "date": "D", "short_text": "S",
    "long_text": "T", "display": "X", "hidden": "S",
}  # fmt: skip
SCREENED_OUT = "screenedout"  # code of the text for people outside the target population
MANDATORY = {"hard": "Y", "soft": "S", "optional": "N"}
_DATES = {"month": "mm.yyyy", "year": "yyyy", "day": "dd.mm.yyyy"}

_SURVEY = (
    "sid gsid admin adminemail anonymized format savetimings template language additional_languages "
    "datestamp usecookie allowregister allowsave autonumber_start autoredirect allowprev printanswers "
    "ipaddr refurl publicstatistics publicgraphs listpublic htmlemail sendconfirmation "
    "tokenanswerspersistence assessments usecaptcha usetokens tokenlength showxquestions showgroupinfo "
    "shownoanswer showqnumcode showwelcome showprogress questionindex navigationdelay nokeyboard "
    "alloweditaftercompletion showsurveypolicynotice"
)  # fmt: skip
_LANGUAGE = (
    "surveyls_survey_id surveyls_language surveyls_title surveyls_description surveyls_welcometext "
    "surveyls_endtext surveyls_policy_notice surveyls_policy_error surveyls_policy_notice_label "
    "surveyls_url surveyls_urldescription surveyls_email_invite_subj surveyls_email_invite "
    "surveyls_email_remind_subj surveyls_email_remind surveyls_email_confirm_subj surveyls_email_confirm "
    "surveyls_dateformat surveyls_numberformat"
)
_QUESTION = (
    "qid parent_qid sid gid type title preg other mandatory encrypted question_order scale_id "
    "same_default relevance question_theme_name modulename same_script"
)
COLUMNS = {
    "surveys": _SURVEY,
    "surveys_languagesettings": _LANGUAGE,
    "groups": "gid sid group_order randomization_group grelevance",
    "group_l10ns": "id gid group_name description language",
    "questions": _QUESTION,
    "subquestions": _QUESTION,
    "question_l10ns": "id qid question help script language",
    "answers": "aid qid code sortorder assessment_value scale_id",
    "answer_l10ns": "id aid answer language",
    "question_attributes": "qid attribute value language",
}  # fmt: skip


def plain_attributes(question: Question) -> dict[str, str]:
    """Attributes that are the same in every language."""
    out: dict[str, str] = {}
    if question.kind == "hidden":
        out["hidden"] = "1"
    if question.random:
        ordered = question.kind in (*CHOICES, "ranking")
        out |= {"answer_order": "random"} if ordered else {"random_order": "1"}
    exclusive = [option.code for option in question.options if option.exclusive]
    if exclusive:
        out["exclude_all_others"] = ";".join(exclusive)
    if question.min_choices:
        out["min_answers"] = str(question.min_choices)
    if question.max_choices:
        out["max_answers"] = str(question.max_choices)
        if question.kind == "ranking":
            out["max_subquestions"] = str(question.max_choices)
    if question.min is not None:
        out["min_num_value_n"] = f"{question.min:g}"
    if question.max is not None:
        out["max_num_value_n"] = f"{question.max:g}"
    if question.integer:
        out["num_value_int_only"] = "1"
    if question.kind == "date":
        out |= {"date_format": _DATES[question.precision], "dropdown_dates": "1"}
    return out
