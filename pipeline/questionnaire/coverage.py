"""How much is asked about each field of action, and in which role: what the assessment has to work with."""

from __future__ import annotations

from collections import Counter

from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.variables import variables

# The roles that speak about a field of action, in the order in which the assessment reads them.
ROLES = ("importance", "satisfaction", "unmet_need", "awareness", "barrier", "use", "wish")


def coverage(questionnaire: Questionnaire) -> Counter[tuple[str, str]]:
    """(field of action, role) -> number of variables; a ranking counts for every field among its answers."""
    found: Counter[tuple[str, str]] = Counter()
    for variable in variables(questionnaire):
        if variable.exclusive:  # "none of these" says nothing about a field
            continue
        fields = {category.field or variable.field for category in variable.categories}
        for field in fields or {variable.field}:
            if field is not None:
                found[field, variable.role] += 1
    return found
