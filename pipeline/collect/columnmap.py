"""Foreign tables (SPSS, CSV) through a column map: which of their columns is which of our variables.

The map is a small YAML file beside the table it describes, in ``data/raw/responses``::

    respondent: LFDNR              # column with an id; without it rows are numbered
    submitted_at: DATUM            # optional columns
    kanal: WEG
    language: SPRACHE
    mode: interview                # one of web, paper, interview; for the whole file
    columns:
      geschlecht: { from: F01, values: { 1: w, 2: m, 3: d, 9: kA } }
      K03_1: F03_1                 # same codes as ours
      angebote_1: { from: F07A, values: { 1: Y, 0: "" } }

On the right of ``values`` stand the questionnaire's own codes; a column without ``values`` must hold them
already. An empty cell means *shown, unanswered*, unless ``empty: not_shown`` stands beside ``from``. A
code that ``values`` does not name is a fault. Variables that the map leaves out are *not asked*.

Where numbers stand in the table as text, ``1.200`` may be 1200 or 1.2: that is a fault until the map says
``decimal: ","`` (points separate thousands) or ``decimal: "."`` (commas do).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from pipeline.collect.raw import Answer, moment, opaque
from pipeline.collect.rules import Rules
from pipeline.errors import Fault, PipelineError, closest
from pipeline.numerals import plain, unmistakable

TOP = (
    "respondent",
    "submitted_at",
    "kanal",
    "language",
    "mode",
    "delimiter",
    "encoding",
    "decimal",
    "columns",
)
MODES = ("web", "paper", "interview")
TABLE = "table"
CODEBOOK = "the codebook lists them: bedarf questionnaire codebook"
MAX_FAULTS = 30


@dataclass(frozen=True)
class Column:
    """One variable: the foreign column, how its codes translate, and what an empty cell means."""

    source: str
    values: Mapping[str, str] | None
    empty: str | None


@dataclass(frozen=True)
class ColumnMap:
    """A whole map; ``meta`` holds the foreign columns of respondent, date, channel and language.

    ``decimal`` is the sign before decimals, where the map names it; ``rules`` are what the codebook allows in
    each variable, where that is to be checked.
    """

    columns: Mapping[str, Column]
    meta: Mapping[str, str]
    mode: str
    delimiter: str | None
    encoding: str
    decimal: str | None = None
    rules: Mapping[str, Rules] = field(default_factory=dict)

    @property
    def sources(self) -> list[str]:
        """Foreign columns that the map names, each once."""
        named = [column.source for column in self.columns.values()] + list(self.meta.values())
        return list(dict.fromkeys(named))


def load(
    path: Path, variables: Sequence[str], rules: Mapping[str, Rules] | None = None
) -> ColumnMap:
    """Read a column map.

    Args:
        path: of the map.
        variables: the codebook's.
        rules: by variable, where codes are to be held against the codebook.

    Raises:
        PipelineError: every unknown key, unknown variable, code that is not ours or malformed entry, with
            its line.
    """
    file = yamlfile.load(path)
    data = file.data if isinstance(file.data, dict) else {}
    faults = [
        Fault(f"the key '{key}' is not known", file.where((key,)), hint=f"known: {', '.join(TOP)}")
        for key in data
        if key not in TOP
    ]
    entries = data.get("columns")
    if not isinstance(entries, dict) or not entries:
        faults.append(
            Fault("'columns' is missing", file.where(), hint="add `columns:` with variable: column")
        )
        entries = {}
    columns: dict[str, Column] = {}
    for variable, entry in entries.items():
        loc: yamlfile.Loc = ("columns", variable)
        if variable not in variables:
            faults.append(
                Fault(f"'{variable}' is no variable of the questionnaire", file.where(loc),
                      hint=closest(str(variable), variables, CODEBOOK))
            )  # fmt: skip
        column = _column(entry)
        if column is None:
            faults.append(
                Fault(
                    f"'{variable}' is not a column's name nor {{ from: …, values: … }}",
                    file.where(loc),
                )
            )
        else:
            columns[variable] = column
            rule = (rules or {}).get(variable)
            faults += [
                Fault(f"'{ours}' is no answer code of {variable}", file.where((*loc, "values")),
                      hint=rule.hint)
                for ours in dict.fromkeys((column.values or {}).values())
                if rule and not rule.allow(ours)
            ]  # fmt: skip
    mode = str(data.get("mode", "web"))
    if mode not in MODES:
        hint = f"write one of: {', '.join(MODES)}"
        faults.append(Fault(f"'{mode}' is no mode", file.where(("mode",)), hint=hint))
    decimal = data.get("decimal")
    if decimal not in {None, ",", "."}:
        hint = 'write "," or "." in quotes'
        faults.append(
            Fault(f"'{decimal}' separates no decimals", file.where(("decimal",)), hint=hint)
        )
    if faults:
        raise PipelineError.of(faults)
    meta = {
        k: str(data[k]) for k in ("respondent", "submitted_at", "kanal", "language") if k in data
    }
    delimiter = data.get("delimiter")
    encoding = str(data.get("encoding", "utf-8-sig"))
    return ColumnMap(columns, meta, mode, delimiter, encoding, decimal, rules or {})


def _column(entry: Any) -> Column | None:
    if isinstance(entry, str | int):
        return Column(str(entry), None, "")
    if (
        not isinstance(entry, dict)
        or "from" not in entry
        or set(entry) - {"from", "values", "empty"}
    ):
        return None
    values = entry.get("values")
    if values is not None and not isinstance(values, dict):
        return None
    if entry.get("empty", "unanswered") not in {"unanswered", "not_shown"}:
        return None
    translated = None if values is None else {str(k): _word(v) for k, v in values.items()}
    return Column(str(entry["from"]), translated, None if entry.get("empty") == "not_shown" else "")


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def answers(
    rows: Sequence[Mapping[str, str | None]],
    plan: ColumnMap,
    source: str,
    file: str,
    explain: Callable[[str, str], str] = lambda column, code: "",
    *,
    numbers: Collection[str] = (),
) -> list[Answer]:
    """Translate foreign rows.

    Args:
        rows: one mapping per respondent, foreign column to text (None or "" where empty).
        plan: the column map.
        source: how the source is called in the raw table.
        file: how messages call the file.
        explain: what the file itself says about a code of a column, for messages.
        numbers: columns that the file holds as numbers, not as text.

    Raises:
        PipelineError: columns that the file does not have; codes that the map does not name; numbers that
            can be read in two ways; broken dates; repeated ids.
    """
    found = set(rows[0]) if rows else set()
    faults = [
        Fault(f"the file has no column '{name}'", file, hint="correct the column map")
        for name in plan.sources
        if rows and name not in found
    ]
    if faults:
        raise PipelineError.of(faults)
    translator = _Translator(plan, source, file, explain, numbers)
    out = [translator.answer(row, number) for number, row in enumerate(rows, start=1)]
    if translator.faults:
        raise PipelineError.of(_shortened(translator.faults, file))
    return out


def _shortened(faults: list[Fault], file: str) -> list[Fault]:
    """One fault per kind of thing with the first row that has it; how many rows more."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for fault in faults:
        rows.setdefault((fault.what, fault.why, fault.hint), []).append(fault.where)
    out = [
        Fault(what, where[0] + (f" and {len(where) - 1} more" if len(where) > 1 else ""), why, hint)
        for (what, why, hint), where in rows.items()
    ]
    if len(out) > MAX_FAULTS:
        return [*out[:MAX_FAULTS], Fault(f"{len(out) - MAX_FAULTS} more faults of this kind", file)]
    return out


class _Translator:
    """Rows to answers; collects faults instead of stopping at the first."""

    def __init__(
        self,
        plan: ColumnMap,
        source: str,
        file: str,
        explain: Callable[[str, str], str],
        numbers: Collection[str],
    ) -> None:
        self.plan, self.source, self.file, self.explain = plan, source, file, explain
        self.clear = set(numbers)  # columns without a number to ask about, or with one that was
        self.faults: list[Fault] = []
        self.seen: dict[str, int] = {}

    def answer(self, row: Mapping[str, str | None], number: int) -> Answer:
        def meta(name: str) -> str | None:
            return row[self.plan.meta[name]] if name in self.plan.meta else None

        named = meta("respondent")
        identity = named or str(number)
        if identity in self.seen:
            what = f"the respondent '{identity}' stands here twice"
            self._fault(what, number, why=f"first in row {self.seen[identity]}")
        self.seen.setdefault(identity, number)
        submitted = None
        try:
            submitted = moment(meta("submitted_at"))
        except ValueError:
            self._fault(
                f"'{meta('submitted_at')}' is no date",
                number,
                hint="write it as 31.10.2026 or 2026-10-31",
            )
        return Answer(
            # an id of the file's own holds wherever its row stands: a split file gives the same respondents
            respondent=opaque(TABLE, named) if named else opaque(self.source, identity),
            source=self.source,
            mode=self.plan.mode,
            values={v: self._code(row, v, c, number) for v, c in self.plan.columns.items()},
            submitted_at=submitted,
            language=meta("language") or "de",
            kanal=meta("kanal"),
        )

    def _code(
        self, row: Mapping[str, str | None], variable: str, column: Column, number: int
    ) -> str | None:
        text = row[column.source]
        if text is None or text == "":
            return column.empty
        if column.values is None:
            rule = self.plan.rules.get(variable)
            if rule and not rule.allow(text):
                what = f"'{text}' of column {column.source} is no answer code of {variable}"
                entry = f"{{ from: {column.source}, values: {{ {text}: … }} }}"
                hint = f"say in the column map what it means: {entry}"
                self._fault(what, number, why=self.explain(column.source, text), hint=hint)
            if rule and rule.kind == "numeric" and column.source not in self.clear:
                return self._number(text.strip(), column.source, number)
            return text
        if text not in column.values:
            what = f"the code '{text}' of column {column.source} is not in the column map"
            hint = f"add it to `values` of {variable}"
            self._fault(what, number, why=self.explain(column.source, text), hint=hint)
        return column.values.get(text)

    def _number(self, text: str, column: str, row: int) -> str:
        """A number that stands in the file as text."""
        if self.plan.decimal:
            return plain(text, self.plan.decimal)
        found = unmistakable(text)
        if found is not None:
            return found
        self.clear.add(column)
        small, large = plain(text.replace(".", ","), ","), plain(text.replace(",", "."), ",")
        self._fault(
            f"'{text}' of column {column} is {large} or {float(small):g}",
            row,
            why="a point or comma before three digits may separate thousands or decimals",
            hint='say in the column map what separates decimals: `decimal: ","` (1.200 is 1200) or '
            '`decimal: "."` (1,200 is)',
        )
        return text

    def _fault(self, what: str, row: int, *, why: str = "", hint: str = "") -> None:
        self.faults.append(Fault(what, f"{self.file}, row {row}", why, hint))
