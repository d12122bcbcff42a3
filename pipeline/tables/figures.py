"""What was computed of answers, and what offices publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.tables.contract import Contract, at_least, columns, contract, one_of
from pipeline.tables.words import INDICATOR_STATUS, STATISTICS

if TYPE_CHECKING:
    import pandas as pd


@contract
def _indicators() -> Contract:
    """One row per indicator, region and period (ISO: ``2024``, ``2024-06``, ``2024-06-30``), newest last.

    The columns after ``sha256`` may be absent from tables made by hand. ``low`` and ``high`` bound converted
    figures (95 %); ``derived`` means "eigene Berechnung"; ``citation`` is the German source line to print.
    ``population``: whether it counts the survey's target population, was converted to it, or is context only.
    """
    indicators = columns(
        indicator="str", region="str", region_name="str", period="str", value="float64?", unit="str",
        status=("str", one_of(INDICATOR_STATUS)), source="str", table="str", retrieved_on="str?",
        file="str", sha256="str", title="str?", definition="str?", note="str?", numerator="float64?",
        denominator="float64?", low="float64?", high="float64?", derived="bool", assumed="bool",
        citation="str?", population=("str?", one_of(("target", "converted", "context"))),
    )  # fmt: skip
    names = list(indicators.columns)
    made_here = names[names.index("sha256") + 1 :]
    law = {"a value stands exactly where the status says so": _value_and_status}
    return Contract(indicators.optional(*made_here).columns, together=law)


def _value_and_status(table: pd.DataFrame) -> pd.Series[bool]:
    told = table["value"].notna().eq(table["status"].eq("value"))
    return told | table["status"].eq("unreliable")


@contract
def _estimates() -> Contract:
    """Every answer in every target group; ``n`` counts respondents who gave a valid answer."""
    return columns(
        key="str", questionnaire="str", variable="str", category="str?", target_group="str",
        statistic=("str", one_of(STATISTICS)), estimate="float64?", se="float64?", ci_low="float64?",
        ci_high="float64?", n=("int64", at_least(0)), n_category=("int64?", at_least(0)),
        n_effective="float64?", deff="float64?", unit="str",
    )  # fmt: skip


@contract
def _tests() -> Contract:
    """Differences of shares between a group and its complement; ``family`` is one correction.

    ``key`` is that of the estimate; where several answers together mean being in need, it joins their codes
    (``alleinerziehende/K03_2/2+1/sgb2/share``). Scales without a need are compared by their mean.
    """
    return columns(
        key="str", contrast="str", difference="float64?", ci_low="float64?", ci_high="float64?",
        p="float64?", p_adjusted="float64?", family="str",
    )  # fmt: skip


@contract
def _kinds() -> Contract:
    """Valid answers of people who are in the same target groups; joined by ``|``, empty for none.

    ``outside`` are groups in which they are known not to be (they answered the question that defines them).
    ``weight`` is the sum of their weights.
    """
    return columns(
        questionnaire="str", variable="str", inside="str", outside="str", n=("int64", at_least(1)),
        weight=("float64", at_least(0)),
    )  # fmt: skip


@contract
def _sums() -> Contract:
    """What employee-weighted shares are sums of: all employees, those of the two largest (mean 1)."""
    return columns(
        questionnaire="str", variable="str", total="float64", largest="float64", second="float64",
    )  # fmt: skip


@contract
def _circumstances() -> Contract:
    """Difference (0-1) in the share in need, with and without a circumstance (target group), per field.

    Weighted logistic model per field, other circumstances held equal. ``n`` respondents in the model,
    ``n_group`` of them in the group, ``events`` in need; ``note`` says why a field has no model.
    """
    return columns(
        field_of_action="str", target_group="str?", effect="float64?", se="float64?", ci_low="float64?",
        ci_high="float64?", p="float64?", p_adjusted="float64?", odds_ratio="float64?",
        n=("int64", at_least(0)), n_group="int64?", events="int64?", note="str?",
    )  # fmt: skip
