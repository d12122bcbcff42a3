"""From estimates to what the steering group decides on: needs, gaps, fields of action and their ranks.

Nothing here changes an answer or an estimate. Every score can be opened down to answers: fields -> criteria
(:mod:`criteria`) -> items (:mod:`items`) -> categories of the questionnaire. Formulas: docs/methode.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import Fault, PipelineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pandas as pd

    from pipeline.assess.items import Items
    from pipeline.params import Params
    from pipeline.workspace import Workspace

QUESTIONNAIRE = "alleinerziehende"
ALWAYS_ASKED = ("need", "severity", "reach")  # unknown only while too few have answered


@dataclass(frozen=True)
class Assessment:
    """Tables of the same names in :mod:`pipeline.tables`; ``offers`` holds unreleased rows too."""

    needs: pd.DataFrame
    need_parts: pd.DataFrame
    need_tests: pd.DataFrame
    fields: pd.DataFrame
    covariance: pd.DataFrame
    ranking: pd.DataFrame
    offers: pd.DataFrame
    coverage: pd.DataFrame
    quotes: pd.DataFrame
    themes: pd.DataFrame
    decision: pd.DataFrame
    confirmation: pd.DataFrame
    channels: pd.DataFrame


def assess(  # noqa: PLR0917 - the contract of the chain
    ws: Workspace,
    params: Params,
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    estimates: pd.DataFrame,
    tests: pd.DataFrame,
    indicators: pd.DataFrame,
    weights: pd.DataFrame,
    replicates: pd.DataFrame,
    personal: Callable[[str], Sequence[str]],
) -> Assessment:
    """Rank the fields of action and hold needs against offers.

    Args:
        ws: the network's folder; ``data/input`` is read.
        params: weights of the criteria, fields, target groups, seed.
        responses: tables ``responses`` by questionnaire.
        codebook: table ``codebook`` of all questionnaires.
        estimates: table ``estimates``, for how many answered each question (shares in need join several
            categories and are computed here from the same weights).
        tests: table ``tests``.
        indicators: table ``indicators``.
        weights: table ``weights``.
        replicates: table ``replicates``; its columns besides the two keys are replicate weights.
        personal: finds words that may name somebody; none may stand in a released quotation.

    Raises:
        PipelineError: faults of the hand-made tables, all at once, or of the decision; a field that no
            question belongs to; no criterion with a weight.
    """
    from pipeline.assess import (
        channels,
        confirmation,
        contrasts,
        fields,
        interviews,
        items,
        needs,
        offers,
        parts,
    )

    ids = [field.id for field in params.fields_of_action]
    answers = responses[QUESTIONNAIRE]
    own_book = codebook[codebook["questionnaire"] == QUESTIONNAIRE]
    found = items.build(answers, own_book)
    every_field_asked(ids, found)
    offer_table, offer_sheet = offers.read(
        ws.input, ids, found.names, offers.stale_before(params), offers.latest_check(params)
    )
    quotes, quote_sheet = interviews.read(ws.input, ids, _groups(params), personal)
    channel_table, channel_sheet = channels.read(ws.input, list(params.questionnaires))
    _raise([*offer_sheet.faults, *quote_sheet.faults, *channel_sheet.faults])
    matrix = weight_matrix(answers, weights, replicates)
    members = needs.groups(answers, params.target_groups)
    counts = needs.official_counts(indicators, params) if _weighted(weights) else {}
    least = params.disclosure.min_cell
    need_table = needs.build(found, matrix, members, counts, least)
    usable = None if offer_table.empty else _usable(found, offer_table)
    values = _criteria(
        params=params,
        responses=responses,
        codebook=codebook,
        estimates=estimates,
        found=found,
        matrix=matrix,
        members=members,
        usable=usable,
    )
    wanted = params.assessment.weights.model_dump()
    if not any(wanted[c] for c in {*values, *ALWAYS_ASKED}):
        raise PipelineError(
            "no criterion for which there are data has a weight",
            "params.yaml, assessment.weights",
            hint="give need or severity a weight above zero",
        )
    scored = fields.score(ids, values, wanted, len(answers))
    offered = [n for n, could in zip(found.names, found.offerable, strict=True) if could]
    return Assessment(
        needs=need_table,
        need_parts=parts.build(found, matrix, members, least),
        need_tests=contrasts.build(found, matrix, answers, params.target_groups, members),
        fields=scored.fields,
        covariance=scored.covariance,
        ranking=scored.ranking,
        offers=offer_table,
        coverage=offers.coverage(need_table[need_table["need"].isin(offered)], offer_table),
        quotes=quotes,
        themes=interviews.themes(quote_sheet),
        decision=_decision(ws, ids),
        confirmation=confirmation.table(
            params.assessment, *confirmation.first_sight(ws, responses)
        ),
        channels=channel_table,
    )


def _groups(params: Params) -> list[str]:
    return [g.id for g in params.target_groups if g.questionnaire == QUESTIONNAIRE]


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise PipelineError.of(faults)


def _decision(ws: Workspace, ids: list[str]) -> pd.DataFrame:
    from pipeline.assess import decision

    path = ws.input / decision.FILE
    if not path.is_file():
        return decision.empty()
    return decision.read(path, ids, name=f"data/input/{decision.FILE}").table()


def every_field_asked(ids: list[str], found: Items) -> None:
    """A field that no question belongs to cannot be ranked.

    Raises:
        PipelineError: all such fields.
    """
    missing = [name for name in ids if name not in found.fields]
    if missing:
        raise PipelineError.of(
            [
                Fault(
                    f"no question with a severity (need) belongs to the field of action '{name}'",
                    "params.yaml, fields_of_action",
                    "a field that nobody was asked about cannot be ranked",
                    f"add `field: {name}` to a question in questionnaires/{QUESTIONNAIRE}.yaml, "
                    "or remove the field",
                )
                for name in missing
            ]
        )


def weight_matrix(
    answers: pd.DataFrame, weights: pd.DataFrame, replicates: pd.DataFrame
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Respondents x (1 + replicates): the final weight, then every replicate weight.

    Raises:
        PipelineError: a respondent without weight, or no replicates.
    """
    import numpy as np

    own = weights[weights["questionnaire"] == QUESTIONNAIRE].set_index("respondent")["weight"]
    copies = replicates[replicates["questionnaire"] == QUESTIONNAIRE].set_index("respondent")
    columns = sorted(c for c in copies.columns if c != "questionnaire")
    order = answers["respondent"]
    lost = [r for r in order if r not in own.index or r not in copies.index]
    if lost or len(columns) < 20:
        raise PipelineError(
            f"{len(lost)} respondents have no weight"
            if lost
            else f"there are only {len(columns)} replicate weights; at least 20 are needed",
            "tables weights and replicates",
            hint="run the whole pipeline: bedarf run",
        )
    return np.column_stack(
        [own.loc[order].to_numpy(dtype=float), copies.loc[order, columns].to_numpy(dtype=float)]
    )


def _weighted(weights: pd.DataFrame) -> bool:
    """Whether single parents' answers were raked, or drawn with unequal chances.

    Only then may their shares be multiplied with official numbers: answers that count alike stand for those
    who gave them.
    """
    own = weights[weights["questionnaire"] == QUESTIONNAIRE]
    raked = "cell" in own.columns and bool(own["cell"].notna().any())
    return raked or bool((own["base_weight"] != 1).any())


def _usable(found: Items, offer_table: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    import numpy as np

    from pipeline.assess import offers

    offered = offers.by_need(offer_table)
    return np.array([any(offer.room for offer in offered.get(name, [])) for name in found.names])


def _criteria(
    *,
    params: Params,
    responses: dict[str, pd.DataFrame],
    codebook: pd.DataFrame,
    estimates: pd.DataFrame,
    found: Items,
    matrix: np.ndarray[Any, np.dtype[np.float64]],
    members: dict[str, np.ndarray[Any, np.dtype[np.bool_]]],
    usable: np.ndarray[Any, np.dtype[np.bool_]] | None,
) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    """Criterion -> fields x (1 + replicates), in points; only criteria for which there is any data."""
    import numpy as np

    from pipeline.assess import coarse, criteria, needs, readiness

    ids = [field.id for field in params.fields_of_action]
    limits, n = params.disclosure, len(responses[QUESTIONNAIRE])
    member = criteria.membership(found, ids)
    shown = coarse.shares(found, matrix, limits, _asked(found, codebook, estimates))
    dims = needs.dimensions(responses[QUESTIONNAIRE], params.target_groups, members)
    need = shown.mean("in_need", member)
    raw = {
        "need": need,
        "severity": shown.severity(member),
        "reach": shown.mean("reach", member),
        "inequality": coarse.inequality(criteria.inequality(found, matrix, member, dims), need),
        "readiness": readiness.readiness(
            responses, codebook, ids, matrix.shape[1] - 1, params.seed, limits
        ),
    }
    if usable is not None:
        raw["offer_gap"] = shown.offer_gap(member, usable, found.offerable)
    entered = params.assessment.feasibility
    if entered:
        value = np.array([entered.get(name, np.nan) for name in ids])
        raw["feasibility"] = np.repeat(value[:, None], matrix.shape[1], axis=1)
    return {
        name: coarse.points(name, value, n, limits)
        for name, value in raw.items()
        if not np.isnan(value[:, 0]).all()
    }


def _asked(
    found: Items, codebook: pd.DataFrame, estimates: pd.DataFrame
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Per item the fewest valid answers to any of its questions; NaN where no question has an estimate."""
    book = codebook.loc[codebook["questionnaire"] == QUESTIONNAIRE, ["variable", "item"]]
    own = estimates[
        (estimates["questionnaire"] == QUESTIONNAIRE) & (estimates["target_group"] == "alle")
    ]
    named = book.assign(item=book["item"].fillna(book["variable"])).drop_duplicates()
    sizes = named.merge(own[["variable", "n"]], on="variable").groupby("item")["n"].min()
    return sizes.reindex(found.names).to_numpy(dtype=float)
