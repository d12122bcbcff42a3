"""One questionnaire on its way through the rules: its answers, who is still in, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pipeline.clean import conditions
from pipeline.errors import PipelineError
from pipeline.tables.words import NOT_ASKED

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.params import Cleaning

Mask = npt.NDArray[np.bool_]
Cells = npt.NDArray[np.object_]

META = (
    "respondent", "submitted_at", "started_at", "duration_s", "last_page", "language", "mode",
    "kanal", "source", "complete",
)  # fmt: skip
OTHER = "-oth-"
TICK = "Y"


@dataclass(frozen=True)
class Variable:
    """What the codebook says about one variable.

    Attributes:
        name: the variable.
        question: the question it belongs to (an array, a multiple choice, itself).
        kind: one of ``tables.KINDS``.
        role: one of ``tables.ROLES``.
        codes: valid answer codes in the order of the questionnaire; empty for numbers and text.
        missing: codes that mean *declined* or *don't know*.
        universe: the condition under which it is asked, empty for everyone.
        exclusive: ticking it rules the question's other items out.
        low: smallest plausible number, where the definition says one.
        high: greatest plausible number.
    """

    name: str
    question: str
    kind: str
    role: str
    codes: tuple[str, ...]
    missing: frozenset[str]
    universe: str
    exclusive: bool
    low: float | None
    high: float | None

    @property
    def yes_no(self) -> bool:
        """Whether the definition calls the answers ja and nein, and LimeSurvey Y and N."""
        return "ja" in self.codes and "Y" not in self.codes


@dataclass
class Case:
    """Answers as columns of raw codes (None: not shown; "": unanswered), and the decisions so far.

    ``absent`` tells for whom the source does not have a variable at all; ``excluded_by`` names the rule that
    excluded a respondent, "" for those who are still in; ``ruled_out`` tells for whom a variable's filter is
    known to be false, once the rule of filters has run.
    """

    questionnaire: str
    rules: Cleaning
    meta: pd.DataFrame
    variables: dict[str, Variable]
    eligible: str
    cells: dict[str, Cells]
    absent: dict[str, Mask]
    keep: Mask
    excluded_by: Cells
    decisions: list[dict[str, Any]] = field(default_factory=list)
    ruled_out: dict[str, Mask] = field(default_factory=dict)
    _asked: dict[str, conditions.Truth] = field(default_factory=dict)

    @classmethod
    def of(
        cls, raw: pd.DataFrame, codebook: pd.DataFrame, rules: Cleaning, questionnaire: str
    ) -> Case:
        """Set out with a copy of the raw table; see :func:`pipeline.clean.clean`."""
        book = codebook[codebook["questionnaire"] == questionnaire]
        if book.empty:
            raise PipelineError(
                f"the codebook does not know the questionnaire '{questionnaire}'",
                "codebook",
                hint="run the whole pipeline: bedarf run",
            )
        raw = raw.sort_values("respondent", kind="stable").reset_index(drop=True)
        variables = {v.name: v for v in _variables(book) if v.name not in META}
        cells, absent = {}, {}
        for name, variable in variables.items():
            column = raw.get(name)
            values = np.full(len(raw), None, dtype=object)
            if column is not None:
                shown = column.notna().to_numpy()
                values[shown] = column.to_numpy(dtype=object)[shown]
            absent[name] = values == NOT_ASKED
            values[absent[name]] = None
            cells[name] = _ticks(values) if variable.kind == "multiple" else values
        eligible = next((e for e in book.get("eligible", []) if isinstance(e, str) and e), "")
        meta = raw[[name for name in META if name in raw]].copy()
        keep = np.ones(len(raw), dtype=bool)
        by = np.full(len(raw), "", dtype=object)
        return cls(questionnaire, rules, meta, variables, eligible, cells, absent, keep, by)

    def __len__(self) -> int:
        return len(self.keep)

    def answered(self, variable: str) -> Mask:
        """Who gave an answer (any non-empty cell)."""
        return self.cells[variable].astype(bool)

    def shown(self, variable: str) -> Mask:
        """Whose cell says that the variable was shown (anything but null)."""
        nothing = np.array(None, dtype=object)
        return np.asarray(np.not_equal(self.cells[variable], nothing), dtype=bool)

    def asked(self, variable: str) -> conditions.Truth:
        """For whom the variable is meant by its filter: true, false or unknown."""
        text = self.variables[variable].universe
        if text not in self._asked:
            self._asked[text] = self.holds(text)
        return self._asked[text]

    def holds(self, condition: str) -> conditions.Truth:
        """For whom a condition holds, on the answers as they are now."""
        return conditions.evaluate(
            condition, self.cells, len(self), self.questionnaire, self.ruled_out
        )

    def rule_out(self, variable: str, who: Mask) -> None:
        """Note for whom a variable's filter is false: conditions on it are false for them too."""
        if who.any():
            self.ruled_out[variable] = who
            self._asked.clear()

    def questions(self, kind: str) -> dict[str, list[Variable]]:
        """Variables of one kind by question, in the order of the questionnaire."""
        out: dict[str, list[Variable]] = {}
        for variable in self.variables.values():
            if variable.kind == kind:
                out.setdefault(variable.question, []).append(variable)
        return out

    def exclude(self, rule: str, who: Mask, note: str) -> None:
        """Exclude respondents who are still in; the row is written even when there are none."""
        hit = who & self.keep
        self.keep = self.keep & ~hit
        self.excluded_by[hit] = rule
        self.decide(rule, None, int(hit.sum()), "excluded", note)

    def set_missing(self, rule: str, variable: str, who: Mask, to: str | None, note: str) -> None:
        """Empty the cells of those who are still in (``to`` is "" or null), and count them."""
        hit = who & self.keep
        if hit.any():
            self.cells[variable][hit] = to
            self._asked.clear()
            self.decide(rule, variable, int(hit.sum()), "set_missing", note)

    def decide(self, rule: str, variable: str | None, count: int, action: str, note: str) -> None:
        """Add a row to the quality table; ``share`` is of all questionnaires received."""
        self.decisions.append(
            {
                "rule": rule,
                "questionnaire": self.questionnaire,
                "variable": variable,
                "count": count,
                "share": count / len(self) if len(self) else 0.0,
                "action": action,
                "note": note,
            }
        )

    def quality(self) -> pd.DataFrame:
        """tables: quality, in the order in which the rules ran."""
        import pandas as pd

        columns = ["rule", "questionnaire", "variable", "count", "share", "action", "note"]
        table = pd.DataFrame(self.decisions, columns=columns)
        text = dict.fromkeys(("rule", "questionnaire", "variable", "action", "note"), "str")
        return table.astype(text | {"count": "int64", "share": "float64"})


Rule = Callable[[Case], None]


def _variables(book: pd.DataFrame) -> Iterable[Variable]:
    """The codebook's variables in the order of the questionnaire."""
    columns = {name: book[name].tolist() for name in book.columns}
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(columns["variable"]):
        rows.setdefault(str(name), []).append(i)
    for name, at in rows.items():
        first = at[0]
        codes = [(i, str(columns["category"][i])) for i in at if _text(columns["category"][i])]
        yield Variable(
            name=name,
            question=str(columns["question"][first]),
            kind=str(columns["kind"][first]),
            role=str(columns["role"][first]),
            codes=tuple(code for _, code in codes),
            missing=frozenset(code for i, code in codes if _text(columns["missing_kind"][i])),
            universe=_text(columns["universe"][first]),
            exclusive=bool(_optional(columns, "exclusive", first) or False),
            low=_number(_optional(columns, "minimum", first)),
            high=_number(_optional(columns, "maximum", first)),
        )


def _ticks(cells: Cells) -> Cells:
    """A tick is ``Y`` and none is "", also where an imported file says ja and nein."""
    words = {"ja": TICK, "nein": "", "N": ""}
    return np.array([*(words.get(cell, cell) for cell in cells), None], dtype=object)[:-1]


def _optional(columns: dict[str, list[Any]], name: str, row: int) -> Any:
    value = columns[name][row] if name in columns else None
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def both(masks: Sequence[Mask], size: int) -> Mask:
    """Elementwise *or* of masks; all false where there is none."""
    out = np.zeros(size, dtype=bool)
    for mask in masks:
        out |= mask
    return out
