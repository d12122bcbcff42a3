"""Documents by Quarto where it is installed, else by the built-in engine; from the same sources."""

from __future__ import annotations

import filecmp
import importlib.util
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError
from pipeline.workspace import Workspace, replacing

if TYPE_CHECKING:
    from pipeline.render.job import Job

FORMATS: dict[str, tuple[str, ...]] = {
    "bedarfsanalyse": ("html", "pdf", "docx"),
    "broschuere": ("pdf", "html"),
    "startseite": ("html",),
    "faktenblaetter": ("pdf",),
    "presse": ("pdf",),
    "folien": ("pdf",),
}
ENGINES = ("auto", "quarto", "builtin")
INTERACTIVE = b'<button type="button" class="interaktiv"'
PLOTLY = "plotly.min.js"
OURS_ALONE = (
    "print",
    "docx",
)  # Quarto knows no bleed, and our styles in Word only by a binary file


def render(
    ws: Workspace, document: str, formats: Sequence[str] | None = None, *, engine: str = "auto"
) -> list[Path]:
    """Check a document and make it.

    Args:
        ws: the network's folder.
        document: name without suffix (``bedarfsanalyse``, ``broschuere``).
        formats: ``html``, ``pdf``, ``docx``, ``print`` (a PDF with bleed); the last two always by the
            built-in engine. By default what :data:`FORMATS` says.
        engine: ``auto`` takes Quarto if it is installed and will do, else the built-in engine.

    Returns:
        The files written to ``reports/_output``, each whole or not at all; with the first page that has
        interactive charts also ``plotly.min.js``.

    Raises:
        PipelineError: all faults of the document at once; an unknown format or engine; Quarto wanted but
            not there or not usable; what an engine complains about.
    """
    from pipeline.render import quarto
    from pipeline.render.job import WRITERS, prepare

    wanted = list(formats or FORMATS.get(document, ("html", "pdf")))
    for given, known, what in [(f, tuple(WRITERS), "format") for f in wanted] + [
        (engine, ENGINES, "engine")
    ]:
        if given not in known:
            raise PipelineError(
                f"the {what} '{given}' is not known", hint=f"known: {', '.join(known)}"
            )
    program, said = (None, "")
    if any(output not in OURS_ALONE for output in wanted):
        program, said = quarto.choose(engine)
    if said:
        sys.stderr.write(f"{said}\n")
    job = prepare(ws, document)
    with ThreadPoolExecutor() as pool:  # pandoc, Typst and Quarto work outside of Python
        made = [pool.submit(_make, ws.output, job, output, program) for output in wanted]
        written = [file.result() for file in made]
    if any(t.suffix == ".html" and INTERACTIVE in t.read_bytes() for t in written):
        written += plotly(ws.output)
    return written


def _make(folder: Path, job: Job, output: str, program: Path | None) -> Path:
    """One format of a document; the earlier file stays where this fails."""
    from pipeline.render import builtin, quarto

    target = folder / (f"{job.name}-druck.pdf" if output == "print" else f"{job.name}.{output}")
    with replacing(target) as temporary:
        if program and output not in OURS_ALONE:
            quarto.render(job, output, temporary, program)
        else:
            builtin.render(job, output, temporary)
    return target


def plotly(folder: Path) -> list[Path]:
    """Put ``plotly.min.js`` beside pages whose charts load it on demand, unless it lies there already."""
    package = importlib.util.find_spec("plotly")
    if package is None or package.origin is None:
        return []  # the pages show their pictures
    source = Path(package.origin).parent / "package_data" / PLOTLY
    target = folder / PLOTLY
    if target.is_file() and filecmp.cmp(source, target, shallow=False):
        return []
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)
    return [target]
