"""Words that columns of the tables are made of, and the marks of a missing answer."""

from __future__ import annotations

# How an answer can be missing. The first two are written into cells of categorical variables; the
# other two are proper answer codes of the questionnaire, marked in the codebook's `missing_kind`.
NOT_ASKED = "_not_asked"
NO_ANSWER = "_no_answer"
MISSING_KINDS = ("declined", "dont_know")

MODES = ("web", "paper", "interview", "simulated")
ROLES = (
    "importance", "satisfaction", "unmet_need", "barrier", "awareness", "use", "wish", "context",
    "margin", "target_group", "open",
)  # fmt: skip
KINDS = (
    "single", "multiple", "ranking", "array", "numeric", "date", "text", "yes_no", "dropdown", "dual",
)  # fmt: skip
INDICATOR_STATUS = (
    "value", "suppressed", "not_available", "unreliable", "not_applicable", "none_present",
)  # fmt: skip
STATISTICS = ("share", "mean", "median", "count", "score")
RELEASE = ("value", "rounded", "withheld")
FLAG_ACTIONS = ("excluded", "set_missing", "flagged", "masked")
