"""The built-in engine: pandoc with our Lua filter, and the Typst compiler. No program but what pip brings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from pipeline.errors import Fault, PipelineError
from pipeline.render import pandoc, webfonts, word
from pipeline.render.embed import embed
from pipeline.render.job import Job

FILTER = "design/bausteine.lua"
TYPST_TEMPLATE = "design/vorlage.typst"
HTML_TEMPLATE = "design/seite.html"
BLEED = "3mm"
MARKS = "selector.or(<seite>,<letzte-seite>)"
# what Quarto takes for itself; pandoc would hand it to the template for nothing
_NOT_FOR_PANDOC = {"filters", "template", "template-partials", "css", "brand", "embed-resources"}


def render(job: Job, output: str, target: Path) -> None:
    """Make ``html``, ``pdf``, ``docx`` or ``print`` and write it to ``target``.

    Raises:
        PipelineError: pandoc or Typst refuse; with what they said.
    """
    if output in ("html", "docx"):
        target.write_bytes(html(job) if output == "html" else docx(job))
    else:
        target.write_bytes(pdf(job, bleed=output == "print"))


def docx(job: Job) -> bytes:
    """A Word document in the network's styles, to be edited further."""
    meta = {"toc-depth": 2} | job.meta("docx")
    meta |= {"author": meta.get("netzwerk", ""), "date": meta.get("stand", "")}
    with tempfile.TemporaryDirectory(prefix="bedarf-word-") as name:
        folder = Path(name)
        (folder / "reference.docx").write_bytes(word.reference(job))
        word.pictures(job, folder)
        made = folder / "made.docx"
        arguments = [
            "--to=docx", f"--lua-filter={word.FILTER}", f"--reference-doc={folder / 'reference.docx'}",
            f"--resource-path=.{os.pathsep}{folder}", f"--output={made}",
        ]  # fmt: skip
        _pandoc(job, arguments, meta)
        return word.finish(made.read_bytes(), english=job.english)


def html(job: Job) -> bytes:
    """One page that needs no other file: style and pictures lie in it."""
    meta = job.meta("html")
    arguments = [
        "--to=html5", f"--template={meta.get('template', HTML_TEMPLATE)}",
        "--section-divs", "--email-obfuscation=none", "--mathml", f"--toc-depth={meta.get('toc-depth', 3)}",
    ]  # fmt: skip
    css = meta.get("css", [])
    arguments += [f"--css={name}" for name in ([css] if isinstance(css, str) else css)]
    if meta.get("toc"):
        arguments.append("--toc")
    meta["schriften"] = f"`{webfonts.css()}`{{=html}}"
    return embed(_pandoc(job, arguments, meta).decode("utf-8"), job.reports).encode("utf-8")


def typst_text(job: Job) -> bytes:
    """The document in Typst's language."""
    meta = job.meta("pdf")
    if meta.get("number-sections"):
        meta.setdefault("section-numbering", "1.1.1")
    return _pandoc(job, ["--to=typst", f"--template={TYPST_TEMPLATE}"], meta)


def pdf(job: Job, *, bleed: bool = False) -> bytes:
    """A tagged PDF (UA-1 and A-2a) with embedded fonts; its bytes depend on content and document date alone.

    Args:
        job: the document.
        bleed: colour runs over the trimmed edge (``TrimBox``), as print shops need it.
    """
    import typst

    text = typst_text(job)
    place: dict[str, Any] = {
        "root": str(job.reports), "font_paths": fonts(), "ignore_system_fonts": True,
        "sys_inputs": {"beschnitt": BLEED} if bleed else {},
    }  # fmt: skip
    standards = ["ua-1"] if bleed else ["a-2a", "ua-1"]
    compile_typst: Any = typst.compile_with_warnings
    try:
        data, warnings = compile_typst(
            text, format="pdf", timestamp=job.timestamp, pdf_standards=standards, **place
        )
        meta = job.meta("pdf")
        brochure = meta.get("papersize") == "a5"
        paged = brochure or meta.get("form")
        marks = typst.query(text, MARKS, field="value", **place) if paged else "[]"
    except typst.TypstError as error:
        raise PipelineError.of([_typst_fault(job, error)]) from None
    said = [str(getattr(warning, "message", warning)) for warning in warnings]
    if any("did not converge" in line for line in said):
        raise PipelineError(
            "Typst found no stable layout: page numbers and references would be wrong",
            job.place,
            "; ".join(said[:3]),
            "undo the last change of design/bedarfskompass.typ",
        )
    for line in said + overfull(json.loads(marks), stapled=brochure):
        sys.stderr.write(f"{job.name}.pdf: {line}\n")
    return bytes(data)


def overfull(pages: list[int], *, stapled: bool = True) -> list[str]:
    """What is amiss with the pages of a brochure, fact sheets or slides.

    Args:
        pages: the page on which each ``.seite`` begins, and last the number of pages.
        stapled: sheets of four pages are folded and stapled.
    """
    *starts, last = pages or [0]
    if not starts:
        return []
    after = [*starts[1:], last + 1]
    out = [
        f"what begins on page {page} does not fit on one page; shorten the text"
        for page, following in zip(starts, after, strict=True)
        if following > page + 1
    ]
    if stapled and last % 4:
        out.append(f"{last} pages cannot be stapled; a brochure needs a multiple of four")
    return out


def fonts() -> list[str]:
    """The folders of the open-licence font packages; what a machine has installed plays no part."""
    import font_source_sans_pro
    import font_source_serif_pro

    return [
        str(Path(package.__file__).parent / "files")
        for package in (font_source_sans_pro, font_source_serif_pro)
    ]


def _pandoc(job: Job, arguments: list[str], meta: dict[str, Any]) -> bytes:
    known = {key: value for key, value in meta.items() if key not in _NOT_FOR_PANDOC}
    known |= {"eingebaut": True, "namen": _names(meta)}
    command = [
        pandoc.program(), "--from=markdown", "--wrap=none", f"--lua-filter={FILTER}", *arguments,
    ]  # fmt: skip
    front = json.dumps(known, ensure_ascii=False, default=str)
    text = f"---\n{front}\n---\n\n{job.text}".encode()
    env = os.environ | {"SOURCE_DATE_EPOCH": str(int(job.timestamp.timestamp()))}
    done = subprocess.run(
        command, input=text, cwd=job.reports, env=env, capture_output=True, check=False
    )
    said = done.stderr.decode("utf-8", "replace").split("HasCallStack backtrace", 1)[0].strip()
    if done.returncode:
        raise PipelineError(f"pandoc stopped: {said}", job.place)
    if said:
        sys.stderr.write(f"{job.name}: {said}\n")
    return done.stdout


def _names(meta: dict[str, Any]) -> dict[str, str]:
    """Names of figures, tables and sections where ``_quarto.yml`` sets its own."""
    crossref = meta.get("crossref")
    given = crossref if isinstance(crossref, dict) else {}
    keys = {"fig": "fig-title", "tbl": "tbl-title", "sec": "sec-prefix"}
    return {kind: str(given[key]) for kind, key in keys.items() if key in given}


def _typst_fault(job: Job, error: Any) -> Fault:
    message = str(getattr(error, "message", error)).split("\n", 1)[0]
    where = str(getattr(error, "diagnostic", "")).strip().split("\n\n", 1)[0]
    hints = list(dict.fromkeys(getattr(error, "hints", [])))[:2]
    sign = re.search(r'(?:text|codepoint) `"(.+?)"`', message)
    if sign and (at := job.source.text.find(sign[1])) >= 0:
        hint = "remove it or say it in words"
        return Fault(f"'{sign[1]}' cannot be printed", job.source.where(at), message, hint)
    return Fault(f"Typst stopped: {message}", job.place, where, "; ".join(hints))
