"""What a network sets of its look, held against what can be read and printed: brand, fonts, logos.

Contrast after WCAG 2.2 (1.4.3: 4.5:1 for text, 1.4.11: 3:1 for marks), computed from the colours of
``reports/_brand.yml`` on every ground that they stand on. Advice names the nearest colour that would do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline import pictures, yamlfile
from pipeline.errors import Fault, PipelineError
from pipeline.workspace import leads_out

BRAND = "_brand.yml"
FONTS = ("Source Sans Pro", "Source Serif Pro")  # from packages; what a machine has plays no part
PICTURES = (".svg", ".png", ".jpg", ".jpeg")
TEXT, MARKS = 4.5, 3.0
_ROLES = ("foreground", "primary", "secondary", "tertiary")
_GROUNDS = ("background", "papier", "sand")
_HEX = re.compile(r"#[0-9a-fA-F]{6}$")
_CMYK_COMPONENTS = 4


def faults(reports: Path, fields: Iterable[str]) -> list[Fault]:
    """Everything in ``_brand.yml`` that would make publications hard to read or differ between machines.

    Args:
        reports: the folder with ``_brand.yml``.
        fields: ids of the fields of action; their colours are marks.
    """
    path = reports / BRAND
    if not path.is_file():
        return [Fault("the brand is missing", f"reports/{BRAND}", hint="get the file back")]
    try:
        file = yamlfile.load(path, name=f"reports/{BRAND}")
    except PipelineError as error:
        return list(error.faults)
    return [*_colours(file, tuple(fields)), *_fonts(file)]


def _colours(file: yamlfile.YamlFile, fields: tuple[str, ...]) -> Iterator[Fault]:
    colour = _mapping(_mapping(file.data).get("color"))
    palette = _mapping(colour.get("palette"))
    known: dict[str, str] = {}
    for name in (*_ROLES, *_GROUNDS, "hellgrau", *fields):
        loc, value = _resolved(colour, palette, name)
        if value is None:
            if name in _ROLES or name == "background":
                yield Fault(
                    f"the colour '{name}' is missing", file.where(("color",)),
                    hint=f"add `{name}: \"#24292E\"` or the name of a colour of the palette",
                )  # fmt: skip
        elif not _HEX.match(value):
            yield Fault(
                f"'{name}' is no colour (found: {value!r})", file.where(loc),
                hint="write six hexadecimal digits in quotes, for example \"#0F4C5C\"",
            )  # fmt: skip
        else:
            known[name] = value
    places = {name: _resolved(colour, palette, name)[0] for name in known}
    grounds = {name: known[name] for name in _GROUNDS if name in known}
    for name in (r for r in _ROLES if r in known):
        yield from _weak(file.where(places[name]), (name, known[name]), grounds, TEXT)
    if "primary" in known and contrast("#FFFFFF", known["primary"]) < TEXT:
        yield Fault(
            f"white titles on 'primary' ({known['primary']}) have a contrast of "
            f"{contrast('#FFFFFF', known['primary']):.1f}:1, {TEXT}:1 is needed",
            file.where(places["primary"]), "the covers cannot be read",
            f"take a darker colour, for example {_towards(known['primary'], ['#FFFFFF'], TEXT)}",
        )  # fmt: skip
    marks = {n: g for n, g in grounds.items() if n != "sand"}
    for name in (n for n in ("hellgrau", *fields) if n in known):
        yield from _weak(file.where(places[name]), (name, known[name]), marks, MARKS)


def _weak(
    where: str, named: tuple[str, str], grounds: dict[str, str], least: float
) -> Iterator[Fault]:
    name, colour = named
    poor = {g: contrast(colour, value) for g, value in grounds.items()}
    worst = min(poor, key=lambda g: poor[g], default="")
    if worst and poor[worst] < least:
        needed = _towards(colour, list(grounds.values()), least)
        yield Fault(
            f"'{name}' ({colour}) on '{worst}' ({grounds[worst]}) has a contrast of "
            f"{poor[worst]:.1f}:1, {least:g}:1 is needed",
            where,
            "text could not be read by everybody" if least == TEXT else "bars and dots would fade",
            f"the nearest that does: {needed}" if needed else "take a lighter ground",
        )


def _fonts(file: yamlfile.YamlFile) -> Iterator[Fault]:
    type_of = _mapping(_mapping(file.data).get("typography"))
    for role in ("base", "headings"):
        given = type_of.get(role)
        family = _mapping(given).get("family") if isinstance(given, dict) else given
        if family not in FONTS:
            yield Fault(
                f"the font '{family}' is not part of the program",
                file.where(("typography", role)) if role in type_of else file.where(),
                "fonts come from open-licence packages, so that every machine prints the same",
                f"write one of: {', '.join(FONTS)}",
            )


def logo(path: Path, name: str, where: str) -> Iterator[Fault]:
    """Whether a logo can stand in every document: of the network, readable by all engines, for screens.

    Args:
        path: the file.
        name: as ``params.yaml`` gives it.
        where: its line there.
    """
    if leads_out(name):
        file = name.replace("\\", "/").rsplit("/", 1)[-1]
        yield Fault(
            f"the logo {name} does not lie below reports/", where,
            "documents are made from the network's own folder alone, the same on every machine",
            f"copy the file to reports/bilder/ and write logo: bilder/{file}",
        )  # fmt: skip
        return
    if not path.is_file():
        yield Fault(
            f"the logo {name} does not exist", where,
            hint="put the file there (a path below reports/), or write logo: null",
        )  # fmt: skip
        return
    kind = path.suffix.lower()
    content = path.read_bytes()
    if kind not in PICTURES:
        yield Fault(
            f"the logo {name} is of a kind that not every document can show", where,
            hint="ask for it as .svg (best), .png or .jpg",
        )  # fmt: skip
    elif not _is_what_it_says(kind, content):
        yield Fault(
            f"the logo {name} is damaged or of another kind than its name says", where,
            hint="open it in a picture program and export it again",
        )  # fmt: skip
    elif kind in (".jpg", ".jpeg") and _jpeg_components(content) == _CMYK_COMPONENTS:
        yield Fault(
            f"the logo {name} is in printing colours (CMYK)", where,
            "browsers show it in wrong colours",
            "export it in RGB, or better as .svg",
        )  # fmt: skip
    else:
        yield from pictures.faults(path, name, where)


def _is_what_it_says(kind: str, content: bytes) -> bool:
    if kind == ".svg":
        return re.search(rb"<svg[\s>]", content) is not None
    return content.startswith(b"\x89PNG\r\n\x1a\n" if kind == ".png" else b"\xff\xd8\xff")


def _jpeg_components(content: bytes) -> int:
    """Colour components of a JPEG, from its frame header (ITU-T T.81, B.2.2); 0 where there is none."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return content[at + 9]
        at += 2 + size
    return 0


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _resolved(
    colour: dict[str, Any], palette: dict[str, Any], name: str
) -> tuple[yamlfile.Loc, str | None]:
    """Where a colour's value stands, and the value: a role may name a colour of the palette."""
    loc: yamlfile.Loc = ("color", name) if name in colour else ("color", "palette", name)
    value = colour.get(name, palette.get(name))
    for _ in range(5):
        if not isinstance(value, str) or value.startswith("#") or value not in palette:
            break
        loc, value = ("color", "palette", value), palette[value]
    return loc, None if value is None else str(value)


def _towards(colour: str, grounds: list[str], least: float) -> str:
    """The colour mixed with as little black as gives enough contrast on all grounds, or nothing."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(100, -1, -1):
        mixed = "#" + "".join(f"{round(p * step / 100):02X}" for p in parts)
        if all(contrast(mixed, ground) >= least for ground in grounds):
            return mixed
    return ""


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2 of ``#rrggbb``."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio after WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
