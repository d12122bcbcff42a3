"""The codebook: every variable and category of a questionnaire as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.questionnaire import conditions
from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.texts import Texts
from pipeline.questionnaire.variables import variables

if TYPE_CHECKING:
    import pandas as pd


def codebook(questionnaire: Questionnaire, *, language: str = "de") -> pd.DataFrame:
    """One row per variable and category, in the order of the questionnaire.

    Args:
        questionnaire: from :func:`pipeline.questionnaire.load`.
        language: of labels; must be one of the definition's languages.

    Returns:
        The table ``codebook`` of :mod:`pipeline.tables`. Numbers, dates and text have one row with an
        empty ``category``. ``order`` counts categories from 0. A multiple choice has one variable per
        option with categories ``ja`` and ``nein``. ``universe`` names the filter in the language of
        :mod:`pipeline.questionnaire.conditions`; belonging to the target population goes without saying.
    """
    import pandas as pd

    texts = Texts(questionnaire, language)
    rows: list[dict[str, object]] = []
    for variable in variables(questionnaire):
        universe = conditions.show(variable.universe) or None
        head: dict[str, object] = {
            "questionnaire": questionnaire.name,
            "variable": variable.name,
            "question": variable.question.code,
            "item": variable.item,
            "label": texts[variable.label],
            "kind": variable.kind,
            "role": variable.role,
            "universe": universe,
            "sensitive": variable.sensitive,
            "exclusive": variable.exclusive,
            "minimum": variable.question.min,
            "maximum": variable.question.max,
            "eligible": questionnaire.eligible or None,
            "question_label": texts[f"{variable.question.code}.label"],
        }
        if not variable.categories:
            rows.append({**head, "category": None, "category_label": None, "order": 0,
                         "value": None, "need": None, "missing_kind": None,
                         "field_of_action": variable.field})  # fmt: skip
        for order, category in enumerate(variable.categories):
            rows.append({**head, "category": category.code,
                         "category_label": texts[category.text], "order": order,
                         "value": category.value, "need": category.need,
                         "missing_kind": category.missing,
                         "field_of_action": category.field or variable.field})  # fmt: skip
    columns = [
        "questionnaire", "variable", "question", "item", "label", "kind", "category",
        "category_label", "order", "value", "need", "field_of_action", "role", "missing_kind",
        "universe", "sensitive", "exclusive", "minimum", "maximum", "eligible",
        "question_label",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    other = {
        "order": "int64", "value": "float64", "need": "float64", "minimum": "float64",
        "maximum": "float64", "sensitive": "bool", "exclusive": "bool",
    }  # fmt: skip
    return table.astype({name: other.get(name, "str") for name in columns})
