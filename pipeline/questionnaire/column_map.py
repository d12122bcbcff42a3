"""The draft of a column map: every variable with its codes; only the other file's are to be filled in.

``collect`` reads the finished map (kinds ``spss`` and ``csv`` in ``params.yaml``).
"""

from __future__ import annotations

import yaml

from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.texts import Texts
from pipeline.questionnaire.variables import OTHER, Variable, variables

_HEAD = """\
# Spaltenplan, Entwurf zum Ausfüllen: welche Spalte der anderen Datei welche unserer Variablen ist.
# Ersetzen Sie jedes … durch den Namen einer Spalte. In `values` steht vor dem Doppelpunkt der Code der
# anderen Datei (hier nur durchgezählt), dahinter unserer. Löschen Sie Zeilen, zu denen es dort nichts gibt.
# Wo auch die Codes gleich sind, genügt `variable: SPALTE`. Mehr in docs/antworten.md.
# respondent: LFDNR
# submitted_at: DATUM
# kanal: WEG
# decimal: ","      # wo Zahlen als Text stehen: "," (1.200 sind 1200) oder "." (1.200 sind 1,2)
mode: interview   # web, paper oder interview, für die ganze Datei
columns:
"""


def draft(questionnaire: Questionnaire) -> str:
    """The map as YAML with the questions as comments, in the order of the questionnaire."""
    texts = Texts(questionnaire)
    names = {variable.name for variable in variables(questionnaire)}
    lines = [_HEAD]
    question = ""
    for variable in variables(questionnaire):
        if variable.question.code != question:
            question = variable.question.code
            lines.append(f"\n  # {_line(texts[f'{question}.text'])}\n")
        lines.append(_entry(variable, names, _line(texts[variable.label])))
    return "".join(lines)


def _entry(variable: Variable, names: set[str], label: str) -> str:
    codes = _codes(variable, f"{variable.name}_other" in names)
    values = ", ".join(f"{i}: {code}" for i, code in enumerate(codes, start=1))
    column = f"{{ from: …, values: {{ {values} }} }}" if codes else "…"
    return f"  {variable.name}: {column}   # {label}\n"


def _codes(variable: Variable, other: bool) -> list[str]:
    """Our codes as they stand in a map: a tick is ``Y``; quoted where YAML would read another thing."""
    if variable.kind == "multiple" and variable.categories:
        return ["Y", '""']
    codes = [category.code for category in variable.categories]
    return [_quoted(code) for code in (*codes, *([OTHER] if other and codes else []))]


def _quoted(code: str) -> str:
    return code if str(yaml.safe_load(code)) == code else f'"{code}"'


def _line(text: str) -> str:
    return " ".join(text.split())
