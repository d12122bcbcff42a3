"""The codebook as a readable page."""

from __future__ import annotations

from html import escape

from pipeline.questionnaire import conditions
from pipeline.questionnaire.html import FIELDS, KINDS, MISSING, ROLES, page
from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.texts import Texts
from pipeline.questionnaire.variables import Variable, variables


def codebook_page(questionnaire: Questionnaire, language: str | None = None) -> str:
    """A self-contained HTML page of all variables and codes."""
    language = language or questionnaire.languages[0]
    texts = Texts(questionnaire, language)
    rows = "".join(_codebook_rows(variable, texts) for variable in variables(questionnaire))
    head = (
        "<th>Variable<th>Bezeichnung<th>Code<th>Bedeutung<th class=mitte>Wert<th class=mitte>Bedarf"
    )
    lead = (
        f"<p class=klein>Fragebogen {escape(questionnaire.name)}, Fassung {questionnaire.version}. "
        "Bedarf: 0 keiner bis 1 dringend; ab 0,5 gilt eine Person als im Bedarf. Frage leer: "
        "<code>_no_answer</code>; nicht gestellt: <code>_not_asked</code>.</p>"
    )
    table = f"<div class=breit><table><thead><tr>{head}</thead><tbody>{rows}</tbody></table></div>"
    title = f"Codebuch: {texts['title']}"
    return page(title, f"<h1>{escape(title)}</h1>{lead}{table}", language)


def _codebook_rows(variable: Variable, texts: Texts) -> str:
    question = texts[f"{variable.question.code}.text"]
    label = escape(texts[variable.label])
    tags = f"<span class=rolle>{ROLES[variable.role]}</span>"
    if variable.field:
        tags += f" <span class=feld>{FIELDS.get(variable.field, variable.field)}</span>"
    universe = conditions.show(variable.universe)
    about = (
        f"<span class=klein>{escape(question)}</span><br>"
        if question != texts[variable.label]
        else ""
    )
    about += label + f"<br>{tags} <span class=klein>{KINDS[variable.kind]}</span>"
    about += f"<br><code>{escape(universe)}</code>" if universe else ""
    count = max(1, len(variable.categories))
    out = f"<tr><td rowspan={count}><code>{variable.name}</code><td rowspan={count}>{about}"
    if not variable.categories:
        return out + "<td><td><td><td>"
    cells = []
    for category in variable.categories:
        kind = (
            f" <span class=klein>({MISSING[category.missing]})</span>" if category.missing else ""
        )
        cells.append(
            f"<td><code>{category.code}</code><td>{escape(texts[category.text])}{kind}"
            f"<td class=mitte>{_number(category.value)}<td class=mitte>{_number(category.need)}"
        )
    return out + "<tr>".join(cells)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")
