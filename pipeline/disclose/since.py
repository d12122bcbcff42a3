"""What was published before guards what is published next.

If three people answered between two publications, the difference of both tells what they said. So does a
group that was shown before under another name, or one that has since got an answer more in its definition.
Three things are looked at, for every question, against every earlier publication:

1. A unit and an earlier unit of the same group, of a group within it or around it, that differ by fewer than
   ``min_n`` answers: both distributions must leave open what those few said.
2. Everybody and a group, before and now: the newcomers who are not in the group, if they are few. Sixty new
   answers, 57 of them of mothers, are enough for either figure, and their difference tells of three fathers.
3. The same the other way round, where answers were taken back.

Waves are no exception: whether the second publication's people include the first's is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.disclose.kinds import Floats
from pipeline.disclose.ledger import EVERYBODY, UNSAID, definitions, entries
from pipeline.disclose.question import NAMES, UNIT, VAGUE, WHOLE, tight
from pipeline.params import Params

Definition = dict[str, frozenset[str]]
Unit = tuple[str, str, str]


@dataclass(frozen=True)
class Shown:
    """One unit in one publication (``day``, empty for the next): answers, step of its shares, and these."""

    unit: Unit
    day: str
    definition: Definition | None
    n: int
    step: float
    shares: dict[str, float]

    @property
    def is_new(self) -> bool:
        """Whether this is about to be published."""
        return not self.day

    def bounds(self, codes: list[str]) -> tuple[Floats, Floats]:
        """Counts that the shares allow, as if nobody were weighted."""
        p = np.array([self.shares.get(code, 0.0) for code in codes])
        low = np.ceil(np.clip(p - self.step / 2, 0, 1) * self.n - 1e-9)
        high = np.floor(np.clip(p + self.step / 2, 0, 1) * self.n + 1e-9)
        return tight(low, high, self.n)


def too_close(estimates: pd.DataFrame, ledger: pd.DataFrame | None, params: Params) -> set[Unit]:
    """Units of new public estimates that an earlier publication would give away.

    Args:
        estimates: public estimates about to be published.
        ledger: earlier publications.
        params: limits of disclosure, and what defines the target groups.
    """
    if ledger is None or ledger.empty or estimates.empty:
        return set()
    limits = params.disclosure
    step = {NAMES[0]: WHOLE, NAMES[1]: limits.round_to / 100}
    meaning = definitions(params)
    now = by_question(entries(estimates, "", params), step, meaning)
    before = by_question(ledger, step, meaning)
    found: set[Unit] = set()
    for question, units in now.items():
        earlier = before.get(question, [])
        for unit in units:
            if any(_tells(unit, old, limits.min_n) for old in earlier):
                found.add(unit.unit)
        for unit, everybody, old, old_everybody in _twice(units, earlier):
            if _tells_others((unit, everybody), (old, old_everybody), limits.min_n):
                found.add(unit.unit)
    return found


def by_question(
    table: pd.DataFrame, step: dict[str, float], meaning: dict[str, str]
) -> dict[tuple[str, str], list[Shown]]:
    """Units of a ledger by questionnaire and variable.

    Args:
        table: table ``ledger``.
        step: status -> step of its shares.
        meaning: target group -> definition, where the ledger says none.
    """
    out: dict[tuple[str, str], list[Shown]] = {}
    for row in table.to_dict("records"):
        unit = (str(row[UNIT[0]]), str(row[UNIT[1]]), str(row[UNIT[2]]))
        text = str(row["definition"])
        if text == UNSAID:
            text = meaning.get(unit[2], UNSAID)
        parts = (part.rsplit("=", 1) for part in str(row["shares"]).split(" ") if "=" in part)
        shown = Shown(
            unit, str(row["published_on"]), _parsed(text), int(row["n"]), step[str(row["status"])],
            {code: float(share) for code, share in parts},
        )  # fmt: skip
        out.setdefault(unit[:2], []).append(shown)
    return out


def _parsed(text: str) -> Definition | None:
    if text == UNSAID:
        return None
    if text == EVERYBODY:
        return {}
    pairs = (part.split("=", 1) for part in text.split("&"))
    return {variable: frozenset(codes.split("|")) for variable, codes in pairs}


def _related(fewer: Shown, more: Shown) -> bool:
    """Whether the smaller group lies within the larger one, or is it.

    A group now does not lie within everybody of before: newcomers are in it. Within everybody of now it is
    guarded by the publication itself.
    """
    inner, outer = fewer.definition, more.definition
    if inner is None or outer is None:
        return fewer.unit == more.unit
    return _within(inner, outer) and (bool(outer) or not inner or not fewer.is_new)


def _within(inner: Definition, outer: Definition) -> bool:
    return all(v in inner and inner[v] <= codes for v, codes in outer.items())


def _tells(unit: Shown, old: Shown, few: int) -> bool:
    gap = abs(unit.n - old.n)
    fewer, more = (old, unit) if unit.n > old.n else (unit, old)
    if not 0 < gap < few or not _related(fewer, more):
        return False
    width = None
    if fewer.shares and more.shares:
        codes = sorted(fewer.shares.keys() | more.shares.keys())
        width = _width(_minus(more.bounds(codes), fewer.bounds(codes)), gap)
    if width is None:  # weighted shares are no counts; only their rounding hides something
        return unit.n * unit.step + old.n * old.step < min(gap, VAGUE)
    return bool((width < min(gap, VAGUE)).any())


def _twice(units: list[Shown], earlier: list[Shown]) -> Iterator[tuple[Shown, Shown, Shown, Shown]]:
    """A group and everybody, now and in one earlier publication."""
    everybody = next((u for u in units if u.definition == {}), None)
    if everybody is None:
        return
    everybody_of = {old.day: old for old in earlier if old.definition == {}}
    for unit in units:
        if not unit.definition:
            continue
        for old in earlier:
            if old.definition == unit.definition and old.day in everybody_of:
                yield unit, everybody, old, everybody_of[old.day]


def _tells_others(now: tuple[Shown, Shown], before: tuple[Shown, Shown], few: int) -> bool:
    """Whether those who came (or left) and are not in the group are few and told."""
    gaps = [a.n - b.n for a, b in zip(now, before, strict=True)]
    if min(gaps) < 0:
        now, before, gaps = before, now, [-gap for gap in gaps]
    size = gaps[1] - gaps[0]
    if min(gaps) < 0 or not 0 < size < few or not all(x.shares for x in (*now, *before)):
        return False
    codes = sorted(set().union(*(x.shares for x in (*now, *before))))
    of_group, of_all = (
        _minus(a.bounds(codes), b.bounds(codes)) for a, b in zip(now, before, strict=True)
    )
    group, everybody = (
        (np.maximum(low, 0), np.minimum(high, gap))
        for (low, high), gap in zip((of_group, of_all), gaps, strict=True)
    )
    width = _width(_minus(everybody, group), size)
    if width is None:
        return sum(x.n * x.step for x in (*now, *before)) < min(size, VAGUE)
    around = np.inf
    if gaps[1] >= few:  # what all newcomers together may be known to have said
        around = np.minimum(everybody[1], gaps[1] - everybody[0])
    return bool((width < np.minimum(min(size, VAGUE), around)).any())


def _minus(a: tuple[Floats, Floats], b: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    return a[0] - b[1], a[1] - b[0]


def _width(bounds: tuple[Floats, Floats], people: int) -> Floats | None:
    """By how many people each answer of these people is open; None where shares are not those of counts."""
    low, high = tight(np.maximum(bounds[0], 0), np.minimum(bounds[1], people), people)
    return None if (high < low).any() else np.asarray(high - low)
