"""What changed between two definitions: the log from pretest to main survey, or from wave to wave."""

from __future__ import annotations

from pipeline.questionnaire.model import Questionnaire
from pipeline.questionnaire.texts import source_texts
from pipeline.questionnaire.variables import Variable, variables


def change_log(old: Questionnaire, new: Questionnaire) -> str:
    """Variables that came, went, moved or changed, and every changed text, as Markdown.

    Changes of codes come first: they break the comparison with earlier answers.
    """
    before, after = ({v.name: v for v in variables(q)} for q in (old, new))
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    codes = [
        f"`{name}`: {change}"
        for name in before
        if name in after and (change := _codes(before[name], after[name]))
    ]
    rules = [
        f"`{name}`: {change}"
        for name in before
        if name in after and (change := _rules(before[name], after[name]))
    ]
    texts_before, texts_after = source_texts(old), source_texts(new)
    texts = [
        f"`{key}`: „{texts_before[key]}“ → „{text}“"
        for key, text in texts_after.items()
        if key in texts_before and texts_before[key] != text
    ]
    sections = (
        ("Codes (not comparable with earlier answers)", codes),
        ("Dropped", [f"`{name}`" for name in gone]),
        ("New", [f"`{name}`" for name in come]),
        ("Role, field, filter or need", rules),
        ("Order", _order(list(before), list(after))),
        ("Wording", texts),
    )
    title = f"# {new.name}: version {old.version} to version {new.version}"
    out = [title, ""]
    for name, lines in sections:
        if lines:
            out += [f"## {name}", "", *(f"- {line}" for line in lines), ""]
    if len(out) == 2:
        out += ["No changes.", ""]
    return "\n".join(out)


def _codes(old: Variable, new: Variable) -> str:
    if old.kind != new.kind:
        return f"kind {old.kind} → {new.kind}"
    before, after = ([c.code for c in v.categories] for v in (old, new))
    lost = [code for code in before if code not in after]
    won = [code for code in after if code not in before]
    parts = [f"without {', '.join(lost)}"] if lost else []
    return "; ".join(parts + ([f"with {', '.join(won)}"] if won else []))


def _rules(old: Variable, new: Variable) -> str:
    parts = [
        f"{name} {getattr(old, name)} → {getattr(new, name)}"
        for name in ("role", "field", "item")
        if getattr(old, name) != getattr(new, name)
    ]
    if old.universe != new.universe:
        parts.append("filter changed")
    if [(c.need, c.value) for c in old.categories] != [(c.need, c.value) for c in new.categories]:
        parts.append("need or value of an answer changed")
    return "; ".join(parts)


def _order(before: list[str], after: list[str]) -> list[str]:
    common = [name for name in before if name in after]
    now = [name for name in after if name in before]
    return [] if common == now else ["the order of the questions changed"]
