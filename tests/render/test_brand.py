"""Colours can be read: contrast after WCAG 2.2 (relative luminance), computed here from the definition."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from pipeline import yamlfile

FIELDS = (
    "kinderbetreuung", "arbeit", "qualifizierung", "vereinbarkeit", "finanzen", "information",
    "soziales_netz", "gesundheit", "wohnen_mobilitaet",
)  # fmt: skip
WHITE = "#FFFFFF"


@pytest.fixture(scope="module")
def colours(root: Path) -> dict[str, str]:
    data = yamlfile.load(root / "reports" / "_brand.yml").data["color"]
    palette = data.pop("palette")
    return palette | {name: palette.get(value, value) for name, value in data.items()}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    """CIE L* from the relative luminance."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


@pytest.mark.parametrize("ground", ["background", "papier", "sand"])
@pytest.mark.parametrize("text", ["foreground", "primary", "secondary", "tertiary"])
def test_text_has_a_contrast_of_4_5(colours: dict[str, str], text: str, ground: str) -> None:
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["background", "papier"])
@pytest.mark.parametrize("mark", [*FIELDS, "hellgrau"])
def test_marks_have_a_contrast_of_3(colours: dict[str, str], mark: str, ground: str) -> None:
    assert contrast(colours[mark], colours[ground]) >= 3


def mixed(colour: str, other: str, part: float) -> str:
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in pairs)


@pytest.mark.parametrize("field", FIELDS)
def test_a_fields_figure_can_be_read_on_a_breath_of_its_colour(
    colours: dict[str, str], field: str
) -> None:
    """The mixtures of design/bedarfskompass.typ and .css, light and dark."""
    colour = colours[field]
    assert contrast(mixed(colour, "#000000", 0.75), mixed(colour, WHITE, 0.1)) >= 4.5
    ground = mixed(colour, "#15191c", 0.2)
    assert contrast(mixed(colour, WHITE, 0.35), ground) >= 4.5
    assert contrast("#b4b8bc", ground) >= 4.5
    assert contrast(colours["secondary"], mixed(colour, WHITE, 0.1)) >= 4.5


def test_white_text_on_the_primary_colour_can_be_read(colours: dict[str, str]) -> None:
    assert contrast(WHITE, colours["primary"]) >= 4.5


def test_fields_of_action_differ_in_greyscale(colours: dict[str, str]) -> None:
    steps = [abs(lightness(colours[a]) - lightness(colours[b])) for a, b in combinations(FIELDS, 2)]
    assert min(steps) > 4
