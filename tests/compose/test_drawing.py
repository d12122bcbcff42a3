"""Charts drawn by a second process are the charts drawn here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from pipeline.compose.charts import drawing, theme
from pipeline.compose.charts.bars import Bars
from pipeline.compose.charts.chart import Chart
from pipeline.compose.charts.marks import Row
from pipeline.compose.language import speaking
from pipeline.compose.sentences import Figure

CHARTS = [
    Chart(f"x{i}", f"Befund {i}", "Anteile", "Quelle", "Alternative", "Bild",
          Bars([Row("Ferien", Figure(0.25 + i / 10, None, None, 22, "rounded"))]))
    for i in range(3)
]  # fmt: skip


@pytest.fixture(scope="module")
def brand(root: Path) -> theme.Theme:
    return theme.load(root / "reports" / "_brand.yml")


@pytest.fixture(scope="module")
def alone(brand: theme.Theme) -> drawing.Pictures:
    """All pictures, drawn in this process."""
    return together(drawing.Drawing(brand, second=False))


@pytest.fixture
def pencil(brand: theme.Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[drawing.Drawing]:
    """Draws with a second process."""
    monkeypatch.setattr(drawing, "processors", lambda: 2)
    with drawing.drawing(brand) as made:
        yield made
    assert active_children() == []


def together(pencil: drawing.Drawing) -> drawing.Pictures:
    return {name: data for made in pencil.finish(CHARTS) for name, data in made.items()}


def wait(condition: object) -> None:
    deadline = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_second_process_draws_the_same_bytes(
    pencil: drawing.Drawing, alone: drawing.Pictures
) -> None:
    pencil.begin(CHARTS)
    pencil.begin(CHARTS)
    wait(lambda: len(pencil._drawn) == 3)  # nothing is left to be drawn here
    assert together(pencil) == alone
    assert active_children() == []


def test_it_speaks_the_language_that_is_spoken_here(pencil: drawing.Drawing) -> None:
    with speaking("en"):
        pencil.begin(CHARTS[:1])
        wait(lambda: pencil._drawn)
        (there,) = pencil.finish(CHARTS[:1])
    assert there == drawing.pictures(CHARTS[0], pencil._theme, "en")


def test_what_a_killed_process_did_not_give_is_drawn_here(
    pencil: drawing.Drawing, alone: drawing.Pictures
) -> None:
    pencil.begin(CHARTS)
    wait(active_children)
    active_children()[0].kill()
    assert together(pencil) == alone
    assert active_children() == []


def test_one_processor_starts_no_process(
    brand: theme.Theme, alone: drawing.Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "processors", lambda: 1)
    with drawing.drawing(brand) as pencil:
        pencil.begin(CHARTS)
        assert together(pencil) == alone
        assert active_children() == []


def test_only_the_last_chart_of_a_name_is_given(
    pencil: drawing.Drawing, alone: drawing.Pictures
) -> None:
    pencil.begin([Chart("x1", "Anderer Befund", "", "", "", "", CHARTS[0].plot)])
    assert together(pencil) == alone


def test_a_chart_that_cannot_be_drawn_says_why(pencil: drawing.Drawing) -> None:
    broken = Chart("x", "a", "b", "c", "d", "e", Bars([Row("Ferien", None)]))  # type: ignore[arg-type]
    pencil.begin([broken])
    with pytest.raises(AttributeError):
        list(pencil.finish([broken]))


def test_a_fault_beside_the_charts_ends_the_second_process(
    brand: theme.Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        with drawing.drawing(brand) as pencil:
            pencil.begin(CHARTS)
            raise ZeroDivisionError

    monkeypatch.setattr(drawing, "processors", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert active_children() == []
