"""Charts become pictures: beside the writing of texts in a second process, where there is a processor for it.

The second process only draws; files are written by the stage, which holds the lock. Whatever the second
process does not give (it was not started, it died) is drawn here, with the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from threading import Thread

from pipeline.compose.charts import theme as themes
from pipeline.compose.charts.chart import Chart
from pipeline.compose.charts.theme import Theme
from pipeline.compose.language import speaking, spoken

NARROW = "-schmal"
Pictures = dict[str, bytes]
Task = tuple[Chart, Theme, str]  # and the language


def pictures(chart: Chart, theme: Theme, language: str) -> Pictures:
    """The files of a chart by name: for print, for old Word, for phones."""
    from pipeline.compose.charts import canvas

    with speaking(language):
        wide = chart.drawn(theme, themes.PRINT_WIDTH)
        narrow = chart.drawn(theme, themes.PHONE_WIDTH)
        return {
            f"{chart.id}.svg": canvas.svg(wide),
            f"{chart.id}.png": canvas.png(wide),
            f"{chart.id}{NARROW}.svg": canvas.svg(narrow),
        }


class Drawing:
    """Charts in the order in which they were begun; this process and the second take one after the other."""

    def __init__(self, theme: Theme, *, second: bool) -> None:
        self._theme = theme
        self._waiting: SimpleQueue[Task | None] = SimpleQueue()
        self._begun: list[Chart] = []
        self._drawn: dict[int, Pictures] = {}  # by id() of the chart
        self._helper = Thread(target=self._help, daemon=True) if second else None

    def begin(self, charts: Iterable[Chart]) -> None:
        """Charts that are known already; the same ones may be given again."""
        new = [chart for chart in charts if not any(chart is known for known in self._begun)]
        for chart in new:
            self._begun.append(chart)
            self._waiting.put((chart, self._theme, spoken()))
        if new and self._helper is not None and self._helper.ident is None:
            self._helper.start()

    def finish(self, charts: Iterable[Chart]) -> Iterator[Pictures]:
        """The pictures of these charts, in their order."""
        final = list(charts)
        self.begin(final)
        with suppress(Empty):
            while task := self._waiting.get_nowait():
                if any(task[0] is chart for chart in final):  # others were replaced meanwhile
                    self._drawn[id(task[0])] = pictures(*task)
        self.close()
        for chart in final:
            yield self._drawn.get(id(chart)) or pictures(chart, self._theme, spoken())

    def close(self) -> None:
        """Wait for the chart that the second process has in hand, and end it."""
        with suppress(Empty):
            while self._waiting.get_nowait():
                pass
        if self._helper is not None and self._helper.ident is not None:
            self._waiting.put(None)
            self._helper.join()

    def _help(self) -> None:
        """In a thread: hand charts to the second process until there are none or it fails."""
        here, there = get_context("spawn").Pipe()
        process = get_context("spawn").Process(target=serve, args=(there,), daemon=True)
        process.start()
        there.close()
        with here, suppress(EOFError, OSError):
            while task := self._waiting.get():
                here.send(task)
                if made := here.recv():
                    self._drawn[id(task[0])] = made
        process.join()


def serve(tasks: Connection) -> None:
    """In the second process: draw what comes until the other end is closed or gone."""
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            task: Task = tasks.recv()
            try:
                made = pictures(*task)
            except Exception:  # the first process draws it again and says why it fails
                made = {}
            tasks.send(made)


@contextmanager
def drawing(theme: Theme) -> Iterator[Drawing]:
    """Draw charts within the block."""
    pencil = Drawing(theme, second=processors() > 1)
    try:
        yield pencil
    finally:
        pencil.close()


def processors() -> int:
    """How many there are."""
    return os.cpu_count() or 1
