"""The steering board: one HTML file with everything in it, for projector, laptop and phone, without network.

``compose`` wrote ``reports/_gen/board.json``; ``board/`` holds the page. What can be read without JavaScript
(ranking, findings, evidence) is written here; the script adds weights, comparison, votes and decision.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pipeline import yamlfile
from pipeline.errors import PipelineError
from pipeline.render import steering_empty, webfonts
from pipeline.render import steering_html as html
from pipeline.workspace import Workspace, write_text

ASSETS = Path(__file__).parent / "board"
MAX_BYTES = 1_500_000
_COLOURS = ("petrol", "ziegel", "papier", "sand", "anthrazit", "grau", "hellgrau")


# every printed page says it, not the first one only
_DEMO_MARGIN = (
    '@page{{@top-center{{content:"DEMODATEN – Antworten simuliert, Angebote und Zitate erfunden";'
    "color:{colour};font:600 9pt sans-serif}}}}"
)


def board(ws: Workspace) -> Path:
    """Write ``reports/_output/board.html``.

    Raises:
        PipelineError: ``board.json`` is missing or of another version; the brand lacks a colour; the page
            would be larger than 1.5 MB.
    """
    data = _data(ws)
    colours = palette(ws)
    if not data["fields"]:  # nothing may be published yet
        css = _css(colours, demo=bool(data["demo"]))
        path = ws.output / "board.html"
        write_text(path, steering_empty.page(data, css, html._demo(data)))
        return path
    page = _fill(
        (ASSETS / "board.html").read_text(encoding="utf-8"),
        {
            "css": _css(colours, demo=bool(data["demo"])),
            "ranks": (ASSETS / "ranks.js").read_text(encoding="utf-8"),
            "js": _scripts("draft.js", "board.js"),
            "data": _embedded(data),
            **html.parts(data, colours),
        },
    )
    size = len(page.encode("utf-8"))
    if size > MAX_BYTES:
        raise PipelineError(
            f"the steering board would have {size / 1e6:.1f} MB; at most 1.5 MB are meant to be sent around",
            "reports/_output/board.html",
            hint="release fewer offers and quotations",
        )
    path = ws.output / "board.html"
    write_text(path, page)
    return path


def _data(ws: Workspace) -> dict[str, Any]:
    path = ws.generated / "board.json"
    if not path.is_file():
        raise PipelineError(
            "the board's data are missing",
            ws.name_of(path),
            hint="run the whole pipeline: bedarf run",
        )
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if data.get("version") != 1 or "fields" not in data:
        raise PipelineError(
            "the board's data are of another version of the program",
            ws.name_of(path),
            hint="run the whole pipeline: bedarf run",
        )
    return data


def palette(ws: Workspace) -> dict[str, str]:
    """Colours of ``reports/_brand.yml`` by name (network colours and one per field of action).

    Raises:
        PipelineError: a colour that the page needs is missing.
    """
    file = yamlfile.load(ws.reports / "_brand.yml", name="reports/_brand.yml")
    colours = (file.data.get("color") or {}).get("palette") or {}
    missing = [name for name in _COLOURS if name not in colours]
    if missing:
        raise PipelineError(
            f"the palette lacks {', '.join(missing)}",
            file.where(("color", "palette")),
            hint='give each of them a colour like "#0F4C5C"',
        )
    return {str(k): str(v) for k, v in colours.items()}


def _css(colours: dict[str, str], *, demo: bool) -> str:
    text = (ASSETS / "board.css").read_text(encoding="utf-8")
    margin = _DEMO_MARGIN.format(colour=colours["ziegel"]) if demo else ""
    named = {name: colours[name] for name in _COLOURS}
    return _fill(text, {"fonts": webfonts.css(), "demo_margin": margin, **named})


def _scripts(*names: str) -> str:
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in names)


def _embedded(data: dict[str, Any]) -> str:
    """JSON that cannot close its script element."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _fill(template: str, values: dict[str, str]) -> str:
    """Replace ``{{name}}``; every name of the template must be known, and nothing is replaced twice."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)
