"""Say what a file is by looking into it, and read it with the reader that knows the kind."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.indicators.readers import (
    arbeitsmarkt_kommunal,
    ba_products,
    ffcsv,
    genesis_classic,
    textfile,
    workbook,
    zensus,
)
from pipeline.indicators.readers.model import Table

MAX_PARTS = 1000
_WORKBOOK = (".xlsx", ".xls", ".xlsm", ".xlsb")
# A regional key in the names that the BA and `bedarf stats add` give: amr-06440-0-…, …_06440_2026-06.xlsx
_KEY = re.compile(r"(?:^amr-|_)(\d{8}|\d{5}|\d{2}|DG)(?:-0-|_)")
# Words that only the heads of known tables hold.
_HEAD = re.compile(r"statistics_code|Statistik_Code|Berichtszeitpunkt\W+_RS\b", re.I)
# What publishers put beside their tables to explain them.
_DOCUMENT = re.compile(r"\.(txt|md|pdf|html?|docx?|rtf)$", re.I)
_ZIP, _EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"


def read(path: Path, *, region: str | None = None) -> list[Table]:
    """Read an official file of any known kind; an archive may hold several tables.

    Args:
        path: the file as downloaded.
        region: AGS for workbooks that name only a job centre; else taken from the file's name.

    Raises:
        PipelineError: missing, damaged, or of no known kind (the hint lists the known ones).
    """
    key = _KEY.search(path.name)
    region = region or (key[1] if key else None)
    data = workbook.read_bytes(path, textfile.MAX_BYTES)
    if data.startswith((_ZIP, _EMPTY_ZIP)) and not _is_workbook(data, path.name):
        return [_one(part, name, region) for part, name in _parts(data, path.name)]
    return [_one(data, path.name, region)]


def _one(data: bytes, name: str, region: str | None) -> Table:
    if data.startswith((_ZIP, b"\xd0\xcf\x11\xe0")) or name.lower().endswith(_WORKBOOK):
        return _workbook(data, name, region)
    if data.startswith(b"%PDF"):
        raise PipelineError(
            "this is a PDF, not a table", name,
            hint="download the same publication as an Excel workbook (xlsx) or CSV",
        )  # fmt: skip
    text = textfile.decode(data, name)
    if zensus.is_zensus(text[:60]):
        return zensus.read(text, name)
    if genesis_classic.matches(text):
        return genesis_classic.read(text, name)
    if ffcsv.matches(text):
        return ffcsv.read(text, name)
    if "<html" in text[:2000].lower():
        raise PipelineError(
            "this is a web page, not a table", name,
            "servers answer with an error page when a file is gone or a session has ended",
            "open the file in a browser to read what the server said, then download it again",
        )  # fmt: skip
    if _HEAD.search(text[:300]):
        raise PipelineError(
            "the head of this table is known, but its form was changed", name,
            "columns are separated by ';' and the first cells are not quoted in a file as downloaded",
            "add the file as it was downloaded, without opening and saving it",
        )  # fmt: skip
    raise _unknown(name)


def _workbook(data: bytes, name: str, region: str | None) -> Table:
    if len(data) > workbook.MAX_BYTES:
        raise PipelineError(
            f"the workbook has {len(data) / 1e6:.0f} MB; at most {workbook.MAX_BYTES / 1e6:.0f} MB are read",
            name,
            hint="download one region or one table instead of the whole collection",
        )
    book = workbook.Workbook(data, name)
    if arbeitsmarkt_kommunal.matches(book):
        return arbeitsmarkt_kommunal.read(book)
    sheet = zensus.sheet_of(book)
    if sheet is not None:
        return zensus.read_workbook(book, sheet)
    kind = ba_products.kind_of(book)
    if kind is None:
        raise _unknown(name)
    return ba_products.read(book, kind, region)


def _is_workbook(data: bytes, name: str) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(n.startswith(("xl/", "[Content_Types]")) for n in archive.namelist())
    except workbook.ZIP_ERRORS as error:
        raise PipelineError(
            "the archive is damaged", name, str(error), "download the file again"
        ) from None


def _parts(data: bytes, name: str) -> Iterator[tuple[bytes, str]]:
    """The files of an archive, bounded in number and size, also when sizes are forged.

    Documents that lie beside tables are passed over; an archive of documents alone is refused with its first.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = [i for i in archive.infolist() if not i.is_dir() and not _is_litter(i.filename)]
        entries = [i for i in entries if not _DOCUMENT.search(i.filename)] or entries
        if not entries:
            raise PipelineError("the archive is empty", name, hint="download it again")
        if len(entries) > MAX_PARTS:
            raise PipelineError(
                f"the archive holds {len(entries)} files",
                name,
                hint=f"at most {MAX_PARTS} are read",
            )
        left = workbook.MAX_UNPACKED
        for entry in entries:
            part = f"{name}/{entry.filename}"
            try:
                with archive.open(entry) as stream:
                    content = stream.read(left + 1)
            except workbook.ZIP_ERRORS as error:  # NotImplementedError is a RuntimeError, too
                raise PipelineError(
                    "the archive is damaged", part, str(error), "download the file again"
                ) from None
            except RuntimeError:
                raise PipelineError(
                    "the archive is protected with a password",
                    part,
                    hint="unpack it and add its files",
                ) from None
            if content.startswith((_ZIP, _EMPTY_ZIP)) and not _is_workbook(content, part):
                raise PipelineError(
                    "an archive within an archive is not read", part,
                    hint="unpack it and add its files",
                )  # fmt: skip
            left -= len(content)
            if left < 0:
                raise PipelineError(
                    f"the archive unpacks to more than {workbook.MAX_UNPACKED / 1e6:.0f} MB",
                    name,
                    "official tables are far smaller; this may be an attack (zip bomb)",
                    "do not open the file; download it again from the publisher",
                )
            yield content, part


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _unknown(name: str) -> PipelineError:
    known = (
        "BA workbooks (Arbeitsmarkt kommunal, Eckwerte für Jobcenter, Arbeitsmarktreport, "
        "Bedarfsgemeinschaften nach Typ); GENESIS and Regionalstatistik as CSV or ffcsv; "
        "Zensus 2022 regional tables Haushalte, Demografie, Erwerbsstatus"
    )
    return PipelineError(
        "this file is of no kind that is known here", name, hint=f"known are: {known}"
    )
