"""What was answered: the codebook, answers and how good they are, weights and what they reproduce."""

from __future__ import annotations

from pipeline.tables.contract import (
    Column,
    Contract,
    at_least,
    between,
    columns,
    contract,
    one_of,
)
from pipeline.tables.words import FLAG_ACTIONS, KINDS, MISSING_KINDS, MODES, ROLES


@contract
def _codebook() -> Contract:
    """One row per variable and category (one row with an empty category for numbers, dates and text).

    ``item`` joins variables that ask about the same thing in different roles (importance of and
    satisfaction with opening hours). ``value`` is the category's number on an ordered scale. ``need``
    is the severity that the category stands for: 0 none to 1 worst, empty where no need is measured.
    ``universe`` is the condition under which the question is asked, empty for everyone.

    The columns after ``sensitive`` may be absent from tables made by hand. ``exclusive`` marks a ticked
    option that rules the others out ("nothing of this"); ``minimum`` and ``maximum`` bound a number;
    ``eligible`` is the questionnaire's condition of belonging to the target population, the same in
    every row; ``question_label`` is what a question with several variables is called as a whole.
    """
    codebook = columns(
        questionnaire="str", variable="str", question="str", item="str?", label="str",
        kind=("str", one_of(KINDS)), category="str?", category_label="str?", order="int64",
        value="float64?", need=("float64?", between(0, 1)), field_of_action="str?",
        role=("str", one_of(ROLES)), missing_kind=("str?", one_of(MISSING_KINDS)), universe="str?",
        sensitive="bool", exclusive="bool", minimum="float64?", maximum="float64?", eligible="str?",
        question_label="str?",
    )  # fmt: skip
    return codebook.optional("exclusive", "minimum", "maximum", "eligible", "question_label")


@contract
def _responses() -> Contract:
    """One row per respondent; further columns are the codebook's variables."""
    responses = columns(
        respondent="str", submitted_on="str?", duration_s="float64?", mode=("str", one_of(MODES)),
        kanal="str?", language="str", complete="bool",
    )  # fmt: skip
    return Contract(responses.columns, strict=False, unique=("respondent",))


@contract
def _quality() -> Contract:
    return columns(
        rule="str", questionnaire="str", variable="str?", count=("int64", at_least(0)),
        share=("float64", between(0, 1)), action=("str", one_of(FLAG_ACTIONS)), note="str?",
    )  # fmt: skip


@contract
def _participation() -> Contract:
    """Answers per channel: received, usable and why not (counts of questionnaires)."""
    return columns(
        questionnaire="str", kanal="str", mode="str", received=("int64", at_least(0)),
        complete=("int64", at_least(0)), usable=("int64", at_least(0)),
    )  # fmt: skip


@contract
def _response_rates() -> Contract:
    """One row per closed list: people invited and interviewed, AAPOR's e and rates RR1-RR6 (0-1)."""
    rates = {f"rr{i}": ("float64?", between(0, 1)) for i in range(1, 7)}
    return columns(
        questionnaire="str", source="str", invited=("int64", at_least(1)),
        interviewed=("int64", at_least(0)), e=("float64", between(0, 1)), **rates,
    )  # fmt: skip


@contract
def _weights() -> Contract:
    """Mean weight 1 per questionnaire; ``cell`` is the raking cell, for variances after calibration.

    ``weight_employees``: employers weighted by employees, where a frame gives them. ``stratum`` and
    ``cluster`` say how people were drawn where ``designs`` does, ``correction`` (1 - n/N) of what finite
    population, 1 without one.
    """
    weights = columns(
        questionnaire="str", respondent="str", base_weight=("float64", at_least(0)),
        weight=("float64", at_least(0)), trimmed="bool",
    )  # fmt: skip
    made_here = dict.fromkeys(("cell", "stratum", "cluster"), "str")
    made_here |= dict.fromkeys(("weight_employees", "correction"), "float64")
    return weights.with_columns(
        **{name: Column(kind, nullable=True, required=False) for name, kind in made_here.items()}
    )


@contract
def _margins() -> Contract:
    """Shares (0-1) of each category before and after weighting, beside the official target.

    ``category``: an answer code, or several that share one official value (``teil+mini``).
    ``difference``: how the official definition differs from the survey's, in words.
    ``official``: the indicators that the target is made of (``a``, ``a+b``, ``a@06440`` of another region).
    """
    margins = columns(
        questionnaire="str", margin="str", variable="str", category="str",
        target=("float64?", between(0, 1)), target_source="str",
        before=("float64", between(0, 1)), after=("float64", between(0, 1)), assumed="bool",
        difference="str?", official="str?",
    )  # fmt: skip
    return margins.optional("difference", "official")


@contract
def _replicates() -> Contract:
    """One row per respondent; columns ``r000`` … are replicate weights."""
    replicates = columns(questionnaire="str", respondent="str")
    return Contract(replicates.columns, strict=False)
