"""Variable and value labels as SPSS syntax, for those who go on in SPSS or PSPP."""

from __future__ import annotations

from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.texts import Texts
from pipeline.questionnaire.variables import variables

MAX_LABEL = 256  # SPSS cuts variable labels there
MAX_VALUE_LABEL = 120


def labels(questionnaire: Questionnaire, language: str | None = None) -> str:
    """``VARIABLE LABELS``, ``VALUE LABELS`` and ``MISSING VALUES`` for string variables with our codes."""
    texts = Texts(questionnaire, language)
    names, values, missing = [], [], []
    for variable in variables(questionnaire):
        names.append(f"  /{variable.name} {_quoted(texts[variable.label], MAX_LABEL)}")
        if not variable.categories:
            continue
        values.append(f"  /{variable.name}")
        values += [
            f"    '{c.code}' {_quoted(texts[c.text], MAX_VALUE_LABEL)}" for c in variable.categories
        ]
        codes = [c.code for c in variable.categories if c.missing]
        if codes:
            missing.append(f"  /{variable.name} ({', '.join(repr(code) for code in codes)})")
    head = f"* {questionnaire.name}, version {questionnaire.version}. UTF-8."
    blocks = [("VARIABLE LABELS", names), ("VALUE LABELS", values), ("MISSING VALUES", missing)]
    return "\n".join(
        [head, *(f"{name}\n" + "\n".join(lines) + " ." for name, lines in blocks if lines), ""]
    )


def _quoted(text: str, most: int) -> str:
    plain = " ".join(text.split()).replace("'", "''")
    return f"'{plain[:most]}'"
