"""What may be known: every figure of the public tables, at the coarseness in which it is public.

A published share of answers lies on whole per cent. Sums and differences of such shares do too, so whatever
has finer digits must be a figure that stands in a public table (a score, a margin, an official figure).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd

Tables = dict[str, pd.DataFrame]
Shares = set[tuple[int, int]]
COUNTED = "einrichtungen"
BRACKETS = 30  # of fewer answers only steps of five points are public
STEP = 5
MOST = 9  # categories of a question whose sums are formed
BOUNDS = (("estimate", "ci_low", "ci_high"), ("in_need", "in_need_low", "in_need_high"))
NO_SHARES = ("fields", "covariance", "ranking")  # points, never shown as per cent
SPREADS = ("score", "ci_low", "ci_high")


@dataclass
class Known:
    """The attacker's knowledge.

    Attributes:
        tables: the public tables.
        figures: all numbers in them that stem from answers (shares also as per cent), sorted.
        official: the same of official statistics.
        sizes: numbers of answers on which something public rests.
        issued: links and forms that were handed out, by questionnaire.
        counted: institutions that say something, and of how many.
        shares: per cent and number of answers that stand in one row, or sums of a question's categories.
        intervals: per cent, both limits and number of answers that stand in one row.
        limits: the same without the number of answers.
        spans: only the limits.
        groups: target group -> per cents that are public of it.
    """

    tables: Tables
    figures: np.ndarray
    official: np.ndarray
    sizes: set[int] = field(default_factory=set)
    issued: set[int] = field(default_factory=set)
    counted: Shares = field(default_factory=set)
    shares: Shares = field(default_factory=set)
    intervals: set[tuple[int, int, int, int]] = field(default_factory=set)
    limits: set[tuple[int, ...]] = field(default_factory=set)
    spans: Shares = field(default_factory=set)
    groups: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def has(self, value: float, decimals: int, official: bool = False) -> bool:
        """Whether a number, written with so many decimals, is a public figure written like that.

        Args:
            value: what is written.
            decimals: how many of them.
            official: it stands where official figures do.
        """
        size = abs(value)
        reach = 0.5 * 10.0**-decimals + 1e-9 * max(1.0, size)
        pools = (self.figures, self.official) if official else (self.figures,)
        spans = (np.searchsorted(pool, [size - reach, size + reach]) for pool in pools)
        return any(end > start for start, end in spans)


def per_cent(share: float) -> int:
    """A share as whole per cent."""
    return round(float(share) * 100)


def known(tables: Tables, metrics: dict[str, object]) -> Known:
    """Collect what public tables say.

    Args:
        tables: every table of ``data/public``.
        metrics: those of ``meta.json``.
    """
    of_answers = {name: table for name, table in tables.items() if name != "indicators"}
    official = _figures({"indicators": tables["indicators"]}, {})
    out = Known(tables, _figures(of_answers, metrics), official)
    _answers(out, tables["estimates"])
    needs = tables["needs"][tables["needs"]["status"] != "withheld"]
    parts = tables["need_parts"]
    for table, columns in ((needs, BOUNDS[1]), (parts, BOUNDS[0])):
        _rows(out, table, columns)
    out.limits |= {row[:3] for row in out.intervals}
    out.spans |= {row[1:3] for row in out.intervals}
    out.issued |= {int(n) for n in tables["channels"].groupby("questionnaire")["issued"].sum()}
    took_part = tables["participation"].groupby("questionnaire")[["received", "complete", "usable"]]
    for column, totals in took_part.sum().items():
        out.sizes |= {int(n) for n in (*tables["participation"][column].dropna(), *totals)}
    out.counted |= {
        (int(some), int(of))
        for row in took_part.sum().to_numpy()
        for of, some in combinations(row, 2)
    }
    return out


def _figures(tables: Tables, metrics: dict[str, object]) -> np.ndarray:
    found, shares = [_flat(metrics)], [_flat(metrics)]
    for name, table in tables.items():
        for column in table.select_dtypes("float").columns:
            found.append(table[column].to_numpy(float))
            if name not in NO_SHARES and not column.startswith(("se", "p", "deff")):
                shares.append(found[-1])
    if "ranking" in tables:
        score, low, high = (tables["ranking"][c].to_numpy(float) for c in SPREADS)
        found += [score - low, high - score]
        shares.append(tables["ranking"]["share_top3"].to_numpy(float))
    part = np.concatenate(shares)
    values = np.concatenate([*found, 100 * part[np.abs(part) <= 1]])
    return np.unique(np.abs(values[np.isfinite(values)]))


def _flat(tree: object) -> np.ndarray:
    if isinstance(tree, dict):
        return np.concatenate([np.empty(0), *(_flat(v) for v in tree.values())])
    return np.array([tree] if isinstance(tree, int | float) else [], dtype=float)


def _answers(out: Known, table: pd.DataFrame) -> None:
    shown = table[table["status"] != "withheld"]
    _rows(out, shown, BOUNDS[0])
    institutions = shown[(shown["questionnaire"] == COUNTED) & shown["n_category"].notna()]
    out.counted |= {(int(a), int(n)) for a, n in institutions[["n_category", "n"]].to_numpy()}
    shares = shown[shown["statistic"] == "share"]
    for (_, _, group), unit in shares.groupby(["questionnaire", "variable", "target_group"]):
        points = [per_cent(p) for p in unit["estimate"]]
        counts = [int(c) if pd.notna(c) else 0 for c in unit["n_category"]]
        n = int(unit["n"].max())
        for size in range(2, len(points) if len(points) <= MOST else 2):
            for chosen in combinations(range(len(points)), size):
                out.shares.add((sum(points[i] for i in chosen), n))
                out.counted.add((sum(counts[i] for i in chosen), n))
                if size == 2:
                    out.groups[str(group)].add(sum(points[i] for i in chosen))


def _rows(out: Known, table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    for row in table[table[[columns[0], "n"]].notna().all(axis=1)].itertuples():
        share, low, high = (getattr(row, c) for c in columns)
        out.sizes.add(int(row.n))
        if abs(share) > 1:
            continue
        out.shares.add((per_cent(share), int(row.n)))
        out.groups[str(row.target_group)].add(per_cent(share))
        if pd.notna(low):
            out.intervals.add((per_cent(share), per_cent(low), per_cent(high), int(row.n)))
