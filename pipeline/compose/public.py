"""What passed the disclosure wall, ready to be asked: tables as rows, labels, figures with their status."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.compose.labels import standing_alone, tidy
from pipeline.compose.language import lang
from pipeline.compose.rules import differences
from pipeline.compose.sentences import Figure
from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.workspace import Workspace

Row = dict[str, Any]
TABLES = (
    "codebook", "quality", "participation", "indicators", "margins", "estimates", "tests", "needs",
    "need_parts", "need_tests", "fields", "covariance", "ranking", "offers", "coverage", "quotes", "themes",
    "decision", "circumstances", "codes", "response_rates", "confirmation", "channels",
)  # fmt: skip
ALL = "alle"
REST = "rest"


def read_rows(path: Path) -> list[Row]:
    """A Parquet table as rows; missing values of every kind become ``None``."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:  # read_table would load pandas
        table = file.read(use_threads=False)
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        values = column.to_pylist()
        if str(column.type) in ("double", "float"):
            values = [None if v is None or math.isnan(v) else v for v in values]
        columns.append([(name, v) for v in values])
    return [dict(row) for row in zip(*columns, strict=True)]


@dataclass
class Public:
    """The public tables; a table that is not there is empty, and what would show it drops out."""

    params: Params
    tables: dict[str, list[Row]]
    meta: dict[str, Any] = field(default_factory=dict)
    channel_names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, ws: Workspace, params: Params) -> Public:
        """Read ``data/public``.

        Raises:
            PipelineError: the stage before has not run.
        """
        meta = ws.public / "meta.json"
        if not meta.is_file():
            raise PipelineError(
                "a file of an earlier stage is missing",
                ws.name_of(meta),
                hint="run the whole pipeline: bedarf run",
            )
        tables = {
            name: read_rows(path) if (path := ws.public / f"{name}.parquet").is_file() else []
            for name in TABLES
        }
        return cls(params, tables, json.loads(meta.read_text(encoding="utf-8")))

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    @property
    def demo(self) -> bool:
        """Whether any answers are simulated."""
        return bool(self.meta.get("demo", self.params.is_demo))

    def weighted(self, questionnaire: str = "alleinerziehende") -> bool:
        """Whether a survey's answers are weighted: margins alone do not say so, they may be unusable."""
        said = self.meta.get("metrics", {}).get("weighted", {})
        targets = [m["target"] for m in self["margins"] if m["questionnaire"] == questionnaire]
        return bool(said.get(questionnaire, any(t is not None for t in targets)))

    # --- labels --------------------------------------------------------------------------------

    @cached_property
    def _book(self) -> dict[tuple[str, str], list[Row]]:
        book: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self["codebook"]:
            book[row["questionnaire"], row["variable"]].append(row)
        return {key: sorted(rows, key=lambda r: r["order"]) for key, rows in book.items()}

    def variables(self, questionnaire: str, **wanted: Any) -> list[str]:
        """Variables of a questionnaire whose codebook rows have the wanted values, in its order."""
        return [
            variable
            for (name, variable), rows in self._book.items()
            if name == questionnaire and all(rows[0].get(k) == v for k, v in wanted.items())
        ]

    def book(self, questionnaire: str, variable: str) -> list[Row]:
        """Codebook rows of a variable, in the order of its categories."""
        return self._book.get((questionnaire, variable), [])

    def label(self, questionnaire: str, variable: str) -> str:
        """What a variable is called."""
        rows = self.book(questionnaire, variable)
        return tidy(rows[0]["label"]) if rows else variable

    @cached_property
    def need_names(self) -> dict[str, str]:
        """What each need is called when it stands alone."""
        asked = {
            (r["item"] or r["variable"], r["label"]): r.get("question_label") or ""
            for r in self["codebook"]
            if r["questionnaire"] == "alleinerziehende"
        }
        return {
            n["need"]: standing_alone(str(n["label"]), asked.get((n["need"], n["label"]), ""))
            for n in self["needs"]
        }

    def item_name(self, questionnaire: str, variable: str) -> str:
        """What a row of an array or an option is called when it stands alone."""
        rows = self.book(questionnaire, variable)
        return (
            standing_alone(rows[0]["label"], rows[0].get("question_label") or "")
            if rows
            else variable
        )

    def question_label(self, questionnaire: str, question: str) -> str:
        """What a question with several variables is called: the label of a question of one, else its name."""
        rows = [
            r
            for r in self["codebook"]
            if (r["questionnaire"], r["question"]) == (questionnaire, question)
        ]
        single = len({r["variable"] for r in rows}) == 1
        return (
            tidy(rows[0]["label"])
            if single
            else tidy(str(rows[0].get("question_label") or question))
        )

    @cached_property
    def field_names(self) -> dict[str, str]:
        """Short name of each field of action, in the order of ``params.yaml``."""
        return {f.id: f.short for f in self.params.fields_of_action}

    def field_name(self, field_id: str) -> str:
        """Short name of a field of action."""
        return self.field_names.get(field_id, field_id)

    def need_name(self, need: str) -> str:
        """What a need is called when it stands alone."""
        return self.need_names.get(need, need)

    def channel_name(self, code: str) -> str:
        """What a channel is called: by its label, or else its code with a capital letter."""
        labels = {str(c["kanal"]): c["label"] for c in self["channels"] if c["label"]}
        named = labels.get(code) or self.channel_names.get(code)
        return str(named or lang.capital(code.replace("_", " ")))

    @cached_property
    def groups(self) -> dict[str, str]:
        """Label of each target group of the single parents' survey, in the order of ``params.yaml``."""
        return {
            g.id: g.label
            for g in self.params.target_groups
            if g.questionnaire == "alleinerziehende"
        }

    # --- figures -------------------------------------------------------------------------------

    @cached_property
    def _estimates(self) -> dict[tuple[str, str, str | None, str, str], Row]:
        return {
            (
                e["questionnaire"],
                e["variable"],
                e["category"] or None,
                e["target_group"],
                e["statistic"],
            ): e
            for e in self["estimates"]
        }

    def figure(
        self,
        questionnaire: str,
        variable: str,
        category: str | None,
        group: str = ALL,
        statistic: str = "share",
    ) -> Figure:
        """A released estimate; a withheld one where there is none."""
        row = self._estimates.get((questionnaire, variable, category, group, statistic))
        if row is None:
            return Figure(None, status="withheld")
        return Figure(
            row["estimate"],
            row["ci_low"],
            row["ci_high"],
            int(row["n"] or 0),
            row.get("status") or "value",
        )

    def count(self, questionnaire: str, variable: str, category: str) -> tuple[int | None, int]:
        """How many gave an answer, of how many; the first is ``None`` where it may not be said."""
        row = self._estimates.get((questionnaire, variable, category, ALL, "share"))
        if row is None or row["n"] is None:
            return None, 0
        said = row["n_category"]
        return (None if said is None else int(said)), int(row["n"])

    @cached_property
    def _needs(self) -> dict[tuple[str, str], Row]:
        return {(n["need"], n["target_group"]): n for n in self["needs"]}

    def need(self, need: str, group: str = ALL) -> Figure:
        """The share in need of something in a group."""
        row = self._needs.get((need, group))
        if row is None or row["in_need"] is None:
            return Figure(None, n=int(row["n"] or 0) if row else 0, status="withheld")
        n = int(row["n"] or 0)
        status = row.get("status") or (
            "value" if n >= self.params.disclosure.bracket_below else "rounded"
        )
        if status == "withheld":
            return Figure(None, n=n, status=status)
        return Figure(row["in_need"], row["in_need_low"], row["in_need_high"], n, status)

    @cached_property
    def _need_tests(self) -> dict[tuple[str, frozenset[str]], Row]:
        return {(r["need"], frozenset((r["group_a"], r["group_b"]))): r for r in self["need_tests"]}

    @cached_property
    def _need_parts(self) -> dict[tuple[str, str, str], Row]:
        return {(r["need"], r["target_group"], r["part"]): r for r in self["need_parts"]}

    def part(self, need: str, part: str, group: str = ALL) -> Figure:
        """A part of a need (importance, awareness ...) with its interval; withheld where unknown."""
        row = self._need_parts.get((need, group, part))
        if row is None:
            return Figure(None, status="withheld")
        return Figure(row["estimate"], row["ci_low"], row["ci_high"], int(row["n"] or 0), "value")

    def differ(self, need: str, group: str, other: str = REST) -> bool:
        """Whether two groups differ *belastbar* in a need (:mod:`pipeline.compose.rules.differences`).

        Args:
            need: id of the need.
            group: target group.
            other: another one that excludes it, or ``rest``: all others.
        """
        row = self._need_tests.get((need, frozenset((group, other))))
        return row is not None and row["p_adjusted"] < differences.ALPHA

    def needs_of(self, field_of_action: str | None = None, group: str = ALL) -> list[Row]:
        """Needs (of a field) with a released share in a group, largest share first."""
        rows = [
            n
            for n in self["needs"]
            if n["target_group"] == group
            and (field_of_action is None or n["field_of_action"] == field_of_action)
            and self.need(n["need"], group).known
        ]
        return sorted(rows, key=lambda n: (-n["in_need"], n["need"]))

    @cached_property
    def ranking(self) -> list[Row]:
        """Fields of action, most urgent first."""
        return sorted(self["ranking"], key=lambda r: (r["rank"], -r["score"], r["field_of_action"]))

    # --- official figures ----------------------------------------------------------------------

    def indicator(
        self, name: str, region: str | None = None, period: str | None = None
    ) -> Row | None:
        """The latest known value of an indicator (or that of a period), by default for the own region."""
        wanted = region or self.params.network.region
        rows = [
            r
            for r in self["indicators"]
            if r["indicator"] == name
            and r["region"] == wanted
            and r["value"] is not None
            and period in (None, str(r["period"]))
        ]
        return max(rows, key=lambda r: r["period"], default=None)

    def series(self, name: str, region: str | None = None) -> list[tuple[str, float]]:
        """All known values of an indicator, by period."""
        wanted = region or self.params.network.region
        return sorted(
            (str(r["period"]), float(r["value"]))
            for r in self["indicators"]
            if r["indicator"] == name and r["region"] == wanted and r["value"] is not None
        )

    def places(self, name: str) -> list[Row]:
        """The latest value of an indicator in each municipality of the region (also unknown ones)."""
        inside = self.params.network.region
        rows = [
            r
            for r in self["indicators"]
            if r["indicator"] == name and r["region"].startswith(inside)
        ]
        rows = [r for r in rows if len(r["region"]) == 8 and r["region"] != inside]
        latest = max((r["period"] for r in rows), default=None)
        return sorted((r for r in rows if r["period"] == latest), key=lambda r: r["region"])
