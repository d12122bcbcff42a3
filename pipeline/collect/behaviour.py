"""How people fill in questionnaires: they skip, break off, hurry, click through, and send twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from pipeline.collect.asks import OTHER, Ask
from pipeline.collect.chance import Chance, Ints
from pipeline.collect.columns import Cells, Columns, empty
from pipeline.collect.truth import Gaps, Survey
from pipeline.questionnaire.conditions import Condition, tests

DONT_KNOW = 4  # "don't know" is chosen so many times as often as "no answer"
SPREAD = 0.35  # standard deviation of the logarithm of durations


def leave_gaps(
    question: Sequence[Ask], drawn: Columns, gaps: Gaps, chance: Chance, progress: float
) -> None:
    """Some decline, some skip; the more, the later the question comes.

    Args:
        question: its variables.
        drawn: answers of everybody; changed in place.
        gaps: rates.
        chance: random streams.
        progress: where the question stands, 0 at the beginning to 1 at the end.
    """
    first = question[0]
    if first.variable.question.required == "hard":
        return
    together = first.variable.kind in {"multiple", "ranking"}
    for ask in question[:1] if together else question:
        kind, code = ask.variable.kind, ask.variable.question.code
        if kind == "text":
            continue
        size = len(drawn[ask.name])
        for missing in ask.missing:
            rate = gaps.keine_angabe * (DONT_KNOW if missing.missing == "dont_know" else 1)
            drawn[ask.name][chance.uniform(f"{missing.code} {ask.name}", size) < rate] = (
                missing.code
            )
        usual = gaps.ohne_antwort * (0.5 + progress)
        rate = gaps.je_variable.get(ask.name, gaps.je_variable.get(code, usual))
        skipped = chance.uniform(f"skips {ask.name}", size) < rate
        for other in question if together else [ask]:
            blank = None if other.variable.kind in {"numeric", "ranking"} else ""
            drawn[other.name][skipped] = blank
    text = f"{first.variable.question.code}_other"
    if text in drawn and not together:
        drawn[text][drawn[first.name] != OTHER] = ""


class Sheets:
    """Filled-in questionnaires, one per row; rows are changed and added."""

    def __init__(self, known: list[Ask], cells: Columns, kanal: Cells, pages: int) -> None:
        self.known, self.cells, self.pages = known, cells, pages
        self.kanal = kanal.tolist()
        self.last_page = [pages] * len(kanal)
        self.started: list[datetime] = []
        self.submitted: list[datetime | None] = []
        self.seconds: list[float] = []

    @property
    def size(self) -> int:
        """Number of questionnaires."""
        return len(self.kanal)

    def set_times(self, survey: Survey, chance: Chance) -> None:
        """Most come in early in the field period, by day; durations are log-normal."""
        first, last = survey.zeitraum
        days = (last - first).days + 1
        early = chance.uniform("day", self.size) ** 1.4
        clock = 7 + 15 * chance.uniform("clock", self.size)
        log_seconds = np.log(60 * survey.minuten) + SPREAD * chance.normal("duration", self.size)
        midnight = datetime(first.year, first.month, first.day)
        for day, hour, log_second in zip(early, clock, log_seconds, strict=True):
            start = midnight + timedelta(days=int(day * days), seconds=int(hour * 3600))
            seconds = float(round(np.exp(log_second)))
            self.started.append(start)
            self.seconds.append(seconds)
            self.submitted.append(start + timedelta(seconds=seconds))

    def hurry(self, who: Ints, chance: Chance) -> None:
        """A tenth of the time, and ticks anywhere in every array."""
        for i in who:
            self._last(i, round(self.seconds[i] * 0.12))
        for ask in self._arrays():
            valid = [*ask.upper, *ask.lower]
            drawn = chance.uniform(f"hurry {ask.name}", len(who))
            for i, u in zip(who, drawn, strict=True):
                if self.cells[ask.name][i] is not None:
                    self.cells[ask.name][i] = valid[int(u * len(valid))].code

    def click_through(self, who: Ints) -> None:
        """The same column down every array."""
        for n, i in enumerate(who):
            self._last(i, round(self.seconds[i] * 0.5))
            for ask in self._arrays():
                codes = [c.code for c in ask.variable.categories]
                if self.cells[ask.name][i] is not None:
                    self.cells[ask.name][i] = codes[n % 2]

    def break_off(self, rate: float, chance: Chance, spared: Ints) -> None:
        """After every page some leave; what comes later was not shown to them."""
        stays = np.ones(self.size, dtype=bool)
        exempt = np.isin(np.arange(self.size), spared)
        for page in range(1, self.pages):
            leaves = stays & ~exempt & (chance.uniform(f"page {page}", self.size) < rate)
            stays &= ~leaves
            for i in np.flatnonzero(leaves):
                self.last_page[i] = page
                self.submitted[i] = None
            for ask in self.known:
                if ask.page > page:
                    self.cells[ask.name][leaves] = None

    def add_outsiders(self, eligible: Condition, count: int, chance: Chance) -> None:
        """People outside the target population, sent away by one of the questions at the beginning."""
        screens = [test for test in tests(eligible) if test.op in {"==", "in"}]
        if not screens or not count:
            return
        codes = {ask.name: [c.code for c in ask.variable.categories] for ask in self.known}
        fails = chance.uniform("outsiders", count) * len(screens)
        when = chance.order("outsiders' day", self.size)
        for n in range(count):
            self._copy(int(when[n % len(when)]), minutes=11 + n)
            for ask in self.known:
                self.cells[ask.name][-1] = None
            for k, test in enumerate(screens[: int(fails[n]) + 1]):
                wrong = [code for code in codes[test.variable] if code not in test.values]
                failing = k == int(fails[n]) and wrong
                self.cells[test.variable][-1] = wrong[0] if failing else test.values[0]
            self.last_page[-1] = 1
            self._last(self.size - 1, 25 + n)

    def add_copies(self, count: int, chance: Chance) -> None:
        """Questionnaires that were sent off twice."""
        complete = [i for i in chance.order("copies", self.size) if self._is_long(int(i))]
        for n, i in enumerate(complete[:count]):
            self._copy(int(i), minutes=20 + 1300 * (n % 3))

    def add_tests(self, count: int) -> None:
        """Entries by which somebody tried the survey out."""
        complete = [i for i in range(self.size) if self._is_long(i)]
        texts = [
            a.name
            for a in self.known
            if a.variable.role == "open" and not a.name.endswith("_other")
        ]
        for n, i in enumerate(complete[:count]):
            self._copy(i, minutes=-60 * 24)
            self.kanal[-1] = "test"
            if texts and self.cells[texts[0]][-1] is not None:
                self.cells[texts[0]][-1] = "Test" if n % 2 else "test 123"

    def _arrays(self) -> list[Ask]:
        return [ask for ask in self.known if ask.variable.kind == "array"]

    def _is_long(self, i: int) -> bool:
        return self.submitted[i] is not None and self.last_page[i] == self.pages

    def _last(self, i: int, seconds: float) -> None:
        self.seconds[i] = float(seconds)
        self.submitted[i] = self.started[i] + timedelta(seconds=float(seconds))

    def _copy(self, i: int, *, minutes: int) -> None:
        for ask in self.known:
            column = self.cells[ask.name]
            longer = empty(len(column) + 1)
            longer[:-1] = column
            longer[-1] = column[i]
            self.cells[ask.name] = longer
        later = timedelta(minutes=minutes)
        submitted = self.submitted[i]
        self.kanal.append(self.kanal[i])
        self.last_page.append(self.last_page[i])
        self.started.append(self.started[i] + later)
        self.seconds.append(self.seconds[i])
        self.submitted.append(submitted + later if submitted else None)
