"""Charts: honest marks, fixed bytes, our own fonts, readable in greyscale and on a phone."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from pipeline.compose.charts import canvas, theme
from pipeline.compose.charts.bars import Bars
from pipeline.compose.charts.chart import DEMO, Chart, Plot
from pipeline.compose.charts.dots import Dots
from pipeline.compose.charts.flow import Flow, Step
from pipeline.compose.charts.likert import Item, Likert
from pipeline.compose.charts.marks import TOO_FEW, Row, top_of_axis
from pipeline.compose.charts.matrix import APART, Matrix, Place
from pipeline.compose.charts.pairs import Pair, Pairs
from pipeline.compose.charts.ranking import Ranked, Ranking
from pipeline.compose.charts.theme import Theme
from pipeline.compose.charts.tiles import SHADES, Tile, Tiles
from pipeline.compose.charts.trend import Series, Trend
from pipeline.compose.sentences import Figure

LONG = "Betreuung am frühen Morgen vor 7 Uhr oder am Abend nach 17 Uhr in Garmisch-Partenkirchen"
FIRM = Figure(0.62, 0.54, 0.69, 169)
FEW = Figure(0.25, None, None, 22, "rounded")
HIDDEN = Figure(None, n=0, status="withheld")
ROWS = [
    Row("Ferien", FIRM, True),
    Row(LONG, Figure(0.38, 0.3, 0.46, 161)),
    Row("Kur", FEW),
    Row("Bus", HIDDEN),
]
PLOTS: dict[str, Plot] = {
    "bars": Bars(ROWS),
    "dots": Dots([ROWS[0], None, *ROWS[1:]], Figure(0.5, 0.44, 0.56, 169)),
    "flow": Flow([Step("begonnen", 447), Step("ausgewertet", 414, "zu wenig beantwortet")]),
    "likert": Likert(
        [Item(LONG, (0.2, 0.3, 0.2, 0.2, 0.1), 150), Item("Kita", (0.1, 0.1, 0.2, 0.4, 0.2), 140, 0.05)],
        ["sehr schlecht", "eher schlecht", "teils/teils", "eher gut", "sehr gut"],
        2,
        aside_label="weiß nicht",
    ),
    "matrix": Matrix([Place(f"Thema {k}", 0.7 + k % 3 / 50, 0.4 + k % 4 / 50, "#0f4c5c") for k in range(12)]),
    "pairs": Pairs([Pair(LONG, 0.6, 0.2, True), Pair("Gleitzeit", 0.3, 0.5)], ("Wunsch", "Angebot")),
    "ranking": Ranking(
        [Ranked(f"Feld {k}", 6 - k / 3, 5 - k / 3, 7 - k / 3, k + 1, 1, 4, "#0f4c5c") for k in range(4)]
    ),
    "tiles": Tiles([Tile("Rosbach v. d. Höhe", 0.2), Tile("Nidda", 0.24), Tile("Kefenrod", None)], "%", 1),
    "trend": Trend(
        [
            Series("Kreis", [("2022", 2905.0), ("2023", 3233.0)], True),
            Series("Land", [("2022", 3000.0), ("2023", 2800.0)]),
        ]
    ),
}  # fmt: skip


def chart(plot: Plot, demo: bool = True) -> Chart:
    return Chart(
        "x",
        "Ein Befund",
        "Anteile in Prozent",
        "Quelle: Befragung 2026",
        "Alternative",
        "Bild",
        plot,
        demo,
    )


@pytest.mark.parametrize("width", [theme.PRINT_WIDTH, theme.PHONE_WIDTH])
@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_every_kind_gives_the_same_bytes_again_and_no_date(kind: str, width: float) -> None:
    first, second = (canvas.svg(chart(PLOTS[kind]).drawn(Theme(), width)) for _ in range(2))
    assert first == second
    assert not re.search(rb"\d{4}-\d{2}-\d{2}T|Matplotlib v", first)
    assert b"<image" not in first


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_nothing_is_drawn_outside_the_picture(kind: str) -> None:
    """The right and the left edge of the bitmap stay paper, so that no text is cut off."""
    import numpy as np
    from matplotlib import image

    for width in (theme.PRINT_WIDTH, theme.PHONE_WIDTH):
        drawn = canvas.png(chart(PLOTS[kind]).drawn(Theme(), width))
        pixels = image.imread(io.BytesIO(drawn), format="png")[:, :, :3]
        body = pixels[: int(len(pixels) * 0.8)]
        ink = (body < 0.45).all(axis=2)
        assert not ink[:, -1].any(), kind
        bars_touch_the_edge = kind in ("flow", "tiles") or (
            kind == "bars" and width == theme.PHONE_WIDTH
        )
        if not bars_touch_the_edge:
            assert np.count_nonzero(ink[:, 0]) == 0, kind


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_every_kind_is_a_plotly_figure_without_anything_from_the_network(kind: str) -> None:
    figure = chart(PLOTS[kind]).plotly(Theme())
    text = json.dumps(figure, allow_nan=False)
    assert "http" not in text
    assert figure["layout"]["separators"].startswith(",")
    assert str(DEMO) in json.dumps(figure["layout"], ensure_ascii=False)
    assert figure["config"]["displayModeBar"] is False


def test_plotly_itself_accepts_every_figure() -> None:
    graph_objects = pytest.importorskip("plotly.graph_objects")
    for plot in PLOTS.values():
        figure = chart(plot).plotly(Theme())
        graph_objects.Figure(data=figure["data"], layout=figure["layout"])


def test_answers_that_share_an_official_figure_are_all_named_beside_their_dots() -> None:
    joined = "Alter des jüngsten Kindes: " + " oder ".join(
        f"„{k} bis {k + 2} Jahre, in Kita, Tagespflege oder Ganztag“" for k in (0, 3, 6, 9)
    )
    for width in (theme.PRINT_WIDTH, theme.PHONE_WIDTH):
        drawn = chart(Pairs([Pair(joined, 0.6, 0.2, True)], ("Befragte", "amtlich"))).drawn(
            Theme(), width
        )
        told = words_of(canvas.svg(drawn))
        assert "…" not in told
        assert "9 bis" in told


def test_a_long_label_of_a_step_does_not_run_into_the_note_below() -> None:
    """On a phone the label has three lines, which are higher than its bar."""
    label = "Links und Bögen ausgegeben, soweit gezählt"
    steps = [
        Step(label, 1870, open=True),
        Step("begonnen", 447, "Eine Quote lässt sich nicht bilden."),
    ]
    note = next(
        line for line in lines_of(Flow(steps), theme.PHONE_WIDTH) if line[1].startswith("Eine")
    )
    last = max(y for y, text in lines_of(Flow(steps), theme.PHONE_WIDTH) if text in label)
    assert note[0] - last >= theme.STYLES["small"].line


def lines_of(plot: Plot, width: float) -> list[tuple[float, str]]:
    """Baseline (mm from the top) and text of every line that a plot draws."""
    found: list[tuple[float, str]] = []

    class Sheet(canvas.Canvas):
        def text(self, x: float, y: float, text: str, style: str = "label", **kw: str) -> None:
            found.append((y, text))

    plot.draw(Sheet(width, Theme()), 0)
    return found


def words_of(picture: bytes) -> str:
    return " ".join(re.findall(r"<!-- (.*?) -->", picture.decode("utf-8")))


def test_what_may_not_be_shown_is_a_hatched_place_with_a_word_and_never_a_zero() -> None:
    picture = canvas.svg(chart(Bars([Row("Kur", HIDDEN)])).drawn(Theme(), 124))
    assert str(TOO_FEW) in words_of(picture)
    assert not re.search(r"\b0\s?%", words_of(picture))
    assert b"url(#" in picture  # the hatch


def test_figures_of_few_people_stand_in_brackets_without_an_interval() -> None:
    assert "[25\u202f%]" in words_of(canvas.svg(chart(Bars([Row("Kur", FEW)])).drawn(Theme(), 124)))
    trace = Bars([Row("Kur", FEW)]).plotly(Theme())["data"][0]
    assert trace["error_x"]["array"] == [0]


def test_n_stands_beside_every_bar_where_it_differs() -> None:
    found = words_of(canvas.svg(chart(PLOTS["bars"]).drawn(Theme(), 124))).split()
    assert {"169", "161", "22"} <= set(found)


def test_bars_start_at_zero_and_end_at_a_round_value_above_every_interval() -> None:
    assert top_of_axis(ROWS) == pytest.approx(0.7)
    assert top_of_axis([Row("", Figure(0.97, 0.93, 1.0, 80))]) == 1.0
    assert Bars(ROWS).plotly(Theme())["data"][0]["type"] == "bar"
    assert Bars(ROWS).plotly(Theme())["layout"]["xaxis"]["range"][0] == 0


def test_answers_diverge_from_the_middle() -> None:
    plot = PLOTS["likert"]
    data = plot.plotly(Theme())["data"]
    for position in range(2):
        bad = sum(data[k]["x"][position] for k in range(2)) + data[2]["x"][position] / 2
        assert data[0]["base"][position] == pytest.approx(-bad, abs=0.2)


def test_numbers_in_the_matrix_never_hide_each_other() -> None:
    import math

    from pipeline.compose.charts.matrix import _Plane, _spread

    places = [Place(str(k), 0.7, 0.4, "#0f4c5c") for k in range(7)]
    plane = _Plane(places, 0.0, 0.0, 60.0)
    spots = _spread([plane.at(0.4, 0.7)] * 7, plane)
    gaps = [math.dist(a, b) for i, a in enumerate(spots) for b in spots[:i]]
    assert min(gaps) > APART * 0.9


@pytest.fixture(scope="module")
def brand(root: Path) -> Theme:
    return theme.load(root / "reports" / "_brand.yml")


def test_colours_come_from_the_brand(brand: Theme) -> None:
    assert brand.primary == "#0f4c5c"
    assert brand.field_colour("kinderbetreuung") == "#2e9d99"
    assert brand.field_colour("something else") == brand.primary


def test_marks_and_texts_have_enough_contrast(brand: Theme) -> None:
    for colour in (brand.primary, brand.accent, brand.ink, brand.grey):
        assert theme.contrast(colour, brand.paper) >= 4.5
    assert theme.contrast(brand.mid, brand.paper) >= 3
    for field in (f for f in brand.fields if f not in ("papier", "sand")):
        assert theme.contrast(brand.fields[field], brand.paper) >= 3, field
    for share in SHADES:
        shade = brand.tint(brand.primary, share)
        assert theme.contrast(brand.on(shade), shade) >= 4.5, share
    scale = ["1", "2", "3", "4", "5"]
    for field in brand.fields.values():
        for shade in Likert([], scale, 2, field).colours(brand):
            assert theme.contrast(brand.on(shade), shade) >= 4.5


def test_a_network_without_a_brand_gets_the_defaults(tmp_path: Path) -> None:
    assert theme.load(tmp_path / "none.yml") == Theme()


def test_letters_come_from_the_font_package_only() -> None:
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.__file__).parent
    for style in theme.STYLES.values():
        file = Path(theme.font_file(style.weight))
        assert file.is_file()
        assert folder in file.parents
        assert style.size >= 8


def test_lines_fit_and_long_words_are_divided_by_syllables() -> None:
    for limit in (20.0, 30.0, 60.0):
        for line in theme.wrap(LONG + " und Einwanderungsgeschichte", "label", limit):
            assert theme.width(line, "label") <= limit
    assert theme.wrap("Einwanderungsgeschichte", "label", 24)[0].endswith("-")


def test_measured_widths_are_those_that_are_drawn() -> None:
    """Against matplotlib's own layout of the same line."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    for text in (LONG, "Väter [60 %] – „Tagespflege“"):
        path = TextPath((0, 0), text, size=9, prop=FontProperties(fname=theme.font_file("Regular")))
        drawn = float(path.get_extents().width) * theme.MM_PER_PT
        assert theme.width(text, "label") == pytest.approx(drawn, rel=0.035)
