"""A brand that cannot be read, a font or logo that will not print: named with line and advice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import appearance

FIELDS = ("kinderbetreuung", "arbeit", "gesundheit")


@pytest.fixture
def reports(tmp_path: Path, root: Path) -> Path:
    shutil.copyfile(root / "reports" / "_brand.yml", tmp_path / "_brand.yml")
    return tmp_path


def changed(reports: Path, old: str, new: str) -> list[str]:
    brand = reports / "_brand.yml"
    text = brand.read_text(encoding="utf-8")
    assert old in text
    brand.write_text(text.replace(old, new), encoding="utf-8")
    return [str(f) for f in appearance.faults(reports, FIELDS)]


def test_the_brand_of_the_repository_is_fine(reports: Path) -> None:
    assert appearance.faults(reports, FIELDS) == []


@pytest.mark.parametrize(
    ("old", "new", "said", "advice"),
    [
        ('"#0F4C5C"', '"#FFD400"', "'primary' (#FFD400) on 'sand' (#EFE7DA)", "the nearest that does: #"),
        ('"#5A6168"', '"#9AA0A6"', "'secondary' (#9AA0A6) on 'sand'", "4.5:1 is needed"),
        ('"#2E9D99"', '"#9BE3DF"', "'kinderbetreuung' (#9BE3DF) on 'papier'", "3:1 is needed"),
        ('"#B0452C"', "rot", "'tertiary' is no colour (found: 'rot')", "six hexadecimal digits"),
        ("  foreground: anthrazit\n", "", "the colour 'foreground' is missing", "add `foreground:"),
        ("base: Source Sans Pro", "base: Arial", "the font 'Arial' is not part", "Source Sans Pro, Source"),
        ("base: Source Sans Pro", "base: {family: Lato}", "the font 'Lato'", "write one of"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_line_and_advice(
    reports: Path, old: str, new: str, said: str, advice: str
) -> None:
    found = changed(reports, old, new)
    mine = [f for f in found if said in f]
    assert mine, found
    assert "_brand.yml, line " in mine[0]
    assert advice in mine[0]


def test_the_advice_is_followed_and_the_fault_is_gone(reports: Path) -> None:
    found = changed(reports, '"#0F4C5C"', '"#FFD400"')
    nearest = found[0].split("the nearest that does: ")[1][:7]
    found = changed(reports, '"#FFD400"', f'"{nearest}"')
    assert not [f for f in found if "'primary'" in f]


def test_the_contrast_is_that_of_wcag() -> None:
    assert appearance.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert appearance.contrast("#777777", "#FFFFFF") == pytest.approx(
        4.48, abs=0.005
    )  # WebAIM's table


def picture(path: Path, mode: str, size: tuple[int, int]) -> Path:
    from PIL import Image

    Image.new(mode, size, (0, 120, 90, 30)[: len(mode)]).save(path)
    return path


@pytest.mark.parametrize(
    ("name", "mode", "size"),
    [("a.png", "RGBA", (60, 30)), ("breit.png", "RGB", (900, 30)), ("hoch.jpg", "RGB", (30, 900))],
)
def test_ordinary_logos_are_fine(
    tmp_path: Path, name: str, mode: str, size: tuple[int, int]
) -> None:
    file = picture(tmp_path / name, mode, size)
    assert list(appearance.logo(file, name, "params.yaml, line 9")) == []


def test_a_logo_that_will_not_do_is_named_with_its_line(tmp_path: Path) -> None:
    picture(tmp_path / "druck.jpg", "CMYK", (60, 30))
    (tmp_path / "logo.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "kaputt.png").write_bytes(b"no picture")
    (tmp_path / "falsch.svg").write_bytes(b"\x89PNG\r\n\x1a\n")
    for name, said, advice in (
        ("druck.jpg", "printing colours (CMYK)", "export it in RGB"),
        ("logo.pdf", "of a kind that not every document can show", ".svg (best), .png or .jpg"),
        ("kaputt.png", "damaged", "export it again"),
        ("falsch.svg", "damaged or of another kind", "export it again"),
        ("fehlt.png", "does not exist", "put the file there"),
    ):
        (fault,) = appearance.logo(tmp_path / name, name, "params.yaml, line 9")
        assert said in str(fault)
        assert advice in str(fault)
        assert "params.yaml, line 9" in str(fault)


@pytest.mark.parametrize(
    "name",
    [
        "../logo.svg", "bilder/../../logo.svg", "/srv/logo.svg", "C:/logo.svg", r"..\logo.svg",
        r"\\netz\x\logo.svg",
    ],
)  # fmt: skip
def test_a_logo_from_elsewhere_is_refused_though_it_is_there(tmp_path: Path, name: str) -> None:
    file = picture(tmp_path / "logo.png", "RGB", (60, 30))
    (fault,) = appearance.logo(file, name, "params.yaml, line 9")
    assert str(fault).startswith(
        f"params.yaml, line 9: the logo {name} does not lie below reports/"
    )
    assert fault.hint == "copy the file to reports/bilder/ and write logo: bilder/logo.svg"


def test_a_path_that_stays_below_reports_is_fine(tmp_path: Path) -> None:
    (tmp_path / "bilder").mkdir()
    file = picture(tmp_path / "bilder" / "..logo.png", "RGB", (60, 30))
    for name in ("bilder/..logo.png", "./bilder/..logo.png", "bilder/../bilder/..logo.png"):
        assert list(appearance.logo(file, name, "params.yaml, line 9")) == []


def _with_camera(path: Path) -> Path:
    from PIL import Image

    taken = Image.Exif()
    taken[0x8825] = {1: "N", 2: (50.0, 20.0, 0.0)}  # GPS
    Image.new("RGB", (60, 30)).save(path, exif=taken)
    return path


def test_a_picture_that_tells_more_than_it_shows_is_named(tmp_path: Path) -> None:
    from PIL import Image, PngImagePlugin

    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Erika Mustermann")
    Image.new("RGB", (60, 30)).save(tmp_path / "text.png", pnginfo=words)
    Image.new("RGB", (60, 30)).save(tmp_path / "notiz.jpg", comment=b"Erika Mustermann")
    drawn = '<svg xmlns:i="x" i:export-filename="C:\\Users\\erika\\logo.png"></svg>'
    (tmp_path / "logo.svg").write_text(drawn, encoding="utf-8")
    _with_camera(tmp_path / "foto.jpg")
    _with_camera(tmp_path / "foto.png")
    for name, said in (
        ("foto.jpg", "data of the camera (Exif)"), ("foto.png", "data of the camera (Exif)"),
        ("text.png", "a text (Author)"), ("notiz.jpg", "a comment"), ("logo.svg", "a folder on somebody"),
    ):  # fmt: skip
        (fault,) = appearance.logo(tmp_path / name, name, "params.yaml, line 9")
        assert said in fault.what
        assert fault.where == "params.yaml, line 9"
        assert "Remove properties" in fault.hint


def test_what_every_picture_program_writes_is_fine(tmp_path: Path) -> None:
    from PIL import Image, PngImagePlugin

    words = PngImagePlugin.PngInfo()
    words.add_text("Software", "GIMP")
    Image.new("RGB", (60, 30)).save(tmp_path / "logo.png", pnginfo=words, dpi=(300, 300))
    Image.new("RGB", (60, 30)).save(tmp_path / "logo.jpg", dpi=(300, 300), icc_profile=b"profile")
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" d:docname="logo.svg"><path d="M 1 1"/></svg>'
    (tmp_path / "logo.svg").write_text(drawn, encoding="utf-8")
    for name in ("logo.png", "logo.jpg", "logo.svg"):
        assert list(appearance.logo(tmp_path / name, name, "params.yaml, line 9")) == []


def test_the_check_needs_no_picture_library() -> None:
    code = "import sys, pipeline.appearance; assert 'PIL' not in sys.modules and 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
