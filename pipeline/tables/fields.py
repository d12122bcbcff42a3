"""What the steering group decides on: needs, offers, fields of action and their order."""

from __future__ import annotations

from pipeline.tables.contract import Contract, at_least, between, columns, contract, one_of


@contract
def _needs() -> Contract:
    """One row per need (item) and target group: the parts that the score is made of, shares 0-1.

    ``n_in_need`` counts people, unweighted; ``in_need_of_all`` is the share of everyone, asked or not, of
    which ``people`` is made. Both decide at the wall and stay there.
    """
    return columns(
        need="str", field_of_action="str", label="str", target_group="str", importance="float64?",
        satisfaction="float64?", gap="float64?", in_need="float64?", in_need_low="float64?",
        in_need_high="float64?", severity="float64?", awareness="float64?", n="int64", n_in_need="int64",
        in_need_of_all="float64?",
        people="float64?", people_low="float64?", people_high="float64?",
    )  # fmt: skip


@contract
def _need_parts() -> Contract:
    """One row per need, target group and part; shares and means 0-1 (``gap`` from -1), ``n`` answers.

    ``fewest`` counts the people behind the rarest answer, unweighted; it decides at the wall and stays
    there. Behind the wall ``n`` is empty for severity: how many are in need is told as a share.
    """
    return columns(
        need="str", field_of_action="str", target_group="str",
        part=("str", one_of(("importance", "satisfaction", "gap", "severity", "concerned", "unmet", "barrier",
                          "awareness", "use"))),
        estimate=("float64", between(-1, 1)), ci_low="float64?", ci_high="float64?", n="Int64?",
        fewest="int64",
    )  # fmt: skip


@contract
def _need_tests() -> Contract:
    """Difference of the shares in need of two target groups (a less b); one correction per field of action.

    ``group_b`` is ``rest`` for all who answered what defines ``group_a`` and are not in it. ``fewest``
    counts the people behind the rarest answer on either side; it decides at the wall and stays there.
    """
    return columns(
        need="str", field_of_action="str", group_a="str", group_b="str", difference="float64",
        ci_low="float64", ci_high="float64", p="float64", p_adjusted="float64", fewest="int64",
    )  # fmt: skip


@contract
def _fields() -> Contract:
    """Field of action x criterion on fixed anchors 0-10, with standard error and weight (sum 1)."""
    return columns(
        field_of_action="str", criterion="str", value="float64?", se="float64?",
        weight=("float64", between(0, 1)),
    )  # fmt: skip


@contract
def _covariance() -> Contract:
    """Covariance of criterion values between fields (upper triangle, with diagonal, of one matrix)."""
    return columns(
        field_a="str", criterion_a="str", field_b="str", criterion_b="str", covariance="float64",
    )  # fmt: skip


@contract
def _ranking() -> Contract:
    """Score 0-10 with interval, and the set of ranks that the data allow (1 is the most urgent).

    ``rank_low``/``rank_high`` hold for all fields at once, ``marginal_*`` for one field looked at alone.
    """
    return columns(
        field_of_action="str", score="float64", se="float64?", ci_low="float64?", ci_high="float64?",
        rank="int64", rank_low="int64", rank_high="int64", marginal_low="int64",
        marginal_high="int64", share_top3=("float64", between(0, 1)),
    )  # fmt: skip


@contract
def _offers() -> Contract:
    """What exists; ``times``: early, day, late, weekend as far as the opening times say, joined by commas.

    ``stale``: last checked too long ago, or never.
    """
    return columns(
        offer="str", name="str", kind="str", institution="str", address="str?", contact="str?",
        opening_times="str?", times="str?", description="str?", conditions="str?", cost="str?",
        categories="str", field_of_action="str", need="str?", place="str?", places="float64?",
        utilisation=("float64?", at_least(0)), last_checked="str?", stale="bool", web="str?",
        released="bool",
    )  # fmt: skip


@contract
def _channels() -> Contract:
    """Ways by which people were reached; ``issued``: links or forms handed out, where somebody counted."""
    return columns(
        questionnaire="str", kanal="str", label="str", kind=("str", one_of(("link", "bogen", "liste"))),
        issued=("Int64?", at_least(0)),
    )  # fmt: skip


@contract
def _coverage() -> Contract:
    """Needs against offers: ``covered``, ``gap``, ``duplicate`` or ``unknown`` (there, little known)."""
    return columns(
        need="str", field_of_action="str", offers=("int64", at_least(0)), in_need="float64?",
        awareness="float64?", verdict=("str", one_of(("covered", "gap", "duplicate", "unknown"))),
    )  # fmt: skip


@contract
def _quotes() -> Contract:
    """Released quotations; ``theme`` is their code, ``target_group`` the group for which they speak."""
    return columns(
        source_type="str", field_of_action="str", theme="str", target_group="str?", quote="str",
        released="bool",
    )  # fmt: skip


@contract
def _themes() -> Contract:
    """Codes of interviews and group discussions: ``segments`` got the code, ``quoted`` are released."""
    return columns(
        field_of_action="str", theme="str", speakers="str", segments=("int64", at_least(1)),
        quoted=("int64", at_least(0)),
    )  # fmt: skip


@contract
def _codes() -> Contract:
    """Coded open answers: ``n`` of the question's ``texts`` that were read got the code."""
    return columns(
        questionnaire="str", variable="str", code="str", n=("int64", at_least(1)),
        texts=("int64", at_least(1)), kappa="float64?",
    )  # fmt: skip


@contract
def _decision() -> Contract:
    """One row per field that the steering group chose; no rows before.

    Ranks and weights (JSON) are those of the day of the decision, ``fingerprint`` the data it was taken on.
    ``feasibility`` (JSON) is what the group judged, ``tally`` (JSON) all votes with members and points each;
    ``agreed_low``, ``agreed_high`` the ranks with the agreed weights where others were chosen.
    """
    return columns(
        position="int64", field_of_action="str", reason="str", responsible="str", until="str?",
        rank="int64", rank_low="int64", rank_high="int64", votes=("float64?", at_least(0)),
        decided_on="str", body="str", fingerprint="str", weights_agreed="str", weights_chosen="str",
        note="str?", feasibility="str?", tally="str?", agreed_low="Int64?",
        agreed_high="Int64?",
    )  # fmt: skip


@contract
def _confirmation() -> Contract:
    """One row: whether weights and thresholds were confirmed before answers were seen, and what says so."""
    return columns(
        verdict=("str", one_of(("before", "late", "missing", "unknown"))),
        basis=("str", one_of(("pull", "answers", "nothing"))), first_seen="str?",
    )  # fmt: skip
