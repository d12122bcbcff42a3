"""Setting a form or a guide with Typst: the network's look, our fonts, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.workspace import Workspace, leads_out

Data = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """What the network's own look adds.

    Attributes:
        colours: ``primary``, ``accent``, ``text``, ``grey``, ``paper``, ``line`` as ``#rrggbb``.
        logo: an image file, if any.
    """

    colours: Mapping[str, str]
    logo: Path | None = None


DEFAULT_LOOK = Look(
    {"primary": "#0F4C5C", "accent": "#B0452C", "text": "#24292E", "grey": "#5A6168",
     "paper": "#FAF6EF", "line": "#D9CFBF"}
)  # fmt: skip


_NAMES = {"primary": "primary", "accent": "tertiary", "text": "foreground", "grey": "secondary"}


def look_of(ws: Workspace, params: Params) -> Look:
    """Colours from ``reports/_brand.yml`` and the logo from ``params.yaml``, where they are given."""
    from pipeline import yamlfile

    colours = dict(DEFAULT_LOOK.colours)
    brand = ws.reports / "_brand.yml"
    data = yamlfile.load(brand).data if brand.is_file() else None
    section = data.get("color") if isinstance(data, dict) else None
    if isinstance(section, dict):
        palette = section.get("palette") or {}
        for ours, theirs in _NAMES.items():
            value = section.get(theirs)
            value = palette.get(value, value)
            if isinstance(value, str) and value.startswith("#"):
                colours[ours] = value
    return Look(colours, _logo(ws, params))


def _logo(ws: Workspace, params: Params) -> Path | None:
    if not params.network.logo:
        return None
    logo = ws.reports / params.network.logo
    there = logo.is_file()
    if not there or leads_out(params.network.logo):
        raise PipelineError(
            f"the logo '{params.network.logo}' does not {'lie below reports/' if there else 'exist'}",
            "params.yaml, network.logo",
            hint=f"put the file below {ws.name_of(ws.reports)}/, or write `logo: null`",
        )
    return logo


def compile_typst(template: str, data: Data, params: Params, *, logo: Path | None = None) -> bytes:
    """Compile one of this room's templates with data; see ``templates/``."""
    import tempfile
    from datetime import UTC, datetime

    import typst

    folder = resources.files("pipeline.questionnaire") / "templates"
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for file in folder.iterdir():
            if file.name.endswith(".typ"):
                (root / file.name).write_bytes(file.read_bytes())
        data["logo"] = ""
        if logo is not None and logo.is_file():
            data["logo"] = "logo" + logo.suffix.lower()
            (root / data["logo"]).write_bytes(logo.read_bytes())
        (root / "daten.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        stamp = datetime(*params.document.date.timetuple()[:3], tzinfo=UTC)
        try:
            pdf: bytes = typst.compile(
                root / template,
                root=root,
                font_paths=_fonts(arabic=data.get("direction") == "rtl"),
                ignore_system_fonts=True,
                timestamp=int(stamp.timestamp()),
            )
        except typst.TypstError as error:
            if logo is None or "image" not in str(error):
                raise
            raise PipelineError(
                f"the logo cannot be read: {error.args[0]}",
                f"{logo.name} (params.yaml, network.logo)",
                hint="save it again as PNG, JPEG or SVG",
            ) from None
    return pdf


def _fonts(*, arabic: bool = False) -> list[Path]:
    """Folders of fonts that come with our packages, so that every machine prints the same form.

    Arabic letters are those of DejaVu Sans (free licence), which matplotlib brings along.
    """
    import font_source_sans_pro
    import font_source_serif_pro

    folders = [
        Path(p.__file__).parent / "files" for p in (font_source_sans_pro, font_source_serif_pro)
    ]
    if arabic:
        folders.append(_dejavu())
    return folders


def _dejavu() -> Path:
    from importlib.util import find_spec

    spec = find_spec("matplotlib")
    folder = Path(spec.origin or "").parent / "mpl-data" / "fonts" / "ttf" if spec else Path()
    if not (folder / "DejaVuSans.ttf").is_file():
        raise PipelineError(
            "there is no font with Arabic letters",
            "matplotlib, mpl-data/fonts/ttf/DejaVuSans.ttf",
            "the form would be printed with empty boxes",
            "install matplotlib again: pip install --force-reinstall matplotlib",
        )
    return folder
