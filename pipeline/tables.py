"""The tables that pass between rooms: their columns, types and laws.

Names are ``snake_case``; units are in the name or in a ``unit`` column; shares are 0-1, never per cent;
every count says of what. A stage checks what it writes with :func:`check`; nothing else passes a door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline.errors import Fault, PipelineError

if TYPE_CHECKING:
    import pandas as pd

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

_CHECKS: dict[str, Callable[[], Any]] = {}


def _schema(build: Callable[[], Any]) -> Callable[[], Any]:
    _CHECKS[build.__name__.strip("_")] = build
    return build


def check(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Hold a table against its contract.

    Args:
        name: one of the schemas of this module (``responses``, ``codebook`` ...).
        table: what a room made.

    Returns:
        The same rows with columns in the contract's order and of the contract's types.

    Raises:
        PipelineError: all violations at once, with column and first offending row. This is a fault of
            the program or of a hand-made table, not of the analyst.
    """
    import pandera.errors

    try:
        return _CHECKS[name]().validate(table, lazy=True)  # type: ignore[no-any-return]
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.head(12).itertuples()
        faults = [
            Fault(
                f"column '{case.column}' breaks the rule {case.check} (found: {case.failure_case!r})",
                f"table {name}, row {case.index}",
                hint="please report this with the output of `bedarf run --debug`",
            )
            for case in cases
        ]
        raise PipelineError.of(faults) from None


def _columns(**columns: Any) -> Any:
    """A strict, ordered, coercing schema; ``?`` behind a type means that it may be missing."""
    import pandera.pandas as pa

    out = {}
    for name, spec in columns.items():
        kind, *rules = spec if isinstance(spec, tuple) else (spec,)
        kind = "Int64?" if kind == "int64?" else kind  # numpy integers cannot be missing
        out[name] = pa.Column(
            kind.rstrip("?"), checks=rules or None, nullable=kind.endswith("?"), coerce=True
        )
    return pa.DataFrameSchema(out, strict=True, ordered=False, coerce=False)


def _in(values: tuple[str, ...]) -> Any:
    import pandera.pandas as pa

    return pa.Check.isin(values)


def _between(low: float, high: float) -> Any:
    import pandera.pandas as pa

    return pa.Check.in_range(low, high)


def _at_least(low: float) -> Any:
    import pandera.pandas as pa

    return pa.Check.ge(low)


@_schema
def _codebook() -> Any:
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
    schema = _columns(
        questionnaire="str", variable="str", question="str", item="str?", label="str",
        kind=("str", _in(KINDS)), category="str?", category_label="str?", order="int64",
        value="float64?", need=("float64?", _between(0, 1)), field_of_action="str?",
        role=("str", _in(ROLES)), missing_kind=("str?", _in(MISSING_KINDS)), universe="str?",
        sensitive="bool", exclusive="bool", minimum="float64?", maximum="float64?", eligible="str?",
        question_label="str?",
    )  # fmt: skip
    made_here = ("exclusive", "minimum", "maximum", "eligible", "question_label")
    return schema.update_columns({name: {"required": False} for name in made_here})


@_schema
def _responses() -> Any:
    """One row per respondent; further columns are the codebook's variables."""
    import pandera.pandas as pa

    schema = _columns(
        respondent="str", submitted_on="str?", duration_s="float64?", mode=("str", _in(MODES)),
        kanal="str?", language="str", complete="bool",
    )  # fmt: skip
    return pa.DataFrameSchema(schema.columns, strict=False, unique=["respondent"])


@_schema
def _quality() -> Any:
    return _columns(
        rule="str", questionnaire="str", variable="str?", count=("int64", _at_least(0)),
        share=("float64", _between(0, 1)), action=("str", _in(FLAG_ACTIONS)), note="str?",
    )  # fmt: skip


@_schema
def _participation() -> Any:
    """Answers per channel: received, usable and why not (counts of questionnaires)."""
    return _columns(
        questionnaire="str", kanal="str", mode="str", received=("int64", _at_least(0)),
        complete=("int64", _at_least(0)), usable=("int64", _at_least(0)),
    )  # fmt: skip


@_schema
def _response_rates() -> Any:
    """One row per closed list: people invited and interviewed, AAPOR's e and rates RR1-RR6 (0-1)."""
    rates = {f"rr{i}": ("float64?", _between(0, 1)) for i in range(1, 7)}
    return _columns(
        questionnaire="str", source="str", invited=("int64", _at_least(1)),
        interviewed=("int64", _at_least(0)), e=("float64", _between(0, 1)), **rates,
    )  # fmt: skip


@_schema
def _indicators() -> Any:
    """One row per indicator, region and period (ISO: ``2024``, ``2024-06``, ``2024-06-30``), newest last.

    The columns after ``sha256`` may be absent from tables made by hand. ``low`` and ``high`` bound converted
    figures (95 %); ``derived`` means "eigene Berechnung"; ``citation`` is the German source line to print.
    ``population``: whether it counts the survey's target population, was converted to it, or is context only.
    """
    import pandera.pandas as pa

    schema = _columns(
        indicator="str", region="str", region_name="str", period="str", value="float64?", unit="str",
        status=("str", _in(INDICATOR_STATUS)), source="str", table="str", retrieved_on="str?",
        file="str", sha256="str", title="str?", definition="str?", note="str?", numerator="float64?",
        denominator="float64?", low="float64?", high="float64?", derived="bool", assumed="bool",
        citation="str?", population=("str?", _in(("target", "converted", "context"))),
    )  # fmt: skip
    names = list(schema.columns)
    made_here = names[names.index("sha256") + 1 :]
    optional = {name: {"required": False} for name in made_here}
    law = pa.Check(
        lambda table: (
            table["value"].notna().eq(table["status"].eq("value"))
            | table["status"].eq("unreliable")
        ),
        name="a value stands exactly where the status says so",
    )
    return pa.DataFrameSchema(schema.update_columns(optional).columns, checks=law, strict=True)


@_schema
def _weights() -> Any:
    """Mean weight 1 per questionnaire; ``cell`` is the raking cell, for variances after calibration.

    ``weight_employees``: employers weighted by employees, where a frame gives them.
    """
    import pandera.pandas as pa

    schema = _columns(
        questionnaire="str", respondent="str", base_weight=("float64", _at_least(0)),
        weight=("float64", _at_least(0)), trimmed="bool",
    )  # fmt: skip
    return schema.add_columns(
        {
            "cell": pa.Column("str", nullable=True, required=False, coerce=True),
            "weight_employees": pa.Column("float64", nullable=True, required=False, coerce=True),
        }
    )


@_schema
def _margins() -> Any:
    """Shares (0-1) of each category before and after weighting, beside the official target."""
    return _columns(
        questionnaire="str", margin="str", variable="str", category="str",
        target=("float64?", _between(0, 1)), target_source="str",
        before=("float64", _between(0, 1)), after=("float64", _between(0, 1)), assumed="bool",
    )  # fmt: skip


@_schema
def _replicates() -> Any:
    """One row per respondent; columns ``r000`` … are replicate weights."""
    import pandera.pandas as pa

    schema = _columns(questionnaire="str", respondent="str")
    return pa.DataFrameSchema(schema.columns, strict=False)


@_schema
def _estimates() -> Any:
    """Every answer in every target group; ``n`` counts respondents who gave a valid answer."""
    return _columns(
        key="str", questionnaire="str", variable="str", category="str?", target_group="str",
        statistic=("str", _in(STATISTICS)), estimate="float64?", se="float64?", ci_low="float64?",
        ci_high="float64?", n=("int64", _at_least(0)), n_category=("int64?", _at_least(0)),
        n_effective="float64?", deff="float64?", unit="str",
    )  # fmt: skip


@_schema
def _tests() -> Any:
    """Differences of shares between a group and its complement; ``family`` is one correction.

    ``key`` is that of the estimate; where several answers together mean being in need, it joins their codes
    (``alleinerziehende/K03_2/2+1/sgb2/share``). Scales without a need are compared by their mean.
    """
    return _columns(
        key="str", contrast="str", difference="float64?", ci_low="float64?", ci_high="float64?",
        p="float64?", p_adjusted="float64?", family="str",
    )  # fmt: skip


@_schema
def _overlaps() -> Any:
    """Valid answers that two target groups share (``group_a`` = ``group_b``: the group's own).

    ``group_b`` is ``-`` for answers of people who are known not to be in ``group_a`` (they answered the
    question that defines it).
    """
    return _columns(
        questionnaire="str", variable="str", group_a="str", group_b="str", n=("int64", _at_least(0)),
    )  # fmt: skip


@_schema
def _sums() -> Any:
    """What employee-weighted shares are sums of: all employees, those of the two largest (mean 1)."""
    return _columns(
        questionnaire="str", variable="str", total="float64", largest="float64", second="float64",
    )  # fmt: skip


@_schema
def _circumstances() -> Any:
    """Difference (0-1) in the share in need, with and without a circumstance (target group), per field.

    Weighted logistic model per field, other circumstances held equal. ``n`` respondents in the model,
    ``n_group`` of them in the group, ``events`` in need; ``note`` says why a field has no model.
    """
    return _columns(
        field_of_action="str", target_group="str?", effect="float64?", se="float64?", ci_low="float64?",
        ci_high="float64?", p="float64?", p_adjusted="float64?", odds_ratio="float64?",
        n=("int64", _at_least(0)), n_group="int64?", events="int64?", note="str?",
    )  # fmt: skip


@_schema
def _needs() -> Any:
    """One row per need (item) and target group: the parts that the score is made of, shares 0-1."""
    return _columns(
        need="str", field_of_action="str", label="str", target_group="str", importance="float64?",
        satisfaction="float64?", gap="float64?", in_need="float64?", in_need_low="float64?",
        in_need_high="float64?", severity="float64?", awareness="float64?", n="int64",
        people="float64?", people_low="float64?", people_high="float64?",
    )  # fmt: skip


@_schema
def _need_parts() -> Any:
    """One row per need, target group and part; shares and means 0-1 (``gap`` from -1), ``n`` answers.

    Behind the wall ``n`` is empty for severity: how many are in need is told as a share.
    """
    return _columns(
        need="str", field_of_action="str", target_group="str",
        part=("str", _in(("importance", "satisfaction", "gap", "severity", "concerned", "unmet", "barrier",
                          "awareness", "use"))),
        estimate=("float64", _between(-1, 1)), ci_low="float64?", ci_high="float64?", n="Int64?",
    )  # fmt: skip


@_schema
def _need_tests() -> Any:
    """Difference of the shares in need of two target groups (a less b); one correction per field of action.

    ``group_b`` is ``rest`` for all who answered what defines ``group_a`` and are not in it.
    """
    return _columns(
        need="str", field_of_action="str", group_a="str", group_b="str", difference="float64",
        ci_low="float64", ci_high="float64", p="float64", p_adjusted="float64",
    )  # fmt: skip


@_schema
def _fields() -> Any:
    """Field of action x criterion on fixed anchors 0-10, with standard error and weight (sum 1)."""
    return _columns(
        field_of_action="str", criterion="str", value="float64?", se="float64?",
        weight=("float64", _between(0, 1)),
    )  # fmt: skip


@_schema
def _covariance() -> Any:
    """Covariance of criterion values between fields (upper triangle, with diagonal, of one matrix)."""
    return _columns(
        field_a="str", criterion_a="str", field_b="str", criterion_b="str", covariance="float64",
    )  # fmt: skip


@_schema
def _ranking() -> Any:
    """Score 0-10 with interval, and the set of ranks that the data allow (1 is the most urgent).

    ``rank_low``/``rank_high`` hold for all fields at once, ``marginal_*`` for one field looked at alone.
    """
    return _columns(
        field_of_action="str", score="float64", se="float64?", ci_low="float64?", ci_high="float64?",
        rank="int64", rank_low="int64", rank_high="int64", marginal_low="int64",
        marginal_high="int64", share_top3=("float64", _between(0, 1)),
    )  # fmt: skip


@_schema
def _offers() -> Any:
    """What exists; ``times``: early, day, late, weekend as far as the opening times say, joined by commas."""
    return _columns(
        offer="str", name="str", kind="str", institution="str", address="str?", contact="str?",
        opening_times="str?", times="str?", description="str?", conditions="str?", cost="str?",
        categories="str", field_of_action="str", need="str?", place="str?", places="float64?",
        utilisation=("float64?", _at_least(0)), last_checked="str?", released="bool",
    )  # fmt: skip


@_schema
def _coverage() -> Any:
    """Needs against offers: ``covered``, ``gap``, ``duplicate`` or ``unknown`` (there, little known)."""
    return _columns(
        need="str", field_of_action="str", offers=("int64", _at_least(0)), in_need="float64?",
        awareness="float64?", verdict=("str", _in(("covered", "gap", "duplicate", "unknown"))),
    )  # fmt: skip


@_schema
def _quotes() -> Any:
    """Released quotations; ``theme`` is their code, ``target_group`` the group for which they speak."""
    return _columns(
        source_type="str", field_of_action="str", theme="str", target_group="str?", quote="str",
        released="bool",
    )  # fmt: skip


@_schema
def _codes() -> Any:
    """Coded open answers: ``n`` of the question's ``texts`` that were read got the code."""
    return _columns(
        questionnaire="str", variable="str", code="str", n=("int64", _at_least(1)),
        texts=("int64", _at_least(1)), kappa="float64?",
    )  # fmt: skip


@_schema
def _decision() -> Any:
    """One row per field that the steering group chose; no rows before.

    Ranks and weights (JSON) are those of the day of the decision, ``fingerprint`` the data it was taken on.
    """
    return _columns(
        position="int64", field_of_action="str", reason="str", responsible="str", until="str?",
        rank="int64", rank_low="int64", rank_high="int64", votes=("float64?", _at_least(0)),
        decided_on="str", body="str", fingerprint="str", weights_agreed="str", weights_chosen="str",
        note="str?",
    )  # fmt: skip


@_schema
def _confirmation() -> Any:
    """One row: whether weights and thresholds were confirmed before answers were seen, and what says so."""
    return _columns(
        verdict=("str", _in(("before", "late", "missing", "unknown"))),
        basis=("str", _in(("pull", "answers", "nothing"))), first_seen="str?",
    )  # fmt: skip


# --- behind the wall: what disclose makes of tables that it changes -----------------------------------


def _public(name: str, *, n: str, **more: Any) -> Any:
    """A contract with a count that may be empty and further columns."""
    import pandera.pandas as pa

    counts = {n: {"dtype": "Int64", "nullable": True}}
    schema = _CHECKS[name]().update_columns(counts)
    return schema.add_columns(
        {
            column: pa.Column("str", checks=list(rules), coerce=True)
            for column, rules in more.items()
        }
    )


@_schema
def _public_estimates() -> Any:
    """Estimates with ``status``; withheld rows have no numbers, rounded ones only figure and n."""
    return _public("estimates", n="n", status=[_in(RELEASE)])


@_schema
def _public_needs() -> Any:
    return _public("needs", n="n", status=[_in(RELEASE)])


@_schema
def _public_circumstances() -> Any:
    """Only effects that are released, in whole points (0.01)."""
    return _columns(
        field_of_action="str", target_group="str", effect=("float64", _between(-1, 1)), ci_low="float64",
        ci_high="float64", p_adjusted="float64", n=("int64", _at_least(0)),
    )  # fmt: skip


@_schema
def _public_codes() -> Any:
    """Shares of texts (0-1) instead of counts; ``status`` as for estimates."""
    return _columns(
        questionnaire="str", variable="str", code="str", share=("float64", _between(0, 1)),
        texts=("int64", _at_least(1)), kappa="float64?", status=("str", _in(RELEASE)),
    )  # fmt: skip


@_schema
def _public_quality() -> Any:
    """Counts below the smallest cell are empty."""
    return _public("quality", n="count").update_columns({"share": {"nullable": True}})


@_schema
def _ledger() -> Any:
    """Units released in earlier publications."""
    return _columns(
        published_on="str", questionnaire="str", variable="str", target_group="str",
        n=("int64", _at_least(0)), status=("str", _in(RELEASE)), shares="str",
    )  # fmt: skip


def without_missing(codebook: pd.DataFrame) -> pd.DataFrame:
    """The codebook's rows for valid answers (neither *declined* nor *don't know*)."""
    return codebook[codebook["missing_kind"].isna()]
